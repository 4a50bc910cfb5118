#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use countersign_exhaust::every_text;
use std::vec::Vec;

use countersign_scope::ScopeErrorKind::{self, DoubledSpace, LeadingSpace, TrailingSpace, UnexpectedOctet};
use proptest::prelude::*;

use super::{faults, tokens};

fn all(text: &str) -> Vec<(ScopeErrorKind, core::ops::Range<usize>)> {
    let mut found = Vec::new();
    faults(text, |kind, octets| found.push((kind, octets)));
    found
}

#[test]
fn every_fault_is_found() {
    assert_eq!(all("read write"), []);
    assert_eq!(all(" read"), [(LeadingSpace, 0..1)]);
    assert_eq!(all("   read"), [(LeadingSpace, 0..3)]);
    assert_eq!(all("read "), [(TrailingSpace, 4..5)]);
    assert_eq!(all("read   "), [(TrailingSpace, 4..7)]);
    assert_eq!(all("a  b   c"), [(DoubledSpace, 2..3), (DoubledSpace, 5..7)]);
    assert_eq!(
        all("\"a\" \u{e9} "),
        [
            (UnexpectedOctet, 0..1),
            (UnexpectedOctet, 2..3),
            (UnexpectedOctet, 4..6),
            (TrailingSpace, 6..7)
        ]
    );
    assert_eq!(all(" "), [(LeadingSpace, 0..1)]);
}

#[test]
fn tokens_know_where_they_stand() {
    let found: Vec<_> = tokens(" read  write ").collect();
    assert_eq!(found, [("read", 1), ("write", 7)]);
    assert_eq!(tokens("").count(), 0);
}

/// On every string of up to six characters over one of each class.
#[test]
fn the_first_fault_is_that_of_the_machine() {
    every_text(&[" ", "a", "\""], 6, &mut |text| {
        if !text.is_empty() {
            agrees(text);
        }
    });
}

fn agrees(text: &str) {
    let first = all(text).into_iter().next();
    match countersign_scope::check(text) {
        Ok(()) => assert_eq!(first, None, "{text:?}"),
        Err(error) => {
            let (kind, octets) = first.unwrap();
            // The machine speaks of the space after which nothing comes, and of two spaces before that.
            let at_the_end = matches!(error.kind(), DoubledSpace | TrailingSpace) && kind == TrailingSpace;
            assert!(kind == error.kind() || at_the_end, "{text:?}: {kind:?} {error:?}");
            assert!(
                octets.start <= error.at() && error.at() <= octets.end,
                "{text:?}: {octets:?} {error:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn faults_and_check_agree(text in "[ -~\u{e9}]{0,20}") {
        if !text.is_empty() {
            agrees(&text);
        }
    }
}

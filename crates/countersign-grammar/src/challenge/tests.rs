//! How many octets the parser looks at, on texts made to be slow.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::parse_challenges;
use crate::{Limits, steps};

/// Bounds that let everything in but the number of elements, which is what keeps the comparison of names linear.
fn wide() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.header = usize::MAX;
    limits
}

/// Steps for each octet, at most: white space at both ends, and what stands between, is looked at for being trimmed,
/// as `token68`, as a token, and as a parameter again, with its UTF-8 and its white space.
const EACH: usize = 8;

/// Steps for a text whatever its length.
const ONCE: usize = 64;

/// The steps for the lines are at most `EACH` for an octet, and twice the length is about twice the work.
#[track_caller]
fn linear(what: &str, lines: impl Fn(usize) -> Vec<String>) {
    let steps_at = |length: usize| {
        let lines = lines(length);
        let octets: usize = lines.iter().map(String::len).sum();
        assert!(octets >= length, "{what}: only {octets} octets");
        let fields = lines.iter().map(String::as_bytes);
        let (steps, _) = steps::of(|| parse_challenges(fields, &wide()).map(drop));
        let most = EACH.saturating_mul(octets).saturating_add(ONCE);
        assert!(steps <= most, "{what}: {steps} steps for {octets} octets");
        steps
    };
    let (half, full) = (steps_at(1 << 14), steps_at(1 << 15));
    let most = half.saturating_mul(2).saturating_add(ONCE);
    assert!(full <= most, "{what}: {half} steps, then {full}");
}

// = COUNTERSIGN-LIMITS-2 (test)
#[test]
fn each_octet_a_bounded_number_of_times() {
    let repeated = |before: &'static str, piece: &'static str, after: &'static str| {
        move |length: usize| {
            alloc::vec![format!(
                "{before}{}{after}",
                piece.repeat(length / piece.len() + 1)
            )]
        }
    };
    for (before, piece, after) in [
        ("", "a", ""),
        ("", ",", ""),
        ("", " \t,", ""),
        ("", "a,", ""),
        ("", "a ,", ""),
        ("a", " ", "b"),
        ("a", "\t", ",b=c"),
        ("a ", "b", ""),
        ("a ", "b", "=!"),
        ("a ", "b", "==!"),
        ("a b", "=", ""),
        ("a b", "=", "c"),
        ("a b", " ", "=c"),
        ("a b", " ", "c"),
        ("a b=c", " ", "d"),
        ("a b=c", "\t ", ", d"),
        ("a b=c,", " ", "d"),
        ("a b=\"", "\\\"", ""),
        ("a b=\"", "\\\"", "\""),
        ("a b=\"", "\"\\", ""),
        ("a b=\"", "\u{e9}", "\""),
        ("a ", "b=", ""),
        ("a ", "b=\"\" ", ""),
        ("", "a b=c, ", ""),
        ("", "a b, ", ""),
    ] {
        linear(
            &format!("{before}{piece}..{after}"),
            repeated(before, piece, after),
        );
    }
}

/// As many names as are allowed, of one length and alike up to the last octets; in one line and in a line for each.
#[test]
fn long_names() {
    let names = |length: usize| {
        let common = "x".repeat(length / 32);
        (0..Limits::DEFAULT.parameters).map(move |name| format!("{common}{name:02}=a"))
    };
    let most = EACH + Limits::DEFAULT.parameters;
    let steps_of = |lines: &[String]| {
        let octets: usize = lines.iter().map(String::len).sum();
        let fields = lines.iter().map(String::as_bytes);
        let (steps, parsed) = steps::of(|| parse_challenges(fields, &wide()).map(|list| list.len()));
        assert_eq!(parsed, Ok(1));
        assert!(steps <= most * octets, "{steps} steps for {octets} octets");
    };
    for length in [1 << 12, 1 << 15] {
        let mut lines: Vec<_> = names(length).collect();
        if let Some(first) = lines.first_mut() {
            first.insert_str(0, "a ");
        }
        steps_of(&lines);
        steps_of(&[lines.join(",")]);
    }
}

/// The count counts: a text that is read whole costs at least one step an octet.
#[test]
fn the_count_is_no_constant() {
    let text = format!("Negotiate {}", "a".repeat(1 << 12));
    let (steps, parsed) = steps::of(|| parse_challenges([text.as_bytes()], &wide()).map(|list| list.len()));
    assert_eq!(parsed, Ok(1));
    assert!(steps >= text.len());
}

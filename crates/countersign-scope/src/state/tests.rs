#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use countersign_exhaust::every_string_of_octets;
use std::string::String;
use std::vec::Vec;

use super::*;

/// The ABNF read by hand, sharing nothing with the machine: `scope-token *( SP scope-token )` as a recursive descent.
fn matches_abnf(text: &[u8]) -> bool {
    fn nqchar(octet: u8) -> bool {
        octet == 0x21 || (0x23..=0x5B).contains(&octet) || (0x5D..=0x7E).contains(&octet)
    }
    fn token(text: &[u8]) -> Option<&[u8]> {
        let len = text.iter().take_while(|octet| nqchar(**octet)).count();
        (len >= 1).then(|| &text[len..])
    }
    let Some(mut rest) = token(text) else { return false };
    while let [0x20, more @ ..] = rest {
        let Some(more) = token(more) else { return false };
        rest = more;
    }
    rest.is_empty()
}

// = RFC6749-A.4-1 (test)
#[test]
fn each_octet_has_the_class_of_the_abnf() {
    let mut counts = [0; 3];
    for octet in 0..=u8::MAX {
        let class = OctetClass::of(octet);
        let expected = if octet == 0x20 {
            OctetClass::Sp
        } else if matches_abnf(&[octet]) {
            OctetClass::Nqchar
        } else {
            OctetClass::Other
        };
        assert_eq!(class, expected, "octet {octet:#04x}");
        counts[OctetClass::ALL.iter().position(|each| *each == class).unwrap()] += 1;
    }
    assert_eq!(counts, [92, 1, 163]);
}

#[test]
fn each_step_is_the_cell_of_the_table() {
    for (state, row) in ScopeState::ALL.into_iter().zip(ScopeState::TABLE) {
        for octet in 0..=u8::MAX {
            let column = OctetClass::ALL
                .iter()
                .position(|class| *class == OctetClass::of(octet))
                .unwrap();
            assert_eq!(state.step(octet), row[column], "{state:?} on {octet:#04x}");
        }
    }
}

#[test]
fn each_state_is_reachable_and_one_is_a_trap() {
    for state in ScopeState::ALL {
        let mut reached = false;
        every_string_of_octets(b"a \"", 2, &mut |text| {
            reached |= text
                .iter()
                .fold(ScopeState::Start, |state, octet| state.step(*octet))
                == state;
        });
        assert!(reached, "{state:?}");
    }
    for octet in 0..=u8::MAX {
        assert_eq!(ScopeState::Invalid.step(octet), ScopeState::Invalid);
    }
    assert_eq!(
        ScopeState::ALL.map(ScopeState::accepts),
        [false, true, false, false]
    );
}

#[test]
fn the_machine_runs_in_a_constant() {
    const END: ScopeState = ScopeState::Start.step(b'a').step(b' ').step(b'b');
    assert_eq!(END, ScopeState::Token);
}

/// No two states can be merged: for each pair there is a continuation that one accepts and the other does not.
#[test]
fn the_machine_is_minimal_but_for_the_name_of_the_error() {
    let accepted = |state: ScopeState| {
        let mut verdicts = Vec::new();
        every_string_of_octets(b"a \"", 2, &mut |text| {
            verdicts.push(
                text.iter()
                    .fold(state, |state, octet| state.step(*octet))
                    .accepts(),
            );
        });
        verdicts
    };
    // `Start` and `Space` accept the same continuations and differ in what a refusal is called.
    assert_eq!(accepted(ScopeState::Start), accepted(ScopeState::Space));
    assert_ne!(accepted(ScopeState::Start), accepted(ScopeState::Token));
    assert_ne!(accepted(ScopeState::Start), accepted(ScopeState::Invalid));
    assert_ne!(accepted(ScopeState::Token), accepted(ScopeState::Invalid));
}

// = RFC6749-3.3-3 (test)
// = RFC6749-A.4-1 (test)
#[test]
fn the_fold_accepts_the_language_of_the_abnf() {
    let mut accepted = 0;
    every_string_of_octets(b"!#[]~ \"\\\x00\x1F\x7F\x80\xFF", 4, &mut |text| {
        let verdict = fold(text).is_ok();
        assert_eq!(verdict, matches_abnf(text), "{text:02x?}");
        let machine = text
            .iter()
            .fold(ScopeState::Start, |state, octet| state.step(*octet));
        assert_eq!(verdict, machine.accepts());
        accepted += u32::from(verdict);
    });
    // 5 + 25 + (125 + 25) + (625 + 2 * 125): tokens of one to four octets, and pairs of tokens.
    assert_eq!(accepted, 5 + 25 + 150 + 875);
}

#[test]
fn a_refusal_names_the_first_offence() {
    use ScopeErrorKind::{DoubledSpace, Empty, LeadingSpace, TrailingSpace, UnexpectedOctet};
    for (text, kind, at) in [
        ("", Empty, 0),
        (" ", LeadingSpace, 0),
        (" a", LeadingSpace, 0),
        ("  ", LeadingSpace, 0),
        ("a ", TrailingSpace, 1),
        ("a  ", DoubledSpace, 2),
        ("a  b", DoubledSpace, 2),
        ("a b  c", DoubledSpace, 4),
        ("a\tb", UnexpectedOctet, 1),
        ("a\nb", UnexpectedOctet, 1),
        ("a\"", UnexpectedOctet, 1),
        ("a \\", UnexpectedOctet, 2),
        ("\u{e9}", UnexpectedOctet, 0),
        ("a\u{7f} ", UnexpectedOctet, 1),
        ("a,b;c \u{20ac}", UnexpectedOctet, 6),
    ] {
        let error = fold(text.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{text:?}");
    }
}

#[test]
fn messages_are_distinct_and_hold_no_input() {
    let mut texts: Vec<String> = Vec::new();
    for kind in ScopeErrorKind::ALL {
        let text = std::format!("{}", ScopeError::new(*kind, 3).offset_by(4));
        assert!(text.ends_with(", at octet 7"), "{text}");
        assert!(!texts.contains(&text));
        texts.push(text);
        let id = kind.clause().id();
        assert!(id.starts_with("RFC6749-") || id == "COUNTERSIGN-LIMITS-1", "{id}");
    }
}

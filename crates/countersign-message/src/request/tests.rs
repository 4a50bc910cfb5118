#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use std::string::String;
use std::vec::Vec;
use std::{format, vec};

use super::*;
use crate::RequestErrorKind;

/// The `FormText` of an encoded name.
fn name(raw: &str) -> String {
    format!("{raw}=x")
}

fn name_of(raw: &str) -> Option<Name> {
    let body = name(raw);
    let pair = form::pairs(body.as_bytes(), &Limits::DEFAULT)
        .next()
        .unwrap()
        .unwrap();
    Name::of(pair.name)
}

#[test]
fn names_and_variants_are_one_to_one() {
    for (number, (text, known)) in NAMES.iter().enumerate() {
        assert_eq!(name_of(text), Some(*known));
        assert_eq!(known.as_str(), *text);
        for (other_text, other) in &NAMES[..number] {
            assert!(other_text != text && other != known);
        }
    }
}

#[test]
fn a_name_is_known_octet_for_octet() {
    for (text, known) in NAMES {
        // One octet changed, one more, one fewer, another case: another name.
        for at in 0..text.len() {
            let mut other: Vec<u8> = text.bytes().collect();
            other[at] ^= 0x01;
            assert_ne!(
                name_of(core::str::from_utf8(&other).unwrap()),
                Some(known),
                "{text} at {at}"
            );
        }
        assert_ne!(name_of(&format!("{text}s")), Some(known));
        assert_ne!(name_of(&text[1..]), Some(known));
        assert_eq!(name_of(&text.to_ascii_uppercase()), None);
    }
}

#[test]
fn an_escape_hides_no_name() {
    for (text, known) in NAMES {
        for at in 0..text.len() {
            let escaped = format!("{}%{:02x}{}", &text[..at], text.as_bytes()[at], &text[at + 1..]);
            assert_eq!(name_of(&escaped), Some(known), "{escaped}");
        }
    }
    assert_eq!(name_of("client+id"), None);
}

/// The two ways to find a repetition find the same one.
#[test]
fn pairwise_and_sorted_agree() {
    let alphabet = ["a", "%61", "b", "c+d", "c%20d", "e"];
    let mut bodies = vec![String::new()];
    let mut from = 0;
    for _ in 0..4 {
        let until = bodies.len();
        for at in from..until {
            for name in alphabet {
                let longer = format!("{}{name}=1&", bodies[at]);
                bodies.push(longer);
            }
        }
        from = until;
    }
    let mut found = 0;
    for body in &bodies {
        let names: Vec<_> = unknown(body.as_bytes(), &Limits::DEFAULT).collect();
        let pairwise = repeats::first(names.iter().copied(), names.len());
        let sorted = repeats::first(names.iter().copied(), usize::MAX);
        assert_eq!(pairwise, sorted, "{body}");
        // By definition: the first name whose decoded text stood there before.
        let decoded: Vec<_> = names.iter().map(|(name, at)| (name.decode(), *at)).collect();
        let expected = decoded
            .iter()
            .enumerate()
            .find(|(number, (name, _))| decoded[..*number].iter().any(|(other, _)| other == name))
            .map(|(_, (_, at))| *at);
        assert_eq!(pairwise, expected, "{body}");
        found += usize::from(expected.is_some());
    }
    assert!(found > 100 && found < bodies.len() - 100);
}

// = COUNTERSIGN-STRICT-3 (test)
#[test]
fn more_names_than_fit_on_the_stack() {
    let mut limits = Limits::DEFAULT;
    limits.parameters = 2000;
    limits.body = 1 << 20;
    let body: Vec<String> = (0..1000).map(|number| format!("name{number}=1")).collect();
    let body = body.join("&");
    assert!(TokenRequest::parse(body.as_bytes(), &limits).is_ok());
    let twice = format!("{body}&name31=2&name500=2");
    let error = TokenRequest::parse(twice.as_bytes(), &limits).unwrap_err();
    assert_eq!(
        (error.kind(), error.at()),
        (RequestErrorKind::ParameterRepeated, body.len() + 1)
    );
    let error = TokenRequest::parse(body.as_bytes(), &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.kind(), RequestErrorKind::TooManyParameters);
}

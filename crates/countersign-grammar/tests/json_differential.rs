//! The JSON reader against serde_json: the same texts taken, the same values, and each deliberate difference computed.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm
)]

mod support;

use std::collections::BTreeSet;
use std::fmt;

use countersign_grammar::{Limits, SyntaxErrorKind, json};
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// What serde_json reads, every member kept in order, so that duplicates can be seen.
#[derive(Debug, Clone, PartialEq)]
enum Doc {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    String(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Doc {
    fn depth(&self) -> usize {
        match self {
            Self::Array(elements) => 1 + elements.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(members) => 1 + members.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }

    fn names_are_unique(&self) -> bool {
        match self {
            Self::Array(elements) => elements.iter().all(Self::names_are_unique),
            Self::Object(members) => {
                let names: BTreeSet<_> = members.iter().map(|(name, _)| name).collect();
                names.len() == members.len() && members.iter().all(|(_, value)| value.names_are_unique())
            }
            _ => true,
        }
    }

    fn most_members(&self) -> usize {
        match self {
            Self::Array(elements) => elements.iter().map(Self::most_members).max().unwrap_or(0),
            Self::Object(members) => members
                .iter()
                .map(|(_, value)| value.most_members())
                .max()
                .unwrap_or(0)
                .max(members.len()),
            _ => 0,
        }
    }
}

/// Whether our value is the one that serde_json read. Floats within a few units in the last place, because neither
/// its default algorithm nor this comparison is about rounding; our number is text and exact.
fn same(ours: &json::Value<'_>, theirs: &Doc) -> bool {
    match (ours.data(), theirs) {
        (json::Data::Null, Doc::Null) => true,
        (json::Data::Bool(ours), Doc::Bool(theirs)) => ours == theirs,
        (json::Data::Number(ours), Doc::Unsigned(theirs)) => {
            ours.as_u64() == Some(*theirs) && ours.as_seconds_floor() == Some(*theirs)
        }
        (json::Data::Number(ours), Doc::Signed(theirs)) => {
            ours.as_str().parse() == Ok(*theirs)
                && ours.as_u64().is_none()
                && ours.as_seconds_floor().is_none()
        }
        (json::Data::Number(ours), Doc::Float(theirs)) => {
            let ours: f64 = ours.as_str().parse().unwrap();
            ours == *theirs || (ours - theirs).abs() <= theirs.abs() * 1e-15
        }
        (json::Data::String(ours), Doc::String(theirs)) => ours == theirs,
        (json::Data::Array(ours), Doc::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (json::Data::Object(ours), Doc::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .members()
                    .zip(theirs)
                    .all(|(ours, (name, value))| ours.name() == name && same(ours.value(), value))
        }
        _ => false,
    }
}

/// Reads `input` in every way and holds the outcomes against each other. Returns whether it was taken.
#[track_caller]
fn compare(input: &[u8], limits: &Limits) -> bool {
    let shown = String::from_utf8_lossy(input);
    let ours = json::parse_value(input, limits);
    match serde_json::from_slice::<Doc>(input) {
        Ok(theirs) => {
            let inside = theirs.depth() <= limits.json_depth
                && theirs.most_members() <= limits.parameters
                && theirs.names_are_unique();
            assert_eq!(ours.is_ok(), inside, "{shown} {ours:?} {theirs:?}");
            if let Ok(ours) = &ours {
                assert!(same(ours, &theirs), "{shown} {theirs:?}");
            }
        }
        Err(error) if out_of_range(&error) => {}
        Err(error) => assert!(ours.is_err(), "{shown}: only serde_json refuses: {error}"),
    }
    let outline = json::RawValue::parse(input, limits);
    assert_eq!(
        outline.map(|raw| (raw.kind(), raw.at())),
        ours.as_ref().map(|v| (v.kind(), v.at())).map_err(|e| *e)
    );

    // Member by member is the same language and the same members as all at once.
    let all = json::parse_object(input, limits);
    let mut members = Vec::new();
    let outcome = json::visit_object(input, limits, |name, value| {
        members.push((name.decode(), value));
        Ok(())
    });
    assert_eq!(all.as_ref().err().copied(), outcome.err(), "{shown}");
    let mut seen = members.iter();
    let iterated = json::members(input, limits).and_then(|mut iterator| {
        iterator.try_for_each(|member| {
            let member = member?;
            let (name, value) = seen.next().unwrap();
            assert!(
                member.name().eq_str(name) && member.value().at() == value.at(),
                "{shown}"
            );
            Ok(())
        })
    });
    assert_eq!(iterated, outcome, "{shown}");
    if let Ok(all) = &all {
        assert_eq!(all.len(), members.len());
        for (member, (name, raw)) in all.members().zip(&members) {
            assert_eq!((member.name(), member.value().at()), (&**name, raw.at()));
            match serde_json::from_str(raw.raw()) {
                Ok(theirs) => assert!(same(member.value(), &theirs), "{shown}"),
                Err(error) => assert!(out_of_range(&error), "{shown} {error}"),
            }
        }
        assert!(ours.is_ok());
    }
    if let Err(error) = &ours {
        assert!(error.at() <= input.len(), "{shown} {error}");
        assert!(all.is_err());
    }
    ours.is_ok()
}

/// serde_json has no value for such a number and refuses it; we keep it as text.
fn out_of_range(error: &serde_json::Error) -> bool {
    error.to_string().contains("number out of range")
}

// = RFC8259-9-1 (test)
#[test]
fn every_short_text_of_structure() {
    let symbols: [&[u8]; 11] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"a\"",
        b"\"\\u0061\"",
        b"1",
        b"true",
        b" ",
    ];
    let mut taken = 0;
    support::every_text(&symbols, 5, |text| {
        taken += u32::from(compare(text, &Limits::DEFAULT))
    });
    assert!(taken > 100, "{taken}");
}

#[test]
fn every_short_number() {
    let symbols: [&[u8]; 9] = [b"0", b"1", b"9", b"-", b"+", b".", b"e", b"E", b" "];
    let mut taken = 0;
    support::every_text(&symbols, 5, |text| {
        taken += u32::from(compare(text, &Limits::DEFAULT))
    });
    assert!(taken > 100, "{taken}");
}

#[test]
fn every_short_string() {
    let symbols: [&[u8]; 10] = [
        b"\"",
        b"\\",
        b"u",
        b"00",
        b"d8",
        b"DC",
        b"n",
        b"\x1f",
        "\u{e9}".as_bytes(),
        b"\xe9",
    ];
    let mut taken = 0;
    let mut quoted = Vec::new();
    support::every_text(&symbols, 5, |text| {
        quoted.clear();
        quoted.push(b'"');
        quoted.extend_from_slice(text);
        quoted.push(b'"');
        taken += u32::from(compare(&quoted, &Limits::DEFAULT));
    });
    assert!(taken > 100, "{taken}");
}

/// A value written with white space, escapes and number forms as they come.
fn text(depth: u32) -> impl Strategy<Value = String> {
    let space = || prop::sample::select(vec!["", "", "", " ", "\n", "\t", "\r\n  "]);
    let string = prop::collection::vec(
        prop_oneof![
            6 => "[ -!#-\\[\\]-~]{1,9}",
            1 => any::<char>().prop_filter("escaped ones come below", |c| *c >= ' ' && !matches!(c, '"' | '\\'))
                .prop_map(String::from),
            1 => any::<char>().prop_map(|c| c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("\\u{u:04x}")).collect()),
            1 => prop::sample::select(vec!["\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t", "\\u0000"])
                .prop_map(String::from),
        ],
        0..4,
    )
    .prop_map(|parts| format!("\"{}\"", parts.concat()))
    .boxed();
    let name = prop_oneof![
        3 => prop::sample::select(vec!["\"a\"", "\"b\"", "\"\\u0061\"", "\"scope\"", "\"\""]).prop_map(String::from),
        2 => string.clone(),
    ]
    .boxed();
    let scalar = prop_oneof![
        prop::sample::select(vec!["null", "true", "false"]).prop_map(String::from),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,6})?([eE][+-]?[0-9]{1,2})?",
        any::<i64>().prop_map(|number| number.to_string()),
        string,
    ];
    scalar.prop_recursive(depth, 48, 6, move |inner| {
        let element = (space(), inner.clone(), space()).prop_map(|(a, value, b)| format!("{a}{value}{b}"));
        let member = (space(), name.clone(), space(), space(), inner, space())
            .prop_map(|(a, name, b, c, value, d)| format!("{a}{name}{b}:{c}{value}{d}"));
        prop_oneof![
            prop::collection::vec(element, 0..6).prop_map(|elements| format!("[{}]", elements.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

fn tight() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.json_depth = 3;
    limits.parameters = 4;
    limits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn well_formed_texts(text in text(5)) {
        compare(text.as_bytes(), &Limits::DEFAULT);
        compare(text.as_bytes(), &tight());
    }

    #[test]
    fn mutated_texts(
        text in text(4),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, octet()), 1..4),
    ) {
        let mut octets = text.into_bytes();
        for (place, edit, octet) in edits {
            let place = place.index(octets.len() + 1);
            match edit {
                0 => octets.insert(place, octet),
                1 if place < octets.len() => octets[place] = octet,
                2 if place < octets.len() => drop(octets.remove(place)),
                _ => octets.truncate(place),
            }
        }
        compare(&octets, &Limits::DEFAULT);
        compare(&octets, &tight());
    }

    #[test]
    fn arbitrary_octets(octets in prop::collection::vec(octet(), 0..40)) {
        compare(&octets, &Limits::DEFAULT);
    }
}

/// Mostly octets that mean something to JSON.
fn octet() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => prop::sample::select(b"{}[]:,\"\\/bfnrtu0123456789aelsE+-. \t\r\n".to_vec()),
        1 => any::<u8>(),
    ]
}

/// The two differences that `compare` steps around, each shown once.
#[test]
fn known_differences() {
    let twice = br#"{"a":1,"a":2}"#;
    assert!(serde_json::from_slice::<serde_json::Value>(twice).is_ok());
    assert_eq!(
        json::parse_value(twice, &Limits::DEFAULT).unwrap_err().kind(),
        SyntaxErrorKind::DuplicateMember
    );
    assert!(
        serde_json::from_slice::<Doc>(b"1e999")
            .unwrap_err()
            .to_string()
            .contains("number out of range")
    );
    let number = json::parse_value(b"1e999", &Limits::DEFAULT)
        .unwrap()
        .as_number()
        .unwrap();
    assert_eq!((number.as_str(), number.as_seconds_floor()), ("1e999", None));
}

impl<'de> Deserialize<'de> for Doc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocVisitor)
    }
}

struct DocVisitor;

impl<'de> Visitor<'de> for DocVisitor {
    type Value = Doc;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Doc, E> {
        Ok(Doc::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Doc, E> {
        Ok(Doc::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Doc, E> {
        Ok(Doc::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Doc, E> {
        Ok(Doc::Signed(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Doc, E> {
        Ok(Doc::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Doc, E> {
        Ok(Doc::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Doc, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(Doc::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Doc, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Doc::Object(members))
    }
}

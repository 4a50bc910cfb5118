#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::string::{String, ToString};
use std::vec::Vec;

use countersign_grammar::{Limits, form};
use proptest::prelude::*;

use super::{Parameters, encoded_at, form as read_form, json, query, read};

/// Name, value and where they stand.
fn all(parameters: &Parameters) -> Vec<(String, Option<String>, usize, usize)> {
    parameters
        .iter()
        .map(|parameter| {
            let value = parameter.value().map(String::from);
            (
                parameter.text.to_string(),
                value,
                parameter.name_octets.start,
                parameter.value_octets.start,
            )
        })
        .collect()
}

#[test]
fn json_members_are_parameters() {
    let text = br#" {"client_id":"a\u0062c","n":1,"scope":["read"],"x":null} "#;
    let found = all(&json(text).unwrap());
    assert_eq!(
        found,
        [
            ("client_id".into(), Some("abc".into()), 3, 15),
            ("n".into(), None, 26, 29),
            ("scope".into(), None, 32, 39),
            ("x".into(), None, 49, 52),
        ]
    );
    assert!(json(b"{\"a\":1,}").is_none() && json(b"[]").is_none() && json(b"").is_none());
}

#[test]
fn a_query_is_read_leniently() {
    let parameters = query("/token?a=%zz&client%5Fid=x&&b#c");
    let found = all(&parameters);
    assert_eq!(
        found.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(),
        ["a", "client_id", "b#c"]
    );
    assert_eq!(parameters.find("client_id").unwrap().value_octets, 25..26);
    assert_eq!(query("/token").iter().count(), 0);
}

#[test]
fn kinds_of_bodies() {
    assert!(read(b"a=1").is_some());
    assert!(read(b"{\"a\":1}").is_some());
    assert!(read(b"{\"a\":1").is_none());
    assert!(read(b"<a b='c'/>").is_none());
    assert!(read(b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n").is_none());
    assert!(read(b"no parameter").is_none());
}

proptest! {
    /// What the strict parser reads, this one reads alike.
    #[test]
    fn forms_are_read_like_the_strict_parser_does(body in "[a-c%+=&2045_]{0,30}") {
        let mut faults = 0;
        let parameters = read_form(body.as_bytes(), |_| faults += 1);
        let strict: Result<Vec<_>, _> = form::pairs(body.as_bytes(), &Limits::DEFAULT).collect();
        prop_assert_eq!(strict.is_err(), faults > 0);
        if let Ok(pairs) = strict {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|pair| {
                    let value = Some(pair.value.decode().into_owned());
                    (pair.name.decode().into_owned(), value, pair.at, pair.value_at)
                })
                .collect();
            prop_assert_eq!(all(&parameters), pairs);
        }
    }

    /// The place of a decoded octet is where its escape begins.
    #[test]
    fn places_within_a_value(text in "\\PC{0,12}", at in 0..12_usize) {
        let encoded = form::encode(&text, form::EscapeSet::Whatwg);
        let at = at.min(text.len());
        let before = &text.as_bytes()[..at];
        let mut expected = 0;
        for octet in before {
            let kept = octet.is_ascii_alphanumeric() || b"*-._ ".contains(octet);
            expected += if kept { 1 } else { 3 };
        }
        prop_assert_eq!(encoded_at(encoded.as_bytes(), at), expected);
    }
}

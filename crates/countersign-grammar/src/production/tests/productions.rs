//! RFC 6749 appendix A, rule by rule.

use super::abnf::{Rule, alpha, digit, either, one_of, one_or_more, range, sequence, text, zero_or_more};
use super::uri_rules;
use crate::production::*;
use countersign_exhaust::every_text;
use proptest::prelude::*;
use std::{format, string::String, vec::Vec};

fn vschar() -> Rule {
    range(0x20, 0x7E)
}

fn nqchar() -> Rule {
    either([range(0x21, 0x21), range(0x23, 0x5B), range(0x5D, 0x7E)])
}

fn nqschar() -> Rule {
    either([range(0x20, 0x21), range(0x23, 0x5B), range(0x5D, 0x7E)])
}

fn unicodecharnocrlf() -> Rule {
    either([
        range(0x09, 0x09),
        range(0x20, 0x7E),
        range(0x80, 0xD7FF),
        range(0xE000, 0xFFFD),
        range(0x10000, 0x10FFFF),
    ])
}

fn name_char() -> Rule {
    either([text("-"), text("."), text("_"), digit(), alpha()])
}

fn separated(element: Rule) -> Rule {
    sequence([
        element.clone(),
        zero_or_more(sequence([range(0x20, 0x20), element])),
    ])
}

type Production = (&'static str, fn(&str) -> bool, Rule);

fn productions() -> Vec<Production> {
    let response_name = || one_or_more(either([one_of("_"), digit(), alpha()]));
    std::vec![
        ("client-id", is_client_id, zero_or_more(vschar())),
        ("client-secret", is_client_secret, zero_or_more(vschar())),
        ("response-type", is_response_type, separated(response_name())),
        ("scope", is_scope, separated(one_or_more(nqchar()))),
        ("state", is_state, one_or_more(vschar())),
        ("redirect-uri", is_redirect_uri, uri_rules::uri_reference()),
        ("error", is_error, one_or_more(nqschar())),
        ("error-description", is_error_description, one_or_more(nqschar())),
        ("error-uri", is_error_uri, uri_rules::uri_reference()),
        (
            "grant-type",
            is_grant_type,
            either([one_or_more(name_char()), uri_rules::uri_reference()])
        ),
        ("code", is_code, one_or_more(vschar())),
        ("access-token", is_access_token, one_or_more(vschar())),
        (
            "token-type",
            is_token_type,
            either([one_or_more(name_char()), uri_rules::uri_reference()])
        ),
        ("expires-in", is_expires_in, one_or_more(digit())),
        ("username", is_username, zero_or_more(unicodecharnocrlf())),
        ("password", is_password, zero_or_more(unicodecharnocrlf())),
        ("refresh-token", is_refresh_token, one_or_more(vschar())),
        ("param-name", is_parameter_name, one_or_more(name_char())),
    ]
}

#[track_caller]
fn same((name, is, rule): &Production, text: &str) {
    // Deviation: these two are not empty, although a URI-reference may be.
    let expected = rule.matches(text) && !(text.is_empty() && matches!(*name, "grant-type" | "token-type"));
    assert_eq!(is(text), expected, "{name}: {text:?}");
}

// = RFC6749-A.1-1 (test)
// = RFC6749-A.2-1 (test)
// = RFC6749-A.7-1 (test)
// = RFC6749-A.8-1 (test)
// = RFC6749-A.9-1 (test)
// = RFC6749-A.10-1 (test)
// = RFC6749-A.12-1 (test)
// = RFC6749-A.13-1 (test)
// = RFC6749-A.14-1 (test)
// = RFC6749-A.17-1 (test)
// = RFC6749-A.18-1 (test)
// = RFC6749-8.1-2 (test)
// = RFC6749-8.2-1 (test)
// = RFC6749-8.5-1 (test)
#[test]
fn every_character_alone_and_at_either_end() {
    let characters = ('\0'..='\u{FF}').chain([
        '\u{100}',
        '\u{D7FF}',
        '\u{E000}',
        '\u{FFFD}',
        '\u{FFFE}',
        '\u{FFFF}',
        '\u{10000}',
        '\u{10FFFF}',
        '\u{FF11}',
    ]);
    for production in productions() {
        same(&production, "");
        for character in characters.clone() {
            for text in [
                format!("{character}"),
                format!("{character}1"),
                format!("1{character}"),
            ] {
                same(&production, &text);
            }
        }
    }
}

// = RFC6749-A.4-1 (test)
#[test]
fn every_short_string() {
    let pieces = [
        "a", "0", "_", "-", " ", "\"", "\\", "(", ":", "%41", "%", "\u{7F}", "\u{E9}", "\n",
    ];
    for production in productions() {
        every_text(&pieces, 3, &mut |text| same(&production, text));
    }
}

/// `error_uri` lies within `%x21 / %x23-5B / %x5D-7E` (section 5.2) because each URI-reference does.
#[test]
fn error_uri_is_within_nqchar() {
    for character in '\0'..='\u{FF}' {
        for text in [
            format!("{character}"),
            format!("s://h/{character}"),
            format!("?{character}"),
        ] {
            assert!(
                !is_error_uri(&text) || zero_or_more(nqchar()).matches(&text),
                "{text:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_texts(text in any::<String>()) {
        productions().iter().for_each(|production| same(production, &text));
    }

    #[test]
    fn printable_texts(text in "[ -~]{0,20}") {
        productions().iter().for_each(|production| same(production, &text));
    }
}

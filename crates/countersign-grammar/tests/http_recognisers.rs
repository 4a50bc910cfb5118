//! The parsers of the header fields against the ABNF, on every short text over one octet of each class, and on
//! random longer ones.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

#[path = "support/abnf.rs"]
mod abnf;
mod support;

use countersign_grammar::authorization::{Authorization, Credentials};
use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, SyntaxErrorKind, quoted};
use proptest::prelude::*;
use support::every_text;

/// One octet of each class that the productions tell apart, and text outside ASCII whole and in pieces:
/// tchar and token68, tchar alone, token68 alone, the delimiters, a quoted-pair's backslash, white space, neither.
const SYMBOLS: [&[u8]; 15] = [
    b"a",
    b"!",
    b"/",
    b"=",
    b",",
    b";",
    b"\"",
    b"\\",
    b" ",
    b"\t",
    b"(",
    b"\x7f",
    b"\0",
    b"\xc3\xa9",
    b"\xe9",
];

/// The symbols that can be part of a well-formed list, to go further with fewer.
const LIST: [&[u8]; 9] = [b"a", b"B", b"=", b",", b";", b"\"", b"\\", b" ", b"\t"];

fn compare_token(text: &[u8]) -> bool {
    let expected = abnf::matches(text, abnf::token);
    assert_eq!(quoted::token(text).is_ok(), expected, "{}", shown(text));
    if let Ok(text) = core::str::from_utf8(text) {
        assert_eq!(quoted::is_token(text), expected, "{text}");
        assert!(!expected || quoted::token(text.as_bytes()) == Ok(text));
    }
    expected
}

fn compare_quoted_string(text: &[u8]) -> bool {
    // Deviation: the text between the quotes is UTF-8.
    let expected = abnf::matches(text, abnf::quoted_string) && core::str::from_utf8(text).is_ok();
    let parsed = quoted::quoted_string(text);
    assert_eq!(parsed.is_ok(), expected, "{}", shown(text));
    if let Ok(parsed) = parsed {
        // Unescaped octet by octet, as RFC 9110 section 5.6.4 puts it.
        let mut inside = text.get(1..text.len() - 1).unwrap().iter();
        let mut plain = Vec::new();
        while let Some(octet) = inside.next() {
            plain.push(if *octet == b'\\' {
                *inside.next().unwrap()
            } else {
                *octet
            });
        }
        assert_eq!(parsed.as_bytes(), plain, "{}", shown(text));
    }
    expected
}

// = RFC9110-11.3-1 (test)
fn compare_credentials(text: &[u8]) -> bool {
    let field = abnf::trim(text);
    let expected = abnf::matches(field, abnf::credentials) && core::str::from_utf8(text).is_ok();
    match Authorization::parse(text, &Limits::DEFAULT) {
        Ok(parsed) => {
            assert!(expected, "{}", shown(text));
            assert!(abnf::matches(parsed.scheme().as_bytes(), abnf::token));
            let data = text.get(parsed.data_at()..).unwrap();
            match parsed.data() {
                Credentials::None => assert_eq!(abnf::trim(data), b"", "{}", shown(text)),
                Credentials::Token68(token68) => {
                    assert_eq!(abnf::trim(data), token68.as_bytes());
                    assert!(
                        abnf::matches(token68.as_bytes(), abnf::token68),
                        "{}",
                        shown(text)
                    );
                }
                Credentials::Params(params) => {
                    assert!(!abnf::matches(abnf::trim(data), abnf::token68), "{}", shown(text));
                    for param in params.params() {
                        let at = param.at();
                        assert!(!abnf::auth_param(text, at).is_empty(), "{}", shown(text));
                        assert!(text.get(at..).unwrap().starts_with(param.name().as_bytes()));
                    }
                }
            }
        }
        // What the grammar leaves to the text beside it.
        Err(error) if error.kind() == SyntaxErrorKind::DuplicateParameter => {}
        Err(error) => {
            assert!(!expected, "{} {error}", shown(text));
            assert!(error.at() <= text.len());
        }
    }
    expected
}

fn compare_media_type(text: &[u8]) -> bool {
    let expected = abnf::matches(abnf::trim(text), abnf::media_type) && core::str::from_utf8(text).is_ok();
    match MediaType::parse(text) {
        Ok(parsed) => {
            assert!(expected, "{}", shown(text));
            assert!(parsed.essence_is(&format!("{}/{}", parsed.type_(), parsed.subtype())));
        }
        Err(error) if error.kind() == SyntaxErrorKind::DuplicateParameter => {}
        Err(error) => {
            assert!(!expected, "{} {error}", shown(text));
            assert!(error.at() <= text.len());
        }
    }
    expected
}

fn shown(text: &[u8]) -> String {
    text.escape_ascii().to_string()
}

/// Every text of at most `most` symbols between `before` and `after`; how many belong to the language.
fn count(
    symbols: &[&[u8]],
    most: usize,
    (before, after): (&[u8], &[u8]),
    mut compare: impl FnMut(&[u8]) -> bool,
) -> u32 {
    let mut taken = 0;
    every_text(symbols, most, |text| {
        taken += u32::from(compare(&[before, text, after].concat()))
    });
    taken
}

#[test]
fn every_octet_as_a_token() {
    assert_eq!((0..=u8::MAX).filter(|octet| compare_token(&[*octet])).count(), 77);
    assert_eq!(
        (0..=u8::MAX)
            .filter(|octet| compare_token(&[b'a', *octet, b'a']))
            .count(),
        77
    );
}

/// Each octet alone between the quotes, and behind a backslash.
// = RFC9110-5.5-3 (test)
#[test]
fn every_octet_in_quotes() {
    let plain = (0..=u8::MAX)
        .filter(|octet| compare_quoted_string(&[b'"', *octet, b'"']))
        .count();
    assert_eq!(
        plain, 94,
        "qdtext without obs-text, of which no octet alone is UTF-8"
    );
    let pair = (0..=u8::MAX)
        .filter(|octet| compare_quoted_string(&[b'"', b'\\', *octet, b'"']))
        .count();
    assert_eq!(pair, 96, "HTAB, SP and VCHAR");
}

// = RFC9110-11.2-3 (test)
#[test]
fn every_octet_as_token68() {
    let is_token68 = |text: &[u8]| {
        compare_credentials(text);
        let parsed = Authorization::parse(text, &Limits::DEFAULT);
        parsed.is_ok_and(|parsed| matches!(parsed.data(), Credentials::Token68(_)))
    };
    assert_eq!(
        (0..=u8::MAX)
            .filter(|octet| is_token68(&[b'x', b' ', *octet]))
            .count(),
        68
    );
    assert_eq!(
        (0..=u8::MAX)
            .filter(|octet| is_token68(&[b'x', b' ', b'A', *octet]))
            .count(),
        69 + 2,
        "= SP HTAB"
    );
}

#[test]
fn every_short_token() {
    assert!(count(&SYMBOLS, 4, (b"", b""), compare_token) > 10);
}

#[test]
fn every_short_quoted_string() {
    assert!(count(&SYMBOLS, 4, (b"\"", b"\""), compare_quoted_string) > 1000);
    assert!(count(&SYMBOLS, 4, (b"", b""), compare_quoted_string) > 5);
}

#[test]
fn every_short_authorization() {
    assert!(count(&SYMBOLS, 4, (b"", b""), compare_credentials) > 30);
    assert!(count(&SYMBOLS, 4, (b"a ", b""), compare_credentials) > 300);
    assert!(count(&LIST, 5, (b"a b=c", b""), compare_credentials) > 300);
}

#[test]
fn every_short_media_type() {
    assert!(count(&SYMBOLS, 4, (b"", b""), compare_media_type) > 10);
    assert!(count(&SYMBOLS, 4, (b"a/b", b""), compare_media_type) > 30);
    assert!(count(&LIST, 5, (b"a/b;c=", b""), compare_media_type) > 300);
}

/// Pieces of fields, so that long random texts are often well formed.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "a",
        "bc",
        "!",
        "~",
        "/",
        "=",
        "=",
        ",",
        ", ",
        ";",
        "; ",
        " ",
        "\t",
        "\"x\"",
        "\"\\\"\"",
        "\"\u{e9}\\\u{e9}\"",
        "\"",
        "\\",
        "realm=",
        "charset=UTF-8",
        "Basic ",
        "a/b",
        "\r\n",
        "\0",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn random_fields(text in pieces()) {
        compare_token(&text);
        compare_quoted_string(&text);
        compare_credentials(&text);
        compare_credentials(&[b"Digest ", &text[..]].concat());
        compare_media_type(&text);
        compare_media_type(&[b"text/plain", &text[..]].concat());
    }

    #[test]
    fn random_octets(text in prop::collection::vec(any::<u8>(), 0..24)) {
        compare_token(&text);
        compare_quoted_string(&text);
        compare_credentials(&text);
        compare_media_type(&text);
    }
}

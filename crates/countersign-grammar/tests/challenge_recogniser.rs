//! The parser of challenges against the ABNF: on every short text over one octet of each class, in one line and in
//! several, it reads what the grammar reads, and the grammar reads it in one way only.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

#[path = "support/abnf.rs"]
#[allow(dead_code, reason = "the productions of other fields")]
mod abnf;
#[path = "support/derivations.rs"]
mod derivations;
mod support;

use countersign_grammar::challenge::{self, Challenge};
use countersign_grammar::{Limits, SyntaxErrorKind};
use derivations::Meant;
use proptest::prelude::*;
use support::every_text;

/// One octet of each class that the productions tell apart, text outside ASCII whole and in pieces, and a line break,
/// which stands for the end of one field line and the start of the next.
const SYMBOLS: [&[u8]; 15] = [
    b"a",
    b"!",
    b"/",
    b"=",
    b",",
    b"\"",
    b"\\",
    b" ",
    b"\t",
    b"(",
    b"\x7f",
    b"\0",
    b"\xc3\xa9",
    b"\xe9",
    b"\n",
];

/// The symbols that can be part of a well-formed list, to go further with fewer.
const LIST: [&[u8]; 9] = [b"a", b"B", b"=", b",", b"\"", b"\\", b" ", b"\t", b"\n"];

/// What tells a parameter from a challenge and from a `token68`, to go further still.
const EDGE: [&[u8]; 5] = [b"a", b"=", b",", b" ", b"\n"];

// = RFC9110-11.2-3 (test)
// = RFC9110-11.3-1 (test)
// = RFC9110-5.6.1.2-1 (test)
// = RFC9110-5.6.3-2 (test)
fn compare(text: &[u8]) -> bool {
    let lines: Vec<&[u8]> = text.split(|octet| *octet == b'\n').collect();
    let parsed = challenge::parse_challenges(lines.iter().copied(), &Limits::DEFAULT);
    let expected = expected(&lines);
    match (&parsed, expected) {
        (Ok(challenges), Some(meant)) => {
            let ours: Vec<Meant> = challenges.iter().map(read).collect();
            assert_eq!(ours, meant, "{}", shown(text));
            let written = challenge::emit_challenges(challenges);
            let again = challenge::parse_challenges([written.as_bytes()], &Limits::DEFAULT);
            assert_eq!(again.as_ref(), Ok(challenges), "{} as {written}", shown(text));
        }
        // What the grammar leaves to the text beside it.
        (Err(error), Some(meant)) => {
            assert_eq!(
                error.kind(),
                SyntaxErrorKind::DuplicateParameter,
                "{}",
                shown(text)
            );
            assert!(meant.iter().any(repeats), "{}", shown(text));
        }
        (Err(error), None) => {
            assert!(
                error.at() <= lines.get(error.line()).unwrap().len(),
                "{}",
                shown(text)
            );
            assert_ne!(error.kind(), SyntaxErrorKind::TooMany, "{}", shown(text));
        }
        (Ok(_), None) => panic!("{}", shown(text)),
    }
    parsed.is_ok()
}

/// What the lines mean as one list, if they are one.
fn expected(lines: &[&[u8]]) -> Option<Vec<Meant>> {
    let trimmed: Vec<&[u8]> = lines.iter().map(|line| abnf::trim(line)).collect();
    let joined = trimmed.join(&b","[..]);
    let mut meanings = derivations::challenges(&joined).into_iter();
    let meant = meanings.next()?;
    assert_eq!(meanings.next(), None, "two readings of {}", shown(&joined));
    // Deviations: the text between quotes is UTF-8, and the quotes stand in one line.
    let strict = core::str::from_utf8(&joined).is_ok() && trimmed.iter().all(|line| closed(line));
    strict.then_some(meant)
}

/// Whether each quote that is opened in a well-formed line is closed in it.
fn closed(line: &[u8]) -> bool {
    let mut octets = line.iter();
    let mut inside = false;
    while let Some(octet) = octets.next() {
        match octet {
            b'"' => inside = !inside,
            b'\\' if inside => drop(octets.next()),
            _ => {}
        }
    }
    !inside
}

fn repeats((_, _, params): &Meant) -> bool {
    let names: std::collections::BTreeSet<_> =
        params.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.len() < params.len()
}

fn read(challenge: &Challenge<'_>) -> Meant {
    let params = challenge
        .params()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    (
        challenge.scheme().to_owned(),
        challenge.token68().map(str::to_owned),
        params.collect(),
    )
}

fn shown(text: &[u8]) -> String {
    text.escape_ascii().to_string()
}

/// How many of the texts of at most `most` symbols behind `before` belong to the language.
fn count(symbols: &[&[u8]], most: usize, before: &str) -> u32 {
    let mut taken = 0;
    every_text(symbols, most, |text| {
        taken += u32::from(compare(&[before.as_bytes(), text].concat()));
    });
    taken
}

#[test]
fn every_octet() {
    let taken = |before: &[u8], after: &[u8]| {
        (0..=u8::MAX)
            .filter(|octet| compare(&[before, &[*octet], after].concat()))
            .count()
    };
    assert_eq!(
        taken(b"", b""),
        77 + 4,
        "tchar, and what is an empty list: SP HTAB , and a line break"
    );
    assert_eq!(taken(b"a ", b""), 68 + 4);
    assert_eq!(
        taken(b"a b=", b""),
        77 + 1 + 4,
        "a token; `=`, a comma and white space, with which b= is token68"
    );
}

#[test]
fn every_short_text() {
    assert!(count(&SYMBOLS, 4, "") > 100);
    assert!(count(&SYMBOLS, 3, "a ") > 100);
    assert!(count(&SYMBOLS, 3, "a b=c") > 100);
}

#[test]
fn every_list() {
    assert!(count(&LIST, 4, "a b=c,") > 300);
    assert!(count(&LIST, 4, "a b=\"") > 10);
    assert!(count(&EDGE, 7, "") > 3000);
    assert!(count(&EDGE, 6, "a b=c,") > 1000);
}

/// Pieces of fields, so that long random texts are often well formed.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "a",
        "bc",
        "!",
        "/",
        "=",
        "=",
        ",",
        ", ",
        ",",
        " ",
        " ",
        "\t",
        "\n",
        "\"x\"",
        "\"\\\"\"",
        "\"\u{e9}\\\u{e9}\"",
        "\"",
        "\\",
        "realm=",
        "Bearer ",
        "Basic realm=\"a\"",
        "Negotiate YQ==",
        "\r",
        "\0",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn random_fields(text in pieces()) {
        compare(&text);
        compare(&[b"Digest ", &text[..]].concat());
        compare(&[b"Digest a=b,", &text[..]].concat());
    }

    #[test]
    fn random_octets(text in prop::collection::vec(any::<u8>(), 0..24)) {
        compare(&text);
    }
}

//! Inputs made to be slow. Each is a mebibyte or more, with bounds raised to let it in, so that work that grows
//! with the square of the length would take hours; the deadline is generous because nothing is optimised.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use countersign_grammar::authorization::Authorization;
use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, SyntaxErrorKind, json, quoted};

const LENGTH: usize = 1 << 20;

/// Bounds that let everything in but the number of names, which is what keeps their comparison linear.
fn wide() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = usize::MAX;
    limits.header = usize::MAX;
    limits.json_depth = usize::MAX;
    limits
}

#[track_caller]
fn in_time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, clock) = (Instant::now(), computed());
    let outcome = work();
    let took = match (clock, computed()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    };
    assert!(took < Duration::from_secs(20), "{what}: {took:?}");
    outcome
}

/// How long this thread has computed, where the system tells: on a busy machine the time of day says little.
fn computed() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split(' ').next()?.parse().ok()?))
}

#[track_caller]
fn json_in_time(what: &str, text: &str) -> Option<SyntaxErrorKind> {
    let tree = in_time(what, || json::parse_value(text.as_bytes(), &wide()).map(drop));
    let outline = in_time(what, || json::RawValue::parse(text.as_bytes(), &wide()).map(drop));
    assert_eq!(tree, outline);
    tree.err().map(|error| error.kind())
}

#[test]
fn long_json() {
    let escapes = format!("\"{}\"", "\\u0041".repeat(LENGTH / 6));
    assert_eq!(json_in_time("escapes", &escapes), None);
    let pairs = format!("\"{}\"", "\\ud83d\\ude00".repeat(LENGTH / 12));
    assert_eq!(json_in_time("surrogate pairs", &pairs), None);
    let backslashes = "\"".to_owned() + &"\\\\".repeat(LENGTH / 2);
    assert_eq!(
        json_in_time("a string without end", &backslashes),
        Some(SyntaxErrorKind::UnexpectedEnd)
    );
    assert_eq!(
        json_in_time("white space", &" ".repeat(LENGTH)),
        Some(SyntaxErrorKind::Empty)
    );
    assert_eq!(
        json_in_time("brackets", &"[".repeat(LENGTH)),
        Some(SyntaxErrorKind::TooDeep)
    );
    assert_eq!(
        json_in_time("braces", &"{\"a\":".repeat(LENGTH / 5)),
        Some(SyntaxErrorKind::TooDeep)
    );
    let elements = format!("[{}0]", "0,".repeat(LENGTH / 2));
    assert_eq!(json_in_time("elements", &elements), None);
    let objects = format!("[{}0]", "{\"a\":{\"a\":{}}},".repeat(LENGTH / 16));
    assert_eq!(json_in_time("objects", &objects), None);
}

#[test]
fn long_json_numbers() {
    for text in [
        "9".repeat(LENGTH),
        format!("0.{}1", "0".repeat(LENGTH)),
        format!("1e{}", "9".repeat(LENGTH)),
        format!("1e-{}", "9".repeat(LENGTH)),
        format!("1{}e-{LENGTH}", "0".repeat(LENGTH)),
        format!("0.{}1e{}", "0".repeat(LENGTH), LENGTH + 1),
        "1e18446744073709551615".to_owned(),
    ] {
        let value = json::parse_value(text.as_bytes(), &wide()).unwrap();
        in_time("a number", || value.as_number().unwrap().as_seconds_floor());
    }
    let exact = format!("1{}e-{LENGTH}", "0".repeat(LENGTH));
    let value = json::parse_value(exact.as_bytes(), &wide()).unwrap();
    assert_eq!(value.as_number().unwrap().as_seconds_floor(), Some(1));
}

/// As many names as are allowed, each as long as it can be and alike up to its last octets; plain and escaped.
#[test]
fn long_names() {
    let names = Limits::DEFAULT.parameters;
    for fill in ["x", "\\u0078"] {
        let common = fill.repeat(LENGTH / names / fill.len());
        let mut text = String::from("{");
        for name in 0..names {
            write!(text, "\"{common}{name:02}\":0,").unwrap();
        }
        let end = text.len();
        write!(text, "\"{common}00\":0}}").unwrap();
        let error = in_time("names", || {
            json::parse_object(text.as_bytes(), &wide()).unwrap_err()
        });
        assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::TooMany, end));
        let same = text.replacen(&format!("{common}31"), &format!("{common}00"), 1);
        let error = in_time("names", || {
            json::parse_object(same.as_bytes(), &wide()).unwrap_err()
        });
        assert_eq!(error.kind(), SyntaxErrorKind::DuplicateMember);
    }
}

#[test]
fn long_fields() {
    let parse = |text: &str| {
        let error = in_time(text.get(..10).unwrap(), || {
            Authorization::parse(text.as_bytes(), &wide()).map(drop)
        });
        error.err().map(|error| error.kind())
    };
    assert_eq!(
        parse(&format!("Digest {}", ",".repeat(LENGTH))),
        Some(SyntaxErrorKind::TooMany)
    );
    assert_eq!(
        parse(&format!("Digest {}", " \t,".repeat(LENGTH / 3))),
        Some(SyntaxErrorKind::TooMany)
    );
    assert_eq!(
        parse(&format!("Digest a=b{}c", " ".repeat(LENGTH))),
        Some(SyntaxErrorKind::UnexpectedOctet)
    );
    assert_eq!(parse(&format!("Digest a{}=b", "\t".repeat(LENGTH))), None);
    assert_eq!(
        parse(&format!("Digest a=\"{}", "\\\"".repeat(LENGTH))),
        Some(SyntaxErrorKind::UnexpectedEnd)
    );
    assert_eq!(parse(&format!("Bearer {}", "a".repeat(LENGTH))), None);
    assert_eq!(
        parse(&format!("Bearer {}=!", "a".repeat(LENGTH))),
        None,
        "a long name with a short value"
    );
    assert_eq!(
        parse(&format!("Bearer {}==!", "a".repeat(LENGTH))),
        Some(SyntaxErrorKind::TrailingData)
    );
    let common = "x".repeat(LENGTH / 32);
    let list: Vec<_> = (0..32).map(|name| format!("{common}{name:02}=a")).collect();
    assert_eq!(parse(&format!("Digest {}", list.join(","))), None);

    let text = format!("a/b{}", " ; ".repeat(LENGTH));
    let error = in_time("semicolons", || {
        MediaType::parse_with(text.as_bytes(), &wide()).unwrap_err()
    });
    assert_eq!(error.kind(), SyntaxErrorKind::TooMany);
    let text = "\"\\".repeat(LENGTH);
    in_time("quotes", || quoted::quoted_string(text.as_bytes()).unwrap_err());
}

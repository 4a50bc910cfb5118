//! What is no date and no delay, each refused at its octet; and delays.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use countersign_grammar::SyntaxErrorKind::{
    self, BadDate, Empty, TrailingData, UnexpectedEnd, UnexpectedOctet,
};
use countersign_grammar::{HttpDate, RetryAfter, SyntaxError, UnixTime};
use proptest::prelude::*;

const fn secs(seconds: u64) -> UnixTime {
    UnixTime::from_secs(seconds)
}

#[track_caller]
fn refused(text: &str, kind: SyntaxErrorKind, at: usize) {
    assert_eq!(
        HttpDate::parse(text.as_bytes()),
        Err(SyntaxError::new(kind, at)),
        "{text}"
    );
    if !text
        .trim_start()
        .starts_with(|first: char| first.is_ascii_digit())
    {
        assert_eq!(
            RetryAfter::parse(text.as_bytes()),
            Err(SyntaxError::new(kind, at)),
            "{text}"
        );
    }
}

#[test]
fn refusals() {
    for (text, kind, at) in [
        ("", Empty, 0),
        (" \t", Empty, 0),
        ("S", UnexpectedEnd, 1),
        ("Sux, 06 Nov 1994 08:49:37 GMT", UnexpectedOctet, 2),
        ("sun, 06 Nov 1994 08:49:37 GMT", UnexpectedOctet, 0),
        ("Sun", UnexpectedEnd, 3),
        ("Sun,", UnexpectedEnd, 4),
        ("Sun,06 Nov 1994 08:49:37 GMT", UnexpectedOctet, 4),
        ("Sun, 6 Nov 1994 08:49:37 GMT", UnexpectedOctet, 6),
        ("Sun,  6 Nov 1994 08:49:37 GMT", UnexpectedOctet, 5),
        ("Sun, 06  Nov 1994 08:49:37 GMT", UnexpectedOctet, 8),
        ("Sun, 06-Nov-1994 08:49:37 GMT", UnexpectedOctet, 7),
        ("Sun, 06 NOV 1994 08:49:37 GMT", UnexpectedOctet, 9),
        ("Sun, 06 Nox 1994 08:49:37 GMT", UnexpectedOctet, 10),
        ("Sun, 06 Nov 94 08:49:37 GMT", UnexpectedOctet, 14),
        ("Sun, 06 Nov 19940 08:49:37 GMT", UnexpectedOctet, 16),
        ("Sun, 06 Nov 1994 8:49:37 GMT", UnexpectedOctet, 18),
        ("Sun, 06 Nov 1994 08:49 GMT", UnexpectedOctet, 22),
        ("Sun, 06 Nov 1994 08:49:37.5 GMT", UnexpectedOctet, 25),
        ("Sun, 06 Nov 1994 08:49:37 gmt", UnexpectedOctet, 26),
        ("Sun, 06 Nov 1994 08:49:37 UTC", UnexpectedOctet, 26),
        ("Sun, 06 Nov 1994 08:49:37 +0000", UnexpectedOctet, 26),
        ("Sun, 06 Nov 1994 08:49:37", UnexpectedEnd, 25),
        ("Sun, 06 Nov 1994 08:49:37 GM", UnexpectedEnd, 28),
        ("Sun, 06 Nov 1994 08:49:37 GMT+1", TrailingData, 29),
        ("Sun, 06 Nov 1994 08:49:37 GMT, Sun", TrailingData, 29),
        ("Mon, 06 Nov 1994 08:49:37 GMT", BadDate, 0),
        ("  Mon, 06 Nov 1994 08:49:37 GMT", BadDate, 2),
        ("Sun, 00 Nov 1994 08:49:37 GMT", BadDate, 5),
        ("Sun, 31 Nov 1994 08:49:37 GMT", BadDate, 5),
        ("Sun, 32 Dec 1994 08:49:37 GMT", BadDate, 5),
        ("Thu, 29 Feb 1900 12:00:00 GMT", BadDate, 5),
        ("Tue, 29 Feb 2023 08:49:37 GMT", BadDate, 5),
        ("Sun, 06 Nov 1994 24:00:00 GMT", BadDate, 17),
        ("Sun, 06 Nov 1994 08:60:37 GMT", BadDate, 20),
        ("Sun, 06 Nov 1994 08:49:60 GMT", BadDate, 23),
        ("Sun, 06 Nov 1994 23:59:61 GMT", BadDate, 23),
        ("Sunday, 06 Nov 1994 08:49:37 GMT", UnexpectedOctet, 10),
        ("Sunday, 06-Nov-1994 08:49:37 GMT", UnexpectedOctet, 17),
        ("Sunday, 31-Nov-94 08:49:37 GMT", BadDate, 8),
        ("Sunday, 29-Feb-93 08:49:37 GMT", BadDate, 8),
        ("Sundax, 06-Nov-94 08:49:37 GMT", UnexpectedOctet, 5),
        ("Sun-, 06-Nov-94 08:49:37 GMT", UnexpectedOctet, 3),
        ("Sun Nov 6 08:49:37 1994", UnexpectedOctet, 9),
        ("Sun Nov  0 08:49:37 1994", BadDate, 9),
        ("Sun Nov   6 08:49:37 1994", UnexpectedOctet, 9),
        ("Sun Nov 06 08:49:37 1994 GMT", TrailingData, 24),
        ("Mon Nov  6 08:49:37 1994", BadDate, 0),
        ("Sun Nov  6 08:49:37 94", UnexpectedEnd, 22),
        ("1994-11-06T08:49:37Z", UnexpectedOctet, 0),
    ] {
        refused(text, kind, at);
    }
    // The grammar has two digits or one behind a space; both mean the sixth.
    assert_eq!(
        HttpDate::parse(b"Sun Nov 06 08:49:37 1994"),
        HttpDate::parse(b"Sun Nov  6 08:49:37 1994")
    );
}

// = RFC9110-10.2.3-1 (test)
#[test]
fn delays() {
    let parse = |text: &str| RetryAfter::parse(text.as_bytes());
    for (text, seconds) in [
        ("0", 0),
        ("120", 120),
        (" 120\t", 120),
        ("007", 7),
        ("18446744073709551615", u64::MAX),
        ("18446744073709551616", u64::MAX),
        (&"9".repeat(1 << 12), u64::MAX),
    ] {
        assert_eq!(parse(text), Ok(RetryAfter::Seconds(seconds)));
    }
    for (text, kind, at) in [
        ("", Empty, 0),
        ("-1", UnexpectedOctet, 0),
        ("+1", UnexpectedOctet, 0),
        (" 1.5", UnexpectedOctet, 2),
        ("1e3", UnexpectedOctet, 1),
        ("1, 2", UnexpectedOctet, 1),
        ("1 2", UnexpectedOctet, 1),
        ("\u{661}", UnexpectedOctet, 0),
        ("\"1\"", UnexpectedOctet, 0),
        ("120s", UnexpectedOctet, 3),
    ] {
        assert_eq!(parse(text), Err(SyntaxError::new(kind, at)), "{text}");
    }
    let now = secs(784_111_777);
    assert_eq!(RetryAfter::Seconds(u64::MAX).until(now), UnixTime::MAX);
    assert_eq!(RetryAfter::Seconds(3).until(now), secs(784_111_780));
    let past = parse("Sun, 06 Nov 1994 08:49:36 GMT").unwrap();
    assert_eq!(past.until(now), now, "a wait that is over");
    let ahead = parse("Sun, 06 Nov 1994 08:49:38 GMT").unwrap();
    assert_eq!(ahead.until(now), secs(784_111_778));
}

proptest! {
    #[test]
    fn anything(text in "[A-Za-z0-9:, -]{0,32}", now in any::<u64>()) {
        if let Ok(value) = RetryAfter::parse(text.as_bytes()) {
            prop_assert!(value.until(secs(now)) >= secs(now));
            prop_assert_eq!(RetryAfter::parse(value.to_string().as_bytes()), Ok(value));
        }
    }

    /// One octet of a date replaced: an error inside the text, or a date that is written as it was read.
    #[test]
    fn one_octet_off(seconds in 0..253_402_300_800_u64, at in 0_usize..29, octet in any::<u8>(), two in any::<bool>()) {
        let mut text = HttpDate::new(secs(seconds)).unwrap().to_string().into_bytes();
        if two {
            text = b"Sunday, 06-Nov-94 08:49:37 GMT".to_vec();
        }
        text[at] = octet;
        match HttpDate::parse(&text) {
            Ok(date) => prop_assert_eq!(HttpDate::parse(date.to_string().as_bytes()), Ok(date)),
            Err(error) => prop_assert!(error.at() <= text.len()),
        }
    }
}

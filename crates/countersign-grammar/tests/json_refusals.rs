//! Every kind of refusal of the JSON reader, at the octet it belongs to, and the texts next to them that are taken.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic
)]

use countersign_grammar::SyntaxErrorKind::{
    self, BadNumber, BadStringEscape, DuplicateMember, Empty, InvalidUtf8, TooDeep, TooLong, TooMany,
    TrailingData, UnexpectedEnd, UnexpectedOctet, WrongType,
};
use countersign_grammar::{Limits, SyntaxError, json};

#[track_caller]
fn refused(input: &[u8], kind: SyntaxErrorKind, at: usize) {
    let expected = Err(SyntaxError::new(kind, at));
    let shown = String::from_utf8_lossy(input);
    assert_eq!(
        json::parse_object(input, &Limits::DEFAULT).map(drop),
        expected,
        "{shown}"
    );
    assert_eq!(
        drain(input, &Limits::DEFAULT),
        expected,
        "member by member: {shown}"
    );
}

#[track_caller]
fn value_refused(input: &[u8], kind: SyntaxErrorKind, at: usize) {
    let expected = Err(SyntaxError::new(kind, at));
    let shown = String::from_utf8_lossy(input);
    assert_eq!(
        json::parse_value(input, &Limits::DEFAULT).map(drop),
        expected,
        "{shown}"
    );
    assert_eq!(
        json::RawValue::parse(input, &Limits::DEFAULT).map(drop),
        expected,
        "raw: {shown}"
    );
}

fn drain(input: &[u8], limits: &Limits) -> Result<(), SyntaxError> {
    json::visit_object(input, limits, |_, _| Ok(()))
}

#[test]
fn not_an_object() {
    refused(b"", Empty, 0);
    refused(b" \t\r\n", Empty, 4);
    for other in [
        &b"[]"[..],
        b"\"a\"",
        b"1",
        b"-1",
        b"true",
        b"false",
        b"null",
        b"[1",
        b"nul",
    ] {
        refused(other, WrongType, 0);
    }
    refused(b"  [{}]", WrongType, 2);
    refused(b"x", UnexpectedOctet, 0);
    refused(b"\x0b{}", UnexpectedOctet, 0);
    refused(b"\xc2\xa0{}", UnexpectedOctet, 0);
    refused(b"// {}\n{}", UnexpectedOctet, 0);
}

/// A text in another encoding, or with a byte order mark.
// = RFC8259-8.1-1 (test)
// = RFC7493-2.1-1 (test)
#[test]
fn not_plain_utf8() {
    refused(b"\xef\xbb\xbf{}", UnexpectedOctet, 0);
    refused(b"\xff\xfe{\0}\0", InvalidUtf8, 0);
    refused(b"\0{\0}", UnexpectedOctet, 0);
    refused(b"{\0}\0", UnexpectedOctet, 1);
    refused(b"{\"a\":\"\xff\"}", InvalidUtf8, 6);
    refused(b"{\"\xc3\":1}", InvalidUtf8, 2);
    refused(b"{\"a\":\"\xed\xa0\x80\"}", InvalidUtf8, 6);
    refused(b"{\"a\":\"\xc0\x80\"}", InvalidUtf8, 6);
    refused(b"{\"a\":\"\xf4\x90\x80\x80\"}", InvalidUtf8, 6);
    refused(b"{} \x80", InvalidUtf8, 3);
    // It wins over an earlier fault: nothing is read before the octets are known to be text.
    refused(b"{,\x80", InvalidUtf8, 2);
}

#[test]
fn broken_objects() {
    refused(b"{", UnexpectedEnd, 1);
    refused(b"{ ", UnexpectedEnd, 2);
    refused(b"{,}", UnexpectedOctet, 1);
    refused(b"{a:1}", UnexpectedOctet, 1);
    refused(b"{'a':1}", UnexpectedOctet, 1);
    refused(b"{1:1}", UnexpectedOctet, 1);
    refused(b"{null:1}", UnexpectedOctet, 1);
    refused(b"{\"a\"}", UnexpectedOctet, 4);
    refused(b"{\"a\"", UnexpectedEnd, 4);
    refused(b"{\"a\":}", UnexpectedOctet, 5);
    refused(b"{\"a\":", UnexpectedEnd, 5);
    refused(b"{\"a\"=1}", UnexpectedOctet, 4);
    refused(b"{\"a\"::1}", UnexpectedOctet, 5);
    refused(b"{\"a\":1", UnexpectedEnd, 6);
    refused(b"{\"a\":1]", UnexpectedOctet, 6);
    refused(b"{\"a\":1,}", UnexpectedOctet, 7);
    refused(b"{\"a\":1,,\"b\":2}", UnexpectedOctet, 7);
    refused(b"{\"a\":1 \"b\":2}", UnexpectedOctet, 7);
    refused(b"{\"a\":1;\"b\":2}", UnexpectedOctet, 6);
    refused(b"{\"a\":1,", UnexpectedEnd, 7);
    refused(b"{\"a\":1/*c*/}", UnexpectedOctet, 6);
}

#[test]
fn trailing_data() {
    refused(b"{}x", TrailingData, 2);
    refused(b"{}{}", TrailingData, 2);
    refused(b"{} \n,", TrailingData, 4);
    refused(b"{}}", TrailingData, 2);
    refused(b"{}\0", TrailingData, 2);
    value_refused(b"1 2", TrailingData, 2);
    value_refused(b"\"a\"\"", TrailingData, 3);
}

#[test]
fn broken_arrays() {
    value_refused(b"[", UnexpectedEnd, 1);
    value_refused(b"[1", UnexpectedEnd, 2);
    value_refused(b"[1,", UnexpectedEnd, 3);
    value_refused(b"[1,]", UnexpectedOctet, 3);
    value_refused(b"[,1]", UnexpectedOctet, 1);
    value_refused(b"[1 2]", UnexpectedOctet, 3);
    value_refused(b"[1}", UnexpectedOctet, 2);
    value_refused(b"[\"a\":1]", UnexpectedOctet, 4);
    value_refused(b"]", UnexpectedOctet, 0);
}

#[test]
fn broken_literals() {
    value_refused(b"nul", UnexpectedEnd, 3);
    value_refused(b"nulL", UnexpectedOctet, 3);
    value_refused(b"True", UnexpectedOctet, 0);
    value_refused(b"tRue", UnexpectedOctet, 1);
    value_refused(b"truex", TrailingData, 4);
    value_refused(b"fals ", UnexpectedOctet, 4);
    value_refused(b"NaN", UnexpectedOctet, 0);
    value_refused(b"Infinity", UnexpectedOctet, 0);
    value_refused(b"undefined", UnexpectedOctet, 0);
}

// = RFC8259-6-1 (test)
#[test]
fn broken_numbers() {
    value_refused(b"01", BadNumber, 1);
    value_refused(b"-01", BadNumber, 2);
    value_refused(b"00", BadNumber, 1);
    value_refused(b"-", UnexpectedEnd, 1);
    value_refused(b"- 1", BadNumber, 1);
    value_refused(b"--1", BadNumber, 1);
    value_refused(b"-Infinity", BadNumber, 1);
    value_refused(b"+1", UnexpectedOctet, 0);
    value_refused(b".5", UnexpectedOctet, 0);
    value_refused(b"1.", UnexpectedEnd, 2);
    value_refused(b"1.e1", BadNumber, 2);
    value_refused(b"1e", UnexpectedEnd, 2);
    value_refused(b"1e+", UnexpectedEnd, 3);
    value_refused(b"1e+-1", BadNumber, 3);
    value_refused(b"1ex", BadNumber, 2);
    value_refused(b"1.5.5", TrailingData, 3);
    value_refused(b"0x10", TrailingData, 1);
    value_refused(b"1_000", TrailingData, 1);
    value_refused(b"1e5e5", TrailingData, 3);
    value_refused("\u{661}".as_bytes(), UnexpectedOctet, 0);
}

#[test]
fn broken_strings() {
    value_refused(b"\"", UnexpectedEnd, 1);
    value_refused(b"\"abc", UnexpectedEnd, 4);
    value_refused(b"\"abc\\\"", UnexpectedEnd, 6);
    value_refused(b"\"\\", UnexpectedEnd, 2);
    value_refused(b"\"\\u", UnexpectedEnd, 3);
    value_refused(b"\"\\u00e", UnexpectedEnd, 6);
    value_refused(b"\"ab\\u00e\"", BadStringEscape, 3);
    // More text could make a pair of a high half, never of a low one.
    value_refused(b"\"\\ud800", UnexpectedEnd, 7);
    value_refused(b"\"\\udbff\\udc0", UnexpectedEnd, 12);
    value_refused(b"\"\\udc00", BadStringEscape, 1);
    value_refused(b"\"\\udfff", BadStringEscape, 1);
    value_refused(b"\"\\x41\"", BadStringEscape, 1);
    value_refused(b"\"\\'\"", BadStringEscape, 1);
    value_refused(b"\"\\U0041\"", BadStringEscape, 1);
    value_refused(b"\"\\u+041\"", BadStringEscape, 1);
    value_refused(b"\"\\u004g\"", BadStringEscape, 1);
    value_refused(b"\"a\\\n\"", BadStringEscape, 2);
    value_refused("\"\\u00\u{e9}9\"".as_bytes(), BadStringEscape, 1);
    value_refused("\"\\\u{e9}\"".as_bytes(), BadStringEscape, 1);
}

/// Each C0 control must be escaped, at each place of a word that is scanned at once; DEL and C1 need not be.
#[test]
fn raw_control_characters() {
    for control in 0..=0x1f_u8 {
        for before in 0..10 {
            let mut text = vec![b'"'];
            text.resize(1 + before, b'x');
            text.push(control);
            text.extend_from_slice(b"yz\"");
            value_refused(&text, UnexpectedOctet, 1 + before);
        }
    }
    for character in ['\u{7f}', '\u{80}', '\u{9f}', '\u{2028}', '\u{fffe}', '\u{10ffff}'] {
        let text = format!("\"{character}\"");
        let value = json::parse_value(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!(value.as_str().unwrap(), character.to_string());
    }
}

// = RFC7493-2.3-1 (test)
// = RFC8259-4-1 (test)
// = RFC8259-8.3-1 (test)
// = RFC7515-4-1 (test)
// = RFC7519-4-1 (test)
#[test]
fn duplicate_names() {
    refused(br#"{"a":1,"a":1}"#, DuplicateMember, 7);
    refused(br#"{"a":1,"b":2,"a":3}"#, DuplicateMember, 13);
    refused(br#"{"":1,"":2}"#, DuplicateMember, 6);
    refused(br#"{"a":1,"\u0061":2}"#, DuplicateMember, 7);
    refused(br#"{"\u0061":1,"a":2}"#, DuplicateMember, 12);
    refused(br#"{"\u0061b":1,"a\u0062":2}"#, DuplicateMember, 13);
    refused(
        br#"{"access_token":1,"access\u005ftoken":2}"#,
        DuplicateMember,
        18,
    );
    refused(br#"{"/":1,"\/":2}"#, DuplicateMember, 7);
    refused(
        "{\"\u{1f600}\":1,\"\\ud83d\\uDE00\":2}".as_bytes(),
        DuplicateMember,
        10,
    );
    // At every level, also inside values that nobody asks for.
    refused(br#"{"x":{"a":1,"a":1}}"#, DuplicateMember, 12);
    refused(
        br#"{"x":[0,{"y":{"a":1,"b":2,"\u0061":1}}]}"#,
        DuplicateMember,
        26,
    );
    refused(br#"{"x":{"a":1},"y":2,"x":3}"#, DuplicateMember, 19);
}

/// Names that the quick comparison cannot tell apart: of one length modulo 256, alike at the ends and in the middle.
#[test]
fn names_with_equal_keys() {
    let long = "a".repeat(257);
    for names in [
        ["a1c2e", "a3c4e", r"a\u0035c6e", r"a\u0037c8e"],
        ["a", &long, r"\u0061b", r"b\u0061"],
    ] {
        for (first, second) in [(0, 1), (0, 2), (1, 2), (2, 3), (2, 0), (3, 1)] {
            let (first, second) = (names[first], names[second]);
            let text = format!("{{\"{first}\":1,\"{second}\":2}}");
            assert_eq!(drain(text.as_bytes(), &Limits::DEFAULT), Ok(()), "{text}");
            let text = format!("{{\"{first}\":1,\"{second}\":2,\"{first}\":3}}");
            refused(text.as_bytes(), DuplicateMember, 11 + first.len() + second.len());
        }
    }
}

/// The same name in two objects is no duplicate, whichever encloses or precedes the other, and names that only look
/// alike are different names.
#[test]
fn equal_names_in_different_objects() {
    for text in [
        r#"{"a":{"a":{"a":1}}}"#,
        r#"{"x":{"a":1},"a":2}"#,
        r#"{"a":1,"x":{"a":2},"y":{"a":3}}"#,
        r#"{"x":[{"a":1},{"a":1}],"a":1}"#,
        r#"{"a":1,"A":2,"a ":3,"":4,"\u0000":5,"\\u0061":6}"#,
        "{\"\u{e9}\":1,\"e\u{301}\":2}",
    ] {
        assert!(
            json::parse_object(text.as_bytes(), &Limits::DEFAULT).is_ok(),
            "{text}"
        );
        assert_eq!(drain(text.as_bytes(), &Limits::DEFAULT), Ok(()), "{text}");
    }
}

/// Each bound, at the last value that is inside and the first that is outside.
// = RFC8259-9-2 (test)
#[test]
fn bounds() {
    let mut limits = Limits::DEFAULT;
    limits.parameters = 2;
    limits.json_depth = 2;
    limits.body = 40;
    limits.jwt = 30;
    let outcome = |text: &str| {
        let parsed = json::parse_object(text.as_bytes(), &limits).map(drop);
        assert_eq!(drain(text.as_bytes(), &limits), parsed, "{text}");
        parsed
    };
    let too = |kind, at| Err(SyntaxError::new(kind, at));
    assert_eq!(outcome(r#"{"a":1,"b":2}"#), Ok(()));
    assert_eq!(outcome(r#"{"a":1,"b":2,"c":3}"#), too(TooMany, 13));
    assert_eq!(outcome(r#"{"x":{"a":1,"b":2,"c":3}}"#), too(TooMany, 18));
    assert_eq!(outcome(r#"{"x":{"a":1,"b":2},"y":{"c":3}}"#), Ok(()));
    assert_eq!(outcome(r#"{"a":1,"b":[1,2,3,4,5,6]}"#), Ok(()));
    assert_eq!(outcome(r#"{"a":[],"b":{}}"#), Ok(()));
    assert_eq!(outcome(r#"{"a":[[]]}"#), too(TooDeep, 6));
    assert_eq!(outcome(r#"{"a":[1,{}]}"#), too(TooDeep, 8));
    assert_eq!(outcome(r#"{"a":[],"b":[{"#), too(TooDeep, 13));
    // The longer of the two lengths counts, and white space counts too.
    assert_eq!(outcome(&format!("{:40}", "{}")), Ok(()));
    assert_eq!(outcome(&format!("{:41}", "{}")), too(TooLong, 40));
    assert_eq!(outcome(&"\u{e9}".repeat(21)), too(TooLong, 40));
    limits.jwt = 50;
    let outcome = |text: &str| json::parse_object(text.as_bytes(), &limits).map(drop);
    assert_eq!(outcome(&format!("{:50}", "{}")), Ok(()));
    assert_eq!(outcome(&format!("{:51}", "{}")), too(TooLong, 50));

    limits.json_depth = 0;
    assert_eq!(json::parse_object(b"{}", &limits).map(drop), too(TooDeep, 0));
    assert!(json::parse_value(b"1", &limits).is_ok());
    limits.json_depth = 1;
    limits.parameters = 0;
    assert!(json::parse_object(b"{}", &limits).is_ok());
    assert_eq!(
        json::parse_object(b"{\"a\":1}", &limits).map(drop),
        too(TooMany, 1)
    );
}

/// However deep a host allows it, the stack is not spent.
#[test]
fn the_depth_has_a_ceiling() {
    let mut limits = Limits::DEFAULT;
    limits.json_depth = usize::MAX;
    limits.body = usize::MAX;
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(json::parse_value(nested(json::MAX_DEPTH).as_bytes(), &limits).is_ok());
    for depth in [json::MAX_DEPTH + 1, 1_000_000] {
        let error = json::parse_value(nested(depth).as_bytes(), &limits).unwrap_err();
        assert_eq!(error, SyntaxError::new(TooDeep, json::MAX_DEPTH));
    }
}

/// More names than the reader keeps without allocating are compared as well as the first ones.
#[test]
fn duplicates_among_many_names() {
    let mut limits = Limits::DEFAULT;
    limits.parameters = 100;
    let many = |names: &[usize]| {
        let members: Vec<_> = names
            .iter()
            .map(|name| format!("\"n{name:02}\":{{\"n00\":0,\"n99\":1}}"))
            .collect();
        format!("{{{}}}", members.join(","))
    };
    let mut names: Vec<_> = (0..100).collect();
    assert_eq!(
        json::parse_object(many(&names).as_bytes(), &limits)
            .unwrap()
            .len(),
        100
    );
    for (first, second) in [(0, 99), (0, 31), (0, 32), (31, 32), (32, 33), (50, 99), (98, 99)] {
        names.clone_from(&(0..100).collect());
        *names.get_mut(second).unwrap() = first;
        let text = many(&names);
        let error = json::parse_object(text.as_bytes(), &limits).unwrap_err();
        assert_eq!(
            error,
            SyntaxError::new(DuplicateMember, 1 + second * 24),
            "{first} again at {second}"
        );
        assert_eq!(drain(text.as_bytes(), &limits), Err(error));
    }
    names.clone_from(&(0..101).collect());
    let error = json::parse_object(many(&names).as_bytes(), &limits).unwrap_err();
    assert_eq!(error, SyntaxError::new(TooMany, 1 + 100 * 24));
}

//! What the JSON writer writes reads back as what it was given.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use countersign_grammar::base64url::CompactText;
use countersign_grammar::json::{self, ObjectWriter, RawValue};
use countersign_grammar::{Limits, SyntaxErrorKind};
use proptest::prelude::*;

fn written(text: &str) -> String {
    let mut out = String::new();
    json::write_string(&mut out, text);
    out
}

/// Each character of ASCII: escaped if and only if RFC 8259 section 7 demands it, and by the short form if there is one.
#[test]
fn escaping_is_minimal() {
    for code in 0..=0x7f_u8 {
        let char = char::from(code);
        let expected = match char {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\u{8}' => "\\b".to_owned(),
            '\u{c}' => "\\f".to_owned(),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            '\0'..='\u{1f}' => format!("\\u{code:04x}"),
            _ => char.to_string(),
        };
        assert_eq!(written(&char.to_string()), format!("\"{expected}\""));
        assert_eq!(
            written(&format!("0123456789{char}\u{e9}")),
            format!("\"0123456789{expected}\u{e9}\"")
        );
    }
    assert_eq!(written(""), "\"\"");
    assert_eq!(written("\u{7f}\u{2028}\u{1f600}"), "\"\u{7f}\u{2028}\u{1f600}\"");
}

#[test]
fn objects_of_every_shape() {
    let mut out = String::new();
    ObjectWriter::new(&mut out).finish();
    assert_eq!(out, "{}");

    let mut out = b"prefix ".to_vec();
    let raw = RawValue::parse(b" [1, 2.50] ", &Limits::DEFAULT).unwrap();
    let mut object = ObjectWriter::new(&mut out);
    object
        .member_str("s", "a\"b")
        .member_u64("zero", 0)
        .member_u64("most", u64::MAX)
        .member_bool("yes", true)
        .member_bool("no", false)
        .member_strs("none", [])
        .member_strs("aud", ["a", "\n"])
        .member_raw("raw", raw)
        .member_object("empty", |_| ())
        .member_object("cnf", |cnf| {
            cnf.member_str("jkt", "x").member_u64("n", 10);
        })
        .member_str("\u{0}", "");
    object.finish();
    let expected = concat!(
        r#"prefix {"s":"a\"b","zero":0,"most":18446744073709551615,"yes":true,"no":false,"none":[],"#,
        r#""aud":["a","\n"],"raw":[1, 2.50],"empty":{},"cnf":{"jkt":"x","n":10},"\u0000":""}"#
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

/// Only one whole JSON value can become a raw member, so no caller can break out of the object.
#[test]
fn raw_members_are_proven() {
    for (text, kind) in [
        ("1,\"admin\":true", SyntaxErrorKind::TrailingData),
        ("1}", SyntaxErrorKind::TrailingData),
        ("", SyntaxErrorKind::Empty),
        ("{\"a\":1,\"a\":1}", SyntaxErrorKind::DuplicateMember),
    ] {
        assert_eq!(
            RawValue::parse(text.as_bytes(), &Limits::DEFAULT)
                .unwrap_err()
                .kind(),
            kind
        );
    }
}

#[test]
fn debug_shows_nothing_that_was_written() {
    let mut out = String::new();
    let mut object = ObjectWriter::new(&mut out);
    object.member_str("access_token", "s3cr3t");
    assert!(!format!("{object:?}").contains("s3cr3t"));
}

#[test]
fn integers_are_written_as_rust_writes_them() {
    let around = (0..20)
        .map(|exponent| 10_u64.pow(exponent))
        .flat_map(|ten| [ten - 1, ten, ten + 1]);
    for number in (0..=20_000).chain(around).chain([u64::MAX - 1, u64::MAX]) {
        let mut text = String::new();
        let mut object = ObjectWriter::new(&mut text);
        object.member_u64("n", number);
        object.finish();
        assert_eq!(text, format!(r#"{{"n":{number}}}"#));
    }
}

#[test]
fn hexadecimal_digits_are_those_of_rust() {
    for octet in 0..=u8::MAX {
        let mut text = String::new();
        let mut object = ObjectWriter::new(&mut text);
        object.member_hex("h", &[octet, !octet]).member_hex("none", &[]);
        object.finish();
        assert_eq!(text, format!(r#"{{"h":"{octet:02x}{:02x}","none":""}}"#, !octet));
    }
}

/// What is appended as octets is a JSON string all the same.
#[test]
fn what_is_written_is_made_a_string() {
    for (octets, json) in [
        (&b""[..], r#""""#),
        (b"read write", r#""read write""#),
        (b"\"\\\n", r#""\"\\\n""#),
        ("caf\u{e9}".as_bytes(), "\"caf\u{e9}\""),
        (b"\xFF", "\"\u{fffd}\""),
        (b"a\xC3\"", "\"a\u{fffd}\\\"\""),
        (
            b"0123456789abcdef0123456789abcdef0123\x01",
            r#""0123456789abcdef0123456789abcdef0123\u0001""#,
        ),
    ] {
        let mut out = Vec::from(*b"before\xFF");
        let mut object = ObjectWriter::new(&mut out);
        object.member_written("m", |out: &mut Vec<u8>| out.extend_from_slice(octets));
        object.finish();
        assert_eq!(
            out,
            [b"before\xFF{\"m\":", json.as_bytes(), b"}"].concat(),
            "{octets:02x?}"
        );
    }
}

#[test]
fn compact_text_is_written_as_it_stands() {
    let mut token = CompactText::new();
    token.push_encoded(&[0xFB, 0xFF, 0xFE]);
    token.push_period();
    let mut text = String::new();
    let mut object = ObjectWriter::new(&mut text);
    object.member_compact("t", &token);
    object.finish();
    assert_eq!(text, r#"{"t":"-__-."}"#);
}

#[test]
fn an_object_goes_on_where_another_writer_stopped() {
    let mut text = String::from(r#"{"a":1"#);
    ObjectWriter::continued(&mut text).finish();
    assert_eq!(text, r#"{"a":1}"#);
}

proptest! {
    #[test]
    fn written_and_given_texts_are_one(text in any::<String>(), before in any::<Vec<u8>>()) {
        let (mut written, mut given) = (before.clone(), before);
        let mut object = ObjectWriter::new(&mut written);
        object.member_written("m", |out: &mut Vec<u8>| out.extend_from_slice(text.as_bytes()));
        object.finish();
        let mut object = ObjectWriter::new(&mut given);
        object.member_str("m", &text);
        object.finish();
        prop_assert_eq!(&written, &given);

        let (mut written, mut given) = (String::from("\u{e9}"), String::from("\u{e9}"));
        let mut object = ObjectWriter::new(&mut written);
        object.member_written("m", |out: &mut String| out.push_str(&text));
        object.finish();
        let mut object = ObjectWriter::new(&mut given);
        object.member_str("m", &text);
        object.finish();
        prop_assert_eq!(written, given);
    }

    // = RFC8259-8.1-2 (test)
    #[test]
    fn strings_read_back(text in any::<String>()) {
        let out = written(&text);
        prop_assert!(!out.as_bytes().starts_with(b"\xef\xbb\xbf"));
        let value = json::parse_value(out.as_bytes(), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(value.as_str().unwrap(), &text);
        prop_assert_eq!(&serde_json::from_str::<String>(&out).unwrap(), &text);
        // Escaped exactly like the other writer, so logs and tokens compare octet by octet.
        prop_assert_eq!(out, serde_json::to_string(&text).unwrap());
    }

    #[test]
    fn objects_read_back(
        strings in prop::collection::btree_map(any::<String>(), any::<String>(), 0..8),
        number in any::<u64>(),
        list in prop::collection::vec(any::<String>(), 0..5),
    ) {
        prop_assume!(!strings.contains_key("n") && !strings.contains_key("list"));
        let mut out = String::new();
        let mut object = ObjectWriter::new(&mut out);
        object.member_u64("n", number).member_strs("list", list.iter().map(String::as_str));
        for (name, value) in &strings {
            object.member_str(name, value);
        }
        object.finish();
        let object = json::parse_object(out.as_bytes(), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(object.len(), strings.len() + 2);
        prop_assert_eq!(object.member("n").unwrap().as_number().unwrap().as_u64(), Some(number));
        let read: Vec<_> =
            object.member("list").unwrap().as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
        prop_assert_eq!(read, list);
        for (name, value) in &strings {
            prop_assert_eq!(object.member(name).unwrap().as_str().unwrap(), value);
        }
    }
}

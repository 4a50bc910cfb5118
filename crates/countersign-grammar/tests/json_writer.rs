//! What the JSON writer writes reads back as what it was given.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

use countersign_grammar::base64url::CompactText;
use countersign_grammar::json::{self, ObjectWriter, RawValue, SliceOutput};
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

/// Octets that are to be ASCII become a JSON string, whatever they are.
#[test]
fn octets_are_made_a_string() {
    for (octets, json) in [
        (&b""[..], r#""""#),
        (b"a", r#""a""#),
        (b"read write", r#""read write""#),
        (b"exactly sixteen.", r#""exactly sixteen.""#),
        (b"exactly seventeen", r#""exactly seventeen""#),
        (b"\"\\\n", r#""\"\\\n""#),
        (b"12345678\"", r#""12345678\"""#),
        (b"\"12345678", r#""\"12345678""#),
        ("caf\u{e9}".as_bytes(), "\"caf\u{e9}\""),
        ("caf\u{e9} au lait".as_bytes(), "\"caf\u{e9} au lait\""),
        (b"\xFF", "\"\u{fffd}\""),
        (b"a\xC3\"", "\"a\u{fffd}\\\"\""),
        (
            b"0123456789abcdef0123456789abcdef0123\x01",
            r#""0123456789abcdef0123456789abcdef0123\u0001""#,
        ),
    ] {
        let mut out = Vec::from(*b"before\xFF");
        let mut object = ObjectWriter::new(&mut out);
        object.two_members_ascii(["m", "n"], octets);
        object.finish();
        assert_eq!(
            out,
            [
                b"before\xFF{\"m\":",
                json.as_bytes(),
                b",\"n\":",
                json.as_bytes(),
                b"}"
            ]
            .concat(),
            "{octets:02x?}"
        );
    }
}

/// One of each member, to any output.
fn everything(object: &mut ObjectWriter<'_, impl json::Output>, text: &str, number: u64) {
    object
        .member_str("s", text)
        .member_str(text, "")
        .member_u64("n", number)
        .member_hex("h", &number.to_be_bytes())
        .member_bool("b", number.is_multiple_of(2))
        .member_strs("l", [text, "x"])
        .member_words("w", ["read", text])
        .two_members_ascii(["sub", "client_id"], text.as_bytes())
        .member_object("o", |object| {
            object.member_str("s", text);
        });
}

/// Memory that is too small by any number of octets is found out, and nothing is written beyond what there is.
#[test]
fn memory_that_is_too_small_is_found_out() {
    let mut whole = Vec::new();
    let mut object = ObjectWriter::new(&mut whole);
    everything(&mut object, "a \"b\"\u{e9}", 1_700_000_000);
    object.finish();
    for room in 0..whole.len() + 20 {
        let mut memory = vec![0xAA; room];
        let mut out = SliceOutput::new(&mut memory);
        assert!(out.is_empty());
        let mut object = ObjectWriter::new(&mut out);
        everything(&mut object, "a \"b\"\u{e9}", 1_700_000_000);
        object.finish();
        let fits = room >= whole.len();
        assert_eq!(out.len(), fits.then_some(whole.len()), "{room}");
        assert!(!out.is_empty());
        if fits {
            assert_eq!(memory[..whole.len()], whole);
            assert!(memory[whole.len()..].iter().all(|octet| *octet == 0xAA));
        }
    }
}

#[test]
fn what_is_said_to_fit_must_fit() {
    let mut memory = [0; 8];
    for (said, len) in [
        (Some(0), Some(0)),
        (Some(8), Some(8)),
        (Some(9), None),
        (Some(usize::MAX), None),
        (None, None),
    ] {
        let mut out = SliceOutput::new(&mut memory);
        out.push_by(|left| {
            assert_eq!(left.len(), 8);
            said
        });
        assert_eq!(out.len(), len, "{said:?}");
        // What did not fit once is missing, whatever fits afterwards.
        out.push(b"");
        assert_eq!(out.len(), len, "{said:?}");
    }
}

/// A token is copied behind everything else, and stands where it belongs.
#[test]
fn a_member_may_be_copied_last() {
    let mut token = CompactText::new();
    token.push_encoded(&[0xFB, 0xFF, 0xFE]);
    for (value, json) in [(Ok(&token), "-__-"), (Err("a\"b"), "a\\\"b"), (Err(""), "")] {
        let expected = format!(r#"{{"t":"{json}","n":3600}}"#);
        for room in 0..=expected.len() {
            let mut memory = vec![b'?'; room];
            let mut out = SliceOutput::new(&mut memory);
            let mut object = ObjectWriter::new(&mut out);
            object.member_then("t", value, |object| {
                object.member_u64("n", 3600);
            });
            object.finish();
            assert_eq!(out.len(), (room == expected.len()).then_some(room));
            if room == expected.len() {
                assert_eq!(memory, expected.as_bytes());
            }
        }
    }
}

/// A buffer grows until all fits, whatever it held before; what stands behind is left as it was.
#[test]
fn a_buffer_grows_until_all_fits() {
    for had in [0, 1, 63, 64, 65, 1000] {
        for least in [0, 1, 500] {
            let mut buffer = vec![b'?'; had];
            let len = json::fill(&mut buffer, least, |out| {
                for octet in 0..200 {
                    out.push(&[octet]);
                }
            });
            assert_eq!(len, 200);
            assert!(buffer[..200].iter().copied().eq(0..200));
            assert!(buffer.len() >= least.max(had).max(200));
            assert!(
                buffer
                    .get(200..had)
                    .unwrap_or_default()
                    .iter()
                    .all(|octet| *octet == b'?')
            );
        }
    }
}

#[test]
fn what_needs_no_escape_is_written_in_place() {
    let mut memory = [b'?'; 32];
    let mut out = SliceOutput::new(&mut memory);
    let mut object = ObjectWriter::new(&mut out);
    object.member_unescaped("scope", |left| {
        left[..4].copy_from_slice(b"read");
        Some(4)
    });
    object.finish();
    let len = out.len().unwrap();
    assert_eq!(memory[..len], *br#"{"scope":"read"}"#);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "something would have to be escaped")]
fn what_does_need_one_is_found_out_in_tests() {
    let mut memory = [b'?'; 32];
    let mut out = SliceOutput::new(&mut memory);
    ObjectWriter::new(&mut out).member_unescaped("scope", |left| {
        left[0] = b'"';
        Some(1)
    });
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
    /// A `String`, a `Vec` and memory of the caller get the same octets.
    #[test]
    fn every_output_gets_the_same(text in any::<String>(), number in prop_oneof![any::<u64>(), 0..20_000_000_000_u64]) {
        let mut string = String::new();
        let mut object = ObjectWriter::new(&mut string);
        everything(&mut object, &text, number);
        object.finish();
        let mut octets = Vec::new();
        let mut object = ObjectWriter::new(&mut octets);
        everything(&mut object, &text, number);
        object.finish();
        prop_assert_eq!(string.as_bytes(), &octets);
        let mut memory = Vec::new();
        let len = json::fill(&mut memory, 0, |out| {
            let mut object = ObjectWriter::new(out);
            everything(&mut object, &text, number);
            object.finish();
        });
        prop_assert_eq!(&memory[..len], &octets);
        let parsed: serde_json::Value = serde_json::from_slice(&octets).unwrap();
        prop_assert_eq!(parsed["n"].as_u64(), Some(number));
        prop_assert_eq!(parsed["sub"].as_str(), Some(text.as_str()));
    }

    /// Ten digits are found by lanes, so each is tried beside any others.
    #[test]
    fn times_are_written_as_rust_writes_them(number in 1_000_000_000..10_000_000_000_u64) {
        let mut text = String::new();
        ObjectWriter::new(&mut text).member_u64("n", number).member_u64("m", number % 100_000_000);
        prop_assert_eq!(text, format!(r#"{{"n":{number},"m":{}"#, number % 100_000_000));
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

//! What the JSON reader hands out: values, offsets, borrowing, and numbers against exact arithmetic.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::borrow::Cow;

use countersign_grammar::SyntaxErrorKind::WrongType;
use countersign_grammar::{Limits, SyntaxError, json};
use proptest::prelude::*;

const TEXT: &str = r#" { "s" : "plain" , "e":"a\u0062\n" ,"n":-1.5e3,"t":true,"f" :false,"z":null,"a":[1,"x",[]],"o":{"i":{}} } "#;

#[test]
fn values_and_offsets() {
    let object = json::parse_object(TEXT.as_bytes(), &Limits::DEFAULT).unwrap();
    assert_eq!((object.at(), object.len(), object.is_empty()), (1, 8, false));
    let names: String = object.members().map(json::Member::name).collect();
    assert_eq!(names, "sentfzao");
    for member in &object {
        assert_eq!(&TEXT[member.at()..][..3], format!("\"{}\"", member.name()));
        let expected = match member.name() {
            "s" => ("\"plain", json::Kind::String),
            "e" => ("\"a\\u", json::Kind::String),
            "n" => ("-1.5", json::Kind::Number),
            "t" => ("true", json::Kind::Bool),
            "f" => ("false", json::Kind::Bool),
            "z" => ("null", json::Kind::Null),
            "a" => ("[1,", json::Kind::Array),
            "o" => ("{\"i", json::Kind::Object),
            other => panic!("{other}"),
        };
        assert!(TEXT[member.value().at()..].starts_with(expected.0));
        assert_eq!(member.value().kind(), expected.1);
    }
    let value = |name: &str| object.member(name).unwrap();
    assert_eq!(value("s").as_str(), Ok("plain"));
    assert_eq!(value("e").as_str(), Ok("ab\n"));
    assert_eq!(value("n").as_number().unwrap().as_str(), "-1.5e3");
    assert_eq!(value("t").as_bool(), Ok(true));
    assert_eq!(value("f").as_bool(), Ok(false));
    assert!(value("z").is_null() && !value("t").is_null());
    assert_eq!(value("a").as_array().unwrap().len(), 3);
    assert_eq!(value("a").as_array().unwrap()[1].as_str(), Ok("x"));
    assert!(
        value("o")
            .as_object()
            .unwrap()
            .member("i")
            .unwrap()
            .as_object()
            .unwrap()
            .is_empty()
    );
    assert!(object.member("S").is_none() && object.member("i").is_none());
}

/// Each accessor takes its own type and refuses the five others at the value.
#[test]
fn wrong_types() {
    use json::Kind::{Array, Bool, Null, Number, Object, String};
    for (text, kind) in [
        (" null", Null),
        (" true", Bool),
        (" 1", Number),
        (" \"1\"", String),
        (" []", Array),
        (" {}", Object),
    ] {
        let value = json::parse_value(text.as_bytes(), &Limits::DEFAULT).unwrap();
        let expect = |wanted| {
            if kind == wanted {
                Ok(())
            } else {
                Err(SyntaxError::new(WrongType, 1))
            }
        };
        assert_eq!(value.as_bool().map(drop), expect(Bool));
        assert_eq!(value.as_number().map(drop), expect(Number));
        assert_eq!(value.as_str().map(drop), expect(String));
        assert_eq!(value.as_array().map(drop), expect(Array));
        assert_eq!(value.as_object().map(drop), expect(Object));
        assert_eq!(value.is_null(), kind == Null);
        let raw = json::RawValue::parse(text.as_bytes(), &Limits::DEFAULT).unwrap();
        assert_eq!((raw.kind(), raw.at(), raw.raw()), (kind, 1, text.trim()));
        assert_eq!(raw.to_bool().map(drop), expect(Bool));
        assert_eq!(raw.to_number().map(drop), expect(Number));
        assert_eq!(raw.to_str().map(drop), expect(String));
        assert_eq!(raw.elements(&Limits::DEFAULT).map(drop), expect(Array));
        assert_eq!(raw.members(&Limits::DEFAULT).map(drop), expect(Object));
        assert_eq!(raw.is_null(), kind == Null);
        assert_eq!(value.into_str().map(drop), expect(String));
        let again = raw.to_value(&Limits::DEFAULT).unwrap();
        assert_eq!((again.kind(), again.at()), (kind, 1));
        assert_eq!(again.into_object().map(drop), expect(Object));
    }
}

#[test]
fn strings_are_borrowed_unless_escaped() {
    let value = json::parse_value("\"\u{e9}\u{1f600} plain\"".as_bytes(), &Limits::DEFAULT).unwrap();
    assert!(matches!(
        value.data(),
        json::Data::String(Cow::Borrowed("\u{e9}\u{1f600} plain"))
    ));
    assert!(matches!(value.into_str(), Ok(Cow::Borrowed(_))));
    let value = json::parse_value(br#""a\/b""#, &Limits::DEFAULT).unwrap();
    assert!(matches!(value.data(), json::Data::String(Cow::Owned(text)) if text == "a/b"));
}

#[test]
fn raw_values_are_read_on_demand() {
    let member = json::members(TEXT.as_bytes(), &Limits::DEFAULT)
        .unwrap()
        .map(Result::unwrap)
        .find(|member| member.name().eq_str("a"))
        .unwrap();
    let elements: Vec<_> = member
        .value()
        .elements(&Limits::DEFAULT)
        .unwrap()
        .map(|element| element.unwrap().raw())
        .collect();
    assert_eq!(elements, ["1", "\"x\"", "[]"]);
    let inner = json::members(br#"{"o":{"i":1,"j":"\u0041"}}"#, &Limits::DEFAULT)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let members: Vec<_> = inner
        .value()
        .members(&Limits::DEFAULT)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(members[1].name().decode(), "j");
    assert_eq!((members[1].at(), members[1].value().at()), (12, 16));
    assert_eq!(members[1].value().to_str().unwrap(), "A");
}

#[test]
fn an_iterator_ends_after_an_error() {
    let mut members = json::members(br#"{"a":1,"a":2,"b":3}"#, &Limits::DEFAULT).unwrap();
    assert!(members.next().unwrap().is_ok());
    assert!(members.next().unwrap().is_err());
    assert!(members.next().is_none() && members.next().is_none());
}

/// A visitor's own refusal ends the visit and comes out unchanged.
#[test]
fn a_visitor_can_refuse() {
    #[derive(Debug, PartialEq)]
    enum Refusal {
        Syntax(SyntaxError),
        NotForUs,
    }
    impl From<SyntaxError> for Refusal {
        fn from(error: SyntaxError) -> Self {
            Self::Syntax(error)
        }
    }
    let mut seen = 0;
    let outcome = json::visit_object(br#"{"a":1,"b":2,"c":3"#, &Limits::DEFAULT, |name, _| {
        seen += 1;
        if name.eq_str("b") {
            Err(Refusal::NotForUs)
        } else {
            Ok(())
        }
    });
    assert_eq!((outcome, seen), (Err(Refusal::NotForUs), 2));
    let outcome = json::visit_object(b"{", &Limits::DEFAULT, |_, _| Err(Refusal::NotForUs));
    assert!(matches!(outcome, Err(Refusal::Syntax(_))));
}

/// No content is in any `Debug` text.
#[test]
fn debug_is_redacted() {
    let text = br#"{"s3cr3t-name":["s3cr3t",{"s3cr3t-name":"s3cr3t\n"}],"n":53637233}"#;
    let object = json::parse_object(text, &Limits::DEFAULT).unwrap();
    let mut shown = format!("{object:?}");
    for member in &object {
        shown += &format!("{member:?} {:?} {:?}", member.value(), member.value().data());
    }
    let mut members = json::members(text, &Limits::DEFAULT).unwrap();
    shown += &format!("{members:?}");
    for member in members.by_ref() {
        let member = member.unwrap();
        shown += &format!("{member:?} {:?} {:?}", member.name(), member.value());
        shown += &format!(
            "{:?} {:?}",
            member.value().elements(&Limits::DEFAULT),
            member.value().to_number()
        );
    }
    assert!(
        !shown.contains("s3cr3t") && !shown.contains("53637233"),
        "{shown}"
    );
    assert!(shown.contains("octets"), "{shown}");
}

/// Every `\uXXXX` alone: itself, or refused if it is half a pair. Every high half with the ends of the low range.
// = RFC7493-2.1-2 (test)
#[test]
fn every_unicode_escape() {
    let decode = |text: &str| {
        json::parse_value(text.as_bytes(), &Limits::DEFAULT)
            .and_then(json::Value::into_str)
            .map(Cow::into_owned)
    };
    for unit in 0..=u16::MAX {
        let expected = char::from_u32(u32::from(unit)).map(String::from);
        assert_eq!(decode(&format!("\"\\u{unit:04x}\"")).ok(), expected);
        assert_eq!(decode(&format!("\"\\u{unit:04X}\"")).ok(), expected);
        if (0xd800..0xdc00).contains(&unit) {
            for low in [0x0041, 0xd800, 0xdbff, 0xdc00, 0xdeed, 0xdfff, 0xe000] {
                let expected = String::from_utf16(&[unit, low]).ok();
                assert_eq!(
                    decode(&format!("\"\\u{unit:04x}\\u{low:04X}\"")).ok(),
                    expected,
                    "{unit:x} {low:x}"
                );
            }
            for behind in [
                "",
                "x",
                "\\",
                "\\n",
                "\\\\dc00",
                "\\u",
                "\\udc0",
                "\\U0000dc00",
                "/udc00",
            ] {
                assert!(
                    decode(&format!("\"\\u{unit:04x}{behind}\"")).is_err(),
                    "{unit:x} {behind}"
                );
            }
        }
    }
}

fn number(text: &str) -> json::Number<'_> {
    json::parse_value(text.as_bytes(), &Limits::DEFAULT)
        .unwrap()
        .as_number()
        .unwrap()
}

#[test]
fn integers_as_expires_in_has_them() {
    for (text, value) in [
        ("0", 0),
        ("1", 1),
        ("3600", 3600),
        ("18446744073709551615", u64::MAX),
    ] {
        assert_eq!(number(text).as_u64(), Some(value), "{text}");
    }
    for text in [
        "-0",
        "-1",
        "1.0",
        "0.0",
        "1e0",
        "1E3",
        "0e0",
        "18446744073709551616",
        "99999999999999999999999",
    ] {
        assert_eq!(number(text).as_u64(), None, "{text}");
    }
}

// = RFC7519-2-2 (test)
#[test]
fn numeric_dates() {
    for (text, value) in [
        ("0", Some(0)),
        ("-0", Some(0)),
        ("-0.0e9", Some(0)),
        ("0e999999999999999999999999", Some(0)),
        ("1700000000", Some(1_700_000_000)),
        ("1700000000.999999999999999999999", Some(1_700_000_000)),
        ("0.9", Some(0)),
        ("9e-1", Some(0)),
        ("1.7e9", Some(1_700_000_000)),
        ("1.7E+9", Some(1_700_000_000)),
        ("17000000005e-1", Some(1_700_000_000)),
        ("0.0000000017e18", Some(1_700_000_000)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551615.9", Some(u64::MAX)),
        ("1.8446744073709551615e19", Some(u64::MAX)),
        ("184467440737095516159e-1", Some(u64::MAX)),
        ("9007199254740993", Some(9_007_199_254_740_993)),
        ("1e19", Some(10_000_000_000_000_000_000)),
        ("1e-99999999999999999999999999", Some(0)),
        ("18446744073709551616", None),
        ("1e20", None),
        ("1e99999999999999999999999999", None),
        ("1e5000000000", None),
        ("-1", None),
        ("-0.1", None),
        ("-1e-99999999999999999999999999", None),
    ] {
        assert_eq!(number(text).as_seconds_floor(), value, "{text}");
    }
}

proptest! {
    /// A value written in many ways, against integer arithmetic: `digits` with the point moved to `point` and an
    /// exponent that moves it back and on by `power`.
    #[test]
    fn seconds_are_exact(digits in 1_u128..1_000_000_000_000_000_000_000, point in 0_usize..24, power in -24_i32..16) {
        let written = digits.to_string();
        let padded = format!("{written:0>width$}", width = point + 1);
        let (whole, fraction) = padded.split_at(padded.len() - point);
        let exponent = i32::try_from(point).unwrap() + power;
        let text = match (fraction, exponent) {
            ("", 0) => whole.to_owned(),
            ("", _) => format!("{whole}e{exponent}"),
            (_, 0) => format!("{whole}.{fraction}"),
            _ => format!("{whole}.{fraction}E{exponent:+}"),
        };
        let scale = 10_u128.pow(power.unsigned_abs());
        let exact = if power < 0 { digits / scale } else { digits * scale };
        prop_assert_eq!(number(&text).as_seconds_floor(), u64::try_from(exact).ok(), "{}", &text);
        let integer = !text.contains(['.', 'e', 'E']);
        prop_assert_eq!(number(&text).as_u64(), u64::try_from(digits).ok().filter(|_| integer));
        let negative = format!("-{text}");
        prop_assert_eq!(number(&negative).as_seconds_floor(), None);
        prop_assert_eq!(number(&negative).as_u64(), None);
    }
}

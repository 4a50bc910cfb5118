#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod times;

use std::borrow::ToOwned;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use countersign_grammar::json::ObjectWriter;
use countersign_grammar::{Limits, SyntaxErrorKind, UnixTime};
use proptest::prelude::*;

use crate::{Audience, ClaimError, ClaimErrorKind, Claims, Skew};

fn parse(json: &str) -> Result<Claims<'_>, ClaimError> {
    Claims::parse(json.as_bytes(), &Limits::DEFAULT)
}

/// Each JSON shape: as a string, as a date, as an audience.
const SHAPES: [(&str, Expected, Expected, Expected); 24] = {
    use Expected::{Empty, NotADate, Typed, Wrong};
    [
        ("null", Wrong, Wrong, Wrong),
        ("true", Wrong, Wrong, Wrong),
        ("false", Wrong, Wrong, Wrong),
        ("0", Wrong, Typed, Wrong),
        ("1700000000", Wrong, Typed, Wrong),
        ("1.7e9", Wrong, Typed, Wrong),
        ("1700000000.25", Wrong, Typed, Wrong),
        ("-1", Wrong, NotADate, Wrong),
        ("-0.5", Wrong, NotADate, Wrong),
        ("1e20", Wrong, NotADate, Wrong),
        ("18446744073709551616", Wrong, NotADate, Wrong),
        (r#""""#, Typed, Wrong, Typed),
        (r#""x""#, Typed, Wrong, Typed),
        (r#""1700000000""#, Typed, Wrong, Typed),
        (r#""null""#, Typed, Wrong, Typed),
        ("[]", Wrong, Wrong, Empty),
        (r#"["x"]"#, Wrong, Wrong, Typed),
        (r#"["x","y"]"#, Wrong, Wrong, Typed),
        ("[1]", Wrong, Wrong, Wrong),
        (r#"["x",null]"#, Wrong, Wrong, Wrong),
        (r#"[["x"]]"#, Wrong, Wrong, Wrong),
        ("{}", Wrong, Wrong, Wrong),
        (r#"{"x":"x"}"#, Wrong, Wrong, Wrong),
        (r#"[{"x":"x"}]"#, Wrong, Wrong, Wrong),
    ]
};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Expected {
    Typed,
    Wrong,
    NotADate,
    Empty,
}

/// Each registered claim with each shape: typed, or an error that names the claim; never absent.
// = RFC7519-4.1.4-3 (test)
// = RFC7519-4.1.5-2 (test)
// = RFC7519-4.1.6-1 (test)
// = RFC7519-2-2 (test)
#[test]
fn each_claim_with_each_shape() {
    for (shape, text, date, audience) in SHAPES {
        for claim in ["iss", "sub", "jti", "exp", "nbf", "iat", "aud"] {
            let expected = match claim {
                "iss" | "sub" | "jti" => text,
                "aud" => audience,
                _ => date,
            };
            let json = format!(r#"{{"a":1,"{claim}":{shape},"z":2}}"#);
            let found = match parse(&json) {
                Ok(claims) => {
                    let present = [
                        claims.iss().is_some(),
                        claims.sub().is_some(),
                        claims.jti().is_some(),
                        claims.exp().is_some(),
                        claims.nbf().is_some(),
                        claims.iat().is_some(),
                        !claims.aud().is_absent(),
                    ];
                    assert_eq!(present.iter().filter(|present| **present).count(), 1, "{json}");
                    assert_eq!(claims.member(claim).unwrap().raw(), shape);
                    Expected::Typed
                }
                Err(error) => {
                    assert_eq!(error.claim(), Some(claim), "{json}");
                    assert!(error.to_string().starts_with(claim));
                    match error.kind() {
                        ClaimErrorKind::WrongType => Expected::Wrong,
                        ClaimErrorKind::NotADate => Expected::NotADate,
                        ClaimErrorKind::EmptyAudience => Expected::Empty,
                        other => panic!("{json}: {other:?}"),
                    }
                }
            };
            assert_eq!(found, expected, "{json}");
        }
    }
}

#[test]
fn other_claims_may_have_every_shape_and_are_found_again() {
    for (shape, ..) in SHAPES {
        for name in ["client_id", "scope", "cnf", "ISS", "Exp", "ex", "expp", ""] {
            let json = format!(r#"{{"iss":"i","{name}":{shape}}}"#);
            let claims = parse(&json).unwrap();
            assert_eq!(claims.member(name).unwrap().raw(), shape);
            assert_eq!(claims.members().count(), 2);
            assert!(claims.exp().is_none() && claims.member("absent").is_none());
        }
    }
}

// = RFC7519-4-1 (test)
// = RFC7519-4-2 (test)
// = RFC7515-10.12-2 (test)
#[test]
fn one_object_with_unique_names() {
    for (json, kind) in [
        ("", SyntaxErrorKind::Empty),
        ("null", SyntaxErrorKind::WrongType),
        ("1", SyntaxErrorKind::WrongType),
        ("[]", SyntaxErrorKind::WrongType),
        (r#""{}""#, SyntaxErrorKind::WrongType),
        ("hello world", SyntaxErrorKind::UnexpectedOctet),
        ("{", SyntaxErrorKind::UnexpectedEnd),
        ("{notajson", SyntaxErrorKind::UnexpectedOctet),
        ("{}{}", SyntaxErrorKind::TrailingData),
        (r#"{"sub":"a","sub":"b"}"#, SyntaxErrorKind::DuplicateMember),
        (r#"{"sub":"a","sub":"a"}"#, SyntaxErrorKind::DuplicateMember),
        (r#"{"sub":"a","s\u0075b":"b"}"#, SyntaxErrorKind::DuplicateMember),
        (r#"{"x":1,"x":2}"#, SyntaxErrorKind::DuplicateMember),
        (r#"{"x":{"y":1,"y":2}}"#, SyntaxErrorKind::DuplicateMember),
        (r#"{"sub":"\ud800"}"#, SyntaxErrorKind::BadStringEscape),
        (r#"{"exp":01}"#, SyntaxErrorKind::BadNumber),
    ] {
        let error = parse(json).unwrap_err();
        assert_eq!(
            (error.kind(), error.claim()),
            (ClaimErrorKind::Json(kind), None),
            "{json}"
        );
        assert!(!error.clause().id().is_empty());
    }
    let error = Claims::parse(b"{\"sub\":\"\xff\"}", &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.kind(), ClaimErrorKind::Json(SyntaxErrorKind::InvalidUtf8));
}

#[test]
fn an_escape_is_another_spelling_of_the_same_claim() {
    let claims = parse(r#"{"\u0065xp":5,"i\u0073s":"\u0061\u00e9\ud83d\ude00"}"#).unwrap();
    assert_eq!(claims.exp().unwrap().floor().as_secs(), 5);
    assert_eq!(claims.iss(), Some("aé😀"));
    assert_eq!(parse(r#"{"\u0065xp":"5"}"#).unwrap_err().claim(), Some("exp"));
}

/// Composed and decomposed forms are different, and so is everything beyond the basic plane.
// = RFC7519-7.3-1 (test)
// = RFC7515-10.13-1 (test)
#[test]
fn audiences_are_compared_by_code_point() {
    for json in [r#"{"aud":"\u00e9"}"#, r#"{"aud":["x","\u00e9"]}"#] {
        let claims = parse(json).unwrap();
        assert!(claims.aud().contains("é"));
        assert!(!claims.aud().contains("e\u{301}"));
    }
    let claims = parse(r#"{"aud":["https://a.example","\ud83d\ude00"]}"#).unwrap();
    assert!(claims.aud().contains("😀") && !claims.aud().contains("😁"));
    for other in [
        "",
        "https://a.example/",
        "https://A.example",
        "https://a.exampl",
        " https://a.example",
    ] {
        assert!(!claims.aud().contains(other), "{other:?}");
    }
    assert!(matches!(claims.aud(), Audience::Many(_)));
    assert!(!Audience::Absent.contains(""));
    assert_eq!(Audience::Absent.iter().count(), 0);
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn the_longest_payload_and_one_octet_more() {
    let json = r#"{"sub":"a"}"#;
    let mut limits = Limits::DEFAULT;
    limits.jwt = json.len();
    assert!(Claims::parse(json.as_bytes(), &limits).is_ok());
    limits.jwt = json.len() - 1;
    let error = Claims::parse(json.as_bytes(), &limits).unwrap_err();
    assert_eq!(
        (error.kind(), error.at()),
        (ClaimErrorKind::TooLong, json.len() - 1)
    );
}

#[test]
fn a_visitor_sees_what_is_not_registered_and_its_errors_stand() {
    let json = br#"{"iss":"i","client_id":"c","scope":"a b","exp":1}"#;
    let mut seen = Vec::new();
    Claims::parse_with(json, &Limits::DEFAULT, |name, value| {
        seen.push((name.decode().into_owned(), value.to_str()?.into_owned()));
        Ok(())
    })
    .unwrap();
    assert_eq!(
        seen,
        [
            ("client_id".to_owned(), "c".to_owned()),
            ("scope".to_owned(), "a b".to_owned())
        ]
    );

    let error = Claims::parse_with(br#"{"scope":1}"#, &Limits::DEFAULT, |_, value| {
        Ok(value.to_str().map(|_| ())?)
    });
    assert_eq!(
        error.unwrap_err().kind(),
        ClaimErrorKind::Json(SyntaxErrorKind::WrongType)
    );
}

#[test]
fn texts_outlive_the_claims() {
    let json = String::from(r#"{"iss":"i","jti":"\u006a"}"#);
    let texts = parse(&json).unwrap().into_texts();
    assert_eq!(texts, [Some("i".into()), None, Some("j".into())]);
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn no_debug_shows_a_claim() {
    let claims = parse(r#"{"iss":"canary","aud":["canary"],"jti":"canary","x":"canary"}"#).unwrap();
    let Audience::Many(list) = claims.aud() else {
        panic!()
    };
    let one = parse(r#"{"aud":"canary"}"#).unwrap();
    let error = parse(r#"{"exp":"canary"}"#).unwrap_err();
    let shown = format!(
        "{claims:?} {:#?} {:?} {list:?} {:?} {error:?} {error}",
        claims,
        claims.aud(),
        one.aud()
    );
    assert!(!shown.contains("canary"), "{shown}");
    for expected in [
        "Claims(..) Claims(..) Audience::Many(..) AudienceList(..) Audience::One(..) ",
        "exp: the claim has the wrong type",
    ] {
        assert!(shown.contains(expected), "{shown}");
    }
    assert_eq!(format!("{:?}", Audience::Absent), "Audience::Absent");
}

#[derive(Debug, Clone)]
struct Model {
    text: [Option<String>; 3],
    dates: [Option<u64>; 3],
    aud: Vec<String>,
    aud_as_array: bool,
    other: Option<String>,
}

fn model() -> impl Strategy<Value = Model> {
    let text = prop::array::uniform3(prop::option::of(any::<String>()));
    let dates = prop::array::uniform3(prop::option::of(any::<u64>()));
    let aud = prop::collection::vec(any::<String>(), 0..4);
    (text, dates, aud, any::<bool>(), prop::option::of(any::<String>())).prop_map(
        |(text, dates, aud, aud_as_array, other)| Model {
            text,
            dates,
            aud,
            aud_as_array,
            other,
        },
    )
}

const TEXTS: [&str; 3] = ["iss", "sub", "jti"];
const DATES: [&str; 3] = ["exp", "nbf", "iat"];

fn print(model: &Model) -> String {
    let mut json = String::new();
    let mut writer = ObjectWriter::new(&mut json);
    for (name, value) in TEXTS.iter().zip(&model.text) {
        if let Some(value) = value {
            writer.member_str(name, value);
        }
    }
    for (name, value) in DATES.iter().zip(&model.dates) {
        if let Some(value) = value {
            writer.member_u64(name, *value);
        }
    }
    match &model.aud[..] {
        [] => {}
        [one] if !model.aud_as_array => {
            writer.member_str("aud", one);
        }
        many => {
            writer.member_strs("aud", many.iter().map(String::as_str));
        }
    }
    if let Some(other) = &model.other {
        writer.member_str("other", other);
    }
    writer.finish();
    json
}

proptest! {
    #[test]
    fn claims_are_read_as_they_were_written(model in model()) {
        let json = print(&model);
        let claims = parse(&json).unwrap();
        let text = [claims.iss(), claims.sub(), claims.jti()].map(|text| text.map(String::from));
        prop_assert_eq!(text, model.text);
        let dates = [claims.exp(), claims.nbf(), claims.iat()].map(|date| date.map(|date| date.floor().as_secs()));
        prop_assert_eq!(dates, model.dates);
        prop_assert_eq!(claims.aud().iter().map(String::from).collect::<Vec<_>>(), model.aud);
        let other = claims.member("other").map(|value| value.to_str().unwrap().into_owned());
        prop_assert_eq!(other, model.other);
    }

    #[test]
    fn arbitrary_payloads_do_not_panic(payload: Vec<u8>, text in r#"[{}\[\]",:0-9a-z\\-]{0,60}"#) {
        for payload in [&payload[..], text.as_bytes()] {
            if let Ok(claims) = Claims::parse(payload, &Limits::DEFAULT) {
                prop_assert!(serde_json::from_slice::<serde_json::Value>(payload).unwrap().is_object());
                let _ = claims.check_times(UnixTime::EPOCH, Skew::NONE);
            }
        }
    }
}

//! Recorded cases; the names are the ids in docs/spec/cases/basic.jsonl.

use crate::basic::{
    BasicEncoding,
    BasicEncoding::{Form, Raw},
    BasicEscape, encode, parse_field,
};

#[track_caller]
fn reads(field: &str, encoding: BasicEncoding, user_id: &str, password: &str) {
    let mut buffer = [0; 256];
    let both = parse_field(field.as_bytes(), encoding, &mut buffer)
        .unwrap()
        .unwrap();
    assert_eq!((both.user_id(), both.password()), (user_id, password), "{field}");
}

#[test]
fn accepted() {
    // rfc7617-2, rfc7617-2.1-utf8, basicauth-parse-03 to 10, league-0, league-1, werkzeug-1, werkzeug-2
    reads(
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        Raw,
        "Aladdin",
        "open sesame",
    );
    reads("Basic dGVzdDoxMjPCow==", Raw, "test", "123\u{A3}");
    reads("basic Zm9vOg==", Raw, "foo", "");
    reads("basic OnBhc3M=", Raw, "", "pass");
    reads("basic Og==", Raw, "", "");
    reads("basic Zm9vOnBhc3M6d29yZA==", Raw, "foo", "pass:word");
    reads("BaSiC Zm9vOmJhcg==", Raw, "foo", "bar");
    reads("bAsIc T3BlbjpTZXNhbWU=", Raw, "Open", "Sesame");
    reads(
        "Basic 5pmu6YCa6K+dOuS4reaWhw==",
        Raw,
        "\u{666E}\u{901A}\u{8BDD}",
        "\u{4E2D}\u{6587}",
    );
    // rfc6749-2.3.1, rfc6749-4.4.2
    reads(
        "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3",
        Form,
        "s6BhdRkqt3",
        "7Fjfp0ZBr1KtDRbnfVdmIw",
    );
    reads(
        "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW",
        Form,
        "s6BhdRkqt3",
        "gX1fBat3bV",
    );
    // ids-escaped-0 to 5, ids-nosecret
    reads("Basic Y2wlMjBpZW50OnNlY3JldA==", Form, "cl ient", "secret");
    reads("Basic Y2wlMjBpZW50OnNlJTIwY3JldA==", Form, "cl ient", "se cret");
    reads("Basic Y2xpZW50OnNlJTJCY3JldA==", Form, "client", "se+cret");
    reads(
        "Basic Y2wlMkIlMjBpZW50OnNlJTJCY3JldA==",
        Form,
        "cl+ ient",
        "se+cret",
    );
    reads("Basic Y2xpZW50JTNBdXJuOnNlY3JldA==", Form, "client:urn", "secret");
    reads("Basic Y2xpZW50Og==", Form, "client", "");
}

#[test]
fn not_accepted() {
    let read = |field: &str| parse_field(field.as_bytes(), Raw, &mut [0; 256]).map(|both| both.is_some());
    // basicauth-parse-00, 01; league-2; doorkeeper-5, 6; ids-unknown: another scheme, or none
    for field in [
        "Something",
        "basic_Zm9vOmJhcg==",
        "Foo T3BlbjpTZXNhbWU=",
        "basicgarbage",
        "Bearer foobar",
        "Unknown",
        "",
    ] {
        assert_eq!(read(field), Ok(false), "{field}");
    }
    // basicauth-parse-02, league-4, league-5, werkzeug-3, werkzeug-4, rack-4, doorkeeper-4, ids-garbage, ids-nocolon
    for field in [
        "basic Zm9vcgo=",
        "Basic ||",
        "Basic T3BlblNlc2FtZQ==",
        "Basic foo",
        "Basic /3NlcjpwYXNz",
        "Basic Zm9v",
        "Basic ",
        "Basic somerandomdata",
        "Basic Y2xpZW50",
    ] {
        assert!(read(field).is_err(), "{field}");
    }
}

#[test]
fn written() {
    // basicauth-format-0 to 6, rfc7617-2.1-utf8-bytes, xoauth2-encode
    for (user_id, password, field) in [
        ("foo", "bar", "Basic Zm9vOmJhcg=="),
        ("foo", "", "Basic Zm9vOg=="),
        ("", "pass", "Basic OnBhc3M="),
        ("", "", "Basic Og=="),
        ("test", "123\u{A3}", "Basic dGVzdDoxMjPCow=="),
        (
            "CLIENT_ID",
            "CLIENT_SECRET",
            "Basic Q0xJRU5UX0lEOkNMSUVOVF9TRUNSRVQ=",
        ),
    ] {
        assert_eq!(encode(user_id, password, BasicEscape::Raw).as_deref(), Ok(field));
    }
    for (user_id, password) in [("foo:bar", "baz"), ("foo\0bar", "baz"), ("foo", "bar\x7F")] {
        assert!(encode(user_id, password, BasicEscape::Raw).is_err());
    }
}

use std::format;
use std::vec::Vec;

use countersign_grammar::{Limits, SyntaxErrorKind};

use super::{outcome, refused, with_header};
use crate::{Algorithm, HmacKey, JwsErrorKind, KeyOperation, UnverifiedJws};

// = RFC7518-3.1-1 (test)
#[test]
fn rfc_7515_a_1() {
    let jwk = br#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
    let key = HmacKey::from_jwk(
        jwk,
        Some(Algorithm::Hs256),
        KeyOperation::Verify,
        &Limits::DEFAULT,
    )
    .unwrap();
    let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
                 .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
                 .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let jws = UnverifiedJws::parse(token, &Limits::DEFAULT)
        .unwrap()
        .verify(&key)
        .unwrap();
    assert_eq!(jws.header().json(), b"{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
    assert_eq!((jws.header().typ(), jws.header().alg()), (Some("JWT"), "HS256"));
    assert_eq!(
        jws.payload(),
        b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
    );
    assert_eq!(jws.algorithm(), Algorithm::Hs256);
}

#[test]
fn rfc_7520_4_4() {
    let jwk = br#"{"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#;
    let key = HmacKey::from_jwk(jwk, None, KeyOperation::Verify, &Limits::DEFAULT).unwrap();
    let token = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9\
                 .SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUg\
                 cm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0I\
                 GJlIHN3ZXB0IG9mZiB0by4\
                 .s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";
    let jws = UnverifiedJws::parse(token, &Limits::DEFAULT).unwrap();
    assert_eq!(jws.header().kid(), Some("018c0ae5-4d9b-471b-bfd6-eef314bc7037"));
    let jws = jws.verify(&key).unwrap();
    assert!(
        jws.payload()
            .starts_with("It’s a dangerous business, Frodo".as_bytes())
    );
}

// = RFC7515-5.2-1 (test)
#[test]
fn exactly_three_parts_none_of_them_empty() {
    let good = with_header(r#"{"alg":"HS256"}"#);
    assert!(outcome(&good).is_ok());
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!()
    };

    assert_eq!(refused(""), (JwsErrorKind::WrongPartCount, 0));
    assert_eq!(refused(header), (JwsErrorKind::WrongPartCount, header.len()));
    assert_eq!(refused("."), (JwsErrorKind::WrongPartCount, 1));
    assert_eq!(
        refused(&format!("{header}.{payload}")),
        (JwsErrorKind::WrongPartCount, header.len() + payload.len() + 1)
    );
    assert_eq!(
        refused(&format!("{good}.")),
        (JwsErrorKind::WrongPartCount, good.len())
    );
    assert_eq!(
        refused(&format!("{good}.a")),
        (JwsErrorKind::WrongPartCount, good.len())
    );
    assert_eq!(
        refused(&format!("{good}.a.b")),
        (JwsErrorKind::Encrypted, good.len())
    );
    assert_eq!(refused("...."), (JwsErrorKind::Encrypted, 2));
    assert_eq!(
        refused(&format!("{good}.a.b.c")),
        (JwsErrorKind::WrongPartCount, good.len())
    );
    assert_eq!(
        refused(&format!("{good}.a.b.c.d.e")),
        (JwsErrorKind::WrongPartCount, good.len())
    );

    assert_eq!(refused(".."), (JwsErrorKind::EmptyHeader, 0));
    assert_eq!(
        refused(&format!(".{payload}.{signature}")),
        (JwsErrorKind::EmptyHeader, 0)
    );
    assert_eq!(
        refused(&format!("{header}..{signature}")),
        (JwsErrorKind::EmptyPayload, header.len() + 1)
    );
    assert_eq!(
        refused(&format!("{header}.{payload}.")),
        (JwsErrorKind::Unsecured, header.len() + payload.len() + 2)
    );
}

// = RFC7515-2-1 (test)
#[test]
fn one_octet_string_has_one_spelling() {
    let good = with_header(r#"{"alg":"HS256"}"#);
    let first = good.find('.').unwrap();
    let second = good.rfind('.').unwrap();
    for (end, part) in [(first, 0), (second, first + 1), (good.len(), second + 1)] {
        for foreign in ["=", "+", "/", " ", "\n", "\0", "%", "é"] {
            for at in [part, part + 1, end] {
                let (head, tail) = good.split_at(at);
                let expected = (JwsErrorKind::Encoding(SyntaxErrorKind::BadBase64), at);
                assert_eq!(
                    refused(&format!("{head}{foreign}{tail}")),
                    expected,
                    "{foreign:?} at {at}"
                );
            }
        }
    }
    // Four more bits than the octets need: another last character is another spelling of the same signature.
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
        let token = format!("{}{last}", &good[..good.len() - 1]);
        match outcome(&token) {
            Ok(_) => assert_eq!(token, good),
            Err(error) => assert!(matches!(
                error.kind(),
                JwsErrorKind::BadSignature | JwsErrorKind::Encoding(SyntaxErrorKind::BadBase64TrailingBits)
            )),
        }
    }
    let alone = format!("{}.A.{}", &good[..first], &good[second + 1..]);
    assert_eq!(
        refused(&alone).0,
        JwsErrorKind::Encoding(SyntaxErrorKind::UnexpectedEnd)
    );
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn the_longest_token_and_one_octet_more() {
    let token = with_header(r#"{"alg":"HS256"}"#);
    let mut limits = Limits::DEFAULT;
    limits.jwt = token.len();
    assert!(UnverifiedJws::parse(&token, &limits).is_ok());
    limits.jwt = token.len() - 1;
    let error = UnverifiedJws::parse(&token, &limits).unwrap_err();
    assert_eq!(
        (error.kind(), error.at()),
        (JwsErrorKind::TooLong, token.len() - 1)
    );
    assert_eq!(error.clause().id(), "COUNTERSIGN-LIMITS-1");
}

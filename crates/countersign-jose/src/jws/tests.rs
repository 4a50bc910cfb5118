#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use countersign_grammar::{Limits, SyntaxErrorKind, base64url};
use proptest::prelude::*;

use crate::{Algorithm, HmacKey, JwsError, JwsErrorKind, KeyOperation, Signer, UnverifiedJws, Verifier};

fn key() -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap()
}

/// A token with this header and payload, correctly signed.
fn token(header: &[u8], payload: &[u8]) -> String {
    let mut token = base64url::encode(header);
    token.push('.');
    base64url::encode_into(&mut token, payload);
    let signature = key().sign(token.as_bytes());
    token.push('.');
    base64url::encode_into(&mut token, signature.as_bytes());
    token
}

fn with_header(header: &str) -> String {
    token(header.as_bytes(), b"{}")
}

fn outcome(token: &str) -> Result<Vec<u8>, JwsError> {
    let limits = Limits::DEFAULT;
    let mut buffer = Vec::from(*b"left over from another token");
    let in_buffer = UnverifiedJws::parse_in(token, &limits, &mut buffer)
        .and_then(|jws| jws.verify(&key()))
        .map(|jws| (jws.header().json().to_vec(), jws.payload().to_vec()));
    let owned = UnverifiedJws::parse(token, &limits)
        .and_then(|jws| jws.verify(&key()))
        .map(|jws| (jws.header().json().to_vec(), jws.payload().to_vec()));
    assert_eq!(in_buffer, owned);
    owned.map(|(_, payload)| payload)
}

#[track_caller]
fn refused(token: &str) -> (JwsErrorKind, usize) {
    let error = outcome(token).unwrap_err();
    (error.kind(), error.at())
}

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

// = RFC7515-4-1 (test)
// = RFC7515-5.2-2 (test)
// = RFC7515-5.2-3 (test)
// = RFC7515-10.12-1 (test)
// = RFC7515-10.12-2 (test)
// = RFC8725-3.7-1 (test)
#[test]
fn the_header_is_one_object_with_unique_names() {
    for (header, kind, clause) in [
        ("1", SyntaxErrorKind::WrongType, "RFC7515-5.2-2"),
        ("[]", SyntaxErrorKind::WrongType, "RFC7515-5.2-2"),
        ("null", SyntaxErrorKind::WrongType, "RFC7515-5.2-2"),
        (r#""HS256""#, SyntaxErrorKind::WrongType, "RFC7515-5.2-2"),
        ("a", SyntaxErrorKind::UnexpectedOctet, "RFC7515-10.12-1"),
        (
            r#"{"alg":"HS256""#,
            SyntaxErrorKind::UnexpectedEnd,
            "RFC7515-10.12-1",
        ),
        (
            r#"{"alg":"HS256",}"#,
            SyntaxErrorKind::UnexpectedOctet,
            "RFC7515-10.12-1",
        ),
        (
            r#"{"alg":"HS256"}ABCD"#,
            SyntaxErrorKind::TrailingData,
            "RFC7515-10.12-2",
        ),
        (
            r#"{"alg":"HS256"}{}"#,
            SyntaxErrorKind::TrailingData,
            "RFC7515-10.12-2",
        ),
        (
            r#"{"alg":"none","alg":"HS256"}"#,
            SyntaxErrorKind::DuplicateMember,
            "RFC7515-4-1",
        ),
        (
            r#"{"alg":"HS256","\u0061lg":"HS256"}"#,
            SyntaxErrorKind::DuplicateMember,
            "RFC7515-4-1",
        ),
        (
            r#"{"alg":"HS256","x":1,"x":1}"#,
            SyntaxErrorKind::DuplicateMember,
            "RFC7515-4-1",
        ),
        (
            r#"{"alg":"HS256","x":{"y":1,"y":1}}"#,
            SyntaxErrorKind::DuplicateMember,
            "RFC7515-4-1",
        ),
        (
            r#"{"alg":"HS256","x":[[[[[[[[[1]]]]]]]]]}"#,
            SyntaxErrorKind::TooDeep,
            "COUNTERSIGN-LIMITS-1",
        ),
    ] {
        let error = outcome(&with_header(header)).unwrap_err();
        assert_eq!(error.kind(), JwsErrorKind::Header(kind), "{header}");
        assert_eq!(error.clause().id(), clause, "{header}");
    }
    for header in [
        &b"{\"alg\":\"HS256\xe9\"}"[..],
        b"\xff\xfe{\0}\0",
        b"{\"alg\":\"\xed\xa0\x80\"}",
    ] {
        let error = outcome(&token(header, b"{}")).unwrap_err();
        assert_eq!(error.kind(), JwsErrorKind::Header(SyntaxErrorKind::InvalidUtf8));
        assert_eq!(error.clause().id(), "RFC8725-3.7-1");
    }
    let with_bom = token("\u{feff}{\"alg\":\"HS256\"}".as_bytes(), b"{}");
    assert_eq!(
        refused(&with_bom).0,
        JwsErrorKind::Header(SyntaxErrorKind::UnexpectedOctet)
    );
}

/// The offset of an error in the header's JSON is that of the character in which its octet begins.
#[test]
fn offsets_point_into_the_token() {
    let header = r#"{"alg":"HS256","kid":1}"#;
    let token = with_header(header);
    let at = header.find('1').unwrap();
    let at = header[at + 1..].find('1').map_or(at, |next| at + 1 + next);
    let (kind, place) = refused(&token);
    assert_eq!(kind, JwsErrorKind::NotAString { parameter: "kid" });
    // 8 bits an octet before it, 6 a character.
    assert_eq!(place, at * 8 / 6);
}

// = RFC7515-4.1.1-1 (test)
// = RFC7515-4.1.4-1 (test)
#[test]
fn each_parameter_with_each_shape() {
    for parameter in ["alg", "kid", "typ", "cty"] {
        for shape in [
            "null",
            "true",
            "false",
            "0",
            "123",
            "-1.5",
            "[]",
            r#"["HS256"]"#,
            "{}",
            r#"{"a":"HS256"}"#,
        ] {
            let others = if parameter == "alg" {
                ""
            } else {
                r#""alg":"HS256","#
            };
            let token = with_header(&format!(r#"{{{others}"{parameter}":{shape}}}"#));
            assert_eq!(
                refused(&token).0,
                JwsErrorKind::NotAString { parameter },
                "{parameter}: {shape}"
            );
        }
    }
    for parameter in ["kid", "typ", "cty", "jku", "x5u"] {
        assert!(
            outcome(&with_header(&format!(r#"{{"alg":"HS256","{parameter}":"x"}}"#))).is_ok(),
            "{parameter}"
        );
    }
    assert_eq!(refused(&with_header("{}")).0, JwsErrorKind::MissingAlgorithm);
    assert_eq!(
        refused(&with_header(r#"{"Alg":"HS256"}"#)).0,
        JwsErrorKind::MissingAlgorithm
    );
    assert_eq!(
        refused(&with_header(r#"{"typ":"JWT"}"#)).0,
        JwsErrorKind::MissingAlgorithm
    );
}

// = RFC7515-4-2 (test)
#[test]
fn unknown_parameters_change_nothing() {
    for unknown in [
        r#""x":null"#,
        r#""jwk":{"kty":"oct","k":"AAAA"}"#,
        r#""x5c":["MIIB"]"#,
        r#""enc":1"#,
    ] {
        assert_eq!(
            outcome(&with_header(&format!(r#"{{{unknown},"alg":"HS256"}}"#))).unwrap(),
            b"{}",
            "{unknown}"
        );
    }
}

// = RFC7518-3.6-1 (test)
// = RFC7518-3.6-2 (test)
// = RFC8725-3.2-2 (test)
#[test]
fn none_is_refused_in_every_casing() {
    for bits in 0..16_u8 {
        let none: String = "none"
            .chars()
            .enumerate()
            .map(|(i, c)| {
                if bits >> i & 1 == 1 {
                    c.to_ascii_uppercase()
                } else {
                    c
                }
            })
            .collect();
        assert_eq!(Algorithm::from_name(&none), None);
        let token = with_header(&format!(r#"{{"alg":"{none}"}}"#));
        assert_eq!(refused(&token).0, JwsErrorKind::Unsecured, "{none}");
        let unsigned = &token[..=token.rfind('.').unwrap()];
        assert_eq!(refused(unsigned).0, JwsErrorKind::Unsecured, "{none}");
    }
}

// = RFC8725-3.2-1 (test)
// = RFC7515-5.3-1 (test)
#[test]
fn alg_is_compared_by_code_point_after_unescaping() {
    for alg in [
        "hs256", "Hs256", "HS256 ", " HS256", "HS-256", "SHA256", "RS256", "ES256", "PS256", "EdDSA", "s", "",
    ] {
        let token = with_header(&format!(r#"{{"alg":"{alg}"}}"#));
        assert_eq!(refused(&token).0, JwsErrorKind::UnsupportedAlgorithm, "{alg:?}");
    }
    assert!(outcome(&with_header(r#"{"alg":"HS\u0032\u00356"}"#)).is_ok());
}

/// Every algorithm in the header with every algorithm of the key.
// = RFC7515-5.2-4 (test)
// = RFC8725-3.1-2 (test)
// = RFC8725-3.1-3 (test)
#[test]
fn the_algorithm_is_the_keys() {
    for signing in Algorithm::ALL {
        let signer = HmacKey::new(*signing, &[9; 64]).unwrap();
        for named in Algorithm::ALL {
            let mut token = base64url::encode(format!(r#"{{"alg":"{named}"}}"#).as_bytes());
            token.push_str(".e30");
            let signature = signer.sign(token.as_bytes());
            token.push('.');
            base64url::encode_into(&mut token, signature.as_bytes());
            for verifying in Algorithm::ALL {
                let verifier = HmacKey::new(*verifying, &[9; 64]).unwrap();
                let outcome = UnverifiedJws::parse(&token, &Limits::DEFAULT)
                    .unwrap()
                    .verify(&verifier);
                match outcome.map_err(JwsError::kind) {
                    Ok(jws) => assert!(signing == named && named == verifying && jws.algorithm() == *named),
                    Err(JwsErrorKind::AlgorithmMismatch) => assert_ne!(named, verifying),
                    Err(JwsErrorKind::BadSignature) => assert!(named == verifying && signing != named),
                    Err(other) => panic!("{other:?}"),
                }
            }
        }
    }
}

// = RFC7515-5.2-5 (test)
// = RFC7519-7.2-2 (test)
// = RFC8725-3.1-1 (test)
#[test]
fn the_caller_narrows_the_algorithms() {
    let token = with_header(r#"{"alg":"HS256"}"#);
    for (allowed, ok) in [
        (&[][..], false),
        (&[Algorithm::Hs384], false),
        (&[Algorithm::Hs512, Algorithm::Hs384], false),
        (&[Algorithm::Hs256], true),
        (Algorithm::ALL, true),
    ] {
        let outcome = UnverifiedJws::parse(&token, &Limits::DEFAULT)
            .unwrap()
            .allow(allowed)
            .map(|_| ());
        let expected = if ok {
            Ok(())
        } else {
            Err(JwsErrorKind::AlgorithmNotAllowed)
        };
        assert_eq!(outcome.map_err(JwsError::kind), expected, "{allowed:?}");
    }
}

// = RFC7515-4.1.11-1 (test)
// = RFC7515-4.1.11-3 (test)
// = RFC7515-4.1.11-4 (test)
// = RFC7515-4.1.11-5 (test)
#[test]
fn every_crit_and_every_b64_is_refused() {
    for (rest, kind) in [
        (r#""crit":["exp"],"exp":1"#, JwsErrorKind::CriticalExtension),
        (r#""crit":["b64"],"b64":true"#, JwsErrorKind::CriticalExtension),
        (r#""crit":["b64"],"b64":false"#, JwsErrorKind::CriticalExtension),
        (r#""crit":["absent"]"#, JwsErrorKind::CriticalExtension),
        (r#""crit":["kid"],"kid":"1""#, JwsErrorKind::CriticalExtension),
        (r#""cr\u0069t":["x"],"x":1"#, JwsErrorKind::CriticalExtension),
        (r#""crit":[]"#, JwsErrorKind::MalformedCritical),
        (r#""crit":"b64""#, JwsErrorKind::MalformedCritical),
        (r#""crit":null"#, JwsErrorKind::MalformedCritical),
        (r#""crit":{}"#, JwsErrorKind::MalformedCritical),
        (r#""crit":[123]"#, JwsErrorKind::MalformedCritical),
        (
            r#""crit":["b64",null],"b64":true"#,
            JwsErrorKind::MalformedCritical,
        ),
        (r#""b64":false"#, JwsErrorKind::UnencodedPayload),
        (r#""b64":true"#, JwsErrorKind::UnencodedPayload),
        (r#""b64":null"#, JwsErrorKind::UnencodedPayload),
        (r#""b64":false,"crit":["b64"]"#, JwsErrorKind::UnencodedPayload),
    ] {
        let token = with_header(&format!(r#"{{"alg":"HS256",{rest}}}"#));
        assert_eq!(refused(&token).0, kind, "{rest}");
        // The header can still be looked at, to explain it.
        assert_eq!(
            UnverifiedJws::parse(&token, &Limits::DEFAULT)
                .unwrap()
                .header()
                .alg(),
            "HS256"
        );
    }
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

/// Every character replaced by every other ASCII character with one bit changed, and every pair swapped.
// = RFC8725-3.3-1 (test)
// = RFC7519-7.2-1 (test)
#[test]
fn every_single_bit_counts() {
    let good = token(
        br#"{"alg":"HS256","typ":"at+jwt","kid":"k1"}"#,
        br#"{"iss":"https://as.example","exp":1}"#,
    );
    assert!(outcome(&good).is_ok());
    for at in 0..good.len() {
        for bit in 0..7 {
            let mut octets = good.clone().into_bytes();
            octets[at] ^= 1 << bit;
            let changed = String::from_utf8(octets).unwrap();
            assert!(outcome(&changed).is_err(), "bit {bit} of octet {at} is ignored");
        }
        let (head, tail) = good.split_at(at);
        assert!(outcome(head).is_err(), "cut at {at}");
        assert!(outcome(tail).is_err() || at == 0, "begun at {at}");
    }
}

#[test]
fn a_signature_of_another_length_is_none() {
    let good = with_header(r#"{"alg":"HS256"}"#);
    let (input, signature) = good.rsplit_once('.').unwrap();
    let octets = base64url::decode(signature).unwrap();
    for len in (1..octets.len()).chain([33, 48, 64, 65, 66, 128, 256, 512]) {
        let other: Vec<u8> = octets.iter().copied().cycle().take(len).collect();
        let token = format!("{input}.{}", base64url::encode(&other));
        assert_eq!(
            refused(&token),
            (JwsErrorKind::BadSignature, input.len() + 1),
            "{len} octets"
        );
    }
}

/// The port is object safe, and a verifier may answer what it likes about its own signatures.
#[test]
fn any_verifier_fits_the_port() {
    struct Long;
    impl Verifier for Long {
        fn algorithm(&self) -> Algorithm {
            Algorithm::Hs512
        }
        fn key_id(&self) -> Option<&str> {
            None
        }
        fn verify(&self, input: &[u8], signature: &[u8]) -> Result<(), crate::BadSignature> {
            let expected = [input.len() % 256; 300].map(|octet| u8::try_from(octet).unwrap());
            if signature == expected {
                Ok(())
            } else {
                Err(crate::BadSignature)
            }
        }
    }
    let input = format!("{}.e30", base64url::encode(br#"{"alg":"HS512"}"#));
    let len = u8::try_from(input.len()).unwrap();
    let verifier: &dyn Verifier = &&Long;
    let parse = |octet: u8| {
        let token = format!("{input}.{}", base64url::encode(&[octet; 300]));
        UnverifiedJws::parse(&token, &Limits::DEFAULT)
            .unwrap()
            .verify(verifier)
            .map(|_| ())
            .map_err(JwsError::kind)
    };
    assert_eq!(
        (parse(len), parse(len + 1)),
        (Ok(()), Err(JwsErrorKind::BadSignature))
    );
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn no_debug_or_display_shows_a_token() {
    let token = token(
        br#"{"alg":"HS256","kid":"canary","typ":"canary"}"#,
        br#"{"sub":"canary"}"#,
    );
    let parsed = UnverifiedJws::parse(&token, &Limits::DEFAULT).unwrap();
    let mut shown = format!("{parsed:?} {:#?} {:?}", parsed, parsed.header());
    let verified = parsed.verify(&key()).unwrap();
    shown.push_str(&format!("{verified:?} {:?} {:?}", key().sign(b"canary"), key()));
    shown.push_str(&refused_text(&token[1..]));
    shown.push_str(&refused_text(&token[..token.len() - 1]));
    assert!(!shown.contains("canary") && !shown.contains("eyJ"), "{shown}");
    assert!(!shown.contains(&token[token.len() - 20..]), "{shown}");
}

fn refused_text(token: &str) -> String {
    let error = outcome(token).unwrap_err();
    format!("{error:?} {error} {:?}", error.clause().to_string())
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<Vec<u8>>().prop_map(|octets| base64url::encode(&octets)),
        "[A-Za-z0-9_=+/ -]{0,20}",
        Just(base64url::encode(br#"{"alg":"HS256"}"#)),
        "\\{\"(alg|crit|b64|kid)\":(\"HS256\"|null|\\[\\]|\"none\")\\}"
            .prop_map(|json| base64url::encode(json.as_bytes())),
        Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn arbitrary_text_does_not_panic_and_is_refused(text: String) {
        prop_assert!(outcome(&text).is_err());
    }

    #[test]
    fn arbitrary_parts_do_not_panic_and_are_refused(parts in prop::collection::vec(part(), 0..7)) {
        let error = outcome(&parts.join(".")).unwrap_err();
        prop_assert!(!error.clause().id().is_empty());
    }

    #[test]
    fn what_was_signed_is_what_is_read(payload in prop::collection::vec(any::<u8>(), 1..400)) {
        prop_assert_eq!(outcome(&token(br#"{"alg":"HS256"}"#, &payload)).unwrap(), payload);
    }
}

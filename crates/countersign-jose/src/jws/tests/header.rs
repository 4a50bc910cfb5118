use std::format;
use std::string::String;

use countersign_grammar::{Limits, SyntaxErrorKind, base64url};

use super::{outcome, refused, token, with_header};
use crate::{Algorithm, HmacKey, JwsError, JwsErrorKind, Signer, UnverifiedJws};

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

#[test]
fn each_parameter_is_read_as_its_own() {
    let token = with_header(r#"{"cty":"c","kid":"k","typ":"at+jwt","alg":"HS256"}"#);
    let jws = UnverifiedJws::parse(&token, &Limits::DEFAULT).unwrap();
    let header = jws.header();
    assert_eq!(
        (header.alg(), header.algorithm()),
        ("HS256", Some(Algorithm::Hs256))
    );
    assert_eq!(
        (header.typ(), header.cty(), header.kid()),
        (Some("at+jwt"), Some("c"), Some("k"))
    );
    for (expected, is) in [
        ("at+jwt", true),
        ("application/AT+JWT", true),
        ("JWT", false),
        ("c", false),
        ("", false),
    ] {
        assert_eq!(header.typ_is(expected), is, "{expected}");
    }
    let bare = with_header(r#"{"alg":"HS256"}"#);
    let jws = UnverifiedJws::parse(&bare, &Limits::DEFAULT).unwrap();
    let header = jws.header();
    assert_eq!((header.typ(), header.cty(), header.kid()), (None, None, None));
    // What is absent names nothing, not even the empty text.
    assert!(!header.typ_is("JWT") && !header.typ_is(""));
}

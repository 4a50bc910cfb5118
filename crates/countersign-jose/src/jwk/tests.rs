#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::format;
use std::string::{String, ToString};

use countersign_grammar::{Limits, SyntaxErrorKind};
use proptest::prelude::*;

use crate::{Algorithm, HmacKey, JwkErrorKind, KeyOperation, Signer};

/// 32 octets.
const K: &str = r#""k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8""#;

fn read(jwk: &str, algorithm: Option<Algorithm>, operation: KeyOperation) -> Result<HmacKey, JwkErrorKind> {
    HmacKey::from_jwk(jwk.as_bytes(), algorithm, operation, &Limits::DEFAULT).map_err(|error| {
        assert!(error.at() <= jwk.len() && !error.clause().id().is_empty());
        assert!(!format!("{error:?} {error}").contains("AAECAw"));
        error.kind()
    })
}

fn refused(members: &str) -> JwkErrorKind {
    read(&format!("{{{members}}}"), None, KeyOperation::Verify).unwrap_err()
}

// = RFC7517-4-1 (test)
// = RFC7517-4.1-1 (test)
// = RFC7517-4.3-1 (test)
// = RFC7517-4.3-3 (test)
#[test]
fn each_fault() {
    let base = format!(r#""kty":"oct","alg":"HS256",{K}"#);
    assert!(read(&format!("{{{base}}}"), None, KeyOperation::Verify).is_ok());
    for (members, kind) in [
        (
            format!(r#""alg":"HS256",{K}"#),
            JwkErrorKind::Missing { member: "kty" },
        ),
        (
            r#""kty":"oct","alg":"HS256""#.to_string(),
            JwkErrorKind::Missing { member: "k" },
        ),
        (format!(r#""kty":"oct",{K}"#), JwkErrorKind::NoAlgorithm),
        (
            format!(r#""kty":"OCT","alg":"HS256",{K}"#),
            JwkErrorKind::UnsupportedKeyType,
        ),
        (
            format!(r#""kty":"RSA","alg":"HS256",{K}"#),
            JwkErrorKind::UnsupportedKeyType,
        ),
        (
            format!(r#""kty":"","alg":"HS256",{K}"#),
            JwkErrorKind::UnsupportedKeyType,
        ),
        (
            format!(r#""kty":"oct","alg":"A256GCM",{K}"#),
            JwkErrorKind::UnsupportedAlgorithm,
        ),
        (
            format!(r#""kty":"oct","alg":"none",{K}"#),
            JwkErrorKind::UnsupportedAlgorithm,
        ),
        (
            format!(r#""kty":"oct","alg":"hs256",{K}"#),
            JwkErrorKind::UnsupportedAlgorithm,
        ),
        (
            format!(r#""kty":"oct","alg":"HS384",{K}"#),
            JwkErrorKind::KeyTooShort,
        ),
        (
            format!(r#""kty":"oct","alg":"HS512",{K}"#),
            JwkErrorKind::KeyTooShort,
        ),
        (
            r#""kty":"oct","alg":"HS256","k":"""#.to_string(),
            JwkErrorKind::KeyTooShort,
        ),
        (
            r#""kty":"oct","alg":"HS256","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg""#.to_string(),
            JwkErrorKind::KeyTooShort,
        ),
        (format!(r#"{base},"use":"enc""#), JwkErrorKind::NotForSignatures),
        (format!(r#"{base},"use":"SIG""#), JwkErrorKind::NotForSignatures),
        (
            format!(r#"{base},"use":"enc","key_ops":["verify"]"#),
            JwkErrorKind::NotForSignatures,
        ),
        (
            format!(r#"{base},"key_ops":[]"#),
            JwkErrorKind::OperationNotAllowed,
        ),
        (
            format!(r#"{base},"key_ops":["sign"]"#),
            JwkErrorKind::OperationNotAllowed,
        ),
        (
            format!(r#"{base},"key_ops":["Verify"]"#),
            JwkErrorKind::OperationNotAllowed,
        ),
        (
            format!(r#"{base},"use":"sig","key_ops":["encrypt"]"#),
            JwkErrorKind::OperationNotAllowed,
        ),
        (
            format!(r#"{base},"key_ops":["verify","verify"]"#),
            JwkErrorKind::DuplicateOperation,
        ),
        (
            format!(r#"{base},"key_ops":["verify","v\u0065rify"]"#),
            JwkErrorKind::DuplicateOperation,
        ),
        (
            format!(r#"{base},"kty":"oct""#),
            JwkErrorKind::Json(SyntaxErrorKind::DuplicateMember),
        ),
        (
            format!(r#"{base},"x":1,"x":1"#),
            JwkErrorKind::Json(SyntaxErrorKind::DuplicateMember),
        ),
        (
            format!("{base}}}{{"),
            JwkErrorKind::Json(SyntaxErrorKind::TrailingData),
        ),
    ] {
        assert_eq!(refused(&members), kind, "{members}");
    }
    for (k, kind) in [
        (
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            SyntaxErrorKind::BadBase64,
        ),
        (
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+",
            SyntaxErrorKind::BadBase64,
        ),
        (
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
            SyntaxErrorKind::BadBase64TrailingBits,
        ),
        (
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AA",
            SyntaxErrorKind::UnexpectedEnd,
        ),
    ] {
        assert_eq!(
            refused(&format!(r#""kty":"oct","alg":"HS256","k":"{k}""#)),
            JwkErrorKind::Encoding(kind),
            "{k}"
        );
    }
}

#[test]
fn each_member_with_each_wrong_type() {
    for shape in [
        "null",
        "true",
        "1",
        "{}",
        r#"[1]"#,
        r#"["verify",1]"#,
        r#"[null]"#,
    ] {
        for member in ["kty", "k", "alg", "kid", "use", "key_ops"] {
            let members = [
                ("kty", r#""oct""#),
                ("alg", r#""HS256""#),
                ("k", K.split_once(':').unwrap().1),
            ]
            .iter()
            .filter(|(name, _)| *name != member)
            .map(|(name, value)| format!(r#""{name}":{value},"#))
            .collect::<String>();
            assert_eq!(
                refused(&format!(r#"{members}"{member}":{shape}"#)),
                JwkErrorKind::WrongType { member },
                "{member}: {shape}"
            );
        }
    }
    for text in [r#""oct""#, r#""verify""#] {
        let members = format!(r#""kty":"oct","alg":"HS256",{K},"key_ops":{text}"#);
        assert_eq!(refused(&members), JwkErrorKind::WrongType { member: "key_ops" });
    }
    for text in ["[]", "null", "1", r#""{}""#, "", "{"] {
        assert!(
            matches!(read(text, None, KeyOperation::Sign), Err(JwkErrorKind::Json(_))),
            "{text}"
        );
    }
}

// = RFC7517-4-2 (test)
#[test]
fn what_is_accepted() {
    let long = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A";
    for (members, algorithm) in [
        (format!(r#""kty":"oct",{K}"#), Algorithm::Hs256),
        (format!(r#""kty":"oct","k":"{long}""#), Algorithm::Hs384),
        (format!(r#""kty":"oct","k":"{long}""#), Algorithm::Hs512),
        (format!(r#""kty":"oct",{K},"use":"sig""#), Algorithm::Hs256),
        (
            format!(r#""kty":"oct",{K},"use":"sig","key_ops":["sign","verify"]"#),
            Algorithm::Hs256,
        ),
        (
            format!(r#""kty":"oct",{K},"x5u":"https://x","unknown":[{{}}]"#),
            Algorithm::Hs256,
        ),
        (format!(r#""\u006bty":"o\u0063t",{K}"#), Algorithm::Hs256),
    ] {
        for operation in [KeyOperation::Sign, KeyOperation::Verify] {
            let key = read(&format!("{{{members}}}"), Some(algorithm), operation).unwrap();
            assert_eq!((Signer::algorithm(&key), Signer::key_id(&key)), (algorithm, None));
            let named = read(
                &format!(r#"{{{members},"alg":"{algorithm}","kid":"k1"}}"#),
                None,
                operation,
            )
            .unwrap();
            assert_eq!(
                (Signer::algorithm(&named), Signer::key_id(&named)),
                (algorithm, Some("k1"))
            );
        }
    }
    let verify_only = format!(r#"{{"kty":"oct","alg":"HS256",{K},"key_ops":["verify"]}}"#);
    assert!(read(&verify_only, None, KeyOperation::Verify).is_ok());
    assert_eq!(
        read(&verify_only, None, KeyOperation::Sign).unwrap_err(),
        JwkErrorKind::OperationNotAllowed
    );
    let other = read(&verify_only, Some(Algorithm::Hs512), KeyOperation::Verify).unwrap_err();
    assert_eq!(other, JwkErrorKind::AlgorithmMismatch);
}

proptest! {
    #[test]
    fn arbitrary_text_does_not_panic(text: String, json in r#"\{("(kty|k|alg|use|key_ops|kid|keys)":("oct"|"HS256"|\[("verify",?)*\]|"AA"),?){0,6}\}"#) {
        for text in [&text, &json] {
            let _ = read(text, None, KeyOperation::Verify);
        }
    }
}

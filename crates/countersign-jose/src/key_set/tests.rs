#![allow(clippy::unwrap_used)]

use std::format;
use std::string::String;

use countersign_grammar::{Limits, SyntaxErrorKind};
use proptest::prelude::*;

use crate::{
    Algorithm, HmacKey, HmacKeySet, JwkError, JwkErrorKind, JwsErrorKind, KeyOperation, Signer, TokenSigner,
    UnverifiedJws,
};

/// 32 octets.
const K: &str = r#""k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8""#;

fn set(keys: &str) -> Result<HmacKeySet, JwkError> {
    HmacKeySet::from_jwk_set(keys.as_bytes(), None, KeyOperation::Verify, &Limits::DEFAULT)
}

// = RFC7517-5-1 (test)
// = RFC7517-5-2 (test)
// = RFC7517-5-3 (test)
#[test]
fn a_set_is_an_object_with_an_array_of_objects_and_bad_keys_are_skipped() {
    for (text, kind) in [
        ("{}", JwkErrorKind::Missing { member: "keys" }),
        (r#"{"keys":null}"#, JwkErrorKind::WrongType { member: "keys" }),
        (r#"{"keys":{}}"#, JwkErrorKind::WrongType { member: "keys" }),
        (r#"{"keys":[1]}"#, JwkErrorKind::WrongType { member: "keys" }),
        (
            r#"{"keys":[],"keys":[]}"#,
            JwkErrorKind::Json(SyntaxErrorKind::DuplicateMember),
        ),
        (
            r#"{"keys":[{"kty":"oct","kty":"oct"}]}"#,
            JwkErrorKind::Json(SyntaxErrorKind::DuplicateMember),
        ),
        ("[]", JwkErrorKind::Json(SyntaxErrorKind::WrongType)),
    ] {
        let error = set(text).unwrap_err();
        assert_eq!(error.kind(), kind, "{text}");
        assert!(!error.clause().id().is_empty());
    }
    let good = format!(r#"{{"kty":"oct","alg":"HS256",{K}}}"#);
    let bad = [
        r#"{"kty":"RSA"}"#,
        r#"{"kty":"oct","alg":"HS256","k":"AA"}"#,
        "{}",
        r#"{"kty":1}"#,
        r#"{"kty":"oct","k":"="}"#,
    ];
    let keys = set(&format!(
        r#"{{"keys":[{},{good},{}]}}"#,
        bad.join(","),
        bad.join(",")
    ))
    .unwrap();
    assert_eq!(keys.keys().len(), 1);
    assert!(set(r#"{"keys":[]}"#).unwrap().keys().is_empty());
}

/// A key that is skipped for its octets leaves doubt about its `kid`, and about no other; one that is skipped because
/// it was never for this use does not.
// = RFC7517-4.5-1 (test)
#[test]
fn a_spoiled_key_keeps_its_kid() {
    let good = format!(r#"{{"kty":"oct","alg":"HS256","kid":"k1",{K}}}"#);
    let select = |other: &str, kid: &str| {
        let keys = set(&format!(r#"{{"keys":[{other},{good}]}}"#)).unwrap();
        let again = set(&format!(r#"{{"keys":[{good},{other}]}}"#)).unwrap();
        let key = HmacKey::new(Algorithm::Hs256, &[1; 32]).unwrap();
        let key = if kid.is_empty() { key } else { key.with_key_id(kid) };
        let mut token = String::new();
        TokenSigner::new(key, None).sign_payload(b"{}", &mut token);
        let jws = UnverifiedJws::parse(&token, &Limits::DEFAULT).unwrap();
        let outcome = keys
            .select(jws.header())
            .map(|_| ())
            .map_err(|error| error.kind());
        assert_eq!(
            again
                .select(jws.header())
                .map(|_| ())
                .map_err(|error| error.kind()),
            outcome
        );
        outcome
    };
    for spoiled in [
        // The last character has bits that stand for nothing.
        r#"{"kty":"oct","alg":"HS256","kid":"k1","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9"}"#,
        r#"{"kty":"oct","alg":"HS256","kid":"k1","k":"AA"}"#,
        r#"{"kty":"oct","alg":"HS256","kid":"k1"}"#,
    ] {
        assert_eq!(
            select(spoiled, "k1"),
            Err(JwsErrorKind::AmbiguousKey),
            "{spoiled}"
        );
        assert_eq!(select(spoiled, "k2"), Err(JwsErrorKind::UnknownKey), "{spoiled}");
        assert_eq!(select(spoiled, ""), Ok(()), "{spoiled}");
    }
    for skipped in [
        r#"{"kty":"RSA","alg":"HS256","kid":"k1","k":"AA"}"#,
        r#"{"kty":"oct","alg":"A256GCM","kid":"k1","k":"AA"}"#,
        r#"{"kty":"oct","alg":"HS512","kid":"k1","k":"AA"}"#,
        r#"{"kty":"oct","alg":"HS256","kid":"k1","use":"enc","k":"AA"}"#,
        r#"{"kty":"oct","alg":"HS256","kid":"k1","key_ops":["encrypt"],"k":"AA"}"#,
        r#"{"kty":"oct","alg":"HS256","kid":"k2","k":"AA"}"#,
    ] {
        assert_eq!(select(skipped, "k1"), Ok(()), "{skipped}");
    }
}

/// Every header against every set of up to two keys: exactly one key fits, or none is used.
// = RFC7517-4.5-1 (test)
// = RFC7515-4.1.4-1 (test)
// = RFC8725-3.10-1 (test)
#[test]
fn selection() {
    let key = |kid: Option<&str>, algorithm| {
        let key = HmacKey::new(algorithm, &[1; 64]).unwrap();
        match kid {
            Some(kid) => key.with_key_id(kid),
            None => key,
        }
    };
    let kinds = [
        (None, Algorithm::Hs256),
        (Some("k1"), Algorithm::Hs256),
        (Some("k1"), Algorithm::Hs512),
        (Some("K1"), Algorithm::Hs256),
    ];
    for (kid, algorithm) in kinds {
        let mut token = String::new();
        TokenSigner::new(key(kid, algorithm), None).sign(&mut token, |_| {});
        for first in kinds {
            for second in kinds {
                let keys =
                    HmacKeySet::new([first, second].map(|(kid, algorithm)| key(kid, algorithm)).into());
                let jws = UnverifiedJws::parse(&token, &Limits::DEFAULT).unwrap();
                let fits = |(its_kid, its_algorithm): (Option<&str>, Algorithm)| {
                    its_algorithm == algorithm && (kid.is_none() || its_kid == kid)
                };
                let expected = match (fits(first), fits(second)) {
                    (true, true) => Err(JwsErrorKind::AmbiguousKey),
                    (false, false) => Err(JwsErrorKind::UnknownKey),
                    (true, false) => Ok(first.0),
                    (false, true) => Ok(second.0),
                };
                let selected = keys.select(jws.header());
                assert_eq!(
                    selected.map(Signer::key_id).map_err(|error| error.kind()),
                    expected
                );
                if let Ok(key) = selected {
                    assert!(jws.verify(key).is_ok());
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_text_does_not_panic(text: String, json in r#"\{("keys":(1|\[(\{\}|1|null|\{"kty":"oct"\}|,){0,5}\]),?){0,2}\}"#) {
        for text in [&text, &json] {
            if let Ok(set) = set(text) {
                prop_assert!(set.keys().is_empty());
            }
        }
    }
}

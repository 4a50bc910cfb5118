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

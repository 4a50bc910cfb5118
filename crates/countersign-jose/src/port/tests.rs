#![allow(clippy::unwrap_used)]

use std::string::ToString;
use std::{format, vec};

use super::*;
use crate::HmacKey;

/// A key behind a reference, as a caller's own function takes it.
fn facts(
    key: impl Signer + Verifier,
) -> (Algorithm, Algorithm, [Option<std::string::String>; 2], bool, bool) {
    let signature = key.sign(b"text");
    (
        Signer::algorithm(&key),
        Verifier::algorithm(&key),
        [Signer::key_id(&key), Verifier::key_id(&key)].map(|id| id.map(ToString::to_string)),
        key.verify(b"text", signature.as_bytes()).is_ok(),
        key.verify(b"other", signature.as_bytes()).is_ok(),
    )
}

#[test]
fn a_reference_to_a_key_is_the_key() {
    for algorithm in Algorithm::ALL.iter().copied() {
        for id in [None, Some("2026-11"), Some("")] {
            let key = HmacKey::new(algorithm, &[7; 64]).unwrap();
            let key = match id {
                Some(id) => key.with_key_id(id),
                None => key,
            };
            let named = id.map(ToString::to_string);
            assert_eq!(
                facts(&key),
                (algorithm, algorithm, [named.clone(), named], true, false)
            );
            let behind: &HmacKey = &key;
            assert_eq!(
                behind.sign(b"text").as_bytes(),
                Signer::sign(&behind, b"text").as_bytes()
            );
        }
    }
}

#[test]
fn a_signature_holds_its_octets_and_shows_none() {
    for len in [0, 1, 63, 64, 65, 256] {
        let octets = vec![0xA5; len];
        let signature = Signature::new(&octets);
        assert_eq!(signature.as_bytes(), octets);
        assert_eq!(signature.clone().as_bytes(), octets);
        assert_eq!(format!("{signature:?}"), "Signature(..)");
    }
    assert_eq!(BadSignature.clause().id(), "RFC7515-5.2-4");
    assert_eq!(BadSignature.to_string(), "the signature does not match");
}

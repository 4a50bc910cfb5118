#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod header;
mod parts;
mod signature;

use std::string::String;
use std::vec::Vec;

use countersign_grammar::{Limits, base64url};

use crate::{Algorithm, HmacKey, JwsError, JwsErrorKind, Signer, UnverifiedJws};

pub(super) fn key() -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap()
}

/// A token with this header and payload, correctly signed.
pub(super) fn token(header: &[u8], payload: &[u8]) -> String {
    let mut token = base64url::encode(header);
    token.push('.');
    base64url::encode_into(&mut token, payload);
    let signature = key().sign(token.as_bytes());
    token.push('.');
    base64url::encode_into(&mut token, signature.as_bytes());
    token
}

pub(super) fn with_header(header: &str) -> String {
    token(header.as_bytes(), b"{}")
}

pub(super) fn outcome(token: &str) -> Result<Vec<u8>, JwsError> {
    let limits = Limits::DEFAULT;
    let mut buffer = Vec::from(*b"left over from another token");
    let in_buffer = UnverifiedJws::parse_in(token, &limits, &mut buffer)
        .and_then(|jws| jws.verify(&key()))
        .map(|jws| {
            assert_eq!(jws.payload_in_buffer(), Some(jws.payload()));
            assert_eq!(jws.header().refusal(), None);
            (jws.header().json().to_vec(), jws.payload().to_vec())
        });
    let owned = UnverifiedJws::parse(token, &limits)
        .and_then(|jws| jws.verify(&key()))
        .map(|jws| {
            assert_eq!(jws.payload_in_buffer(), None);
            (jws.header().json().to_vec(), jws.payload().to_vec())
        });
    assert_eq!(in_buffer, owned);
    owned.map(|(_, payload)| payload)
}

#[track_caller]
pub(super) fn refused(token: &str) -> (JwsErrorKind, usize) {
    let error = outcome(token).unwrap_err();
    (error.kind(), error.at())
}

#![no_std]
#![forbid(unsafe_code)]
//! Compact JWS (RFC 7515) and JWT claims (RFC 7519) with HS256, HS384 and HS512, by the advice of RFC 8725.
//!
//! The algorithm is the key's, never the header's; `none` does not exist; extensions that nobody understands are
//! refused; JSON and base64url have one spelling. Time is an argument.
//!
//! ```
//! use countersign_grammar::{Limits, UnixTime};
//! use countersign_jose::{Algorithm, Claims, ClaimsValidation, HmacKey, TokenSigner, UnverifiedJws};
//!
//! let key = HmacKey::new(Algorithm::Hs256, &[7; 32])?;
//! let mut token = String::new();
//! TokenSigner::new(&key, Some("at+jwt")).sign(&mut token, |claims| {
//!     claims.member_str("aud", "https://api.example").member_u64("exp", 1_700_003_600);
//! });
//!
//! let verified = UnverifiedJws::parse(&token, &Limits::DEFAULT)?.verify(&key)?;
//! assert!(verified.header().typ_is("at+jwt"));
//! let claims = Claims::parse(verified.payload(), &Limits::DEFAULT)?;
//! ClaimsValidation::at(UnixTime::from_secs(1_700_000_000)).audiences(&["https://api.example"]).check(&claims)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;
#[cfg(test)]
extern crate std;

mod algorithm;
mod audience;
mod claim_error;
mod claims;
mod date;
mod error;
mod header;
mod jwk;
mod jwk_error;
mod jws;
mod key;
mod key_set;
mod mint;
mod port;
mod skew;
mod typ;
mod validation;

pub use algorithm::Algorithm;
pub use audience::{Audience, AudienceList};
pub use claim_error::{ClaimError, ClaimErrorKind};
pub use claims::Claims;
pub use date::NumericDate;
pub use error::{JwsError, JwsErrorKind};
pub use header::JoseHeader;
pub use jwk::KeyOperation;
pub use jwk_error::{JwkError, JwkErrorKind};
pub use jws::{UnverifiedJws, VerifiedJws};
pub use key::{HmacKey, KeyTooShort};
pub use key_set::HmacKeySet;
pub use mint::{ClaimPrefix, ClaimWriter, TokenSigner, sign_compact};
pub use port::{BadSignature, Signature, Signer, Verifier};
pub use skew::Skew;
pub use typ::typ_is;
pub use validation::ClaimsValidation;

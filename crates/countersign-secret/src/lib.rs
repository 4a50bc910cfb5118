#![no_std]
#![forbid(unsafe_code)]
//! Client secrets from the moment they are drawn to the moment they are compared.
//!
//! A [`Secret`] is redacted, zeroized on drop and compared in constant time. A [`GeneratedSecret`] is known to be
//! of high entropy, and only such a secret can become a fast [`SecretDigest`] for storage. What a client presents
//! is digested once, as [`PresentedDigests`], and compared with every stored digest by the same work.
//!
//! ```
//! use countersign_secret::{GeneratedSecret, PresentedDigests, SecretDigest};
//!
//! let entropy = [7; 32]; // from the operating system in earnest
//! let secret = GeneratedSecret::generate(entropy);
//! let stored = SecretDigest::sha256(&secret);
//!
//! let presented = PresentedDigests::compute(secret.expose(), None);
//! assert!(presented.matches(&stored).to_bool());
//! assert!(!PresentedDigests::compute(b"guess", None).matches(&stored).to_bool());
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;
#[cfg(test)]
extern crate std;

mod base62;
mod base64url;
mod digest;
mod equality;
mod generated;
mod pepper;
mod presented;
mod secret;
mod sha256;

#[cfg(feature = "count")]
pub mod count;
pub mod hmac;

pub use base62::generate_client_id;
pub use digest::{DigestError, SecretDigest};
pub use equality::Equality;
pub use generated::{EmptySecret, GeneratedSecret};
pub use pepper::{Pepper, PepperTooShort};
pub use presented::PresentedDigests;
pub use secret::Secret;
pub use sha256::sha256;

#[cfg(test)]
mod tests;

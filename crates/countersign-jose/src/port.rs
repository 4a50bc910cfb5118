use alloc::vec::Vec;
use core::fmt;

use countersign_clause::{Clause, RFC7515_5_2_4};

use crate::Algorithm;

/// What signs. The key decides on the algorithm.
///
/// Object safe, so that a host can put a hardware module or another algorithm behind it. An implementation whose
/// key lies elsewhere and may be out of reach does not fit: fetch the key, or sign, before the token is built.
pub trait Signer {
    /// The one algorithm of the key.
    fn algorithm(&self) -> Algorithm;

    /// The identifier of the key, written as `kid`.
    fn key_id(&self) -> Option<&str>;

    /// The signature over the octets.
    fn sign(&self, signing_input: &[u8]) -> Signature;
}

/// What verifies. The key decides on the algorithm, never the header.
// = RFC8725-3.2-4
pub trait Verifier {
    /// The one algorithm of the key.
    fn algorithm(&self) -> Algorithm;

    /// The identifier of the key.
    fn key_id(&self) -> Option<&str>;

    /// Whether the signature is that of the octets under this key.
    ///
    /// # Errors
    /// [`BadSignature`]: it is not.
    fn verify(&self, signing_input: &[u8], signature: &[u8]) -> Result<(), BadSignature>;
}

impl<S: Signer + ?Sized> Signer for &S {
    fn algorithm(&self) -> Algorithm {
        (**self).algorithm()
    }

    fn key_id(&self) -> Option<&str> {
        (**self).key_id()
    }

    fn sign(&self, signing_input: &[u8]) -> Signature {
        (**self).sign(signing_input)
    }
}

impl<V: Verifier + ?Sized> Verifier for &V {
    fn algorithm(&self) -> Algorithm {
        (**self).algorithm()
    }

    fn key_id(&self) -> Option<&str> {
        (**self).key_id()
    }

    fn verify(&self, signing_input: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        (**self).verify(signing_input, signature)
    }
}

/// The octets of a signature. Up to 64 of them, which is every HMAC and Ed25519 and P-256, lie in place.
#[derive(Clone)]
pub struct Signature(Octets);

#[derive(Clone)]
enum Octets {
    InPlace { octets: [u8; 64], len: usize },
    Allocated(Vec<u8>),
}

impl Signature {
    /// A signature of these octets.
    #[must_use]
    pub fn new(signature: &[u8]) -> Self {
        let mut octets = [0; 64];
        match octets.get_mut(..signature.len()) {
            Some(place) => {
                place.copy_from_slice(signature);
                Self(Octets::InPlace {
                    octets,
                    len: signature.len(),
                })
            }
            None => Self(Octets::Allocated(signature.to_vec())),
        }
    }

    /// The octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Octets::InPlace { octets, len } => octets.get(..*len).unwrap_or(&[]),
            Octets::Allocated(octets) => octets,
        }
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}

/// The signature is not that of the octets under the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadSignature;

impl BadSignature {
    /// The clause that refuses it.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        &RFC7515_5_2_4
    }
}

impl fmt::Display for BadSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature does not match")
    }
}

impl core::error::Error for BadSignature {}

#[cfg(test)]
mod tests;

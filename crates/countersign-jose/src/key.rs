use alloc::string::String;
use core::fmt;

use countersign_clause::{Clause, RFC7518_3_2_1};
use countersign_secret::hmac::{HmacSha256, Midstate};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha384, Sha512};
use subtle::ConstantTimeEq;

use crate::{Algorithm, BadSignature, Signature, Signer, Verifier};

/// A key for HS256, HS384 or HS512: one key, one algorithm, prepared once.
///
/// ```
/// use countersign_jose::{Algorithm, HmacKey, Signer, Verifier};
///
/// let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap().with_key_id("2024-05");
/// let signature = key.sign(b"text");
/// assert!(key.verify(b"text", signature.as_bytes()).is_ok());
/// assert!(key.verify(b"test", signature.as_bytes()).is_err());
///
/// assert!(HmacKey::new(Algorithm::Hs256, &[7; 31]).is_err());
/// ```
// = RFC8725-3.1-3
pub struct HmacKey {
    keyed: Keyed,
    key_id: Option<String>,
}

/// Each variant zeroizes itself on drop.
enum Keyed {
    Hs256(HmacSha256),
    Hs384(Hmac<Sha384>),
    Hs512(Hmac<Sha512>),
}

impl HmacKey {
    /// Prepares the key. Its octets must come from a random number generator; a password is no key, however long
    /// (RFC 8725 section 3.5).
    ///
    /// # Errors
    /// [`KeyTooShort`]: the key has fewer octets than the tag.
    // = RFC7518-3.2-1
    // = RFC8725-3.5-1
    // = RFC8725-3.5-2
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, KeyTooShort> {
        let too_short = KeyTooShort { algorithm };
        if key.len() < algorithm.tag_len() {
            return Err(too_short);
        }
        let keyed = match algorithm {
            Algorithm::Hs256 => Keyed::Hs256(HmacSha256::new(key)),
            // HMAC takes keys of every length: the error case does not exist.
            Algorithm::Hs384 => Keyed::Hs384(Hmac::new_from_slice(key).map_err(|_| too_short)?),
            Algorithm::Hs512 => Keyed::Hs512(Hmac::new_from_slice(key).map_err(|_| too_short)?),
        };
        Ok(Self { keyed, key_id: None })
    }

    /// The key with an identifier, which signing writes as `kid`.
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into());
        self
    }

    /// For HS256 the state after the whole blocks of a prefix.
    pub(crate) fn midstate(&self, prefix: &[u8]) -> Option<Midstate> {
        match &self.keyed {
            Keyed::Hs256(key) => Some(key.midstate(prefix)),
            Keyed::Hs384(_) | Keyed::Hs512(_) => None,
        }
    }
}

impl Signer for HmacKey {
    fn algorithm(&self) -> Algorithm {
        match &self.keyed {
            Keyed::Hs256(_) => Algorithm::Hs256,
            Keyed::Hs384(_) => Algorithm::Hs384,
            Keyed::Hs512(_) => Algorithm::Hs512,
        }
    }

    fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    fn sign(&self, signing_input: &[u8]) -> Signature {
        match &self.keyed {
            Keyed::Hs256(key) => Signature::new(&key.sign(signing_input)),
            Keyed::Hs384(key) => {
                Signature::new(&key.clone().chain_update(signing_input).finalize().into_bytes())
            }
            Keyed::Hs512(key) => {
                Signature::new(&key.clone().chain_update(signing_input).finalize().into_bytes())
            }
        }
    }
}

impl Verifier for HmacKey {
    fn algorithm(&self) -> Algorithm {
        Signer::algorithm(self)
    }

    fn key_id(&self) -> Option<&str> {
        Signer::key_id(self)
    }

    // = RFC7518-3.2-2
    // = RFC7515-10.9-1
    fn verify(&self, signing_input: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        let equal = match &self.keyed {
            Keyed::Hs256(key) => key.verify(signing_input, signature).to_bool(),
            Keyed::Hs384(_) | Keyed::Hs512(_) => self.sign(signing_input).as_bytes().ct_eq(signature).into(),
        };
        if equal { Ok(()) } else { Err(BadSignature) }
    }
}

// = RFC7517-9.2-1
impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacKey")
            .field("algorithm", &Signer::algorithm(self))
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// The key has fewer octets than a tag of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTooShort {
    algorithm: Algorithm,
}

impl KeyTooShort {
    /// The algorithm that the key was meant for.
    #[must_use]
    pub const fn algorithm(self) -> Algorithm {
        self.algorithm
    }

    /// The clause that refuses it.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        &RFC7518_3_2_1
    }
}

impl fmt::Display for KeyTooShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a key for {} has at least {} octets",
            self.algorithm,
            self.algorithm.tag_len()
        )
    }
}

impl core::error::Error for KeyTooShort {}

#[cfg(test)]
mod tests;

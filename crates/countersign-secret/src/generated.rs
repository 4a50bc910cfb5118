use alloc::string::String;
use core::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::Secret;
use crate::base62::push_base62;

/// A secret of high entropy, drawn by a machine.
///
/// A fast digest protects such a secret in storage and would not protect a password; so only this type can
/// become a [`SecretDigest`](crate::SecretDigest).
///
/// ```
/// use countersign_secret::GeneratedSecret;
///
/// let secret = GeneratedSecret::generate([1; 32]);
/// assert_eq!(secret.expose().len(), 43);
/// assert_eq!(format!("{secret:?}"), "GeneratedSecret(..)");
/// ```
pub struct GeneratedSecret(Secret);

impl GeneratedSecret {
    /// A secret from 32 octets of entropy: exactly 43 characters of `[A-Za-z0-9]`, one to one.
    ///
    /// The 32 octets must come from a cryptographic random number generator. Letters and digits need no
    /// escape in a form, in a Basic header or in a shell.
    // = RFC6749-10.10-2
    // = RFC6749-10.10-1
    #[must_use]
    pub fn generate(entropy: [u8; 32]) -> Self {
        let entropy = Zeroizing::new(entropy);
        let mut text = String::with_capacity(Self::LEN);
        push_base62::<8>(&mut text, &*entropy, Self::LEN);
        Self(Secret::from(text))
    }

    /// The caller asserts that this secret was drawn by a machine with at least 128 bits of entropy.
    ///
    /// # Errors
    /// [`EmptySecret`]: nothing was drawn.
    pub fn asserted_by_caller(secret: Secret) -> Result<Self, EmptySecret> {
        if secret.is_empty() {
            return Err(EmptySecret);
        }
        Ok(Self(secret))
    }

    /// The octets themselves; ASCII if generated here. Whoever calls this answers for where they go.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.0.expose()
    }

    /// The secret without the mark of its origin.
    #[must_use]
    pub fn into_secret(self) -> Secret {
        self.0
    }

    /// Characters in a secret that was generated here: 62^43 exceeds 2^256.
    pub const LEN: usize = 43;
}

impl ZeroizeOnDrop for GeneratedSecret {}

impl fmt::Debug for GeneratedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GeneratedSecret(..)")
    }
}

/// The secret has no octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmptySecret;

impl fmt::Display for EmptySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the secret is empty")
    }
}

impl core::error::Error for EmptySecret {}

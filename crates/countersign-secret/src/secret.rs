use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::Equality;

/// Octets that must not be seen: redacted in `Debug`, zeroized on drop, compared in constant time.
///
/// There is no `Clone`, `Display` or `PartialEq`; [`expose`](Self::expose) is the one door to the octets, so
/// that a reviewer can search for one word.
///
/// ```
/// use countersign_secret::Secret;
///
/// let secret = Secret::from(String::from("gX1fBat3bV"));
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert!(secret.ct_eq(b"gX1fBat3bV"));
/// assert!(!secret.ct_eq(b"gX1fBat3bW"));
/// ```
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the octets over, with their buffer; no copy stays behind.
    #[must_use]
    pub fn new(octets: Vec<u8>) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// The octets themselves. Whoever calls this answers for where they go.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The number of octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no octet at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the secret consists of exactly these octets.
    ///
    /// The time depends on the two lengths, never on the octets. Where the length is a secret too, store a
    /// [`SecretDigest`](crate::SecretDigest).
    #[must_use]
    pub fn ct_eq(&self, presented: &[u8]) -> bool {
        Equality::of_octets(&self.0, presented).to_bool()
    }
}

impl From<Vec<u8>> for Secret {
    fn from(octets: Vec<u8>) -> Self {
        Self::new(octets)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

impl ZeroizeOnDrop for Secret {}

// = COUNTERSIGN-SECRET-1
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

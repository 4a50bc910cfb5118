use core::fmt;

use zeroize::ZeroizeOnDrop;

use crate::Secret;
use crate::hmac::HmacSha256;

/// A key of the server, kept apart from the stored digests: without it a stolen digest cannot even be tested.
///
/// ```
/// use countersign_secret::{Pepper, Secret};
///
/// assert!(Pepper::new(&Secret::new(vec![1; 32])).is_ok());
/// assert!(Pepper::new(&Secret::new(vec![1; 31])).is_err());
/// ```
pub struct Pepper(HmacSha256);

impl Pepper {
    /// The least number of octets of a pepper.
    pub const MIN_LEN: usize = 32;

    /// Prepares the key once, so that no request pays for it.
    ///
    /// # Errors
    /// [`PepperTooShort`]: fewer than [`MIN_LEN`](Self::MIN_LEN) octets.
    pub fn new(key: &Secret) -> Result<Self, PepperTooShort> {
        if key.len() < Self::MIN_LEN {
            return Err(PepperTooShort);
        }
        Ok(Self(HmacSha256::new(key.expose())))
    }

    pub(crate) fn digest(&self, secret: &[u8]) -> [u8; 32] {
        self.0.sign(secret)
    }
}

impl ZeroizeOnDrop for Pepper {}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper(..)")
    }
}

/// The pepper has fewer than 32 octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PepperTooShort;

impl fmt::Display for PepperTooShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the pepper has fewer than 32 octets")
    }
}

impl core::error::Error for PepperTooShort {}

use alloc::vec::Vec;
use core::fmt;

/// What a replay store knows an assertion by: the server it was for, who issued it, and its `jti`.
///
/// Two keys are equal only if all three are: each part stands behind its length, so that no part runs into the next.
///
/// ```
/// use countersign_auth::ReplayKey;
///
/// let key = ReplayKey::new("https://as.example", "inventory", "7f3a");
/// assert_ne!(key, ReplayKey::new("https://as.example", "inventory7", "f3a"));
/// assert_eq!(key.as_octets().len(), 3 * 8 + "https://as.example".len() + "inventory".len() + "7f3a".len());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReplayKey(Vec<u8>);

impl ReplayKey {
    /// The key of an assertion for this server, from this client, with this `jti`.
    // = RFC7519-4.1.7-1
    #[must_use]
    pub fn new(issuer: &str, client_id: &str, jti: &str) -> Self {
        let mut octets = Vec::new();
        for part in [issuer, client_id, jti] {
            let len = u64::try_from(part.len()).unwrap_or(u64::MAX);
            octets.extend_from_slice(&len.to_be_bytes());
            octets.extend_from_slice(part.as_bytes());
        }
        Self(octets)
    }

    /// The key as octets, for a store: bounded by the limits on a JWT, and in no order that means anything.
    #[must_use]
    pub fn as_octets(&self) -> &[u8] {
        &self.0
    }
}

/// Does not show the key: whoever reads it knows the `jti` of an assertion that may still count elsewhere.
impl fmt::Debug for ReplayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplayKey(..)")
    }
}

/// What a replay store says of a key that is claimed: one act that looks and remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claim {
    /// The key was not known, and is from now on.
    First,
    /// The key was known, or the claim comes after the time until which it would have been remembered.
    Seen,
}

use alloc::string::String;
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::equality::{lanes, octets};
use crate::{GeneratedSecret, Pepper, base64url, sha256};

/// What a server stores instead of a client's secret.
///
/// Its text form is `sha256:` or `hmac-sha256:` and 43 characters of base64url. Writing it is an explicit call,
/// for a digest belongs into storage and not into a log. `Clone` is deliberate: a digest of a secret of high
/// entropy cannot be presented and cannot be inverted.
///
/// ```
/// use countersign_secret::{GeneratedSecret, SecretDigest};
///
/// let digest = SecretDigest::sha256(&GeneratedSecret::generate([1; 32]));
/// let text = digest.to_text();
/// assert!(text.starts_with("sha256:"));
/// assert_eq!(SecretDigest::parse(&text).unwrap().to_text(), text);
/// assert_eq!(format!("{digest:?}"), "SecretDigest(..)");
/// ```
#[derive(Clone)]
pub struct SecretDigest {
    pub(crate) kind: u32,
    pub(crate) lanes: [u64; 4],
}

/// The kinds as numbers, so that they are compared without a branch.
pub(crate) const NEVER: u32 = 0;
pub(crate) const SHA256: u32 = 1;
pub(crate) const HMAC_SHA256: u32 = 2;

const PREFIXES: [(u32, &str); 2] = [(SHA256, "sha256:"), (HMAC_SHA256, "hmac-sha256:")];

impl SecretDigest {
    /// The plain SHA-256 digest; sound because the secret is of high entropy.
    #[must_use]
    pub fn sha256(secret: &GeneratedSecret) -> Self {
        Self {
            kind: SHA256,
            lanes: lanes(&sha256(secret.expose())),
        }
    }

    /// The digest under a key of the server.
    #[must_use]
    pub fn hmac_sha256(pepper: &Pepper, secret: &GeneratedSecret) -> Self {
        Self {
            kind: HMAC_SHA256,
            lanes: lanes(&pepper.digest(secret.expose())),
        }
    }

    /// A digest that matches nothing and costs as much to compare: for a client that does not exist.
    #[must_use]
    pub const fn never() -> Self {
        Self {
            kind: NEVER,
            lanes: [0; 4],
        }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`DigestError`]: an unknown prefix, or not 43 characters of canonical base64url after it.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let (kind, encoded) = PREFIXES
            .iter()
            .find_map(|(kind, prefix)| Some((*kind, text.strip_prefix(prefix)?)))
            .ok_or(DigestError::UnknownKind)?;
        let digest = base64url::decode(encoded).ok_or(DigestError::Malformed)?;
        Ok(Self {
            kind,
            lanes: lanes(&digest),
        })
    }

    /// The text form, for storage. A digest made by [`never`](Self::never) has none and gives `never:`, which
    /// [`parse`](Self::parse) refuses.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Some((_, prefix)) = PREFIXES.iter().find(|(kind, _)| *kind == self.kind) else {
            return String::from("never:");
        };
        let mut text = String::with_capacity(prefix.len().saturating_add(base64url::LEN));
        text.push_str(prefix);
        base64url::push(&mut text, &octets(&self.lanes));
        text
    }
}

impl Drop for SecretDigest {
    fn drop(&mut self) {
        self.lanes.zeroize();
    }
}

impl ZeroizeOnDrop for SecretDigest {}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest(..)")
    }
}

/// Why a text is not a stored digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigestError {
    /// The text begins with neither `sha256:` nor `hmac-sha256:`.
    UnknownKind,
    /// What follows is not the canonical base64url of 32 octets.
    Malformed,
}

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownKind => "the digest begins with neither sha256: nor hmac-sha256:",
            Self::Malformed => "the digest is not the base64url of 32 octets",
        })
    }
}

impl core::error::Error for DigestError {}

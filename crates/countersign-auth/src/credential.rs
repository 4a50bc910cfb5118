use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use countersign_grammar::UnixTime;
use countersign_jose::HmacKey;
use countersign_secret::SecretDigest;

/// One secret of a client, with the time in which it is valid.
///
/// A client holds several while it rotates: the new one starts before the old one ends.
///
/// ```
/// use countersign_auth::Credential;
/// use countersign_grammar::UnixTime;
/// use countersign_secret::{GeneratedSecret, SecretDigest};
///
/// let secret = GeneratedSecret::generate([7; 32]);
/// let credential = Credential::generated("2026-11", SecretDigest::sha256(&secret))
///     .valid_until(UnixTime::from_secs(1_800_000_000));
/// assert!(credential.is_valid_at(UnixTime::from_secs(1_799_999_999)));
/// assert!(!credential.is_valid_at(UnixTime::from_secs(1_800_000_000)));
/// ```
#[derive(Debug, Clone)]
pub struct Credential {
    label: String,
    stored: StoredSecret,
    not_before: UnixTime,
    not_after: UnixTime,
}

impl Credential {
    /// A secret that was generated with full entropy, kept as a fast digest and verified inside.
    #[must_use]
    pub fn generated(label: impl Into<String>, digest: SecretDigest) -> Self {
        Self::new(label.into(), StoredSecret::Generated(digest))
    }

    /// A secret that a person chose, kept as a slow hash and verified outside by the host.
    #[must_use]
    pub fn chosen(label: impl Into<String>, hash: ChosenHash) -> Self {
        Self::new(label.into(), StoredSecret::Chosen(hash))
    }

    /// A key for assertions: the client signs with it, so the server keeps it as it is, and for one algorithm.
    ///
    /// For `client_secret_jwt` the octets of the key are those of the client's secret, which has to be as long as the
    /// output of the hash.
    // = RFC7523-3-13
    #[must_use]
    pub fn assertion_key(label: impl Into<String>, key: HmacKey) -> Self {
        Self::new(label.into(), StoredSecret::AssertionKey(Arc::new(key)))
    }

    const fn new(label: String, stored: StoredSecret) -> Self {
        Self {
            label,
            stored,
            not_before: UnixTime::EPOCH,
            not_after: UnixTime::MAX,
        }
    }

    /// Valid from this second on.
    #[must_use]
    pub const fn valid_from(mut self, not_before: UnixTime) -> Self {
        self.not_before = not_before;
        self
    }

    /// Valid until the second before this one.
    #[must_use]
    pub const fn valid_until(mut self, not_after: UnixTime) -> Self {
        self.not_after = not_after;
        self
    }

    /// The name for the log: which of the client's secrets this is.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether `not_before <= now < not_after`.
    #[must_use]
    pub fn is_valid_at(&self, now: UnixTime) -> bool {
        self.window(now) == Window::Open
    }

    pub(crate) fn window(&self, now: UnixTime) -> Window {
        if now < self.not_before {
            Window::NotYet
        } else if now >= self.not_after {
            Window::Over
        } else {
            Window::Open
        }
    }

    pub(crate) const fn stored(&self) -> &StoredSecret {
        &self.stored
    }
}

/// Where a point in time lies relative to the validity of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    NotYet,
    Open,
    Over,
}

/// The two kinds of secret are two kinds of storage: a fast digest is sound only for full entropy.
#[derive(Debug, Clone)]
pub(crate) enum StoredSecret {
    Generated(SecretDigest),
    Chosen(ChosenHash),
    AssertionKey(Arc<HmacKey>),
}

/// The slow hash of a secret that a person chose, in the host's own text form (a PHC string, a key handle).
///
/// The core never looks inside; it hands the text to the host in a verification step. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct ChosenHash(String);

impl ChosenHash {
    /// Wraps the host's text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The host's text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ChosenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChosenHash(..)")
    }
}

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::digest::{HMAC_SHA256, SHA256};
use crate::equality::{lanes, lanes_of_state};
use crate::sha256::state_of;
use crate::{Equality, Pepper, SecretDigest};

/// The digests of a secret that a client presented: computed once, before anything is known about the client.
///
/// The work depends on the length of what was presented and on whether the server has a pepper, never on
/// whether the client exists, on how many secrets it has or on how they are stored.
///
/// ```
/// use countersign_secret::{GeneratedSecret, PresentedDigests, SecretDigest};
///
/// let secret = GeneratedSecret::generate([1; 32]);
/// let presented = PresentedDigests::compute(secret.expose(), None);
/// assert!(presented.matches(&SecretDigest::sha256(&secret)).to_bool());
/// assert!(!presented.matches(&SecretDigest::never()).to_bool());
/// ```
pub struct PresentedDigests {
    sha256: [u64; 4],
    /// None without a pepper.
    hmac_sha256: Option<[u64; 4]>,
    /// A bit that no stored kind has, if what was presented is empty: that proves nothing, whatever is stored.
    empty: u32,
}

const EMPTY: u32 = 1 << 31;

impl PresentedDigests {
    /// Both digests of what was presented; without a pepper only the plain one, and then no digest of the
    /// other kind matches. Nothing matches an empty secret, not even a stored digest of one.
    #[must_use]
    pub fn compute(presented: &[u8], pepper: Option<&Pepper>) -> Self {
        Self {
            sha256: lanes_of_state(&state_of(presented)),
            hmac_sha256: pepper.map(|pepper| lanes(&pepper.digest(presented))),
            empty: if presented.is_empty() { EMPTY } else { 0 },
        }
    }

    /// Whether this is the secret behind the stored digest. Each kind is compared, whichever is stored; the only
    /// branch is on whether the server has a pepper.
    #[inline]
    pub fn matches(&self, stored: &SecretDigest) -> Equality {
        let stored = (stored.kind, &stored.lanes);
        let as_sha256 = Equality::of_tagged_lanes((SHA256 | self.empty, &self.sha256), stored);
        match &self.hmac_sha256 {
            None => as_sha256,
            Some(digest) => as_sha256 | Equality::of_tagged_lanes((HMAC_SHA256 | self.empty, digest), stored),
        }
    }
}

impl Drop for PresentedDigests {
    fn drop(&mut self) {
        self.sha256.zeroize();
        if let Some(digest) = &mut self.hmac_sha256 {
            digest.zeroize();
        }
    }
}

impl ZeroizeOnDrop for PresentedDigests {}

impl fmt::Debug for PresentedDigests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PresentedDigests(..)")
    }
}

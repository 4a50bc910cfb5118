use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::digest::{HMAC_SHA256, SHA256};
use crate::equality::lanes;
use crate::{Equality, Pepper, SecretDigest, sha256};

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
    hmac_sha256: [u64; 4],
    /// The number of the kind that `hmac_sha256` answers for; a number that no kind has without a pepper.
    hmac_kind: u32,
}

impl PresentedDigests {
    /// Both digests of what was presented; without a pepper only the plain one, and then no digest of the
    /// other kind matches.
    #[must_use]
    pub fn compute(presented: &[u8], pepper: Option<&Pepper>) -> Self {
        let (hmac_sha256, hmac_kind) = pepper.map_or(([0; 4], u32::MAX), |pepper| {
            (lanes(&pepper.digest(presented)), HMAC_SHA256)
        });
        Self {
            sha256: lanes(&sha256(presented)),
            hmac_sha256,
            hmac_kind,
        }
    }

    /// Whether this is the secret behind the stored digest. Each kind is compared, whichever is stored.
    pub fn matches(&self, stored: &SecretDigest) -> Equality {
        let as_sha256 =
            Equality::of_u32(stored.kind, SHA256) & Equality::of_lanes(&self.sha256, &stored.lanes);
        let as_hmac = Equality::of_u32(stored.kind, self.hmac_kind)
            & Equality::of_lanes(&self.hmac_sha256, &stored.lanes);
        as_sha256 | as_hmac
    }
}

impl Drop for PresentedDigests {
    fn drop(&mut self) {
        self.sha256.zeroize();
        self.hmac_sha256.zeroize();
    }
}

impl ZeroizeOnDrop for PresentedDigests {}

impl fmt::Debug for PresentedDigests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PresentedDigests(..)")
    }
}

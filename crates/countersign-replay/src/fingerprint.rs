use countersign_auth::ReplayKey;
use sha2::{Digest, Sha256};

/// The SHA-256 of a key: what a store keeps of it, so that a place has one size and shows no `jti`.
pub(crate) type Fingerprint = [u8; 32];

pub(crate) fn fingerprint(key: &ReplayKey) -> Fingerprint {
    Sha256::digest(key.as_octets()).into()
}

/// How many keys whose time is over one claim forgets at most: more than it adds, so that none pile up, and few, so that
/// no claim pays for an hour of others.
pub(crate) const STEP: usize = 64;

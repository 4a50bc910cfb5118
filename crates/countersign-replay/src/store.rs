use std::fmt;
use std::sync::Arc;

use countersign_auth::{Claim, ReplayKey};
use countersign_grammar::UnixTime;

/// Remembers which assertions were used.
///
/// The contract (RFC 7523 section 3; clauses RFC7523-3-12 and COUNTERSIGN-UNAVAILABLE-1), which the kit of the feature
/// `conformance` holds a store to:
///
/// 1. A claim is one act: of any number at once for one key, exactly one is [`Claim::First`].
/// 2. A key that was `First` is [`Claim::Seen`] until its `retain_until`, which is the first second that is too late.
///    Afterwards it may be forgotten.
/// 3. A claim with `retain_until <= now` is `Seen`, whatever is remembered: the claim that was `First` may have been
///    forgotten while this request was under way.
/// 4. Keys are equal octet by octet, whatever their length: no case folding, no trimming, no prefix.
/// 5. Time that goes back does not make a used assertion new.
/// 6. A store that has no room, or no answer, is [`Unavailable`]: never `First`, which would be consent, and never `Seen`
///    for a new key, which would be a refusal.
///
/// Where several nodes share a store, `now` is the store's time and not that of a node.
pub trait ReplayStore: Send + Sync {
    /// Claims a key: says whether it is new, and remembers it until that time if it is.
    ///
    /// May wait for a lock or a disk; a driver that must not wait calls it on a thread that may.
    ///
    /// # Errors
    /// The store does not know whether the key is new, or could not remember it.
    fn claim(&self, key: &ReplayKey, retain_until: UnixTime, now: UnixTime) -> Result<Claim, Unavailable>;
}

impl<S: ReplayStore + ?Sized> ReplayStore for &S {
    fn claim(&self, key: &ReplayKey, retain_until: UnixTime, now: UnixTime) -> Result<Claim, Unavailable> {
        (**self).claim(key, retain_until, now)
    }
}

impl<S: ReplayStore + ?Sized> ReplayStore for Arc<S> {
    fn claim(&self, key: &ReplayKey, retain_until: UnixTime, now: UnixTime) -> Result<Claim, Unavailable> {
        (**self).claim(key, retain_until, now)
    }
}

impl<S: ReplayStore + ?Sized> ReplayStore for Box<S> {
    fn claim(&self, key: &ReplayKey, retain_until: UnixTime, now: UnixTime) -> Result<Claim, Unavailable> {
        (**self).claim(key, retain_until, now)
    }
}

/// Why there is no answer, which is never the same as "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unavailable {
    /// Every place is taken by a key that may still count.
    Full,
    /// What the store stands on failed: a disk, a network, a thread that held the lock.
    Failed,
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "the replay store is full of keys that may still count",
            Self::Failed => "the replay store failed",
        })
    }
}

impl std::error::Error for Unavailable {}

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Mutex;

use countersign_auth::{Claim, ReplayKey};
use countersign_grammar::UnixTime;

use crate::fingerprint::{Fingerprint, STEP, fingerprint};
use crate::{ReplayStore, Unavailable};

/// Keys in memory, as many as its capacity: for one process that may forget them when it ends, which it may if its clients
/// sign no assertion that outlives a restart.
///
/// A claim costs the digest of the key and the logarithm of the number of keys, under one lock.
pub struct MemoryStore {
    capacity: usize,
    keys: Mutex<Keys>,
}

impl MemoryStore {
    /// A store for this many keys, of about 150 octets each; they are taken as they are needed.
    ///
    /// It has to hold the keys of the longest time that an assertion may live: at 100 requests a second and 300 seconds,
    /// 30 000. Full of keys that may still count it is [`Unavailable::Full`].
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            keys: Mutex::new(Keys::default()),
        }
    }

    /// How many keys it holds now, those included whose time is over and that no claim has cleared away yet.
    ///
    /// # Errors
    /// A thread failed while it held the lock.
    pub fn held(&self) -> Result<usize, Unavailable> {
        let keys = self.keys.lock().map_err(|_| Unavailable::Failed)?;
        Ok(keys.known.len())
    }
}

// = RFC7523-3-12
impl ReplayStore for MemoryStore {
    fn claim(&self, key: &ReplayKey, retain_until: UnixTime, now: UnixTime) -> Result<Claim, Unavailable> {
        let key = fingerprint(key);
        // What a thread that failed left behind may be half a change: there is no answer any more.
        // = COUNTERSIGN-UNAVAILABLE-1
        let mut keys = self.keys.lock().map_err(|_| Unavailable::Failed)?;
        let now = now.max(keys.over_until);
        keys.forget(now);
        if retain_until <= now {
            return Ok(Claim::Seen);
        }
        if let Some(known) = keys.known.get(&key).copied() {
            if now < known {
                return Ok(Claim::Seen);
            }
            keys.remove(known, key);
        }
        // = COUNTERSIGN-UNAVAILABLE-1
        if keys.known.len() >= self.capacity {
            return Err(Unavailable::Full);
        }
        keys.known.insert(key, retain_until);
        keys.by_time.insert((retain_until, key));
        Ok(Claim::First)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

/// The keys that are remembered, found by either part.
struct Keys {
    known: HashMap<Fingerprint, UnixTime>,
    by_time: BTreeSet<(UnixTime, Fingerprint)>,
    /// The latest time of a key that was forgotten: a clock that goes back behind it would make that key new.
    over_until: UnixTime,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            by_time: BTreeSet::new(),
            over_until: UnixTime::EPOCH,
        }
    }
}

impl Keys {
    /// Forgets some of those whose time is over, the oldest first.
    fn forget(&mut self, now: UnixTime) {
        for _ in 0..STEP {
            match self.by_time.first().copied() {
                Some((until, key)) if until <= now => self.remove(until, key),
                _ => break,
            }
        }
    }

    fn remove(&mut self, until: UnixTime, key: Fingerprint) {
        self.by_time.remove(&(until, key));
        self.known.remove(&key);
        self.over_until = self.over_until.max(until);
    }
}

//! What remembers the assertions that were used.

use std::sync::Arc;

use countersign_auth::{Claim, ReplayKey};
use countersign_grammar::UnixTime;
use countersign_http::Unavailable;
use countersign_http::server::ReplayStore;
use countersign_replay::{DiskStore, MemoryStore, ReplayStore as _};
use tokio::task;

use super::http::now;

/// The replay store of a server.
#[derive(Debug, Clone)]
pub enum Replays {
    /// It ends with the process.
    Memory(Arc<MemoryStore>),
    /// It outlives the process.
    Disk(Arc<DiskStore>),
}

impl Replays {
    /// How many assertions it remembers at one time: for a hundred a second over five minutes and the skew, thrice.
    pub const CAPACITY: u32 = 100_000;
}

impl Default for Replays {
    fn default() -> Self {
        let capacity = usize::try_from(Self::CAPACITY).unwrap_or(usize::MAX);
        Self::Memory(Arc::new(MemoryStore::new(capacity)))
    }
}

/// The clock is read when the claim is made, which may be long after the request came.
impl ReplayStore for Replays {
    async fn claim(&self, key: &ReplayKey, retain_until: UnixTime) -> Result<Claim, Unavailable> {
        let claim = match self {
            Self::Memory(store) => store.claim(key, retain_until, now()),
            Self::Disk(store) => {
                let (store, key) = (Arc::clone(store), key.clone());
                // It waits for the disk.
                let claim = task::spawn_blocking(move || store.claim(&key, retain_until, now()));
                claim.await.map_err(|_| Unavailable)?
            }
        };
        claim.map_err(|unavailable| {
            tracing::error!(target: "replay", %unavailable, "an assertion could not be claimed");
            Unavailable
        })
    }
}

//! Times, keys and files for the tests.
#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::expect_used)]

use std::path::PathBuf;

use countersign_auth::ReplayKey;
use countersign_grammar::UnixTime;
use countersign_replay::conformance::Subject;
use countersign_replay::{DiskStore, ReplayStore, Unavailable};
use tempfile::TempDir;

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

pub(crate) fn at(seconds: u64) -> UnixTime {
    NOW.saturating_add(seconds)
}

pub(crate) fn key(number: usize) -> ReplayKey {
    ReplayKey::new("https://as.example", "inventory", &number.to_string())
}

/// A folder of stores.
pub(crate) struct Disk {
    folder: TempDir,
    made: usize,
}

impl Disk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, made: 0 }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn open(&self, name: &str, capacity: u64) -> DiskStore {
        DiskStore::open(&self.path(name), capacity).expect("a store")
    }

    fn make(&mut self, capacity: u64) -> Stored {
        self.made += 1;
        let path = self.path(&self.made.to_string());
        Stored {
            store: DiskStore::open(&path, capacity).expect("a store"),
            path,
        }
    }
}

/// A store, and where it is.
pub(crate) struct Stored {
    store: DiskStore,
    path: PathBuf,
}

impl ReplayStore for Stored {
    fn claim(
        &self,
        key: &ReplayKey,
        until: UnixTime,
        now: UnixTime,
    ) -> Result<countersign_auth::Claim, Unavailable> {
        self.store.claim(key, until, now)
    }
}

impl Subject for Disk {
    type Store = Stored;

    fn fresh(&mut self) -> Stored {
        self.make(2000)
    }

    fn bounded(&mut self, capacity: usize) -> Option<Stored> {
        Some(self.make(capacity as u64))
    }

    fn restarted(&mut self, stored: Stored) -> Option<Stored> {
        let Stored { store, path } = stored;
        drop(store);
        let store = DiskStore::open(&path, 2000).expect("what is left of it");
        Some(Stored { store, path })
    }
}

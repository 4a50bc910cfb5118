mod error;
mod schema;

use std::fmt;
use std::fs::OpenOptions;
use std::path::Path;

use countersign_auth::{Claim, ReplayKey};
use countersign_grammar::UnixTime;
use redb::backends::FileBackend;
use redb::{Database, ReadableDatabase, ReadableTableMetadata};

use crate::fingerprint::{STEP, fingerprint};
use crate::{ReplayStore, Unavailable};
pub use error::OpenError;
use schema::{KNOWN, Keys, prepare};

/// Keys in one file, for one process: a claim is on the disk before it is answered, so that a restart forgets none.
///
/// A claim that is [`Claim::First`] is one write transaction, and one write waits for another: some hundred claims a second
/// on a disk that keeps its word, not thousands. A claim that is `Seen` writes nothing.
///
/// The file belongs to the account that makes it: on Unix nobody else may read it. It holds digests of keys and times.
///
/// ```
/// use countersign_auth::{Claim, ReplayKey};
/// use countersign_grammar::UnixTime;
/// use countersign_replay::{DiskStore, OpenError, ReplayStore};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("replay");
/// let now = UnixTime::from_secs(1_700_000_000);
/// let key = ReplayKey::new("https://as.example", "inventory", "7f3a");
///
/// let store = DiskStore::open(&path, 100_000)?;
/// assert_eq!(DiskStore::open(&path, 100_000).err(), Some(OpenError::InUse));
/// assert_eq!(store.claim(&key, now.saturating_add(80), now)?, Claim::First);
/// drop(store);
///
/// let store = DiskStore::open(&path, 100_000)?;
/// assert_eq!(store.claim(&key, now.saturating_add(80), now)?, Claim::Seen);
/// # Ok(())
/// # }
/// ```
pub struct DiskStore {
    capacity: u64,
    database: Database,
}

impl DiskStore {
    /// Opens the file, or makes it; with room for this many keys, of some 150 octets each.
    ///
    /// Reads the whole file once, to find damage now and not at a claim.
    ///
    /// # Errors
    /// Another store has the file open, it is not that of a store or of a newer one, it is damaged, or the system
    /// refuses.
    pub fn open(path: &Path, capacity: u64) -> Result<Self, OpenError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE).set_check_integrity_on_open(true);
        let database = builder.create_with_backend(FileBackend::new(file)?)?;
        prepare(&database)?;
        Ok(Self { capacity, database })
    }

    /// How many keys it holds now, those included whose time is over and that no claim has cleared away yet.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn held(&self) -> Result<u64, Unavailable> {
        let read =
            || -> Result<u64, redb::Error> { Ok(self.database.begin_read()?.open_table(KNOWN)?.len()?) };
        read().map_err(|_| Unavailable::Failed)
    }

    /// Forgets up to 64 keys whose time is over, and says how many. Each claim that adds a key does the same: this is for a
    /// host that wants its disk back while no claims come.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn purge(&self, now: UnixTime) -> Result<usize, Unavailable> {
        let purge = || -> Result<usize, redb::Error> {
            let write = self.database.begin_write()?;
            let forgotten = Keys::open(&write)?.forget(now, STEP)?;
            write.commit()?;
            Ok(forgotten)
        };
        purge().map_err(|_| Unavailable::Failed)
    }

    fn decide(
        &self,
        key: &ReplayKey,
        retain_until: UnixTime,
        now: UnixTime,
    ) -> Result<Decision, redb::Error> {
        let key = fingerprint(key);
        let write = self.database.begin_write()?;
        let mut keys = Keys::open(&write)?;
        let now = now.max(keys.over_until()?);
        if retain_until <= now {
            return Ok(Ok(Claim::Seen));
        }
        if let Some(known) = keys.known_until(&key)? {
            if now < known {
                return Ok(Ok(Claim::Seen));
            }
            keys.remove(known, &key)?;
        }
        keys.forget(now, STEP)?;
        // = COUNTERSIGN-UNAVAILABLE-1
        let decision = if keys.held()? < self.capacity {
            keys.remember(retain_until, &key)?;
            Ok(Claim::First)
        } else {
            Err(Unavailable::Full)
        };
        drop(keys);
        write.commit()?;
        Ok(decision)
    }
}

type Decision = Result<Claim, Unavailable>;

/// How much memory the database may take for pages.
const CACHE: usize = 4 * 1024 * 1024;

/// A `Seen` changes nothing: a transaction that is dropped without its commit never was.
// = RFC7523-3-12
impl ReplayStore for DiskStore {
    fn claim(&self, key: &ReplayKey, retain_until: UnixTime, now: UnixTime) -> Result<Claim, Unavailable> {
        // = COUNTERSIGN-UNAVAILABLE-1
        self.decide(key, retain_until, now)
            .map_err(|_| Unavailable::Failed)?
    }
}

impl fmt::Debug for DiskStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskStore")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

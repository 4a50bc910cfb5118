//! What is in the file.

use countersign_grammar::UnixTime;
use redb::{
    Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, Table, TableDefinition, TableHandle,
    WriteTransaction,
};

use super::OpenError;
use crate::fingerprint::Fingerprint;

type Key = &'static Fingerprint;

/// A key, and until when it is remembered.
pub(super) const KNOWN: TableDefinition<'_, Key, u64> = TableDefinition::new("known");
/// The same in the order of time.
pub(super) const BY_TIME: TableDefinition<'_, (u64, Key), ()> = TableDefinition::new("by_time");
/// Single numbers by name.
const FACTS: TableDefinition<'_, &str, u64> = TableDefinition::new("countersign-replay");

/// The fact that says how the file is written.
const VERSION: &str = "version";
const THIS_VERSION: u64 = 1;
/// The latest time of a key that was forgotten: a clock that goes back behind it would make that key new.
const OVER_UNTIL: &str = "over_until";

/// Makes the tables of a new file, or sees whether an old one has them.
pub(super) fn prepare(database: &Database) -> Result<(), OpenError> {
    let read = database.begin_read()?;
    let mut names = Vec::new();
    for table in read.list_tables()? {
        names.push(table.name().to_owned());
    }
    if names.is_empty() {
        let write = database.begin_write()?;
        write.open_table(FACTS)?.insert(VERSION, THIS_VERSION)?;
        Keys::open(&write)?;
        return Ok(write.commit()?);
    }
    if !names.iter().any(|name| name == FACTS.name()) {
        return Err(OpenError::NotAStore);
    }
    let version = read
        .open_table(FACTS)?
        .get(VERSION)?
        .map(|version| version.value());
    match version {
        Some(THIS_VERSION) => {}
        Some(other) => return Err(OpenError::Version(other)),
        None => return Err(OpenError::NotAStore),
    }
    read.open_table(KNOWN)?;
    read.open_table(BY_TIME)?;
    Ok(())
}

/// The tables within one transaction.
pub(super) struct Keys<'t> {
    known: Table<'t, Key, u64>,
    by_time: Table<'t, (u64, Key), ()>,
    facts: Table<'t, &'static str, u64>,
}

impl<'t> Keys<'t> {
    pub(super) fn open(write: &'t WriteTransaction) -> Result<Self, redb::TableError> {
        Ok(Self {
            known: write.open_table(KNOWN)?,
            by_time: write.open_table(BY_TIME)?,
            facts: write.open_table(FACTS)?,
        })
    }

    pub(super) fn held(&self) -> Result<u64, redb::StorageError> {
        self.known.len()
    }

    pub(super) fn over_until(&self) -> Result<UnixTime, redb::StorageError> {
        let seconds = self.facts.get(OVER_UNTIL)?.map_or(0, |seconds| seconds.value());
        Ok(UnixTime::from_secs(seconds))
    }

    pub(super) fn known_until(&self, key: &Fingerprint) -> Result<Option<UnixTime>, redb::StorageError> {
        let until = self.known.get(key)?;
        Ok(until.map(|until| UnixTime::from_secs(until.value())))
    }

    pub(super) fn remember(&mut self, until: UnixTime, key: &Fingerprint) -> Result<(), redb::StorageError> {
        self.known.insert(key, until.as_secs())?;
        self.by_time.insert((until.as_secs(), key), ())?;
        Ok(())
    }

    pub(super) fn remove(&mut self, until: UnixTime, key: &Fingerprint) -> Result<(), redb::StorageError> {
        self.known.remove(key)?;
        self.by_time.remove((until.as_secs(), key))?;
        let latest = self.over_until()?.max(until);
        self.facts.insert(OVER_UNTIL, latest.as_secs())?;
        Ok(())
    }

    /// Forgets at most so many of those whose time is over, the oldest first.
    pub(super) fn forget(&mut self, now: UnixTime, at_most: usize) -> Result<usize, redb::StorageError> {
        let mut over = Vec::new();
        for entry in self
            .by_time
            .range(..=(now.as_secs(), &[u8::MAX; 32]))?
            .take(at_most)
        {
            let (entry, _) = entry?;
            let (until, key) = entry.value();
            over.push((UnixTime::from_secs(until), *key));
        }
        for (until, key) in &over {
            self.remove(*until, key)?;
        }
        Ok(over.len())
    }
}

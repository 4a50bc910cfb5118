use std::{fmt, io};

use redb::{CommitError, DatabaseError, StorageError, TableError, TransactionError};

/// Why a file could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OpenError {
    /// Another store has it open, in this process or in another.
    InUse,
    /// It is something else than the file of a store, and was left as it is.
    NotAStore,
    /// It is the file of a store of another version, this one.
    Version(u64),
    /// It is damaged.
    Damaged,
    /// The operating system refuses.
    Io(io::ErrorKind),
    /// The database failed in a way that none of the others names.
    Failed,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse => f.write_str("the replay store is in use; one process has it at a time"),
            Self::NotAStore => f.write_str("the file is not that of a replay store"),
            Self::Version(version) => write!(f, "the replay store is of version {version}, not 1"),
            Self::Damaged => f.write_str("the file of the replay store is damaged"),
            Self::Io(kind) => write!(f, "the file of the replay store cannot be opened: {kind}"),
            Self::Failed => f.write_str("the replay store cannot be opened"),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // What the database says of a file without its magic number.
            io::ErrorKind::InvalidData => Self::NotAStore,
            kind => Self::Io(kind),
        }
    }
}

impl From<StorageError> for OpenError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Io(error) => error.into(),
            StorageError::Corrupted(_) => Self::Damaged,
            _ => Self::Failed,
        }
    }
}

impl From<DatabaseError> for OpenError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => Self::InUse,
            DatabaseError::RepairAborted => Self::Damaged,
            DatabaseError::UpgradeRequired(_) => Self::NotAStore,
            DatabaseError::Storage(error) => error.into(),
            _ => Self::Failed,
        }
    }
}

impl From<TransactionError> for OpenError {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Storage(error) => error.into(),
            _ => Self::Failed,
        }
    }
}

/// A table that is missing, or of another type, is that of another program.
impl From<TableError> for OpenError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Storage(error) => error.into(),
            _ => Self::NotAStore,
        }
    }
}

impl From<CommitError> for OpenError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => error.into(),
            _ => Self::Failed,
        }
    }
}

#![forbid(unsafe_code)]
//! Remembers which client assertions were used, so that each authenticates once (RFC 7523 section 3).
//!
//! | feature | what comes with it |
//! |---|---|
//! | | [`ReplayStore`]: the port and its contract; [`MemoryStore`] |
//! | `disk` | `DiskStore`: a file that survives a restart |
//! | `conformance` | `conformance`: finds out whether a store of your own keeps the contract |
//!
//! The token endpoint asks last of all, when signature, audience and times are right:
//!
//! ```
//! use countersign_auth::{Claim, ReplayKey};
//! use countersign_grammar::UnixTime;
//! use countersign_replay::{MemoryStore, ReplayStore};
//!
//! let store = MemoryStore::new(10_000);
//! let now = UnixTime::from_secs(1_700_000_000);
//! let key = ReplayKey::new("https://as.example", "inventory", "7f3a");
//! let until = now.saturating_add(80);
//! assert_eq!(store.claim(&key, until, now), Ok(Claim::First));
//! assert_eq!(store.claim(&key, until, now), Ok(Claim::Seen));
//! assert_eq!(store.claim(&key, until, until), Ok(Claim::Seen), "too late is not new");
//! ```

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "disk")]
mod disk;
mod fingerprint;
mod memory;
mod store;

#[cfg(feature = "disk")]
pub use disk::{DiskStore, OpenError};
pub use memory::MemoryStore;
pub use store::{ReplayStore, Unavailable};

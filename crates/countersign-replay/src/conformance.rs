//! Finds out whether a store keeps the contract of [`ReplayStore`].
//!
//! In a test of the host, against its own store:
//!
//! ```
//! use countersign_replay::{MemoryStore, conformance};
//!
//! conformance::check(|| MemoryStore::new(10_000)).assert_kept();
//! ```
//!
//! A closure that makes fresh stores is the least; a [`Subject`] can say more, that its stores are bounded or that they
//! survive a restart, and is then held to that. What was not said is listed in the [`Report`] as not claimed.
//!
//! The time that the kit hands in is not that of any clock: a store that reads its own cannot be checked here. A store holds
//! at least 2000 keys.
//!
//! What happens at once is tried, for half a second at most. A store that looks first and remembers afterwards is found if
//! it waits in between, and most of the time if it does not: a report without a breach is no reason to do in two acts what
//! the database can do in one.

mod keys;
mod report;
mod rules;
mod threads;

use crate::ReplayStore;
pub use report::{Breach, Report, Rule};

/// What makes the stores that are checked. Each is empty when it is made, and shares nothing with another.
pub trait Subject {
    /// A store as it is made here.
    type Store: ReplayStore;

    /// A store with room for 2000 keys at the least.
    fn fresh(&mut self) -> Self::Store;

    /// A store with room for this many keys and no more, if stores of this kind have a bound.
    fn bounded(&mut self, capacity: usize) -> Option<Self::Store> {
        let _ = capacity;
        None
    }

    /// The store as it is after the process that had it was ended and started again, if it is meant to survive that.
    ///
    /// Ends the store without a word, as the end of a process would, and opens what it left.
    fn restarted(&mut self, store: Self::Store) -> Option<Self::Store> {
        drop(store);
        None
    }
}

impl<S: ReplayStore, F: FnMut() -> S> Subject for F {
    type Store = S;

    fn fresh(&mut self) -> S {
        self()
    }
}

/// Checks every rule, each on stores of its own.
pub fn check(mut subject: impl Subject) -> Report {
    let mut report = Report::default();
    for rule in Rule::ALL {
        report.enter(rule, rules::run(rule, &mut subject));
    }
    report
}

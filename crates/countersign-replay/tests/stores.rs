//! Both stores keep the contract, and what is theirs alone.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::panic
)]

mod common;

use common::{Disk, NOW, at, key};
use countersign_auth::Claim;
use countersign_grammar::UnixTime;
use countersign_replay::conformance::{self, Rule, Subject};
use countersign_replay::{MemoryStore, ReplayStore, Unavailable};

struct Memory;

impl Subject for Memory {
    type Store = MemoryStore;

    fn fresh(&mut self) -> MemoryStore {
        MemoryStore::new(2000)
    }

    fn bounded(&mut self, capacity: usize) -> Option<MemoryStore> {
        Some(MemoryStore::new(capacity))
    }
}

// = RFC7523-3-12 (test)
// = COUNTERSIGN-UNAVAILABLE-1 (test)
#[test]
fn the_memory_store_keeps_the_contract() {
    let report = conformance::check(Memory);
    report.assert_kept();
    assert_eq!(report.not_claimed(), [Rule::Restart]);
}

// = RFC7523-3-12 (test)
// = COUNTERSIGN-UNAVAILABLE-1 (test)
#[test]
fn the_disk_store_keeps_the_contract_and_survives_a_restart() {
    let report = conformance::check(Disk::new());
    report.assert_kept();
    assert_eq!(report.not_claimed(), []);
    assert_eq!(report.kept(), Rule::ALL);
}

#[test]
fn a_store_is_as_good_behind_a_pointer() {
    let boxed = || -> Box<dyn ReplayStore> { Box::new(MemoryStore::new(2000)) };
    conformance::check(boxed).assert_kept();
    conformance::check(|| std::sync::Arc::new(MemoryStore::new(2000))).assert_kept();
}

/// After a rush no claim does more than its share, and soon nothing is left of it.
#[test]
fn keys_that_are_over_go_in_steps() {
    let store = MemoryStore::new(10_000);
    let disk = Disk::new().open("steps", 10_000);
    for number in 0..200 {
        assert_eq!(store.claim(&key(number), at(10), NOW), Ok(Claim::First));
        assert_eq!(disk.claim(&key(number), at(10), NOW), Ok(Claim::First));
    }
    for (claims, left) in [
        (1, 200 - 64 + 1),
        (2, 200 - 128 + 2),
        (3, 200 - 192 + 3),
        (4, 4),
        (5, 5),
    ] {
        let new = key(1000 + claims);
        assert_eq!(store.claim(&new, at(100), at(10)), Ok(Claim::First));
        assert_eq!(disk.claim(&new, at(100), at(10)), Ok(Claim::First));
        assert_eq!(store.held(), Ok(left), "after {claims} claims");
        assert_eq!(disk.held(), Ok(left as u64), "after {claims} claims");
    }
}

#[test]
fn a_store_without_room_is_unavailable_from_the_start() {
    let disk = Disk::new().open("none", 0);
    for _ in 0..3 {
        assert_eq!(
            MemoryStore::new(0).claim(&key(1), at(10), NOW),
            Err(Unavailable::Full)
        );
        assert_eq!(disk.claim(&key(1), at(10), NOW), Err(Unavailable::Full));
        assert_eq!(
            disk.claim(&key(1), NOW, NOW),
            Ok(Claim::Seen),
            "too late is known without room"
        );
    }
}

#[test]
fn nothing_shows_a_key() {
    let store = MemoryStore::new(10);
    assert_eq!(store.claim(&key(7), UnixTime::MAX, NOW), Ok(Claim::First));
    assert_eq!(format!("{store:?}"), "MemoryStore { capacity: 10, .. }");
    assert_eq!(
        Unavailable::Full.to_string(),
        "the replay store is full of keys that may still count"
    );
    assert_eq!(Unavailable::Failed.to_string(), "the replay store failed");
}

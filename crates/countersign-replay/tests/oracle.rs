//! Any sequence of claims, beside a map that is simple enough to be right.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Disk, at, key};
use countersign_auth::Claim;
use countersign_grammar::UnixTime;
use countersign_replay::{DiskStore, MemoryStore, ReplayStore, Unavailable};
use proptest::collection::vec;
use proptest::prelude::*;

/// A claim: which key, for how long, after how many seconds.
type Act = (usize, u64, u64);

fn acts() -> impl Strategy<Value = Vec<Act>> {
    vec((0..6_usize, 0..20_u64, 0..4_u64), 1..60)
}

#[derive(Default)]
struct Oracle(BTreeMap<usize, UnixTime>);

impl Oracle {
    fn claim(
        &mut self,
        capacity: usize,
        key: usize,
        until: UnixTime,
        now: UnixTime,
    ) -> Result<Claim, Unavailable> {
        self.0.retain(|_, until| *until > now);
        if until <= now || self.0.contains_key(&key) {
            Ok(Claim::Seen)
        } else if self.0.len() >= capacity {
            Err(Unavailable::Full)
        } else {
            self.0.insert(key, until);
            Ok(Claim::First)
        }
    }
}

proptest! {
    #[test]
    fn the_memory_store_answers_as_the_oracle(acts in acts(), capacity in 0..6_usize) {
        let (store, mut oracle, mut second) = (MemoryStore::new(capacity), Oracle::default(), 0);
        for (number, long, later) in acts {
            second += later;
            // Down to ten seconds too late.
            let (until, now) = (at(second + long).saturating_sub(10), at(second));
            let expected = oracle.claim(capacity, number, until, now);
            prop_assert_eq!(store.claim(&key(number), until, now), expected);
            prop_assert!(store.held().expect("a number") <= capacity);
        }
    }

    /// Wherever the clock goes, no claim is first twice.
    #[test]
    fn no_clock_makes_a_used_assertion_new(acts in vec((0..6_usize, 0..20_u64, 0..30_u64), 1..80)) {
        let store = MemoryStore::new(4);
        let mut used = BTreeSet::new();
        for (number, until, now) in acts {
            if store.claim(&key(number), at(until), at(now)) == Ok(Claim::First) {
                prop_assert!(used.insert((number, until)));
            }
        }
    }
}

proptest! {
    // Each claim that is first waits for the disk.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_disk_store_answers_as_the_oracle_over_restarts(
        acts in vec((0..6_usize, 0..20_u64, 0..4_u64, any::<bool>()), 1..40),
        capacity in 0..6_usize,
    ) {
        let folder = Disk::new();
        let open = || -> DiskStore { folder.open("store", capacity as u64) };
        let (mut store, mut oracle, mut second) = (open(), Oracle::default(), 0);
        for (number, long, later, restart) in acts {
            if restart {
                drop(store);
                store = open();
            }
            second += later;
            let (until, now) = (at(second + long).saturating_sub(10), at(second));
            let expected = oracle.claim(capacity, number, until, now);
            prop_assert_eq!(store.claim(&key(number), until, now), expected);
        }
    }

    #[test]
    fn no_clock_and_no_restart_makes_a_used_assertion_new(
        acts in vec((0..6_usize, 0..20_u64, 0..30_u64, any::<bool>()), 1..40),
    ) {
        let folder = Disk::new();
        let mut store = folder.open("store", 4);
        let mut used = BTreeSet::new();
        for (number, until, now, restart) in acts {
            if restart {
                drop(store);
                store = folder.open("store", 4);
            }
            if store.claim(&key(number), at(until), at(now)) == Ok(Claim::First) {
                prop_assert!(used.insert((number, until)));
            }
        }
    }
}

//! Stores that are wrong in one thing, as stores in the world are: the kit finds each.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;

use countersign_auth::{Claim, ReplayKey};
use countersign_grammar::UnixTime;
use countersign_replay::conformance::{self, Report, Rule, Subject};
use countersign_replay::{ReplayStore, Unavailable};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The store is asked first and told afterwards.
    CheckThenSet,
    /// The same without a pause in between.
    CheckThenSetAtOnce,
    /// What is remembered is dropped before its time.
    ForgetsEarly,
    /// A key is dropped in its last second already.
    OneSecondShort,
    /// The key is the `jti` alone.
    JtiAlone,
    /// The key is client and `jti` without the server.
    IgnoresServer,
    /// The parts are put together without their lengths.
    JoinsParts,
    /// The column has 255 octets.
    Truncates,
    /// The column compares without regard to case.
    FoldsCase,
    /// The column drops spaces at the end.
    TrimsSpace,
    /// A claim too late is first if nothing is remembered.
    LateIsFirst,
    /// A claim at the very second is in time.
    LateByOne,
    /// A full store drops the oldest for the newest.
    EvictsWhenFull,
    /// A full store says that it knows every key.
    SeenWhenFull,
    /// A full store says that every key is new.
    FirstWhenFull,
    /// A full store never has room again.
    NeverMakesRoom,
    /// The clock is believed when it goes back.
    BelievesTheClock,
    /// A key that was seen is taken for done with.
    ForgetsWhatIsSeen,
    /// A claim of a known key replaces its time, even by an earlier one.
    ReplacesTheTime,
    /// What is on the disk is not read again.
    ForgetsAtRestart,
    /// What failed counts as new.
    FailureIsFirst,
    /// Nothing is ever answered.
    NeverAnswers,
    /// A claim among others panics.
    Panics,
}

#[derive(Clone)]
struct Faulty {
    fault: Option<Fault>,
    capacity: usize,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    known: BTreeMap<Vec<u8>, UnixTime>,
    latest: u64,
    claims: usize,
}

impl Faulty {
    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// What this store knows a key by.
    fn name(&self, key: &ReplayKey) -> Vec<u8> {
        let whole = key.as_octets().to_vec();
        let Some(fault) = self.fault else { return whole };
        let [issuer, client, jti] = parts(&whole);
        match fault {
            Fault::JtiAlone => jti.to_vec(),
            Fault::IgnoresServer => [&client.len().to_be_bytes(), client, jti].concat(),
            Fault::JoinsParts => [issuer, client, jti].concat(),
            Fault::Truncates => whole.into_iter().take(255).collect(),
            Fault::FoldsCase => whole.to_ascii_lowercase(),
            Fault::TrimsSpace => [&client.len().to_be_bytes(), issuer, client, jti.trim_ascii_end()].concat(),
            _ => whole,
        }
    }
}

fn parts(mut octets: &[u8]) -> [&[u8]; 3] {
    [(); 3].map(|()| {
        let (length, rest) = octets.split_first_chunk::<8>().expect("a length");
        let (part, rest) = rest.split_at(usize::try_from(u64::from_be_bytes(*length)).expect("a length"));
        octets = rest;
        part
    })
}

impl ReplayStore for Faulty {
    fn claim(&self, key: &ReplayKey, until: UnixTime, now: UnixTime) -> Result<Claim, Unavailable> {
        let name = self.name(key);
        let mut kept = self.kept.lock().map_err(|_| Unavailable::Failed)?;
        kept.claims += 1;
        if self.has(Fault::NeverAnswers) {
            return Err(Unavailable::Failed);
        }
        if self.has(Fault::FailureIsFirst) && kept.claims % 5 == 0 {
            return Ok(Claim::First);
        }
        // The threads of the kit have no name; that of the test has one.
        assert!(
            !self.has(Fault::Panics) || thread::current().name().is_some(),
            "a fault"
        );
        let mut now = now.as_secs();
        if !self.has(Fault::BelievesTheClock) {
            now = now.max(kept.latest);
            kept.latest = now;
        }
        let early = match self.fault {
            Some(Fault::ForgetsEarly) => 40,
            Some(Fault::OneSecondShort) => 1,
            _ => 0,
        };
        if !self.has(Fault::NeverMakesRoom) {
            kept.known
                .retain(|_, until| until.as_secs().saturating_sub(early) > now);
        }
        let late = match self.fault {
            Some(Fault::LateIsFirst) => false,
            Some(Fault::LateByOne) => until.as_secs() < now,
            _ => until.as_secs() <= now,
        };
        if late {
            return Ok(Claim::Seen);
        }
        if let Some(known) = kept.known.get_mut(&name) {
            if self.has(Fault::ReplacesTheTime) {
                *known = until;
            }
            if self.has(Fault::ForgetsWhatIsSeen) {
                kept.known.remove(&name);
            }
            return Ok(Claim::Seen);
        }
        if kept.known.len() >= self.capacity {
            match self.fault {
                Some(Fault::EvictsWhenFull) => {
                    kept.known.pop_first();
                }
                Some(Fault::SeenWhenFull) => return Ok(Claim::Seen),
                Some(Fault::FirstWhenFull) => return Ok(Claim::First),
                _ => return Err(Unavailable::Full),
            }
        }
        if self.has(Fault::CheckThenSet) || self.has(Fault::CheckThenSetAtOnce) {
            drop(kept);
            if self.has(Fault::CheckThenSet) {
                thread::yield_now();
            }
            kept = self.kept.lock().map_err(|_| Unavailable::Failed)?;
        }
        kept.known.insert(name, until);
        Ok(Claim::First)
    }
}

struct Stores(Option<Fault>);

impl Stores {
    fn of(&self, capacity: usize) -> Faulty {
        Faulty {
            fault: self.0,
            capacity,
            kept: Arc::default(),
        }
    }
}

impl Subject for Stores {
    type Store = Faulty;

    fn fresh(&mut self) -> Faulty {
        self.of(2000)
    }

    fn bounded(&mut self, capacity: usize) -> Option<Faulty> {
        Some(self.of(capacity))
    }

    fn restarted(&mut self, store: Faulty) -> Option<Faulty> {
        Some(if self.0 == Some(Fault::ForgetsAtRestart) {
            self.fresh()
        } else {
            store
        })
    }
}

fn broken(report: &Report) -> Vec<Rule> {
    report.breaches().iter().map(|breach| breach.rule()).collect()
}

#[test]
fn without_a_fault_nothing_is_found() {
    let report = conformance::check(Stores(None));
    report.assert_kept();
    assert_eq!(report.kept(), Rule::ALL);
    assert_eq!(report.to_string().lines().count(), Rule::ALL.len());
}

#[test]
fn every_fault_is_found_by_the_rule_it_breaks() {
    use Fault::*;
    let faults = [
        (CheckThenSet, Rule::AtOnce),
        (ForgetsEarly, Rule::Remembered),
        (OneSecondShort, Rule::Remembered),
        (JtiAlone, Rule::KeysApart),
        (IgnoresServer, Rule::KeysApart),
        (JoinsParts, Rule::KeysApart),
        (Truncates, Rule::KeysWhole),
        (FoldsCase, Rule::KeysApart),
        (TrimsSpace, Rule::KeysApart),
        (LateIsFirst, Rule::LateIsSeen),
        (LateByOne, Rule::LateIsSeen),
        (EvictsWhenFull, Rule::WhenFull),
        (SeenWhenFull, Rule::WhenFull),
        (FirstWhenFull, Rule::WhenFull),
        (NeverMakesRoom, Rule::WhenFull),
        (BelievesTheClock, Rule::ClockGoesBack),
        (ForgetsWhatIsSeen, Rule::OnceOnly),
        (ReplacesTheTime, Rule::Remembered),
        (ForgetsAtRestart, Rule::Restart),
        (FailureIsFirst, Rule::AtOnce),
        (NeverAnswers, Rule::OnceOnly),
        (Panics, Rule::AtOnce),
    ];
    for (fault, rule) in faults {
        let report = conformance::check(Stores(Some(fault)));
        assert!(broken(&report).contains(&rule), "{fault:?}:\n{report}");
    }
}

/// Where nothing lies between the two acts, it takes luck: a few checks, and not each.
#[test]
fn two_acts_are_told_from_one_also_without_a_pause() {
    let found = (0..40).any(|_| {
        let report = conformance::check(Stores(Some(Fault::CheckThenSetAtOnce)));
        broken(&report).contains(&Rule::AtOnce)
    });
    assert!(found);
}

#[test]
fn a_report_says_what_was_claimed_and_what_came() {
    let report = conformance::check(Stores(Some(Fault::LateIsFirst)));
    assert!(
        report.to_string().contains(
            "BROKEN       a claim that comes too late is seen: a new key at its time: claimed at 1700000000 until \
             1700000000, was First, should be Seen\n"
        ),
        "{report}"
    );
}

#[test]
#[should_panic(expected = "BROKEN       a full store is unavailable to new keys and forgets none")]
fn a_test_of_the_host_ends_with_the_report() {
    conformance::check(Stores(Some(Fault::SeenWhenFull))).assert_kept();
}

//! Claims at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use countersign_auth::Claim;

use super::keys::key;
use super::rules::{NOW, say};
use crate::ReplayStore;

/// A crowd, which a store that waits between its two acts does not survive.
const CROWD: usize = 8;
const CROWDED: usize = 128;

/// Pairs in step, for a store whose two acts follow each other at once: on so many stores, or for half a second.
const STORES: usize = 16;
const PAIRED: usize = 1500;
const LONGEST: Duration = Duration::from_millis(500);
/// Long keys take longer to look up, so that the other waits for a lock and may get it between the two acts.
const LONG: usize = 1000;

pub(super) fn at_once<S: ReplayStore>(mut fresh: impl FnMut() -> S) -> Result<(), String> {
    let barrier = Barrier::new(CROWD);
    together(&fresh(), "crowd ", CROWD, CROWDED, |_, _| {
        barrier.wait();
        true
    })?;
    let (began, name) = (Instant::now(), "pair ".repeat(LONG));
    for _ in 0..STORES {
        let step = InStep::since(began);
        together(&fresh(), &name, 2, PAIRED, |thread, round| {
            step.wait(thread, round)
        })?;
    }
    Ok(())
}

/// All threads claim one key after the other, and wait for each other before each, until they are told to end.
fn together(
    store: &impl ReplayStore,
    name: &str,
    threads: usize,
    rounds: usize,
    wait: impl Fn(usize, usize) -> bool + Sync,
) -> Result<(), String> {
    let until = NOW.saturating_add(80);
    let keys: Vec<_> = (0..rounds)
        .map(|number| key(&format!("{name}{number}")))
        .collect();
    let firsts: Vec<_> = keys.iter().map(|_| AtomicUsize::new(0)).collect();
    let tried = AtomicUsize::new(0);
    let claims = |thread| {
        let mut odd = None;
        for (round, (key, first)) in keys.iter().zip(&firsts).enumerate() {
            if !wait(thread, round) {
                break;
            }
            tried.fetch_max(round.saturating_add(1), Ordering::Relaxed);
            // Whatever becomes of one claim, the others wait for this thread: it goes on.
            match catch_unwind(AssertUnwindSafe(|| store.claim(key, until, NOW))) {
                Ok(Ok(Claim::First)) => {
                    first.fetch_add(1, Ordering::Relaxed);
                }
                Ok(Ok(Claim::Seen)) => {}
                Ok(Err(unavailable)) => odd = Some(say(Err(unavailable))),
                Err(_) => odd = Some("panicked".to_owned()),
            }
        }
        odd
    };
    let claims = &claims;
    let odd = thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || claims(thread)))
            .collect();
        let mut ends = started.into_iter().map(thread::ScopedJoinHandle::join);
        ends.find_map(|end| end.unwrap_or_else(|_| Some("ended its thread".to_owned())))
    });
    if let Some(odd) = odd {
        return Err(format!("a claim among others {odd}"));
    }
    for (number, first) in firsts.iter().enumerate().take(tried.into_inner()) {
        let first = first.load(Ordering::Relaxed);
        if first != 1 {
            return Err(format!(
                "key {number}, claimed by {threads} threads at once, was First {first} times, should be once"
            ));
        }
    }
    Ok(())
}

/// Two threads that wait for each other without sleeping, so that they go on within the time of a few instructions.
struct InStep {
    began: Instant,
    arrived: AtomicUsize,
    over: AtomicBool,
}

impl InStep {
    const fn since(began: Instant) -> Self {
        Self {
            began,
            arrived: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        }
    }

    /// Whether there is another round: for both threads, or for none.
    fn wait(&self, thread: usize, round: usize) -> bool {
        if thread == 0 && self.began.elapsed() > LONGEST {
            self.over.store(true, Ordering::SeqCst);
            return false;
        }
        self.arrived.fetch_add(1, Ordering::SeqCst);
        let both = round.saturating_add(1).saturating_mul(2);
        let have_arrived = || self.arrived.load(Ordering::SeqCst) >= both;
        let mut turns = 0_u8;
        while !have_arrived() {
            if self.over.load(Ordering::SeqCst) {
                // It is over after a round that the other has begun.
                return have_arrived();
            }
            turns = turns.wrapping_add(1);
            if turns == 0 {
                thread::yield_now();
            } else {
                std::hint::spin_loop();
            }
        }
        // One is later by a little more from round to round, because the time between two acts has to be met.
        for _ in 0..round.saturating_mul(thread) % 64 {
            std::hint::spin_loop();
        }
        true
    }
}

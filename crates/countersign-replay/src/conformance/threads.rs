//! Claims at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use countersign_auth::Claim;

use super::keys::key;
use super::rules::{NOW, say};
use crate::ReplayStore;

const THREADS: usize = 8;
const KEYS: usize = 128;

/// All threads claim one key after the other, and wait for each other before each.
pub(super) fn at_once(store: &impl ReplayStore) -> Result<(), String> {
    let until = NOW.saturating_add(80);
    let keys: Vec<_> = (0..KEYS).map(|number| key(&format!("number {number}"))).collect();
    let firsts: Vec<_> = keys.iter().map(|_| AtomicUsize::new(0)).collect();
    let barrier = Barrier::new(THREADS);
    let claims = || {
        let mut odd = None;
        for (key, first) in keys.iter().zip(&firsts) {
            barrier.wait();
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
    let odd = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(claims)).collect();
        let mut ends = threads.into_iter().map(thread::ScopedJoinHandle::join);
        ends.find_map(|end| end.unwrap_or_else(|_| Some("ended its thread".to_owned())))
    });
    if let Some(odd) = odd {
        return Err(format!("a claim among others {odd}"));
    }
    for (number, first) in firsts.iter().enumerate() {
        let first = first.load(Ordering::Relaxed);
        if first != 1 {
            return Err(format!(
                "key {number}, claimed by {THREADS} threads at once, was First {first} times, should be once"
            ));
        }
    }
    Ok(())
}

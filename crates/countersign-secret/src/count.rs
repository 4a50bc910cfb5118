//! How many blocks of SHA-256 this crate has compressed in this process: for tests of the work that a request takes.

use core::sync::atomic::{AtomicUsize, Ordering};

static BLOCKS: AtomicUsize = AtomicUsize::new(0);

/// The blocks so far, those of all threads.
#[must_use]
pub fn blocks() -> usize {
    BLOCKS.load(Ordering::Relaxed)
}

pub(crate) fn note(blocks: usize) {
    BLOCKS.fetch_add(blocks, Ordering::Relaxed);
}

//! A global allocator that counts, for each thread, what is asked of it.
//!
//! Counting is two additions to a thread-local cell, so that it does not weigh on those who allocate much: a counter
//! shared between threads would cost a peer with 140 allocations more than the allocations themselves.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What was asked of the allocator; a reallocation counts as an allocation of its new size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allocations {
    /// How often.
    pub count: u64,
    /// How many bytes in all.
    pub bytes: u64,
}

/// What `run` asks of the allocator, on this thread.
pub fn allocations_of(run: impl FnOnce()) -> Allocations {
    let before = ASKED.with(Cell::get);
    run();
    let after = ASKED.with(Cell::get);
    Allocations {
        count: after.count - before.count,
        bytes: after.bytes - before.bytes,
    }
}

thread_local! {
    static ASKED: Cell<Allocations> = const { Cell::new(Allocations { count: 0, bytes: 0 }) };
}

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

fn note(size: usize) {
    // The cell is gone while its thread ends; what is allocated then is nobody's to count.
    let _ = ASKED.try_with(|asked| {
        let Allocations { count, bytes } = asked.get();
        asked.set(Allocations {
            count: count + 1,
            bytes: bytes + size as u64,
        });
    });
}

#[expect(
    unsafe_code,
    reason = "a global allocator is an unsafe trait; each method hands its arguments on as they are"
)]
// SAFETY: every method upholds what `System` upholds, because it calls `System` with what it was given.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller keeps the contract of this method, which is that of `System::alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(size);
        // SAFETY: as above; the block is one of `System`, for all blocks are.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

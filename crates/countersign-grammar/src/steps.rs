//! A count of the octets that a parser of header fields looks at, so that a test can hold the count against the length.
//! Outside of the tests of this crate it is nothing.

#[cfg(not(test))]
#[inline(always)]
pub(crate) const fn add(_: usize) {}

#[cfg(test)]
pub(crate) use counted::{add, of};

#[cfg(test)]
mod counted {
    use core::cell::Cell;

    std::thread_local! {
        static STEPS: Cell<usize> = const { Cell::new(0) };
    }

    /// Counts so many octets.
    pub(crate) fn add(octets: usize) {
        STEPS.with(|steps| steps.set(steps.get().saturating_add(octets)));
    }

    /// How many octets this work looks at, and what it yields.
    pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (usize, T) {
        STEPS.with(|steps| steps.set(0));
        let value = work();
        (STEPS.with(Cell::get), value)
    }
}

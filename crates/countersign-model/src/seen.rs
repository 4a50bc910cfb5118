//! The states that were met, each once and in order: exact, not by fingerprint.

use std::hash::{BuildHasher, Hash, RandomState};

/// A set that numbers its members in the order in which they came.
///
/// States are kept once, in one vector; the table beside it holds their numbers, so that a search with millions of
/// states fits into memory. Two states count as the same only if they are equal.
#[derive(Debug)]
pub(crate) struct Seen<S> {
    states: Vec<S>,
    /// One more than the number of a state, or zero; open addressing, a power of two, at most half full.
    table: Vec<u32>,
    hasher: RandomState,
}

impl<S: Eq + Hash> Seen<S> {
    pub(crate) fn new() -> Self {
        Self {
            states: Vec::new(),
            table: vec![0; 1024],
            hasher: RandomState::new(),
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.states.len()
    }

    pub(crate) fn state(&self, number: usize) -> Option<&S> {
        self.states.get(number)
    }

    /// Takes a state in and returns its number, or nothing if it was there.
    pub(crate) fn insert(&mut self, state: S) -> Option<usize> {
        let slot = self.slot_of(&state)?;
        let number = self.states.len();
        let mark = u32::try_from(number).ok()?.checked_add(1)?;
        *self.table.get_mut(slot)? = mark;
        self.states.push(state);
        if self.states.len().saturating_mul(2) > self.table.len() {
            self.grow();
        }
        Some(number)
    }

    /// The free slot for a state, or nothing if it is there.
    fn slot_of(&self, state: &S) -> Option<usize> {
        let mut slot = self.first_slot(state);
        loop {
            match self.table.get(slot).copied() {
                None | Some(0) => return Some(slot),
                Some(mark) => {
                    let number = usize::try_from(mark).ok()?.checked_sub(1)?;
                    if self.states.get(number)? == state {
                        return None;
                    }
                }
            }
            slot = slot.wrapping_add(1) & self.mask();
        }
    }

    fn first_slot(&self, state: &S) -> usize {
        // The lower bits are as good as any, so that cutting the hash on a small machine does no harm.
        let [.., a, b, c, d] = self.hasher.hash_one(state).to_be_bytes();
        usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(0) & self.mask()
    }

    const fn mask(&self) -> usize {
        self.table.len().wrapping_sub(1)
    }

    fn grow(&mut self) {
        self.table = vec![0; self.table.len().saturating_mul(4)];
        for (number, state) in (1_u32..).zip(&self.states) {
            let mut slot = self.first_slot(state);
            while self.table.get(slot).is_some_and(|mark| *mark != 0) {
                slot = slot.wrapping_add(1) & self.mask();
            }
            if let Some(place) = self.table.get_mut(slot) {
                *place = number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn each_state_is_taken_once_and_keeps_its_number() {
        let mut seen = Seen::new();
        for value in (0..20_000_u32).chain(0..20_000).rev() {
            let expected = value;
            let number = seen.insert(expected);
            if let Some(number) = number {
                assert_eq!(seen.state(number), Some(&value));
            }
        }
        assert_eq!(seen.len(), 20_000);
        assert!((0..20_000).all(|value| seen.insert(value).is_none()));
    }
}

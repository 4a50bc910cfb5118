use alloc::borrow::Cow;
use alloc::collections::BTreeSet;

use super::text::Text;

/// Names kept without allocating, if they hold no escape.
const INLINE: usize = 32;

/// The names of all objects that are open, innermost last: the memory that duplicate detection needs.
///
/// A name is compared with those of its own object that are kept here, where a key of 32 bits makes most comparisons
/// one instruction; the others are in a tree, so that the work does not grow with the square of their number.
pub(super) struct Names<'a> {
    keys: [u32; INLINE],
    inline: [&'a str; INLINE],
    len: usize,
    /// Names with an escape, decoded once so that a comparison is never more than one of octets, and names for which
    /// there is no place above; each with the mark of its object, which no other open object has.
    spilled: BTreeSet<(Mark, Cow<'a, str>)>,
}

/// Where the names of an object begin. An object inside another begins behind the name of the member that holds it, so
/// its mark is the greater one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    inline: usize,
    spilled: usize,
}

impl<'a> Names<'a> {
    pub(super) const fn new() -> Self {
        Self {
            keys: [0; INLINE],
            inline: [""; INLINE],
            len: 0,
            spilled: BTreeSet::new(),
        }
    }

    /// The place where the names of an object that opens now begin.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            inline: self.len,
            spilled: self.spilled.len(),
        }
    }

    /// How many names are held since `mark`.
    pub(super) fn since(&self, mark: Mark) -> usize {
        let inline = self.len.saturating_sub(mark.inline);
        inline.saturating_add(self.spilled.len().saturating_sub(mark.spilled))
    }

    /// Forgets the names of an object that closes.
    pub(super) fn release(&mut self, mark: Mark) {
        self.len = mark.inline;
        while self.spilled.last().is_some_and(|(other, _)| *other >= mark) {
            self.spilled.pop_last();
        }
    }

    /// Adds a name to the innermost object, whose names begin at `mark`; `false` if it has that name already.
    // = RFC7493-2.3-1
    // = RFC8259-8.3-1
    pub(super) fn insert(&mut self, mark: Mark, name: Text<'a>) -> bool {
        let name = name.decode();
        let key = key(name.as_bytes());
        if self.holds(mark, key, &name) {
            return false;
        }
        match (name, self.keys.get_mut(self.len), self.inline.get_mut(self.len)) {
            (Cow::Borrowed(name), Some(key_slot), Some(slot)) => {
                (*key_slot, *slot) = (key, name);
                self.len = self.len.saturating_add(1);
            }
            (name, ..) => {
                self.spilled.insert((mark, name));
            }
        }
        true
    }

    fn holds(&self, mark: Mark, key: u32, name: &str) -> bool {
        let held = mark.inline..self.len;
        let keys = self.keys.get(held.clone()).unwrap_or_default();
        let names = self.inline.get(held).unwrap_or_default();
        keys.iter()
            .zip(names)
            .any(|(other_key, other)| *other_key == key && *other == name)
            || self.spilled.contains(&(mark, Cow::Borrowed(name)))
    }
}

/// Equal names have equal keys: the length and three of the octets. Somebody can choose names whose keys are all
/// equal; then they are compared in full, within the bound on their number.
fn key(name: &[u8]) -> u32 {
    let at = |place: usize| name.get(place).copied().unwrap_or_default();
    let [length, ..] = name.len().to_le_bytes();
    u32::from_le_bytes([
        length,
        at(0),
        at(name.len() >> 1),
        at(name.len().saturating_sub(1)),
    ])
}

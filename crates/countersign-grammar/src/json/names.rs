use alloc::vec::Vec;

use super::text::Text;

/// Names kept without allocating; more go to a `Vec`.
const INLINE: usize = 32;

/// The names of all objects that are open, innermost last: the memory that duplicate detection needs.
///
/// Each name is compared with the names of its own object. There are at most [`Limits::parameters`] of those,
/// which is what keeps the comparison linear in the input; a key of 32 bits makes most of them one instruction.
///
/// [`Limits::parameters`]: crate::Limits::parameters
pub(super) struct Names<'a> {
    keys: [u32; INLINE],
    inline: [&'a str; INLINE],
    spill: Vec<(u32, &'a str)>,
    len: usize,
}

impl<'a> Names<'a> {
    pub(super) const fn new() -> Self {
        Self {
            keys: [0; INLINE],
            inline: [""; INLINE],
            spill: Vec::new(),
            len: 0,
        }
    }

    /// How many names are held: the place where the names of an object that opens now begin.
    pub(super) const fn mark(&self) -> usize {
        self.len
    }

    /// Forgets the names of an object that closes.
    pub(super) fn release(&mut self, mark: usize) {
        self.len = mark;
        self.spill.truncate(mark.saturating_sub(INLINE));
    }

    /// Adds a name to the innermost object, whose names begin at `mark`; `false` if it has that name already.
    // = RFC7493-2.3-1
    // = RFC8259-8.3-1
    pub(super) fn insert(&mut self, mark: usize, name: Text<'a>) -> bool {
        let key = key(name);
        if self.holds(mark, key, name) {
            return false;
        }
        match (self.keys.get_mut(self.len), self.inline.get_mut(self.len)) {
            (Some(key_slot), Some(slot)) => (*key_slot, *slot) = (key, name.raw()),
            _ => self.spill.push((key, name.raw())),
        }
        self.len = self.len.saturating_add(1);
        true
    }

    fn holds(&self, mark: usize, key: u32, name: Text<'_>) -> bool {
        let held = mark..self.len.min(INLINE);
        let keys = self.keys.get(held.clone()).unwrap_or_default();
        let names = self.inline.get(held).unwrap_or_default();
        let spilled = self.spill.get(mark.saturating_sub(INLINE)..).unwrap_or_default();
        let inline = keys.iter().zip(names);
        inline
            .chain(spilled.iter().map(|(key, name)| (key, name)))
            .any(|(other_key, other)| {
                (*other_key == key || *other_key == ESCAPED || key == ESCAPED)
                    && same(Text::checked(other, *other_key == ESCAPED), name)
            })
    }
}

fn same(left: Text<'_>, right: Text<'_>) -> bool {
    if right.is_escaped() {
        left.chars().eq(right.chars())
    } else {
        left.eq_str(right.raw())
    }
}

/// The key of a name with an escape in it, which may equal any other.
const ESCAPED: u32 = u32::MAX;

/// Two names without an escape that are equal have equal keys: the length and three of the octets. Somebody can choose
/// names whose keys are all equal; then they are compared in full, within the bound on their number.
fn key(name: Text<'_>) -> u32 {
    if name.is_escaped() {
        return ESCAPED;
    }
    let octets = name.raw().as_bytes();
    let at = |place: usize| octets.get(place).copied().unwrap_or_default();
    // UTF-8 has no octet FF, so this is never `ESCAPED`.
    u32::from_le_bytes([
        octets.len().to_le_bytes().first().copied().unwrap_or_default(),
        at(0),
        at(octets.len() >> 1),
        at(octets.len().saturating_sub(1)),
    ])
}

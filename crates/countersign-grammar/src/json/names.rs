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
    inline: [Text<'a>; INLINE],
    spill: Vec<(u32, Text<'a>)>,
    len: usize,
}

impl<'a> Names<'a> {
    pub(super) const fn new() -> Self {
        Self {
            keys: [0; INLINE],
            inline: [Text::checked("", false); INLINE],
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
        let inline = self.keys.iter().copied().zip(self.inline.iter().copied());
        let held = inline.chain(self.spill.iter().copied()).take(self.len).skip(mark);
        for (other_key, other) in held {
            if other_key == key && same(other, name) {
                return false;
            }
        }
        match (self.keys.get_mut(self.len), self.inline.get_mut(self.len)) {
            (Some(key_slot), Some(slot)) => (*key_slot, *slot) = (key, name),
            _ => self.spill.push((key, name)),
        }
        self.len = self.len.saturating_add(1);
        true
    }
}

fn same(left: Text<'_>, right: Text<'_>) -> bool {
    match (left.is_escaped(), right.is_escaped()) {
        (_, false) => left.eq_str(right.raw()),
        (false, true) => right.eq_str(left.raw()),
        (true, true) => left.chars().eq(right.chars()),
    }
}

/// Equal names have equal keys. Somebody can choose names whose keys collide; then they are compared in full.
fn key(name: Text<'_>) -> u32 {
    let mut key = 0_u32;
    let mut add = |octet: u8| key = (key.rotate_left(5) ^ u32::from(octet)).wrapping_mul(0x9E37_79B9);
    if name.is_escaped() {
        for char in name.chars() {
            char.encode_utf8(&mut [0; 4]).bytes().for_each(&mut add);
        }
    } else {
        name.raw().bytes().for_each(&mut add);
    }
    key
}

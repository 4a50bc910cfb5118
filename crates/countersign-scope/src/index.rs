use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use crate::ScopeSet;
use crate::scan::{self, Key};

/// An immutable hash index over the tokens of a set: open addressing, at most half full.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    slots: Box<[u16]>,
    entries: Box<[Entry]>,
    longest: usize,
}

/// A registered token: its first 16 octets inline, so that a short name is compared in registers.
#[derive(Debug, Clone, Copy)]
struct Entry {
    first: u64,
    second: u64,
    start: u32,
    len: u32,
}

/// No entry has this number: there are fewer.
const FREE: u16 = u16::MAX;

/// Octets of a token that its two key words hold.
const IN_KEY: usize = 16;

impl Index {
    /// `None` if the set is too large: more than 65,534 tokens or 4 GiB.
    pub(crate) fn new(set: &ScopeSet) -> Option<Self> {
        let count = set.len();
        if count >= usize::from(FREE) {
            return None;
        }
        let mut slots = vec![FREE; count.saturating_mul(2).next_power_of_two()].into_boxed_slice();
        let mut entries = Vec::with_capacity(count);
        let mut start = 0_u32;
        let mut longest = 0;
        for (number, token) in (0_u16..).zip(set.strs()) {
            let key = scan::key(token).1;
            longest = longest.max(token.len());
            let len = u32::try_from(token.len()).ok()?;
            entries.push(Entry {
                first: key.first,
                second: key.second,
                start,
                len,
            });
            start = start.checked_add(len)?.checked_add(1)?;
            let free = probe(&slots, key).find(|slot| slots.get(*slot) == Some(&FREE))?;
            *slots.get_mut(free)? = number;
        }
        Some(Self {
            slots,
            entries: entries.into_boxed_slice(),
            longest,
        })
    }

    pub(crate) const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the set holds this text; a text that is no token is in no set.
    pub(crate) fn contains(&self, set: &ScopeSet, text: &str) -> bool {
        if text.len() > self.longest {
            return false;
        }
        let (len, key) = scan::key(text);
        len == text.len() && self.find(set, key, text.as_bytes()).is_some()
    }

    /// The number of the token with this key, length and, beyond the key, this text.
    #[inline(always)]
    pub(crate) fn find(&self, set: &ScopeSet, key: Key, token: &[u8]) -> Option<u16> {
        for slot in probe(&self.slots, key) {
            let number = *self.slots.get(slot)?;
            let entry = self.entries.get(usize::from(number))?;
            if entry.first == key.first
                && entry.second == key.second
                && usize::try_from(entry.len) == Ok(token.len())
                && (token.len() <= IN_KEY || entry.text(set).is_some_and(|text| text.as_bytes() == token))
            {
                return Some(number);
            }
        }
        None
    }

    /// Copies the token of this number to the beginning of `memory`, and says how long it is; none if there is not room
    /// enough. There is nothing to copy under a number that no token has.
    #[inline(always)]
    pub(crate) fn copy(&self, set: &ScopeSet, number: u16, memory: &mut [u8]) -> Option<usize> {
        let Some(entry) = self.entries.get(usize::from(number)) else {
            return Some(0);
        };
        let len = usize::try_from(entry.len).ok()?;
        // All of it and what is too much, of one length that is known to the compiler: no call copies it.
        if len <= IN_KEY
            && let Some(place) = memory.first_chunk_mut::<IN_KEY>()
        {
            place.copy_from_slice([entry.first, entry.second].map(u64::to_le_bytes).as_flattened());
            return Some(len);
        }
        let text = entry.text(set).unwrap_or_default().as_bytes();
        memory.get_mut(..text.len())?.copy_from_slice(text);
        Some(text.len())
    }

    /// The token of this number.
    pub(crate) fn token<'s>(&self, set: &'s ScopeSet, number: u16) -> Option<&'s str> {
        self.entries.get(usize::from(number))?.text(set)
    }
}

impl Entry {
    fn text(self, set: &ScopeSet) -> Option<&str> {
        let start = usize::try_from(self.start).ok()?;
        let len = usize::try_from(self.len).ok()?;
        set.as_str().get(start..start.checked_add(len)?)
    }
}

/// The slots to look at for a key, each once.
#[inline]
fn probe(slots: &[u16], key: Key) -> impl Iterator<Item = usize> + use<> {
    let mask = slots.len().wrapping_sub(1);
    let start = usize::try_from(key.hash & 0xFFFF_FFFF).unwrap_or(0);
    (0..slots.len()).map(move |step| start.wrapping_add(step) & mask)
}

#[cfg(test)]
mod tests;

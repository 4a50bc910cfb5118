//! What an octet means in a form, and the search for the next one that means something.

use crate::chars;

/// What an octet means in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// It stands for itself.
    None,
    And,
    Equals,
    Percent,
    Plus,
    /// No form may hold it.
    Foreign,
}

#[expect(
    clippy::indexing_slicing,
    reason = "a table of 256 entries has one for each octet"
)]
#[inline]
pub(super) fn of(octet: u8) -> Mark {
    static MARKS: [Mark; 256] = table();
    MARKS[usize::from(octet)]
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, a table of 256 has one entry per octet"
)]
#[expect(
    clippy::as_conversions,
    reason = "usize::from is no const fn, and a u8 always fits"
)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler, bounded by the loop condition"
)]
const fn table() -> [Mark; 256] {
    let mut table = [Mark::Foreign; 256];
    let mut octet = 0;
    while octet < 0x7F {
        if chars::is_vchar(octet) {
            table[octet as usize] = Mark::None;
        }
        octet += 1;
    }
    table[b'&' as usize] = Mark::And;
    table[b'=' as usize] = Mark::Equals;
    table[b'%' as usize] = Mark::Percent;
    table[b'+' as usize] = Mark::Plus;
    table
}

/// The octets of a body that mean something, one after the other, and its end.
///
/// A field has about ten octets, too few to earn back what the start of a library search costs. Eight at a time are
/// asked whether they are all of `%x30-3C / %x3E-7E`, which takes ten instructions and is true of nearly all text;
/// what is outside, such as `-` and `.`, is then looked up.
#[derive(Clone)]
pub(super) struct Marks {
    /// Where the current word begins.
    base: usize,
    /// Its octets that have to be looked up.
    left: u64,
}

impl Marks {
    /// Those from this octet of a body on.
    #[inline]
    pub(super) const fn from(at: usize) -> Self {
        Self {
            base: at.wrapping_sub(8),
            left: 0,
        }
    }

    /// The next one and where it stands; at the end of the body [`Mark::None`].
    #[inline(always)]
    pub(super) fn next(&mut self, body: &[u8]) -> (usize, Mark) {
        loop {
            while self.left == 0 {
                self.base = self.base.wrapping_add(8);
                self.left = outside(word(body, self.base));
            }
            let at = self.base.wrapping_add(lane(self.left));
            self.left &= self.left.wrapping_sub(1);
            match body.get(at).map(|octet| of(*octet)) {
                None => return (body.len(), Mark::None),
                Some(Mark::None) => {}
                Some(mark) => return (at, mark),
            }
        }
    }
}

/// The eight octets at `at`, the first lowest; beyond the end stand zeros, which are outside every text.
#[inline]
fn word(body: &[u8], at: usize) -> u64 {
    let rest = body.get(at..).unwrap_or_default();
    match rest.first_chunk::<8>() {
        Some(octets) => u64::from_le_bytes(*octets),
        None => last_word(body, rest),
    }
}

/// The last word of the body, without what stands before the fewer than eight octets of `rest`.
#[inline]
fn last_word(body: &[u8], rest: &[u8]) -> u64 {
    let Some(octets) = body.last_chunk::<8>() else {
        return rest
            .iter()
            .rev()
            .fold(0, |word, octet| word << 8 | u64::from(*octet));
    };
    let before = u32::try_from(rest.len()).map_or(0, |len| 64_u32.saturating_sub(len.wrapping_mul(8)));
    u64::from_le_bytes(*octets).checked_shr(before).unwrap_or(0)
}

/// The high bit of each octet outside `%x30-3C / %x3E-7E`, and now and then of one inside: a term borrows or carries
/// out of an octet that it rightly marks, into the one above, which it may mark then but never unmark.
#[inline]
const fn outside(word: u64) -> u64 {
    let low = word.wrapping_sub(all(b'0')) & !word;
    let equals = word ^ all(b'=');
    let equals = equals.wrapping_sub(all(1)) & !equals;
    let high = word | word.wrapping_add(all(1));
    (low | equals | high) & all(0x80)
}

/// Every octet of a word set to this one.
const fn all(octet: u8) -> u64 {
    u64::from_ne_bytes([octet; 8])
}

/// How many octets stand below the lowest mark.
#[inline]
fn lane(marks: u64) -> usize {
    usize::try_from(marks.trailing_zeros() >> 3).unwrap_or_default()
}

#[cfg(test)]
mod tests;

//! What an octet means in a form, and the search for the next one that means something.

use crate::chars;

/// What an octet means in a form.
#[derive(Clone, Copy, PartialEq, Eq)]
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

/// How many octets from `from` on stand for themselves before the first that does not.
///
/// A field has about ten octets, too few to earn back what the start of a library search costs. Eight at a time are
/// asked whether they are all of `%x30-3C / %x3E-7E`, which takes ten instructions and is true of nearly all text;
/// what is outside, such as `-` and `.`, is then looked up.
#[inline]
pub(super) fn plain_len(body: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let found = outside(word(body, at));
        if found == 0 {
            at = at.wrapping_add(8);
            continue;
        }
        at = at.wrapping_add(lane(found));
        match body.get(at) {
            Some(octet) if of(*octet) == Mark::None => at = at.wrapping_add(1),
            _ => return at.wrapping_sub(from),
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

/// The high bit of each octet outside `%x30-3C / %x3E-7E`, exact up to and including the lowest one that is set: a
/// term borrows or carries only out of an octet that it rightly marks.
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
mod tests {
    use std::vec::Vec;

    use super::{Mark, of, plain_len};

    fn by_octets(body: &[u8], from: usize) -> usize {
        body.iter()
            .skip(from)
            .take_while(|octet| of(**octet) == Mark::None)
            .count()
    }

    /// Every octet at every place of every short text, before every octet that means something or nearly does.
    #[test]
    fn the_search_agrees_with_the_table() {
        let after = *b"x&=%+-./0<>?@~\x00\x20\x21\x2F\x7F\x80\xAF\xB0\xBD\xFE\xFF";
        for len in 0..=20 {
            for place in 0..len {
                for octet in 0..=u8::MAX {
                    for next in after {
                        let mut text: Vec<u8> = [b'x'].repeat(len);
                        text[place] = octet;
                        if let Some(slot) = text.get_mut(place + 1) {
                            *slot = next;
                        }
                        for from in [0, place, place + 1, len] {
                            assert_eq!(
                                plain_len(&text, from),
                                by_octets(&text, from),
                                "{text:02x?} from {from}"
                            );
                        }
                    }
                }
            }
        }
        assert_eq!(plain_len(b"", 0), 0);
        assert_eq!(plain_len(b"abcdefgh", 9), 0);
    }
}

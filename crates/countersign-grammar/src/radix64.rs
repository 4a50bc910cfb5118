//! The strict decoder behind both alphabets of RFC 4648.
//!
//! Written here rather than taken from a library because a request decodes one short text: a loop over whole groups
//! with one check at its end costs half of a general engine's call, and it knows the offset of the first offence.

use crate::{SyntaxError, SyntaxErrorKind};

/// What each octet means at each of the four places of a group: its six bits where they belong in the three octets
/// of the group, the first octet lowest; [`NONE`] outside the alphabet.
pub(crate) type Values = [[u32; 256]; 4];

/// The upper octet is zero in every other value, and so in every group that is well-formed.
const NONE: u32 = u32::MAX;

/// The tables of an alphabet whose 62nd and 63rd characters are these. Evaluated at compile time.
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
    reason = "evaluated by the compiler, which refuses an overflow"
)]
pub(crate) const fn values(character_62: u8, character_63: u8) -> Values {
    let mut tables = [[NONE; 256]; 4];
    let mut value: u8 = 0;
    while value < 64 {
        let character = match value {
            0..26 => b'A' + value,
            26..52 => b'a' + (value - 26),
            52..62 => b'0' + (value - 52),
            62 => character_62,
            _ => character_63,
        };
        let mut place = 0;
        while place < 4 {
            let bits = (value as u32) << (18 - 6 * place);
            // Three octets in network order, turned round.
            tables[place][character as usize] = bits.swap_bytes() >> 8;
            place += 1;
        }
        value += 1;
    }
    tables
}

/// How many octets `characters` characters without padding stand for.
pub(crate) const fn decoded_len(characters: usize) -> usize {
    // Six bits each, rounded down; halved first so that the product stays in range.
    (characters / 4)
        .saturating_mul(3)
        .saturating_add((characters % 4).saturating_mul(3) / 4)
}

/// Decodes `text`, which has no padding, to the beginning of `out` and returns the number of octets.
///
/// Errors in this order: `TooLong` at the character whose octet has no room, `BadBase64` at the first foreign
/// character, `UnexpectedEnd` where a lone last character needs a second one, `BadBase64TrailingBits` at the last
/// character.
#[inline]
pub(crate) fn decode(values: &Values, text: &[u8], out: &mut [u8]) -> Result<usize, SyntaxError> {
    let len = decoded_len(text.len());
    let room = out.len();
    let Some(out) = out.get_mut(..len) else {
        return Err(SyntaxError::new(SyntaxErrorKind::TooLong, character_of(room)));
    };
    let (blocks, rest) = text.as_chunks::<16>();
    let (places, last) = out.as_chunks_mut::<12>();
    let mut seen = 0;
    for (block, place) in blocks.iter().zip(places) {
        let [a, b, c, d] = [0, 4, 8, 12].map(|at| group(values, block, at));
        seen |= a | b | c | d;
        // 96 bits in two stores.
        let low = u64::from(a) | u64::from(b) << 24 | u64::from(c) << 48;
        let high = c >> 16 | d << 8;
        if let (Some(first), Some(last)) = place
            .split_at_mut_checked(8)
            .map_or((None, None), |(first, last)| {
                (first.first_chunk_mut::<8>(), last.first_chunk_mut::<4>())
            })
        {
            *first = low.to_le_bytes();
            *last = high.to_le_bytes();
        }
    }
    let (groups, tail) = rest.as_chunks::<4>();
    let (triples, last) = last.as_chunks_mut::<3>();
    for (characters, triple) in groups.iter().zip(triples) {
        let octets = group(values, characters, 0);
        seen |= octets;
        let [x, y, z, _] = octets.to_le_bytes();
        *triple = [x, y, z];
    }
    let octets = tail
        .iter()
        .zip(values)
        .fold(0, |octets, (character, table)| octets | value(table, *character));
    seen |= octets;
    let [x, y, z, _] = octets.to_le_bytes();
    for (slot, octet) in last.iter_mut().zip([x, y]) {
        *slot = octet;
    }
    // What did not become an octet must be zero (RFC 4648 section 3.5).
    let surplus = match tail.len() {
        2 => y,
        3 => z,
        _ => 0,
    };
    if seen >> 24 != 0 || tail.len() == 1 || surplus != 0 {
        return Err(offence(values, text));
    }
    Ok(len)
}

/// The character that holds the first bits of the octet at this index of the decoded text.
pub(crate) const fn character_of(octet: usize) -> usize {
    octet.saturating_add(octet / 3)
}

/// The three octets of the four characters from `at` on, the first octet lowest.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "inlined where length and place are constants"
)]
#[inline(always)]
fn group<const N: usize>([a, b, c, d]: &Values, text: &[u8; N], at: usize) -> u32 {
    value(a, text[at]) | value(b, text[at + 1]) | value(c, text[at + 2]) | value(d, text[at + 3])
}

#[expect(
    clippy::indexing_slicing,
    reason = "a table of 256 entries has one for each octet"
)]
#[inline]
fn value(table: &[u32; 256], octet: u8) -> u32 {
    table[usize::from(octet)]
}

// = RFC4648-3.3-1
// = RFC4648-3.5-2
#[cold]
fn offence([table, ..]: &Values, text: &[u8]) -> SyntaxError {
    if let Some(at) = text.iter().position(|octet| value(table, *octet) == NONE) {
        return SyntaxError::new(SyntaxErrorKind::BadBase64, at);
    }
    if text.len() % 4 == 1 {
        return SyntaxError::new(SyntaxErrorKind::UnexpectedEnd, text.len());
    }
    SyntaxError::new(
        SyntaxErrorKind::BadBase64TrailingBits,
        text.len().saturating_sub(1),
    )
}

//! The strict decoder behind both alphabets of RFC 4648.
//!
//! Written here rather than taken from a library because a request decodes one short text: a loop over whole groups
//! with one check at its end costs half of a general engine's call, and it knows the offset of the first offence.

use crate::{SyntaxError, SyntaxErrorKind};

/// The value of each octet, [`NONE`] outside the alphabet.
pub(crate) type Values = [u8; 256];

const NONE: u8 = 0xFF;

/// The table of an alphabet whose 62nd and 63rd characters are these. Evaluated at compile time.
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
    let mut table = [NONE; 256];
    let mut offset = 0;
    while offset < 26 {
        table[(b'A' + offset) as usize] = offset;
        table[(b'a' + offset) as usize] = 26 + offset;
        offset += 1;
    }
    let mut digit = 0;
    while digit < 10 {
        table[(b'0' + digit) as usize] = 52 + digit;
        digit += 1;
    }
    table[character_62 as usize] = 62;
    table[character_63 as usize] = 63;
    table
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
    let (groups, tail) = text.as_chunks::<4>();
    let (triples, last) = out.as_chunks_mut::<3>();
    let mut seen = 0;
    for (group, triple) in groups.iter().zip(triples) {
        let [a, b, c, d] = group.map(|octet| value(values, octet));
        seen |= a | b | c | d;
        let [_, x, y, z] = join(a, b, c, d);
        *triple = [x, y, z];
    }
    let [a, b, c] = match *tail {
        [] => [0, 0, 0],
        [a] => [value(values, a), 0, 0],
        [a, b] => [value(values, a), value(values, b), 0],
        [a, b, c, ..] => [value(values, a), value(values, b), value(values, c)],
    };
    seen |= a | b | c;
    let [_, x, y, z] = join(a, b, c, 0);
    for (slot, octet) in last.iter_mut().zip([x, y]) {
        *slot = octet;
    }
    // What did not become an octet must be zero (RFC 4648 section 3.5).
    let surplus = match tail.len() {
        2 => y,
        3 => z,
        _ => 0,
    };
    if seen > 63 || tail.len() == 1 || surplus != 0 {
        return Err(offence(values, text));
    }
    Ok(len)
}

/// The character that holds the first bits of the octet at this index of the decoded text.
pub(crate) const fn character_of(octet: usize) -> usize {
    octet.saturating_add(octet / 3)
}

#[expect(
    clippy::indexing_slicing,
    reason = "a table of 256 entries has one for each octet"
)]
#[inline]
fn value(values: &Values, octet: u8) -> u8 {
    values[usize::from(octet)]
}

/// Four values of six bits in the low 24 bits, highest octet first.
#[inline]
fn join(a: u8, b: u8, c: u8, d: u8) -> [u8; 4] {
    (u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d)).to_be_bytes()
}

// = RFC4648-3.3-1
// = RFC4648-3.5-2
#[cold]
fn offence(values: &Values, text: &[u8]) -> SyntaxError {
    if let Some(at) = text.iter().position(|octet| value(values, *octet) == NONE) {
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

//! Base64url (RFC 4648 section 5, no padding) in place: a token is written into one buffer, JSON first, and the
//! JSON then becomes its own encoding. Decoding and every other encoding is in the grammar crate.

use alloc::vec::Vec;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The two characters of each 12 bits, the first in the low octet: half the look-ups of a table of single characters,
/// and faster here than arithmetic. Tokens are no secret from the host that mints them, so a look-up by content is no
/// leak.
static PAIRS: [u16; 4096] = pairs();

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses an index out of bounds"
)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler, which refuses an overflow"
)]
const fn pairs() -> [u16; 4096] {
    let mut pairs = [0; 4096];
    let mut bits = 0;
    while bits < pairs.len() {
        pairs[bits] = u16::from_le_bytes([ALPHABET[bits >> 6], ALPHABET[bits & 63]]);
        bits += 1;
    }
    pairs
}

/// Replaces what stands at `from` and after by its base64url.
///
/// The text grows by a third, so it is filled from the end, block by block: a block of 64 characters begins at or
/// behind the 48 octets that it stands for, and is written only after they are read. The last block is filled up
/// with zeros and its surplus cut off.
pub(crate) fn encode_tail(buffer: &mut Vec<u8>, from: usize) {
    let len = buffer.len().saturating_sub(from);
    let blocks = len.div_ceil(48);
    buffer.resize(from.saturating_add(blocks.saturating_mul(64)), 0);
    let region = buffer.get_mut(from..).unwrap_or_default();
    for block in (0..blocks).rev() {
        let octets = region
            .get(block.saturating_mul(48)..)
            .and_then(<[u8]>::first_chunk::<48>);
        let words = octets.map(words);
        let place = region
            .get_mut(block.saturating_mul(64)..)
            .and_then(<[u8]>::first_chunk_mut::<64>);
        if let (Some(place), Some(words)) = (place, words) {
            write_block(words, place);
        }
    }
    buffer.truncate(from.saturating_add(characters(len)));
}

/// Appends the base64url of a few octets that stand elsewhere.
pub(crate) fn push_encoded(buffer: &mut Vec<u8>, octets: &[u8]) {
    let mut block = [0; 48];
    let Some((place, _)) = block.split_at_mut_checked(octets.len()) else {
        let from = buffer.len();
        buffer.extend_from_slice(octets);
        return encode_tail(buffer, from);
    };
    place.copy_from_slice(octets);
    let mut text = [0; 64];
    write_block(words(&block), &mut text);
    buffer.extend_from_slice(text.get(..characters(octets.len())).unwrap_or_default());
}

/// Eight bits an octet, six a character, rounded up.
const fn characters(octets: usize) -> usize {
    octets.saturating_mul(4).div_ceil(3)
}

/// A block as eight words of 48 bits.
fn words(octets: &[u8; 48]) -> [u64; 8] {
    let mut words = [0; 8];
    for (word, [a, b, c, d, e, f]) in words.iter_mut().zip(octets.as_chunks::<6>().0) {
        *word = u64::from_be_bytes([0, 0, *a, *b, *c, *d, *e, *f]);
    }
    words
}

fn write_block(words: [u64; 8], place: &mut [u8; 64]) {
    for (place, word) in place.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        let text = pair(word >> 36) | pair(word >> 24) << 16 | pair(word >> 12) << 32 | pair(word) << 48;
        *place = text.to_le_bytes();
    }
}

/// The characters of the last 12 bits: never more than the table has, which the compiler sees.
fn pair(bits: u64) -> u64 {
    let place = usize::try_from(bits & 0xfff).unwrap_or_default();
    PAIRS.get(place).copied().unwrap_or_default().into()
}

#[cfg(test)]
mod tests;

//! Base64url (RFC 4648 section 5, no padding) in place: a token is written into one buffer, JSON first, and the
//! JSON then becomes its own encoding. Decoding and every other encoding is in the grammar crate.

use alloc::vec::Vec;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The two characters of each 12 bits: half the look-ups of a table of single characters, and faster here than
/// arithmetic. Tokens are no secret from the host that mints them, so a look-up by content is no leak.
static PAIRS: [[u8; 2]; 4096] = pairs();

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses an index out of bounds"
)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler, which refuses an overflow"
)]
const fn pairs() -> [[u8; 2]; 4096] {
    let mut pairs = [[0; 2]; 4096];
    let mut bits = 0;
    while bits < pairs.len() {
        pairs[bits] = [ALPHABET[bits >> 6], ALPHABET[bits & 63]];
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
        let characters = octets.map(encode_block);
        let place = region
            .get_mut(block.saturating_mul(64)..)
            .and_then(<[u8]>::first_chunk_mut::<64>);
        if let (Some(place), Some(characters)) = (place, characters) {
            *place = characters;
        }
    }
    // Eight bits an octet, six a character, rounded up.
    let characters = len.saturating_mul(4).div_ceil(3);
    buffer.truncate(from.saturating_add(characters));
}

fn encode_block(octets: &[u8; 48]) -> [u8; 64] {
    let mut characters = [0; 64];
    let groups = characters
        .as_chunks_mut::<8>()
        .0
        .iter_mut()
        .zip(octets.as_chunks::<6>().0);
    for (place, [a, b, c, d, e, f]) in groups {
        // 48 bits, taken from one register.
        let bits = u64::from_be_bytes([0, 0, *a, *b, *c, *d, *e, *f]);
        let ([a, b], [c, d], [e, f], [g, h]) =
            (pair(bits >> 36), pair(bits >> 24), pair(bits >> 12), pair(bits));
        *place = [a, b, c, d, e, f, g, h];
    }
    characters
}

/// The characters of the last 12 bits: never more than the table has, which the compiler sees.
fn pair(bits: u64) -> [u8; 2] {
    let place = usize::try_from(bits & 0xfff).unwrap_or_default();
    PAIRS.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;

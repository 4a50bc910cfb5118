use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A text of base64url and periods, such as a compact JWS: by construction, so that nobody has to look for anything
/// else in it.
///
/// It is a buffer to be used again: what is encoded is written beside it first, and nothing is allocated once both
/// are large enough. It may hold a token: `Debug` prints the length alone, and it is zeroized on drop.
///
/// ```
/// use countersign_grammar::base64url::CompactText;
///
/// let mut text = CompactText::new();
/// text.push_encoded(br#"{"alg":"HS256"}"#);
/// text.push_period();
/// text.push_encoded_by(|octets| octets.extend_from_slice(b"{}"));
/// assert_eq!(text.as_str(), "eyJhbGciOiJIUzI1NiJ9.e30");
/// ```
#[derive(Clone, Default)]
pub struct CompactText {
    text: Vec<u8>,
    /// What is about to be encoded.
    octets: Vec<u8>,
}

impl CompactText {
    /// No text yet, and no memory.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            text: Vec::new(),
            octets: Vec::new(),
        }
    }

    /// No text yet, and memory for one of this many characters.
    #[must_use]
    pub fn with_capacity(characters: usize) -> Self {
        Self {
            text: Vec::with_capacity(characters.saturating_add(SURPLUS)),
            octets: Vec::with_capacity(super::decoded_len(characters).saturating_add(SURPLUS)),
        }
    }

    /// Drops the text and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
    }

    /// The number of characters.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is no character yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text as octets, at no cost.
    #[must_use]
    pub const fn as_octets(&self) -> &[u8] {
        self.text.as_slice()
    }

    /// The text. Costs a look at every octet: without unsafe code the compiler cannot be told that it is ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// Appends a period.
    pub fn push_period(&mut self) {
        self.text.push(b'.');
    }

    /// Appends another text.
    pub fn push_text(&mut self, other: &Self) {
        self.text.extend_from_slice(&other.text);
    }

    /// Appends the encoding of these octets.
    pub fn push_encoded(&mut self, octets: &[u8]) {
        self.push_encoded_by(|buffer| buffer.extend_from_slice(octets));
    }

    /// Appends the encoding of the octets that `write` appends to an empty buffer.
    pub fn push_encoded_by(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.octets.clear();
        write(&mut self.octets);
        encode(&mut self.octets, &mut self.text);
    }
}

impl Drop for CompactText {
    fn drop(&mut self) {
        self.text.zeroize();
        self.octets.zeroize();
    }
}

impl ZeroizeOnDrop for CompactText {}

impl fmt::Debug for CompactText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompactText({} octets)", self.text.len())
    }
}

/// How far beyond its end either buffer is written for a moment, at most.
const SURPLUS: usize = 16;

/// Appends the encoding of `octets` to `text`: sixteen characters at a time for twelve octets. The last group is filled
/// up with zeros and its surplus cut off.
fn encode(octets: &mut Vec<u8>, text: &mut Vec<u8>) {
    let (len, from) = (octets.len(), text.len());
    let groups = len.div_ceil(12);
    octets.extend_from_slice(&[0; SURPLUS]);
    text.reserve(groups.saturating_mul(16));
    // A half is read as a word of eight octets: in the first half the last two are not yet its own, in the second the
    // first two are no longer.
    for window in octets.windows(12).step_by(12).take(groups) {
        if let (Some(first), Some(last)) = (window.first_chunk::<8>(), window.last_chunk::<8>()) {
            let halves = [u64::from_be_bytes(*first) >> 16, u64::from_be_bytes(*last)];
            text.extend_from_slice(halves.map(characters).as_flattened());
        }
    }
    // Eight bits an octet, six a character, rounded up.
    text.truncate(from.saturating_add(len.saturating_mul(4).div_ceil(3)));
}

/// The characters of the lower 48 bits.
#[inline]
fn characters(word: u64) -> [u8; 8] {
    (pair(word >> 36) | pair(word >> 24) << 16 | pair(word >> 12) << 32 | pair(word) << 48).to_le_bytes()
}

/// The characters of the last 12 bits: never more than the table has, which the compiler sees.
#[inline]
fn pair(bits: u64) -> u64 {
    let place = usize::try_from(bits & 0xfff).unwrap_or_default();
    PAIRS.get(place).copied().unwrap_or_default().into()
}

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

#[cfg(test)]
mod tests;

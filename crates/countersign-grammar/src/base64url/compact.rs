use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::json::{self, SliceOutput};

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
/// text.push_encoded_by(|out| out.push(b"{}"));
/// assert_eq!(text.as_str(), "eyJhbGciOiJIUzI1NiJ9.e30");
/// ```
#[derive(Default)]
pub struct CompactText {
    /// The text, and behind it what the memory held before.
    memory: Vec<u8>,
    len: usize,
    /// What is about to be encoded, and behind it what was.
    octets: Vec<u8>,
}

impl CompactText {
    /// No text yet, and no memory.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            memory: Vec::new(),
            len: 0,
            octets: Vec::new(),
        }
    }

    /// No text yet, and memory for one of this many characters.
    #[must_use]
    pub fn with_capacity(characters: usize) -> Self {
        Self {
            memory: vec![0; characters.saturating_add(SURPLUS)],
            len: 0,
            octets: vec![0; super::decoded_len(characters).saturating_add(SURPLUS)],
        }
    }

    /// Drops the text and keeps the memory.
    pub const fn clear(&mut self) {
        self.len = 0;
    }

    /// The number of characters.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no character yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The text as octets, at no cost.
    #[inline]
    #[must_use]
    pub fn as_octets(&self) -> &[u8] {
        self.memory.get(..self.len).unwrap_or_default()
    }

    /// The text. Costs a look at every octet: without unsafe code the compiler cannot be told that it is ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_octets()).unwrap_or_default()
    }

    /// Appends a period.
    #[inline]
    pub fn push_period(&mut self) {
        if let Some(place) = self.room(1).first_mut() {
            *place = b'.';
            self.len = self.len.saturating_add(1);
        }
    }

    /// Appends another text.
    #[inline]
    pub fn push_text(&mut self, other: &Self) {
        let text = other.as_octets();
        if let Some(place) = self.room(text.len()).get_mut(..text.len()) {
            place.copy_from_slice(text);
            self.len = self.len.saturating_add(text.len());
        }
    }

    /// Appends the encoding of these octets.
    #[inline(always)]
    pub fn push_encoded(&mut self, octets: &[u8]) {
        self.push_encoded_by(|out| out.push(octets));
    }

    /// Appends the encoding of what `write` writes. It writes the same once more if there was not room enough.
    #[inline(always)]
    pub fn push_encoded_by(&mut self, write: impl Fn(&mut SliceOutput<'_>)) {
        let padded = json::fill(&mut self.octets, SURPLUS, |out| {
            write(out);
            out.push(&[0; SURPLUS]);
        });
        self.encode(padded.saturating_sub(SURPLUS));
    }

    /// Appends the encoding of the first of `octets`, behind which stand zeros: sixteen characters at a time for twelve
    /// octets. The surplus of the last group is no part of the text.
    fn encode(&mut self, octets: usize) {
        let groups = octets.div_ceil(12);
        let from = core::mem::take(&mut self.octets);
        let to = self.room(groups.saturating_mul(16));
        for (twelve, place) in from
            .as_chunks::<12>()
            .0
            .iter()
            .take(groups)
            .zip(to.as_chunks_mut::<16>().0)
        {
            // A half is read as a word of eight octets: in the first half the last two are not yet its own, in the second
            // the first two are no longer.
            if let (Some(first), Some(last)) = (twelve.first_chunk::<8>(), twelve.last_chunk::<8>()) {
                let first = characters(u64::from_be_bytes(*first) >> 16);
                let last = characters(u64::from_be_bytes(*last));
                *place = (u128::from(first) | u128::from(last) << 64).to_le_bytes();
            }
        }
        self.octets = from;
        // Eight bits an octet, six a character, rounded up.
        self.len = self.len.saturating_add(octets.saturating_mul(4).div_ceil(3));
    }

    /// The memory behind the text: so much of it at least.
    #[inline]
    fn room(&mut self, least: usize) -> &mut [u8] {
        let end = self.len.saturating_add(least);
        if self.memory.len() < end {
            self.grow(end);
        }
        self.memory.get_mut(self.len..).unwrap_or_default()
    }

    #[cold]
    fn grow(&mut self, end: usize) {
        let mut larger = vec![0; end.max(self.memory.len().saturating_mul(2))];
        if let Some(place) = larger.get_mut(..self.len) {
            place.copy_from_slice(self.as_octets());
        }
        self.memory.zeroize();
        self.memory = larger;
    }
}

/// The text without spare memory.
impl Clone for CompactText {
    fn clone(&self) -> Self {
        Self {
            memory: self.as_octets().to_vec(),
            len: self.len,
            octets: Vec::new(),
        }
    }
}

impl Drop for CompactText {
    fn drop(&mut self) {
        self.memory.zeroize();
        self.octets.zeroize();
    }
}

impl ZeroizeOnDrop for CompactText {}

impl fmt::Debug for CompactText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompactText({} octets)", self.len)
    }
}

/// How far beyond its end either buffer is written, at most.
const SURPLUS: usize = 16;

/// The characters of the lower 48 bits, the first of them in the low octet.
#[inline]
fn characters(word: u64) -> u64 {
    pair(word >> 36) | pair(word >> 24) << 16 | pair(word >> 12) << 32 | pair(word) << 48
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

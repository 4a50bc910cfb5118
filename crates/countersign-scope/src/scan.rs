use alloc::vec::Vec;

use crate::{ScopeError, ScopeErrorKind, state};

const ONES: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
const EXCLAMATIONS: u64 = u64::from_le_bytes([0x21; 8]);
const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);
const PLUS_SIGNS: u64 = u64::from_le_bytes([b'+'; 8]);

/// What stands between tokens in a scope string.
pub(crate) const SPACE: u8 = b' ';
/// What stands for a space in a form; a plus sign of a token is escaped there.
pub(crate) const PLUS: u8 = b'+';

/// The fast path of the scope machine: tokens of a scope string, eight octets at a time.
///
/// It only says *that* a text is refused; why and where is always said by the fold of the machine. The tests
/// show the two equal on every short string over the classes and on every pair of octets at every lane.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'a, const BETWEEN: u8> {
    text: &'a [u8],
    rest: Option<&'a [u8]>,
}

/// A token as the scanner saw it, with its octets already in registers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scanned {
    pub(crate) at: usize,
    pub(crate) len: usize,
    pub(crate) key: Key,
}

/// What the index compares: the first 16 octets as two words padded with zeros, and a hash of all octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) first: u64,
    pub(crate) second: u64,
    pub(crate) hash: u64,
}

/// The text is not a scope string; ask the fold why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

impl<'a, const BETWEEN: u8> Scanner<'a, BETWEEN> {
    pub(crate) const fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            rest: Some(text),
        }
    }

    /// Why the text is refused, in the words of the machine.
    #[cold]
    pub(crate) fn reason(&self) -> ScopeError {
        let octets: Vec<u8> = self
            .text
            .iter()
            .map(|octet| match *octet {
                between if between == BETWEEN => SPACE,
                // Where something else stands between tokens, a space is as foreign as a NUL.
                SPACE => 0,
                octet => octet,
            })
            .collect();
        match state::fold(&octets) {
            Err(error) => error,
            // Not reached as long as the two recognisers agree; a refusal stays a refusal.
            Ok(()) => ScopeError::new(ScopeErrorKind::UnexpectedOctet, octets.len()),
        }
    }

    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<Result<Scanned, Refused>> {
        let rest = self.rest?;
        let at = self.text.len().wrapping_sub(rest.len());
        let (len, key) = measure::<BETWEEN>(self.text, at);
        if len == 0 {
            return Some(Err(Refused));
        }
        self.rest = match rest.get(len..).and_then(<[u8]>::split_first) {
            None => None,
            Some((octet, rest)) if *octet == BETWEEN => Some(rest),
            Some(_) => return Some(Err(Refused)),
        };
        Some(Ok(Scanned { at, len, key }))
    }
}

/// Whether the octets are a scope string.
pub(crate) fn check(octets: &[u8]) -> Result<(), ScopeError> {
    check_bounded(octets, usize::MAX)
}

/// Whether the octets are a scope string of so many tokens at most.
pub(crate) fn check_bounded(octets: &[u8], max_tokens: usize) -> Result<(), ScopeError> {
    let mut scanner = Scanner::<SPACE>::new(octets);
    let mut count = 0_usize;
    while let Some(token) = scanner.next() {
        let Ok(token) = token else {
            return Err(scanner.reason());
        };
        if count >= max_tokens {
            return Err(ScopeError::new(ScopeErrorKind::TooManyTokens, token.at));
        }
        count = count.wrapping_add(1);
    }
    Ok(())
}

/// Length and key of the longest prefix that is a token.
pub(crate) fn key(text: &str) -> (usize, Key) {
    measure::<SPACE>(text.as_bytes(), 0)
}

/// Length and key of the NQCHARs from `at` on.
#[inline(always)]
fn measure<const BETWEEN: u8>(text: &[u8], at: usize) -> (usize, Key) {
    let first = load(text, at);
    let stops = ends::<BETWEEN>(first);
    if stops != 0 {
        let first = first & below(stops);
        let key = Key {
            first,
            second: 0,
            hash: mix(first, 0),
        };
        return (lane(stops), key);
    }
    let second = load(text, at.wrapping_add(8));
    let stops = ends::<BETWEEN>(second);
    if stops != 0 {
        let second = second & below(stops);
        let key = Key {
            first,
            second,
            hash: mix(first, second),
        };
        return (lane(stops).wrapping_add(8), key);
    }
    let (more, hash) = measure_more::<BETWEEN>(text, at.wrapping_add(16), mix(first, second));
    (more.wrapping_add(16), Key { first, second, hash })
}

/// How many NQCHARs there are from `at` on, and the hash of all.
fn measure_more<const BETWEEN: u8>(text: &[u8], at: usize, mut hash: u64) -> (usize, u64) {
    let mut len = 0_usize;
    loop {
        let word = load(text, at.wrapping_add(len));
        let stops = ends::<BETWEEN>(word);
        if stops != 0 {
            return (len.wrapping_add(lane(stops)), mix(hash, word & below(stops)));
        }
        hash = mix(hash, word);
        len = len.wrapping_add(8);
    }
}

/// The eight octets at `at`, first octet lowest; beyond the end stand spaces, which stop every token.
#[inline(always)]
fn load(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => load_tail(text, rest),
    }
}

/// The last fewer than eight octets: out of the last eight, if there are so many.
#[inline]
fn load_tail(text: &[u8], rest: &[u8]) -> u64 {
    let Some(last) = text.last_chunk::<8>() else {
        return rest
            .iter()
            .rev()
            .fold(SPACES, |word, octet| (word << 8) | u64::from(*octet));
    };
    let bits = u32::try_from(rest.len()).map_or(0, |len| len.wrapping_mul(8));
    let word = u64::from_le_bytes(*last)
        .checked_shr(64_u32.wrapping_sub(bits))
        .unwrap_or(0);
    word | SPACES.checked_shl(bits).unwrap_or(0)
}

/// The high bit of each octet that ends a token: outside NQCHAR, or what stands between two. Exact up to and including
/// the lowest one that is set.
#[inline(always)]
const fn ends<const BETWEEN: u8>(word: u64) -> u64 {
    let plus_signs = word ^ PLUS_SIGNS;
    let plus_sign = plus_signs.wrapping_sub(ONES) & !plus_signs & HIGH_BITS;
    not_nqchar(word) | if BETWEEN == PLUS { plus_sign } else { 0 }
}

/// The high bit of each octet outside NQCHAR, exact up to and including the lowest one that is set.
///
/// Each term can borrow or carry only out of an octet that it rightly marks, so a false mark stands above a
/// true one, and callers look at the lowest mark alone.
#[inline]
const fn not_nqchar(word: u64) -> u64 {
    let quotes = word ^ QUOTES;
    let backslashes = word ^ BACKSLASHES;
    let below_21 = word.wrapping_sub(EXCLAMATIONS) & !word;
    let quote = quotes.wrapping_sub(ONES) & !quotes;
    let backslash = backslashes.wrapping_sub(ONES) & !backslashes;
    let above_7e = word | word.wrapping_add(ONES);
    (below_21 | quote | backslash | above_7e) & HIGH_BITS
}

/// How many octets stand below the lowest mark.
#[inline]
fn lane(marks: u64) -> usize {
    usize::try_from(marks.trailing_zeros() >> 3).unwrap_or(8)
}

/// A mask of the octets below the lowest mark.
#[inline]
const fn below(marks: u64) -> u64 {
    ((marks & marks.wrapping_neg()) >> 7).wrapping_sub(1)
}

/// Multiply and fold both halves of the product, so that each bit of a word reaches the lowest bits, where the index
/// looks. The index is built from registered names alone: nobody who asks can choose what collides.
#[inline]
fn mix(first: u64, second: u64) -> u64 {
    let (low, high) = (first ^ 0x9E37_79B9_7F4A_7C15).carrying_mul(second ^ 0xD6E8_FEB8_6659_FD93, 0);
    low ^ high
}

#[cfg(test)]
mod tests;

//! Percent-decoding of octets: checking, and then reading what was checked.

use core::cell::Cell;

use crate::{SyntaxError, SyntaxErrorKind, chars};

/// Where the first octet stands that does not stand for itself.
pub(crate) fn find(octets: &[u8]) -> Option<usize> {
    memchr::memchr2(b'%', b'+', octets)
}

/// Whether each `%` begins a triplet, the unescaped octets are UTF-8, and each unescaped octet below 80 is `allowed`.
///
/// All octets but the last are `%x21-7E`. If the last is not, the caller refuses it; here it only ends what came
/// before. The error is the one that a reader who takes one octet after the other meets first; it stands at the `%`
/// that begins the triplet or the ill-formed sequence.
// = RFC6749-B-2
pub(crate) fn check(octets: &[u8], allowed: impl Fn(u8) -> bool) -> Result<(), SyntaxError> {
    let mut rest = octets;
    let error = |kind, rest: &[u8]| SyntaxError::new(kind, octets.len().saturating_sub(rest.len()));
    while let Some(next) = memchr::memchr(b'%', rest) {
        rest = rest.get(next..).unwrap_or_default();
        let Some((octet, after)) = triplet(rest) else {
            return Err(error(SyntaxErrorKind::BadPercentEscape, rest));
        };
        rest = if !octet.is_ascii() {
            sequence(rest, octet, after).map_err(|(kind, rest)| error(kind, rest))?
        } else if allowed(octet) {
            after
        } else {
            return Err(error(SyntaxErrorKind::UnexpectedOctet, rest));
        };
    }
    Ok(())
}

/// The first octet of a checked text, unescaped, and what follows.
#[inline]
pub(crate) fn split_first(octets: &[u8]) -> Option<(u8, &[u8])> {
    let (first, after) = octets.split_first()?;
    match first {
        b'+' => Some((b' ', after)),
        // A text that was not checked keeps its percent sign, as WHATWG has it.
        b'%' => Some(triplet(octets).unwrap_or((b'%', after))),
        octet => Some((*octet, after)),
    }
}

/// Unescapes a text in its own place and returns its new length; `None` if a `%` begins no triplet.
pub(crate) fn decode_in_place(octets: &mut [u8]) -> Option<usize> {
    let from = find(octets).unwrap_or(octets.len());
    let cells = Cell::from_mut(octets)
        .as_slice_of_cells()
        .get(from..)
        .unwrap_or_default();
    // Nothing is longer unescaped, so the writer never overtakes the reader.
    let mut read = cells.iter();
    let mut write = cells.iter();
    let mut seen = 0;
    while let Some(octet) = read.next() {
        let octet = match octet.get() {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(read.next()?.get()), digit(read.next()?.get()));
                seen |= high | low;
                high << 4 | low
            }
            octet => octet,
        };
        write.next()?.set(octet);
    }
    (seen < 16).then(|| from.saturating_add(cells.len().saturating_sub(write.len())))
}

/// `pct-encoded = "%" HEXDIG HEXDIG` (RFC 3986 section 2.1): the octet and what follows.
#[inline]
pub(crate) fn triplet(octets: &[u8]) -> Option<(u8, &[u8])> {
    match octets {
        [b'%', high, low, after @ ..] => {
            let (high, low) = (digit(*high), digit(*low));
            (high | low < 16).then_some((high << 4 | low, after))
        }
        _ => None,
    }
}

/// Takes the triplets that continue the UTF-8 sequence that `lead` begins at `start`; returns what follows it, or what
/// is wrong and from where.
fn sequence<'a>(start: &'a [u8], lead: u8, after: &'a [u8]) -> Result<&'a [u8], (SyntaxErrorKind, &'a [u8])> {
    let mut sequence = [lead, 0, 0, 0];
    let mut rest = after;
    for len in 1..=sequence.len() {
        match core::str::from_utf8(sequence.get(..len).unwrap_or_default()) {
            Ok(_) => return Ok(rest),
            Err(error) if error.error_len().is_some() => break,
            Err(_) => {}
        }
        let octet = match (triplet(rest), rest.first()) {
            (Some((octet, after)), _) => {
                rest = after;
                octet
            }
            (None, Some(b'%')) => return Err((SyntaxErrorKind::BadPercentEscape, rest)),
            (None, Some(octet)) if !chars::is_vchar(*octet) => {
                return Err((SyntaxErrorKind::UnexpectedOctet, rest));
            }
            (None, _) => break,
        };
        if let Some(slot) = sequence.get_mut(len) {
            *slot = octet;
        }
    }
    Err((SyntaxErrorKind::InvalidUtf8, start))
}

/// The value of a hexadecimal digit in either case, 16 or more for anything else.
#[expect(
    clippy::indexing_slicing,
    reason = "a table of 256 entries has one for each octet"
)]
#[inline]
fn digit(octet: u8) -> u8 {
    static DIGITS: [u8; 256] = digits();
    DIGITS[usize::from(octet)]
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
    reason = "evaluated by the compiler, which refuses an overflow"
)]
const fn digits() -> [u8; 256] {
    let mut table = [0xFF; 256];
    let mut value = 0;
    while value < 16 {
        table[b"0123456789ABCDEF"[value as usize] as usize] = value;
        table[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    table
}

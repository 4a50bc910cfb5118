use alloc::{string::String, vec::Vec};

use memchr::memchr;

use super::escape;

/// The WHATWG URL section 5.1 parser: it never fails, and it guesses.
///
/// A `%` without two hexadecimal digits stays; octets that are not UTF-8 become U+FFFD; raw octets of any value are
/// taken. Two different bodies can so read the same, and one body can read differently here and elsewhere: use it
/// to explain what somebody sent, never to decide about access. It knows no limit; cap the body before.
///
/// ```
/// use countersign_grammar::form;
///
/// let pairs = form::parse_lossy(b"a=%zz&&b=%FF+c");
/// let expected = [("a", "%zz"), ("b", "\u{FFFD} c")].map(|(name, value)| (name.into(), value.into()));
/// assert_eq!(pairs, expected);
/// ```
#[must_use]
pub fn parse_lossy(body: &[u8]) -> Vec<(String, String)> {
    lossy_pairs(body).collect()
}

/// The pairs of [`parse_lossy`] one after the other, for a caller who wants to stop early.
///
/// ```
/// use countersign_grammar::form;
///
/// assert!(form::lossy_pairs(b"a=1&client_secret=s").any(|(name, _)| name == "client_secret"));
/// ```
pub fn lossy_pairs(body: &[u8]) -> LossyPairs<'_> {
    LossyPairs { rest: body }
}

/// The iterator that [`lossy_pairs`] returns.
#[derive(Clone)]
pub struct LossyPairs<'a> {
    rest: &'a [u8],
}

impl Iterator for LossyPairs<'_> {
    type Item = (String, String);

    // = WHATWGURL-5.1-1
    // = WHATWGURL-5.1-2
    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let (piece, rest) = split(self.rest, b'&');
            self.rest = rest;
            if !piece.is_empty() {
                let (name, value) = split(piece, b'=');
                return Some((decode(name), decode(value)));
            }
        }
        None
    }
}

impl core::fmt::Debug for LossyPairs<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("LossyPairs").finish_non_exhaustive()
    }
}

/// What stands before and after the first `delimiter`; nothing after it if there is none.
fn split(octets: &[u8], delimiter: u8) -> (&[u8], &[u8]) {
    let at = memchr(delimiter, octets).unwrap_or(octets.len());
    let (before, after) = octets.split_at_checked(at).unwrap_or((octets, &[]));
    (before, after.get(1..).unwrap_or_default())
}

// = WHATWGURL-5.1-3
fn decode(octets: &[u8]) -> String {
    let mut decoded = Vec::with_capacity(octets.len());
    let mut rest = octets;
    while let Some((octet, after)) = escape::split_first(rest) {
        decoded.push(octet);
        rest = after;
    }
    String::from_utf8(decoded).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

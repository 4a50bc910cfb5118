//! base64 with padding (RFC 4648 section 4), the encoding inside Basic.
//!
//! One octet string has one text here: foreign characters, missing or surplus padding and unused bits that are not
//! zero are errors.
//!
//! ```
//! use countersign_grammar::base64;
//!
//! assert_eq!(base64::encode(b"foob"), "Zm9vYg==");
//! assert_eq!(base64::decode("Zm9vYg==")?, b"foob");
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

use alloc::{string::String, vec, vec::Vec};

use ::base64::{Engine, engine::general_purpose::STANDARD};

use crate::{SyntaxError, SyntaxErrorKind, radix64};

static VALUES: radix64::Values = radix64::values(b'+', b'/');

/// The text of these octets, padded.
#[must_use]
pub fn encode(octets: &[u8]) -> String {
    STANDARD.encode(octets)
}

/// Appends the text of these octets, padded.
///
/// ```
/// let mut field = String::from("Basic ");
/// countersign_grammar::base64::encode_into(&mut field, b"s6BhdRkqt3:gX1fBat3bV");
/// assert_eq!(field, "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
/// ```
pub fn encode_into(text: &mut String, octets: &[u8]) {
    // = RFC4648-3.1-1
    // = RFC4648-3.2-1
    // = RFC4648-3.5-1
    STANDARD.encode_string(octets, text);
}

/// How many octets this text decodes to, if it is well-formed.
///
/// ```
/// assert_eq!(countersign_grammar::base64::decoded_len("Zm9vYg=="), 4);
/// ```
#[must_use]
pub fn decoded_len(text: &str) -> usize {
    let (body, _) = split_padding(text.as_bytes());
    radix64::decoded_len(body.len())
}

/// The octets of this text.
///
/// # Errors
///
/// The first that applies:
/// - [`BadBase64Padding`](SyntaxErrorKind::BadBase64Padding) at a `=` with other characters after it, and
///   [`BadBase64`](SyntaxErrorKind::BadBase64) at any other character outside the alphabet, whichever comes first;
/// - [`UnexpectedEnd`](SyntaxErrorKind::UnexpectedEnd) where the last group has one character;
/// - [`BadBase64TrailingBits`](SyntaxErrorKind::BadBase64TrailingBits) at the last character before the padding;
/// - [`BadBase64Padding`](SyntaxErrorKind::BadBase64Padding) at the first surplus `=`, or at the end where one is
///   missing.
///
/// ```
/// use countersign_grammar::{SyntaxErrorKind, base64};
///
/// let error = base64::decode("Zm9vYg=").unwrap_err();
/// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::BadBase64Padding, 7));
/// ```
pub fn decode(text: &str) -> Result<Vec<u8>, SyntaxError> {
    let mut octets = vec![0; decoded_len(text)];
    decode_to_slice(text, &mut octets)?;
    Ok(octets)
}

/// Decodes to the beginning of `out` and returns how many octets that are.
///
/// # Errors
///
/// As [`decode`], and [`TooLong`](SyntaxErrorKind::TooLong) if `out` is shorter than [`decoded_len`].
/// After an error `out` holds octets of no meaning.
///
/// ```
/// let mut out = [0; 8];
/// let len = countersign_grammar::base64::decode_to_slice("Zm9vYg==", &mut out)?;
/// assert_eq!(out.get(..len), Some(&b"foob"[..]));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn decode_to_slice(text: &str, out: &mut [u8]) -> Result<usize, SyntaxError> {
    decode_octets(text.as_bytes(), out)
}

#[inline]
pub(crate) fn decode_octets(text: &[u8], out: &mut [u8]) -> Result<usize, SyntaxError> {
    let (body, padding) = split_padding(text);
    let len = radix64::decode(&VALUES, body, out).map_err(|error| padding_inside(body, error))?;
    let wanted = match body.len() % 4 {
        2 => 2,
        3 => 1,
        _ => 0,
    };
    // = RFC4648-3.2-1
    if padding != wanted {
        let at = body.len().saturating_add(wanted.min(padding));
        return Err(SyntaxError::new(SyntaxErrorKind::BadBase64Padding, at));
    }
    Ok(len)
}

/// The characters before the trailing `=`, and the number of these, two at most.
#[inline]
fn split_padding(text: &[u8]) -> (&[u8], usize) {
    match text {
        [body @ .., b'=', b'='] => (body, 2),
        [body @ .., b'='] => (body, 1),
        body => (body, 0),
    }
}

#[cold]
fn padding_inside(body: &[u8], error: SyntaxError) -> SyntaxError {
    match body.get(error.at()) {
        Some(b'=') if error.kind() == SyntaxErrorKind::BadBase64 => {
            SyntaxError::new(SyntaxErrorKind::BadBase64Padding, error.at())
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests;

//! base64url without padding (RFC 4648 section 5, RFC 7515 section 2), the encoding of JOSE.
//!
//! One octet string has one text here: foreign characters, padding and unused bits that are not zero are errors.
//!
//! ```
//! use countersign_grammar::base64url;
//!
//! assert_eq!(base64url::encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
//! assert_eq!(base64url::decode("A-z_4ME")?, [3, 236, 255, 224, 193]);
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

use alloc::{string::String, vec, vec::Vec};

use ::base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{SyntaxError, radix64};

mod compact;

pub use compact::CompactText;

static VALUES: radix64::Values = radix64::values(b'-', b'_');

/// The text of these octets.
#[must_use]
pub fn encode(octets: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

/// Appends the text of these octets.
///
/// ```
/// let mut token = String::from("e30.");
/// countersign_grammar::base64url::encode_into(&mut token, b"{}");
/// assert_eq!(token, "e30.e30");
/// ```
pub fn encode_into(text: &mut String, octets: &[u8]) {
    // = RFC4648-3.1-1
    // = RFC4648-3.5-1
    URL_SAFE_NO_PAD.encode_string(octets, text);
}

/// How many octets a text of this many characters decodes to.
///
/// ```
/// assert_eq!(countersign_grammar::base64url::decoded_len(43), 32);
/// ```
#[must_use]
pub const fn decoded_len(characters: usize) -> usize {
    radix64::decoded_len(characters)
}

/// The octets of this text.
///
/// # Errors
///
/// - [`BadBase64`](crate::SyntaxErrorKind::BadBase64) at the first character outside the alphabet, the pad included.
/// - [`UnexpectedEnd`](crate::SyntaxErrorKind::UnexpectedEnd) at the end if the last group has one character.
/// - [`BadBase64TrailingBits`](crate::SyntaxErrorKind::BadBase64TrailingBits) at the last character.
///
/// ```
/// use countersign_grammar::{SyntaxErrorKind, base64url};
///
/// let error = base64url::decode("Zm9v+g").unwrap_err();
/// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::BadBase64, 4));
/// ```
pub fn decode(text: &str) -> Result<Vec<u8>, SyntaxError> {
    let mut octets = vec![0; decoded_len(text.len())];
    decode_to_slice(text, &mut octets)?;
    Ok(octets)
}

/// Decodes to the beginning of `out` and returns how many octets that are.
///
/// # Errors
///
/// As [`decode`], and [`TooLong`](crate::SyntaxErrorKind::TooLong) if `out` is shorter than [`decoded_len`].
/// After an error `out` holds octets of no meaning.
///
/// ```
/// let mut out = [0; 8];
/// let len = countersign_grammar::base64url::decode_to_slice("Zm9v", &mut out)?;
/// assert_eq!(out.get(..len), Some(&b"foo"[..]));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn decode_to_slice(text: &str, out: &mut [u8]) -> Result<usize, SyntaxError> {
    radix64::decode(&VALUES, text.as_bytes(), out)
}

#[cfg(test)]
mod tests;

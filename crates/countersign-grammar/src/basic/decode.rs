use core::fmt;

use memchr::memchr;

use crate::{SyntaxError, SyntaxErrorKind, base64, chars, form::escape, radix64};

/// How a server reads the two halves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BasicEncoding {
    /// Form-encoded, as RFC 6749 section 2.3.1 has it: `%2F` is `/`, and `+` is a space.
    #[default]
    Form,
    /// As they are (RFC 7617 alone): the leniency for clients that leave out the form encoding.
    Raw,
}

/// The two halves of the credentials, decoded, in the caller's buffer.
///
/// Both are UTF-8 without control characters. `Debug` shows neither.
#[derive(Clone, Copy)]
pub struct BasicCredentials<'b> {
    user_id: &'b str,
    password: &'b str,
}

impl<'b> BasicCredentials<'b> {
    /// The user-id, which is the client identifier; may be empty.
    #[must_use]
    pub const fn user_id(&self) -> &'b str {
        self.user_id
    }

    /// The password, which is the client secret; may be empty.
    #[must_use]
    pub const fn password(&self) -> &'b str {
        self.password
    }
}

impl fmt::Debug for BasicCredentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicCredentials").finish_non_exhaustive()
    }
}

/// How many octets of buffer [`decode`] needs for this text.
///
/// ```
/// assert_eq!(countersign_grammar::basic::decoded_len("czZCaGRSa3F0MzpnWDFmQmF0M2JW"), 21);
/// ```
#[must_use]
pub fn decoded_len(token68: &str) -> usize {
    base64::decoded_len(token68)
}

/// Decodes what follows the scheme.
///
/// # Errors
///
/// Offsets count in `token68`; an octet of the decoded text stands at the character that holds its first bits.
/// - [`Empty`](SyntaxErrorKind::Empty) for no text at all.
/// - [`TooLong`](SyntaxErrorKind::TooLong) if `buffer` is shorter than [`decoded_len`].
/// - Those of [`base64::decode`].
/// - [`MissingColon`](SyntaxErrorKind::MissingColon) at the end.
/// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at a control character (RFC 7617 section 2), escaped or not;
///   with [`BasicEncoding::Form`] also at a space or an octet above 7E, which no form encoder lets through.
/// - [`BadPercentEscape`](SyntaxErrorKind::BadPercentEscape) at a `%` without two hexadecimal digits.
/// - [`InvalidUtf8`](SyntaxErrorKind::InvalidUtf8) at the first octet or triplet of an ill-formed sequence.
///
/// ```
/// use countersign_grammar::{SyntaxErrorKind, basic::{self, BasicEncoding}};
///
/// let mut buffer = [0; 32];
/// let credentials = basic::decode("czZCaGRSa3F0MzpnWDFmQmF0M2JW", BasicEncoding::Form, &mut buffer)?;
/// assert_eq!((credentials.user_id(), credentials.password()), ("s6BhdRkqt3", "gX1fBat3bV"));
///
/// let error = basic::decode("Zm9v", BasicEncoding::Form, &mut buffer).unwrap_err();
/// assert_eq!(error.kind(), SyntaxErrorKind::MissingColon);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn decode<'b>(
    token68: &str,
    encoding: BasicEncoding,
    buffer: &'b mut [u8],
) -> Result<BasicCredentials<'b>, SyntaxError> {
    decode_octets(token68.as_bytes(), encoding, buffer)
}

// = RFC7617-2-4
#[inline]
pub(super) fn decode_octets<'b>(
    token68: &[u8],
    encoding: BasicEncoding,
    buffer: &'b mut [u8],
) -> Result<BasicCredentials<'b>, SyntaxError> {
    if token68.is_empty() {
        return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0));
    }
    let len = base64::decode_octets(token68, buffer)?;
    let text = buffer.get_mut(..len).unwrap_or_default();
    // = RFC7617-2-8
    // = RFC7617-2-9
    let Some(colon) = memchr(b':', text) else {
        return Err(SyntaxError::new(SyntaxErrorKind::MissingColon, token68.len()));
    };
    let in_token68 = |error: SyntaxError| SyntaxError::new(error.kind(), radix64::character_of(error.at()));
    match encoding {
        BasicEncoding::Form if stands_for_itself(text) => split(text, colon),
        BasicEncoding::Form => unescape(text, colon),
        BasicEncoding::Raw => check_raw(text).and_then(|()| split(text, colon)),
    }
    .map_err(in_token68)
}

/// Whether form decoding would change nothing: only `%x21-7E`, no `%` and no `+`. One pass that is vectorised.
#[inline]
fn stands_for_itself(text: &[u8]) -> bool {
    text.iter().fold(true, |plain, octet| {
        plain & (octet.is_ascii_graphic() & (*octet != b'%') & (*octet != b'+'))
    })
}

// = RFC7617-2-6
fn check_raw(text: &[u8]) -> Result<(), SyntaxError> {
    let malformed = core::str::from_utf8(text)
        .err()
        .map_or(text.len(), |error| error.valid_up_to());
    match text.iter().position(|octet| chars::is_ctl(*octet)) {
        Some(at) if at < malformed => Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at)),
        _ if malformed < text.len() => Err(SyntaxError::new(SyntaxErrorKind::InvalidUtf8, malformed)),
        _ => Ok(()),
    }
}

// = RFC6749-2.3.1-3
fn unescape(text: &mut [u8], colon: usize) -> Result<BasicCredentials<'_>, SyntaxError> {
    let (user_id, rest) = text.split_at_mut_checked(colon).unwrap_or_default();
    let password = rest.get_mut(1..).unwrap_or_default();
    check_escaped(user_id)?;
    check_escaped(password).map_err(|error| error.offset_by(colon.saturating_add(1)))?;
    let (user_id, password) = (unescape_half(user_id), unescape_half(password));
    Ok(BasicCredentials {
        user_id: utf8(user_id)?,
        password: utf8(password)?,
    })
}

fn check_escaped(half: &[u8]) -> Result<(), SyntaxError> {
    let end = half.iter().position(|octet| !chars::is_vchar(*octet));
    let read = end.map_or(half, |end| half.get(..=end).unwrap_or(half));
    // = RFC7617-2-6
    escape::check(read, |octet| !chars::is_ctl(octet))?;
    end.map_or(Ok(()), |end| {
        Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, end))
    })
}

fn unescape_half(half: &mut [u8]) -> &[u8] {
    let len = escape::decode_in_place(half);
    half.get(..len).unwrap_or_default()
}

#[inline]
fn split(text: &[u8], colon: usize) -> Result<BasicCredentials<'_>, SyntaxError> {
    let (user_id, rest) = utf8(text)?.split_at_checked(colon).unwrap_or_default();
    Ok(BasicCredentials {
        user_id,
        password: rest.get(1..).unwrap_or_default(),
    })
}

#[inline]
fn utf8(octets: &[u8]) -> Result<&str, SyntaxError> {
    core::str::from_utf8(octets)
        .map_err(|error| SyntaxError::new(SyntaxErrorKind::InvalidUtf8, error.valid_up_to()))
}

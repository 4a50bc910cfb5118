use core::{fmt, ops::Range};

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
    /// UTF-8, like the other half.
    user_id: &'b [u8],
    password: &'b [u8],
    /// Whether both are VCHAR alone, as far as that is known.
    graphic: bool,
}

impl<'b> BasicCredentials<'b> {
    #[inline]
    fn split(text: &'b [u8], colon: usize) -> Self {
        let (user_id, rest) = text.split_at_checked(colon).unwrap_or_default();
        Self {
            user_id,
            password: rest.get(1..).unwrap_or_default(),
            graphic: false,
        }
    }

    /// The user-id, which is the client identifier; may be empty.
    #[must_use]
    pub const fn user_id(&self) -> &'b str {
        utf8(self.user_id)
    }

    /// The password, which is the client secret; may be empty.
    #[must_use]
    pub const fn password(&self) -> &'b str {
        utf8(self.password)
    }

    /// The octets of the user-id: the same as [`user_id`](Self::user_id), at no cost.
    #[must_use]
    pub const fn user_id_octets(&self) -> &'b [u8] {
        self.user_id
    }

    /// The octets of the password, at no cost.
    #[must_use]
    pub const fn password_octets(&self) -> &'b [u8] {
        self.password
    }

    /// Whether both are `*VSCHAR`, as a client identifier and a client secret are.
    #[must_use]
    pub fn are_vschar(&self) -> bool {
        self.graphic || (chars::are_vschar(self.user_id) && chars::are_vschar(self.password))
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
    let as_it_is = match encoding {
        BasicEncoding::Form => stands_for_itself(text),
        BasicEncoding::Raw => is_text(text),
    };
    if as_it_is {
        let text = buffer.get(..len).unwrap_or_default();
        return Ok(BasicCredentials {
            graphic: encoding == BasicEncoding::Form,
            ..BasicCredentials::split(text, colon)
        });
    }
    if encoding == BasicEncoding::Form
        && let Some((user_id, password)) = unescape(text, colon)
    {
        return Ok(BasicCredentials {
            user_id: buffer.get(user_id).unwrap_or_default(),
            password: buffer.get(password).unwrap_or_default(),
            graphic: false,
        });
    }
    // Unescaping overwrites the text that an offset would count in: the offence is looked for from the start.
    Err(offence(token68, encoding, buffer))
}

/// Whether form decoding would change nothing: only `%x21-7E`, no `%` and no `+`. One pass that is vectorised.
#[inline]
fn stands_for_itself(text: &[u8]) -> bool {
    text.iter().fold(true, |plain, octet| {
        plain & octet.is_ascii_graphic() & (*octet != b'%') & (*octet != b'+')
    })
}

/// Unescapes both halves in their places and returns where they are then.
// = RFC6749-2.3.1-3
fn unescape(text: &mut [u8], colon: usize) -> Option<(Range<usize>, Range<usize>)> {
    if !text
        .iter()
        .fold(true, |graphic, octet| graphic & octet.is_ascii_graphic())
    {
        return None;
    }
    let (user_id, rest) = text.split_at_mut_checked(colon)?;
    let password = rest.get_mut(1..)?;
    let (user_id_len, password_len) = (unescape_half(user_id)?, unescape_half(password)?);
    let password_at = colon.saturating_add(1);
    Some((
        0..user_id_len,
        password_at..password_at.saturating_add(password_len),
    ))
}

fn unescape_half(half: &mut [u8]) -> Option<usize> {
    let len = escape::decode_in_place(half)?;
    is_text(half.get(..len)?).then_some(len)
}

/// Octets that are known to be UTF-8; without unsafe code the compiler cannot be told.
const fn utf8(octets: &[u8]) -> &str {
    match core::str::from_utf8(octets) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// Whether these octets are UTF-8 without a control character.
// = RFC7617-2-6
#[inline]
fn is_text(octets: &[u8]) -> bool {
    let (clean, ascii) = octets.iter().fold((true, true), |(clean, ascii), octet| {
        (clean & !octet.is_ascii_control(), ascii & octet.is_ascii())
    });
    clean && (ascii || core::str::from_utf8(octets).is_ok())
}

/// The first offence in what is well-formed base64 with a colon in it, and is no credentials.
#[cold]
fn offence(token68: &[u8], encoding: BasicEncoding, buffer: &mut [u8]) -> SyntaxError {
    let len = base64::decode_octets(token68, buffer).unwrap_or_default();
    let text = buffer.get(..len).unwrap_or_default();
    let found = match encoding {
        BasicEncoding::Form => check_form(text),
        BasicEncoding::Raw => check_raw(text),
    };
    let (kind, at) = found
        .err()
        .map_or((SyntaxErrorKind::UnexpectedOctet, 0), |error| {
            (error.kind(), error.at())
        });
    SyntaxError::new(kind, radix64::character_of(at))
}

fn check_form(text: &[u8]) -> Result<(), SyntaxError> {
    let mut at: usize = 0;
    for half in text.splitn(2, |octet| *octet == b':') {
        check_half(half).map_err(|error| error.offset_by(at))?;
        at = at.saturating_add(half.len()).saturating_add(1);
    }
    Ok(())
}

fn check_half(half: &[u8]) -> Result<(), SyntaxError> {
    let end = half.iter().position(|octet| !chars::is_vchar(*octet));
    let read = end.map_or(half, |end| half.get(..=end).unwrap_or(half));
    escape::check(read, |octet| !chars::is_ctl(octet))?;
    end.map_or(Ok(()), |end| {
        Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, end))
    })
}

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

//! `token` and `quoted-string` of HTTP (RFC 9110 section 5.6), and parameters made of them.
//!
//! ```abnf
//! token          = 1*tchar
//! quoted-string  = DQUOTE *( qdtext / quoted-pair ) DQUOTE
//! qdtext         = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
//! quoted-pair    = "\" ( HTAB / SP / VCHAR / obs-text )
//! obs-text       = %x80-FF
//! ```
//!
//! Deviations:
//! - The octets between the quotes are UTF-8, because the values are handed out as text and RFC 9110 gives `obs-text`
//!   no meaning. A `quoted-pair` inside the octets of one character is refused with that.
//! - What is written holds no `obs-text` at all, although the grammar lets a sender write it (RFC 9110 section 5.5
//!   asks new fields for visible US-ASCII).

mod parameter;
pub(crate) mod parse;

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::{SyntaxError, SyntaxErrorKind, chars};

pub use parameter::{Parameter, ParameterValue};

/// Reads a text that is one `token` and nothing else.
///
/// # Errors
///
/// [`Empty`](SyntaxErrorKind::Empty), or [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the first octet that
/// is no `tchar`.
///
/// ```
/// use countersign_grammar::quoted;
///
/// assert_eq!(quoted::token(b"DPoP"), Ok("DPoP"));
/// assert_eq!(quoted::token(b"a b").unwrap_err().at(), 1);
/// ```
pub fn token(input: &[u8]) -> Result<&str, SyntaxError> {
    if input.is_empty() {
        return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0));
    }
    parse::whole(input, SyntaxErrorKind::UnexpectedOctet, parse::token)
}

/// Whether a text is a `token`.
///
/// ```
/// use countersign_grammar::quoted;
///
/// assert!(quoted::is_token("client_credentials"));
/// assert!(!quoted::is_token("") && !quoted::is_token("a/b"));
/// ```
#[must_use]
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(chars::is_tchar)
}

/// Reads a text that is one `quoted-string` and nothing else: the text that is meant, borrowed unless it holds a
/// `quoted-pair`.
///
/// # Errors
///
/// [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the offending octet,
/// [`UnexpectedEnd`](SyntaxErrorKind::UnexpectedEnd) without the closing quote,
/// [`InvalidUtf8`](SyntaxErrorKind::InvalidUtf8), [`TrailingData`](SyntaxErrorKind::TrailingData) after the closing
/// quote.
///
/// ```
/// use countersign_grammar::quoted;
///
/// assert_eq!(quoted::quoted_string(br#""Login to \"apps\"""#)?, "Login to \"apps\"");
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn quoted_string(input: &[u8]) -> Result<Cow<'_, str>, SyntaxError> {
    parse::whole(input, SyntaxErrorKind::TrailingData, parse::quoted_string).map(ParameterValue::decode)
}

/// Writes a text as a `quoted-string`; only the quote and the backslash are escaped.
///
/// # Errors
///
/// [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the first octet that is neither HTAB nor `%x20-7E`: line
/// breaks would end the field, and other octets have no defined meaning in it.
///
/// ```
/// use countersign_grammar::quoted;
///
/// assert_eq!(quoted::emit_quoted(r#"the "b\c" realm"#)?, r#""the \"b\\c\" realm""#);
/// assert_eq!(quoted::emit_quoted("a\r\nSet-Cookie: b").unwrap_err().at(), 1);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn emit_quoted(text: &str) -> Result<String, SyntaxError> {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    emit_quoted_into(&mut out, text)?;
    Ok(out)
}

/// Appends a text as a `quoted-string`, as [`emit_quoted`] writes it. Nothing is appended on error.
///
/// # Errors
///
/// As [`emit_quoted`].
// = RFC9110-5.5-2
pub fn emit_quoted_into(out: &mut String, text: &str) -> Result<(), SyntaxError> {
    check_writable(text)?;
    // A String takes everything.
    let _ = write_quoted(out, text);
    Ok(())
}

/// Whether all of the text is what this crate writes between quotes: HTAB and `%x20-7E`.
pub(crate) fn check_writable(text: &str) -> Result<(), SyntaxError> {
    let unwritable = |octet: u8| !octet.is_ascii() || !chars::is_quoted_pair_char(octet);
    match text.bytes().position(unwritable) {
        Some(at) => Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at)),
        None => Ok(()),
    }
}

/// The text as a `quoted-string`; it was read out of one, or [`check_writable`] has seen it.
pub(crate) fn write_quoted(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for char in text.chars() {
        // = RFC9110-5.6.4-2
        if matches!(char, '"' | '\\') {
            out.write_char('\\')?;
        }
        out.write_char(char)?;
    }
    out.write_char('"')
}

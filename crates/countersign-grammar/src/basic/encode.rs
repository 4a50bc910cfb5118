use alloc::{borrow::Cow, string::String};

use crate::{SyntaxError, SyntaxErrorKind, base64, chars, form, form::EscapeSet};

/// How a client writes the two halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BasicEscape {
    /// Form-encoded with this set, as RFC 6749 section 2.3.1 has it.
    Form(EscapeSet),
    /// As they are (RFC 7617 alone): the leniency for servers that do not unescape.
    Raw,
}

impl Default for BasicEscape {
    fn default() -> Self {
        Self::Form(EscapeSet::Whatwg)
    }
}

/// The value of the `Authorization` field for these credentials: `Basic` and a token68.
///
/// The text holds the secret, hardly disguised.
///
/// # Errors
///
/// [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at a control character (RFC 7617 section 2), and for
/// [`BasicEscape::Raw`] at a colon in the user-id. The offset counts in `user_id ":" password`, not escaped.
///
/// ```
/// use countersign_grammar::{form::EscapeSet, basic::{self, BasicEscape}};
///
/// let field = basic::encode("s6BhdRkqt3", "gX1fBat3bV", BasicEscape::Form(EscapeSet::Whatwg))?;
/// assert_eq!(field, "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
/// assert!(basic::encode("urn:client", "s", BasicEscape::Raw).is_err());
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn encode(user_id: &str, password: &str, escape: BasicEscape) -> Result<String, SyntaxError> {
    // = RFC7617-2-6
    // = RFC7617-2-7
    let refused = |octet: u8| chars::is_ctl(octet) || (octet == b':' && escape == BasicEscape::Raw);
    let at = user_id.bytes().position(refused).or_else(|| {
        let at = password.bytes().position(chars::is_ctl)?;
        Some(user_id.len().saturating_add(1).saturating_add(at))
    });
    if let Some(at) = at {
        return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at));
    }
    // = RFC6749-2.3.1-1
    let half = |text| match escape {
        BasicEscape::Form(set) => form::encode(text, set),
        BasicEscape::Raw => Cow::Borrowed(text),
    };
    let (user_id, password) = (half(user_id), half(password));
    let mut joined = String::with_capacity(user_id.len().saturating_add(password.len()).saturating_add(1));
    joined.push_str(&user_id);
    joined.push(':');
    joined.push_str(&password);
    let mut field = String::from("Basic ");
    base64::encode_into(&mut field, joined.as_bytes());
    Ok(field)
}

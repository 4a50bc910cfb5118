use alloc::string::String;

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
    let mut field = String::new();
    encode_into(&mut field, &mut String::new(), user_id, password, escape)?;
    Ok(field)
}

/// Appends the value of the `Authorization` field for these credentials.
///
/// `scratch` is overwritten with the two halves, escaped and joined. With room for three times their length in it, and
/// four thirds of that in `out`, nothing is allocated. Both hold the secret afterwards: clearing them is up to the caller.
///
/// # Errors
///
/// As [`encode`]; then nothing is appended and `scratch` is as it was.
///
/// ```
/// use countersign_grammar::basic::{self, BasicEscape};
///
/// let (mut field, mut scratch) = (String::new(), String::new());
/// basic::encode_into(&mut field, &mut scratch, "s6BhdRkqt3", "gX1fBat3bV", BasicEscape::Raw)?;
/// assert_eq!(field, "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn encode_into(
    out: &mut String,
    scratch: &mut String,
    user_id: &str,
    password: &str,
    escape: BasicEscape,
) -> Result<(), SyntaxError> {
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
    let half = |scratch: &mut String, text: &str| match escape {
        BasicEscape::Form(set) => form::encode_into(scratch, text, set),
        BasicEscape::Raw => scratch.push_str(text),
    };
    scratch.clear();
    half(scratch, user_id);
    scratch.push(':');
    half(scratch, password);
    out.push_str("Basic ");
    base64::encode_into(out, scratch.as_bytes());
    Ok(())
}

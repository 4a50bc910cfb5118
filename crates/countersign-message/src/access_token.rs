use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use countersign_grammar::base64url::CompactText;
use countersign_grammar::chars::{are_vschar, is_token68_char, is_vschar};
use countersign_grammar::json::{ObjectWriter, Output, SliceOutput};
use countersign_grammar::{SyntaxError, SyntaxErrorKind};
use zeroize::Zeroizing;

/// An access token: redacted in `Debug`, zeroized on drop when owned.
///
/// ```abnf
/// access-token = 1*VSCHAR
/// ```
///
/// There is no `Clone`, `Display` or `PartialEq`; [`expose`](Self::expose) is the one door to the text.
///
/// ```
/// use countersign_message::AccessToken;
///
/// let token = AccessToken::parse("mF_9.B5f-4.1JqM")?;
/// assert!(token.is_bearer_safe());
/// assert_eq!(format!("{token:?}"), "AccessToken(..)");
/// assert_eq!(token.expose(), "mF_9.B5f-4.1JqM");
/// assert!(AccessToken::parse("").is_err());
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub struct AccessToken<'a>(Text<'a>);

enum Text<'a> {
    Borrowed(&'a str),
    Compact(&'a CompactText),
    Owned(Zeroizing<String>),
}

impl<'a> AccessToken<'a> {
    /// Takes the text if it is an access token; an owned text is zeroized if it is not.
    ///
    /// # Errors
    ///
    /// [`SyntaxErrorKind::Empty`], or [`SyntaxErrorKind::UnexpectedOctet`] at the first octet outside VSCHAR.
    // = RFC6749-A.12-1
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, SyntaxError> {
        let token = Self(match text.into() {
            Cow::Borrowed(text) => Text::Borrowed(text),
            Cow::Owned(text) => Text::Owned(Zeroizing::new(text)),
        });
        check_vschars(token.expose()).map(|()| token)
    }

    /// Takes a text of base64url and periods, which is an access token unless it is empty.
    ///
    /// # Errors
    ///
    /// [`SyntaxErrorKind::Empty`].
    pub const fn compact(text: &'a CompactText) -> Result<Self, SyntaxError> {
        if text.is_empty() {
            return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0));
        }
        Ok(Self(Text::Compact(text)))
    }

    /// The token itself. Whoever calls this answers for where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        match &self.0 {
            Text::Borrowed(text) => text,
            Text::Compact(text) => text.as_str(),
            Text::Owned(text) => text,
        }
    }

    /// The number of its octets.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Text::Borrowed(text) => text.len(),
            Text::Compact(text) => text.len(),
            Text::Owned(text) => text.len(),
        }
    }

    /// Never: the grammar has no empty token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the token as a member of a JSON object, and the members that come after it.
    #[inline(always)]
    pub fn write_member_then<'b>(
        &self,
        name: &str,
        object: &mut ObjectWriter<'_, SliceOutput<'b>>,
        others: impl FnOnce(&mut ObjectWriter<'_, SliceOutput<'b>>),
    ) {
        let value = match &self.0 {
            Text::Compact(text) => Ok(*text),
            Text::Borrowed(text) => Err(*text),
            Text::Owned(text) => Err(text.as_str()),
        };
        object.member_then(name, value, others);
    }

    /// Writes the token as a member of a JSON object.
    #[inline(always)]
    pub fn write_member<O: Output>(&self, name: &str, object: &mut ObjectWriter<'_, O>) {
        match &self.0 {
            Text::Borrowed(text) => object.member_str(name, text),
            Text::Compact(text) => object.member_compact(name, text),
            Text::Owned(text) => object.member_str(name, text),
        };
    }

    /// Whether the token can be sent in an `Authorization: Bearer` field, which carries less than the grammar of the
    /// token response allows.
    ///
    /// ```abnf
    /// b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
    /// ```
    ///
    /// ```
    /// use countersign_message::AccessToken;
    ///
    /// assert!(!AccessToken::parse("Atc|MQEWYJxEnP3I1ND03ZzbY")?.is_bearer_safe());
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn is_bearer_safe(&self) -> bool {
        let body = self.expose().trim_end_matches('=');
        !body.is_empty() && body.bytes().all(is_token68_char)
    }

    /// The same token, borrowed: an explicit second handle that copies nothing.
    #[must_use]
    pub fn borrowed(&self) -> AccessToken<'_> {
        AccessToken(match &self.0 {
            Text::Borrowed(text) => Text::Borrowed(text),
            Text::Compact(text) => Text::Compact(text),
            Text::Owned(text) => Text::Borrowed(text),
        })
    }

    /// The same token in a buffer of its own, which is zeroized on drop.
    #[must_use]
    pub fn into_owned(self) -> AccessToken<'static> {
        AccessToken(Text::Owned(match self.0 {
            Text::Borrowed(text) => Zeroizing::new(String::from(text)),
            Text::Compact(text) => Zeroizing::new(String::from(text.as_str())),
            Text::Owned(text) => text,
        }))
    }
}

impl fmt::Debug for AccessToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(..)")
    }
}

/// `1*VSCHAR`
pub(crate) fn check_vschars(text: &str) -> Result<(), SyntaxError> {
    if text.is_empty() {
        return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0));
    }
    if are_vschar(text.as_bytes()) {
        return Ok(());
    }
    let at = text.bytes().position(|octet| !is_vschar(octet));
    Err(SyntaxError::new(
        SyntaxErrorKind::UnexpectedOctet,
        at.unwrap_or(text.len()),
    ))
}

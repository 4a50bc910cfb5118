use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use super::escape;

/// A JSON string that was checked and is still as it stood between its quotes.
///
/// ```
/// use countersign_grammar::{Limits, json};
///
/// let mut members = json::members(br#"{"access\u005ftoken":"t"}"#, &Limits::DEFAULT)?;
/// let name = members.next().unwrap()?.name();
/// assert_eq!(name.raw(), r"access\u005ftoken");
/// assert_eq!(name.decode(), "access_token");
/// assert!(name.eq_str("access_token"));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Text<'a> {
    raw: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    /// `raw` stood between quotes and every escape in it is well formed.
    pub(super) const fn checked(raw: &'a str, escaped: bool) -> Self {
        Self { raw, escaped }
    }

    /// The text between the quotes.
    #[must_use]
    pub const fn raw(self) -> &'a str {
        self.raw
    }

    /// Whether the text holds an escape, that is whether [`decode`](Self::decode) allocates.
    #[must_use]
    pub const fn is_escaped(self) -> bool {
        self.escaped
    }

    /// The string that is meant: borrowed unless there is an escape.
    #[inline]
    #[must_use]
    pub fn decode(self) -> Cow<'a, str> {
        if self.escaped {
            Cow::Owned(self.unescape())
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    /// Whether the string that is meant equals `other`; never allocates. Not in constant time.
    #[must_use]
    pub fn eq_str(self, other: &str) -> bool {
        if self.escaped {
            self.chars().eq(other.chars())
        } else {
            self.raw == other
        }
    }

    #[cold]
    fn unescape(self) -> String {
        let mut decoded = String::with_capacity(self.raw.len());
        decoded.extend(self.chars());
        decoded
    }

    /// The characters of the string that is meant.
    // = RFC8259-8.3-1
    pub fn chars(self) -> impl Iterator<Item = char> + use<'a> {
        escape::Unescape::new(self.raw)
    }
}

/// The length alone: a string may be a secret.
impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} octets)", self.raw.len())
    }
}

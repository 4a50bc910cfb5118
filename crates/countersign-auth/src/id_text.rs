use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use countersign_grammar::form::FormText;

/// A client identifier as it was presented: borrowed, or decoded into a small buffer of its own.
///
/// It is not a secret; it is shown escaped, because whoever sent it chose it.
#[derive(Clone)]
pub struct IdText<'r>(Repr<'r>);

#[derive(Clone)]
enum Repr<'r> {
    Borrowed(&'r str),
    Inline { len: u8, octets: [u8; INLINE] },
    Owned(String),
}

/// A UUID has 36 characters, and this much makes the whole five words.
const INLINE: usize = 38;

impl<'r> IdText<'r> {
    #[inline]
    /// A copy of VSCHAR octets; none of what is not text.
    pub(crate) fn copied(text: &[u8]) -> Option<Self> {
        let mut octets = [0; INLINE];
        Some(Self(
            match (octets.get_mut(..text.len()), u8::try_from(text.len())) {
                (Some(target), Ok(len)) => {
                    target.copy_from_slice(text);
                    Repr::Inline { len, octets }
                }
                _ => Repr::Owned(String::from(str::from_utf8(text).ok()?)),
            },
        ))
    }

    pub(crate) fn from_form(text: FormText<'r>) -> Self {
        match text.decode() {
            Cow::Borrowed(text) => Self(Repr::Borrowed(text)),
            Cow::Owned(text) => Self(Repr::Owned(text)),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Borrowed(text) => text,
            // The octets are VSCHAR, so the default is never taken.
            Repr::Inline { .. } => str::from_utf8(self.as_octets()).unwrap_or_default(),
            Repr::Owned(text) => text,
        }
    }

    /// The octets of the text, at no cost.
    pub(crate) fn as_octets(&self) -> &[u8] {
        match &self.0 {
            Repr::Borrowed(text) => text.as_bytes(),
            Repr::Inline { len, octets } => octets.get(..usize::from(*len)).unwrap_or_default(),
            Repr::Owned(text) => text.as_bytes(),
        }
    }
}

impl fmt::Debug for IdText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests;

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
    Inline { octets: Words, len: u8 },
    Owned(String),
}

/// Aligned and filled up with zeros, so that all of it is known to be text after a few words instead of after each
/// octet of an identifier.
#[derive(Clone)]
#[repr(align(8))]
struct Words([u8; INLINE]);

const INLINE: usize = 48;

impl<'r> IdText<'r> {
    pub(crate) fn copied(text: &str) -> Self {
        let mut octets = [0; INLINE];
        match (octets.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(target), Ok(len)) => {
                target.copy_from_slice(text.as_bytes());
                Self(Repr::Inline {
                    octets: Words(octets),
                    len,
                })
            }
            _ => Self(Repr::Owned(String::from(text))),
        }
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
            // The octets were copied from a `str`, so the default is never taken.
            Repr::Inline { octets, len } => str::from_utf8(&octets.0)
                .ok()
                .and_then(|text| text.get(..usize::from(*len)))
                .unwrap_or_default(),
            Repr::Owned(text) => text,
        }
    }
}

impl fmt::Debug for IdText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use super::escape;
use crate::{SyntaxError, SyntaxErrorKind, chars};

/// A name or value as it stands in the form, still escaped but known to be well-formed.
///
/// It holds only `%x21-7E`, each `%` begins a triplet, and the unescaped octets are UTF-8; so [`decode`](Self::decode)
/// cannot fail. It is `Copy` and borrows from the body. It may be a secret: `Debug` prints the length alone.
///
/// ```
/// use countersign_grammar::form::FormText;
///
/// let text = FormText::parse(b"read+%C3%A9t%C3%A9")?;
/// assert!(text.is_escaped());
/// assert_eq!(text.decode(), "read \u{E9}t\u{E9}");
/// assert!(text.eq_str("read \u{E9}t\u{E9}"));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct FormText<'a> {
    /// `%x21-7E` alone.
    raw: &'a [u8],
    escapes: Escapes,
}

/// What has to be unescaped, from nothing to everything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Escapes {
    None,
    /// Each `+`; there is no `%`.
    Spaces,
    /// Each `%` begins a triplet, and there may be a `+`.
    Triplets,
}

impl<'a> FormText<'a> {
    /// Checks one name or value on its own.
    ///
    /// # Errors
    ///
    /// - [`BadPercentEscape`](SyntaxErrorKind::BadPercentEscape) at a `%` without two hexadecimal digits.
    /// - [`InvalidUtf8`](SyntaxErrorKind::InvalidUtf8) at the first triplet of an ill-formed sequence.
    /// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at an octet outside `%x21-7E`, or at a `&`.
    ///
    /// ```
    /// use countersign_grammar::{SyntaxErrorKind, form::FormText};
    ///
    /// let error = FormText::parse(b"read write").unwrap_err();
    /// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::UnexpectedOctet, 4));
    /// ```
    pub fn parse(octets: &'a [u8]) -> Result<Self, SyntaxError> {
        let end = octets
            .iter()
            .position(|octet| !chars::is_vchar(*octet) || *octet == b'&');
        let read = end.map_or(octets, |end| octets.get(..=end).unwrap_or(octets));
        escape::check(read, |_| true)?;
        match end {
            None => Ok(Self::new(octets, Escapes::of(octets))),
            Some(end) => Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, end)),
        }
    }

    /// `raw` is `%x21-7E` and has passed [`escape::check`]; `escapes` are its own.
    pub(super) const fn new(raw: &'a [u8], escapes: Escapes) -> Self {
        Self { raw, escapes }
    }

    /// The text as it stands in the form.
    #[must_use]
    pub const fn raw(self) -> &'a str {
        match core::str::from_utf8(self.raw) {
            Ok(raw) => raw,
            // Unreachable, for `raw` is ASCII; without unsafe code the compiler cannot be told.
            Err(_) => "",
        }
    }

    /// The octets of the text as it stands in the form: the same as [`raw`](Self::raw), at no cost.
    #[must_use]
    pub const fn raw_octets(self) -> &'a [u8] {
        self.raw
    }

    /// Whether the text holds a `%` or `+`, so that [`decode`](Self::decode) differs from [`raw`](Self::raw).
    #[must_use]
    pub const fn is_escaped(self) -> bool {
        !matches!(self.escapes, Escapes::None)
    }

    /// Whether the text holds a `%`: if it does not, only each `+` has to be unescaped, to a space.
    #[must_use]
    pub const fn has_triplets(self) -> bool {
        matches!(self.escapes, Escapes::Triplets)
    }

    /// Whether the text has no octet at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.raw.is_empty()
    }

    /// The unescaped text; borrowed if nothing is escaped.
    ///
    /// ```
    /// use countersign_grammar::form::FormText;
    /// use std::borrow::Cow;
    ///
    /// assert!(matches!(FormText::parse(b"read")?.decode(), Cow::Borrowed("read")));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    // = RFC6749-B-2
    #[must_use]
    pub fn decode(self) -> Cow<'a, str> {
        if !self.is_escaped() {
            return Cow::Borrowed(self.raw());
        }
        let mut octets = Vec::with_capacity(self.raw.len());
        octets.extend(self.octets());
        // Never lossy: a text that is not UTF-8 once unescaped cannot be made into this type.
        Cow::Owned(
            String::from_utf8(octets)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )
    }

    /// The unescaped octets, which are UTF-8.
    #[must_use]
    pub fn octets(self) -> Octets<'a> {
        Octets { rest: self.raw }
    }

    /// Writes the unescaped octets to the beginning of `out` and returns how many there are; `None` if `out` is
    /// too short. [`raw`](Self::raw)`.len()` octets are always enough.
    ///
    /// ```
    /// use countersign_grammar::form::FormText;
    ///
    /// let mut out = [0; 4];
    /// assert_eq!(FormText::parse(b"a%2Bb")?.decode_to_slice(&mut out), Some(3));
    /// assert_eq!(&out[..3], b"a+b");
    /// assert_eq!(FormText::parse(b"abcde")?.decode_to_slice(&mut out), None);
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn decode_to_slice(self, out: &mut [u8]) -> Option<usize> {
        if !self.is_escaped() {
            out.get_mut(..self.raw.len())?.copy_from_slice(self.raw);
            return Some(self.raw.len());
        }
        if self.escapes == Escapes::Spaces {
            // Only spaces to put back, which takes no octet more or less.
            let out = out.get_mut(..self.raw.len())?;
            for (slot, octet) in out.iter_mut().zip(self.raw) {
                *slot = if *octet == b'+' { b' ' } else { *octet };
            }
            return Some(self.raw.len());
        }
        let mut octets = self.octets();
        let mut len: usize = 0;
        for slot in out {
            let Some(octet) = octets.next() else {
                return Some(len);
            };
            *slot = octet;
            len = len.saturating_add(1);
        }
        octets.next().is_none().then_some(len)
    }

    /// Whether the unescaped text is `text`, without allocation and not in constant time.
    #[must_use]
    pub fn eq_str(self, text: &str) -> bool {
        if self.is_escaped() {
            self.octets().eq(text.bytes())
        } else {
            self.raw == text.as_bytes()
        }
    }
}

impl Escapes {
    fn of(octets: &[u8]) -> Self {
        match (memchr::memchr(b'%', octets), escape::find(octets)) {
            (Some(_), _) => Self::Triplets,
            (None, Some(_)) => Self::Spaces,
            (None, None) => Self::None,
        }
    }
}

/// `FormText(17 octets)`: the length as it stands in the form.
impl fmt::Debug for FormText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FormText({} octets)", self.raw.len())
    }
}

/// The unescaped octets of a [`FormText`], by [`FormText::octets`].
#[derive(Clone)]
pub struct Octets<'a> {
    rest: &'a [u8],
}

impl Iterator for Octets<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let (octet, rest) = escape::split_first(self.rest)?;
        self.rest = rest;
        Some(octet)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rest.len().div_ceil(3), Some(self.rest.len()))
    }
}

impl fmt::Debug for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Octets").finish_non_exhaustive()
    }
}

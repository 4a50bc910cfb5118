use core::iter::FusedIterator;

use memchr::{memchr, memchr2};

use super::{FormText, escape};
use crate::{Limits, SyntaxError, SyntaxErrorKind, chars};

/// One name-value pair of a form.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The name, still escaped; may be empty.
    pub name: FormText<'a>,
    /// The value, still escaped; empty if there is no `=`.
    pub value: FormText<'a>,
    /// The offset of the name in the body, in octets.
    pub at: usize,
    /// The offset of the value in the body, in octets: after the `=`, or at the end of the name without one.
    pub value_at: usize,
}

/// The pairs of a body in their order, one after the other, without allocation.
///
/// Repeated names are not noticed here; [`parse`](super::parse) does. The first error is the last item.
///
/// # Errors
///
/// - [`TooLong`](SyntaxErrorKind::TooLong) at [`Limits::body`], before anything else is looked at.
/// - [`TooMany`](SyntaxErrorKind::TooMany) at the first pair beyond [`Limits::parameters`]. Empty pieces, as in
///   `a=1&&b=2`, are no pairs and do not count.
/// - [`BadPercentEscape`](SyntaxErrorKind::BadPercentEscape) at a `%` without two hexadecimal digits.
/// - [`InvalidUtf8`](SyntaxErrorKind::InvalidUtf8) at the first triplet of an ill-formed sequence.
/// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at an octet outside `%x21-7E`.
///
/// ```
/// use countersign_grammar::{Limits, SyntaxErrorKind, form};
///
/// let mut pairs = form::pairs(b"scope=read&state=%zz", &Limits::DEFAULT);
/// assert!(pairs.next().unwrap()?.value.eq_str("read"));
/// let error = pairs.next().unwrap().unwrap_err();
/// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::BadPercentEscape, 17));
/// assert!(pairs.next().is_none());
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[must_use]
pub fn pairs<'a>(body: &'a [u8], limits: &Limits) -> Pairs<'a> {
    Pairs::new(body, limits)
}

/// The iterator that [`pairs`] returns.
#[derive(Clone)]
pub struct Pairs<'a> {
    body: &'a [u8],
    /// The body up to the first octet that no form may hold.
    text: &'a str,
    /// Where the next piece begins.
    at: usize,
    /// Where the next escape stands: at or after `at`, or at the end of `text`.
    escape: usize,
    /// How many more pairs the limit allows.
    room: usize,
    failed: Option<SyntaxError>,
}

impl<'a> Pairs<'a> {
    fn new(body: &'a [u8], limits: &Limits) -> Self {
        let mut pairs = Self {
            body,
            text: "",
            at: 0,
            escape: 0,
            room: limits.parameters,
            failed: None,
        };
        if body.len() > limits.body {
            pairs.body = &[];
            pairs.failed = Some(SyntaxError::new(SyntaxErrorKind::TooLong, limits.body));
            return pairs;
        }
        // One branch-free pass that the compiler vectorises, instead of a test in each of the searches below.
        let clean = body
            .iter()
            .fold(true, |clean, octet| clean & octet.is_ascii_graphic());
        let text = if clean { body } else { graphic_prefix(body) };
        pairs.text = core::str::from_utf8(text).unwrap_or_default();
        pairs.escape = escape::find(text).unwrap_or(text.len());
        pairs
    }

    // = WHATWGURL-5.1-1
    #[inline]
    fn piece(&mut self) -> Option<Result<Pair<'a>, SyntaxError>> {
        let text = self.text.as_bytes();
        while text.get(self.at) == Some(&b'&') {
            self.at = self.at.saturating_add(1);
        }
        let at = self.at;
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() && text.len() == self.body.len() {
            return None;
        }
        let Some(room) = self.room.checked_sub(1) else {
            return Some(Err(SyntaxError::new(SyntaxErrorKind::TooMany, at)));
        };
        self.room = room;
        let name_end = memchr2(b'=', b'&', rest).map_or(text.len(), |len| at.saturating_add(len));
        // = WHATWGURL-5.1-2
        let (value_at, value_end) = if text.get(name_end) == Some(&b'=') {
            let value_at = name_end.saturating_add(1);
            let value = text.get(value_at..).unwrap_or_default();
            (
                value_at,
                memchr(b'&', value).map_or(text.len(), |len| value_at.saturating_add(len)),
            )
        } else {
            (name_end, name_end)
        };
        Some(self.pair(at, name_end, value_at, value_end))
    }

    #[inline]
    fn pair(
        &mut self,
        at: usize,
        name_end: usize,
        value_at: usize,
        value_end: usize,
    ) -> Result<Pair<'a>, SyntaxError> {
        let name = self.field(at, name_end)?;
        let value = self.field(value_at, value_end)?;
        self.at = value_end.saturating_add(1);
        Ok(Pair {
            name,
            value,
            at,
            value_at,
        })
    }

    #[inline]
    fn field(&mut self, from: usize, to: usize) -> Result<FormText<'a>, SyntaxError> {
        // `to` is the end of the text, or that of the name: a `=` or `&` stands there.
        let cut = to == self.text.len() && to < self.body.len();
        let escaped = self.escape < to;
        if escaped || cut {
            self.check(from, to, cut)?;
        }
        Ok(FormText::new(
            self.text.get(from..to).unwrap_or_default(),
            escaped,
        ))
    }

    /// Checks a field with escapes and moves to the escape after it, or refuses the octet that cuts it.
    // = WHATWGURL-5.1-3
    fn check(&mut self, from: usize, to: usize, cut: bool) -> Result<(), SyntaxError> {
        let end = to.saturating_add(usize::from(cut));
        let field = self.body.get(from..end).unwrap_or_default();
        escape::check(field, |_| true).map_err(|error| error.offset_by(from))?;
        if cut {
            return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, to));
        }
        let rest = self.text.as_bytes().get(to..).unwrap_or_default();
        self.escape = escape::find(rest).map_or(self.text.len(), |len| to.saturating_add(len));
        Ok(())
    }
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Result<Pair<'a>, SyntaxError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.take() {
            return Some(Err(error));
        }
        let item = self.piece();
        if matches!(item, Some(Err(_))) {
            self.text = "";
            self.body = &[];
        }
        item
    }
}

impl FusedIterator for Pairs<'_> {}

/// How far it has come; the body may hold secrets.
impl core::fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Pairs")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

#[cold]
fn graphic_prefix(body: &[u8]) -> &[u8] {
    let end = body
        .iter()
        .position(|octet| !chars::is_vchar(*octet))
        .unwrap_or(body.len());
    body.get(..end).unwrap_or_default()
}

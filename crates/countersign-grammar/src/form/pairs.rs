use core::iter::FusedIterator;

use super::mark::{Mark, Marks};
use super::text::Escapes;
use super::{FormText, Literal, escape};
use crate::{Limits, SyntaxError, SyntaxErrorKind};

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
    /// Where the next piece begins.
    at: usize,
    /// What means something from there on.
    marks: Marks,
    /// How many more pairs the limit allows.
    room: usize,
    failed: Option<SyntaxError>,
}

impl<'a> Pairs<'a> {
    fn new(body: &'a [u8], limits: &Limits) -> Self {
        if body.len() > limits.body {
            return Self {
                failed: Some(SyntaxError::new(SyntaxErrorKind::TooLong, limits.body)),
                ..Self::empty()
            };
        }
        Self {
            body,
            room: limits.parameters,
            ..Self::empty()
        }
    }

    const fn empty() -> Self {
        Self {
            body: &[],
            at: 0,
            marks: Marks::from(0),
            room: 0,
            failed: None,
        }
    }

    /// The next pair, if it is spelled just so: the cheapest way to read what nearly every body begins with. Otherwise
    /// nothing is taken.
    ///
    /// ```
    /// use countersign_grammar::form::{self, Literal};
    /// use countersign_grammar::Limits;
    ///
    /// const USUAL: Literal<5> = Literal::new(b"a=one");
    ///
    /// let mut pairs = form::pairs(b"a=one&b=2", &Limits::DEFAULT);
    /// assert!(pairs.next_if(&USUAL).is_some_and(|pair| pair.value.eq_str("one")));
    /// assert!(pairs.next_if(&USUAL).is_none());
    /// assert!(pairs.next().is_some_and(|pair| pair.is_ok_and(|pair| pair.name.eq_str("b"))));
    ///
    /// let mut longer = form::pairs(b"a=onetwo", &Limits::DEFAULT);
    /// assert!(longer.next_if(&USUAL).is_none());
    /// ```
    #[inline]
    pub fn next_if<const N: usize>(&mut self, literal: &Literal<N>) -> Option<Pair<'a>> {
        let (text, rest) = self.body.get(self.at..)?.split_first_chunk::<N>()?;
        if *text != literal.text || !matches!(rest.first(), None | Some(b'&')) {
            return None;
        }
        self.room = self.room.checked_sub(1)?;
        let (at, equals) = (self.at, literal.equals);
        self.at = at.wrapping_add(N).wrapping_add(1);
        self.marks = Marks::from(self.at);
        let plain = |octets| FormText::new(octets, Escapes::None);
        Some(Pair {
            name: plain(text.get(..equals)?),
            value: plain(text.get(equals.wrapping_add(1)..)?),
            at,
            value_at: at.wrapping_add(equals).wrapping_add(1),
        })
    }

    /// The value of the next pair, if its name is spelled just so; `name` includes the `=`. Otherwise nothing is taken.
    ///
    /// # Errors
    ///
    /// Those of [`pairs`] that are in the value. Nothing can be read afterwards.
    ///
    /// ```
    /// use countersign_grammar::{Limits, form};
    ///
    /// let mut pairs = form::pairs(b"scope=read&b=2", &Limits::DEFAULT);
    /// assert!(pairs.next_named(b"state=")?.is_none());
    /// assert!(pairs.next_named(b"scope=")?.is_some_and(|(value, at)| value.eq_str("read") && at == 0));
    /// assert!(pairs.next().is_some_and(|pair| pair.is_ok_and(|pair| pair.name.eq_str("b"))));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    #[inline]
    pub fn next_named<const N: usize>(
        &mut self,
        name: &[u8; N],
    ) -> Result<Option<(FormText<'a>, usize)>, SyntaxError> {
        let at = self.at;
        let rest = self.body.get(at..).unwrap_or_default();
        let (Some(room), true) = (self.room.checked_sub(1), rest.first_chunk::<N>() == Some(name)) else {
            return Ok(None);
        };
        let value_at = at.wrapping_add(N);
        self.marks = Marks::from(value_at);
        let value = self.field(value_at, false);
        match value.check(self.body) {
            Ok(text) => {
                self.room = room;
                self.at = value.end.wrapping_add(1);
                Ok(Some((text, at)))
            }
            Err(error) => {
                *self = Self::empty();
                Err(error)
            }
        }
    }

    // = WHATWGURL-5.1-1
    #[inline]
    fn piece(&mut self) -> Option<Result<Pair<'a>, SyntaxError>> {
        if self.at >= self.body.len() {
            return None;
        }
        let mut name = self.field(self.at, true);
        while name.delimiter == Mark::And && name.end == name.at {
            name = self.field(name.end.wrapping_add(1), true);
        }
        if name.at >= self.body.len() {
            // The marks are used up: from here on there is nothing, however often one asks.
            self.at = self.body.len();
            return None;
        }
        let Some(room) = self.room.checked_sub(1) else {
            return Some(Err(SyntaxError::new(SyntaxErrorKind::TooMany, name.at)));
        };
        self.room = room;
        // = WHATWGURL-5.1-2
        let value = match name.delimiter {
            Mark::Equals => self.field(name.end.wrapping_add(1), false),
            _ => Field {
                at: name.end,
                escapes: Escapes::None,
                ..name
            },
        };
        self.at = value.end.wrapping_add(1);
        Some(self.pair(&name, &value))
    }

    /// The field that begins here: it ends before the next `&`, and a name before the next `=` too; or before an octet
    /// that may not stand in a form.
    #[inline(always)]
    fn field(&mut self, at: usize, name: bool) -> Field {
        let mut escapes = Escapes::None;
        loop {
            match self.marks.next(self.body) {
                (_, Mark::Plus) => escapes = escapes.max(Escapes::Spaces),
                (_, Mark::Percent) => escapes = Escapes::Triplets,
                (_, Mark::Equals) if !name => {}
                (end, delimiter) => {
                    return Field {
                        at,
                        end,
                        delimiter,
                        escapes,
                    };
                }
            }
        }
    }

    #[inline]
    fn pair(&self, name: &Field, value: &Field) -> Result<Pair<'a>, SyntaxError> {
        Ok(Pair {
            name: name.check(self.body)?,
            value: value.check(self.body)?,
            at: name.at,
            value_at: value.at,
        })
    }
}

/// A name or value before it is checked.
struct Field {
    at: usize,
    end: usize,
    /// What stands at `end`: [`Mark::None`] at the end of the body.
    delimiter: Mark,
    escapes: Escapes,
}

impl Field {
    #[inline]
    fn check<'a>(&self, body: &'a [u8]) -> Result<FormText<'a>, SyntaxError> {
        if self.escapes == Escapes::Triplets || self.delimiter == Mark::Foreign {
            self.check_escapes(body)?;
        }
        Ok(FormText::new(
            body.get(self.at..self.end).unwrap_or_default(),
            self.escapes,
        ))
    }

    // = WHATWGURL-5.1-3
    fn check_escapes(&self, body: &[u8]) -> Result<(), SyntaxError> {
        let foreign = self.delimiter == Mark::Foreign;
        let end = self.end.wrapping_add(usize::from(foreign));
        let octets = body.get(self.at..end).unwrap_or_default();
        escape::check(octets, |_| true).map_err(|error| error.offset_by(self.at))?;
        if foreign {
            return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, self.end));
        }
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
            *self = Self::empty();
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

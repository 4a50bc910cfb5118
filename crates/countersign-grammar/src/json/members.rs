use core::fmt;
use core::iter::FusedIterator;

use super::cursor::Cursor;
use super::names::Mark;
use super::raw::{RawMember, RawValue};
use super::text::Text;
use crate::{Limits, SyntaxError};

/// Calls `visit` for each member of a text that is one JSON object and nothing else, in order, without allocating
/// for up to 32 names that are open at a time and hold no escape.
///
/// A member is handed out when its value has been read to its end, so `visit` has seen members by the time a later
/// one turns out to be malformed or a duplicate: what it gathered counts only if the outcome is `Ok`.
///
/// # Errors
///
/// As [`parse_object`](super::parse_object), and what `visit` returns.
///
/// ```
/// use countersign_grammar::{Limits, json};
///
/// let mut issuer = None;
/// json::visit_object(br#"{"iss":"https://as.example","exp":1}"#, &Limits::DEFAULT, |name, value| {
///     if name.eq_str("iss") {
///         issuer = Some(value.to_str()?);
///     }
///     Ok::<(), countersign_grammar::SyntaxError>(())
/// })?;
/// assert_eq!(issuer.as_deref(), Some("https://as.example"));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn visit_object<'a, E: From<SyntaxError>>(
    input: &'a [u8],
    limits: &Limits,
    mut visit: impl FnMut(Text<'a>, RawValue<'a>) -> Result<(), E>,
) -> Result<(), E> {
    // `Members` in one place, without moving each member through an iterator.
    let mut cursor = Cursor::new(input, limits)?;
    cursor.require(b'{')?;
    let room = cursor.descend(cursor.room())?;
    let mut first = true;
    while let Some((_, name)) = cursor.next_name(Mark::default(), first)? {
        let value = RawValue::read(&mut cursor, room)?;
        visit(name, value)?;
        first = false;
    }
    cursor.end()?;
    Ok(())
}

/// The members of a text that is one JSON object and nothing else, in order, on demand.
///
/// # Errors
///
/// As [`parse_object`](super::parse_object), as far as the opening bracket; later ones come from the iterator.
///
/// ```
/// use countersign_grammar::{Limits, json};
///
/// let mut names = Vec::new();
/// for member in json::members(br#"{"alg":"HS256","typ":"at+jwt"}"#, &Limits::DEFAULT)? {
///     names.push(member?.name().decode());
/// }
/// assert_eq!(names, ["alg", "typ"]);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn members<'a>(input: &'a [u8], limits: &Limits) -> Result<Members<'a>, SyntaxError> {
    Members::open(Cursor::new(input, limits)?, true)
}

/// An iterator over the members of an object; ends after the first error.
///
/// The text is known to be well formed, with unique names and nothing behind it, only when it has returned `None`
/// without an error before.
pub struct Members<'a> {
    cursor: Cursor<'a>,
    room: usize,
    progress: Progress,
    /// Whether the object is the whole text.
    whole: bool,
}

/// An iterator over the elements of an array; ends after the first error.
pub struct Elements<'a> {
    cursor: Cursor<'a>,
    room: usize,
    progress: Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    First,
    Later,
    Done,
}

impl<'a> Members<'a> {
    pub(super) fn open(mut cursor: Cursor<'a>, whole: bool) -> Result<Self, SyntaxError> {
        cursor.require(b'{')?;
        let room = cursor.descend(cursor.room())?;
        Ok(Self {
            cursor,
            room,
            progress: Progress::First,
            whole,
        })
    }

    fn advance(&mut self) -> Result<Option<RawMember<'a>>, SyntaxError> {
        let Some((at, name)) = self
            .cursor
            .next_name(Mark::default(), self.progress == Progress::First)?
        else {
            if self.whole {
                self.cursor.end()?;
            }
            return Ok(None);
        };
        let value = RawValue::read(&mut self.cursor, self.room)?;
        Ok(Some(RawMember::new(at, name, value)))
    }
}

impl<'a> Elements<'a> {
    pub(super) fn open(mut cursor: Cursor<'a>) -> Result<Self, SyntaxError> {
        cursor.require(b'[')?;
        let room = cursor.descend(cursor.room())?;
        Ok(Self {
            cursor,
            room,
            progress: Progress::First,
        })
    }

    fn advance(&mut self) -> Result<Option<RawValue<'a>>, SyntaxError> {
        if !self.cursor.next_element(self.progress == Progress::First)? {
            return Ok(None);
        }
        RawValue::read(&mut self.cursor, self.room).map(Some)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Result<RawMember<'a>, SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.progress == Progress::Done {
            return None;
        }
        let item = self.advance().transpose();
        self.progress = Progress::after(&item);
        item
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<RawValue<'a>, SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.progress == Progress::Done {
            return None;
        }
        let item = self.advance().transpose();
        self.progress = Progress::after(&item);
        item
    }
}

impl Progress {
    const fn after<T>(item: &Option<Result<T, SyntaxError>>) -> Self {
        match item {
            Some(Ok(_)) => Self::Later,
            Some(Err(_)) | None => Self::Done,
        }
    }
}

impl FusedIterator for Members<'_> {}

impl FusedIterator for Elements<'_> {}

impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Members")
            .field("at", &self.cursor.at())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elements")
            .field("at", &self.cursor.at())
            .finish_non_exhaustive()
    }
}

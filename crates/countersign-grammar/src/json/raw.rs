use alloc::borrow::Cow;
use core::fmt;

use super::cursor::{Cursor, Outline};
use super::kind::Kind;
use super::members::{Elements, Members};
use super::number::Number;
use super::text::Text;
use super::value::Value;
use crate::{Limits, SyntaxError, SyntaxErrorKind};

/// A JSON value that was read to its end and not decoded: one well-formed value with unique names inside.
///
/// The `to_` methods decode a scalar, or refuse a value of another type with
/// [`WrongType`](SyntaxErrorKind::WrongType) at the value. All offsets count from the start of the text that was read.
///
/// ```
/// use countersign_grammar::{Limits, SyntaxErrorKind, json};
///
/// let member = json::members(br#"{"exp":"soon"}"#, &Limits::DEFAULT)?.next().unwrap()?;
/// assert_eq!((member.value().kind(), member.value().raw()), (json::Kind::String, r#""soon""#));
/// let error = member.value().to_number().unwrap_err();
/// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::WrongType, 7));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct RawValue<'a> {
    /// The whole text as far as the end of the value.
    text: &'a str,
    at: usize,
    outline: Outline,
}

impl<'a> RawValue<'a> {
    /// Reads a text that is one JSON value and nothing else, as [`parse_value`](super::parse_value) does, and keeps
    /// it as it stands.
    ///
    /// # Errors
    ///
    /// As [`parse_value`](super::parse_value).
    pub fn parse(input: &'a [u8], limits: &Limits) -> Result<Self, SyntaxError> {
        let mut cursor = Cursor::new(input, limits)?;
        let room = cursor.room();
        let value = Self::read(&mut cursor, room)?;
        cursor.end()?;
        Ok(value)
    }

    pub(super) fn read(cursor: &mut Cursor<'a>, room: usize) -> Result<Self, SyntaxError> {
        let at = cursor.at();
        let outline = cursor.value(room)?;
        Ok(Self {
            text: cursor.since(0),
            at,
            outline,
        })
    }

    /// The offset of the first octet of the value.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The type.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.outline.kind
    }

    /// The value as it was written, without white space around it.
    #[must_use]
    pub fn raw(self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Whether the value is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The boolean.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn to_bool(self) -> Result<bool, SyntaxError> {
        self.of(Kind::Bool).map(|()| self.raw() == "true")
    }

    /// The number.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn to_number(self) -> Result<Number<'a>, SyntaxError> {
        self.of(Kind::Number).map(|()| Number::checked(self.raw()))
    }

    /// The string, still escaped.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn to_text(self) -> Result<Text<'a>, SyntaxError> {
        self.of(Kind::String)?;
        let raw = self.raw();
        let inside = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        Ok(Text::checked(inside, self.outline.escaped))
    }

    /// The string, borrowed unless it holds an escape.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn to_str(self) -> Result<Cow<'a, str>, SyntaxError> {
        self.to_text().map(Text::decode)
    }

    /// The elements of the array. It is read once more, so give the limits that it was read with.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value; from the iterator, nothing unless the limits are narrower.
    pub fn elements(self, limits: &Limits) -> Result<Elements<'a>, SyntaxError> {
        Elements::open(self.cursor(limits))
    }

    /// The members of the object. It is read once more, so give the limits that it was read with.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value; from the iterator, nothing unless the limits are narrower.
    pub fn members(self, limits: &Limits) -> Result<Members<'a>, SyntaxError> {
        Members::open(self.cursor(limits), false)
    }

    /// The value as a tree. It is read once more, so give the limits that it was read with.
    ///
    /// # Errors
    ///
    /// None unless the limits are narrower.
    pub fn to_value(self, limits: &Limits) -> Result<Value<'a>, SyntaxError> {
        let mut cursor = self.cursor(limits);
        cursor.value(cursor.room())
    }

    fn cursor(self, limits: &Limits) -> Cursor<'a> {
        Cursor::inside(self.text, self.at, limits)
    }

    fn of(self, kind: Kind) -> Result<(), SyntaxError> {
        if self.kind() == kind {
            Ok(())
        } else {
            Err(SyntaxError::new(SyntaxErrorKind::WrongType, self.at))
        }
    }
}

/// Type, place and length alone: a value may be a secret.
impl fmt::Debug for RawValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RawValue({} of {} octets at {})",
            self.kind(),
            self.raw().len(),
            self.at
        )
    }
}

/// A member of an object that was read and not decoded.
#[derive(Debug, Clone, Copy)]
pub struct RawMember<'a> {
    at: usize,
    name: Text<'a>,
    value: RawValue<'a>,
}

impl<'a> RawMember<'a> {
    pub(super) const fn new(at: usize, name: Text<'a>, value: RawValue<'a>) -> Self {
        Self { at, name, value }
    }

    /// The offset of the name's opening quote.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The name.
    #[must_use]
    pub const fn name(self) -> Text<'a> {
        self.name
    }

    /// The value.
    #[must_use]
    pub const fn value(self) -> RawValue<'a> {
        self.value
    }
}

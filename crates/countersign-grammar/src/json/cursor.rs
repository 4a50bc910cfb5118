use super::escape::{self, Escape};
use super::kind::Kind;
use super::names::{Mark, Names};
use super::number::Number;
use super::text::Text;
use super::{MAX_DEPTH, scan};
use crate::{Limits, SyntaxError, SyntaxErrorKind as Fault};

/// What reading a value yields: a tree, or only the outline of the value.
pub(super) trait Tree<'a>: Sized {
    /// The elements of an array while they are read.
    type Elements: Default;
    /// The members of an object while they are read.
    type Members: Default;

    fn scalar(at: usize, scalar: Scalar<'a>) -> Self;
    fn element(elements: &mut Self::Elements, element: Self);
    fn member(members: &mut Self::Members, at: usize, name: Text<'a>, value: Self);
    fn array(at: usize, elements: Self::Elements) -> Self;
    fn object(at: usize, members: Self::Members) -> Self;
}

/// A value that holds no other.
#[derive(Debug)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Number<'a>),
    String(Text<'a>),
}

/// A place in a text that is known to be UTF-8, and the grammar of RFC 8259 from there on.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    names: Names<'a>,
    max_members: usize,
    max_depth: usize,
}

impl<'a> Cursor<'a> {
    // = RFC8259-8.1-1
    // = RFC7493-2.1-1
    // = RFC8259-9-2
    pub(super) fn new(input: &'a [u8], limits: &Limits) -> Result<Self, SyntaxError> {
        let longest = limits.body.max(limits.jwt);
        if input.len() > longest {
            return Err(SyntaxError::new(Fault::TooLong, longest));
        }
        let text = core::str::from_utf8(input)
            .map_err(|error| SyntaxError::new(Fault::InvalidUtf8, error.valid_up_to()))?;
        let mut cursor = Self::inside(text, 0, limits);
        cursor.white_space();
        match cursor.peek() {
            Some(_) => Ok(cursor),
            None => Err(cursor.fault(Fault::Empty)),
        }
    }

    /// A cursor within a text that is UTF-8.
    pub(super) fn inside(text: &'a str, at: usize, limits: &Limits) -> Self {
        Self {
            text,
            at,
            names: Names::new(),
            max_members: limits.parameters,
            max_depth: limits.json_depth.min(MAX_DEPTH),
        }
    }

    /// How many levels of nesting are allowed from here.
    pub(super) const fn room(&self) -> usize {
        self.max_depth
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Says why not, unless the cursor stands at `bracket`: another type begins here, or nothing that JSON knows.
    pub(super) fn require(&self, bracket: u8) -> Result<(), SyntaxError> {
        match self.peek() {
            Some(octet) if octet == bracket => Ok(()),
            Some(b'"' | b'-' | b'0'..=b'9' | b'[' | b'{' | b'f' | b'n' | b't') => {
                Err(self.fault(Fault::WrongType))
            }
            Some(_) | None => Err(self.unexpected()),
        }
    }

    /// `JSON-text = ws value ws`: the second `ws`, and then nothing.
    pub(super) fn end(&mut self) -> Result<(), SyntaxError> {
        self.white_space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.fault(Fault::TrailingData)),
        }
    }

    /// `value = false / null / true / object / array / number / string`
    pub(super) fn value<T: Tree<'a>>(&mut self, room: usize) -> Result<T, SyntaxError> {
        let at = self.at;
        let scalar = match self.peek() {
            Some(b'"') => Scalar::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Scalar::Number(self.number()?),
            Some(b'{') => return self.object(room),
            Some(b'[') => return self.array(room),
            Some(b'f') => self.literal("false", Scalar::Bool(false))?,
            Some(b'n') => self.literal("null", Scalar::Null)?,
            Some(b't') => self.literal("true", Scalar::Bool(true))?,
            Some(_) | None => return Err(self.unexpected()),
        };
        Ok(T::scalar(at, scalar))
    }

    /// `array = begin-array [ value *( value-separator value ) ] end-array`
    fn array<T: Tree<'a>>(&mut self, room: usize) -> Result<T, SyntaxError> {
        let at = self.at;
        let room = self.descend(room)?;
        let mut elements = T::Elements::default();
        let mut first = true;
        while self.next_element(first)? {
            T::element(&mut elements, self.value(room)?);
            first = false;
        }
        Ok(T::array(at, elements))
    }

    /// `object = begin-object [ member *( value-separator member ) ] end-object`
    fn object<T: Tree<'a>>(&mut self, room: usize) -> Result<T, SyntaxError> {
        let at = self.at;
        let room = self.descend(room)?;
        let mark = self.names.mark();
        let mut members = T::Members::default();
        let mut first = true;
        while let Some((name_at, name)) = self.next_name(mark, first)? {
            T::member(&mut members, name_at, name, self.value(room)?);
            first = false;
        }
        self.names.release(mark);
        Ok(T::object(at, members))
    }

    /// Steps over the opening bracket that the cursor stands at, if there is room for one more level.
    pub(super) fn descend(&mut self, room: usize) -> Result<usize, SyntaxError> {
        let room = room.checked_sub(1).ok_or(self.fault(Fault::TooDeep))?;
        self.advance(1);
        Ok(room)
    }

    /// Whether another element follows; then the cursor stands at it, otherwise behind the array.
    pub(super) fn next_element(&mut self, first: bool) -> Result<bool, SyntaxError> {
        self.next_item(first, b']')
    }

    /// `member = string name-separator value`: the next name and where it begins, if another member follows; then
    /// the cursor stands at its value, otherwise behind the object. `mark` is where the names of this object begin.
    pub(super) fn next_name(
        &mut self,
        mark: Mark,
        first: bool,
    ) -> Result<Option<(usize, Text<'a>)>, SyntaxError> {
        if !self.next_item(first, b'}')? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let at = self.at;
        if self.names.since(mark) >= self.max_members {
            return Err(SyntaxError::new(Fault::TooMany, at));
        }
        let name = self.string()?;
        if !self.names.insert(mark, name) {
            return Err(SyntaxError::new(Fault::DuplicateMember, at));
        }
        self.white_space();
        self.expect(b':')?;
        self.white_space();
        Ok(Some((at, name)))
    }

    fn next_item(&mut self, first: bool, close: u8) -> Result<bool, SyntaxError> {
        self.white_space();
        if self.peek() == Some(close) {
            self.advance(1);
            return Ok(false);
        }
        if !first {
            self.expect(b',')?;
            self.white_space();
        }
        Ok(true)
    }

    /// `string = quotation-mark *char quotation-mark`, the cursor standing at the first mark.
    fn string(&mut self) -> Result<Text<'a>, SyntaxError> {
        self.advance(1);
        let start = self.at;
        let mut escaped = false;
        loop {
            let run = scan::unescaped(self.rest());
            self.advance(run);
            match self.peek() {
                Some(b'"') => {
                    let raw = self.since(start);
                    self.advance(1);
                    return Ok(Text::checked(raw, escaped));
                }
                Some(b'\\') => match escape::read(self.rest()) {
                    Escape::Char(_, len) => {
                        escaped = true;
                        self.advance(len);
                    }
                    Escape::Unfinished => {
                        return Err(SyntaxError::new(Fault::UnexpectedEnd, self.text.len()));
                    }
                    Escape::Malformed => return Err(self.fault(Fault::BadStringEscape)),
                },
                Some(_) | None => return Err(self.unexpected()),
            }
        }
    }

    /// `number = [ minus ] int [ frac ] [ exp ]`
    // = RFC8259-6-1
    fn number(&mut self) -> Result<Number<'a>, SyntaxError> {
        let start = self.at;
        // minus = %x2D
        self.accept(|octet| octet == b'-');
        // int = zero / ( digit1-9 *DIGIT )
        if self.accept(|octet| octet == b'0') {
            if self.peek().is_some_and(|octet| octet.is_ascii_digit()) {
                return Err(self.fault(Fault::BadNumber));
            }
        } else {
            self.digits()?;
        }
        // frac = decimal-point 1*DIGIT
        if self.accept(|octet| octet == b'.') {
            self.digits()?;
        }
        // exp = e [ minus / plus ] 1*DIGIT
        if self.accept(|octet| matches!(octet, b'e' | b'E')) {
            self.accept(|octet| matches!(octet, b'+' | b'-'));
            self.digits()?;
        }
        Ok(Number::checked(self.since(start)))
    }

    /// `1*DIGIT`
    fn digits(&mut self) -> Result<(), SyntaxError> {
        let run = self
            .rest()
            .iter()
            .take_while(|octet| octet.is_ascii_digit())
            .count();
        if run == 0 {
            return Err(match self.peek() {
                Some(_) => self.fault(Fault::BadNumber),
                None => self.unexpected(),
            });
        }
        self.advance(run);
        Ok(())
    }

    fn literal(&mut self, literal: &'static str, scalar: Scalar<'a>) -> Result<Scalar<'a>, SyntaxError> {
        for octet in literal.bytes() {
            self.expect(octet)?;
        }
        Ok(scalar)
    }

    /// `ws = *( %x20 / %x09 / %x0A / %x0D )`
    fn white_space(&mut self) {
        while self.accept(|octet| matches!(octet, b' ' | b'\t' | b'\n' | b'\r')) {}
    }

    fn accept(&mut self, class: impl FnOnce(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(class);
        if found {
            self.advance(1);
        }
        found
    }

    fn expect(&mut self, octet: u8) -> Result<(), SyntaxError> {
        if self.peek() == Some(octet) {
            self.advance(1);
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The text from `start` to here; both are next to an ASCII character, so neither splits a character.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn advance(&mut self, octets: usize) {
        self.at = self.at.saturating_add(octets);
    }

    fn fault(&self, kind: Fault) -> SyntaxError {
        SyntaxError::new(kind, self.at)
    }

    fn unexpected(&self) -> SyntaxError {
        self.fault(match self.peek() {
            Some(_) => Fault::UnexpectedOctet,
            None => Fault::UnexpectedEnd,
        })
    }
}

/// A value of which only the type is wanted, and of a string whether it holds an escape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outline {
    pub(super) kind: Kind,
    pub(super) escaped: bool,
}

impl Outline {
    const fn of(kind: Kind) -> Self {
        Self { kind, escaped: false }
    }
}

impl<'a> Tree<'a> for Outline {
    type Elements = ();
    type Members = ();

    fn scalar(_: usize, scalar: Scalar<'a>) -> Self {
        match scalar {
            Scalar::Null => Self::of(Kind::Null),
            Scalar::Bool(_) => Self::of(Kind::Bool),
            Scalar::Number(_) => Self::of(Kind::Number),
            Scalar::String(text) => Self {
                kind: Kind::String,
                escaped: text.is_escaped(),
            },
        }
    }

    fn element((): &mut (), _: Self) {}

    fn member((): &mut (), _: usize, _: Text<'a>, _: Self) {}

    fn array(_: usize, (): ()) -> Self {
        Self::of(Kind::Array)
    }

    fn object(_: usize, (): ()) -> Self {
        Self::of(Kind::Object)
    }
}

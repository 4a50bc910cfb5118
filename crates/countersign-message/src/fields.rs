use alloc::borrow::Cow;

use countersign_grammar::json::{self, RawMember, RawValue};
use countersign_grammar::{Limits, SyntaxError, SyntaxErrorKind};

use crate::request::is;
use crate::{ResponseError, ResponseErrorKind};

/// The members of a response that mean something here, found in one pass and read afterwards: what a member says
/// counts only once the whole body is known to be one JSON object with unique names.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fields<'a> {
    pub(crate) access_token: Option<RawValue<'a>>,
    pub(crate) token_type: Option<RawValue<'a>>,
    pub(crate) expires_in: Option<RawValue<'a>>,
    pub(crate) scope: Option<RawValue<'a>>,
    pub(crate) refresh_token: Option<RawValue<'a>>,
    pub(crate) error: Option<RawValue<'a>>,
    pub(crate) error_description: Option<RawValue<'a>>,
    pub(crate) error_uri: Option<RawValue<'a>>,
    /// The length of the body, which is where a missing member is missing.
    pub(crate) end: usize,
}

impl<'a> Fields<'a> {
    /// Reads a body; `other` gets every member that has no place here.
    // = RFC6749-5.1-10
    // = RFC6749-5.1-12
    // = RFC6749-5.1-15
    // = RFC6749-5.2-17
    pub(crate) fn read(
        body: &'a [u8],
        limits: &Limits,
        mut other: impl FnMut(RawMember<'a>),
    ) -> Result<Self, ResponseError> {
        // = COUNTERSIGN-LIMITS-1
        if body.len() > limits.body {
            return Err(SyntaxError::new(SyntaxErrorKind::TooLong, limits.body).into());
        }
        let mut fields = Self {
            end: body.len(),
            ..Self::default()
        };
        for member in json::members(body, limits)? {
            let member = member?;
            match fields.slot(member) {
                Some(slot) => *slot = Some(member.value()),
                None => other(member),
            }
        }
        Ok(fields)
    }

    fn slot(&mut self, member: RawMember<'a>) -> Option<&mut Option<RawValue<'a>>> {
        let name = member.name();
        if name.is_escaped() {
            let name = name.decode();
            return self.named(&name);
        }
        self.named(name.raw())
    }

    /// A name is guessed by its length and compared once.
    #[inline]
    fn named(&mut self, name: &str) -> Option<&mut Option<RawValue<'a>>> {
        let name = name.as_bytes();
        let (found, slot) = match name.len() {
            5 if is(name, b"error") => (true, &mut self.error),
            5 => (is(name, b"scope"), &mut self.scope),
            9 => (is(name, b"error_uri"), &mut self.error_uri),
            10 if is(name, b"expires_in") => (true, &mut self.expires_in),
            10 => (is(name, b"token_type"), &mut self.token_type),
            12 => (is(name, b"access_token"), &mut self.access_token),
            13 => (is(name, b"refresh_token"), &mut self.refresh_token),
            17 => (is(name, b"error_description"), &mut self.error_description),
            _ => return None,
        };
        found.then_some(slot)
    }

    /// A member that must be there.
    pub(crate) fn required(
        &self,
        value: Option<RawValue<'a>>,
        member: &'static str,
    ) -> Result<RawValue<'a>, ResponseError> {
        value.ok_or(ResponseError::new(ResponseErrorKind::Missing, self.end, member))
    }
}

/// Whether responses give this member a meaning of their own, so that nobody else may.
pub(crate) fn is_reserved(name: &str) -> bool {
    Fields::default().named(name).is_some()
}

/// The text of a member that must be a JSON string.
// = RFC6749-5.1-11
pub(crate) fn text<'a>(value: RawValue<'a>, member: &'static str) -> Result<Cow<'a, str>, ResponseError> {
    match value.to_text() {
        Ok(text) if text.is_escaped() => Ok(text.decode()),
        Ok(text) => Ok(Cow::Borrowed(text.raw())),
        Err(_) => Err(ResponseError::new(
            ResponseErrorKind::WrongType,
            value.at(),
            member,
        )),
    }
}

/// A member that must be a JSON string and match a production.
pub(crate) fn production<'a, T>(
    value: RawValue<'a>,
    member: &'static str,
    parse: impl FnOnce(Cow<'a, str>) -> Result<T, SyntaxError>,
) -> Result<T, ResponseError> {
    parse(text(value, member)?).map_err(|error| {
        ResponseError::new(
            ResponseErrorKind::MalformedValue(error.kind()),
            value.at(),
            member,
        )
    })
}

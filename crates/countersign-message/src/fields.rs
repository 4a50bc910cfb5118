use alloc::borrow::Cow;

use countersign_grammar::form::{self, FormText};
use countersign_grammar::json::{self, Kind, RawValue, Text};
use countersign_grammar::{Limits, SyntaxError, SyntaxErrorKind};

use crate::extra::ExtraMember;
use crate::request::is;
use crate::{ResponseError, ResponseErrorKind};

/// The members of a response that mean something here, found in one pass and read afterwards: what a member says
/// counts only once the whole body is known to be one JSON object with unique names.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fields<'a> {
    pub(crate) access_token: Option<Field<'a>>,
    pub(crate) token_type: Option<Field<'a>>,
    pub(crate) expires_in: Option<Field<'a>>,
    pub(crate) scope: Option<Field<'a>>,
    pub(crate) refresh_token: Option<Field<'a>>,
    pub(crate) error: Option<Field<'a>>,
    pub(crate) error_description: Option<Field<'a>>,
    pub(crate) error_uri: Option<Field<'a>>,
    /// The length of the body, which is where a missing member is missing.
    pub(crate) end: usize,
}

/// The value of one member: of the object, or of the form that some servers send in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field<'a> {
    Json(RawValue<'a>),
    Form(FormText<'a>, usize),
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
        mut other: impl FnMut(Text<'a>, RawValue<'a>),
    ) -> Result<Self, ResponseError> {
        // = COUNTERSIGN-LIMITS-1
        if body.len() > limits.body {
            return Err(SyntaxError::new(SyntaxErrorKind::TooLong, limits.body).into());
        }
        let mut fields = Self {
            end: body.len(),
            ..Self::default()
        };
        json::visit_object(body, limits, |name, value| {
            match fields.slot(name) {
                Some(slot) => *slot = Some(Field::Json(value)),
                None => other(name, value),
            }
            Ok::<(), ResponseError>(())
        })?;
        Ok(fields)
    }

    /// Reads a body that is form data.
    // = RFC6749-3.2-10
    pub(crate) fn read_form(
        body: &'a [u8],
        limits: &Limits,
        mut other: impl FnMut(ExtraMember<'a>),
    ) -> Result<Self, ResponseError> {
        let mut fields = Self {
            end: body.len(),
            ..Self::default()
        };
        for pair in form::parse(body, limits).map_err(ResponseError::form)? {
            match fields.named(&pair.name.decode()) {
                Some(slot) => *slot = Some(Field::Form(pair.value, pair.value_at)),
                None => other(ExtraMember::from_form(pair)),
            }
        }
        Ok(fields)
    }

    fn slot(&mut self, name: Text<'a>) -> Option<&mut Option<Field<'a>>> {
        if name.is_escaped() {
            let name = name.decode();
            return self.named(&name);
        }
        self.named(name.raw())
    }

    /// A name is guessed by its length and compared once.
    #[inline]
    fn named(&mut self, name: &str) -> Option<&mut Option<Field<'a>>> {
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
        value: Option<Field<'a>>,
        member: &'static str,
    ) -> Result<Field<'a>, ResponseError> {
        value.ok_or(self.missing(member))
    }

    pub(crate) const fn missing(&self, member: &'static str) -> ResponseError {
        ResponseError::new(ResponseErrorKind::Missing, self.end, member)
    }
}

impl<'a> Field<'a> {
    /// Where the value begins.
    pub(crate) const fn at(self) -> usize {
        match self {
            Self::Json(value) => value.at(),
            Self::Form(_, at) => at,
        }
    }

    /// The JSON type; what a form holds is text.
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Json(value) => value.kind(),
            Self::Form(..) => Kind::String,
        }
    }

    /// The text of a member that must be a JSON string.
    // = RFC6749-5.1-11
    pub(crate) fn text(self, member: &'static str) -> Result<Cow<'a, str>, ResponseError> {
        match self {
            Self::Form(text, _) => Ok(text.decode()),
            Self::Json(value) => match value.to_text() {
                Ok(text) if text.is_escaped() => Ok(text.decode()),
                Ok(text) => Ok(Cow::Borrowed(text.raw())),
                Err(_) => Err(self.refuse(ResponseErrorKind::WrongType, member)),
            },
        }
    }

    pub(crate) const fn refuse(self, kind: ResponseErrorKind, member: &'static str) -> ResponseError {
        ResponseError::new(kind, self.at(), member)
    }
}

/// Whether responses give this member a meaning of their own, so that nobody else may.
pub(crate) fn is_reserved(name: &str) -> bool {
    Fields::default().named(name).is_some()
}

/// A member that must be a JSON string and match a production.
pub(crate) fn production<'a, T>(
    value: Field<'a>,
    member: &'static str,
    parse: impl FnOnce(Cow<'a, str>) -> Result<T, SyntaxError>,
) -> Result<T, ResponseError> {
    parse(value.text(member)?)
        .map_err(|error| value.refuse(ResponseErrorKind::MalformedValue(error.kind()), member))
}

use alloc::borrow::Cow;
use core::fmt;

use countersign_grammar::form::{FormText, Pair};
use countersign_grammar::json::{ObjectWriter, Output, RawValue, Text};

/// A member of a token response that this crate gives no meaning to. Debug shows neither name nor value.
#[derive(Clone)]
pub struct ExtraMember<'a> {
    name: Cow<'a, str>,
    value: ExtraValue<'a>,
}

/// The value of an extra member.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum ExtraValue<'a> {
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(u64),
    /// A string.
    Text(&'a str),
    /// JSON as it stands.
    Json(RawValue<'a>),
    /// A value of a form; written as a string.
    Form(FormText<'a>),
}

impl<'a> ExtraMember<'a> {
    pub(crate) const fn new(name: &'a str, value: ExtraValue<'a>) -> Self {
        Self {
            name: Cow::Borrowed(name),
            value,
        }
    }

    pub(crate) fn parsed(name: Text<'a>, value: RawValue<'a>) -> Self {
        Self {
            name: name.decode(),
            value: ExtraValue::Json(value),
        }
    }

    pub(crate) fn from_form(pair: Pair<'a>) -> Self {
        Self {
            name: pair.name.decode(),
            value: ExtraValue::Form(pair.value),
        }
    }

    /// The name, unescaped.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> ExtraValue<'a> {
        self.value
    }

    pub(crate) fn write<O: Output>(&self, object: &mut ObjectWriter<'_, O>) {
        match self.value {
            ExtraValue::Bool(value) => object.member_bool(&self.name, value),
            ExtraValue::Integer(value) => object.member_u64(&self.name, value),
            ExtraValue::Text(value) => object.member_str(&self.name, value),
            ExtraValue::Json(value) => object.member_raw(&self.name, value),
            ExtraValue::Form(value) => object.member_str(&self.name, &value.decode()),
        };
    }
}

/// An identity token, say, is an extra member.
impl fmt::Debug for ExtraMember<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtraMember(..)")
    }
}

impl fmt::Debug for ExtraValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtraValue(..)")
    }
}

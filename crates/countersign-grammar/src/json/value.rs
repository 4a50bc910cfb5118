use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use super::cursor::{Scalar, Tree};
use super::kind::Kind;
use super::number::Number;
use super::object::{Member, Object};
use super::text::Text;
use crate::{SyntaxError, SyntaxErrorKind};

/// A JSON value and where it stands.
///
/// The `as_` methods give the content or refuse a value of another type with
/// [`WrongType`](SyntaxErrorKind::WrongType) at the value; [`data`](Self::data) is for a `match` over the types.
///
/// There is no `PartialEq`: a value may be a secret, and those are compared elsewhere.
///
/// ```
/// use countersign_grammar::{Limits, SyntaxErrorKind, json};
///
/// let value = json::parse_value(br#"["read", 1]"#, &Limits::DEFAULT)?;
/// let [first, second] = value.as_array()? else { panic!() };
/// assert_eq!(first.as_str()?, "read");
/// let error = second.as_str().unwrap_err();
/// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::WrongType, 9));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub struct Value<'a> {
    at: usize,
    data: Data<'a>,
}

/// What a JSON value holds.
pub enum Data<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(Number<'a>),
    /// A string, borrowed unless it held an escape.
    String(Cow<'a, str>),
    /// The elements in order.
    Array(Vec<Value<'a>>),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Value<'a> {
    /// The offset of the first octet of the value.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The type.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.data {
            Data::Null => Kind::Null,
            Data::Bool(_) => Kind::Bool,
            Data::Number(_) => Kind::Number,
            Data::String(_) => Kind::String,
            Data::Array(_) => Kind::Array,
            Data::Object(_) => Kind::Object,
        }
    }

    /// The content.
    #[must_use]
    pub const fn data(&self) -> &Data<'a> {
        &self.data
    }

    /// The content, by value.
    #[must_use]
    pub fn into_data(self) -> Data<'a> {
        self.data
    }

    /// Whether the value is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The boolean.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub const fn as_bool(&self) -> Result<bool, SyntaxError> {
        if let Data::Bool(value) = self.data {
            Ok(value)
        } else {
            Err(self.wrong_type())
        }
    }

    /// The number.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub const fn as_number(&self) -> Result<Number<'a>, SyntaxError> {
        if let Data::Number(value) = self.data {
            Ok(value)
        } else {
            Err(self.wrong_type())
        }
    }

    /// The string.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn as_str(&self) -> Result<&str, SyntaxError> {
        if let Data::String(value) = &self.data {
            Ok(value)
        } else {
            Err(self.wrong_type())
        }
    }

    /// The elements of the array.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn as_array(&self) -> Result<&[Self], SyntaxError> {
        if let Data::Array(value) = &self.data {
            Ok(value)
        } else {
            Err(self.wrong_type())
        }
    }

    /// The object.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub const fn as_object(&self) -> Result<&Object<'a>, SyntaxError> {
        if let Data::Object(value) = &self.data {
            Ok(value)
        } else {
            Err(self.wrong_type())
        }
    }

    /// The string, by value: still borrowed from the input if it held no escape.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn into_str(self) -> Result<Cow<'a, str>, SyntaxError> {
        if let Data::String(value) = self.data {
            Ok(value)
        } else {
            Err(SyntaxError::new(SyntaxErrorKind::WrongType, self.at))
        }
    }

    /// The object, by value.
    ///
    /// # Errors
    ///
    /// `WrongType` at the value.
    pub fn into_object(self) -> Result<Object<'a>, SyntaxError> {
        if let Data::Object(value) = self.data {
            Ok(value)
        } else {
            Err(SyntaxError::new(SyntaxErrorKind::WrongType, self.at))
        }
    }

    const fn wrong_type(&self) -> SyntaxError {
        SyntaxError::new(SyntaxErrorKind::WrongType, self.at)
    }
}

impl<'a> Tree<'a> for Value<'a> {
    type Elements = Vec<Self>;
    type Members = Vec<Member<'a>>;

    fn scalar(at: usize, scalar: Scalar<'a>) -> Self {
        let data = match scalar {
            Scalar::Null => Data::Null,
            Scalar::Bool(value) => Data::Bool(value),
            Scalar::Number(value) => Data::Number(value),
            Scalar::String(value) => Data::String(value.decode()),
        };
        Self { at, data }
    }

    fn element(elements: &mut Vec<Self>, element: Self) {
        elements.push(element);
    }

    fn member(members: &mut Vec<Member<'a>>, at: usize, name: Text<'a>, value: Self) {
        members.push(Member::new(at, name.decode(), value));
    }

    fn array(at: usize, elements: Vec<Self>) -> Self {
        Self {
            at,
            data: Data::Array(elements),
        }
    }

    fn object(at: usize, members: Vec<Member<'a>>) -> Self {
        Self {
            at,
            data: Data::Object(Object::new(at, members)),
        }
    }
}

/// Type and place alone: a value may be a secret.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} at {})", self.kind(), self.at)
    }
}

/// Types and lengths alone: a value may be a secret.
impl fmt::Debug for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Bool(_) => f.write_str("Bool(..)"),
            Self::Number(value) => value.fmt(f),
            Self::String(value) => write!(f, "String({} octets)", value.len()),
            Self::Array(value) => write!(f, "Array({} elements)", value.len()),
            Self::Object(value) => value.fmt(f),
        }
    }
}

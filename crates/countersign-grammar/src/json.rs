//! Strict JSON (RFC 8259): a reader that borrows from its input and a writer that escapes as little as it may.
//!
//! Token responses, error responses, JOSE headers and JWT claims are small objects whose reading decides about
//! access, so this reader accepts exactly the texts of RFC 8259 section 2, less what is listed here.
//!
//! Refused although RFC 8259 lets a parser take it:
//! - a name that appears twice in one object, compared after unescaping, at every level (RFC 7493 section 2.3,
//!   RFC 7515 section 4, RFC 7519 section 4), so that two readers cannot see two different values;
//! - an escaped surrogate without its other half (RFC 7493 section 2.1): it is no character;
//! - a byte order mark (RFC 8259 section 8.1 lets a parser ignore one);
//! - nesting, members or octets beyond [`Limits`] (RFC 8259 section 9).
//!
//! Accepted although RFC 7493 asks senders to avoid it: noncharacters such as U+FFFE, and numbers of any size,
//! because a number stays text until somebody asks for a value.
//!
//! Three ways in, over one grammar: [`parse_object`] builds a tree; [`visit_object`] and [`members`] go over the
//! members of the outermost object without building anything and hand out [`RawValue`]s to be read on demand.
//!
//! ```
//! use countersign_grammar::{Limits, json};
//!
//! let text = br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600}"#;
//! let object = json::parse_object(text, &Limits::DEFAULT)?;
//! assert_eq!(object.member("token_type").unwrap().as_str()?, "example");
//! assert_eq!(object.member("expires_in").unwrap().as_number()?.as_u64(), Some(3600));
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

mod cursor;
mod digits;
mod escape;
mod kind;
mod members;
mod names;
mod number;
mod object;
mod output;
mod raw;
mod scan;
mod slice;
mod text;
mod value;
mod writer;

use crate::{Limits, SyntaxError};
use cursor::Cursor;

pub use kind::Kind;
pub use members::{Elements, Members, members, visit_object};
pub use number::Number;
pub use object::{Member, Object};
pub use output::Output;
pub use raw::{RawMember, RawValue};
pub use slice::{SliceOutput, fill};
pub use text::Text;
pub use value::{Data, Value};
pub use writer::{ObjectWriter, write_string};

/// The deepest nesting that is read whatever [`Limits::json_depth`] says: the reader recurses, and the stack of
/// the host is not ours to spend.
pub const MAX_DEPTH: usize = 128;

/// Reads a text that is one JSON object and nothing else.
///
/// # Errors
///
/// - [`TooLong`](crate::SyntaxErrorKind::TooLong) at the limit if the text is longer than both [`Limits::body`] and
///   [`Limits::jwt`]; a caller that knows which of the two it reads checks that one before.
/// - [`InvalidUtf8`](crate::SyntaxErrorKind::InvalidUtf8) at the first octet that is not UTF-8; it wins over any
///   other error in the text.
/// - [`Empty`](crate::SyntaxErrorKind::Empty) for white space alone, [`WrongType`](crate::SyntaxErrorKind::WrongType)
///   where another type than an object begins.
/// - [`DuplicateMember`](crate::SyntaxErrorKind::DuplicateMember) and [`TooMany`](crate::SyntaxErrorKind::TooMany) at
///   the opening quote of the name, [`TooDeep`](crate::SyntaxErrorKind::TooDeep) at the bracket.
/// - [`BadStringEscape`](crate::SyntaxErrorKind::BadStringEscape) at the backslash,
///   [`BadNumber`](crate::SyntaxErrorKind::BadNumber) and
///   [`UnexpectedOctet`](crate::SyntaxErrorKind::UnexpectedOctet) at the offending octet,
///   [`UnexpectedEnd`](crate::SyntaxErrorKind::UnexpectedEnd) at the end,
///   [`TrailingData`](crate::SyntaxErrorKind::TrailingData) after the value.
///
/// ```
/// use countersign_grammar::{Limits, SyntaxErrorKind, json};
///
/// let twice = br#"{"scope":"read","sc\u006fpe":"write"}"#;
/// let error = json::parse_object(twice, &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::DuplicateMember, 16));
/// ```
pub fn parse_object<'a>(input: &'a [u8], limits: &Limits) -> Result<Object<'a>, SyntaxError> {
    let cursor = Cursor::new(input, limits)?;
    cursor.require(b'{')?;
    read(cursor).and_then(Value::into_object)
}

/// Reads a text that is one JSON value of any type and nothing else.
///
/// # Errors
///
/// As [`parse_object`], without the demand for an object.
///
/// ```
/// use countersign_grammar::{Limits, json};
///
/// let value = json::parse_value(br#"["https://as.example", "https://rs.example"]"#, &Limits::DEFAULT)?;
/// assert_eq!(value.as_array()?.len(), 2);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn parse_value<'a>(input: &'a [u8], limits: &Limits) -> Result<Value<'a>, SyntaxError> {
    read(Cursor::new(input, limits)?)
}

fn read(mut cursor: Cursor<'_>) -> Result<Value<'_>, SyntaxError> {
    let value = cursor.value(cursor.room())?;
    cursor.end()?;
    Ok(value)
}

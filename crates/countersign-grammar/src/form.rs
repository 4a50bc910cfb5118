//! `application/x-www-form-urlencoded` (WHATWG URL section 5, RFC 6749 appendix B).
//!
//! Strict by default. [`pairs`] and [`parse`] split a body as the WHATWG parser does, at `&`, with empty pieces
//! dropped, and each piece at its first `=`; but where that parser guesses, they refuse:
//! - a `%` without two hexadecimal digits;
//! - octets that are not UTF-8 once unescaped;
//! - octets that no form encoder lets through: anything outside `%x21-7E`, so SP, CTL and raw octets above 7F.
//!
//! [`parse_lossy`] is the WHATWG parser itself, under its own name.
//!
//! ```
//! use countersign_grammar::{Limits, form};
//!
//! let body = b"grant_type=client_credentials&scope=read+write";
//! let pairs = form::parse(body, &Limits::DEFAULT)?;
//! assert!(pairs[0].name.eq_str("grant_type"));
//! assert_eq!(pairs[1].value.decode(), "read write");
//! assert_eq!(pairs[1].value_at, 36);
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

mod encode;
pub(crate) mod escape;
mod literal;
mod lossy;
mod mark;
mod pairs;
#[cfg(test)]
pub(crate) mod tests;
mod text;
mod unique;

use alloc::vec::Vec;

use crate::{Limits, SyntaxError};

pub use encode::{EscapeSet, encode, encode_into, serialize};
pub use literal::Literal;
pub use lossy::{LossyPairs, lossy_pairs, parse_lossy};
pub use pairs::{Pair, Pairs, pairs};
pub use text::{FormText, Octets};

/// The parameters of a body, no name twice.
///
/// RFC 6749 section 3.2 forbids to repeat a parameter, known or not. Names are compared unescaped.
///
/// # Errors
///
/// Those of [`pairs`], and [`DuplicateParameter`](crate::SyntaxErrorKind::DuplicateParameter) at the second occurrence
/// of a name. The first error in the body wins.
///
/// ```
/// use countersign_grammar::{Limits, SyntaxErrorKind, form};
///
/// let error = form::parse(b"scope=read&sc%6Fpe=write", &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::DuplicateParameter, 11));
/// ```
pub fn parse<'a>(body: &'a [u8], limits: &Limits) -> Result<Vec<Pair<'a>>, SyntaxError> {
    parse_with(body, limits, &[])
}

/// The parameters of a body, no name twice but those in `repeatable`, such as `resource` (RFC 8707 section 2) and
/// `audience` (RFC 8693 section 2.1).
///
/// # Errors
///
/// As [`parse`].
///
/// ```
/// use countersign_grammar::{Limits, form};
///
/// let body = b"resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example";
/// assert!(form::parse(body, &Limits::DEFAULT).is_err());
/// assert_eq!(form::parse_with(body, &Limits::DEFAULT, &["resource"])?.len(), 2);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub fn parse_with<'a>(
    body: &'a [u8],
    limits: &Limits,
    repeatable: &[&str],
) -> Result<Vec<Pair<'a>>, SyntaxError> {
    unique::collect(pairs(body, limits), repeatable)
}

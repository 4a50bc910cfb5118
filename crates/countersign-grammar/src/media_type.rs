//! Media types (RFC 9110 section 8.3.1), as in `Content-Type`.
//!
//! ```abnf
//! Content-Type = media-type
//! media-type   = type "/" subtype parameters
//! type         = token
//! subtype      = token
//! parameters   = *( OWS ";" OWS [ parameter ] )
//! parameter    = parameter-name "=" parameter-value
//! parameter-name  = token
//! parameter-value = ( token / quoted-string )
//! ```
//!
//! Deviations, all on the strict side:
//! - length, parameters and empty parameters are bounded by [`Limits`];
//! - a parameter that is named twice, ignoring case, is refused: the grammar allows it and nothing says which counts;
//! - values in quotes are UTF-8, see [`quoted`](crate::quoted).
//!
//! ```
//! use countersign_grammar::media_type::MediaType;
//!
//! let media_type = MediaType::parse(b"Application/JSON; charset=\"UTF-8\"")?;
//! assert!(media_type.essence_is("application/json"));
//! assert!(media_type.parameter_value("charset").unwrap().eq_ignore_ascii_case("utf-8"));
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::{fmt, slice};

use nom::Parser;
use nom::bytes::complete::tag;
use nom::sequence::{delimited, separated_pair};

use crate::quoted::parse::{self, offset, ows, step};
use crate::quoted::{Parameter, ParameterValue};
use crate::{Limits, SyntaxError, SyntaxErrorKind};

/// A media type, borrowed from the field value. Without parameters it allocates nothing.
pub struct MediaType<'a> {
    type_: &'a str,
    subtype: &'a str,
    parameters: Vec<Parameter<'a>>,
}

impl<'a> MediaType<'a> {
    /// Reads a field value within [`Limits::DEFAULT`].
    ///
    /// # Errors
    ///
    /// As [`parse_with`](Self::parse_with).
    pub fn parse(input: &'a [u8]) -> Result<Self, SyntaxError> {
        Self::parse_with(input, &Limits::DEFAULT)
    }

    /// Reads a field value. White space around it is no part of it (RFC 9110 section 5.5); all offsets count from
    /// its first octet all the same.
    ///
    /// # Errors
    ///
    /// - [`TooLong`](SyntaxErrorKind::TooLong) at [`Limits::header`], [`Empty`](SyntaxErrorKind::Empty) for nothing.
    /// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet), [`UnexpectedEnd`](SyntaxErrorKind::UnexpectedEnd) and
    ///   [`InvalidUtf8`](SyntaxErrorKind::InvalidUtf8) where the grammar is left.
    /// - [`DuplicateParameter`](SyntaxErrorKind::DuplicateParameter) and [`TooMany`](SyntaxErrorKind::TooMany) at the
    ///   name; `TooMany` also at the first empty parameter beyond [`Limits::parameters`].
    ///
    /// ```
    /// use countersign_grammar::{SyntaxErrorKind, media_type::MediaType};
    ///
    /// let error = MediaType::parse(b"application/json; charset = utf-8").unwrap_err();
    /// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::UnexpectedOctet, 25));
    /// ```
    pub fn parse_with(input: &'a [u8], limits: &Limits) -> Result<Self, SyntaxError> {
        if input.len() > limits.header {
            return Err(SyntaxError::new(SyntaxErrorKind::TooLong, limits.header));
        }
        let (input, start) = parse::trimmed(input);
        if start.is_empty() {
            return Err(SyntaxError::new(SyntaxErrorKind::Empty, input.len()));
        }
        let (rest, (type_, subtype)) = step(input, start, essence)?;
        Ok(Self {
            type_,
            subtype,
            parameters: parameters(input, rest, limits)?,
        })
    }

    /// Whether type and subtype are these, written with `/` between them and compared without regard to case.
    // = RFC9110-8.3.1-1
    #[must_use]
    pub fn essence_is(&self, essence: &str) -> bool {
        essence.split_once('/').is_some_and(|(type_, subtype)| {
            self.type_.eq_ignore_ascii_case(type_) && self.subtype.eq_ignore_ascii_case(subtype)
        })
    }

    /// The type as it was written.
    #[must_use]
    pub const fn type_(&self) -> &'a str {
        self.type_
    }

    /// The subtype as it was written.
    #[must_use]
    pub const fn subtype(&self) -> &'a str {
        self.subtype
    }

    /// The text of the parameter with this name, ignoring the name's case.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Cow<'a, str>> {
        self.parameter_value(name).map(ParameterValue::decode)
    }

    /// The value of the parameter with this name, ignoring the name's case, to be compared without allocating.
    // = RFC9110-5.6.6-1
    #[must_use]
    pub fn parameter_value(&self, name: &str) -> Option<ParameterValue<'a>> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name_is(name))
            .map(|parameter| parameter.value())
    }

    /// The parameters in the order they were written, with unique names.
    pub fn parameters(&self) -> slice::Iter<'_, Parameter<'a>> {
        self.parameters.iter()
    }
}

/// `type "/" subtype`
fn essence(input: &[u8]) -> parse::Parsed<'_, (&str, &str)> {
    separated_pair(parse::token, tag(&b"/"[..]), parse::token).parse(input)
}

/// `parameters = *( OWS ";" OWS [ parameter ] )`, from `rest` to the end of `input`.
// = RFC9110-8.3.1-2
fn parameters<'a>(
    input: &'a [u8],
    mut rest: &'a [u8],
    limits: &Limits,
) -> Result<Vec<Parameter<'a>>, SyntaxError> {
    let mut parameters = Vec::new();
    let mut empties = 0_usize;
    while !rest.is_empty() {
        (rest, _) = step(input, rest, |rest| {
            delimited(ows, tag(&b";"[..]), ows).parse(rest)
        })?;
        let at = offset(input, rest);
        if matches!(rest.first(), None | Some(b';')) {
            empties = empties.saturating_add(1);
            if empties > limits.parameters {
                return Err(SyntaxError::new(SyntaxErrorKind::TooMany, at));
            }
        } else {
            let (behind, (name, value)) = step(input, rest, parse::parameter(tag(&b"="[..])))?;
            parse::push_parameter(
                &mut parameters,
                limits.parameters,
                Parameter::new(at, name, value),
            )?;
            rest = behind;
        }
    }
    Ok(parameters)
}

/// Type and subtype, and how many parameters.
impl fmt::Debug for MediaType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "MediaType({}/{}, {} parameters)",
            self.type_,
            self.subtype,
            self.parameters.len()
        )
    }
}

//! The nom parsers of this crate's header fields. Nothing of nom leaves it.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n, take_while1};
use nom::combinator::{cut, map, recognize};
use nom::error::{ErrorKind, ParseError};
use nom::multi::many0_count;
use nom::sequence::{delimited, pair, preceded, separated_pair};
use nom::{Err, IResult, Parser};

use super::{Parameter, ParameterValue};
use crate::{SyntaxError, SyntaxErrorKind, chars, steps};

/// What a parser yields: the octets it left and its value, or where it stopped.
pub(crate) type Parsed<'a, T> = IResult<&'a [u8], T, Stop<'a>>;

/// Where a parser stopped, as the octets that were left, and why if it is not the octet itself.
#[derive(Debug)]
pub(crate) struct Stop<'a> {
    rest: &'a [u8],
    kind: Option<SyntaxErrorKind>,
}

impl<'a> Stop<'a> {
    fn error(self, input: &[u8]) -> SyntaxError {
        let octet = if self.rest.is_empty() {
            SyntaxErrorKind::UnexpectedEnd
        } else {
            SyntaxErrorKind::UnexpectedOctet
        };
        SyntaxError::new(self.kind.unwrap_or(octet), offset(input, self.rest))
    }
}

impl<'a> ParseError<&'a [u8]> for Stop<'a> {
    fn from_error_kind(rest: &'a [u8], _: ErrorKind) -> Self {
        Self { rest, kind: None }
    }

    fn append(_: &'a [u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The offset at which `rest`, the end of `input`, begins.
pub(crate) const fn offset(input: &[u8], rest: &[u8]) -> usize {
    input.len().saturating_sub(rest.len())
}

/// Runs a parser at a place inside `input`: the octets it left and its value.
pub(crate) fn step<'a, T>(
    input: &'a [u8],
    at: &'a [u8],
    mut parser: impl FnMut(&'a [u8]) -> Parsed<'a, T>,
) -> Result<(&'a [u8], T), SyntaxError> {
    parser(at).map_err(|stop| match stop {
        Err::Error(stop) | Err::Failure(stop) => stop.error(input),
        // The parsers are `complete` ones and never ask for more.
        Err::Incomplete(_) => SyntaxError::new(SyntaxErrorKind::UnexpectedEnd, input.len()),
    })
}

/// Runs a parser over all of `input`; `trailing` is what octets behind the value are called.
pub(crate) fn whole<'a, T>(
    input: &'a [u8],
    trailing: SyntaxErrorKind,
    parser: impl FnMut(&'a [u8]) -> Parsed<'a, T>,
) -> Result<T, SyntaxError> {
    match step(input, input, parser)? {
        ([], value) => Ok(value),
        (rest, _) => Err(SyntaxError::new(trailing, offset(input, rest))),
    }
}

/// `input` without the white space around it, which is no part of a field value (RFC 9110 section 5.5): its end is
/// cut off, and the second slice begins behind the white space at its start.
// = RFC9110-5.5-1
pub(crate) fn trimmed(input: &[u8]) -> (&[u8], &[u8]) {
    let is_text = |octet: &u8| !looked(chars::is_ows)(*octet);
    let end = input
        .iter()
        .rposition(is_text)
        .map_or(0, |last| last.saturating_add(1));
    let input = input.get(..end).unwrap_or_default();
    let start = input.iter().position(is_text).unwrap_or(end);
    (input, input.get(start..).unwrap_or_default())
}

/// `OWS = *( SP / HTAB )`, `BWS = OWS`
pub(crate) fn ows(input: &[u8]) -> Parsed<'_, &[u8]> {
    take_while(looked(chars::is_ows))(input)
}

/// `1*SP`
pub(crate) fn spaces(input: &[u8]) -> Parsed<'_, &[u8]> {
    take_while1(looked(|octet| octet == b' '))(input)
}

/// `token = 1*tchar`
pub(crate) fn token(input: &[u8]) -> Parsed<'_, &str> {
    map(take_while1(looked(chars::is_tchar)), ascii).parse(input)
}

/// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
// = RFC9110-11.2-3
pub(crate) fn token68(input: &[u8]) -> Parsed<'_, &str> {
    let body = take_while1(looked(chars::is_token68_char));
    let pad = take_while(looked(|octet| octet == b'='));
    map(recognize(pair(body, pad)), ascii).parse(input)
}

/// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`
// = RFC9110-5.5-2
pub(crate) fn quoted_string(input: &[u8]) -> Parsed<'_, ParameterValue<'_>> {
    let quoted_pair = preceded(
        tag(&b"\\"[..]),
        cut(take_while_m_n(1, 1, looked(chars::is_quoted_pair_char))),
    );
    let text = recognize(many0_count(alt((
        take_while1(looked(chars::is_qdtext)),
        quoted_pair,
    ))));
    let (rest, raw) = delimited(tag(&b"\""[..]), text, cut(tag(&b"\""[..]))).parse(input)?;
    let raw: &[u8] = raw;
    steps::add(raw.len());
    match core::str::from_utf8(raw) {
        Ok(text) => Ok((rest, ParameterValue::checked(text, raw.contains(&b'\\')))),
        Err(error) => {
            // Behind the opening quote.
            let inside = input.get(1_usize.saturating_add(error.valid_up_to())..);
            Err(Err::Failure(Stop {
                rest: inside.unwrap_or_default(),
                kind: Some(SyntaxErrorKind::InvalidUtf8),
            }))
        }
    }
}

/// `token / quoted-string`
fn value(input: &[u8]) -> Parsed<'_, ParameterValue<'_>> {
    let plain = map(token, |text| ParameterValue::checked(text, false));
    alt((plain, quoted_string)).parse(input)
}

/// A name and a value with `separator` between them; the offset of the name is the caller's to add.
pub(crate) fn parameter<'a, S>(
    separator: impl Parser<&'a [u8], Output = S, Error = Stop<'a>>,
) -> impl FnMut(&'a [u8]) -> Parsed<'a, (&'a str, ParameterValue<'a>)> {
    let mut parser = separated_pair(token, separator, value);
    move |input| parser.parse(input)
}

/// Adds a parameter that was read at `at` to those read before.
///
/// Each is compared with all before it; `most` bounds their number, and so the work per octet.
pub(crate) fn push_parameter<'a>(
    parameters: &mut alloc::vec::Vec<Parameter<'a>>,
    most: usize,
    parameter: Parameter<'a>,
) -> Result<(), SyntaxError> {
    let refusal = if parameters.len() >= most {
        SyntaxErrorKind::TooMany
    } else if parameters.iter().any(|other| other.name_is(parameter.name())) {
        SyntaxErrorKind::DuplicateParameter
    } else {
        parameters.push(parameter);
        return Ok(());
    };
    Err(SyntaxError::new(refusal, parameter.at()))
}

/// A class whose every question is a step of the count in [`steps`].
fn looked(class: impl Fn(u8) -> bool) -> impl Fn(u8) -> bool {
    move |octet| {
        steps::add(1);
        class(octet)
    }
}

/// Octets of a class that is ASCII.
fn ascii(octets: &[u8]) -> &str {
    core::str::from_utf8(octets).unwrap_or_default()
}

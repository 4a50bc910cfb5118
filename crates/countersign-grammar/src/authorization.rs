//! The `Authorization` field value (RFC 9110 section 11.6.2): a scheme and what belongs to it.
//!
//! ```abnf
//! Authorization = credentials
//! credentials   = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-scheme   = token
//! token68       = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//! auth-param    = token BWS "=" BWS ( token / quoted-string )
//! #auth-param   = [ auth-param ] *( OWS "," OWS [ auth-param ] )
//! ```
//!
//! Text that is both `token68` and the beginning of a list is `token68` if it reaches to the end: `a=` and `a==` are
//! `token68`, `a=b` is an `auth-param`.
//!
//! Deviations, all on the strict side:
//! - length, parameters and empty list elements are bounded by [`Limits`];
//! - a parameter that is named twice, ignoring case, is refused here and not left to the scheme, because it is
//!   invalid in every scheme (RFC 9110 section 11.2);
//! - values in quotes are UTF-8, see [`quoted`](crate::quoted).
//!
//! ```
//! use countersign_grammar::{Limits, authorization::{Authorization, Credentials}};
//!
//! let field = Authorization::parse(b"basic czZCaGRSa3F0MzpnWDFmQmF0M2JW", &Limits::DEFAULT)?;
//! assert!(field.scheme_is("Basic"));
//! assert!(matches!(field.data(), Credentials::Token68("czZCaGRSa3F0MzpnWDFmQmF0M2JW")));
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::{fmt, slice};

use nom::Parser;
use nom::bytes::complete::tag;
use nom::sequence::delimited;

use crate::quoted::parse::{self, offset, ows, step};
use crate::quoted::{Parameter, ParameterValue};
use crate::{Limits, SyntaxError, SyntaxErrorKind};

/// An `Authorization` field value, borrowed from the request.
///
/// `Debug` shows no credentials. It does not show an unknown scheme either: a client that forgets the scheme sends
/// its token in that place.
pub struct Authorization<'a> {
    scheme: &'a str,
    data: Credentials<'a>,
    data_at: usize,
}

/// What follows the scheme.
pub enum Credentials<'a> {
    /// Nothing.
    None,
    /// One `token68`, as in Basic, Bearer and DPoP.
    Token68(&'a str),
    /// Parameters, as in Digest; an empty list if there are only commas.
    Params(AuthParams<'a>),
}

/// The `auth-param`s in the order they were written, with unique names.
#[derive(Debug)]
pub struct AuthParams<'a> {
    params: Vec<Parameter<'a>>,
}

impl<'a> Authorization<'a> {
    /// Reads a field value. White space around it is no part of it (RFC 9110 section 5.5); all offsets count from
    /// its first octet all the same.
    ///
    /// # Errors
    ///
    /// - [`TooLong`](SyntaxErrorKind::TooLong) at [`Limits::header`], [`Empty`](SyntaxErrorKind::Empty) for nothing.
    /// - [`MissingSpace`](SyntaxErrorKind::MissingSpace) at the octet behind the scheme that is no SP. HTAB is none.
    /// - [`TrailingData`](SyntaxErrorKind::TrailingData) behind a `token68` that is not all of the data.
    /// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet), [`UnexpectedEnd`](SyntaxErrorKind::UnexpectedEnd) and
    ///   [`InvalidUtf8`](SyntaxErrorKind::InvalidUtf8) inside the scheme or a parameter.
    /// - [`DuplicateParameter`](SyntaxErrorKind::DuplicateParameter) and [`TooMany`](SyntaxErrorKind::TooMany) at the
    ///   name; `TooMany` also at the first empty element beyond [`Limits::parameters`].
    ///
    /// ```
    /// use countersign_grammar::{Limits, SyntaxErrorKind, authorization::Authorization};
    ///
    /// let error = Authorization::parse(b"Bearer\tabc", &Limits::DEFAULT).unwrap_err();
    /// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::MissingSpace, 6));
    /// ```
    pub fn parse(input: &'a [u8], limits: &Limits) -> Result<Self, SyntaxError> {
        if input.len() > limits.header {
            return Err(SyntaxError::new(SyntaxErrorKind::TooLong, limits.header));
        }
        let (input, start) = parse::trimmed(input);
        if start.is_empty() {
            return Err(SyntaxError::new(SyntaxErrorKind::Empty, input.len()));
        }
        let (rest, scheme) = step(input, start, parse::token)?;
        if rest.is_empty() {
            return Ok(Self {
                scheme,
                data: Credentials::None,
                data_at: input.len(),
            });
        }
        // = RFC9110-11.3-1
        let missing_space = |_| SyntaxError::new(SyntaxErrorKind::MissingSpace, offset(input, rest));
        let (data, _) = step(input, rest, parse::spaces).map_err(missing_space)?;
        Ok(Self {
            scheme,
            data: credentials(input, data, limits)?,
            data_at: offset(input, data),
        })
    }

    /// The scheme as it was written.
    #[must_use]
    pub const fn scheme(&self) -> &'a str {
        self.scheme
    }

    /// Whether this is the scheme, which is compared without regard to case.
    // = RFC9110-11.1-1
    #[must_use]
    pub fn scheme_is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// What follows the scheme.
    #[must_use]
    pub const fn data(&self) -> &Credentials<'a> {
        &self.data
    }

    /// What follows the scheme, by value.
    #[must_use]
    pub fn into_data(self) -> Credentials<'a> {
        self.data
    }

    /// The offset of what follows the scheme; where the scheme ends if nothing follows.
    #[must_use]
    pub const fn data_at(&self) -> usize {
        self.data_at
    }
}

impl<'a> AuthParams<'a> {
    /// The value of the parameter with this name, ignoring case.
    // = RFC9110-11.2-2
    #[must_use]
    pub fn param(&self, name: &str) -> Option<ParameterValue<'a>> {
        self.params
            .iter()
            .find(|param| param.name_is(name))
            .map(|param| param.value())
    }

    /// How many parameters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.params.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.params.is_empty()
    }

    /// The parameters with their offsets.
    pub fn params(&self) -> slice::Iter<'_, Parameter<'a>> {
        self.params.iter()
    }

    /// Names and values, the values without quotes and `quoted-pair`s.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        self.params
            .iter()
            .map(|param| (param.name(), param.value().decode()))
    }
}

/// `token68 / #auth-param`, from `data` to the end of `input`.
fn credentials<'a>(input: &'a [u8], data: &'a [u8], limits: &Limits) -> Result<Credentials<'a>, SyntaxError> {
    let token68 = step(input, data, parse::token68).ok();
    if let Some(([], token68)) = token68 {
        return Ok(Credentials::Token68(token68));
    }
    match auth_params(input, data, limits) {
        Ok(params) => Ok(Credentials::Params(AuthParams { params })),
        // Neither of the two: the reading that came farther says what is wrong.
        Err(error) => match token68.map(|(rest, _)| offset(input, rest)) {
            Some(end) if end >= error.at() => Err(SyntaxError::new(SyntaxErrorKind::TrailingData, end)),
            _ => Err(error),
        },
    }
}

/// `#auth-param = [ auth-param ] *( OWS "," OWS [ auth-param ] )`
// = RFC9110-5.6.1.2-1
// = RFC9110-11.2-1
fn auth_params<'a>(
    input: &'a [u8],
    data: &'a [u8],
    limits: &Limits,
) -> Result<Vec<Parameter<'a>>, SyntaxError> {
    let mut params = Vec::new();
    let mut empties = 0_usize;
    let mut rest = data;
    loop {
        let at = offset(input, rest);
        if matches!(rest.first(), None | Some(b',' | b' ' | b'\t')) {
            empties = empties.saturating_add(1);
            if empties > limits.parameters {
                return Err(SyntaxError::new(SyntaxErrorKind::TooMany, at));
            }
        } else {
            let (behind, (name, value)) = step(input, rest, auth_param)?;
            parse::push_parameter(&mut params, limits.parameters, Parameter::new(at, name, value))?;
            rest = behind;
        }
        (rest, _) = step(input, rest, ows)?;
        if rest.is_empty() {
            return Ok(params);
        }
        (rest, _) = step(input, rest, |rest| {
            delimited(ows, tag(&b","[..]), ows).parse(rest)
        })?;
    }
}

/// `auth-param = token BWS "=" BWS ( token / quoted-string )`
// = RFC9110-5.6.3-2
fn auth_param(input: &[u8]) -> parse::Parsed<'_, (&str, ParameterValue<'_>)> {
    parse::parameter(delimited(ows, tag(&b"="[..]), ows))(input)
}

impl fmt::Debug for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KNOWN: [&str; 6] = ["Basic", "Bearer", "Digest", "DPoP", "Negotiate", "Mutual"];
        let scheme = KNOWN
            .iter()
            .find(|known| self.scheme_is(known))
            .unwrap_or(&"(other)");
        f.debug_struct("Authorization")
            .field("scheme", scheme)
            .field("data", &self.data)
            .field("data_at", &self.data_at)
            .finish()
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Token68(token68) => write!(f, "Token68({} octets)", token68.len()),
            Self::Params(params) => write!(f, "Params({})", params.len()),
        }
    }
}

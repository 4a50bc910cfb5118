//! Challenges, the `WWW-Authenticate` field (RFC 9110 section 11.6.1): what a server asks for, both ways.
//!
//! ```abnf
//! WWW-Authenticate = #challenge
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-scheme      = token
//! token68          = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! #element         = [ element ] *( OWS "," OWS [ element ] )
//! ```
//!
//! The lines of the field are one list, as if they were joined with commas (RFC 9110 section 5.3). A comma ends a
//! parameter or a challenge, and which of the two is known only from what follows: a token with `=` behind it is a
//! parameter of the challenge before it, any other token is the scheme of the next. Text that is both `token68` and the
//! beginning of a parameter is `token68` if the element ends behind it: `a=` and `a==` are `token68`, `a=b` is an
//! `auth-param`.
//!
//! Deviations, all on the strict side:
//! - the length of all lines together, challenges, parameters of each, and empty elements are bounded by [`Limits`];
//! - a parameter that a challenge names twice, ignoring case, is refused here and not left to the scheme;
//! - a `quoted-string` ends in the line in which it began;
//! - values in quotes are UTF-8, see [`quoted`];
//! - what is built holds no `obs-text` and no empty element, and writes each value in quotes: RFC 9110 section 11.5 and
//!   RFC 6750 section 3 ask for them, and no scheme of this grant forbids them.
//!
//! ```
//! use countersign_grammar::{Limits, challenge::{self, Challenge}};
//!
//! let lines: [&[u8]; 2] = [br#"Negotiate, Bearer realm="api""#, br#"error="invalid_token", DPoP algs=ES256"#];
//! let challenges = challenge::parse_challenges(lines, &Limits::DEFAULT)?;
//! assert_eq!(challenges.len(), 3);
//! assert!(challenges[1].is("bearer"));
//! assert_eq!(challenges[1].param("error"), Some("invalid_token"));
//!
//! let challenge = Challenge::new("Bearer")?.with_param("realm", "the \"api\"")?;
//! assert_eq!(challenge.to_string(), r#"Bearer realm="the \"api\"""#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod parse;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use crate::quoted::{self, parse as lexical};
use crate::{Limits, SyntaxError, SyntaxErrorKind, steps};

pub use error::ChallengeError;

/// Reads the values of all `WWW-Authenticate` lines of a message, in their order.
///
/// No line, and lines without an element, are an empty list. White space around a value is no part of it.
///
/// # Errors
///
/// A [`ChallengeError`] with the line, the octet in it and the kind:
/// - [`TooLong`](SyntaxErrorKind::TooLong) at the octet in which all lines together pass [`Limits::header`].
/// - [`TooMany`](SyntaxErrorKind::TooMany) at the challenge, the parameter of one challenge, or the empty element beyond
///   [`Limits::parameters`].
/// - [`MissingScheme`](SyntaxErrorKind::MissingScheme) at the name of a parameter that no challenge can take.
/// - [`MissingSpace`](SyntaxErrorKind::MissingSpace) at the octet behind a scheme that is no SP. HTAB is none.
/// - [`DuplicateParameter`](SyntaxErrorKind::DuplicateParameter) at the name.
/// - [`TrailingData`](SyntaxErrorKind::TrailingData) behind a `token68` that is not all of the element.
/// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet), [`UnexpectedEnd`](SyntaxErrorKind::UnexpectedEnd) and
///   [`InvalidUtf8`](SyntaxErrorKind::InvalidUtf8) where the grammar is left.
///
/// ```
/// use countersign_grammar::{Limits, SyntaxErrorKind, challenge};
///
/// let lines: [&[u8]; 2] = [b"Basic realm=a", b"Bearer, realm=b"];
/// let error = challenge::parse_challenges(lines, &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.line(), error.at()), (SyntaxErrorKind::MissingScheme, 1, 8));
/// ```
pub fn parse_challenges<'a>(
    fields: impl IntoIterator<Item = &'a [u8]>,
    limits: &Limits,
) -> Result<Vec<Challenge<'a>>, ChallengeError> {
    parse::challenges(fields, limits)
}

/// One challenge: a scheme with a `token68`, or with parameters of unique names.
///
/// It comes from [`parse_challenges`], or is built from [`new`](Self::new) on. Two are equal if they hold the same text.
///
/// `Display` writes it as a field value that [`parse_challenges`] reads as the same challenge. It holds no octet that
/// could end the field. `Debug` shows scheme and names only: a `token68` may be a credential, and a server may put
/// anything into a value.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge<'a> {
    scheme: Cow<'a, str>,
    data: Data<'a>,
}

/// What follows the scheme.
#[derive(Clone, PartialEq, Eq)]
enum Data<'a> {
    Token68(Cow<'a, str>),
    /// Perhaps none.
    Params(Vec<(Cow<'a, str>, Cow<'a, str>)>),
}

impl<'a> Challenge<'a> {
    /// A challenge of this scheme, with nothing behind it.
    ///
    /// # Errors
    ///
    /// [`Empty`](SyntaxErrorKind::Empty), or [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the first octet
    /// that is no `tchar`.
    pub fn new(scheme: impl Into<Cow<'a, str>>) -> Result<Self, SyntaxError> {
        let scheme = scheme.into();
        quoted::token(scheme.as_bytes())?;
        Ok(Self::bare(scheme))
    }

    /// Adds a parameter behind the others.
    ///
    /// # Errors
    ///
    /// - [`Empty`](SyntaxErrorKind::Empty) or [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet): the name is no `token`,
    ///   at the octet of the name; or the value holds an octet other than HTAB and `%x20-7E`, at that octet of the value.
    /// - [`DuplicateParameter`](SyntaxErrorKind::DuplicateParameter): the challenge names it already, ignoring case.
    /// - [`TrailingData`](SyntaxErrorKind::TrailingData): the challenge has a `token68`.
    ///
    /// ```
    /// use countersign_grammar::{SyntaxErrorKind, challenge::Challenge};
    ///
    /// let basic = Challenge::new("Basic")?.with_param("realm", "a")?;
    /// let error = basic.clone().with_param("Realm", "b").unwrap_err();
    /// assert_eq!(error.kind(), SyntaxErrorKind::DuplicateParameter);
    /// let error = basic.with_param("charset", "UTF-8\r\nSet-Cookie: a=b").unwrap_err();
    /// assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::UnexpectedOctet, 5));
    /// # Ok::<(), countersign_grammar::SyntaxError>(())
    /// ```
    // = RFC9110-11.2-1
    pub fn with_param(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) -> Result<Self, SyntaxError> {
        let (name, value) = (name.into(), value.into());
        quoted::token(name.as_bytes())?;
        // = RFC9110-5.5-2
        quoted::check_writable(&value)?;
        let refusal = match &mut self.data {
            Data::Token68(_) => SyntaxErrorKind::TrailingData,
            Data::Params(params) if params.iter().any(|(other, _)| same(other, &name)) => {
                SyntaxErrorKind::DuplicateParameter
            }
            Data::Params(params) => {
                params.push((name, value));
                return Ok(self);
            }
        };
        Err(SyntaxError::new(refusal, 0))
    }

    /// Sets the `token68` of a challenge that has no parameters.
    ///
    /// # Errors
    ///
    /// - [`Empty`](SyntaxErrorKind::Empty), or [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the first octet
    ///   that cannot stand there.
    /// - [`TrailingData`](SyntaxErrorKind::TrailingData): the challenge has parameters, or a `token68` already.
    pub fn with_token68(mut self, token68: impl Into<Cow<'a, str>>) -> Result<Self, SyntaxError> {
        let token68 = token68.into();
        if token68.is_empty() {
            return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0));
        }
        lexical::whole(
            token68.as_bytes(),
            SyntaxErrorKind::UnexpectedOctet,
            lexical::token68,
        )?;
        match &self.data {
            Data::Params(params) if params.is_empty() => {
                self.data = Data::Token68(token68);
                Ok(self)
            }
            Data::Params(_) | Data::Token68(_) => Err(SyntaxError::new(SyntaxErrorKind::TrailingData, 0)),
        }
    }

    /// The scheme as it was written.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Whether this is the scheme, which is compared without regard to case.
    // = RFC9110-11.1-1
    #[must_use]
    pub fn is(&self, scheme: &str) -> bool {
        same(&self.scheme, scheme)
    }

    /// The text of the parameter with this name, ignoring the name's case.
    // = RFC9110-11.2-2
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params()
            .find(|(other, _)| same(other, name))
            .map(|(_, value)| value)
    }

    /// Names and values in the order they were written, the values without quotes and `quoted-pair`s.
    pub fn params(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        let params = match &self.data {
            Data::Params(params) => params.as_slice(),
            Data::Token68(_) => &[],
        };
        params.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The `token68`, as in Negotiate.
    #[must_use]
    pub fn token68(&self) -> Option<&str> {
        match &self.data {
            Data::Token68(token68) => Some(token68),
            Data::Params(_) => None,
        }
    }

    /// The same challenge, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Challenge<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Challenge {
            scheme: owned(self.scheme),
            data: match self.data {
                Data::Token68(token68) => Data::Token68(owned(token68)),
                Data::Params(params) => Data::Params(
                    params
                        .into_iter()
                        .map(|(name, value)| (owned(name), owned(value)))
                        .collect(),
                ),
            },
        }
    }

    const fn bare(scheme: Cow<'a, str>) -> Self {
        Self {
            scheme,
            data: Data::Params(Vec::new()),
        }
    }
}

/// `challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`
// = RFC9110-11.5-1
// = RFC9110-5.6.1.1-1
// = RFC9110-5.6.3-1
impl fmt::Display for Challenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scheme)?;
        match &self.data {
            Data::Token68(token68) => write!(f, " {token68}")?,
            Data::Params(params) => {
                let mut separator = " ";
                for (name, value) in params {
                    write!(f, "{separator}{name}=")?;
                    quoted::write_quoted(f, value)?;
                    separator = ", ";
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Challenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Challenge({}", self.scheme)?;
        match &self.data {
            Data::Token68(token68) => write!(f, " {} octets", token68.len())?,
            Data::Params(params) => {
                for (name, value) in params {
                    write!(f, " {name}={} octets", value.len())?;
                }
            }
        }
        f.write_str(")")
    }
}

/// Writes challenges as one field value: what [`parse_challenges`] reads as the same list.
///
/// ```
/// use countersign_grammar::{Limits, challenge::{self, Challenge}};
///
/// let both = [Challenge::new("DPoP")?, Challenge::new("Bearer")?.with_param("realm", "api")?];
/// let field = challenge::emit_challenges(&both);
/// assert_eq!(field, r#"DPoP, Bearer realm="api""#);
/// assert_eq!(challenge::parse_challenges([field.as_bytes()], &Limits::DEFAULT)?, both);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn emit_challenges(challenges: &[Challenge<'_>]) -> String {
    let mut out = String::new();
    for challenge in challenges {
        if !out.is_empty() {
            out.push_str(", ");
        }
        // A String takes everything.
        let _ = write!(out, "{challenge}");
    }
    out
}

/// Schemes and names of parameters are compared without regard to case.
fn same(one: &str, other: &str) -> bool {
    if one.len() == other.len() {
        steps::add(one.len());
    }
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests;

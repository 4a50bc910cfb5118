use core::fmt;

use countersign_grammar::Limits;
use countersign_grammar::form::{self, FormText, Literal};

use crate::RequestError;

mod repeats;

/// A token request as it stands in a body, borrowed and still encoded.
///
/// - A parameter without a value counts as not sent, so it is neither reported nor a repetition of another.
/// - A parameter with a value stands there once, whether this crate knows its name or not; `resource` and `audience`
///   may repeat.
/// - Unknown parameters are ignored, and can be asked for by [`parameter`](Self::parameter).
///
/// That `grant_type` is there and what it says is the endpoint's to judge.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::TokenRequest;
///
/// let body = b"grant_type=client_credentials&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw&scope=";
/// let request = TokenRequest::parse(body, &Limits::DEFAULT)?;
/// assert!(request.client_id().is_some_and(|parameter| parameter.text.eq_str("s6BhdRkqt3")));
/// assert!(request.scope().is_none());
/// # Ok::<(), countersign_message::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct TokenRequest<'a> {
    body: &'a [u8],
    limits: Limits,
    known: Known<'a>,
    resources: usize,
}

/// A parameter: its value, still encoded, and where it stands in the body.
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'a> {
    /// The value.
    pub text: FormText<'a>,
    /// The offset of the name in the body.
    pub at: usize,
    /// The offset of the value in the body.
    pub value_at: usize,
}

#[derive(Clone, Copy)]
struct Known<'a> {
    grant_type: Option<Parameter<'a>>,
    client_id: Option<Parameter<'a>>,
    client_secret: Option<Parameter<'a>>,
    scope: Option<Parameter<'a>>,
    client_assertion_type: Option<Parameter<'a>>,
    client_assertion: Option<Parameter<'a>>,
}

impl Known<'_> {
    const NONE: Self = Self {
        grant_type: None,
        client_id: None,
        client_secret: None,
        scope: None,
        client_assertion_type: None,
        client_assertion: None,
    };
}

/// The parameters that this crate knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    GrantType,
    ClientId,
    ClientSecret,
    Scope,
    ClientAssertionType,
    ClientAssertion,
    Resource,
    Audience,
}

/// Names and variants, one to one.
const NAMES: [(&str, Name); 8] = [
    ("grant_type", Name::GrantType),
    ("client_id", Name::ClientId),
    ("client_secret", Name::ClientSecret),
    ("scope", Name::Scope),
    ("client_assertion_type", Name::ClientAssertionType),
    ("client_assertion", Name::ClientAssertion),
    ("resource", Name::Resource),
    ("audience", Name::Audience),
];

/// What the body of nearly every request of this grant begins with.
const USUAL: Literal<29> = Literal::new(b"grant_type=client_credentials");

impl<'a> TokenRequest<'a> {
    /// Reads a body. Allocates nothing for up to 32 parameters.
    ///
    /// # Errors
    ///
    /// First what makes the body no form: too long, too many parameters, a malformed escape, not UTF-8. Then the
    /// first repeated parameter.
    // = RFC6749-3.2-7
    // = RFC6749-3.2-8
    // = RFC6749-3.2-9
    // = COUNTERSIGN-STRICT-3
    pub fn parse(body: &'a [u8], limits: &Limits) -> Result<Self, RequestError> {
        // Filled where it is returned, for it is large.
        let mut request = Ok(Self {
            body,
            limits: *limits,
            known: Known::NONE,
            resources: 0,
        });
        if let Ok(filled) = &mut request
            && let Err(error) = filled.fill()
        {
            request = Err(error);
        }
        request
    }

    #[inline]
    fn fill(&mut self) -> Result<(), RequestError> {
        let (body, limits) = (self.body, self.limits);
        let mut others = 0_usize;
        let mut repeated: Option<RequestError> = None;
        let mut pairs = form::pairs(body, &limits);
        if let Some(pair) = pairs.next_if(&USUAL) {
            self.known.grant_type = Some(Parameter {
                text: pair.value,
                at: pair.at,
                value_at: pair.value_at,
            });
            if let Some((text, at)) = pairs.next_named(b"scope=")?
                && !text.is_empty()
            {
                self.known.scope = Some(Parameter {
                    text,
                    at,
                    value_at: at.saturating_add(6),
                });
            }
        }
        for pair in pairs {
            let pair = pair?;
            if pair.value.is_empty() {
                continue;
            }
            let Some(name) = Name::of(pair.name) else {
                others = others.saturating_add(1);
                continue;
            };
            match self.slot(name) {
                None => {}
                Some(slot @ None) => {
                    *slot = Some(Parameter {
                        text: pair.value,
                        at: pair.at,
                        value_at: pair.value_at,
                    });
                }
                Some(Some(_)) => {
                    repeated = repeated.or(Some(RequestError::repeated(pair.at, Some(name.as_str()))));
                }
            }
        }
        if others > 1 {
            repeated = earlier(repeats::first(unknown(body, &limits), others), repeated);
        }
        repeated.map_or(Ok(()), Err)
    }

    /// `grant_type`.
    #[must_use]
    pub const fn grant_type(&self) -> Option<Parameter<'a>> {
        self.known.grant_type
    }

    /// `client_id`.
    #[must_use]
    pub const fn client_id(&self) -> Option<Parameter<'a>> {
        self.known.client_id
    }

    /// `client_secret`.
    #[must_use]
    pub const fn client_secret(&self) -> Option<Parameter<'a>> {
        self.known.client_secret
    }

    /// `scope`.
    #[must_use]
    pub const fn scope(&self) -> Option<Parameter<'a>> {
        self.known.scope
    }

    /// `client_assertion_type`.
    #[must_use]
    pub const fn client_assertion_type(&self) -> Option<Parameter<'a>> {
        self.known.client_assertion_type
    }

    /// `client_assertion`.
    #[must_use]
    pub const fn client_assertion(&self) -> Option<Parameter<'a>> {
        self.known.client_assertion
    }

    /// Whether any parameter is about the client and its authentication.
    #[must_use]
    pub const fn has_client(&self) -> bool {
        self.known.client_id.is_some()
            || self.known.client_secret.is_some()
            || self.known.client_assertion.is_some()
            || self.known.client_assertion_type.is_some()
    }

    /// Whether there is a `resource`.
    #[must_use]
    pub const fn has_resources(&self) -> bool {
        self.resources > 0
    }

    /// Each `resource` (RFC 8707), in the order of the body.
    pub fn resources(&self) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
        // The body is read again only if there is something to find.
        self.named("resource").take(self.resources)
    }

    /// The first parameter of this name that has a value; the body is read again.
    ///
    /// ```
    /// use countersign_grammar::Limits;
    /// use countersign_message::TokenRequest;
    ///
    /// let request = TokenRequest::parse(b"grant_type=x&vendor_hint=7", &Limits::DEFAULT)?;
    /// let hint = request.parameter("vendor_hint").expect("it is there");
    /// assert_eq!((hint.text.decode().as_ref(), hint.at, hint.value_at), ("7", 13, 25));
    /// # Ok::<(), countersign_message::RequestError>(())
    /// ```
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Parameter<'a>> {
        self.named(name).next()
    }

    /// Every pair with a value, in the order of the body: name and parameter. The body is read again.
    pub fn parameters(&self) -> impl Iterator<Item = (FormText<'a>, Parameter<'a>)> + use<'a> {
        valued(self.body, &self.limits)
    }

    /// Where a parameter belongs that stands there once at most; the others are counted.
    #[inline]
    fn slot(&mut self, name: Name) -> Option<&mut Option<Parameter<'a>>> {
        Some(match name {
            Name::GrantType => &mut self.known.grant_type,
            Name::ClientId => &mut self.known.client_id,
            Name::ClientSecret => &mut self.known.client_secret,
            Name::Scope => &mut self.known.scope,
            Name::ClientAssertionType => &mut self.known.client_assertion_type,
            Name::ClientAssertion => &mut self.known.client_assertion,
            // = RFC8707-2-4
            Name::Resource => {
                self.resources = self.resources.saturating_add(1);
                return None;
            }
            Name::Audience => return None,
        })
    }

    fn named<'n>(&self, name: &'n str) -> impl Iterator<Item = Parameter<'a>> + use<'a, 'n> {
        self.parameters()
            .filter(move |(found, _)| found.eq_str(name))
            .map(|(_, parameter)| parameter)
    }
}

/// Which parameters there are and where; no value.
impl fmt::Debug for TokenRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |parameter: Option<Parameter<'_>>| parameter.map(|parameter| parameter.at);
        f.debug_struct("TokenRequest")
            .field("body_octets", &self.body.len())
            .field("grant_type_at", &at(self.known.grant_type))
            .field("client_id_at", &at(self.known.client_id))
            .field("client_secret_at", &at(self.known.client_secret))
            .field("scope_at", &at(self.known.scope))
            .field("client_assertion_type_at", &at(self.known.client_assertion_type))
            .field("client_assertion_at", &at(self.known.client_assertion))
            .field("resources", &self.resources)
            .finish_non_exhaustive()
    }
}

impl Name {
    /// Each length is that of one name or of two, so a name is guessed by its length and compared once.
    #[inline]
    fn of(name: FormText<'_>) -> Option<Self> {
        if name.is_escaped() {
            return Self::of_escaped(name);
        }
        let raw = name.raw_octets();
        let (found, guess) = match raw.len() {
            5 => (is(raw, b"scope"), Self::Scope),
            8 if is(raw, b"audience") => (true, Self::Audience),
            8 => (is(raw, b"resource"), Self::Resource),
            9 => (is(raw, b"client_id"), Self::ClientId),
            10 => (is(raw, b"grant_type"), Self::GrantType),
            13 => (is(raw, b"client_secret"), Self::ClientSecret),
            16 => (is(raw, b"client_assertion"), Self::ClientAssertion),
            21 => (is(raw, b"client_assertion_type"), Self::ClientAssertionType),
            _ => return None,
        };
        found.then_some(guess)
    }

    /// An escape hides no name: `sco%70e` is `scope`.
    #[cold]
    fn of_escaped(name: FormText<'_>) -> Option<Self> {
        NAMES
            .iter()
            .find(|(text, _)| name.eq_str(text))
            .map(|(_, known)| *known)
    }

    fn as_str(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, known)| *known == self)
            .map_or("", |(text, _)| text)
    }
}

/// The first of two repetitions, that of an unknown name given by its offset.
fn earlier(unknown: Option<usize>, known: Option<RequestError>) -> Option<RequestError> {
    match (unknown, known) {
        (Some(at), Some(error)) if error.at() < at => Some(error),
        (Some(at), _) => Some(RequestError::repeated(at, None)),
        (None, known) => known,
    }
}

/// A comparison of a known length, which takes a few instructions and no call.
#[inline]
pub(crate) fn is<const N: usize>(raw: &[u8], name: &[u8; N]) -> bool {
    raw.first_chunk::<N>() == Some(name)
}

/// Whether requests give this parameter a meaning of their own, so that nobody else may.
pub(crate) fn is_reserved(name: &str) -> bool {
    NAMES
        .iter()
        .any(|(text, known)| *text == name && *known != Name::Audience)
}

fn valued<'a>(
    body: &'a [u8],
    limits: &Limits,
) -> impl Iterator<Item = (FormText<'a>, Parameter<'a>)> + use<'a> {
    form::pairs(body, limits)
        .map_while(Result::ok)
        .filter(|pair| !pair.value.is_empty())
        .map(|pair| {
            (
                pair.name,
                Parameter {
                    text: pair.value,
                    at: pair.at,
                    value_at: pair.value_at,
                },
            )
        })
}

fn unknown<'a>(body: &'a [u8], limits: &Limits) -> impl Iterator<Item = (FormText<'a>, usize)> + use<'a> {
    valued(body, limits)
        .filter(|(name, _)| Name::of(*name).is_none())
        .map(|(name, parameter)| (name, parameter.at))
}

#[cfg(test)]
mod tests;

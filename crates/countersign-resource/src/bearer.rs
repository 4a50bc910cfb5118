//! Where a request carries its token: RFC 6750 section 2.
//!
//! ```abnf
//! b64token    = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//! credentials = "Bearer" 1*SP b64token
//! ```

use alloc::borrow::Cow;

use countersign_grammar::authorization::{Authorization, Credentials};
use countersign_grammar::form::FormText;
use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, chars, target};

use crate::parts::Field;
use crate::{Leniencies, Leniency, Location, Part, Parts, RequestReason};

/// How a request carried its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Carrier {
    /// The `Authorization` field (RFC 6750 section 2.1).
    Authorization,
    /// A form body (RFC 6750 section 2.2).
    FormBody,
    /// The query (RFC 6750 section 2.3).
    Query,
}

impl Carrier {
    pub(crate) const fn part(self) -> Part {
        match self {
            Self::Authorization => Part::Authorization,
            Self::FormBody => Part::Body,
            Self::Query => Part::Target,
        }
    }
}

/// The one token of a request.
pub(crate) struct Presented<'r> {
    pub(crate) carrier: Carrier,
    /// A `b64token`; owned only if it was escaped in a form.
    pub(crate) token: Cow<'r, str>,
    /// Its offset in the part of the carrier.
    pub(crate) at: usize,
}

/// A request that carries no token, and where that shows.
pub(crate) type Turned = (RequestReason, Option<Location>);

/// Finds the token, in the order of [`RequestReason`].
// = COUNTERSIGN-ORDER-1
pub(crate) fn find<'r>(
    parts: &Parts<'r>,
    allowed: Leniencies,
    limits: &Limits,
) -> Result<Presented<'r>, Turned> {
    within(parts, limits)?;
    let field = match parts.authorization {
        Field::Absent => None,
        // = RFC9110-5.3-1
        Field::Repeated(_) => return turn(RequestReason::AuthorizationRepeated, Part::Authorization, 0),
        Field::Once(value) => Some(value),
    };
    if let (Some(token), None, None) = (field.and_then(usual), parts.body, target::query(parts.target)) {
        return Ok(Presented {
            carrier: Carrier::Authorization,
            token: Cow::Borrowed(token),
            at: SCHEME.len(),
        });
    }
    let authorization = field.map(|value| Authorization::parse(value, limits)).transpose();
    let authorization = authorization.map_err(|error| {
        let location = Location::new(Part::Authorization, error.at());
        (RequestReason::AuthorizationMalformed, Some(location))
    })?;
    // = OAUTH21-5.1.1-1
    if authorization
        .as_ref()
        .is_some_and(|authorization| !authorization.scheme_is("Bearer"))
    {
        return turn(RequestReason::SchemeUnsupported, Part::Authorization, 0);
    }
    let query = target::query(parts.target)
        .and_then(|(query, base)| Parameter::find(query.as_bytes(), base, Carrier::Query));
    let body = form(parts, limits).and_then(|body| Parameter::find(body, 0, Carrier::FormBody));
    match (authorization, query, body) {
        (Some(authorization), None, None) => in_field(&authorization),
        (None, Some(query), None) => query.accept(allowed, parts.method),
        (None, None, Some(body)) => body.accept(allowed, parts.method),
        (None, None, None) => Err((RequestReason::NoToken, None)),
        // = RFC6750-3.1-2
        (_, Some(one), _) | (_, None, Some(one)) => {
            turn(RequestReason::MultipleMethods, one.carrier.part(), one.at)
        }
    }
}

/// How nearly every client writes the scheme and what follows it.
const SCHEME: &str = "Bearer ";

/// The token of a field that is written in the usual way; every other field is left to the grammar, which reads these
/// the same.
fn usual(field: &[u8]) -> Option<&str> {
    let token = str::from_utf8(field.strip_prefix(SCHEME.as_bytes())?).ok()?;
    is_b64token(token).then_some(token)
}

const fn turn<T>(reason: RequestReason, part: Part, at: usize) -> Result<T, Turned> {
    Err((reason, Some(Location::new(part, at))))
}

// = COUNTERSIGN-LIMITS-1
// = RFC9110-5.4-1
fn within(parts: &Parts<'_>, limits: &Limits) -> Result<(), Turned> {
    if parts.target.len() > limits.header {
        return turn(RequestReason::HeaderTooLong, Part::Target, limits.header);
    }
    if parts
        .authorization
        .first()
        .is_some_and(|value| value.len() > limits.header)
    {
        return turn(RequestReason::HeaderTooLong, Part::Authorization, limits.header);
    }
    if form(parts, limits).is_some_and(|body| body.len() > limits.body) {
        return turn(RequestReason::BodyTooLong, Part::Body, limits.body);
    }
    Ok(())
}

// = RFC6750-2.1-1
// = RFC6750-2.1-3
// = RFC6750-2.1-4
// = FAPI2SP-5.3.4-1
fn in_field<'r>(authorization: &Authorization<'r>) -> Result<Presented<'r>, Turned> {
    let at = authorization.data_at();
    match authorization.data() {
        Credentials::Token68(token) => Ok(Presented {
            carrier: Carrier::Authorization,
            token: Cow::Borrowed(token),
            at,
        }),
        Credentials::None | Credentials::Params(_) => {
            turn(RequestReason::TokenMalformed, Part::Authorization, at)
        }
    }
}

/// The body, if there is one and it says that it is a form.
fn form<'r>(parts: &Parts<'r>, limits: &Limits) -> Option<&'r [u8]> {
    let Field::Once(content_type) = parts.content_type else {
        return None;
    };
    let body = parts.body?;
    MediaType::parse_with(content_type, limits)
        .is_ok_and(|media_type| media_type.essence_is("application/x-www-form-urlencoded"))
        .then_some(body)
}

/// The parameter `access_token` of a form. The other parameters are the application's, broken or not.
struct Parameter<'r> {
    carrier: Carrier,
    value: &'r [u8],
    /// The offset of the value in the part of the carrier.
    at: usize,
    repeated: bool,
}

impl<'r> Parameter<'r> {
    // = RFC6750-1.1-1
    fn find(form: &'r [u8], base: usize, carrier: Carrier) -> Option<Self> {
        let mut found: Option<Self> = None;
        let mut at = base;
        for pair in form.split(|octet| *octet == b'&') {
            let equals = pair.iter().position(|octet| *octet == b'=').unwrap_or(pair.len());
            let (name, value) = pair.split_at_checked(equals).unwrap_or((pair, &[]));
            if FormText::parse(name).is_ok_and(|name| name.eq_str("access_token")) {
                match &mut found {
                    Some(found) => found.repeated = true,
                    None => {
                        found = Some(Self {
                            carrier,
                            value: value.get(1..).unwrap_or_default(),
                            at: at.saturating_add(equals).saturating_add(1),
                            repeated: false,
                        });
                    }
                }
            }
            at = at.saturating_add(pair.len()).saturating_add(1);
        }
        found
    }

    // = COUNTERSIGN-STRICT-2
    // = OAUTH21-5.1-3
    // = FAPI2SP-5.3.4-2
    fn accept(self, allowed: Leniencies, method: &str) -> Result<Presented<'r>, Turned> {
        let refuse = |reason| turn(reason, self.carrier.part(), self.at);
        // = RFC6750-3.1-2
        if self.repeated {
            return refuse(RequestReason::TokenRepeated);
        }
        let (leniency, not_accepted) = match self.carrier {
            Carrier::FormBody => (Leniency::FormBody, RequestReason::BodyNotAccepted),
            Carrier::Query | Carrier::Authorization => (Leniency::Query, RequestReason::QueryNotAccepted),
        };
        if !allowed.contains(leniency) {
            return refuse(not_accepted);
        }
        // = RFC6750-2.2-3
        if self.carrier == Carrier::FormBody && matches!(method, "GET" | "HEAD") {
            return refuse(RequestReason::BodyOfGet);
        }
        match FormText::parse(self.value).map(FormText::decode) {
            Ok(token) if is_b64token(&token) => Ok(Presented {
                carrier: self.carrier,
                token,
                at: self.at,
            }),
            Ok(_) | Err(_) => refuse(RequestReason::TokenMalformed),
        }
    }
}

fn is_b64token(text: &str) -> bool {
    let mut body = text.as_bytes();
    while let [before @ .., b'='] = body {
        body = before;
    }
    !body.is_empty() && chars::are_token68_chars(body)
}

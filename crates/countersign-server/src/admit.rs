use countersign_auth::{Location, Part};
use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, form, target};
use countersign_message::{RequestError, RequestErrorKind, TokenRequest};

use crate::parts::Field;
use crate::{Parts, RequestReason};

/// Why a request is turned away before its client is looked at, and where.
pub(crate) type Turned = (RequestReason, Location);

/// Checks the shape of the HTTP request, in the order of [`RequestReason`].
pub(crate) fn admit(parts: &Parts<'_>, limits: &Limits) -> Result<(), Turned> {
    let turn = |reason, part, at| Err((reason, Location::new(part, at)));
    // = RFC6749-3.2-4
    // = RFC6749-3.2-5
    if parts.method != "POST" {
        return turn(RequestReason::MethodNotPost, Part::Method, 0);
    }
    // = RFC9110-5.4-1
    // = COUNTERSIGN-LIMITS-1
    let lengths = [
        (Part::Target, parts.target.len()),
        (
            Part::ContentType,
            parts.content_type.first().map_or(0, <[u8]>::len),
        ),
        (
            Part::Authorization,
            parts.authorization.first().map_or(0, <[u8]>::len),
        ),
    ];
    if let Some((part, _)) = lengths.into_iter().find(|(_, len)| *len > limits.header) {
        return turn(RequestReason::HeaderTooLong, part, limits.header);
    }
    if parts.body_cut || parts.body.len() > limits.body {
        return turn(RequestReason::BodyTooLong, Part::Body, limits.body);
    }
    content_type(parts.content_type)?;
    // = RFC6749-2.3.1-9
    // = OAUTH21-2.4.1-4
    if let Some(at) = credentials_in_target(parts) {
        return turn(RequestReason::CredentialsInQuery, Part::Target, at);
    }
    Ok(())
}

/// Checks the parameters, in the same order.
#[inline(always)]
pub(crate) fn parameters<'p, 'r>(
    parts: &Parts<'r>,
    parsed: &'p Result<TokenRequest<'r>, RequestError>,
) -> Result<&'p TokenRequest<'r>, Turned> {
    let turn = |reason, at| Err((reason, Location::new(Part::Body, at)));
    match parsed {
        // = RFC6749-5.2-3
        Ok(request) if request.grant_type().is_none() => {
            turn(RequestReason::GrantTypeMissing, parts.body.len())
        }
        Ok(request) => Ok(request),
        Err(error) => {
            let reason = match error.kind() {
                RequestErrorKind::ParameterRepeated => RequestReason::ParameterRepeated,
                RequestErrorKind::TooManyParameters => RequestReason::TooManyParameters,
                RequestErrorKind::BodyTooLong => RequestReason::BodyTooLong,
                _ => RequestReason::BodyMalformed,
            };
            turn(reason, error.at())
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

// = RFC6749-3.2-6
// = RFC6749-4.4.2-1
fn content_type(field: Field<'_>) -> Result<(), Turned> {
    let turn = |reason, at| Err((reason, Location::new(Part::ContentType, at)));
    let value = match field {
        Field::Absent => return turn(RequestReason::ContentTypeMissing, 0),
        Field::Repeated(_) => return turn(RequestReason::ContentTypeRepeated, 0),
        Field::Once(value) if value == FORM.as_bytes() => return Ok(()),
        Field::Once(value) => value,
    };
    let media_type = match MediaType::parse(value) {
        Ok(media_type) => media_type,
        Err(error) => return turn(RequestReason::ContentTypeMalformed, error.at()),
    };
    if !media_type.essence_is(FORM) {
        return turn(RequestReason::ContentTypeWrong, 0);
    }
    match media_type.parameter("charset") {
        Some(charset) if !charset.eq_ignore_ascii_case("utf-8") => turn(RequestReason::CharsetWrong, 0),
        Some(_) | None => Ok(()),
    }
}

/// The parameters by which a client proves itself; none may be sent in a URI.
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// The offset of user information, which is made for a name and a password whatever it holds, or of a query that holds a
/// credential.
fn credentials_in_target(parts: &Parts<'_>) -> Option<usize> {
    let stripped = parts.user_information.then_some(0);
    stripped
        .or_else(|| target::user_information(parts.target))
        .or_else(|| credentials_in_query(parts.target))
}

/// The offset of the query, if one of its parameters is a credential.
///
/// The query is decoded leniently, so that a broken escape elsewhere does not hide a secret.
fn credentials_in_query(request_target: &str) -> Option<usize> {
    let (query, at) = target::query(request_target)?;
    form::parse_lossy(query.as_bytes())
        .iter()
        .any(|(name, value)| CREDENTIALS.contains(&name.as_str()) && !value.is_empty())
        .then_some(at)
}

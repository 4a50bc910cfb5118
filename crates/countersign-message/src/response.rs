use alloc::vec::Vec;

use countersign_grammar::Limits;

use crate::extra::ExtraMember;
use crate::fields::Fields;
use crate::tolerances::Leniency;
use crate::{ErrorResponse, ResponseError, TokenResponse, Tolerance, unusual};

/// What a token endpoint answered.
#[derive(Debug)]
pub enum Response<'a> {
    /// A token.
    Success(TokenResponse<'a>),
    /// A refusal.
    Error(ErrorResponse<'a>),
}

/// Reads the answer of a token endpoint: its HTTP status and body.
///
/// The body says which of the two it is, because a body with an `error` never grants anything; the status must then
/// agree: 200 for a token, 400 to 599 for an error.
///
/// # Errors
///
/// First what makes the body no JSON object with unique names, then a status that does not agree, then what
/// [`TokenResponse::parse`] or [`ErrorResponse::parse`] refuses.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::{ErrorCode, Response, ResponseErrorKind, parse_response};
///
/// let body = br#"{"error":"invalid_client"}"#;
/// let Response::Error(error) = parse_response(401, body, &Limits::DEFAULT)? else { panic!() };
/// assert_eq!(*error.error(), ErrorCode::InvalidClient);
///
/// let error = parse_response(200, body, &Limits::DEFAULT).unwrap_err();
/// assert_eq!(error.kind(), ResponseErrorKind::StatusMismatch);
/// # Ok::<(), countersign_message::ResponseError>(())
/// ```
// = RFC6749-5.1-1
// = RFC6749-5.2-1
pub fn parse_response<'a>(
    status: u16,
    body: &'a [u8],
    limits: &Limits,
) -> Result<Response<'a>, ResponseError> {
    let mut extra = Vec::new();
    let fields = Fields::read(body, limits, |name, value| {
        extra.push(ExtraMember::parsed(name, value));
    })?;
    sorted(status, &fields, extra, limits, &mut Leniency::strict())
}

/// What the members of a body say under this status.
pub(crate) fn sorted<'a>(
    status: u16,
    fields: &Fields<'a>,
    extra: Vec<ExtraMember<'a>>,
    limits: &Limits,
    leniency: &mut Leniency,
) -> Result<Response<'a>, ResponseError> {
    // An `error` never grants anything, under no tolerance.
    match (status, fields.error) {
        (200, None) => {
            if let Some(error) = unusual::error_under_200(fields, &extra, limits, leniency)? {
                return Ok(Response::Error(error));
            }
            TokenResponse::from_fields(fields, extra, limits, leniency).map(Response::Success)
        }
        (201, None) if leniency.permits(Tolerance::Status201) => {
            TokenResponse::from_fields(fields, extra, limits, leniency).map(Response::Success)
        }
        (200, Some(_)) if leniency.permits(Tolerance::ErrorWithStatus200) => {
            unusual::error(status, fields, &extra, limits, leniency).map(Response::Error)
        }
        // Without an `error` this refuses, and says that it is missing.
        (400..=599, _) => unusual::error(status, fields, &extra, limits, leniency).map(Response::Error),
        (_, _) => Err(ResponseError::status()),
    }
}

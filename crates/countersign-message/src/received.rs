use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, SyntaxErrorKind};

use crate::extra::ExtraMember;
use crate::fields::Fields;
use crate::response::sorted;
use crate::tolerances::Leniency;
use crate::{ErrorCode, ErrorResponse, Response, ResponseError, ResponseErrorKind, Tolerance, Tolerances};

/// An answer as it came from a token endpoint.
#[derive(Clone, Copy)]
pub struct ReceivedResponse<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The value of the `Content-Type` field, if there is one.
    pub content_type: Option<&'a [u8]>,
    /// The body.
    pub body: &'a [u8],
}

/// A value, and what had to be tolerated to get it.
#[derive(Debug)]
#[must_use]
pub struct Tolerated<T> {
    value: T,
    used: Tolerances,
}

/// Reads the answer of a token endpoint: status, media type and body, with the deviations from RFC 6749 that the
/// caller tolerates.
///
/// With [`Tolerances::NONE`] this is [`parse_response`](crate::parse_response) after a check of the media type. With
/// more, what was accepted before is accepted still, and what is refused is refused for the first fault that no
/// tolerance covers, at the same place. Each tolerance that comes back was needed: without it the answer would be
/// refused, or say something else.
///
/// # Errors
///
/// [`ResponseErrorKind::ContentType`] unless the media type is `application/json`; then as
/// [`parse_response`](crate::parse_response).
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::{ReceivedResponse, Response, Tolerance, Tolerances, parse_response_with};
///
/// let received = ReceivedResponse {
///     status: 200,
///     content_type: Some(b"application/json"),
///     body: br#"{"access_token":"a","token_type":"Bearer","expires_in":"3599"}"#,
/// };
/// let strict = parse_response_with(received, Tolerances::NONE, &Limits::DEFAULT);
/// assert_eq!(strict.unwrap_err().member(), Some("expires_in"));
///
/// let response = parse_response_with(received, Tolerances::ALL, &Limits::DEFAULT)?;
/// assert_eq!(response.used(), Tolerances::NONE.with(Tolerance::ExpiresInString));
/// let Response::Success(response) = response.into_value() else { panic!() };
/// assert_eq!(response.expires_in(), Some(3599));
/// # Ok::<(), countersign_message::ResponseError>(())
/// ```
// = COUNTERSIGN-STRICT-2
pub fn parse_response_with<'a>(
    received: ReceivedResponse<'a>,
    tolerances: Tolerances,
    limits: &Limits,
) -> Result<Tolerated<Response<'a>>, ResponseError> {
    let mut leniency = Leniency::new(tolerances);
    let value = read(received, limits, &mut leniency)?;
    let used = leniency.used();
    Ok(Tolerated { value, used })
}

fn read<'a>(
    received: ReceivedResponse<'a>,
    limits: &Limits,
    leniency: &mut Leniency,
) -> Result<Response<'a>, ResponseError> {
    let ReceivedResponse { status, body, .. } = received;
    let by_status = || ErrorCode::for_status(status).map(|code| Response::Error(ErrorResponse::new(code)));
    if body.is_empty()
        && let Some(error) = by_status()
        && leniency.permits(Tolerance::EmptyBody)
    {
        return Ok(error);
    }
    let media = Media::of(received.content_type, limits);
    let mut extra = Vec::new();
    let refusal = match Fields::read(body, limits, |name, value| {
        extra.push(ExtraMember::parsed(name, value));
    }) {
        Ok(fields) => {
            media.require(Media::Json, leniency)?;
            return sorted(status, &fields, extra, limits, leniency);
        }
        Err(refusal) => refusal,
    };
    let refuse = |leniency: &mut Leniency| {
        media.require(Media::Json, leniency)?;
        Err(refusal)
    };
    // Beyond the limits nothing is looked for, and neither is in an object that repeats a member.
    match refusal.kind() {
        ResponseErrorKind::NotJson(kind) if kind != SyntaxErrorKind::TooDeep => {}
        _ => return refuse(leniency),
    }
    let before = *leniency;
    let outcome = match form(received, media, limits, leniency) {
        Some(Ok(response)) => return Ok(response),
        Some(Err(error)) => Err(error),
        None => refuse(leniency),
    };
    *leniency = before;
    if !body.is_empty()
        && let Some(error) = by_status()
        && leniency.permits(Tolerance::OpaqueBody)
    {
        return Ok(error);
    }
    outcome
}

/// The answer as form data, if that may be and is what the server means.
fn form<'a>(
    received: ReceivedResponse<'a>,
    media: Media,
    limits: &Limits,
    leniency: &mut Leniency,
) -> Option<Result<Response<'a>, ResponseError>> {
    if !leniency.permits(Tolerance::FormBody) {
        return None;
    }
    let mut extra = Vec::new();
    match Fields::read_form(received.body, limits, |member| extra.push(member)) {
        // Nearly every text is a form, so this has to be one of a token endpoint.
        Ok(fields) if fields.access_token.is_some() || fields.error.is_some() => Some(
            media
                .require(Media::Form, leniency)
                .and_then(|()| sorted(received.status, &fields, extra, limits, leniency)),
        ),
        Err(error) if media == Media::Form => Some(Err(error)),
        Ok(_) | Err(_) => None,
    }
}

/// What the `Content-Type` field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Media {
    Json,
    Form,
    Other,
    Missing,
}

impl Media {
    // = RFC9110-8.3.1-1
    fn of(field: Option<&[u8]>, limits: &Limits) -> Self {
        let Some(field) = field else {
            return Self::Missing;
        };
        match MediaType::parse_with(field, limits) {
            Ok(media) if media.essence_is("application/json") => Self::Json,
            Ok(media) if media.essence_is("application/x-www-form-urlencoded") => Self::Form,
            Ok(_) | Err(_) => Self::Other,
        }
    }

    // = RFC6749-5.1-10
    // = RFC6749-5.2-17
    fn require(self, expected: Self, leniency: &mut Leniency) -> Result<(), ResponseError> {
        let tolerance = match self {
            found if found == expected => return Ok(()),
            Self::Missing => Tolerance::MissingContentType,
            Self::Json | Self::Form | Self::Other => Tolerance::ContentType,
        };
        if leniency.permits(tolerance) {
            return Ok(());
        }
        Err(ResponseError::content_type())
    }
}

impl<T> Tolerated<T> {
    /// The value.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The value, by value.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// What had to be tolerated; nothing if the answer is as it should be.
    #[must_use]
    pub const fn used(&self) -> Tolerances {
        self.used
    }
}

/// Nothing of the body, which may hold a token.
impl fmt::Debug for ReceivedResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedResponse")
            .field("status", &self.status)
            .field("has_content_type", &self.content_type.is_some())
            .field("body_octets", &self.body.len())
            .finish()
    }
}

//! Why there is no token, in words for the person who asked.

use std::error::Error;

use countersign_clause::COUNTERSIGN_LIMITS_1;
use countersign_client::{FailureKind, NoAnswer};
use countersign_grammar::{AbsoluteUri, Limits};
use countersign_http::Octets;
use countersign_http::client::Unanswered;
use countersign_message::{ErrorResponse, ReceivedResponse, Tolerance, Tolerances, parse_response_with};
use hyper::Response;
use hyper::header::{CONTENT_TYPE, LOCATION};

use super::mask::Known;
use crate::exit::Failure;

/// No answer at all from what is called so.
pub(super) fn unanswered(unanswered: &Unanswered, called: &str, known: &Known) -> Failure {
    let mut told = match unanswered.why() {
        NoAnswer::NotConnected => format!("no connection to {called}"),
        _ => unanswered.to_string(),
    };
    if unanswered.why() == NoAnswer::TooLong {
        told.push_str(&format!(" [{}]", COUNTERSIGN_LIMITS_1.id()));
    }
    // The innermost cause says most: "connection refused", "unknown issuer".
    let mut cause = unanswered.source();
    while let Some(inner) = cause.and_then(Error::source) {
        cause = Some(inner);
    }
    if let Some(cause) = cause {
        told.push_str(&format!(": {}", known.shown(cause.to_string().as_bytes())));
    }
    Failure::no_answer(told)
}

/// The server refused, and may have said why.
pub(super) fn refused(why: countersign_client::Failure, error: &ErrorResponse<'_>, known: &Known) -> Failure {
    let mut told = with_clause(why);
    let shown = |text: &str| known.shown(text.as_bytes());
    if why.kind() == FailureKind::Refused(None) {
        told.push_str(&format!("\n  it says: {}", shown(error.error().as_str())));
    }
    if let Some(description) = error.description() {
        told.push_str(&format!("\n  it says: {}", shown(description.as_str())));
    }
    if let Some(uri) = error.uri() {
        told.push_str(&format!("\n  it names: {}", shown(uri.as_str())));
    }
    Failure::refused(told)
}

/// Anything else.
pub(super) fn of(
    why: countersign_client::Failure,
    http: &Response<Octets>,
    tolerances: Tolerances,
    known: &Known,
) -> Failure {
    let mut told = with_clause(why);
    match why.kind() {
        FailureKind::Redirected => told.push_str(&redirect(http, known)),
        FailureKind::Unreadable(_) => told.push_str(&unreadable(http, tolerances, known)),
        _ => {}
    }
    Failure::no_answer(told)
}

pub(super) fn content_type(http: &Response<Octets>) -> Option<&[u8]> {
    let mut values = http.headers().get_all(CONTENT_TYPE).iter();
    match (values.next(), values.next()) {
        (value, None) => value.map(hyper::header::HeaderValue::as_bytes),
        // Which of them counts?
        (_, Some(_)) => Some(b""),
    }
}

fn with_clause(why: countersign_client::Failure) -> String {
    match why.clause() {
        Some(clause) => format!("{why} [{}]", clause.id()),
        None => why.to_string(),
    }
}

/// Where a redirect leads, without path and query, which may hold anything.
// = RFC9110-15.4-1
pub(super) fn redirect(http: &Response<Octets>, known: &Known) -> String {
    let to = http.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let uri = to.and_then(|to| AbsoluteUri::parse(to.to_owned()).ok());
    let origin = uri.as_ref().and_then(|uri| {
        let host = uri.authority()?.rsplit('@').next()?;
        Some(format!("{}://{host}", uri.scheme()))
    });
    match origin {
        Some(origin) => format!(
            "\n  it points to {}; that is not followed: credentials are for the one endpoint",
            known.shown(origin.as_bytes())
        ),
        None => "\n  it is not followed: credentials are for the one endpoint".to_owned(),
    }
}

fn unreadable(http: &Response<Octets>, tolerances: Tolerances, known: &Known) -> String {
    let (body, media) = (http.body().expose(), content_type(http));
    let what = describe(body, media, known);
    let received = ReceivedResponse {
        status: http.status().as_u16(),
        content_type: media,
        body,
    };
    let needed = parse_response_with(received, Tolerances::ALL, &Limits::DEFAULT).map(|read| read.used());
    // By these nothing of the answer is understood, so that they are no advice.
    let blind = [
        Tolerance::EmptyBody,
        Tolerance::MissingError,
        Tolerance::OpaqueBody,
    ];
    match needed {
        Ok(needed) if !blind.into_iter().any(|tolerance| needed.contains(tolerance)) => {
            let named = needed.iter().filter(|tolerance| !tolerances.contains(*tolerance));
            let named: Vec<_> = named.map(|tolerance| format!("--tolerate {tolerance}")).collect();
            if named.is_empty() {
                what
            } else {
                format!("{what}\n  with {} it can be read", named.join(" "))
            }
        }
        _ => what,
    }
}

/// What the body looks like, without a word of it.
pub(super) fn describe(body: &[u8], media: Option<&[u8]>, known: &Known) -> String {
    let kind = match media {
        Some(media) => known.shown(media.get(..80).unwrap_or(media)),
        None => "no media type".to_owned(),
    };
    let octets = body.len();
    let start = body.trim_ascii_start().first();
    if octets == 0 {
        "\n  the body is empty".to_owned()
    } else if start == Some(&b'<') {
        format!("\n  the body is a page for people ({kind}, {octets} octets): is this the right address?")
    } else {
        format!("\n  the body is {kind}, {octets} octets")
    }
}

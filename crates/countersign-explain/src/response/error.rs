use countersign_grammar::{ErrorUri, chars};

use super::ErrorSeen;
use super::members::Members;
use crate::capture::named;
use crate::collect::Findings;
use crate::mask::hint;
use crate::{CapturedResponse, Code, Finding, Part, Place};

/// The codes of RFC 6749 sections 4.1.2.1 and 5.2 and RFC 8707 section 2.
const KNOWN: [&str; 9] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_target",
    "temporarily_unavailable",
    "server_error",
];

pub(super) fn read(captured: &CapturedResponse<'_>, members: &Members<'_>, out: &mut Findings) -> ErrorSeen {
    let status = Place::new(Part::Status, 0..3);
    match captured.status() {
        // = RFC6749-5.2-1
        ..=399 => out.push(Finding::new(Code::ERROR_STATUS, status)),
        // = RFC9110-11.6.1-1
        401 if !has(captured, "www-authenticate") => {
            out.push(
                Finding::new(Code::CHALLENGE_MISSING, Place::new(Part::Headers, 0..0))
                    .see(status, "the status"),
            );
        }
        // = RFC9110-15.5.6-1
        405 if !has(captured, "allow") => {
            out.push(
                Finding::new(Code::ALLOW_MISSING, Place::new(Part::Headers, 0..0)).see(status, "the status"),
            );
        }
        503 => out.push(Finding::new(Code::UNAVAILABLE, status)),
        _ => {}
    }
    let error = members.text("error", out);
    let mut shown = None;
    if let Some(error) = &error {
        let place = members.place("error");
        // = RFC6749-5.2-13
        if error.is_empty() || !error.bytes().all(chars::is_nqschar) {
            out.push(Finding::new(Code::ERROR_MALFORMED, place));
        } else {
            if !KNOWN.contains(&error.as_str()) {
                out.push(Finding::new(Code::ERROR_UNKNOWN, place));
            }
            shown = members.shown(error);
        }
    }
    let description = members.text("error_description", out);
    let mut shown_description = None;
    if let Some(description) = &description {
        // = RFC6749-5.2-15
        if description.is_empty() || !description.bytes().all(chars::is_nqschar) {
            out.push(Finding::new(
                Code::ERROR_DESCRIPTION_MALFORMED,
                members.place("error_description"),
            ));
        } else {
            // Some servers quote what they refuse.
            shown_description = members
                .shown(description)
                .filter(|description| !hint::in_words(description));
        }
    }
    let uri = members.text("error_uri", out);
    let mut shown_uri = None;
    if let Some(uri) = &uri {
        // = RFC6749-5.2-16
        if ErrorUri::parse(uri.as_str()).is_err() {
            out.push(Finding::new(
                Code::ERROR_URI_MALFORMED,
                members.place("error_uri"),
            ));
        } else {
            shown_uri = members.shown(uri);
        }
    }
    ErrorSeen {
        error: shown,
        error_description: shown_description,
        error_uri: shown_uri,
    }
}

fn has(captured: &CapturedResponse<'_>, name: &str) -> bool {
    named(captured.headers(), name).next().is_some()
}

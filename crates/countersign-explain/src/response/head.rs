use countersign_grammar::media_type::MediaType;

use crate::capture::{named, trimmed};
use crate::collect::Findings;
use crate::{CapturedResponse, Code, Finding, Part, Place};

/// The header fields of a response, as far as there are any in the capture.
pub(super) fn check(captured: &CapturedResponse<'_>, grant: bool, out: &mut Findings) {
    let headers = captured.headers();
    // A body that was captured alone says nothing about its header fields.
    if headers.is_empty() || out.has(Code::REDIRECT) {
        return;
    }
    let missing = Place::new(Part::Headers, 0..0);
    // = RFC6749-5.1-10
    // = RFC6749-5.2-17
    match named(headers, "content-type").next() {
        None => {
            let finding = Finding::new(Code::RESPONSE_TYPE, missing.clone());
            out.push(finding.title("Content-Type of the response is missing; it has to be application/json"));
        }
        Some((index, value)) => {
            let (start, value) = trimmed(value);
            if !MediaType::parse(value).is_ok_and(|media_type| media_type.essence_is("application/json")) {
                let part = Part::Header {
                    index,
                    name: "Content-Type",
                };
                let octets = start..start.saturating_add(value.len());
                out.push(Finding::new(Code::RESPONSE_TYPE, Place::new(part, octets)));
            }
        }
    }
    if !grant {
        return;
    }
    // = RFC6749-5.1-13
    // = OAUTH21-3.2.3-4
    if !lists(captured, "cache-control", "no-store") {
        out.push(Finding::new(Code::NO_STORE_MISSING, missing.clone()));
    }
    // = RFC6749-5.1-14
    if !lists(captured, "pragma", "no-cache") {
        out.push(Finding::new(Code::PRAGMA_MISSING, missing));
    }
}

/// Whether a field that is a list has this element.
fn lists(captured: &CapturedResponse<'_>, name: &str, element: &str) -> bool {
    named(captured.headers(), name)
        .flat_map(|(_, value)| value.split(|octet| *octet == b','))
        .any(|found| found.trim_ascii().eq_ignore_ascii_case(element.as_bytes()))
}

use alloc::format;
use core::ops::Range;

use countersign_grammar::media_type::MediaType;

use crate::capture::{named, trimmed};
use crate::probe::FORM;
use crate::request::Scene;
use crate::{Code, Finding, Part, Place};

/// What `Content-Type` says about the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    Form,
    Json,
    Multipart,
    Other,
    /// Missing or unreadable.
    Nothing,
}

/// The media types whose names may be shown.
const KNOWN: [&str; 12] = [
    "application/json",
    "multipart/form-data",
    "text/plain",
    "application/xml",
    "text/xml",
    "text/html",
    "text/json",
    "application/octet-stream",
    "application/graphql",
    "application/jwt",
    "application/ld+json",
    "application/soap+xml",
];

// = RFC6749-3.2-6
// = RFC6749-4.4.2-1
pub(super) fn check(scene: &mut Scene<'_>) -> Declared {
    let headers = scene.request.headers();
    let mut fields = named(headers, "content-type");
    let Some((index, value)) = fields.next() else {
        // A request without a body has nothing to declare; that it is no POST has been said.
        if scene.request.method() == "POST" || !scene.request.body().is_empty() {
            scene.push(Finding::new(
                Code::CONTENT_TYPE_MISSING,
                Place::new(Part::Headers, 0..0),
            ));
        }
        return Declared::Nothing;
    };
    let (start, value) = trimmed(value);
    let place = |range: Range<usize>| {
        let octets = range.start.saturating_add(start)..range.end.saturating_add(start);
        Place::new(part(index), octets)
    };
    let whole = place(0..value.len());
    // = RFC9110-5.3-1
    for (second, value) in fields {
        let (start, value) = trimmed(value);
        let octets = start..start.saturating_add(value.len());
        let finding = Finding::new(Code::CONTENT_TYPE_REPEATED, Place::new(part(second), octets));
        scene.push(finding.see(whole.clone(), "the first"));
    }
    if value.len() > scene.explainer.limits().header {
        scene.push(Finding::new(Code::HEADER_TOO_LONG, whole));
        return Declared::Nothing;
    }
    let media_type = match MediaType::parse(value) {
        Ok(media_type) => media_type,
        Err(error) => {
            let at = error.at().min(value.len());
            let octets = at..at.saturating_add(1).min(value.len());
            let finding = Finding::new(Code::CONTENT_TYPE_MALFORMED, place(octets));
            scene.push(
                if value.eq_ignore_ascii_case(b"form") || value.eq_ignore_ascii_case(b"x-www-form-urlencoded")
                {
                    finding.title(
                        "Content-Type is cut short; a token request is application/x-www-form-urlencoded",
                    )
                } else {
                    finding
                },
            );
            return Declared::Nothing;
        }
    };
    if !media_type.essence_is(FORM) {
        return other(scene, &media_type, whole);
    }
    match media_type.parameter("charset") {
        Some(charset) if !charset.eq_ignore_ascii_case("utf-8") => {
            scene.push(Finding::new(Code::CHARSET_NOT_UTF_8, whole));
        }
        Some(_) => scene.push(Finding::new(Code::CHARSET_SUPERFLUOUS, whole)),
        None => {}
    }
    Declared::Form
}

fn other(scene: &mut Scene<'_>, media_type: &MediaType<'_>, whole: Place) -> Declared {
    let finding = Finding::new(Code::CONTENT_TYPE_NOT_FORM, whole);
    let known = KNOWN.iter().find(|known| media_type.essence_is(known));
    let finding = match known {
        Some(known) => finding.title(format!(
            "Content-Type is {known}; a token request is application/x-www-form-urlencoded"
        )),
        None if nearly_form(media_type) => finding
            .title("Content-Type is nearly application/x-www-form-urlencoded, and is compared exactly")
            .mend("write Content-Type: application/x-www-form-urlencoded"),
        None => finding,
    };
    let (declared, finding) = match known.copied() {
        Some("multipart/form-data") => {
            let mend = "send Content-Type: application/x-www-form-urlencoded; with curl use -d and not -F";
            (Declared::Multipart, finding.mend(mend))
        }
        Some("application/json" | "text/json" | "application/ld+json") => (Declared::Json, finding),
        _ => (Declared::Other, finding),
    };
    scene.push(finding);
    declared
}

fn nearly_form(media_type: &MediaType<'_>) -> bool {
    let subtype = media_type.subtype();
    subtype.len() <= 40 && {
        let plain = crate::names::plain(subtype);
        plain == "xwwwformurlencoded" || crate::names::distance(&plain, "xwwwformurlencoded") <= 3
    }
}

const fn part(index: usize) -> Part {
    Part::Header {
        index,
        name: "Content-Type",
    }
}

use alloc::format;
use core::ops::Range;

use countersign_grammar::SyntaxErrorKind;
use countersign_grammar::authorization::{Authorization, Credentials};

use super::basic::{self, Halves};
use crate::capture::{named, trimmed};
use crate::request::Scene;
use crate::{Code, Finding, Part, Place};

/// What the `Authorization` field comes to.
pub(super) enum Header {
    Absent,
    /// It is there, and no credentials can be read from it.
    Unusable(Place),
    /// Basic credentials, perhaps after mending.
    Basic {
        place: Place,
        halves: Halves,
    },
}

/// Schemes that may be shown, and what they are for.
const SCHEMES: [(&str, &str); 5] = [
    (
        "Bearer",
        "it presents an access token, and here a client asks for one",
    ),
    (
        "DPoP",
        "it presents an access token, and here a client asks for one",
    ),
    ("Digest", "OAuth clients do not use it"),
    ("Negotiate", "OAuth clients do not use it"),
    ("AWS4-HMAC-SHA256", "OAuth clients do not use it"),
];

pub(super) fn check(scene: &mut Scene<'_>) -> Header {
    let mut fields = named(scene.request.headers(), "authorization");
    let Some((index, value)) = fields.next() else {
        return Header::Absent;
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
        let finding = Finding::new(Code::AUTHORIZATION_REPEATED, Place::new(part(second), octets));
        scene.push(finding.see(whole.clone(), "the first"));
    }
    let limits = scene.explainer.limits();
    if value.len() > limits.header {
        scene.push(Finding::new(Code::HEADER_TOO_LONG, whole.clone()));
        return Header::Unusable(whole);
    }
    let field = match Authorization::parse(value, limits) {
        Ok(field) => field,
        Err(error) => {
            let at = error.at().min(value.len());
            let finding = if looks_like_base64(value) {
                Finding::new(Code::AUTHORIZATION_WITHOUT_SCHEME, whole.clone())
            } else {
                let octets = at..at.saturating_add(1).min(value.len());
                Finding::new(Code::AUTHORIZATION_MALFORMED, place(octets))
            };
            scene.push(match error.kind() {
                SyntaxErrorKind::Empty => finding.title("the Authorization field is empty"),
                SyntaxErrorKind::MissingSpace if value.get(at) == Some(&b':') => finding
                    .title("a colon follows the authentication scheme; only spaces may")
                    .mend("write Basic, one space, and the base64 text"),
                _ => finding,
            });
            return Header::Unusable(whole);
        }
    };
    if !field.scheme_is("basic") {
        scene.push(other_scheme(&field, place(0..field.scheme().len()), value));
        return Header::Unusable(whole);
    }
    let data = place(field.data_at()..value.len());
    // = RFC7617-2-5
    let Credentials::Token68(token68) = field.data() else {
        let finding = Finding::new(Code::BASIC_NOT_TOKEN68, data);
        scene.push(match field.data() {
            Credentials::None => finding.title("nothing follows the scheme Basic"),
            _ => finding,
        });
        return Header::Unusable(whole);
    };
    match basic::check(scene, token68, &data) {
        Some(halves) => Header::Basic { place: data, halves },
        None => Header::Unusable(whole),
    }
}

// = RFC6749-5.2-7
fn other_scheme(field: &Authorization<'_>, place: Place, value: &[u8]) -> Finding {
    if matches!(field.data(), Credentials::None) && looks_like_base64(value) {
        // Without a space the credentials are read as the name of a scheme.
        let code = Code::AUTHORIZATION_WITHOUT_SCHEME;
        return Finding::new(code, place).clause_of(Code::SCHEME_NOT_BASIC.clause());
    }
    let finding = Finding::new(Code::SCHEME_NOT_BASIC, place);
    match SCHEMES.iter().find(|(scheme, _)| field.scheme_is(scheme)) {
        Some((scheme, what)) => finding.title(format!(
            "the authentication scheme is {scheme}: {what}; use Basic"
        )),
        None => finding,
    }
}

/// Whether a whole field value is base64 of something with a colon in it.
fn looks_like_base64(value: &[u8]) -> bool {
    core::str::from_utf8(value)
        .ok()
        .and_then(basic::mended)
        .is_some_and(|octets| octets.contains(&b':'))
}

pub(super) const fn part(index: usize) -> Part {
    Part::Header {
        index,
        name: "Authorization",
    }
}

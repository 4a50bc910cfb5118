use alloc::string::String;
use alloc::vec::Vec;

use countersign_grammar::json::{self, Kind, RawValue};
use countersign_grammar::{Limits, SyntaxErrorKind};
use zeroize::Zeroizing;

use crate::collect::Findings;
use crate::{Code, Finding, Part, Place};

/// The members of the object in a response.
pub(super) struct Members<'a> {
    list: Vec<(Zeroizing<String>, RawValue<'a>)>,
    end: usize,
}

/// The members whose names may be shown.
const KNOWN: [&str; 9] = [
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
    "id_token",
    "error",
    "error_description",
    "error_uri",
];

/// Reads the body; none if it is no JSON object at all.
// = RFC6749-5.1-10
pub(super) fn read<'a>(body: &'a [u8], limits: &Limits, out: &mut Findings) -> Option<Members<'a>> {
    let mut limits = *limits;
    limits.body = limits.body.max(body.len());
    limits.parameters = usize::MAX;
    limits.json_depth = json::MAX_DEPTH;
    let mut members = Members {
        list: Vec::new(),
        end: body.len(),
    };
    let list = match json::members(body, &limits) {
        Ok(list) => list,
        Err(error) => {
            let at = error.at().min(body.len());
            out.push(not_json(body, at));
            return None;
        }
    };
    for member in list {
        match member {
            Ok(member) => {
                let name = Zeroizing::new(member.name().decode().into_owned());
                if member.value().is_null() {
                    // = OAUTH21-C.3-1
                    let place = place_of(known(&name), member.value());
                    out.push(Finding::new(Code::MEMBER_NULL, place));
                } else {
                    members.list.push((name, member.value()));
                }
            }
            Err(error) => {
                let at = error.at().min(body.len());
                // = RFC6749-3.2-10
                if error.kind() != SyntaxErrorKind::DuplicateMember {
                    out.push(not_json(body, at));
                    return None;
                }
                let octets = at..at.saturating_add(1).min(body.len());
                out.push(Finding::new(
                    Code::MEMBER_REPEATED,
                    Place::new(Part::Body, octets),
                ));
            }
        }
    }
    Some(members)
}

fn not_json(body: &[u8], at: usize) -> Finding {
    let octets = at..at.saturating_add(1).min(body.len());
    let finding = Finding::new(Code::RESPONSE_NOT_JSON, Place::new(Part::Body, octets));
    let text = body.trim_ascii_start();
    if text.is_empty() {
        finding.title("the body of the response is empty")
    } else if text.starts_with(b"<") {
        finding.title("the body of the response is HTML or XML and not JSON")
    } else if text.starts_with(&[0xEF, 0xBB, 0xBF]) {
        // = RFC8259-8.1-2
        finding
            .title("the body of the response begins with a byte order mark, which JSON must not have")
            .mend("the server has to leave it away")
    } else if text.starts_with(b"access_token=") {
        finding
            .title("the body of the response is form data and not JSON")
            .mend("the server has to send JSON")
    } else {
        finding
    }
}

fn known(name: &str) -> Option<&'static str> {
    KNOWN.iter().find(|known| **known == name).copied()
}

fn place_of(name: Option<&'static str>, value: RawValue<'_>) -> Place {
    let inset = usize::from(value.kind() == Kind::String);
    let start = value.at().saturating_add(inset);
    let end = value.at().saturating_add(value.raw().len()).saturating_sub(inset);
    Place::new(Part::Body, start..end).of(name)
}

impl<'a> Members<'a> {
    pub(super) fn find(&self, name: &str) -> Option<RawValue<'a>> {
        self.list
            .iter()
            .find(|(known, _)| known.as_str() == name)
            .map(|(_, value)| *value)
    }

    /// Where the value of a member stands.
    pub(super) fn place(&self, name: &'static str) -> Place {
        self.find(name)
            .map_or_else(|| self.place_of_end(), |value| place_of(Some(name), value))
    }

    /// Where a member would be added.
    pub(super) const fn place_of_end(&self) -> Place {
        Place::new(Part::Body, self.end..self.end)
    }

    /// The text of a member; a finding if it is of another type.
    // = RFC6749-5.1-11
    pub(super) fn text(&self, name: &'static str, out: &mut Findings) -> Option<Zeroizing<String>> {
        let value = self.find(name)?;
        let text = value.to_str().ok().map(|text| Zeroizing::new(text.into_owned()));
        if text.is_none() {
            let title = alloc::format!("{name} has to be a JSON string");
            out.push(Finding::new(Code::MEMBER_TYPE, self.place(name)).title(title));
        }
        text
    }

    /// A text that may be shown: not one that holds a token of this response, or is part of one.
    pub(super) fn shown(&self, text: &str) -> Option<String> {
        const SHORTEST: usize = 8;
        let tokens = ["access_token", "refresh_token", "id_token"];
        let leaks = tokens
            .into_iter()
            .filter_map(|name| self.find(name)?.to_str().ok())
            .any(|token| {
                let token = token.as_ref();
                !token.is_empty()
                    && (text == token
                        || (token.len() >= SHORTEST && text.contains(token))
                        || (text.len() >= SHORTEST && token.contains(text)))
            });
        (!leaks).then(|| String::from(text))
    }
}

use alloc::string::String;
use alloc::vec::Vec;

use countersign_grammar::TokenType;
use countersign_grammar::chars;
use countersign_grammar::json::Kind;

use super::GrantSeen;
use super::members::Members;
use crate::collect::Findings;
use crate::{CapturedResponse, Code, Finding, Part, Place};

/// The most scope tokens that are listed.
const MOST: usize = 1000;

pub(super) fn read(captured: &CapturedResponse<'_>, members: &Members<'_>, out: &mut Findings) -> GrantSeen {
    // = RFC6749-5.1-1
    if captured.status() != 200 {
        out.push(Finding::new(Code::SUCCESS_STATUS, Place::new(Part::Status, 0..3)));
    }
    access_token(members, out);
    let refresh_token = members.find("refresh_token").is_some();
    let id_token = members.find("id_token").is_some();
    // = RFC6749-4.4.3-1
    for (present, name, code) in [
        (refresh_token, "refresh_token", Code::REFRESH_TOKEN_PRESENT),
        (id_token, "id_token", Code::ID_TOKEN_PRESENT),
    ] {
        if present {
            out.push(Finding::new(code, members.place(name)));
        }
    }
    let token_type = token_type(members, out);
    let expires_in = expires_in(members, out);
    let (scope, scope_count) = scope(members, out);
    GrantSeen {
        token_type,
        expires_in,
        scope,
        scope_count,
        refresh_token,
        id_token,
    }
}

// = RFC6749-5.1-2
// = RFC6749-A.12-1
// = RFC6750-2.1-1
fn access_token(members: &Members<'_>, out: &mut Findings) {
    let Some(token) = members.text("access_token", out) else {
        return;
    };
    let place = members.place("access_token");
    let body = token.trim_end_matches('=');
    if token.is_empty() || !token.bytes().all(chars::is_vschar) {
        out.push(Finding::new(Code::ACCESS_TOKEN_MALFORMED, place));
    } else if body.is_empty() || !body.bytes().all(chars::is_token68_char) {
        out.push(Finding::new(Code::ACCESS_TOKEN_NOT_BEARER, place));
    }
}

// = RFC6749-5.1-3
// = RFC6749-5.1-4
// = RFC6749-7.1-1
fn token_type(members: &Members<'_>, out: &mut Findings) -> Option<String> {
    if members.find("token_type").is_none() {
        out.push(Finding::new(Code::TOKEN_TYPE_MISSING, members.place_of_end()));
    }
    let text = members.text("token_type", out)?;
    let place = members.place("token_type");
    match TokenType::parse(text.as_str()) {
        Err(_) => {
            out.push(Finding::new(Code::TOKEN_TYPE_MALFORMED, place));
            return None;
        }
        Ok(token_type) if token_type.is_bearer() => {}
        Ok(_) => out.push(Finding::new(Code::TOKEN_TYPE_UNKNOWN, place)),
    }
    members.shown(&text)
}

// = RFC6749-5.1-5
// = RFC6749-5.1-11
// = RFC6749-A.14-1
fn expires_in(members: &Members<'_>, out: &mut Findings) -> Option<u64> {
    let place = members.place("expires_in");
    let Some(value) = members.find("expires_in") else {
        out.push(Finding::new(Code::EXPIRES_IN_MISSING, place));
        return None;
    };
    let seconds = match value.kind() {
        Kind::Number => value.to_number().ok().and_then(|number| number.as_u64()),
        Kind::String => {
            out.push(Finding::new(Code::EXPIRES_IN_STRING, place));
            return None;
        }
        Kind::Null | Kind::Bool | Kind::Array | Kind::Object => {
            out.push(Finding::new(Code::MEMBER_TYPE, place).title("expires_in has to be a JSON number"));
            return None;
        }
    };
    match seconds {
        None => out.push(Finding::new(Code::EXPIRES_IN_MALFORMED, place)),
        Some(0) => out.push(Finding::new(Code::EXPIRES_IN_ZERO, place)),
        Some(_) => {}
    }
    seconds
}

/// The tokens, and how many there are.
// = RFC6749-A.4-1
fn scope(members: &Members<'_>, out: &mut Findings) -> (Option<Vec<String>>, usize) {
    if members.find("scope").is_none() {
        return (None, 0);
    }
    let place = members.place("scope");
    let Some(text) = members.text("scope", out) else {
        return (None, 0);
    };
    if text.is_empty() {
        out.push(Finding::new(Code::RESPONSE_SCOPE_EMPTY, place));
        return (Some(Vec::new()), 0);
    }
    match countersign_scope::check(&text) {
        Err(error) => {
            let title = alloc::format!("scope of the response is malformed: {}", error.kind().describe());
            out.push(Finding::new(Code::RESPONSE_SCOPE_MALFORMED, place).title(title));
        }
        Ok(()) if text.contains(',') && !text.contains(' ') => {
            out.push(Finding::new(Code::RESPONSE_SCOPE_COMMA, place));
        }
        Ok(()) => {}
    }
    let tokens = || text.split(' ').filter(|token| !token.is_empty());
    let listed = tokens()
        .filter(|token| token.bytes().all(chars::is_nqchar))
        .take(MOST);
    (
        Some(listed.filter_map(|token| members.shown(token)).collect()),
        tokens().count(),
    )
}

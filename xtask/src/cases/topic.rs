//! What a row is about: by the name of its file, or by the fields it has.

use super::file::Rows;
use super::judgement::{Judged, Judgement};
use super::row::{Fields, Row};
use super::{
    asserts, basic, hmac_sha256, jwt, lesson, scope, token_request, token_response, urlencoded,
    www_authenticate,
};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the name of a file of docs/spec/cases")]
pub enum Topic {
    Asserts,
    Basic,
    HmacSha256,
    Jwt,
    Lesson,
    Scope,
    TokenError,
    TokenRequest,
    TokenResponse,
    Urlencoded,
    WwwAuthenticate,
}

/// The names of files and their topics.
const FILES: &[(&str, Topic)] = &[
    ("asserts", Topic::Asserts),
    ("basic", Topic::Basic),
    ("hmac_sha256", Topic::HmacSha256),
    ("jwt", Topic::Jwt),
    ("lesson", Topic::Lesson),
    ("scope", Topic::Scope),
    ("token_error", Topic::TokenError),
    ("token_request", Topic::TokenRequest),
    ("token_response", Topic::TokenResponse),
    ("urlencoded", Topic::Urlencoded),
    ("www_authenticate", Topic::WwwAuthenticate),
];

impl Topic {
    /// The topic of a file by its name without extension: one of the known names, alone or with something after a
    /// `-`, `_` or `.`.
    #[must_use]
    pub fn of_file(stem: &str) -> Option<Self> {
        FILES
            .iter()
            .filter(|(name, _)| {
                stem.strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_', '.']))
            })
            .max_by_key(|(name, _)| name.len())
            .map(|(_, topic)| *topic)
    }

    /// The topic of a row in a file of another name, by what only rows of that topic have.
    #[must_use]
    pub fn of_row(fields: Fields<'_>) -> Option<Self> {
        let has = |names: &[&str]| names.iter().all(|name| fields.states(name));
        let kind = fields.text("kind");
        if has(&["question"]) {
            Some(Self::Lesson)
        } else if has(&["assertion"])
            || has(&["server", "client"])
            || kind.is_some_and(|kind| asserts::KINDS.contains(&kind))
        {
            Some(Self::Asserts)
        } else if has(&["method", "path", "expect"]) {
            Some(Self::TokenRequest)
        } else if has(&["key", "msg", "tag"]) {
            Some(Self::HmacSha256)
        } else if www_authenticate::owns(fields) {
            Some(Self::WwwAuthenticate)
        } else if has(&["status", "body"]) {
            let refused = fields.flag("conforming").is_some()
                || fields.object("facts").is_some_and(|facts| facts.states("error"));
            Some(if refused {
                Self::TokenError
            } else {
                Self::TokenResponse
            })
        } else if kind.is_some_and(|kind| scope::KINDS.contains(&kind)) {
            Some(Self::Scope)
        } else if kind.is_some_and(|kind| jwt::KINDS.contains(&kind)) {
            Some(Self::Jwt)
        } else if fields.text("op").is_some_and(|op| urlencoded::OPS.contains(&op)) {
            Some(Self::Urlencoded)
        } else if has(&["header"]) || has(&["op", "text"]) {
            Some(Self::Basic)
        } else {
            None
        }
    }

    /// Holds a row against the crates.
    pub fn judge(self, row: &Row, rows: &Rows) -> Judged {
        match self {
            Self::Asserts => asserts::judge(row.fields()),
            Self::Basic => basic::judge(row.fields()),
            Self::HmacSha256 => hmac_sha256::judge(row.fields()),
            Self::Jwt => jwt::judge(row.fields()),
            Self::Lesson => lesson::judge(row.fields(), rows),
            Self::Scope => scope::judge(row.fields()),
            Self::TokenError => token_response::judge_error(row.fields()),
            Self::TokenRequest => token_request::judge(row.fields(), rows),
            Self::TokenResponse => token_response::judge(row.fields()),
            Self::Urlencoded => urlencoded::judge(row.fields()),
            Self::WwwAuthenticate => www_authenticate::judge(row.fields()),
        }
    }
}

/// Holds a row of a file of this name against the crates.
pub fn judge(stem: &str, row: &Row, rows: &Rows) -> Judged {
    if row.fields().flag("suspect") == Some(true) {
        return Ok(Judgement::not_handled(
            "marked `suspect`: the label of the source contradicts itself or the RFC",
        ));
    }
    match Topic::of_file(stem).or_else(|| Topic::of_row(row.fields())) {
        Some(topic) => topic.judge(row, rows),
        None => Ok(Judgement::not_handled(
            "neither the name of the file nor the fields of the row say what it is about",
        )),
    }
}

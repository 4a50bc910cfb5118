//! Our guard lets requests with tokens of the servers pass, or not: it asks the server that issued the token.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::interop::scenario::Method;
use crate::interop::wire;

use super::list::Peer;
use super::program;
use super::questions::{Account, REGISTERED};
use super::running::Running;

/// A column of the table: one request with a token of each server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    /// The heading.
    pub(super) heading: &'static str,
    /// What the heading means.
    pub(super) meaning: &'static str,
    /// Whether the token is one that the server did not issue.
    unknown: bool,
    /// What the route requires.
    required: &'static str,
    /// Whether the answer may name no audience.
    without_audience: bool,
    /// Whether the guard presents a secret of its own that is wrong.
    wrong_secret: bool,
    /// What must come of it.
    expected: Expected,
}

/// What must come of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// It passes.
    Passed,
    /// It does not, with this status, by this clause.
    Stopped(u16, &'static str),
}

const RIGHT: Case = Case {
    heading: "right token",
    meaning: "the route requires `read`",
    unknown: false,
    required: "read",
    without_audience: true,
    wrong_secret: false,
    expected: Expected::Passed,
};

/// All requests.
pub(super) const CASES: &[Case] = &[
    RIGHT,
    Case {
        heading: "other scope",
        meaning: "the route requires `admin`",
        required: "admin",
        expected: Expected::Stopped(403, "RFC6749-7-1"),
        ..RIGHT
    },
    Case {
        heading: "unknown token",
        meaning: "the server did not issue the token",
        unknown: true,
        expected: Expected::Stopped(401, "RFC7662-2.2-6"),
        ..RIGHT
    },
    Case {
        heading: "no audience",
        meaning: "the guard is strict: the answer has to say whom the token is for, and says nothing",
        without_audience: false,
        expected: Expected::Stopped(401, "RFC8725-3.9-2"),
        ..RIGHT
    },
    Case {
        heading: "guard unknown",
        meaning: "the guard asks with a wrong secret; that is no word about the token",
        wrong_secret: true,
        expected: Expected::Stopped(503, "RFC7662-2.3-1"),
        ..RIGHT
    },
];

/// What came of all requests with tokens of one server.
#[derive(Debug)]
pub(super) struct Guarded {
    pub(super) peer: &'static Peer,
    pub(super) version: String,
    pub(super) outcomes: Vec<Outcome>,
}

#[derive(Debug, Serialize)]
struct Question<'a> {
    name: &'static str,
    url: &'a str,
    client_id: &'a str,
    client_secret: String,
    token: String,
    required: &'static str,
    without_audience: bool,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// It passed.
    Passed {
        /// The client that the token was issued to.
        client_id: Option<String>,
        /// What the token is good for.
        scope: Option<String>,
    },
    /// It did not.
    Stopped {
        /// The HTTP status.
        status: u16,
        /// By which clause.
        clause: Option<String>,
    },
}

/// Sends every request with a token that the generated client got by Basic, and says what is wrong with the outcomes.
/// A server without introspection is asked nothing.
pub(super) fn ask(
    client: &Path,
    running: &Running,
    secret: &str,
    token: &str,
) -> Result<Option<Vec<Outcome>>> {
    let Some(url) = running.introspection_endpoint() else {
        return Ok(None);
    };
    let id = Account::Generated.id(Method::Basic);
    let questions: Vec<_> = CASES
        .iter()
        .map(|case| Question {
            name: case.heading,
            url,
            client_id: &id,
            client_secret: other_if(case.wrong_secret, secret),
            token: other_if(case.unknown, token),
            required: case.required,
            without_audience: case.without_audience,
        })
        .collect();
    let names: Vec<_> = CASES.iter().map(|case| case.heading).collect();
    let output = program(client, "guard", &wire::questions(&questions)?)?;
    wire::answers(&names, &output).map(Some).context("the guard")
}

/// The text, or another one of the same kind.
fn other_if(other: bool, text: &str) -> String {
    if other {
        format!("{text}x")
    } else {
        text.to_owned()
    }
}

impl Case {
    /// What is wrong with an outcome, if anything is.
    pub(super) fn judge(&self, outcome: &Outcome) -> Option<String> {
        let right = match (self.expected, outcome) {
            (Expected::Passed, Outcome::Passed { client_id, scope }) => {
                let id = Account::Generated.id(Method::Basic);
                client_id.as_deref() == Some(id.as_str()) && scope.as_deref() == Some(REGISTERED)
            }
            (Expected::Stopped(status, why), Outcome::Stopped { status: told, clause }) => {
                status == *told && clause.as_deref() == Some(why)
            }
            _ => false,
        };
        (!right).then(|| {
            format!(
                "our guard, {}: {outcome:?}, not {:?}",
                self.heading, self.expected
            )
        })
    }
}

#[cfg(test)]
mod tests;

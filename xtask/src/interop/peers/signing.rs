//! Our client signs instead of sending its secret, at the servers that take assertions.

use std::path::Path;

use anyhow::{Context, Result};
use countersign_jose::Algorithm;
use serde::Serialize;

use crate::interop::wire;

use super::answers::Outcome;
use super::expect::{Expected, Refusal};
use super::list::Peer;
use super::program;
use super::questions::REGISTERED;
use super::running::Running;

/// What a server makes of assertions.
#[derive(Debug, Clone, Copy)]
pub(in crate::interop) struct Signing {
    /// The algorithms that it verifies.
    pub(in crate::interop) algorithms: &'static [Algorithm],
    /// What it says to an assertion that it does not take.
    pub(in crate::interop) wrong: Refusal,
    /// What cannot be read off the table.
    pub(in crate::interop) note: &'static str,
}

/// A column of the table: one question to each of these servers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    /// The heading.
    pub(super) heading: &'static str,
    /// What the heading means.
    pub(super) meaning: &'static str,
    algorithm: Algorithm,
    audience: Named,
    typ: Typ,
    wrong_secret: bool,
    again: bool,
}

/// Whom an assertion is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Issuer,
    Endpoint,
    Elsewhere,
}

/// The `typ` of its header, in the words of our program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Typ {
    Explicit,
    Jwt,
    Absent,
}

const STRICT: Case = Case {
    heading: "HS256",
    meaning: "the audience is the issuer identifier, and the type `client-authentication+jwt`: what our client sends unless \
              it is told otherwise",
    algorithm: Algorithm::Hs256,
    audience: Named::Issuer,
    typ: Typ::Explicit,
    wrong_secret: false,
    again: false,
};

/// All questions.
pub(super) const CASES: &[Case] = &[
    STRICT,
    Case {
        heading: "HS384",
        meaning: "the same with a client that is registered for HS384",
        algorithm: Algorithm::Hs384,
        ..STRICT
    },
    Case {
        heading: "HS512",
        meaning: "the same for HS512",
        algorithm: Algorithm::Hs512,
        ..STRICT
    },
    Case {
        heading: "token endpoint",
        meaning: "as *HS256*, with the URL of the token endpoint as the audience, which our client does by the name `legacy`",
        audience: Named::Endpoint,
        ..STRICT
    },
    Case {
        heading: "`JWT`",
        meaning: "as *HS256*, with the type `JWT`",
        typ: Typ::Jwt,
        ..STRICT
    },
    Case {
        heading: "no `typ`",
        meaning: "as *HS256*, without a type",
        typ: Typ::Absent,
        ..STRICT
    },
    Case {
        heading: "wrong secret",
        meaning: "as *HS256*, signed with another secret",
        wrong_secret: true,
        ..STRICT
    },
    Case {
        heading: "other audience",
        meaning: "as *HS256*, for somebody else",
        audience: Named::Elsewhere,
        ..STRICT
    },
    Case {
        heading: "again",
        meaning: "a request that brought a token is sent once more, octet for octet",
        again: true,
        ..STRICT
    },
];

/// What came of all questions to one server.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) peer: &'static Peer,
    pub(super) version: String,
    pub(super) outcomes: Vec<Outcome>,
}

#[derive(Debug, Serialize)]
struct Question<'a> {
    name: &'static str,
    url: &'a str,
    client_id: String,
    client_secret: String,
    algorithm: &'static str,
    audience: Audience<'a>,
    typ: Typ,
    scope: &'static str,
    again: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Audience<'a> {
    Issuer(&'a str),
    Endpoint(&'a str),
}

/// The identifier of the client that signs with an algorithm.
pub(super) fn id(algorithm: Algorithm) -> String {
    format!("signs{}", algorithm.name().to_ascii_lowercase())
}

/// Its secret, made of the one that was drawn: long enough for each algorithm.
pub(super) fn secret(generated: &str) -> String {
    generated.repeat(2)
}

/// Puts every question to a server.
pub(super) fn ask(client: &Path, running: &Running, generated: &str) -> Result<Vec<Outcome>> {
    let issuer = running
        .issuer()
        .context("a server that takes assertions does not say its issuer")?;
    let questions: Vec<_> = CASES
        .iter()
        .map(|case| Question {
            name: case.heading,
            url: running.token_endpoint(),
            client_id: id(case.algorithm),
            client_secret: case.secret(generated),
            algorithm: case.algorithm.name(),
            audience: match case.audience {
                Named::Issuer => Audience::Issuer(issuer),
                Named::Endpoint => Audience::Endpoint(running.token_endpoint()),
                Named::Elsewhere => Audience::Issuer("https://elsewhere.example"),
            },
            typ: case.typ,
            scope: REGISTERED,
            again: case.again,
        })
        .collect();
    let names: Vec<_> = CASES.iter().map(|case| case.heading).collect();
    let output = program(client, "signer", &wire::questions(&questions)?)?;
    wire::answers(&names, &output).context("our client, signing")
}

impl Case {
    /// What is wrong with an outcome, if anything is.
    pub(super) fn judge(&self, signing: &Signing, outcome: &Outcome) -> Option<String> {
        let problem = self.expected(signing).judge(Some(REGISTERED), outcome)?;
        Some(format!("our client, signing: {}: {problem}", self.heading))
    }

    /// What must come of it.
    fn expected(&self, signing: &Signing) -> Expected {
        let wrong = self.wrong_secret
            || self.again
            || self.audience == Named::Elsewhere
            || !signing.algorithms.contains(&self.algorithm);
        if wrong {
            Expected::Refused(signing.wrong)
        } else {
            Expected::Granted(Some(REGISTERED))
        }
    }

    /// What is signed with.
    fn secret(&self, generated: &str) -> String {
        let mut secret = secret(generated);
        if self.wrong_secret {
            secret.push('x');
        }
        secret
    }
}

#[cfg(test)]
mod tests;

//! Libraries of other people that sign instead of sending a secret: what they send, and what comes of it at our servers.

mod columns;
mod journal;
mod list;
mod sent;
mod table;

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::columns::Expected;
use super::curl;
use super::judge::judge;
use super::packages::Packages;
use super::profile::Profile;
use super::scenario::{CLIENTS, Client, Host, Method};
use super::verify::Token;
use super::wire::{self, Outcome};
use super::world::World;
use columns::{AUDIENCE, COLUMNS, Column, USED};
use journal::{Journal, Logged};
use list::{SIGNERS, Signer};
use sent::Sent;
pub(super) use table::section;

/// A token request that a library is to sign.
#[derive(Debug, Clone, Serialize)]
struct Question {
    name: String,
    url: String,
    method: &'static str,
    client_id: String,
    client_secret: String,
    scope: &'static str,
    /// The issuer identifier of the server, as its metadata would say.
    issuer: &'static str,
    algorithm: &'static str,
    /// The audience, if the library is told one.
    audience: Option<String>,
    /// How many seconds the assertion is to count, if the library is told so.
    lifetime: Option<u64>,
}

/// What a library made of the answer, and what it had sent.
#[derive(Deserialize)]
struct Answer {
    #[serde(flatten)]
    outcome: Outcome,
    /// The body of the request, as it was.
    sent: Option<String>,
}

/// What came of all questions to a library.
struct Row {
    client: String,
    signer: &'static Signer,
    /// In the order of the columns, and then what came of the same requests once more, and elsewhere.
    outcomes: Vec<(Outcome, Option<Logged>)>,
}

/// What came of everything.
#[derive(Default)]
pub(super) struct Signed {
    rows: Vec<Row>,
    pub(super) tokens: Vec<Token>,
    pub(super) problems: Vec<String>,
    assertions: Vec<String>,
    journal: Journal,
}

/// Puts every question to every library that signs.
pub(super) fn all(packages: &Packages, world: &World) -> Result<Signed> {
    let mut signed = Signed::default();
    for signer in SIGNERS {
        let client = CLIENTS.iter().find(|client| client.name == signer.name);
        signed.ask(signer, client.context("a library is missing")?, packages, world)?;
    }
    Ok(signed)
}

impl Signed {
    /// Every assertion that was sent.
    pub(super) fn assertions(&self) -> impl Iterator<Item = &str> {
        self.assertions.iter().map(String::as_str)
    }

    /// What is wrong with the log of a server that takes assertions, if anything is.
    pub(super) fn log_problem(&self, host: Host, log: &str) -> Result<Option<String>> {
        self.journal.problem(host, log)
    }

    fn ask(
        &mut self,
        signer: &'static Signer,
        client: &Client,
        packages: &Packages,
        world: &World,
    ) -> Result<()> {
        let questions = COLUMNS
            .iter()
            .map(|column| question(signer, column, world))
            .collect::<Result<Vec<_>>>()?;
        let names: Vec<_> = questions.iter().map(|question| question.name.as_str()).collect();
        let output = packages.run(client.runner, &wire::questions(&questions)?)?;
        let answers: Vec<Answer> = wire::answers(&names, &output)?;

        let mut row = Vec::new();
        let mut granted = Vec::new();
        let mut ids = BTreeSet::new();
        for ((column, question), answer) in COLUMNS.iter().zip(&questions).zip(answers) {
            let expected = column.expected(signer);
            self.judge(signer, column.host, column.heading, expected, &answer.outcome);
            let logged = column.logged(signer);
            if let Some(logged) = logged {
                self.journal.expect(column.host, logged);
                let sent = self.read(signer, question, answer.sent.as_deref())?;
                if !ids.insert(sent.jti().map(str::to_owned)) {
                    self.problem(signer, column.heading, "a jti is used twice");
                }
                self.assertions.push(sent.assertion);
            }
            if let (Outcome::Granted(grant), Some(body)) = (&answer.outcome, answer.sent) {
                self.tokens.push(Token {
                    name: format!("{}, signed: {}", signer.name, column.heading),
                    host: column.host,
                    client_id: question.client_id.clone(),
                    scope: grant.scope.clone().unwrap_or_default(),
                    text: grant.access_token.clone().unwrap_or_default(),
                });
                granted.push((column.host, body));
            }
            row.push((answer.outcome, logged));
        }
        row.extend(self.once_more(signer, &granted, world)?);
        let version = packages.version(client)?;
        self.rows.push(Row {
            client: super::table::named(client, version.as_deref()),
            signer,
            outcomes: row,
        });
        Ok(())
    }

    /// Sends what was sent before: all that brought a token to the same server, and the first of it to another one.
    fn once_more(
        &mut self,
        signer: &Signer,
        granted: &[(Host, String)],
        world: &World,
    ) -> Result<Vec<(Outcome, Option<Logged>)>> {
        let mut outcomes = Vec::new();
        let mut send = |host: Host, body: &str, heading: &'static str, clause: &'static str| -> Result<_> {
            let outcome = curl::send(world.service(host)?.url(), body)?;
            self.judge(
                signer,
                host,
                heading,
                Expected::Refused("invalid_client"),
                &outcome,
            );
            let logged = Logged::Refused(clause);
            self.journal.expect(host, logged);
            Ok((outcome, Some(logged)))
        };
        let mut again = None;
        for (host, body) in granted {
            again = Some(send(*host, body, AGAIN, USED)?);
        }
        outcomes.extend(again);
        let strict = granted.iter().find(|(host, _)| *host == Host::Strict);
        let (_, body) = strict.with_context(|| format!("{} got no token", signer.name))?;
        outcomes.push(send(Host::Legacy, body, CARRIED, AUDIENCE)?);
        Ok(outcomes)
    }

    fn read(&mut self, signer: &Signer, question: &Question, body: Option<&str>) -> Result<Sent> {
        let body = body.with_context(|| format!("{} does not say what it sent", signer.name))?;
        let sent = Sent::read(body).with_context(|| format!("{}: {}", signer.name, question.name))?;
        if let Some(what) = sent.differs(signer, question) {
            self.problem(signer, &question.name, &format!("{what} is not as it was"));
        }
        Ok(sent)
    }

    fn judge(&mut self, signer: &Signer, host: Host, heading: &str, expected: Expected, outcome: &Outcome) {
        let lifetime = Profile::of(host).lifetime;
        if let Some(problem) = judge(expected, Method::Jwt, lifetime, outcome) {
            self.problem(signer, heading, &problem);
        }
    }

    fn problem(&mut self, signer: &Signer, heading: &str, what: &str) {
        self.problems
            .push(format!("{}, signed: {heading}: {what}", signer.name));
    }
}

/// The heading of what is sent again.
const AGAIN: &str = "again";

/// The heading of what is sent to another server.
const CARRIED: &str = "at another server";

fn question(signer: &Signer, column: &Column, world: &World) -> Result<Question> {
    let client = world.signing(column.algorithm)?;
    let Profile { issuer, .. } = Profile::of(column.host);
    let mut client_secret = client.secret.clone();
    if column.wrong_secret {
        client_secret.push('x');
    }
    Ok(Question {
        name: column.heading.to_owned(),
        url: world.service(column.host)?.url().to_owned(),
        method: Method::Jwt.name(),
        client_id: client.id.clone(),
        client_secret,
        scope: "read write",
        issuer,
        algorithm: column.algorithm.name(),
        audience: column.audience(signer, issuer),
        lifetime: column.lifetime(signer),
    })
}

#[cfg(test)]
mod tests;

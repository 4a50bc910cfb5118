//! The other direction: our client gets tokens from servers of other people, and our guard asks them about these.

mod answers;
mod encoding;
mod expect;
mod guard;
mod list;
mod questions;
mod running;
mod signing;
mod table;

use std::path::Path;

use anyhow::{Context, Result};

use super::packages::{self, Packages};
use super::process;
use super::wire;
use answers::{Outcome, Question};
use guard::{CASES, Guarded};
pub(super) use list::PEERS;
use list::Peer;
use questions::{COLUMNS, Column, Way};
use running::Running;
use signing::Signed;
pub(super) use table::sections;

/// What came of all questions to a server that were asked in one way.
#[derive(Debug)]
pub(super) struct Row {
    peer: &'static Peer,
    version: String,
    way: Way,
    outcomes: Vec<Outcome>,
}

/// What came of everything, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Found {
    rows: Vec<Row>,
    signed: Vec<Signed>,
    guarded: Vec<Guarded>,
    pub(super) problems: Vec<String>,
}

/// Starts every server, puts every question through our client, and every token that can be asked about through our
/// guard. `secret` is one that the servers have not seen before.
pub(super) fn all(packages: &Packages, client: &Path, secret: &str) -> Result<Found> {
    let mut starting = Vec::new();
    for peer in PEERS {
        starting.push((peer, running::start(packages, peer, secret)?));
    }
    let mut found = Found::default();
    for (peer, server) in starting {
        let running = Running::new(server)?;
        found.problems.extend(running.problems(peer));
        let version = packages.named_version(peer.name, peer.runner)?;
        let mut token = None;
        for way in Way::ALL {
            let outcomes = ask(client, &running, way, secret)?;
            for (column, outcome) in COLUMNS.iter().zip(&outcomes) {
                let expected = peer.expected(way, column, column.account.secret(secret));
                let problem = expected.judge(column.scope, outcome);
                let name = name(peer, way, column);
                found
                    .problems
                    .extend(problem.map(|problem| format!("{name}: {problem}")));
            }
            token = token.or_else(|| outcomes.first()?.token().map(str::to_owned));
            let version = version.clone();
            found.rows.push(Row {
                peer,
                version,
                way,
                outcomes,
            });
        }
        if let Some(signing) = &peer.signing {
            let outcomes = signing::ask(client, &running, secret)?;
            for (case, outcome) in signing::CASES.iter().zip(&outcomes) {
                let problem = case.judge(signing, outcome);
                found
                    .problems
                    .extend(problem.map(|problem| format!("{}: {problem}", peer.name)));
            }
            let version = version.clone();
            found.signed.push(Signed {
                peer,
                version,
                outcomes,
            });
        }
        let token = token.with_context(|| format!("{} granted nothing", peer.name))?;
        if let Some(outcomes) = guard::ask(client, &running, secret, &token)? {
            for (case, outcome) in CASES.iter().zip(&outcomes) {
                let problem = case.judge(outcome);
                found
                    .problems
                    .extend(problem.map(|problem| format!("{}: {problem}", peer.name)));
            }
            found.guarded.push(Guarded {
                peer,
                version,
                outcomes,
            });
        }
    }
    Ok(found)
}

fn name(peer: &Peer, way: Way, column: &Column) -> String {
    format!("our client at {}, {}: {}", peer.name, way.name(), column.heading)
}

/// Puts every question to one server in one way.
fn ask(client: &Path, running: &Running, way: Way, secret: &str) -> Result<Vec<Outcome>> {
    let registered = |column: &&Column| running.knows(&column.account.id(way.method()));
    let questions: Vec<_> = COLUMNS
        .iter()
        .filter(registered)
        .map(|column| question(running, way, column, secret))
        .collect();
    let names: Vec<_> = questions.iter().map(|question| question.name.as_str()).collect();
    let output = program(client, "client", &wire::questions(&questions)?)?;
    let mut answered = wire::answers::<Outcome>(&names, &output)?.into_iter();
    let outcome = |column: &Column| {
        let asked = registered(&column);
        asked
            .then(|| answered.next())
            .flatten()
            .unwrap_or(Outcome::Unregistered)
    };
    Ok(COLUMNS.iter().map(outcome).collect())
}

/// Runs our program, which is told whom the questions are for.
fn program(program: &Path, asked: &str, questions: &str) -> Result<String> {
    process::output(packages::clean(program).arg(asked), questions, packages::SCRIPT)
}

fn question(running: &Running, way: Way, column: &Column, secret: &str) -> Question {
    let mut client_secret = column.account.secret(secret).to_owned();
    if column.wrong_secret {
        client_secret.push('x');
    }
    Question {
        name: column.heading.to_owned(),
        url: running.token_endpoint().to_owned(),
        placement: way.name(),
        client_id: column.account.id(way.method()),
        client_secret,
        beyond_vschar: column.beyond_vschar,
        scope: column.scope,
    }
}

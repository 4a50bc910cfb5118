//! The other direction: our client gets tokens from servers of other people.

mod answers;
mod encoding;
mod expect;
mod list;
mod questions;
mod running;
mod table;

use std::path::Path;

use anyhow::Result;

use super::packages::Packages;
use super::process;
use super::wire;
use answers::{Outcome, Question};
use list::{PEERS, Peer};
use questions::{COLUMNS, Column, Way};
use running::Running;
pub(super) use table::section;

/// What came of all questions to a server that were asked in one way.
#[derive(Debug)]
pub(super) struct Row {
    peer: &'static Peer,
    version: String,
    way: Way,
    outcomes: Vec<Outcome>,
}

/// Starts every server, puts every question through our client, and says what came of it and what is wrong with it.
/// `secret` is one that the servers have not seen before.
pub(super) fn all(packages: &Packages, client: &Path, secret: &str) -> Result<(Vec<Row>, Vec<String>)> {
    let mut starting = Vec::new();
    for peer in PEERS {
        starting.push((peer, running::start(packages, peer, secret)?));
    }
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (peer, server) in starting {
        let running = Running::new(server)?;
        problems.extend(running.problems(peer));
        let version = packages.named_version(peer.name, peer.runner)?;
        for way in Way::ALL {
            let outcomes = ask(client, &running, way, secret)?;
            for (column, outcome) in COLUMNS.iter().zip(&outcomes) {
                let expected = peer.expected(way, column, column.account.secret(secret));
                let problem = expected.judge(column.scope, outcome);
                let name = name(peer, way, column);
                problems.extend(problem.map(|problem| format!("{name}: {problem}")));
            }
            let version = version.clone();
            rows.push(Row {
                peer,
                version,
                way,
                outcomes,
            });
        }
    }
    Ok((rows, problems))
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
    let output = process::output(
        &mut super::packages::clean(client),
        &wire::questions(&questions)?,
        super::packages::SCRIPT,
    )?;
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

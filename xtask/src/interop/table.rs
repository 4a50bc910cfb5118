//! The table of what real clients got, as a page of the documentation. Nothing in it depends on the machine or the
//! time.

use super::ask::Answered;
use super::columns::COLUMNS;
use super::packages::ecosystem;
use super::profile::Profile;
use super::scenario::{Client, Encoding, Host};
use super::verify::{FAULTS, Verifier};
use super::wire::Outcome;

/// One client by one method.
#[derive(Debug)]
pub(super) struct Row {
    client: String,
    method: &'static str,
    encoding: Encoding,
    /// What came of each question, in the order of the columns.
    pub(super) cells: Vec<String>,
}

impl Row {
    pub(super) fn new(client: &Client, version: Option<&str>, answered: &Answered) -> Self {
        Self {
            client: named(client, version),
            method: answered.method.name(),
            encoding: client.encoding,
            cells: answered
                .answers
                .iter()
                .map(|answer| cell(&answer.outcome))
                .collect(),
        }
    }
}

/// A client with the version of its package, if it has one.
pub(super) fn named(client: &Client, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("{} {version} ({})", client.name, ecosystem(client.runner)),
        // Its version is the machine's.
        None => client.name.to_owned(),
    }
}

/// What happened, in a few words and without a token.
pub(super) fn cell(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Granted(grant) => {
            format!("token, `{}`", grant.scope.as_deref().unwrap_or("no scope"))
        }
        Outcome::Refused(refusal) => {
            let code = refusal.error.as_deref().unwrap_or("no error code");
            format!("{} `{code}`", refusal.status)
        }
        Outcome::Unasked(_) => "not asked".to_owned(),
        Outcome::Failed(_) => "failed".to_owned(),
    }
}

/// The page.
pub(super) fn document(rows: &[Row], signed: &str, verifiers: &[Verifier]) -> String {
    let sections = [
        OPENING.to_owned(),
        answers(rows),
        questions(),
        READINGS.to_owned(),
        signed.to_owned(),
        VERIFYING.to_owned(),
        verified(verifiers),
        faults(),
    ];
    sections.join("\n")
}

const OPENING: &str = "\
# Interoperability

Clients of other people at our server, libraries of other people with its tokens, our client at servers of other people,
and our guard with theirs.

Written by `cargo xtask interop`, which installs the packages, starts every server on loopback, puts each question over
real HTTP, and compares every answer with what it has to be. An answer other than the expected one is a failure.

## Their clients
";

const READINGS: &str = "\
RFC 6749 section 2.3.1 has a client form-encode id and secret before it makes Basic credentials of them, and many
clients do not. A server can read them in one way only. Secrets of letters and digits, as `countersign secret` makes
them, are the same in both, so every client gets its token from every server. A server that form-decodes, which is the
default, also understands every other character from clients that do not encode, but `+`, `%` and the space. If such a
client has such a secret and cannot change it, let it use `client_secret_post`; `basic_encoding = \"raw\"` is for servers
none of whose clients encode.
";

const VERIFYING: &str = "\
## Verifying the tokens

Every token above, checked by libraries that are not this project's: signature, algorithm, type, issuer, audience,
time, and that the claims name the client and the scope that it was told.
";

fn answers(rows: &[Row]) -> String {
    let headings: Vec<_> = COLUMNS.iter().map(|column| column.heading.to_owned()).collect();
    let first = ["client", "method", "its Basic credentials"].map(str::to_owned);
    let body = rows.iter().map(|row| {
        let first = [
            row.client.clone(),
            format!("`{}`", row.method),
            row.encoding.name().to_owned(),
        ];
        [first.as_slice(), &row.cells].concat()
    });
    markdown([[first.as_slice(), &headings].concat()].into_iter().chain(body))
}

fn questions() -> String {
    let questions = COLUMNS
        .iter()
        .map(|column| format!("- *{}*: {}.\n", column.heading, column.meaning));
    format!("The questions:\n\n{}", questions.collect::<String>())
}

fn verified(verifiers: &[Verifier]) -> String {
    let kinds = Host::ALL.map(|host| {
        let Profile {
            algorithm,
            typ,
            key_id,
            ..
        } = Profile::of(host);
        let with = if key_id.is_some() { ", with `kid`" } else { "" };
        format!("{algorithm}, `{typ}`{with}")
    });
    let head = [["verified by".to_owned()].as_slice(), &kinds].concat();
    let body = verifiers.iter().map(|verifier| {
        let counts = verifier.verified.iter().map(|(_, count)| count.to_string());
        [verifier.name.clone()].into_iter().chain(counts).collect()
    });
    markdown([head].into_iter().chain(body))
}

fn faults() -> String {
    let faults = FAULTS.iter().map(|fault| format!("- {}\n", fault.heading));
    format!(
        "Each library also rejects a token of each kind, and for the right reason, if there is\n\n{}",
        faults.collect::<String>()
    )
}

/// A table, head first.
pub(super) fn markdown(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = String::new();
    for (number, row) in rows.enumerate() {
        let row: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        table.push_str(&format!("| {} |\n", row.join(" | ")));
        if number == 0 {
            table.push_str(&format!("|{}\n", "---|".repeat(row.len())));
        }
    }
    table
}

#[cfg(test)]
mod tests;

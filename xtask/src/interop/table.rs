//! The table of what real clients got, as a page of the documentation.

use std::fmt::Write as _;

use super::ask::Answered;
use super::scenario::{COLUMNS, Client, Encoding, Runner};
use super::verify::{FAULTS, Verifier};
use super::wire::Outcome;

/// One client by one method.
#[derive(Debug)]
pub struct Row {
    client: String,
    method: &'static str,
    encoding: Encoding,
    /// What came of each question, in the order of the columns.
    pub cells: Vec<String>,
}

impl Row {
    pub(super) fn new(client: &Client, version: Option<&str>, answered: &Answered) -> Self {
        Self {
            client: match (client.runner, version) {
                // The version of curl is the machine's, so the page does not depend on it.
                (Runner::Curl, _) | (_, None) => client.name.to_owned(),
                (_, Some(version)) => format!("{} {version}", client.name),
            },
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

fn cell(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Granted(grant) => {
            format!("token, `{}`", grant.scope.as_deref().unwrap_or("no scope"))
        }
        Outcome::Refused(refusal) => format!("{} `{}`", refusal.status, refusal.code()),
        Outcome::Failed(_) => "failed".to_owned(),
    }
}

/// The page.
pub(super) fn document(rows: &[Row], verifiers: &[Verifier]) -> String {
    let mut page = String::from(
        "# Interoperability\n\nWritten by `cargo xtask interop`, which installs the client libraries, starts \
         `countersign serve`, puts every question\nover real HTTP, and compares every answer with what it has to be.\n\n",
    );
    let headings: Vec<&str> = COLUMNS.iter().map(|column| column.heading).collect();
    line(
        &mut page,
        format_args!("| client | method | Basic halves | {} |", headings.join(" | ")),
    );
    line(&mut page, format_args!("|{}", "---|".repeat(headings.len() + 3)));
    for row in rows {
        let (client, method, encoding) = (&row.client, row.method, row.encoding.name());
        line(
            &mut page,
            format_args!(
                "| {client} | `{method}` | {encoding} | {} |",
                row.cells.join(" | ")
            ),
        );
    }
    page.push_str("\nThe questions:\n\n");
    for column in COLUMNS {
        line(
            &mut page,
            format_args!("- *{}*: {}.", column.heading, column.meaning),
        );
    }
    page.push_str(
        "\nA client that puts a secret into Basic credentials otherwise than the server reads them is refused, and only\n\
         where the two readings differ; generated secrets are the same in both.\n\n## Verifying the tokens\n\n\
         Every token above, checked by libraries that we did not write: signature, algorithm, type, issuer, audience and\n\
         time.\n\n| library | tokens verified |\n|---|---|\n",
    );
    for verifier in verifiers {
        let verified: usize = verifier.verified.iter().map(|(_, count)| count).sum();
        line(&mut page, format_args!("| {} | {verified} |", verifier.name));
    }
    page.push_str("\nEach library also refuses what it has to:\n\n");
    for fault in FAULTS {
        line(&mut page, format_args!("- {}", fault.heading));
    }
    page
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{text}");
}

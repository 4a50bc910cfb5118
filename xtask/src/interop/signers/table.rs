//! The tables of the libraries that sign.

use crate::interop::table::{cell, markdown};

use super::columns::COLUMNS;
use super::journal::Logged;
use super::list::SIGNERS;
use super::{AGAIN, CARRIED, Row, Signed};

/// The section of the page.
pub(in crate::interop) fn section(signed: &Signed) -> String {
    let sections = [
        OPENING.to_owned(),
        facts(&signed.rows),
        READINGS.to_owned(),
        options(),
        OUTCOMES.to_owned(),
        outcomes(&signed.rows),
        questions(),
    ];
    sections.join("\n")
}

const OPENING: &str = "\
## Their clients that sign

With `client_secret_jwt` (RFC 7523) a client sends no secret but an assertion that it signs with it. These libraries can.
What each one sends is read from its requests, and compared at each of them:
";

const READINGS: &str = "\
The audience is always one string, `iss` and `sub` are the client, and no header has a `kid`. A server with the strict
policy, which is the default, takes an assertion if its audience is the issuer identifier and it expires within 300
seconds. To the libraries that choose otherwise the issuer can be told:
";

const OUTCOMES: &str = "\
If they cannot be told, `policy = \"legacy\"` takes the token endpoint as the audience too, and `longest` says how far ahead
an assertion may expire: with both, every library gets a token as it is. A refusal has a status and a code for the wire and
a [clause](spec/clauses.toml) for the log, and a token that needed the legacy policy a name there. The logs are compared too.
";

fn facts(rows: &[Row]) -> String {
    let head = [
        "client",
        "signs with",
        "`typ`",
        "`aud`",
        "`exp` after `iat`",
        "`nbf`",
        "`jti`",
        "`client_id` beside it",
    ];
    let or_none = |yes: bool, word: &str| if yes { word } else { "none" }.to_owned();
    let body = rows.iter().map(|row| {
        let signer = row.signer;
        let algorithms: Vec<_> = signer
            .algorithms
            .iter()
            .map(|algorithm| algorithm.name())
            .collect();
        vec![
            row.client.clone(),
            algorithms.join(", "),
            signer
                .typ
                .map_or_else(|| "none".to_owned(), |typ| format!("`{typ}`")),
            signer.audience.name().to_owned(),
            format!("{} s", signer.lifetime),
            or_none(signer.not_before, "as `iat`"),
            signer.jti.name(),
            or_none(signer.client_id, "the client"),
        ]
    });
    markdown([head.map(str::to_owned).to_vec()].into_iter().chain(body))
}

fn options() -> String {
    let options = SIGNERS
        .iter()
        .filter_map(|signer| Some(format!("- {}: {}\n", signer.name, signer.told_by?)));
    options.collect()
}

fn outcomes(rows: &[Row]) -> String {
    let headings = COLUMNS.iter().map(|column| column.heading);
    let head = ["client"].into_iter().chain(headings).chain([AGAIN, CARRIED]);
    let body = rows.iter().map(|row| {
        let cells = row.outcomes.iter().map(|(outcome, logged)| match logged {
            None | Some(Logged::Granted(None)) => cell(outcome),
            Some(Logged::Granted(Some(tolerated))) => format!("{}: {tolerated}", cell(outcome)),
            Some(Logged::Refused(clause)) => format!("{}, {clause}", cell(outcome)),
        });
        [row.client.clone()].into_iter().chain(cells).collect()
    });
    markdown([head.map(str::to_owned).collect()].into_iter().chain(body))
}

fn questions() -> String {
    let mut questions: String = COLUMNS
        .iter()
        .map(|column| format!("- *{}*: {}.\n", column.heading, column.meaning))
        .collect();
    questions.push_str(&format!(
        "- *{AGAIN}*: each request of this row that brought a token is sent once more, octet for octet, to the same server.\n\
         - *{CARRIED}*: one that brought a token is sent to the other server, which has not seen it, and knows the same \
         clients and keys.\n"
    ));
    questions
}

#[cfg(test)]
mod tests;

//! The table of what our client got.

use crate::interop::packages::ecosystem;
use crate::interop::table::markdown;

use super::answers::Outcome;
use super::guard::{self, CASES, Guarded};
use super::list::PEERS;
use super::questions::{COLUMNS, Way};
use super::signing::{self, Signed};
use super::{Found, Peer, Row};

/// The sections of the page.
pub(in crate::interop) fn sections(found: &Found) -> String {
    let sections = [
        OPENING.to_owned(),
        answers(&found.rows),
        READINGS.to_owned(),
        exceptions(),
        SIGNING.to_owned(),
        signed(&found.signed),
        questions(),
        notes(),
        GUARD.to_owned(),
        guarded(&found.guarded),
        cases(),
    ];
    sections.join("\n")
}

const OPENING: &str = "\
## Our client

The other direction: `countersign-client`, over `countersign-http`, asks servers of other people for tokens, in each of the
ways that it can.
";

const READINGS: &str = "\
Everything but *no scope* and *unknown scope* asks for `read write`, for which every client is registered; *unknown scope*
asks for `read admin`. The last columns have other secrets: with `:`, with a `%` that begins no escape, with one that looks
as if it did, with `+`, with a space, and with `ä`, which RFC 6749 appendix A.2 has in no secret. Our client asks with such
a one only if that is allowed by name.

Every answer is read strictly, without any tolerance.

*Minimal* escapes as little as a server that undoes escapes needs, and a space as `%20`; it is the default, and every
server that undoes escapes understands it. *Form* is RFC 6749 section 2.3.1 to the letter, with `+` for a space. *Raw* is
for the servers that take both halves as they are. Secrets of letters and digits are the same in all three.
";

const SIGNING: &str = "\
### When it signs

The servers that take assertions (`client_secret_jwt`), asked with `AssertionProfile` and no other setting. No assertion has a
`kid`, each expires after 60 seconds, and `client_id` stands beside it.
";

const GUARD: &str = "\
## Our guard

`countersign-resource` lets requests with these tokens pass, or not, by what the server that issued them says when it is
asked (RFC 7662). None of them says whom a token is for, so the guard has to be allowed by name to do without. A refusal
has a status for the wire and a [clause](spec/clauses.toml) for the log.
";

fn answers(rows: &[Row]) -> String {
    let first = ["server", "reads Basic", "method", "sent"].map(str::to_owned);
    let headings: Vec<_> = COLUMNS.iter().map(|column| column.heading.to_owned()).collect();
    let body = rows.iter().map(|row| {
        let first = [
            named(row.peer, &row.version),
            row.peer.reading.name().to_owned(),
            format!("`{}`", row.way.method().name()),
            match row.way {
                Way::Basic(sending) => sending.name().to_owned(),
                Way::Post => "in the body".to_owned(),
            },
        ];
        let cells: Vec<_> = row.outcomes.iter().map(cell).collect();
        [first.as_slice(), &cells].concat()
    });
    markdown([[first.as_slice(), &headings].concat()].into_iter().chain(body))
}

fn signed(signed: &[Signed]) -> String {
    let headings = signing::CASES.iter().map(|case| case.heading);
    let head = ["server"].into_iter().chain(headings).map(str::to_owned);
    let body = signed.iter().map(|signed| {
        let server = named(signed.peer, &signed.version);
        [server]
            .into_iter()
            .chain(signed.outcomes.iter().map(cell))
            .collect()
    });
    markdown([head.collect()].into_iter().chain(body))
}

fn questions() -> String {
    let questions = signing::CASES
        .iter()
        .map(|case| format!("- *{}*: {}.\n", case.heading, case.meaning));
    questions.collect()
}

fn notes() -> String {
    let notes = PEERS
        .iter()
        .filter_map(|peer| Some(format!("- {}: {}.\n", peer.name, peer.signing?.note)));
    format!("Of these servers:\n\n{}", notes.collect::<String>())
}

fn guarded(guarded: &[Guarded]) -> String {
    let headings = CASES.iter().map(|case| case.heading);
    let head = ["tokens of"].into_iter().chain(headings).map(str::to_owned);
    let body = guarded.iter().map(|guarded| {
        let cells = guarded.outcomes.iter().map(|outcome| match outcome {
            guard::Outcome::Passed { .. } => "passes".to_owned(),
            guard::Outcome::Stopped { status, clause } => {
                format!("{status}, {}", clause.as_deref().unwrap_or("no clause"))
            }
        });
        [named(guarded.peer, &guarded.version)]
            .into_iter()
            .chain(cells)
            .collect()
    });
    markdown([head.collect()].into_iter().chain(body))
}

fn cases() -> String {
    let cases = CASES
        .iter()
        .map(|case| format!("- *{}*: {}.\n", case.heading, case.meaning));
    cases.collect()
}

fn named(peer: &Peer, version: &str) -> String {
    format!("{} {version} ({})", peer.name, ecosystem(peer.runner))
}

fn cell(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Granted(grant) => match (grant.scope.as_deref(), grant.comparison.as_str()) {
            (None, _) => "token, no scope stated".to_owned(),
            (Some(scope), "same" | "unknown") => format!("token, `{scope}`"),
            (Some(scope), comparison) => format!("token, `{scope}`: {comparison}"),
        },
        Outcome::Refused { status, error } => {
            let code = error.as_deref().unwrap_or("no error code");
            format!("{status} `{code}`")
        }
        Outcome::Unasked(_) => "not asked".to_owned(),
        Outcome::Misunderstood(_) => "not understood".to_owned(),
        Outcome::Unregistered => "not registered".to_owned(),
    }
}

fn exceptions() -> String {
    let reasons = |peer: &Peer| {
        let mut reasons: Vec<_> = peer.exceptions.iter().map(|exception| exception.reason).collect();
        reasons.dedup();
        let lines = reasons
            .iter()
            .map(|reason| format!("- {}: {reason}.\n", peer.name));
        lines.collect::<String>()
    };
    format!(
        "What cannot be read off how a server reads:\n\n{}",
        PEERS.iter().map(reasons).collect::<String>()
    )
}

#[cfg(test)]
mod tests;

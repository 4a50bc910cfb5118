use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::interop::scenario::Host;

/// What the logs of the servers that take assertions have to say, one after the other. The wire says neither why an
/// assertion is refused nor what was tolerated of it.
#[derive(Debug, Default)]
pub(super) struct Journal(BTreeMap<Host, Vec<Logged>>);

/// What a log has to say of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Logged {
    /// A token was granted, and this was tolerated.
    Granted(Option<&'static str>),
    /// The assertion was refused, by this clause.
    Refused(&'static str),
}

impl Journal {
    /// A request came to a server, which has to say this of it.
    pub(super) fn expect(&mut self, host: Host, logged: Logged) {
        self.0.entry(host).or_default().push(logged);
    }

    /// What is wrong with the log of a server, if anything is. Of others there is nothing to say.
    pub(super) fn problem(&self, host: Host, log: &str) -> Result<Option<String>> {
        let Some(expected) = self.0.get(&host) else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for line in log.lines() {
            let line: Line = serde_json::from_str(line)
                .ok()
                .with_context(|| format!("{host:?} wrote a line that is no object"))?;
            if line.verdict.is_some() {
                found.push(line);
            }
        }
        let same = expected.len() == found.len()
            && expected
                .iter()
                .zip(&found)
                .all(|(expected, found)| found.says(*expected));
        Ok((!same).then(|| format!("{host:?} logged {found:?}, not {expected:?}")))
    }
}

/// What a log says of a request.
#[derive(Debug, Deserialize)]
struct Line {
    verdict: Option<String>,
    clause: Option<String>,
    tolerated: Option<String>,
}

impl Line {
    fn says(&self, logged: Logged) -> bool {
        let (verdict, clause, tolerated) = match logged {
            Logged::Granted(tolerated) => ("granted", None, tolerated),
            Logged::Refused(clause) => ("refused", Some(clause), None),
        };
        self.verdict.as_deref() == Some(verdict)
            && self.clause.as_deref() == clause
            && self.tolerated.as_deref() == tolerated
    }
}

#[cfg(test)]
mod tests;

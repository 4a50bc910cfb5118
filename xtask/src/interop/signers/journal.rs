use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::interop::scenario::Host;

/// What the logs of the servers that take assertions have to say, one after the other: the clause of each refusal, or
/// nothing for a token. The wire does not say why an assertion is refused.
#[derive(Debug, Default)]
pub(super) struct Journal(BTreeMap<Host, Vec<Option<&'static str>>>);

impl Journal {
    /// A request came to a server, and was refused by this clause, or not at all.
    pub(super) fn expect(&mut self, host: Host, clause: Option<&'static str>) {
        self.0.entry(host).or_default().push(clause);
    }

    /// What is wrong with the log of a server, if anything is. Of others there is nothing to say.
    pub(super) fn problem(&self, host: Host, log: &str) -> Result<Option<String>> {
        #[derive(Deserialize)]
        struct Line {
            verdict: Option<String>,
            clause: Option<String>,
        }
        let Some(expected) = self.0.get(&host) else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for line in log.lines() {
            let line: Line = serde_json::from_str(line)
                .ok()
                .with_context(|| format!("{host:?} wrote a line that is no object"))?;
            if line.verdict.is_some() {
                found.push(line.clause);
            }
        }
        let same = expected.len() == found.len()
            && expected
                .iter()
                .zip(&found)
                .all(|(expected, found)| *expected == found.as_deref());
        Ok((!same).then(|| format!("{host:?} logged {found:?}, not {expected:?}")))
    }
}

#[cfg(test)]
mod tests;

//! The differences that are meant: `docs/spec/cases/<name>.differences.toml` beside each case file.
//!
//! A list says of each row in which the crates come to another outcome than the source, what both are, the clause that
//! ours rests on, and why. [`Differences::check`] holds the list against a run, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::file::Outcome;

/// A list of differences.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differences {
    #[serde(default)]
    difference: Vec<Entry>,
}

/// One difference that is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are described above")]
pub struct Entry {
    pub id: String,
    pub theirs: String,
    pub ours: String,
    pub clause: String,
    pub reason: String,
}

impl Differences {
    /// Reads a list; a file that is not there is an empty one.
    pub fn load(path: &Path) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).with_context(|| format!("in {}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Reads the text of a list.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
    }

    /// The entries in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.difference
    }

    /// What is wrong with the list as an account of this run: an entry whose row agrees, is not judged or does not
    /// exist, a row that differs and has no entry, an outcome that is another by now, a clause that does not exist,
    /// no reason.
    #[must_use]
    pub fn check(&self, outcome: &Outcome, ids: &BTreeSet<&str>, clauses: &BTreeSet<&str>) -> Vec<String> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        let differing: BTreeMap<&str, _> = outcome
            .differences
            .iter()
            .map(|(id, difference)| (id.as_str(), difference))
            .collect();
        for entry in &self.difference {
            let id = entry.id.as_str();
            if !seen.insert(id) {
                problems.push(format!("{id} is listed twice"));
            }
            if !ids.contains(id) {
                problems.push(format!("{id} is listed, and there is no such row"));
            } else if let Some(difference) = differing.get(id) {
                if (&entry.theirs, &entry.ours) != (&difference.theirs, &difference.ours) {
                    problems.push(format!(
                        "{id} is listed as {:?} against {:?}, and it is {:?} against {:?}",
                        entry.theirs, entry.ours, difference.theirs, difference.ours
                    ));
                }
            } else {
                problems.push(format!("{id} is listed, and it does not differ"));
            }
            if !clauses.contains(entry.clause.as_str()) {
                problems.push(format!(
                    "{id} names the clause {}, which does not exist",
                    entry.clause
                ));
            }
            if entry.reason.trim().is_empty() {
                problems.push(format!("{id} is listed without a reason"));
            }
        }
        let unlisted = differing.iter().filter(|(id, _)| !seen.contains(*id));
        problems.extend(unlisted.map(|(id, difference)| {
            format!(
                "{id} differs and is not listed: theirs {:?}, ours {:?}",
                difference.theirs, difference.ours
            )
        }));
        problems
    }
}

//! The marker comments: `// = ID` beside code that enforces a clause, `// = ID (test)` beside a test that shows it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use crate::catalogue;
use crate::workspace;

/// One marker comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker<'a> {
    /// The clause it names.
    pub id: &'a str,
    /// Whether it stands beside a test.
    pub test: bool,
}

impl<'a> Marker<'a> {
    /// The marker that a line holds, if any.
    ///
    /// # Errors
    ///
    /// When the line begins a marker and does not finish it properly.
    pub fn of_line(line: &'a str) -> Result<Option<Self>> {
        let Some(rest) = line.trim().strip_prefix("// = ") else {
            return Ok(None);
        };
        let (id, test) = match rest.strip_suffix(" (test)") {
            Some(id) => (id, true),
            None => (rest, false),
        };
        if !catalogue::is_id(id) {
            bail!("{rest:?} is no marker: write `// = ID` or `// = ID (test)`, one clause to a line");
        }
        Ok(Some(Self { id, test }))
    }
}

/// Where each clause is enforced and shown, by file.
#[derive(Debug, Default)]
pub struct Markers {
    /// The files whose code enforces a clause.
    pub code: BTreeMap<String, BTreeSet<String>>,
    /// The files whose tests show it.
    pub tests: BTreeMap<String, BTreeSet<String>>,
}

impl Markers {
    /// All markers of the repository. This program's own sources are left out: they speak about markers.
    pub fn scan() -> Result<Self> {
        let mut markers = Self::default();
        let mut problems = Vec::new();
        for path in workspace::files()? {
            if path.ends_with(".rs") && !path.starts_with("xtask/") {
                problems.extend(markers.add(&path, &workspace::read(&path)?));
            }
        }
        if !problems.is_empty() {
            bail!("{}", problems.join("\n"));
        }
        Ok(markers)
    }

    /// The markers of one file; returns what is wrong with them.
    pub fn add(&mut self, path: &str, text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            match Marker::of_line(line) {
                Ok(None) => {}
                Ok(Some(marker)) if !marker.test && is_test_file(path) => {
                    problems.push(format!("{path}:{number}: a marker in a test ends in ` (test)`"));
                }
                Ok(Some(marker)) => {
                    let place = if marker.test {
                        &mut self.tests
                    } else {
                        &mut self.code
                    };
                    place
                        .entry(marker.id.to_owned())
                        .or_default()
                        .insert(path.to_owned());
                }
                Err(error) => problems.push(format!("{path}:{number}: {error}")),
            }
        }
        problems
    }
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

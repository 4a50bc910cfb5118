//! What the command prints.

use std::fmt;

use serde_json::{Value, json};

use super::FileError;
use super::file::Outcome;

/// One file: its name without extension, and what running it came to.
#[derive(Debug)]
pub struct FileReport {
    /// The name without extension.
    pub name: String,
    /// The rows, or why the file cannot be run.
    pub result: Result<Outcome, FileError>,
}

/// Every file of a folder, by name.
#[derive(Debug, Default)]
pub struct Report {
    /// The files.
    pub files: Vec<FileReport>,
}

impl Report {
    /// Agreeing and judged rows over all files.
    #[must_use]
    pub fn total(&self) -> (usize, usize) {
        self.outcomes().fold((0, 0), |(agree, of), outcome| {
            (agree + outcome.agree, of + outcome.judged())
        })
    }

    /// Whether every file could be run and nothing panicked. Differences are no failure.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.files.iter().all(|file| {
            file.result
                .as_ref()
                .is_ok_and(|outcome| outcome.panics.is_empty())
        })
    }

    /// The whole as one JSON document.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (agree, of) = self.total();
        json!({
            "files": self.files.iter().map(FileReport::to_json).collect::<Vec<_>>(),
            "total": { "agree": agree, "of": of },
        })
    }

    fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.files.iter().filter_map(|file| file.result.as_ref().ok())
    }
}

impl FileReport {
    fn to_json(&self) -> Value {
        let outcome = match &self.result {
            Ok(outcome) => outcome,
            Err(error) => {
                return json!({ "name": self.name, "error": error.to_string(), "line": error.line() });
            }
        };
        let differences: Vec<Value> = outcome
            .differences
            .iter()
            .map(|(id, d)| json!({ "id": id, "theirs": d.theirs, "ours": d.ours, "why": d.why, "clause": d.clause }))
            .collect();
        let not_handled: Vec<Value> = outcome
            .not_handled
            .iter()
            .map(|(why, ids)| json!({ "reason": why, "rows": ids.len(), "ids": ids }))
            .collect();
        let panics: Vec<Value> = outcome
            .panics
            .iter()
            .map(|(id, message)| json!({ "id": id, "message": message }))
            .collect();
        json!({
            "name": self.name,
            "agree": outcome.agree,
            "of": outcome.judged(),
            "differences": differences,
            "not_handled": not_handled,
            "panics": panics,
        })
    }
}

impl fmt::Display for FileReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match &self.result {
            Ok(outcome) => outcome,
            Err(error) => return writeln!(f, "{} cannot be run: {error}", self.name),
        };
        if outcome.judged() == 0 {
            writeln!(f, "{} not handled", self.name)?;
        } else {
            writeln!(f, "{} agree {} of {}", self.name, outcome.agree, outcome.judged())?;
        }
        for (id, difference) in &outcome.differences {
            let clause = difference.clause.unwrap_or("no clause");
            write!(
                f,
                "  {id}: theirs {}; ours {}",
                difference.theirs, difference.ours
            )?;
            if let Some(why) = &difference.why {
                write!(f, ": {why}")?;
            }
            writeln!(f, " [{clause}]")?;
        }
        for (id, message) in &outcome.panics {
            writeln!(f, "  {id}: PANIC {message:?}")?;
        }
        for (why, ids) in &outcome.not_handled {
            writeln!(f, "  not handled, {} rows: {why}: {}", ids.len(), shortened(ids))?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            file.fmt(f)?;
        }
        let (agree, of) = self.total();
        writeln!(f, "total {agree} of {of}")
    }
}

/// The first ids; `--json` has them all.
fn shortened(ids: &[String]) -> String {
    const SHOWN: usize = 4;
    let mut text = ids
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if ids.len() > SHOWN {
        text.push_str(", ...");
    }
    text
}

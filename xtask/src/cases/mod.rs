//! `cargo xtask cases`: holds data-driven cases against the crates.
//!
//! A case file is JSON Lines as docs/spec/cases/README.md describes them. A row is judged by its own fields, never by
//! its id, so that any folder of such files can be run. What a row says about the policy of its source is translated
//! into the configuration of the crates first; what differs then is a difference of policy, and is reported with
//! both outcomes and the clause. Rows about what the project does not do are named and not counted.

mod asserts;
mod basic;
pub mod differences;
mod exchange;
mod expectation;
mod file;
mod hmac_sha256;
mod judgement;
mod jwt;
mod lesson;
mod policy;
mod report;
mod row;
mod scope;
mod token_request;
mod token_response;
mod topic;
mod urlencoded;
mod www_authenticate;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

pub use file::{Outcome, Rows};
pub use judgement::{Difference, Judged, Judgement};
pub use report::{FileReport, Report};
pub use row::{Fields, Row, RowError, RowErrorKind, Unusable};
pub use topic::{Topic, judge};

/// Runs every case file of a folder and prints the report.
///
/// Differences are no failure; a file that cannot be run and a panic are.
pub fn run(folder: &Path, json: bool) -> Result<()> {
    let report = run_folder(folder)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&report.to_json())?);
    } else {
        print!("{report}");
    }
    ensure!(report.is_sound(), "a file cannot be run, or something panicked");
    Ok(())
}

/// Runs every case file of a folder.
pub fn run_folder(folder: &Path) -> Result<Report> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        bail!("{} holds no case file (*.jsonl)", folder.display());
    }
    paths.sort();
    Ok(Report {
        files: paths.iter().map(|path| run_file(path)).collect(),
    })
}

/// Runs one case file.
#[must_use]
pub fn run_file(path: &Path) -> FileReport {
    let name = path
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let result = fs::read(path)
        .map_err(|error| FileError::Unreadable(error.to_string()))
        .and_then(|octets| String::from_utf8(octets).map_err(|_| FileError::NotUtf8))
        .and_then(|text| run_text(&name, &text));
    FileReport { name, result }
}

/// Runs the rows of a text as if it stood in a file of this name.
pub fn run_text(name: &str, text: &str) -> Result<Outcome, FileError> {
    let rows = Rows::read(text).map_err(FileError::Row)?;
    Ok(Outcome::of(&rows, |row, rows| judge(name, row, rows)))
}

/// Why a case file cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// It cannot be read; with the words of the operating system.
    Unreadable(String),
    /// It is not UTF-8.
    NotUtf8,
    /// A line is no row.
    Row(RowError),
}

impl FileError {
    /// The line at fault, if it is one.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::Row(error) => Some(error.line()),
            Self::Unreadable(_) | Self::NotUtf8 => None,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => f.write_str(why),
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::Row(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FileError {}

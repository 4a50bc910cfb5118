//! One case file: its rows, and what running them comes to.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::judgement::{Difference, Judged, Judgement};
use super::row::{Row, RowError, Unusable};

/// The rows of a file, so that a row can point at another.
#[derive(Debug)]
pub struct Rows(Vec<Row>);

impl Rows {
    /// Reads JSON Lines.
    pub fn read(text: &str) -> Result<Self, RowError> {
        Row::read_all(text).map(Self)
    }

    /// The rows in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Row] {
        &self.0
    }

    /// The row with this id, for a row that names it.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&Row> {
        self.0.iter().find(|row| row.id() == id)
    }
}

/// What running the rows of a file comes to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many rows agree.
    pub agree: usize,
    /// The rows that differ, in order, by their id.
    pub differences: Vec<(String, Difference)>,
    /// The rows that were not judged, by the reason.
    pub not_handled: BTreeMap<String, Vec<String>>,
    /// The rows in which something panicked, with its message.
    pub panics: Vec<(String, String)>,
}

impl Outcome {
    /// Runs every row; a panic is caught and kept.
    pub fn of(rows: &Rows, judge: impl Fn(&Row, &Rows) -> Judged) -> Self {
        let mut outcome = Self::default();
        for row in rows.all() {
            let id = String::from(row.id());
            match catch_unwind(AssertUnwindSafe(|| judge(row, rows))) {
                Ok(Ok(Judgement::Agrees)) => outcome.agree += 1,
                Ok(Ok(Judgement::Differs(difference))) => outcome.differences.push((id, difference)),
                Ok(Ok(Judgement::NotHandled(why)) | Err(Unusable(why))) => {
                    outcome.not_handled.entry(why).or_default().push(id);
                }
                Err(panic) => outcome.panics.push((id, message(&*panic))),
            }
        }
        outcome
    }

    /// How many rows were judged.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.agree + self.differences.len() + self.panics.len()
    }

    /// How many rows were not.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.not_handled.values().map(Vec::len).sum()
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    String::from(text.unwrap_or("a panic without a message"))
}

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::{Code, Finding};

/// How many findings of one code are kept; the others are counted.
pub(crate) const MOST_OF_ONE_CODE: usize = 10;

/// Gathers findings, a bounded number of each code.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Finding>,
    counts: BTreeMap<Code, usize>,
}

impl Findings {
    pub(crate) fn push(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code()).or_default();
        if *count < MOST_OF_ONE_CODE {
            self.kept.push(finding);
        }
        *count = count.saturating_add(1);
    }

    /// The same for a finding that is costly to make: it is made only if it is kept.
    pub(crate) fn push_with(&mut self, code: Code, finding: impl FnOnce() -> Finding) {
        if self
            .counts
            .get(&code)
            .is_some_and(|count| *count >= MOST_OF_ONE_CODE)
        {
            self.counts
                .entry(code)
                .and_modify(|count| *count = count.saturating_add(1));
        } else {
            self.push(finding());
        }
    }

    pub(crate) fn has(&self, code: Code) -> bool {
        self.counts.contains_key(&code)
    }

    pub(crate) fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// The findings, the gravest first and then in the order in which a server looks, and what was left out.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, Vec<(Code, usize)>) {
        self.kept.sort_by(|left, right| {
            right
                .severity()
                .cmp(&left.severity())
                .then_with(|| left.code().rank().cmp(&right.code().rank()))
        });
        let omitted = self
            .counts
            .into_iter()
            .filter_map(|(code, count)| Some((code, count.checked_sub(MOST_OF_ONE_CODE)?)))
            .filter(|(_, count)| *count > 0)
            .collect();
        (self.kept, omitted)
    }
}

use std::collections::BTreeSet;

use super::explained::belongs;
use super::{EXPLAINED, Explained, Outcomes};
use crate::mutants::outcomes::Tally;

/// Every difference between what survived and what is explained, for the crates that were run: a survivor that is not
/// listed, a listed one that did not survive, and a crate in which nothing was tried.
#[must_use]
pub fn problems(crates: &[&str], outcomes: &Outcomes, explained: &Explained) -> Vec<String> {
    let none = Tally::default();
    let mut problems = Vec::new();
    for owner in crates {
        let tally = outcomes.0.get(*owner).unwrap_or(&none);
        if tally.total() == tally.unviable {
            problems.push(format!("{owner}: no mutant was tried"));
        }
        let listed = explained.0.keys().filter(|name| belongs(name, owner));
        let names: BTreeSet<_> = tally.survivors.keys().chain(listed).collect();
        for name in names {
            let survived = tally.survivors.get(name).copied().unwrap_or(0);
            let listed = explained.0.get(name).copied().unwrap_or(0);
            if survived > listed {
                problems.push(format!(
                    "{name}: {survived} survived, {listed} explained; test it, or explain it in {EXPLAINED}"
                ));
            }
            if survived < listed {
                problems.push(format!(
                    "{name}: {survived} survived, {listed} explained; {EXPLAINED} is out of date"
                ));
            }
        }
    }
    problems
}

/// One row for each crate, and one for all of them.
#[must_use]
pub fn table(crates: &[&str], outcomes: &Outcomes, explained: &Explained) -> String {
    let none = Tally::default();
    let mut sums = [0; COLUMNS];
    let mut text = HEAD.to_owned();
    for owner in crates {
        let tally = outcomes.0.get(*owner).unwrap_or(&none);
        let counts = [
            tally.total(),
            tally.caught,
            tally.timeouts,
            tally.unviable,
            tally.survived(),
            explained.count(owner),
        ];
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
        text.push_str(&row(&format!("`{owner}`"), &counts));
    }
    text.push_str(&row("all", &sums));
    text
}

const COLUMNS: usize = 6;

const HEAD: &str = "\
| crate | mutants | caught | ran too long | do not compile | survive | of them explained |
|---|---|---|---|---|---|---|
";

fn row(name: &str, counts: &[usize; COLUMNS]) -> String {
    let counts: Vec<_> = counts.iter().map(usize::to_string).collect();
    format!("| {name} | {} |\n", counts.join(" | "))
}

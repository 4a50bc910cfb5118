use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// What became of the mutants of each crate.
#[derive(Debug, Default)]
pub struct Outcomes(pub(super) BTreeMap<String, Tally>);

/// What became of the mutants of one crate.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// A test failed.
    pub(super) caught: usize,
    /// The tests did not end.
    pub(super) timeouts: usize,
    /// It does not compile.
    pub(super) unviable: usize,
    /// Every test passed: the name without line and column, and how often it survived.
    pub(super) survivors: BTreeMap<String, usize>,
}

impl Tally {
    pub(super) fn survived(&self) -> usize {
        self.survivors.values().sum()
    }

    pub(super) fn total(&self) -> usize {
        self.caught + self.timeouts + self.unviable + self.survived()
    }
}

impl Outcomes {
    /// Reads `outcomes.json` of cargo-mutants.
    pub fn parse(text: &str) -> Result<Self> {
        let run: Run = serde_json::from_str(text).context("cannot read the outcomes of cargo-mutants")?;
        let mut crates: BTreeMap<String, Tally> = BTreeMap::new();
        let mut tried = 0_usize;
        for Outcome { scenario, summary } in run.outcomes {
            let Scenario::Mutant(mutant) = scenario else {
                ensure!(
                    summary == "Success",
                    "without a fault the tests end with {summary}"
                );
                continue;
            };
            tried += 1;
            let tally = crates.entry(mutant.package).or_default();
            match summary.as_str() {
                "CaughtMutant" => tally.caught += 1,
                "Timeout" => tally.timeouts += 1,
                "Unviable" => tally.unviable += 1,
                "MissedMutant" => *tally.survivors.entry(placeless(&mutant.name)?).or_default() += 1,
                other => bail!("{}: {other}", mutant.name),
            }
        }
        ensure!(
            run.end_time.is_some() && tried == run.total_mutants,
            "{tried} of {} mutants were tried: the run was cut short",
            run.total_mutants
        );
        Ok(Self(crates))
    }
}

/// The name without the line and the column, which move with every edit.
fn placeless(name: &str) -> Result<String> {
    let parts = name.split_once(": ").and_then(|(place, what)| {
        let mut place = place.splitn(3, ':');
        let file = place.next()?;
        let numbers = [place.next()?, place.next()?];
        let numeric = numbers.iter().all(|number| number.parse::<u32>().is_ok());
        numeric.then_some((file, what))
    });
    let (file, what) = parts.with_context(|| format!("{name} is no `file:line:column: what`"))?;
    Ok(format!("{file}: {what}"))
}

#[derive(Deserialize)]
struct Run {
    outcomes: Vec<Outcome>,
    total_mutants: usize,
    end_time: Option<String>,
}

#[derive(Deserialize)]
struct Outcome {
    scenario: Scenario,
    summary: String,
}

#[derive(Deserialize)]
enum Scenario {
    Baseline,
    Mutant(Mutant),
}

#[derive(Deserialize)]
struct Mutant {
    name: String,
    package: String,
}

use std::time::Duration;

use crate::case::{Case, Role, Workload};
use crate::gate::{Condition, Verdict};
use crate::{Allocations, allocations_of, median};

/// How long to measure.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Passes; the ratio that counts is the median of theirs. Nine at least for numbers that are shown to anybody.
    pub passes: usize,
    /// Rounds of each pass, in each of which every case has one slice.
    pub rounds: usize,
    /// The length of a slice, short enough that it is seldom interrupted.
    pub slice: Duration,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            passes: 15,
            rounds: 25,
            slice: Duration::from_micros(120),
        }
    }
}

/// What was measured of a workload.
#[derive(Debug)]
pub struct Measured {
    /// The name of the workload.
    pub name: &'static str,
    /// What is done.
    pub about: &'static str,
    /// The cases in the order in which they were given.
    pub cases: Vec<MeasuredCase>,
}

/// What was measured of a case.
#[derive(Debug)]
pub struct MeasuredCase {
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Nanoseconds for one operation, by pass and round.
    times: Vec<Vec<f64>>,
    pub(crate) allocations: PerOperation,
    pub(crate) compressions: Option<u64>,
    pub(crate) gates: Vec<Condition>,
}

/// Allocations, divided among the operations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PerOperation {
    pub(crate) count: f64,
    pub(crate) bytes: f64,
}

/// Measures a workload: in each round every case has one short slice, so that whatever else the machine does falls
/// on all of them alike, and only slices of one round are compared.
#[must_use]
pub fn measure(mut workload: Workload, effort: Effort) -> Measured {
    let iterations: Vec<u64> = workload
        .cases
        .iter_mut()
        .map(|case| calibrate(case, effort.slice))
        .collect();
    let mut times: Vec<Vec<Vec<f64>>> = workload.cases.iter().map(|_| Vec::new()).collect();
    for pass in 0..effort.passes {
        times
            .iter_mut()
            .for_each(|passes| passes.push(Vec::with_capacity(effort.rounds)));
        for round in 0..effort.rounds {
            // Nobody always runs behind the same neighbour.
            for place in 0..workload.cases.len() {
                let turn = (place + pass + round) % workload.cases.len();
                let elapsed = (workload.cases[turn].run)(iterations[turn]);
                times[turn][pass].push(elapsed.as_nanos() as f64 / iterations[turn] as f64);
            }
        }
    }
    let cases = workload
        .cases
        .into_iter()
        .zip(times)
        .map(|(mut case, times)| MeasuredCase {
            allocations: count(&mut case),
            name: case.name,
            role: case.role,
            times,
            compressions: case.compressions,
            gates: case.gates,
        })
        .collect();
    Measured {
        name: workload.name,
        about: workload.about,
        cases,
    }
}

/// How many operations fill a slice; never so few that a cold start shows.
fn calibrate(case: &mut Case, slice: Duration) -> u64 {
    let mut iterations = 32;
    loop {
        let elapsed = (case.run)(iterations).min((case.run)(iterations));
        if elapsed >= slice || iterations >= 1 << 20 {
            return iterations;
        }
        iterations *= 2;
    }
}

/// Counts over enough operations that what grows now and then is shared out. The timed run has warmed everything.
fn count(case: &mut Case) -> PerOperation {
    const OPERATIONS: u64 = 800;
    let Allocations { count, bytes } = allocations_of(|| {
        (case.run)(OPERATIONS);
    });
    let operations = (OPERATIONS + OPERATIONS / 8 + 1) as f64;
    PerOperation {
        count: count as f64 / operations,
        bytes: bytes as f64 / operations,
    }
}

impl Measured {
    /// The worst verdict on a case; none without a gate.
    pub(crate) fn verdict(&self, case: &MeasuredCase) -> Option<Verdict> {
        case.gates.iter().map(|gate| gate.verdict(self, case)).max()
    }

    pub(crate) fn limit(&self) -> Option<&MeasuredCase> {
        self.cases.iter().find(|case| case.role == Role::Limit)
    }

    pub(crate) fn named(&self, name: &str) -> Option<&MeasuredCase> {
        self.cases.iter().find(|case| case.name == name)
    }

    /// Whether every gate of every case holds, or is kept where it is.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.cases
            .iter()
            .all(|case| self.verdict(case) != Some(Verdict::Fails))
    }
}

impl MeasuredCase {
    /// Nanoseconds: the median over the passes.
    pub(crate) fn median(&self) -> f64 {
        median(self.times.iter().map(|rounds| median(rounds.iter().copied())))
    }

    /// Nanoseconds: the least of all slices.
    pub(crate) fn least(&self) -> f64 {
        self.times.iter().flatten().copied().fold(f64::INFINITY, f64::min)
    }

    /// How many times as long as the other: paired by round, the median of the medians of the passes.
    pub(crate) fn ratio_to(&self, other: &Self) -> f64 {
        median(
            self.times
                .iter()
                .zip(&other.times)
                .map(|(mine, theirs)| median(mine.iter().zip(theirs).map(|(mine, theirs)| mine / theirs))),
        )
    }
}

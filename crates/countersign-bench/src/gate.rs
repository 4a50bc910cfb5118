use crate::measure::{Measured, MeasuredCase};

/// A condition on a measured case. Conditions on time are on ratios within one run, never on nanoseconds.
#[derive(Debug, Clone, Copy)]
pub enum Gate {
    /// At most so many times the limit; and where we want to be.
    Limit {
        /// Must hold.
        gate: f64,
        /// Should hold.
        target: f64,
    },
    /// At least so many times as fast as this peer; and where we want to be.
    Peer {
        /// The name of the peer's case.
        name: &'static str,
        /// Must hold.
        gate: f64,
        /// Should hold.
        target: f64,
    },
    /// At most so many allocations, exactly counted.
    Allocations(u32),
}

/// A gate of a case, and where it is kept until it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Condition {
    pub(crate) gate: Gate,
    /// What holds today, with a margin: the case may not fall behind this.
    pub(crate) kept_at: Option<f64>,
}

/// What a measurement says about a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// The gate holds.
    Holds,
    /// It does not, but the case has not fallen back.
    Kept,
    /// It does not hold any more.
    Fails,
}

impl Condition {
    pub(crate) fn verdict(&self, all: &Measured, case: &MeasuredCase) -> Verdict {
        let kept = self.kept_at.map(|value| self.gate.at(value));
        if self.gate.holds(all, case) {
            Verdict::Holds
        } else if kept.is_some_and(|gate| gate.holds(all, case)) {
            Verdict::Kept
        } else {
            Verdict::Fails
        }
    }

    /// The condition, what was measured, and the verdict.
    pub(crate) fn line(&self, all: &Measured, case: &MeasuredCase) -> String {
        let verdict = match (self.verdict(all, case), self.kept_at) {
            (Verdict::Holds, _) => "ok".to_owned(),
            (Verdict::Kept, Some(value)) => format!("missed, but kept at {value:.1}"),
            (Verdict::Kept | Verdict::Fails, _) => "FAIL".to_owned(),
        };
        self.gate.line(all, case, &verdict)
    }
}

impl Verdict {
    /// A word for the table.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "ok",
            Self::Kept => "missed",
            Self::Fails => "FAIL",
        }
    }
}

impl Gate {
    /// The same condition with another bound.
    const fn at(self, value: f64) -> Self {
        match self {
            Self::Limit { target, .. } => Self::Limit { gate: value, target },
            Self::Peer { name, target, .. } => Self::Peer {
                name,
                gate: value,
                target,
            },
            Self::Allocations(most) => Self::Allocations(most),
        }
    }

    fn holds(&self, all: &Measured, case: &MeasuredCase) -> bool {
        match self {
            Self::Limit { gate, .. } => self.value(all, case) <= *gate,
            Self::Peer { gate, .. } => self.value(all, case) >= *gate,
            Self::Allocations(most) => self.value(all, case) <= f64::from(*most),
        }
    }

    /// What the condition is about; a number with which it cannot hold if its peer was not measured.
    fn value(&self, all: &Measured, case: &MeasuredCase) -> f64 {
        match self {
            Self::Limit { .. } => all.limit().map_or(f64::INFINITY, |limit| case.ratio_to(limit)),
            Self::Peer { name, .. } => all.named(name).map_or(0.0, |peer| peer.ratio_to(case)),
            Self::Allocations(_) => case.allocations.count,
        }
    }

    fn line(&self, all: &Measured, case: &MeasuredCase, verdict: &str) -> String {
        let value = self.value(all, case);
        match self {
            Self::Limit { gate, target } => {
                format!(
                    "{value:.2}x limit <= {gate:.1} {verdict}, target {target:.2} {}",
                    reached(value <= *target)
                )
            }
            Self::Peer { name, gate, target } => format!(
                "{value:.1}x as fast as {name} >= {gate:.1} {verdict}, target {target:.1} {}",
                reached(value >= *target)
            ),
            Self::Allocations(most) => format!("{value} allocations <= {most} {verdict}"),
        }
    }
}

const fn reached(yes: bool) -> &'static str {
    if yes { "reached" } else { "missed" }
}

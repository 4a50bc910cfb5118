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

impl Gate {
    pub(crate) fn holds(&self, all: &Measured, case: &MeasuredCase) -> bool {
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

    /// The condition, what was measured, and the verdict.
    pub(crate) fn line(&self, all: &Measured, case: &MeasuredCase) -> String {
        let verdict = if self.holds(all, case) { "ok" } else { "FAIL" };
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

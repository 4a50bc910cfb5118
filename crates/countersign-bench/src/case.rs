use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::Gate;
use crate::gate::Condition;

/// One kind of work, with its limit, our way of doing it, and the ways of others.
#[derive(Debug)]
pub struct Workload {
    /// Its name in the table, such as `W1`.
    pub name: &'static str,
    /// What is done, in a few words.
    pub about: &'static str,
    /// The cases; one of them is the limit.
    pub cases: Vec<Case>,
}

/// Whose a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The work that nobody can leave out: the denominator of every ratio.
    Limit,
    /// Ours.
    Ours,
    /// Somebody else's.
    Peer,
}

/// A way of doing the work of a workload.
pub struct Case {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) run: Box<dyn FnMut(u64) -> Duration>,
    pub(crate) compressions: Option<u64>,
    pub(crate) gates: Vec<Condition>,
}

impl Case {
    /// A case that is the same operation again and again; what it returns is kept from the optimiser.
    pub fn new<R>(role: Role, name: impl Into<String>, mut operation: impl FnMut() -> R + 'static) -> Self {
        Self::timed(role, name, move |iterations| {
            // Whoever ran before has left cold caches and strange branches.
            for _ in 0..=iterations / 8 {
                black_box(operation());
            }
            let start = Instant::now();
            for _ in 0..iterations {
                black_box(operation());
            }
            start.elapsed()
        })
    }

    /// A case that times itself: it is told how many operations to time, and says how long they took.
    pub fn timed(role: Role, name: impl Into<String>, run: impl FnMut(u64) -> Duration + 'static) -> Self {
        Self {
            name: name.into(),
            role,
            run: Box::new(run),
            compressions: None,
            gates: Vec::new(),
        }
    }

    /// States how many blocks of SHA-256 the operation compresses.
    #[must_use]
    pub const fn compressions(mut self, blocks: u64) -> Self {
        self.compressions = Some(blocks);
        self
    }

    /// Adds a condition that must hold.
    #[must_use]
    pub fn gate(mut self, gate: Gate) -> Self {
        self.gates.push(Condition { gate, kept_at: None });
        self
    }

    /// Adds a condition that should hold and does not yet; until then the case is kept from falling behind this value.
    #[must_use]
    pub fn gate_kept_at(mut self, gate: Gate, value: f64) -> Self {
        self.gates.push(Condition {
            gate,
            kept_at: Some(value),
        });
        self
    }

    /// Its name in the table.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs the operation so often, without measuring: for a profiler.
    pub fn run(&mut self, iterations: u64) {
        (self.run)(iterations);
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

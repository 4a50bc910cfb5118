//! What the benchmark of Countersign measures with: paired slices of time, counted allocations, gates on ratios.
//!
//! The workloads, the limits and the peers are in `benches/workloads`; `docs/perf.md` says how to run them and what
//! the numbers mean.

mod arguments;
mod case;
mod counting;
mod gate;
mod measure;
mod statistics;
mod table;

pub use arguments::Arguments;
pub use case::{Case, Role, Workload};
pub use counting::{Allocations, allocations_of};
pub use gate::Gate;
pub use measure::{Effort, Measured, measure};
pub use statistics::median;
pub use table::print;

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::arithmetic_side_effects)]
#![allow(
    clippy::missing_errors_doc,
    reason = "an error here is a message for the person at the terminal"
)]
//! The checks and generators of this workspace. Each subcommand is a module; `main.rs` only dispatches.

pub mod cases;
pub mod catalogue;
pub mod check;
pub mod clauses;
pub mod fuzz;
pub mod interop;
pub mod layers;
pub mod model;
pub mod mutants;
pub mod no_std;
pub mod rules;
pub mod workspace;

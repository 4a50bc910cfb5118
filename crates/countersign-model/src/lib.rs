//! Independent models of the client credentials exchange, written from the clauses and not from the code.
//!
//! Nothing here depends on a crate of the workspace. The models are explored to the end within stated bounds, and the
//! tests of this package hold the crates against them, trace by trace.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub mod bounds;
pub mod compare;
pub mod endpoint;
pub mod explore;
pub mod fault;
pub mod guard;
pub mod hunt;
pub mod property;
pub mod registry;
mod seen;
pub mod shared;
pub mod source;
pub mod term;
pub mod world;

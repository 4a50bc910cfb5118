#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
//! The normative clauses that apply to the OAuth 2.0 client credentials grant, one `static` per clause.
//!
//! A refusal or a tolerated deviation names the clause it rests on. A handle is a `&'static Clause`; a program
//! links only the clauses that it names.
//!
//! ```
//! use countersign_clause::{Clause, Level, RFC6749_3_2_5};
//!
//! let clause: &'static Clause = &RFC6749_3_2_5;
//! assert_eq!(clause.id(), "RFC6749-3.2-5");
//! assert_eq!(clause.section(), "3.2");
//! assert_eq!(clause.level(), Level::Should);
//! ```
//!
//! The name of the `static` is the id with each character that is not a letter or digit replaced by `_`. Ids are
//! stable: clauses are added, never renumbered.
//!
//! Features: `text` adds [`Clause::text`](Clause) and `check`, the long texts; `catalogue` adds `ALL` and `by_id`,
//! which link every clause.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod clause;
mod generated;
mod vocabulary;

pub use clause::Clause;
pub use generated::*;
pub use vocabulary::{Level, Role, Tier, Topic};

#[cfg(feature = "catalogue")]
mod catalogue;
#[cfg(feature = "catalogue")]
pub use catalogue::by_id;

#![no_std]
#![forbid(unsafe_code)]
//! OAuth 2.0 scope: tokens, scope strings, scope sets and their algebra, and what a client may ask for.
//!
//! ```
//! use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
//!
//! let registered = RegisteredScope::new(ScopeSet::parse("read write delete")?, Strategy::Exact);
//!
//! let granted = registered.evaluate("write read", 128).expect("both are registered");
//! assert_eq!(granted.to_set(&registered).to_string(), "read write");
//!
//! // The order carries no meaning, case does, and nothing can be asked for that is not registered.
//! assert!(registered.evaluate("Read", 128).is_err());
//! assert!(registered.evaluate("read admin", 128).is_err());
//! # Ok::<(), countersign_scope::ScopeError>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;
#[cfg(test)]
extern crate std;

mod error;
mod index;
mod model;
mod parameter;
mod registered;
mod scan;
mod selection;
mod set;
mod state;
mod strategy;
mod text;

pub use error::{ScopeError, ScopeErrorKind, ScopeRefusal};
pub use model::{write_diagram, write_table};
pub use parameter::ScopeParameter;
pub use registered::RegisteredScope;
pub use selection::Selection;
pub use set::ScopeSet;
pub use state::{OctetClass, ScopeState};
pub use strategy::{Separator, Strategy};
pub use text::{Scope, ScopeToken};

/// Whether this is a scope string.
///
/// # Errors
///
/// The first offence, with its position and clause.
///
/// ```
/// use countersign_scope::{ScopeErrorKind, check};
///
/// assert!(check("read write").is_ok());
/// let error = check("read  write").unwrap_err();
/// assert_eq!((error.kind(), error.at()), (ScopeErrorKind::DoubledSpace, 5));
/// assert_eq!(error.clause().id(), "RFC6749-3.3-3");
/// ```
pub fn check(text: &str) -> Result<(), ScopeError> {
    scan::check(text.as_bytes())
}

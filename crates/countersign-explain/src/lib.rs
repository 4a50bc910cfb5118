#![no_std]
#![forbid(unsafe_code)]
//! Findings on a captured OAuth 2.0 token exchange, clause by clause: everything that is wrong with a token request
//! and not only the first thing, where it stands and how to mend it; and what a token response grants.
//!
//! ```
//! use countersign_explain::{CapturedRequest, Code, Explainer};
//!
//! let body = br#"{"client_id":"abc123","client_secret":"secretXYZ","grant_type":"client_credentials"}"#;
//! let request = CapturedRequest::new("POST", "/oauth2/token", body).header("Content-Type", b"application/json");
//!
//! let report = Explainer::new().request(&request);
//! let finding = &report.findings()[0];
//! assert_eq!(finding.code(), Code::CONTENT_TYPE_NOT_FORM);
//! assert_eq!(
//!     finding.text(),
//!     "Content-Type is application/json; a token request is application/x-www-form-urlencoded"
//! );
//! assert_eq!(finding.clause().id(), "RFC6749-3.2-6");
//! ```
//!
//! A finding never holds an octet of the message: its sentences are chosen from fixed ones, and it points at octets.
//! Who shows these octets masks [`secret_ranges`] before.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;
#[cfg(test)]
extern crate std;

mod capture;
mod code;
mod collect;
mod explainer;
mod finding;
mod mask;
mod names;
mod probe;
mod report;
mod request;
mod response;

pub use capture::{CapturedRequest, CapturedResponse, Header, Scheme};
pub use code::Code;
pub use explainer::Explainer;
pub use finding::{Finding, Part, Place, Related, Severity};
pub use mask::{response_secret_ranges, secret_ranges};
pub use report::{Omitted, Registration, Report, Summary, Verdict};
pub use request::endpoint;
pub use response::{ErrorSeen, GrantSeen, ResponseReport};

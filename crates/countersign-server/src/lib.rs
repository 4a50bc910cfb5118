#![no_std]
#![forbid(unsafe_code)]
//! The OAuth 2.0 token endpoint for the client credentials grant (RFC 6749 section 4.4), without I/O.
//!
//! A request goes in as [`Parts`], and out come [`Step`]s: each one is a question that the host answers with a
//! fact, until there is a complete [`Reply`]. The verdict is reached here.
//!
//! ```
//! use std::sync::Arc;
//!
//! use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
//! use countersign_grammar::UnixTime;
//! use countersign_message::AccessToken;
//! use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
//! use countersign_server::{IssuedToken, Parts, Step, TokenEndpoint};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = GeneratedSecret::asserted_by_caller(Secret::from(String::from("gX1fBat3bV")))?;
//! let record = Arc::new(
//!     ClientRecord::builder("s6BhdRkqt3")
//!         .method(AuthMethod::ClientSecretBasic)
//!         .credential(Credential::generated("first", SecretDigest::sha256(&secret)))
//!         .build()?,
//! );
//! let endpoint = TokenEndpoint::new(AuthPolicy::new());
//!
//! let parts = Parts::new("POST", "/token", b"grant_type=client_credentials")
//!     .header("content-type", b"application/x-www-form-urlencoded")
//!     .header("authorization", b"Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
//! let mut step = endpoint.receive(parts, UnixTime::from_secs(1_700_000_000));
//! let reply = loop {
//!     step = match step {
//!         Step::LookUpClient(ask) if ask.client_id() == record.client_id() => ask.found(Arc::clone(&record)),
//!         Step::LookUpClient(ask) => ask.unknown(),
//!         Step::VerifySecret(ask) => ask.unavailable(),
//!         Step::ClaimOnce(ask) => ask.unavailable(),
//!         Step::Authorize(ask) => ask.grant_requested(),
//!         Step::Issue(ask) => ask.issued(&IssuedToken::bearer(AccessToken::parse("2YotnFZFEjr1zCsicMWpAA")?, 3600)),
//!         Step::Reply(reply) => break reply,
//!     };
//! };
//! assert_eq!(reply.status(), 200);
//! assert_eq!(
//!     reply.body(),
//!     br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#
//! );
//! # Ok(())
//! # }
//! ```

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/embed.md")]
mod guide {}

extern crate alloc;

mod admit;
mod answers;
mod context;
mod endpoint;
mod grant;
pub mod jwt;
mod parts;
pub mod phase;
mod reason;
mod reply;
mod step;
mod token;
mod verdict;

pub use answers::{Answers, Decision, Unavailable};
pub use countersign_auth::{Location, Part};
pub use endpoint::TokenEndpoint;
pub use grant::Grant;
pub use parts::Parts;
pub use reason::{GrantReason, Reason, RequestReason};
pub use reply::Reply;
pub use step::{Authorize, ClaimOnce, Denial, Issue, LookUpClient, Step, VerifySecret};
pub use token::IssuedToken;
pub use verdict::Verdict;

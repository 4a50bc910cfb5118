#![no_std]
#![forbid(unsafe_code)]
//! The guard of an OAuth 2.0 resource server, without I/O: from the header fields of a request to the proof that it may
//! pass.
//!
//! A request goes in as [`Parts`], and out come [`Check`]s: each is a question that the host answers with a fact, until
//! there is a [`VerifiedToken`] or a complete [`Refusal`]. What the route requires makes the token [`Authorized`].
//!
//! ```
//! use countersign_grammar::UnixTime;
//! use countersign_jose::{Algorithm, HmacKey, HmacKeySet, TokenSigner};
//! use countersign_resource::{Check, JwtPolicy, Parts, ResourceServer, Scratch, TokenFormat};
//! use countersign_scope::ScopeSet;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let guard = ResourceServer::new(TokenFormat::Jwt(JwtPolicy::new("https://as.example", "https://api.example")));
//! let keys = HmacKeySet::new(vec![HmacKey::new(Algorithm::Hs256, &[7; 32])?]);
//! # let mut token = String::from("Bearer ");
//! # TokenSigner::new(&HmacKey::new(Algorithm::Hs256, &[7; 32])?, Some("at+jwt")).sign(&mut token, |claims| {
//! #     claims.member_str("iss", "https://as.example").member_str("aud", "https://api.example");
//! #     claims.member_str("sub", "s6BhdRkqt3").member_str("client_id", "s6BhdRkqt3").member_str("jti", "1");
//! #     claims.member_u64("iat", 1_700_000_000).member_u64("exp", 1_700_003_600).member_str("scope", "read");
//! # });
//!
//! let (mut scratch, now) = (Scratch::new(), UnixTime::from_secs(1_700_000_000));
//! let parts = Parts::new("GET", "/photos").header("authorization", token.as_bytes());
//! let mut check = guard.receive(parts, now, &mut scratch);
//! let outcome = loop {
//!     check = match check {
//!         Check::LookUpKey(ask) => ask.keys(&keys),
//!         Check::Introspect(ask) => ask.unavailable(), // no opaque tokens here
//!         Check::ProvePossession(ask) => ask.unproven(), // and no keys that tokens are bound to
//!         Check::Refused(refusal) => break Err(refusal),
//!         Check::Verified(token) => break token.require(&ScopeSet::parse("read")?),
//!     };
//! };
//! let access = outcome.map_err(|refusal| refusal.verdict().to_string())?;
//! assert_eq!(access.facts().client_id(), Some("s6BhdRkqt3"));
//!
//! let Check::Refused(refusal) = guard.receive(Parts::new("GET", "/photos"), now, &mut scratch) else { panic!() };
//! let refusal = refusal.with_scope(&ScopeSet::parse("read")?);
//! assert_eq!(refusal.status(), 401);
//! assert_eq!(refusal.www_authenticate(), Some(r#"Bearer realm="resource", scope="read""#));
//! # Ok(())
//! # }
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;

mod bearer;
mod check;
mod confirmation;
mod context;
mod facts;
mod format;
mod introspection;
mod jwt;
mod leniency;
mod location;
mod metadata;
mod parts;
pub mod phase;
mod reason;
mod refusal;
mod requirement;
mod said;
mod server;
mod token;
mod verdict;

pub use bearer::Carrier;
pub use check::{Check, Introspect, LookUpKey, ProvePossession};
pub use confirmation::Confirmation;
pub use countersign_message::ReceivedResponse;
pub use facts::{Basis, Possession, TokenFacts};
pub use format::{IntrospectionPolicy, JwtPolicy, TokenFormat};
pub use leniency::{Leniencies, Leniency};
pub use location::{Location, Part};
pub use parts::Parts;
pub use reason::{AccessReason, Reason, RequestReason, TokenReason};
pub use refusal::Refusal;
pub use requirement::Requirement;
pub use server::{ResourceServer, Scratch};
pub use token::{Authorized, VerifiedToken};
pub use verdict::Verdict;

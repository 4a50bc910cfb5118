//! The server: the token endpoint as a tower service.
//!
//! A [`Host`] is an endpoint with what answers its questions: a [`Registry`] and an [`Issuer`], and where they are needed
//! a [`SecretVerifier`], a [`Policy`] and a [`ReplayStore`]. A [`TokenService`] is a host on HTTP.

mod convert;
mod host;
mod ports;
mod service;

pub use crate::body::{Received, receive};
pub use convert::{parts, response};
pub use host::Host;
pub use ports::{
    Decision, GrantRequested, Issuer, NoAssertions, NoChosenSecrets, Policy, Registry, ReplayStore,
    SecretMatch, SecretVerifier,
};
pub use service::TokenService;

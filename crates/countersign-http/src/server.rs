//! The server: the token endpoint as a tower service.
//!
//! A [`Host`] is an endpoint with what answers its questions: a [`Registry`] and an [`Issuer`], and where they are needed
//! a [`SecretVerifier`] and a [`Policy`]. A [`TokenService`] is a host on HTTP.

mod convert;
mod host;
mod ports;
mod service;

pub use crate::body::{Received, receive};
pub use convert::{parts, response};
pub use host::Host;
pub use ports::{
    Decision, GrantRequested, Issuer, NoChosenSecrets, Policy, Registry, SecretMatch, SecretVerifier,
};
pub use service::TokenService;

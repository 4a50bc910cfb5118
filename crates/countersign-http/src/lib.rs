#![forbid(unsafe_code)]
//! The machines of Countersign over HTTP: the thin layer that has a socket, a clock and randomness.
//!
//! | feature | what comes with it |
//! |---|---|
//! | `server` | `server::TokenService`: the token endpoint as a tower service |
//! | `resource` | `resource::GuardLayer`: the guard as a tower layer, with what each route requires |
//! | `client` | `client::SharedSource`: a token source that tasks share, over reqwest; `client::AuthorizedClient`: requests that carry its token |
//!
//! Every verdict is the machines'. Time is the system's clock, entropy the operating system's.

#[cfg(feature = "server")]
mod body;
#[cfg(any(feature = "client", feature = "resource", feature = "server"))]
mod clock;
#[cfg(any(feature = "resource", feature = "server"))]
mod fields;
mod octets;
mod unavailable;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "resource")]
pub mod resource;
#[cfg(feature = "server")]
pub mod server;

pub use octets::Octets;
pub use unavailable::Unavailable;

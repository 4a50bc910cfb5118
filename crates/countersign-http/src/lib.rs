#![forbid(unsafe_code)]
//! The machines of Countersign over HTTP: the thin layer that has a socket, a clock and randomness.
//!
//! | feature | what comes with it |
//! |---|---|
//! | `client` | [`client::SharedSource`]: a token source that tasks share, over reqwest; [`client::AuthorizedClient`]: requests that carry its token |

mod clock;
mod octets;

#[cfg(feature = "client")]
pub mod client;

pub use octets::Octets;

//! The client: a [`TokenSource`](countersign_client::TokenSource) shared between tasks, and requests that carry its
//! token.
//!
//! [`SharedSource`] gets tokens. [`AuthorizedClient`] sends requests to one origin with them.

mod authorized;
mod builder;
mod call_error;
mod error;
mod flight;
mod origin;
mod reqwest_transport;
mod shared;
mod transport;

pub use authorized::AuthorizedClient;
pub use builder::SharedSourceBuilder;
pub use call_error::CallError;
pub use error::{ClientError, TokenError, TokenErrorKind};
pub use origin::{OriginError, ResourceOrigin};
pub use reqwest_transport::ReqwestTransport;
pub use shared::SharedSource;
pub use transport::{Transport, Unanswered, http_request};

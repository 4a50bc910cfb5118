#![forbid(unsafe_code)]
//! The machines of Countersign over HTTP: the thin layer that has a socket, a clock and randomness.
//!
//! | feature | what comes with it |
//! |---|---|
//! | `server` | `server::TokenService`: the token endpoint as a tower service |
//! | `resource` | `resource::GuardLayer`: the guard as a tower layer, with what each route requires |
//! | `client` | `client::SharedSource`: a token source that tasks share, over reqwest; `client::AuthorizedClient`: requests that carry its token |
//!
//! Every verdict is the machines'. Time is the system's clock, entropy the operating system's. Requests and responses are
//! those of `http` 1, services and layers those of tower, and the client's are those of `reqwest` 0.13. Each of these types
//! has an example of its own.
//!
//! A token endpoint, asked within the process; on a socket it is the same service:
//!
//! ```
//! use std::sync::Arc;
//!
//! use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
//! use countersign_http::{Unavailable, server::{Host, Registry, TokenService}};
//! use countersign_jose::{Algorithm, HmacKey};
//! use countersign_secret::{GeneratedSecret, SecretDigest};
//! use countersign_server::{TokenEndpoint, jwt::{JwtAccessTokens, TokenProfile}};
//!
//! struct OneClient(Arc<ClientRecord>);
//!
//! impl Registry for OneClient {
//!     async fn look_up(&self, client_id: &str) -> Result<Option<Arc<ClientRecord>>, Unavailable> {
//!         Ok((client_id == self.0.client_id()).then(|| self.0.clone()))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = GeneratedSecret::generate([42; 32]);
//! let client = ClientRecord::builder("inventory").method(AuthMethod::ClientSecretPost);
//! let client = client.credential(Credential::generated("2026-11", SecretDigest::sha256(&secret))).build()?;
//! let key = HmacKey::new(Algorithm::Hs256, &[9; 32])?;
//! let tokens = JwtAccessTokens::new("https://as.example", "https://api.example", key, TokenProfile::AtJwt);
//! let host = Host::new(TokenEndpoint::new(AuthPolicy::new()), OneClient(Arc::new(client)), tokens);
//! let service = TokenService::new(host).observed_by(|verdict| println!("{verdict}"));
//!
//! let body = [b"grant_type=client_credentials&client_id=inventory&client_secret=", secret.expose()].concat();
//! let request = http::Request::post("/token").header("content-type", "application/x-www-form-urlencoded");
//! let response = service.answer(request.body(http_body_util::Full::<bytes::Bytes>::from(body))?).await;
//! assert_eq!(response.status(), 200);
//! # Ok(())
//! # }
//! ```

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

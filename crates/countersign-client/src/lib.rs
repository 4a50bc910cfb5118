#![no_std]
#![forbid(unsafe_code)]
//! The client's side of the OAuth 2.0 client credentials grant (RFC 6749 section 4.4), without I/O.
//!
//! A [`RequestSpec`] is what to send where, as whom. A [`TokenSource`] fetches a token with it, keeps it and renews it: it
//! is asked ([`poll`](TokenSource::poll)) and told ([`handle`](TokenSource::handle)).
//!
//! ```
//! use countersign_client::{Action, Answer, ClientAuthentication, Outcome, RequestBuffer, RequestSpec};
//! use countersign_client::{SourcePolicy, TokenEndpointUrl, TokenSource};
//! use countersign_grammar::{ClientId, UnixTime};
//! use countersign_scope::ScopeSet;
//! use countersign_secret::Secret;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = ClientAuthentication::basic(ClientId::parse("s6BhdRkqt3")?, Secret::from(String::from("gX1fBat3bV")));
//! let request = RequestSpec::builder(TokenEndpointUrl::parse("https://as.example/token")?, client)
//!     .scope(ScopeSet::parse("read")?)
//!     .build()?;
//! let mut source = TokenSource::new(request, SourcePolicy::new());
//!
//! let (now, entropy) = (UnixTime::from_secs(1_700_000_000), 7); // the host's clock and random source
//! let Action::Send(exchange) = source.poll(now) else { panic!() };
//! let mut buffer = RequestBuffer::new();
//! let http = exchange.request([7; 16], &mut buffer); // for the host's HTTP library
//! assert_eq!(http.authorization(), Some("Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"));
//! assert_eq!(http.body(), "grant_type=client_credentials&scope=read");
//!
//! let body = br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#;
//! let answer = Answer::new(200, body).header("content-type", b"application/json");
//! source.handle(exchange, Outcome::Answered(answer), now, entropy);
//!
//! let Action::Use(token) = source.poll(now) else { panic!() };
//! assert_eq!(token.access_token().expose(), "2YotnFZFEjr1zCsicMWpAA");
//! # Ok(())
//! # }
//! ```

extern crate alloc;
#[cfg(test)]
extern crate std;

mod authentication;
mod buffer;
mod endpoint;
mod exchange;
mod failure;
mod granted;
mod key;
mod moves;
mod outcome;
pub mod phase;
mod policy;
mod provider;
mod read;
mod source;
mod sources;
mod spec;
mod spec_error;
mod timing;
mod token;
mod written;

pub use authentication::{AssertionProfile, AssertionTyp, ClientAuthentication, SecretPlacement};
pub use buffer::RequestBuffer;
pub use countersign_auth::AuthMethod;
pub use countersign_jose::{Algorithm, KeyTooShort};
pub use endpoint::{EndpointError, EndpointErrorKind, TokenEndpointUrl};
pub use exchange::{Exchange, HttpRequest};
pub use failure::{Failure, FailureKind};
pub use granted::{GrantedScope, ScopeComparison};
pub use key::RequestKey;
pub use outcome::{Answer, NoAnswer, Outcome};
pub use policy::{SourcePolicy, WithoutLifetime};
pub use provider::Provider;
pub use source::{Action, Complaint, Handled, Rejected, TokenSource};
pub use sources::{SourcesError, TokenSources};
pub use spec::{RequestBuilder, RequestSpec};
pub use spec_error::SpecError;
pub use token::Token;

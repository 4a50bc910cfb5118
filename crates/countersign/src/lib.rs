#![no_std]
#![forbid(unsafe_code)]
//! The OAuth 2.0 client credentials grant (RFC 6749 section 4.4): a machine proves to another machine who it is, gets an
//! access token for a scope, and uses it. Three machines take every decision, without a socket, a clock, a random number
//! or a store: those are arguments.
//!
//! This crate re-exports the crates of the family under one name and adds nothing; each can be used by itself.
//!
//! | feature | module | what it is |
//! |---|---|---|
//! | `server` | `server`, `auth` | the token endpoint: questions out, facts in, a reply at the end |
//! | `client` | `client` | a token source that fetches, keeps and renews |
//! | `resource` | `resource` | the guard: from a request to the proof that it may pass |
//! | `http` | `http` | each of those over HTTP: a tower service, a client on reqwest, a tower layer |
//! | `replay` | `replay` | remembers which client assertions were used, in memory |
//! | `replay-disk` | `replay` | the same in a file, which outlives the process |
//! | `replay-conformance` | `replay` | a kit that finds out whether a replay store of your own keeps the contract |
//!
//! The first three are on by default and need neither `std` nor an operating system.
//!
//! # A server
//!
//! ```
//! use countersign::auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
//! use countersign::grammar::UnixTime;
//! use countersign::message::AccessToken;
//! use countersign::secret::{GeneratedSecret, SecretDigest};
//! use countersign::server::{IssuedToken, Parts, Step, TokenEndpoint};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = GeneratedSecret::generate([42; 32]); // fresh randomness, and shown to the client once
//! let client = ClientRecord::builder("inventory").method(AuthMethod::ClientSecretPost);
//! let client = client.credential(Credential::generated("2026-11", SecretDigest::sha256(&secret)));
//! let client = std::sync::Arc::new(client.build()?);
//! let endpoint = TokenEndpoint::new(AuthPolicy::new());
//!
//! let body = [b"grant_type=client_credentials&client_id=inventory&client_secret=", secret.expose()].concat();
//! let request = Parts::new("POST", "/token", &body).header("content-type", b"application/x-www-form-urlencoded");
//! let mut step = endpoint.receive(request, UnixTime::from_secs(1_700_000_000));
//! let reply = loop {
//!     step = match step {
//!         Step::LookUpClient(ask) if ask.client_id() == client.client_id() => ask.found(client.clone()),
//!         Step::LookUpClient(ask) => ask.unknown(),
//!         Step::VerifySecret(ask) => ask.unavailable(), // for secrets that people chose: none here
//!         Step::ClaimOnce(ask) => ask.unavailable(), // for clients that sign: none here
//!         Step::Authorize(ask) => ask.grant_requested(),
//!         Step::Issue(ask) => ask.issued(&IssuedToken::bearer(AccessToken::parse("2YotnFZFEjr1zCsicMWpAA")?, 3600)),
//!         Step::Reply(reply) => break reply, // status, header fields, body; and the verdict for the log
//!     };
//! };
//! assert_eq!(reply.status(), 200);
//! # Ok(())
//! # }
//! ```
//!
//! # Clients that sign
//!
//! A client may sign its requests instead of sending its secret (`client_secret_jwt`). The policy says how an assertion is
//! judged, and a store from the feature `replay` which were used: each counts once.
//!
//! ```
//! use countersign::auth::{AssertionPolicy, AuthPolicy, Claim};
//! use countersign::grammar::UnixTime;
//! use countersign::replay::ReplayStore;
//! use countersign::server::{ClaimOnce, Step, TokenEndpoint};
//!
//! let endpoint = TokenEndpoint::new(AuthPolicy::new().assertions(AssertionPolicy::strict("https://as.example")));
//! let store = countersign::replay::MemoryStore::new(100_000);
//!
//! // Where the example above has no answer to `Step::ClaimOnce`:
//! fn claim<'r>(store: &impl ReplayStore, ask: ClaimOnce<'r>, now: UnixTime) -> Step<'r> {
//!     match store.claim(ask.key(), ask.retain_until(), now) {
//!         Ok(Claim::First) => ask.first_use(),
//!         Ok(Claim::Seen) => ask.seen_before(),
//!         Err(_) => ask.unavailable(),
//!     }
//! }
//! # let key = countersign::auth::ReplayKey::new("https://as.example", "inventory", "7f3a");
//! # let (now, until) = (UnixTime::from_secs(1_700_000_000), UnixTime::from_secs(1_700_000_080));
//! # assert_eq!(store.claim(&key, until, now), Ok(Claim::First));
//! # assert_eq!(store.claim(&key, until, now), Ok(Claim::Seen));
//! # let _ = endpoint;
//! ```
//!
//! # A client
//!
//! ```
//! use countersign::client::{Action, Answer, ClientAuthentication, Outcome, RequestBuffer, RequestSpec};
//! use countersign::client::{SourcePolicy, TokenEndpointUrl, TokenSource};
//! use countersign::grammar::{ClientId, UnixTime};
//! use countersign::{scope::ScopeSet, secret::Secret};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = ClientAuthentication::basic(ClientId::parse("inventory")?, Secret::from(String::from("gX1fBat3bV")));
//! let request = RequestSpec::builder(TokenEndpointUrl::parse("https://as.example/token")?, client);
//! let mut source = TokenSource::new(request.scope(ScopeSet::parse("read")?).build()?, SourcePolicy::new());
//!
//! let now = UnixTime::from_secs(1_700_000_000);
//! let token = loop {
//!     match source.poll(now) {
//!         Action::Use(token) => break token.clone(),
//!         Action::Send(exchange) => {
//!             let mut buffer = RequestBuffer::new();
//!             let request = exchange.request([7; 16], &mut buffer); // POST it: url(), headers(), body()
//!             assert_eq!(request.body(), "grant_type=client_credentials&scope=read");
//!             let body = br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#;
//!             let answer = Answer::new(200, body).header("content-type", b"application/json");
//!             source.handle(exchange, Outcome::Answered(answer), now, 7);
//!         }
//!         Action::Wait(until) => panic!("ask again at {until:?}"),
//!         Action::GiveUp(failure) => return Err(failure.into()),
//!     }
//! };
//! assert_eq!(token.access_token().expose(), "2YotnFZFEjr1zCsicMWpAA");
//! # Ok(())
//! # }
//! ```
//!
//! # A guard
//!
//! ```
//! use countersign::grammar::UnixTime;
//! use countersign::jose::{Algorithm, HmacKey, HmacKeySet};
//! use countersign::resource::{Check, JwtPolicy, Parts, ResourceServer, Scratch, TokenFormat};
//! use countersign::scope::ScopeSet;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let guard = ResourceServer::new(TokenFormat::Jwt(JwtPolicy::new("https://as.example", "https://api.example")));
//! let keys = HmacKeySet::new(vec![HmacKey::new(Algorithm::Hs256, &[7; 32])?]);
//! # let mut token = String::from("Bearer ");
//! # countersign::jose::TokenSigner::new(&HmacKey::new(Algorithm::Hs256, &[7; 32])?, Some("at+jwt")).sign(&mut token, |claims| {
//! #     claims.member_str("iss", "https://as.example").member_str("aud", "https://api.example");
//! #     claims.member_str("sub", "inventory").member_str("client_id", "inventory").member_str("jti", "1");
//! #     claims.member_u64("iat", 1_700_000_000).member_u64("exp", 1_700_003_600).member_str("scope", "read");
//! # });
//!
//! let (mut scratch, now) = (Scratch::new(), UnixTime::from_secs(1_700_000_000));
//! let request = Parts::new("GET", "/items").header("authorization", token.as_bytes()); // Bearer eyJ0eXAi...
//! let mut check = guard.receive(request, now, &mut scratch);
//! let outcome = loop {
//!     check = match check {
//!         Check::LookUpKey(ask) => ask.keys(&keys),
//!         Check::Introspect(ask) => ask.unavailable(), // no opaque tokens here
//!         Check::ProvePossession(ask) => ask.unproven(), // and no keys that tokens are bound to
//!         Check::Refused(refusal) => break Err(refusal), // status, header fields; and the verdict for the log
//!         Check::Verified(token) => break token.require(&ScopeSet::parse("read")?),
//!     };
//! };
//! let access = outcome.map_err(|refusal| refusal.verdict().to_string())?;
//! assert_eq!(access.facts().client_id(), Some("inventory"));
//! # Ok(())
//! # }
//! ```
//!
//! # Over HTTP
//!
//! With the feature `http`, for each of the other features that is on:
//!
//! | machine | in the module `http` |
//! |---|---|
//! | server | `server::TokenService`: a tower service, over a `Registry` and an `Issuer` |
//! | client | `client::SharedSource`: tasks share one source; `client::AuthorizedClient`: requests that carry its token, renewed once if it is refused |
//! | resource | `resource::Guard::layer`: a tower layer for routes that require a scope |
//!
//! # More
//!
//! Every refusal names its [`clause`]. What all parts are built on: the [`grammar`], redacted [`secret`]s, [`scope`]s,
//! signatures ([`jose`]) and [`message`]s.

pub use countersign_clause as clause;
pub use countersign_grammar as grammar;
pub use countersign_jose as jose;
pub use countersign_message as message;
pub use countersign_scope as scope;
pub use countersign_secret as secret;

#[cfg(feature = "server")]
pub use countersign_auth as auth;
#[cfg(feature = "client")]
pub use countersign_client as client;
#[cfg(feature = "http")]
pub use countersign_http as http;
#[cfg(feature = "replay")]
pub use countersign_replay as replay;
#[cfg(feature = "resource")]
pub use countersign_resource as resource;
#[cfg(feature = "server")]
pub use countersign_server as server;

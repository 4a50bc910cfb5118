use alloc::sync::Arc;
use core::fmt;

use countersign_auth::{AuthPolicy, ChosenHash, ClientRecord};
use countersign_grammar::{Limits, UnixTime};
use countersign_server::TokenEndpoint;

use crate::{CapturedRequest, CapturedResponse, Report, ResponseReport, request, response};

/// Explains captured messages, with what is known about the server and its clients.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_auth::{AuthMethod, ClientRecord, Credential};
/// use countersign_explain::{CapturedRequest, Code, Explainer};
/// use countersign_grammar::UnixTime;
/// use countersign_secret::{GeneratedSecret, SecretDigest};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let secret = GeneratedSecret::generate([7; 32]);
/// let clients = [Arc::new(
///     ClientRecord::builder("abc123")
///         .method(AuthMethod::ClientSecretBasic)
///         .credential(Credential::generated("first", SecretDigest::sha256(&secret)))
///         .build()?,
/// )];
/// let explainer = Explainer::new().clients(&clients, UnixTime::from_secs(1_700_000_000));
///
/// let request = CapturedRequest::new("POST", "/token", b"grant_type=client_credentials&client_id=abc124&client_secret=x")
///     .header("Content-Type", b"application/x-www-form-urlencoded");
/// assert!(explainer.request(&request).has(Code::CLIENT_UNKNOWN));
/// # Ok(())
/// # }
/// ```
#[must_use = "an explainer explains nothing until it gets a message"]
pub struct Explainer<'k> {
    endpoint: Endpoint<'k>,
    pub(crate) clients: Option<&'k [Arc<ClientRecord>]>,
    pub(crate) now: UnixTime,
    pub(crate) verifier: Option<&'k Verifier>,
}

/// Says whether a presented secret verifies against a slow hash.
type Verifier = dyn Fn(&[u8], &ChosenHash) -> bool;

enum Endpoint<'k> {
    Strict(TokenEndpoint),
    Given(&'k TokenEndpoint),
}

impl<'k> Explainer<'k> {
    /// An explainer for a strict server with [`Limits::DEFAULT`] that knows nothing about its clients.
    pub fn new() -> Self {
        Self {
            endpoint: Endpoint::Strict(TokenEndpoint::new(AuthPolicy::new())),
            clients: None,
            now: UnixTime::EPOCH,
            verifier: None,
        }
    }

    /// The server that gets the request.
    pub fn endpoint(mut self, endpoint: &'k TokenEndpoint) -> Self {
        self.endpoint = Endpoint::Given(endpoint);
        self
    }

    /// The registered clients, and the time for the validity of their secrets.
    pub const fn clients(mut self, clients: &'k [Arc<ClientRecord>], now: UnixTime) -> Self {
        self.clients = Some(clients);
        self.now = now;
        self
    }

    /// Verifies chosen secrets against their slow hashes. Without it, a chosen secret is neither right nor wrong.
    pub const fn verifier(mut self, verifier: &'k Verifier) -> Self {
        self.verifier = Some(verifier);
        self
    }

    /// Everything that is to be said about a token request.
    #[must_use]
    pub fn request(&self, request: &CapturedRequest<'_>) -> Report {
        request::explain(self, request)
    }

    /// What a token response grants, and everything that is wrong with it.
    ///
    /// ```
    /// use countersign_explain::{CapturedResponse, Explainer};
    ///
    /// let body = br#"{"access_token":"eyJz","token_type":"Bearer","expires_in":3600,"scope":"read write delete"}"#;
    /// let response = CapturedResponse::new(200, body)
    ///     .header("Content-Type", b"application/json")
    ///     .header("Cache-Control", b"no-store");
    /// let report = Explainer::new().response(&response);
    /// let grant = report.grant().unwrap();
    /// assert_eq!(grant.scope(), ["read", "write", "delete"]);
    /// assert_eq!(grant.expires_in(), Some(3600));
    /// ```
    #[must_use]
    pub fn response(&self, captured: &CapturedResponse<'_>) -> ResponseReport {
        response::explain(captured, self.limits())
    }

    pub(crate) const fn server(&self) -> &TokenEndpoint {
        match &self.endpoint {
            Endpoint::Strict(endpoint) => endpoint,
            Endpoint::Given(endpoint) => endpoint,
        }
    }

    pub(crate) const fn limits(&self) -> &Limits {
        self.server().limits()
    }

    /// The record of this client, if it is registered.
    pub(crate) fn record(&self, client_id: &str) -> Option<&'k Arc<ClientRecord>> {
        self.clients?
            .iter()
            .find(|record| record.client_id() == client_id)
    }
}

impl Default for Explainer<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Explainer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explainer")
            .field("endpoint", self.server())
            .field("clients", &self.clients.map(<[_]>::len))
            .finish_non_exhaustive()
    }
}

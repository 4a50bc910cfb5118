use std::fmt;
use std::time::Duration;

use countersign_client::TokenEndpointUrl;
use countersign_grammar::basic::{self, BasicEscape};
use countersign_grammar::form::EscapeSet;
use countersign_grammar::{ClientId, SyntaxError};
use countersign_resource::Introspect;
use countersign_secret::Secret;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::Introspector;
use crate::client::{ClientError, ReqwestTransport, Transport};
use crate::{Octets, Unavailable};

/// Asks an introspection endpoint, with HTTP Basic as a client of the authorization server.
///
/// Its address follows the rules of a token endpoint's, for both get credentials. Nothing is kept: each question goes to
/// the endpoint, so that a token that was revoked is known at once.
///
/// ```no_run
/// use countersign_client::TokenEndpointUrl;
/// use countersign_grammar::ClientId;
/// use countersign_http::resource::{Guard, IntrospectionClient};
/// use countersign_resource::{IntrospectionPolicy, ResourceServer, TokenFormat};
/// # use countersign_secret::Secret;
///
/// # fn example(secret: Secret) -> Result<(), Box<dyn std::error::Error>> {
/// let endpoint = TokenEndpointUrl::parse("https://as.example/introspect")?;
/// let client = IntrospectionClient::new(endpoint, &ClientId::parse("photos-api")?, &secret)?;
/// let server = ResourceServer::new(TokenFormat::Opaque(IntrospectionPolicy::new("https://api.example")));
/// let guard = Guard::new(server).with_introspector(client);
/// # let _ = guard;
/// # Ok(())
/// # }
/// ```
pub struct IntrospectionClient<T = ReqwestTransport> {
    endpoint: TokenEndpointUrl,
    authorization: HeaderValue,
    transport: T,
    timeout: Duration,
}

impl IntrospectionClient {
    /// A client over a [`ReqwestTransport`] of its own.
    ///
    /// # Errors
    /// [`IntrospectionClientError`].
    pub fn new(
        endpoint: TokenEndpointUrl,
        id: &ClientId<'_>,
        secret: &Secret,
    ) -> Result<Self, IntrospectionClientError> {
        let transport = ReqwestTransport::new(&endpoint).map_err(IntrospectionClientError::Client)?;
        Self::over(endpoint, id, secret, transport)
    }
}

impl<T: Transport> IntrospectionClient<T> {
    /// A client over another transport.
    ///
    /// # Errors
    /// [`IntrospectionClientError::Credentials`].
    pub fn over(
        endpoint: TokenEndpointUrl,
        id: &ClientId<'_>,
        secret: &Secret,
        transport: T,
    ) -> Result<Self, IntrospectionClientError> {
        Ok(Self {
            endpoint,
            authorization: authorization(id, secret).map_err(IntrospectionClientError::Credentials)?,
            transport,
            timeout: Duration::from_secs(5),
        })
    }

    /// How long a question may take: five seconds.
    #[must_use]
    pub const fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }
}

// = RFC7662-2.1-1
impl<T: Transport> Introspector for IntrospectionClient<T> {
    async fn introspect(&self, body: Octets) -> Result<Response<Octets>, Unavailable> {
        let request = Request::post(self.endpoint.as_str())
            .header(CONTENT_TYPE, Introspect::CONTENT_TYPE)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, self.authorization.clone())
            .body(body)
            .map_err(|_| Unavailable)?;
        match timeout(self.timeout, self.transport.send(request)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) | Err(_) => Err(Unavailable),
        }
    }
}

/// The field in a buffer that is wiped and does not grow, marked as sensitive.
fn authorization(id: &ClientId<'_>, secret: &Secret) -> Result<HeaderValue, SyntaxError> {
    let bad = || SyntaxError::new(countersign_grammar::SyntaxErrorKind::InvalidUtf8, 0);
    let secret = std::str::from_utf8(secret.expose()).map_err(|_| bad())?;
    let escaped = id.as_str().len().saturating_add(secret.len()).saturating_mul(3);
    let mut scratch = Zeroizing::new(String::with_capacity(escaped.saturating_add(1)));
    let mut field = Zeroizing::new(String::with_capacity(
        escaped.saturating_mul(2).saturating_add(16),
    ));
    let escape = BasicEscape::Form(EscapeSet::Minimal);
    basic::encode_into(&mut field, &mut scratch, id.as_str(), secret, escape)?;
    let mut field = HeaderValue::from_str(&field).map_err(|_| bad())?;
    field.set_sensitive(true);
    Ok(field)
}

/// Why there is no client for an introspection endpoint.
#[derive(Debug)]
#[non_exhaustive]
pub enum IntrospectionClientError {
    /// The identifier or the secret cannot stand in a Basic field.
    Credentials(SyntaxError),
    /// The HTTP client cannot be set up.
    Client(ClientError),
}

impl fmt::Display for IntrospectionClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credentials(error) => write!(f, "the credentials do not fit HTTP Basic: {error}"),
            Self::Client(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for IntrospectionClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credentials(_) => None,
            Self::Client(error) => error.source(),
        }
    }
}

/// The address; not the credentials.
// = COUNTERSIGN-SECRET-1
impl<T> fmt::Debug for IntrospectionClient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectionClient")
            .field("endpoint", &self.endpoint.as_str())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

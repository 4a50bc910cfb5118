use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use countersign_server::Verdict;
use http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, StatusCode, request};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use super::{
    GrantRequested, Host, Issuer, NoAssertions, NoChosenSecrets, Policy, Registry, ReplayStore,
    SecretVerifier,
};
use crate::body::{self, Received};
use crate::{Octets, clock};

/// The token endpoint as a tower service. It answers at whatever path it is mounted.
///
/// Of a body no more is kept than the endpoint's limit, and it has to arrive in ten seconds. A response always comes:
/// the service is always ready and has no error.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_auth::{AuthPolicy, ClientRecord};
/// use countersign_http::{Unavailable, server::{Host, Registry, TokenService}};
/// use countersign_jose::{Algorithm, HmacKey};
/// use countersign_server::{TokenEndpoint, jwt::{JwtAccessTokens, TokenProfile}};
///
/// struct Clients(Vec<Arc<ClientRecord>>);
///
/// impl Registry for Clients {
///     async fn look_up(&self, client_id: &str) -> Result<Option<Arc<ClientRecord>>, Unavailable> {
///         Ok(self.0.iter().find(|record| record.client_id() == client_id).cloned())
///     }
/// }
///
/// let key = HmacKey::new(Algorithm::Hs256, &[7; 32])?;
/// let tokens = JwtAccessTokens::new("https://as.example", "https://api.example", key, TokenProfile::AtJwt);
/// let host = Host::new(TokenEndpoint::new(AuthPolicy::new()), Clients(Vec::new()), tokens);
/// let service = TokenService::new(host).observed_by(|verdict| println!("{verdict}"));
/// # let _ = service;
/// # Ok::<(), countersign_jose::KeyTooShort>(())
/// ```
pub struct TokenService<R, I, V = NoChosenSecrets, P = GrantRequested, S = NoAssertions> {
    host: Arc<Host<R, I, V, P, S>>,
    observer: Observer,
    body_time: Duration,
}

type Observer = Arc<dyn Fn(&Verdict<'_>) + Send + Sync>;

impl<R: Registry, I: Issuer, V: SecretVerifier, P: Policy, S: ReplayStore> TokenService<R, I, V, P, S> {
    /// A host on HTTP.
    #[must_use]
    pub fn new(host: Host<R, I, V, P, S>) -> Self {
        Self {
            host: Arc::new(host),
            observer: Arc::new(|_| {}),
            body_time: Duration::from_secs(10),
        }
    }

    /// Tells each verdict to a function, before its response goes out: for the log.
    #[must_use]
    pub fn observed_by(mut self, observer: impl Fn(&Verdict<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Arc::new(observer);
        self
    }

    /// How long a body may take to arrive.
    #[must_use]
    pub const fn body_time(mut self, time: Duration) -> Self {
        self.body_time = time;
        self
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &Host<R, I, V, P, S> {
        &self.host
    }

    /// Answers one request.
    pub async fn answer<B: Body>(&self, request: Request<B>) -> Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let limit = self.host.endpoint().limits().body;
        match body::receive(body, &head.headers, limit, self.body_time).await {
            Received::Whole(body) => self.ask(&head, &body, false).await,
            Received::Cut(body) => self.ask(&head, &body, true).await,
            Received::TooSlow => by_transport(StatusCode::REQUEST_TIMEOUT, TOO_SLOW),
            Received::Broken => by_transport(StatusCode::BAD_REQUEST, BROKEN),
        }
    }

    async fn ask(&self, head: &request::Parts, body: &Octets, cut: bool) -> Response<Full<Bytes>> {
        let mut parts = super::parts(head, body.expose());
        if cut {
            parts = parts.body_cut();
        }
        let reply = self.host.answer(parts, clock::now()).await;
        (self.observer)(reply.verdict());
        let mut response = super::response(reply).map(Full::new);
        if cut {
            close(&mut response);
        }
        response
    }
}

impl<R, I, V, P, S, B> Service<Request<B>> for TokenService<R, I, V, P, S>
where
    R: Registry,
    I: Issuer,
    V: SecretVerifier,
    P: Policy,
    S: ReplayStore,
    B: Body<Data: Send, Error: Send> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(service.answer(request).await) })
    }
}

const TOO_SLOW: &str = r#"{"error":"invalid_request","error_description":"the body did not arrive in time"}"#;
const BROKEN: &str = r#"{"error":"invalid_request","error_description":"the body did not arrive whole"}"#;

/// An answer that needs no endpoint.
fn by_transport(status: StatusCode, body: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    close(&mut response);
    response
}

fn close(response: &mut Response<Full<Bytes>>) {
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
}

impl<R, I, V, P, S> Clone for TokenService<R, I, V, P, S> {
    fn clone(&self) -> Self {
        Self {
            host: Arc::clone(&self.host),
            observer: Arc::clone(&self.observer),
            body_time: self.body_time,
        }
    }
}

impl<R, I, V, P, S> fmt::Debug for TokenService<R, I, V, P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenService")
            .field("endpoint", self.host.endpoint())
            .field("body_time", &self.body_time)
            .finish_non_exhaustive()
    }
}

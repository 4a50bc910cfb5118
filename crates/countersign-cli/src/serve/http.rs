//! From an HTTP request to the endpoint, and from its reply to an HTTP response.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use countersign_grammar::UnixTime;
use countersign_server::{Parts, Reply};
use http_body_util::Full;
use hyper::body::{Body, Bytes};
use hyper::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::http::request;
use hyper::{Request, Response, StatusCode};

use super::access_log::{AccessEntry, AccessLog, Decision, clipped, plain_path};
use super::body::{self, Received};
use super::driver::Host;
use super::inventory::Inventory;
use super::registry::Registry;

/// The path of the token endpoint.
pub const TOKEN_PATH: &str = "/oauth2/token";

/// The HTTP service around a host: one path, and a line in the log for every request.
#[derive(Debug)]
pub struct Service<R, L> {
    host: Host<R>,
    log: L,
    body_time: Duration,
    inventory: Option<Inventory>,
}

impl<R: Registry, L: AccessLog> Service<R, L> {
    /// A service that gives each request body so much time.
    pub const fn new(host: Host<R>, log: L, body_time: Duration) -> Self {
        Self {
            host,
            log,
            body_time,
            inventory: None,
        }
    }

    /// With the protected demonstration resource.
    #[must_use]
    pub fn with_inventory(mut self, inventory: Inventory) -> Self {
        self.inventory = Some(inventory);
        self
    }

    /// The host.
    pub const fn host(&self) -> &Host<R> {
        &self.host
    }

    /// The log.
    pub const fn log(&self) -> &L {
        &self.log
    }

    /// Answers one request.
    pub async fn answer<B>(&self, request: Request<B>, peer: SocketAddr) -> Response<Full<Bytes>>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        let inventory = self.inventory.as_ref().filter(|inventory| inventory.serves(path));
        let (response, decision) = if path == TOKEN_PATH {
            self.token(&head, body).await
        } else if let Some(inventory) = inventory {
            inventory.answer(&head, body, self.body_time).await
        } else {
            by_transport(
                StatusCode::NOT_FOUND,
                "not_found",
                "there is no such resource",
                NOT_FOUND,
            )
        };
        self.log.record(&AccessEntry {
            method: clipped(head.method.as_str()),
            path: plain_path(head.uri.path()),
            peer,
            status: response.status().as_u16(),
            duration: started.elapsed(),
            decision,
        });
        response
    }

    async fn token<B>(&self, head: &request::Parts, body: B) -> (Response<Full<Bytes>>, Decision)
    where
        B: Body<Data = Bytes> + Unpin,
    {
        let limit = self.host.endpoint().limits().body;
        match body::receive(body, &head.headers, limit, self.body_time).await {
            Received::Whole(body) => self.ask(head, &body, false).await,
            Received::Cut(body) => self.ask(head, &body, true).await,
            Received::TooSlow => too_slow(),
            Received::Broken => broken(),
        }
    }

    async fn ask(&self, head: &request::Parts, body: &[u8], cut: bool) -> (Response<Full<Bytes>>, Decision) {
        let target = head
            .uri
            .path_and_query()
            .map_or(TOKEN_PATH, |target| target.as_str());
        let mut parts = Parts::new(head.method.as_str(), target, body);
        for (name, value) in &head.headers {
            parts = parts.header(name.as_str(), value.as_bytes());
        }
        if cut {
            parts = parts.body_cut();
        }
        let reply = self.host.answer(parts, now()).await;
        let decision = Decision::of_endpoint(reply.verdict());
        let mut response = response(reply);
        if cut {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        (response, decision)
    }
}

/// The system's clock, read once for each request.
#[must_use]
pub fn now() -> UnixTime {
    // A clock before 1970 is 1970: every token is then expired at birth, which fails closed.
    UnixTime::from_secs(
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs()),
    )
}

fn response(reply: Reply<'_>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() =
        StatusCode::from_u16(reply.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers() {
        if let Ok(value) = HeaderValue::from_str(value) {
            response
                .headers_mut()
                .append(HeaderName::from_static(name), value);
        }
    }
    *response.body_mut() = Full::new(Bytes::from(reply.into_body()));
    response
}

const NOT_FOUND: &str = r#"{"error":"invalid_request","error_description":"there is nothing here; the token endpoint is /oauth2/token"}"#;
const TOO_SLOW: &str = r#"{"error":"invalid_request","error_description":"the body did not arrive in time"}"#;
const BROKEN: &str = r#"{"error":"invalid_request","error_description":"the body did not arrive whole"}"#;

pub(super) fn too_slow() -> (Response<Full<Bytes>>, Decision) {
    by_transport(
        StatusCode::REQUEST_TIMEOUT,
        "timeout",
        "the body came too slowly",
        TOO_SLOW,
    )
}

pub(super) fn broken() -> (Response<Full<Bytes>>, Decision) {
    by_transport(
        StatusCode::BAD_REQUEST,
        "broken",
        "the body is broken off",
        BROKEN,
    )
}

/// An answer that needs no endpoint.
fn by_transport(
    status: StatusCode,
    verdict: &'static str,
    reason: &'static str,
    body: &'static str,
) -> (Response<Full<Bytes>>, Decision) {
    let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status != StatusCode::NOT_FOUND {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    (response, Decision::of_transport(verdict, reason))
}

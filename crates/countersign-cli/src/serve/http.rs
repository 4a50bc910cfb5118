//! From an HTTP request to the endpoint, and from its reply to an HTTP response.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use countersign_clause::RFC6749_2_3_1_9;
use countersign_grammar::UnixTime;
use countersign_http::Octets;
use countersign_http::server::{self, GrantRequested, Host, NoChosenSecrets, Received, Registry};
use countersign_server::jwt::JwtAccessTokens;
use http_body_util::Full;
use hyper::body::{Body, Bytes};
use hyper::header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderValue};
use hyper::http::request;
use hyper::{Method, Request, Response, StatusCode, Uri};

use super::access_log::{AccessEntry, AccessLog, Decision, clipped, plain_path};
use super::inventory::Inventory;
use super::metadata::Published;
use super::replays::Replays;

/// The path of the token endpoint.
pub const TOKEN_PATH: &str = "/oauth2/token";

/// A host that remembers the assertions that were used.
pub type ReplayHost<R> = Host<R, JwtAccessTokens, NoChosenSecrets, GrantRequested, Replays>;

/// The HTTP service around a host: one path, and a line in the log for every request.
#[derive(Debug)]
pub struct Service<R, L> {
    host: ReplayHost<R>,
    log: L,
    body_time: Duration,
    clock: fn() -> UnixTime,
    published: Option<Published>,
    inventory: Option<Inventory>,
}

impl<R: Registry, L: AccessLog> Service<R, L> {
    /// A service that gives each request body so much time, and remembers in memory which assertions were used.
    pub fn new(host: Host<R, JwtAccessTokens>, log: L, body_time: Duration) -> Self {
        Self {
            host: host.with_replay_store(Replays::default()),
            log,
            body_time,
            clock: now,
            published: None,
            inventory: None,
        }
    }

    /// With another place to remember them in.
    #[must_use]
    pub fn with_replays(mut self, replays: Replays) -> Self {
        self.host = self.host.with_replay_store(replays);
        self
    }

    /// With another clock than the system's for the decisions of the endpoint.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> UnixTime) -> Self {
        self.clock = clock;
        self
    }

    /// With what the server says of itself.
    #[must_use]
    pub fn with_published(mut self, published: Published) -> Self {
        self.published = Some(published);
        self
    }

    /// With the protected demonstration resource.
    #[must_use]
    pub fn with_inventory(mut self, inventory: Inventory) -> Self {
        self.inventory = Some(inventory);
        self
    }

    /// The host.
    pub const fn host(&self) -> &ReplayHost<R> {
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
        let published = self
            .published
            .as_ref()
            .filter(|published| published.path() == path);
        let inventory = self.inventory.as_ref().filter(|inventory| inventory.serves(path));
        let (response, decision) = if path == TOKEN_PATH {
            self.token(&head, body).await
        } else if has_user_information(&head.uri) {
            user_information()
        } else if let Some(published) = published {
            public(&head.method, published.body())
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
        match server::receive(body, &head.headers, limit, self.body_time).await {
            Received::Whole(body) => self.ask(head, &body, false).await,
            Received::Cut(body) => self.ask(head, &body, true).await,
            Received::TooSlow => too_slow(),
            Received::Broken => broken(),
        }
    }

    async fn ask(
        &self,
        head: &request::Parts,
        body: &Octets,
        cut: bool,
    ) -> (Response<Full<Bytes>>, Decision) {
        let mut parts = server::parts(head, body.expose());
        if cut {
            parts = parts.body_cut();
        }
        let reply = self.host.answer(parts, (self.clock)()).await;
        let decision = Decision::of_endpoint(reply.verdict());
        let mut response = server::response(reply).map(Full::new);
        if cut {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        (response, decision)
    }
}

/// Whether somebody put a name and a password before the host of a target; the token endpoint says so for itself.
// = RFC6749-2.3.1-9
fn has_user_information(uri: &Uri) -> bool {
    uri.authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
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

const NOT_FOUND: &str = r#"{"error":"invalid_request","error_description":"there is nothing here; the token endpoint is /oauth2/token"}"#;
const NOT_ALLOWED: &str =
    r#"{"error":"invalid_request","error_description":"this method has no meaning here"}"#;
const USER_INFORMATION: &str =
    r#"{"error":"invalid_request","error_description":"the request target must not hold user information"}"#;
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

/// A document that anybody may read.
// = RFC8414-3.1-1
// = RFC8414-3.2-1
pub(super) fn public(method: &Method, document: Bytes) -> (Response<Full<Bytes>>, Decision) {
    if ![Method::GET, Method::HEAD].contains(method) {
        return not_allowed("GET, HEAD");
    }
    let mut response = Response::new(Full::new(document));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    (response, Decision::of_transport("public", "metadata"))
}

/// A resource that does not know the method.
pub(super) fn not_allowed(allow: &'static str) -> (Response<Full<Bytes>>, Decision) {
    let (mut response, decision) = by_transport(
        StatusCode::METHOD_NOT_ALLOWED,
        "not_allowed",
        "the resource does not know the method",
        NOT_ALLOWED,
    );
    let headers = response.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static(allow));
    (response, decision)
}

fn user_information() -> (Response<Full<Bytes>>, Decision) {
    let (response, mut decision) = by_transport(
        StatusCode::BAD_REQUEST,
        "refused",
        "the target holds user information",
        USER_INFORMATION,
    );
    decision.clause = Some(RFC6749_2_3_1_9.id());
    (response, decision)
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
    if ![StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&status) {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    (response, Decision::of_transport(verdict, reason))
}

//! The protected resource of the demonstration: an inventory that a token with scope `read` opens for reading, and one
//! with scope `write` for writing. Every verdict is the guard's.

mod stock;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use countersign_http::resource::{Guard, Keys};
use countersign_http::server::{self, Received};
use countersign_jose::{Algorithm, HmacKey, HmacKeySet};
use countersign_message::ResourceIdentifier;
use countersign_resource::{Authorized, JwtPolicy, Leniency, Requirement, ResourceServer, TokenFormat};
use countersign_scope::{ScopeSet, ScopeToken};
use countersign_secret::GeneratedSecret;
use http_body_util::Full;
use hyper::body::{Body, Bytes};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::http::request;
use hyper::{Method, Response, StatusCode};

use super::access_log::Decision;
use super::http;
use crate::config::Demonstration;
use crate::exit::Failure;
use stock::Stock;

/// The path of the resource.
pub const INVENTORY_PATH: &str = "/api/inventory";
/// The path of its metadata (RFC 9728 section 3.1).
// = RFC9728-3.1-2
pub const METADATA_PATH: &str = "/.well-known/oauth-protected-resource/api/inventory";

/// The longest body that is read, in octets.
const LONGEST: usize = 1024;

tokio::task_local! {
    /// What the guard decided on the request of this task.
    static DECISION: RefCell<Option<Decision>>;
}

/// What the log would say if the guard told nothing.
const UNDECIDED: Decision = Decision::of_transport("refused", "the guard told no verdict");

/// The resource with its guard.
#[derive(Debug)]
pub struct Inventory {
    guard: Guard<Keys>,
    reads: Requirement,
    writes: Requirement,
    metadata: Bytes,
    stock: Stock,
}

type Answered = (Response<Full<Bytes>>, Decision);

impl Inventory {
    /// The resource of a demonstration at this origin, opened by tokens of this issuer under this key.
    ///
    /// # Errors
    /// The origin is none of a resource, or the key is too short.
    pub fn new(signing_key: &GeneratedSecret, issuer: &str, origin: &str) -> Result<Self, Failure> {
        let audience = Demonstration::AUDIENCE;
        let key = HmacKey::new(Algorithm::Hs256, signing_key.expose()).map_err(Failure::environment)?;
        let resource = ResourceIdentifier::parse_allowing_loopback_http(format!("{origin}{INVENTORY_PATH}"))
            .map_err(Failure::environment)?;
        // The demonstration's tokens say `"typ":"JWT"`: RFC 9068 would have `at+jwt`, so that is allowed by name.
        let server = ResourceServer::new(TokenFormat::Jwt(JwtPolicy::new(issuer, audience)))
            .allowing(Leniency::PlainJwt)
            .with_realm("inventory")
            .map_err(Failure::environment)?
            .for_resource(resource);
        let requires = |scope| {
            ScopeSet::parse(scope)
                .map(Requirement::of)
                .map_err(Failure::environment)
        };
        let guard = Guard::new(server)
            .with_keys(Keys::Hmac(Arc::new(HmacKeySet::new(vec![key]))))
            .observed_by(|verdict| {
                // Outside of `check` nobody asks.
                let _ = DECISION.try_with(|decision| decision.replace(Some(Decision::of_guard(verdict))));
            });
        Ok(Self {
            metadata: Bytes::from(metadata(&guard).map_err(Failure::environment)?),
            guard,
            reads: requires("read")?,
            writes: requires("write")?,
            stock: Stock::default(),
        })
    }

    pub(super) fn serves(&self, path: &str) -> bool {
        [INVENTORY_PATH, METADATA_PATH].contains(&path)
    }

    pub(super) async fn answer<B>(&self, head: &request::Parts, body: B, time: Duration) -> Answered
    where
        B: Body<Data = Bytes> + Unpin,
    {
        let reads = [Method::GET, Method::HEAD].contains(&head.method);
        if head.uri.path() == METADATA_PATH {
            return http::public(&head.method, self.metadata.clone());
        }
        let required = if reads {
            &self.reads
        } else if head.method == Method::POST {
            &self.writes
        } else {
            return http::not_allowed("GET, HEAD, POST");
        };
        let (access, decision) = match self.check(head, required).await {
            (Ok(access), decision) => (access, decision),
            // The guard's refusal as it is: status and header fields, no body.
            (Err(refused), decision) => return (refused.map(|()| Full::default()), decision),
        };
        if reads {
            let listed = self.stock.list(access.facts().client_id());
            return (json(StatusCode::OK, listed), decision);
        }
        match server::receive(body, &head.headers, LONGEST, time).await {
            Received::Whole(body) => {
                let (status, said) = self.stock.enter(head.headers.get(CONTENT_TYPE), body.expose());
                (json(status, said), decision)
            }
            Received::Cut(_) => {
                let said = stock::fault("the body is too long");
                (json(StatusCode::PAYLOAD_TOO_LARGE, said), decision)
            }
            Received::TooSlow => http::too_slow(),
            Received::Broken => http::broken(),
        }
    }

    /// Whether the request may pass, and the line for the log: the guard tells it to the task that asks.
    async fn check(
        &self,
        head: &request::Parts,
        required: &Requirement,
    ) -> (Result<Authorized<'static>, Response<()>>, Decision) {
        let asked = async {
            let checked = self.guard.check(head, required).await;
            (checked, DECISION.with(RefCell::take))
        };
        let (checked, decision) = DECISION.scope(RefCell::default(), asked).await;
        (checked, decision.unwrap_or(UNDECIDED))
    }
}

/// What the guard knows of the resource, and what only its routes know.
// = RFC9728-2-1
// = RFC9728-3.2-1
fn metadata(guard: &Guard<Keys>) -> Result<String, Box<dyn std::error::Error>> {
    let metadata = guard
        .metadata()
        .ok_or("the resource has no name")?
        .with_scope(ScopeToken::parse("read")?)
        .with_scope(ScopeToken::parse("write")?)
        .with_resource_name("Inventory (demonstration)");
    let mut body = String::new();
    metadata.write_json(&mut body);
    Ok(body)
}

/// What somebody may read who has a token is not for caches.
fn json(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_is_where_its_resource_puts_it() {
        let url = format!("http://127.0.0.1:8080{INVENTORY_PATH}");
        let resource = ResourceIdentifier::parse_allowing_loopback_http(url.as_str()).unwrap();
        assert_eq!(
            resource.metadata_url(),
            format!("http://127.0.0.1:8080{METADATA_PATH}")
        );
    }
}

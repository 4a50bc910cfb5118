//! A whole world: one client, its token endpoint, an API behind a guard, and a server for either.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_client::{ClientAuthentication, NoAnswer, RequestSpec, SourcePolicy, TokenEndpointUrl};
use countersign_grammar::ClientId;
use countersign_http::client::{SharedSource, SharedSourceBuilder, Transport, Unanswered};
use countersign_http::resource::{Access, Guard, Keys};
use countersign_http::server::{Host, Registry, TokenService};
use countersign_http::{Octets, Unavailable};
use countersign_jose::{Algorithm, HmacKey, HmacKeySet};
use countersign_resource::{JwtPolicy, Requirement, ResourceServer, TokenFormat};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::TokenEndpoint;
use countersign_server::jwt::{JwtAccessTokens, TokenProfile};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

pub(crate) const SECRET: &str = "c4n4ry-s3cret-of-the-client-gX1fBat3bV";
const KEY: [u8; 32] = [7; 32];

pub(crate) type Served = BoxCloneSyncService<Request<Full<Bytes>>, Response<Full<Bytes>>, Infallible>;

pub(crate) struct Clients(pub(crate) Arc<ClientRecord>);

impl Registry for Clients {
    async fn look_up(&self, client_id: &str) -> Result<Option<Arc<ClientRecord>>, Unavailable> {
        Ok((client_id == self.0.client_id()).then(|| Arc::clone(&self.0)))
    }
}

pub(crate) fn scope(text: &str) -> ScopeSet {
    ScopeSet::parse(text).expect("a scope")
}

pub(crate) fn record() -> Arc<ClientRecord> {
    let secret =
        GeneratedSecret::asserted_by_caller(Secret::from(String::from(SECRET))).expect("long enough");
    let record = ClientRecord::builder("abc")
        .method(AuthMethod::ClientSecretBasic)
        .credential(Credential::generated("first", SecretDigest::sha256(&secret)))
        .scope(RegisteredScope::new(scope("read write"), Strategy::Exact))
        .empty_default_scope();
    Arc::new(record.build().expect("a record"))
}

pub(crate) fn tokens(lifetime: u64) -> JwtAccessTokens {
    let key = HmacKey::new(Algorithm::Hs256, &KEY).expect("long enough");
    JwtAccessTokens::new(
        "https://as.example",
        "https://api.example",
        key,
        TokenProfile::AtJwt,
    )
    .with_lifetime(lifetime)
}

pub(crate) fn endpoint() -> TokenEndpoint {
    TokenEndpoint::new(AuthPolicy::new())
}

pub(crate) fn issuer(lifetime: u64) -> TokenService<Clients, JwtAccessTokens> {
    TokenService::new(Host::new(endpoint(), Clients(record()), tokens(lifetime)))
}

pub(crate) fn keys() -> Keys {
    let key = HmacKey::new(Algorithm::Hs256, &KEY).expect("long enough");
    Keys::Hmac(Arc::new(HmacKeySet::new(vec![key])))
}

pub(crate) fn resource_server() -> ResourceServer {
    let policy = JwtPolicy::new("https://as.example", "https://api.example");
    ResourceServer::new(TokenFormat::Jwt(policy))
}

/// Answers with who may pass, and with the body of the request.
pub(crate) async fn greet(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let access = request
        .extensions()
        .get::<Access>()
        .expect("the guard leaves it there");
    let client = access.facts().client_id().expect("a JWT has it").to_owned();
    let body = request.into_body().collect().await?.to_bytes();
    let body = [client.as_bytes(), b" ", &body].concat();
    Ok(Response::new(Full::from(body)))
}

/// The API, of which each path requires a scope of its name.
pub(crate) fn api() -> Served {
    let guard = Arc::new(Guard::new(resource_server()).with_keys(keys()));
    BoxCloneSyncService::new(tower::service_fn(move |request: Request<Full<Bytes>>| {
        let required = scope(request.uri().path().trim_start_matches('/'));
        let layer = Guard::layer(&guard, Requirement::of(required));
        tower::Layer::layer(&layer, tower::service_fn(greet)).oneshot(request)
    }))
}

/// Serves on loopback, and returns the port.
pub(crate) async fn serve(service: Served) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone().map_request_async();
            tokio::spawn(
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)),
            );
        }
    });
    port
}

trait Collecting {
    fn map_request_async(self)
    -> BoxCloneSyncService<Request<Incoming>, Response<Full<Bytes>>, hyper::Error>;
}

impl Collecting for Served {
    fn map_request_async(
        self,
    ) -> BoxCloneSyncService<Request<Incoming>, Response<Full<Bytes>>, hyper::Error> {
        BoxCloneSyncService::new(tower::service_fn(move |request: Request<Incoming>| {
            let service = self.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await?.to_bytes();
                let request = Request::from_parts(head, Full::new(body));
                let Ok(response) = service.oneshot(request).await;
                Ok(response)
            }
        }))
    }
}

pub(crate) fn boxed<S>(service: S) -> Served
where
    S: tower::Service<Request<Full<Bytes>>, Response = Response<Full<Bytes>>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    BoxCloneSyncService::new(service)
}

/// Carries token requests to a service in this process.
pub(crate) struct InProcess(pub(crate) Served);

impl Transport for InProcess {
    fn send(
        &self,
        request: Request<Octets>,
    ) -> impl Future<Output = Result<Response<Octets>, Unanswered>> + Send {
        let response = self
            .0
            .clone()
            .oneshot(request.map(|body| Full::new(body.into_bytes())));
        let future: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(async move {
            let (head, body) = response
                .await
                .map_err(|_| Unanswered::new(NoAnswer::Broken))?
                .into_parts();
            let body = body
                .collect()
                .await
                .map_err(|_| Unanswered::new(NoAnswer::Broken))?;
            Ok(Response::from_parts(head, Octets::from(body.to_bytes().to_vec())))
        });
        future
    }
}

pub(crate) fn source(url: &str, asked: &str, secret: &str, policy: SourcePolicy) -> SharedSourceBuilder {
    let client = ClientAuthentication::basic(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from(secret.to_owned()),
    );
    let endpoint = TokenEndpointUrl::parse_allowing_loopback_http(url).expect("loopback");
    let request = RequestSpec::builder(endpoint, client).scope(scope(asked));
    SharedSource::builder(request.build().expect("a request"), policy)
}

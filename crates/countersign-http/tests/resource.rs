//! The guard as a layer: its ports, and that nothing gets past it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use common::world::{greet, keys, resource_server, scope};
use countersign_http::resource::{ClientCertificate, Guard, GuardService, Introspector, KeySource, Keys};
use countersign_http::{Octets, Unavailable};
use countersign_jose::{Algorithm, HmacKey, TokenSigner};
use countersign_message::{BearerMethod, ResourceIdentifier};
use countersign_resource::{
    IntrospectionPolicy, JwtPolicy, Leniency, Requirement, ResourceServer, TokenFormat,
};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceExt};

fn request(authorization: &str) -> Request<Full<Bytes>> {
    Request::get("/photos?size=1")
        .header("authorization", authorization)
        .body(Full::default())
        .expect("a request")
}

/// A token that is good until 2100, with this `cnf` if there is one.
fn token(confirmation: Option<&str>) -> String {
    let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).expect("long enough");
    let mut token = String::from("Bearer ");
    TokenSigner::new(&key, Some("at+jwt")).sign(&mut token, |claims| {
        claims
            .member_str("iss", "https://as.example")
            .member_str("aud", "https://api.example")
            .member_str("sub", "abc")
            .member_str("client_id", "abc")
            .member_str("jti", "1")
            .member_str("scope", "read")
            .member_u64("iat", 1_700_000_000)
            .member_u64("exp", 4_102_444_800);
        if let Some(thumbprint) = confirmation {
            claims.member_object("cnf", |cnf| {
                cnf.member_str("x5t#S256", thumbprint);
            });
        }
    });
    token
}

async fn ask<K: KeySource, N: Introspector>(
    guard: Guard<K, N>,
    request: Request<Full<Bytes>>,
) -> Response<Full<Bytes>> {
    let layer = Guard::layer(&Arc::new(guard), Requirement::of(scope("read")));
    let Ok(response) = layer.layer(tower::service_fn(greet)).oneshot(request).await;
    response
}

struct Down;

impl KeySource for Down {
    async fn keys(
        &self,
        _: &str,
        _: Option<&str>,
        _: Option<Algorithm>,
    ) -> Result<Option<Keys>, Unavailable> {
        Err(Unavailable)
    }
}

struct Nobody;

impl KeySource for Nobody {
    async fn keys(
        &self,
        issuer: &str,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
    ) -> Result<Option<Keys>, Unavailable> {
        assert_eq!(
            (issuer, kid, algorithm),
            ("https://as.example", None, Some(Algorithm::Hs256))
        );
        Ok(None)
    }
}

#[tokio::test]
async fn keys_that_fit_that_are_not_there_and_that_cannot_be_had() {
    let good = token(None);
    let guard = || Guard::new(resource_server());
    assert_eq!(ask(guard().with_keys(keys()), request(&good)).await.status(), 200);
    let key = |octets: [u8; 32]| Arc::new(HmacKey::new(Algorithm::Hs256, &octets).expect("long enough"));
    assert_eq!(
        ask(guard().with_keys(Keys::One(key([7; 32]))), request(&good))
            .await
            .status(),
        200
    );
    assert_eq!(
        ask(guard().with_keys(Keys::One(key([8; 32]))), request(&good))
            .await
            .status(),
        401
    );
    assert_eq!(ask(guard().with_keys(Nobody), request(&good)).await.status(), 401);
    let down = ask(guard().with_keys(Down), request(&good)).await;
    assert_eq!(down.status(), 503);
    assert!(
        !down.headers().contains_key("www-authenticate"),
        "another token would not help"
    );
    assert_eq!(
        ask(guard(), request(&good)).await.status(),
        503,
        "nobody was asked"
    );
}

// = RFC8705-3-2 (test)
#[tokio::test]
async fn a_token_that_is_bound_needs_its_certificate() {
    let thumbprint = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM";
    for (bound, certificate, status) in [
        (Some(thumbprint), Some([3; 32]), 200),
        (Some(thumbprint), Some([4; 32]), 401),
        (Some(thumbprint), None, 401),
        (None, None, 200),
        (None, Some([4; 32]), 200),
    ] {
        let mut request = request(&token(bound));
        if let Some(digest) = certificate {
            request.extensions_mut().insert(ClientCertificate(digest));
        }
        let guard = Guard::new(resource_server()).with_keys(keys());
        assert_eq!(
            ask(guard, request).await.status(),
            status,
            "{bound:?} {certificate:?}"
        );
    }
}

struct Says(u16, &'static [&'static str], &'static str, Arc<Mutex<Vec<u8>>>);

impl Introspector for Says {
    async fn introspect(&self, body: Octets) -> Result<Response<Octets>, Unavailable> {
        self.3.lock().expect("no panic").extend_from_slice(body.expose());
        let mut response = Response::builder().status(self.0);
        for value in self.1 {
            response = response.header("content-type", *value);
        }
        Ok(response
            .body(Octets::from(self.2.to_owned()))
            .expect("a response"))
    }
}

#[tokio::test]
async fn an_opaque_token_is_what_the_authorization_server_says() {
    let good =
        r#"{"active":true,"scope":"read","client_id":"abc","aud":"https://api.example","exp":4102444800}"#;
    let weak =
        r#"{"active":true,"scope":"write","client_id":"abc","aud":"https://api.example","exp":4102444800}"#;
    let json: &[&str] = &["application/json"];
    for (status, types, body, expected) in [
        (200, json, good, 200),
        (200, json, weak, 403),
        (200, json, r#"{"active":false}"#, 401),
        (200, json, "{", 503),
        (200, json, "", 503),
        (200, &["text/html"], good, 503),
        (200, &["application/json", "application/json"], good, 503),
        (401, json, r#"{"error":"invalid_client"}"#, 503),
        (500, json, good, 503),
        (302, json, good, 503),
    ] {
        let asked = Arc::default();
        let server = ResourceServer::new(TokenFormat::Opaque(IntrospectionPolicy::new(
            "https://api.example",
        )));
        let guard = Guard::new(server).with_introspector(Says(status, types, body, Arc::clone(&asked)));
        let response = ask(guard, request("Bearer mF_9.B5f-4.1JqM")).await;
        assert_eq!(response.status(), expected, "{status} {types:?} {body}");
        let asked = asked.lock().expect("no panic");
        assert!(
            asked.starts_with(b"token=mF_9.B5f-4.1JqM"),
            "{}",
            String::from_utf8_lossy(&asked)
        );
    }
    let server = ResourceServer::new(TokenFormat::Opaque(IntrospectionPolicy::new(
        "https://api.example",
    )));
    assert_eq!(
        ask(Guard::new(server), request("Bearer mF_9.B5f-4.1JqM"))
            .await
            .status(),
        503
    );
}

#[tokio::test]
async fn each_route_has_its_requirement_and_one_log() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&log);
    let guard = Guard::new(resource_server())
        .with_keys(keys())
        .observed_by(move |verdict| {
            seen.lock().expect("no panic").push(verdict.is_authorized());
        });
    let guard = Arc::new(guard);
    let calls = Arc::<AtomicUsize>::default();
    for (required, audience, status) in [
        ("read", None, 200),
        ("read write", None, 403),
        ("write", None, 403),
        ("read", Some("https://api.example"), 200),
        ("read", Some("https://other.example"), 401),
    ] {
        let mut requirement = Requirement::of(scope(required));
        if let Some(audience) = audience {
            requirement = requirement.for_audience(audience);
        }
        let counted = Arc::clone(&calls);
        let inner = tower::service_fn(move |request: Request<Full<Bytes>>| {
            counted.fetch_add(1, Ordering::SeqCst);
            let hidden = request.headers()["authorization"].is_sensitive();
            assert!(hidden, "a handler that logs its fields does not log the token");
            greet(request)
        });
        let service = Guard::layer(&guard, requirement).layer(inner);
        let Ok(response) = service.oneshot(request(&token(None))).await;
        assert_eq!(response.status(), status, "{required} {audience:?}");
        if status != 200 {
            let field = response.headers()["www-authenticate"]
                .to_str()
                .expect("ASCII")
                .to_owned();
            assert!(field.contains(&format!("scope=\"{required}\"")), "{field}");
            let body = response.into_body().collect().await.expect("no error").to_bytes();
            assert!(body.is_empty());
        }
    }
    assert_eq!(
        calls.load(Ordering::SeqCst),
        2,
        "who is refused does not reach the handler"
    );
    assert_eq!(*log.lock().expect("no panic"), [true, false, false, true, false]);
}

/// Ready once for each time that it is asked, as a service with a permit is.
struct Once(bool);

impl Clone for Once {
    fn clone(&self) -> Self {
        Self(false)
    }
}

impl Service<Request<Full<Bytes>>> for Once {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        self.0 = true;
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Full<Bytes>>) -> Self::Future {
        assert!(
            self.0,
            "it is called without having been asked whether it is ready"
        );
        self.0 = false;
        std::future::ready(Ok(Response::default()))
    }
}

#[tokio::test]
async fn the_service_that_is_called_is_the_one_that_was_ready() {
    let guard = Arc::new(Guard::new(resource_server()).with_keys(keys()));
    let mut service: GuardService<Once, _, _> =
        Guard::layer(&guard, Requirement::any_token()).layer(Once(false));
    for _ in 0..3 {
        let ready = service.ready().await.expect("no error");
        let Ok(response) = ready.call(request(&token(None))).await;
        assert_eq!(response.status(), 200);
    }
}

// = RFC9728-2-5 (test)
#[tokio::test]
async fn the_metadata_names_only_the_ways_that_are_read() {
    let resource = || ResourceIdentifier::parse("https://api.example").expect("https");
    let server = |leniencies: &[Leniency]| {
        let policy = JwtPolicy::new("https://as.example", "https://api.example");
        let server = ResourceServer::new(TokenFormat::Jwt(policy)).for_resource(resource());
        leniencies
            .iter()
            .fold(server, |server, leniency| server.allowing(*leniency))
    };
    for (leniencies, named) in [
        (&[][..], &[BearerMethod::Header][..]),
        (&[Leniency::FormBody], &[BearerMethod::Header]),
        (
            &[Leniency::FormBody, Leniency::Query],
            &[BearerMethod::Header, BearerMethod::Query],
        ),
    ] {
        let guard = Guard::new(server(leniencies)).with_keys(keys());
        let metadata = guard.metadata().expect("it has a name");
        assert_eq!(metadata.bearer_methods_supported(), Some(named));
        // What is named is read, and what is not is not.
        let form = "application/x-www-form-urlencoded";
        let field = token(None);
        let body = field.replacen("Bearer ", "access_token=", 1);
        let requests = [
            (BearerMethod::Header, request(&field)),
            (
                BearerMethod::Body,
                Request::post("/")
                    .header("content-type", form)
                    .body(Full::from(body.clone()))
                    .expect("a request"),
            ),
            (
                BearerMethod::Query,
                Request::get(format!("/?{body}"))
                    .body(Full::default())
                    .expect("a request"),
            ),
        ];
        for (method, request) in requests {
            let (head, _) = request.into_parts();
            let checked = guard.check(&head, &Requirement::of(scope("read"))).await;
            assert_eq!(
                checked.is_ok(),
                named.contains(&method),
                "{method:?} {leniencies:?}"
            );
        }
    }
    assert!(
        Guard::new(ResourceServer::new(TokenFormat::Jwt(JwtPolicy::new("a", "b"))))
            .metadata()
            .is_none()
    );
}

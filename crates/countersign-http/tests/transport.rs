//! The transport on reqwest: what it does whatever its caller has set on the client, and whatever is asked of it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::error::Error;
use std::time::Duration;

use common::{Reaction, Server, response, spec, text, token, token_body};
use countersign_client::{NoAnswer, SourcePolicy, TokenEndpointUrl};
use countersign_http::Octets;
use countersign_http::client::{AuthorizedClient, ReqwestTransport, ResourceOrigin, SharedSource, Transport};
use reqwest::ClientBuilder;

/// A client that follows redirects and tries again what it did not like.
fn eager() -> ClientBuilder {
    let again = reqwest::retry::for_host("127.0.0.1")
        .no_budget()
        .max_retries_per_request(3)
        .classify_fn(|attempt| match attempt.status() {
            Some(status) if status.is_success() => attempt.success(),
            _ => attempt.retryable(),
        });
    reqwest::Client::builder()
        .retry(again)
        .redirect(reqwest::redirect::Policy::limited(5))
}

/// Whether a request that failed is sent again is for the source to say, and for nobody else.
#[tokio::test]
async fn nothing_is_repeated_whatever_the_caller_sets() {
    let issuer = Server::start(|_, _| response("503 Busy", "", "{}")).await;
    let request = spec(&issuer.url("/"), "secret");
    let transport = ReqwestTransport::with_client(request.endpoint(), eager()).expect("a client");
    let source = SharedSource::builder(request, SourcePolicy::new())
        .failing_fast()
        .build_over(transport);
    let error = source.token().await.expect_err("busy");
    assert_eq!(error.failure().and_then(|failure| failure.status()), Some(503));
    assert_eq!(issuer.count(), 1);

    let issuer = Server::start(|_, _| token("t0", 3600)).await;
    let resource = Server::start(|_, _| response("503 Busy", "", "")).await;
    let source = SharedSource::builder(spec(&issuer.url("/"), "secret"), SourcePolicy::new());
    let origin = ResourceOrigin::parse_allowing_loopback_http(&resource.url("")).expect("loopback");
    let api = AuthorizedClient::new(source.build().expect("a client"), origin, eager()).expect("a client");
    let url = resource.url("/photos").parse().expect("a URL");
    let answer = api
        .execute(reqwest::Request::new(reqwest::Method::GET, url))
        .await;
    assert_eq!(answer.expect("a response").status(), 503);
    assert_eq!(resource.count(), 1);
}

/// A transport for an endpoint with TLS carries nothing without it, wherever it is told to.
// = RFC6749-10.9-1 (test)
#[tokio::test]
async fn a_transport_for_https_sends_nothing_in_the_clear() {
    let server = Server::start(|_, _| token("in the clear", 60)).await;
    let endpoint = TokenEndpointUrl::parse("https://as.example/token").expect("https");
    let transport = ReqwestTransport::new(&endpoint).expect("a client");
    let request = http::Request::post(server.url("/"))
        .header("authorization", "Basic YWJjOnNlY3JldA==")
        .body(Octets::default())
        .expect("a request");
    let unanswered = transport.send(request).await.expect_err("not without TLS");
    assert_eq!(unanswered.why(), NoAnswer::NotConnected);
    assert_eq!(server.count(), 0);
}

/// However long an answer may be, room is made for what arrives and not for what is allowed or announced.
// = COUNTERSIGN-LIMITS-1 (test)
#[tokio::test]
async fn room_is_made_for_what_arrives() {
    let body = token_body("first", 60);
    let fields = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    let endless = format!("{fields}\r\n{body}");
    let announced = format!("{fields}content-length: {}\r\n\r\n{body}", u64::MAX / 2);
    for (text, whole) in [(endless, true), (announced, false)] {
        let server = Server::start(move |_, _| Reaction::Send(text.clone())).await;
        let spec = spec(&server.url("/"), "secret");
        let transport = ReqwestTransport::new(spec.endpoint())
            .expect("a client")
            .longest_answer(usize::MAX);
        let request = http::Request::post(server.url("/"))
            .body(Octets::default())
            .expect("a request");
        match transport.send(request).await {
            Ok(answer) => assert!(whole && answer.body().expose() == body.as_bytes()),
            Err(unanswered) => assert!(!whole && unanswered.why() == NoAnswer::Broken),
        }
    }
}

/// Nothing is in flight when the source has given an exchange up, however patient the transport is.
#[tokio::test]
async fn an_exchange_ends_with_the_patience_of_the_source() {
    let late = text("200 OK", "", &token_body("late", 60));
    let server = Server::start(move |_, _| Reaction::SendAfter(Duration::from_secs(20), late.clone())).await;
    let policy = SourcePolicy::new().patience(1);
    let source = SharedSource::builder(spec(&server.url("/"), "secret"), policy)
        .timeout(Duration::from_secs(60))
        .failing_fast()
        .build()
        .expect("a client");
    source.token().await.expect_err("not in time");
    for _ in 0..50 {
        if server.given_up() == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the request is still in flight");
}

/// The address of a request is the caller's own, and what stands in it need not stand in every log.
// = COUNTERSIGN-SECRET-1 (test)
#[tokio::test]
async fn no_error_shows_the_address() {
    let issuer = Server::start(|_, _| token("t0", 3600)).await;
    let resource = Server::start(|_, _| Reaction::Close).await;
    let source = SharedSource::builder(spec(&issuer.url("/"), "secret"), SourcePolicy::new());
    let origin = ResourceOrigin::parse_allowing_loopback_http(&resource.url("")).expect("loopback");
    let api = AuthorizedClient::new(
        source.build().expect("a client"),
        origin,
        reqwest::Client::builder(),
    );
    let url = resource.url("/photos?key=c4n4ry").parse().expect("a URL");
    let request = reqwest::Request::new(reqwest::Method::GET, url);
    let of_the_call = api.expect("a client").execute(request).await;
    assert!(resource.requests()[0].contains("c4n4ry"));

    let endpoint = resource.url("/token?tenant=c4n4ry");
    let source = SharedSource::builder(spec(&endpoint, "secret"), SourcePolicy::new()).failing_fast();
    let of_the_token = source.build().expect("a client").token().await;
    assert!(resource.requests()[1].contains("c4n4ry"));

    let errors: [Box<dyn Error>; 2] = [
        Box::new(of_the_call.expect_err("no response")),
        Box::new(of_the_token.expect_err("no token")),
    ];
    for error in &errors {
        let mut next: Option<&dyn Error> = Some(&**error);
        while let Some(error) = next {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("c4n4ry"), "{shown}");
            next = error.source();
        }
    }
}

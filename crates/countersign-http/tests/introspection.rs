//! Opaque tokens and a real introspection endpoint: what is sent, and that no answer is ever "yes".
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use common::world::{SECRET, greet, scope};
use common::{Reaction, Server, response};
use countersign_client::TokenEndpointUrl;
use countersign_grammar::ClientId;
use countersign_http::resource::{Guard, IntrospectionClient};
use countersign_resource::{IntrospectionPolicy, Requirement, ResourceServer, TokenFormat};
use countersign_secret::Secret;
use http::Request;
use http_body_util::Full;
use tower::{Layer, ServiceExt};

const ACTIVE: &str =
    r#"{"active":true,"scope":"read","client_id":"abc","aud":"https://api.example","exp":4102444800}"#;

fn client(server: &Server, secret: &str, time: Duration) -> IntrospectionClient {
    let endpoint =
        TokenEndpointUrl::parse_allowing_loopback_http(server.url("/introspect")).expect("loopback");
    let id = ClientId::parse("photos").expect("VSCHAR");
    IntrospectionClient::new(endpoint, &id, &Secret::from(secret.to_owned()))
        .expect("a client")
        .timeout(time)
}

async fn ask(server: &Server, secret: &str) -> u16 {
    ask_within(server, secret, Duration::from_secs(15)).await
}

async fn ask_within(server: &Server, secret: &str, time: Duration) -> u16 {
    let policy = IntrospectionPolicy::new("https://api.example");
    let guard = Guard::new(ResourceServer::new(TokenFormat::Opaque(policy)));
    let guard = Arc::new(guard.with_introspector(client(server, secret, time)));
    let service = Guard::layer(&guard, Requirement::of(scope("read"))).layer(tower::service_fn(greet));
    let request = Request::get("/photos").header("authorization", "Bearer mF_9.B5f-4.1JqM");
    let request = request.body(Full::<Bytes>::default()).expect("a request");
    let Ok(response) = service.oneshot(request).await;
    response.status().as_u16()
}

// = RFC7662-2.1-1 (test)
#[tokio::test]
async fn the_question_as_it_is_sent() {
    let server = Server::start(|_, _| response("200 OK", "", ACTIVE)).await;
    assert_eq!(ask(&server, "gX1fBat3bV").await, 200);
    let request = &server.requests()[0];
    assert!(request.starts_with("POST /introspect HTTP/1.1\r\n"), "{request}");
    for part in [
        "authorization: Basic cGhvdG9zOmdYMWZCYXQzYlY=\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "accept: application/json\r\n",
        "\r\n\r\ntoken=mF_9.B5f-4.1JqM",
    ] {
        assert!(request.contains(part), "{part} in {request}");
    }
    // Nothing is kept: a token may be revoked at any time.
    assert_eq!(ask(&server, "gX1fBat3bV").await, 200);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn what_is_no_answer_opens_nothing() {
    let elsewhere = Server::start(|_, _| response("200 OK", "", ACTIVE)).await;
    let location = format!("location: {}\r\n", elsewhere.url("/"));
    let redirect = move || response("307 Temporary Redirect", &location, "");
    let reactions: Vec<Box<dyn Fn() -> Reaction + Send + Sync>> = vec![
        Box::new(|| Reaction::Close),
        Box::new(|| Reaction::Drip),
        Box::new(|| Reaction::SendAfter(Duration::from_secs(60), String::new())),
        Box::new(|| Reaction::Send(common::text("200 OK", "", ACTIVE)[..100].to_owned())),
        Box::new(|| response("200 OK", "", &format!("{ACTIVE}{}", " ".repeat(16 * 1024)))),
        Box::new(|| response("500 No", "", ACTIVE)),
        Box::new(redirect),
    ];
    for react in reactions {
        let server = Server::start(move |_, _| react()).await;
        let time = Duration::from_millis(500);
        assert_eq!(ask_within(&server, SECRET, time).await, 503);
        assert_eq!((server.count(), elsewhere.count()), (1, 0));
    }
    let server = Server::start(|_, _| response("200 OK", "", r#"{"active":false}"#)).await;
    assert_eq!(ask(&server, SECRET).await, 401);
}

#[tokio::test]
async fn credentials_that_do_not_fit_are_an_error_that_shows_none() {
    let server = Server::start(|_, _| Reaction::Close).await;
    let endpoint = || TokenEndpointUrl::parse_allowing_loopback_http(server.url("/")).expect("loopback");
    let id = ClientId::parse("photos").expect("VSCHAR");
    for octets in [b"c4n4ry\n".to_vec(), b"c4n4ry\xff".to_vec(), b"c4n4ry\0".to_vec()] {
        let error = IntrospectionClient::new(endpoint(), &id, &Secret::from(octets)).expect_err("no field");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("Basic") && !shown.contains("c4n4ry"), "{shown}");
    }
    assert!(!format!("{:?}", client(&server, SECRET, Duration::ZERO)).contains("c4n4ry"));
}

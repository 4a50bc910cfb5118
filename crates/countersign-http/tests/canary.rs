//! A sentinel in the secret and in the token, and a search for it in everything that this crate prints.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::error::Error;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::world::{SECRET, boxed, issuer, keys, resource_server, source};
use common::{Reaction, Server, response, token};
use countersign_client::{NoAnswer, RequestBuffer, SourcePolicy, TokenEndpointUrl, TokenSource};
use countersign_grammar::ClientId;
use countersign_http::Octets;
use countersign_http::client::{
    AuthorizedClient, ResourceOrigin, SharedSource, Transport, Unanswered, http_request,
};
use countersign_http::resource::{Guard, IntrospectionClient, Introspector};
use countersign_secret::Secret;
use http::{Request, Response};

const TOKEN: &str = "c4n4ry-t0ken";

#[track_caller]
fn silent(shown: &str) {
    let octets = format!("{:?}", b"c4n4ry");
    // As it is, as octets, and in base64 at each of its three alignments.
    for trace in [
        "c4n4ry",
        &octets[1..octets.len() - 1],
        "YzRuNHJ5",
        "M0bjRye",
        "NG40cn",
    ] {
        assert!(!shown.contains(trace), "{trace} in {shown}");
    }
}

#[track_caller]
fn silent_debug(value: &impl Debug) {
    silent(&format!("{value:?} {value:#?}"));
}

#[track_caller]
fn silent_error(error: &(dyn Error + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        silent(&format!("{error} {error:?} {error:#?}"));
        next = error.source();
    }
}

// = COUNTERSIGN-SECRET-1 (test)
#[tokio::test]
async fn no_source_and_no_error_shows_the_secret_or_the_token() {
    let reactions: Vec<fn() -> Reaction> = vec![
        || token(TOKEN, 60),
        || Reaction::Close,
        || Reaction::Send(format!("HTTP/1.1 {TOKEN}\r\n\r\n")),
        || Reaction::Send(format!("HTTP/1.1 200 OK\r\n{TOKEN}")),
        || Reaction::Send(format!("{TOKEN}\r\n\r\n")),
        || {
            response(
                "307 Temporary Redirect",
                &format!("location: http://{TOKEN}/\r\n"),
                TOKEN,
            )
        },
        || response("200 OK", "", &format!(r#"{{"access_token":"{TOKEN}"}}"#)),
        || {
            response(
                "200 OK",
                "",
                &format!(r#"{{"access_token":"{TOKEN}","token_type":"{TOKEN}"}}"#),
            )
        },
        || {
            response(
                "400 Bad",
                "",
                &format!(r#"{{"error":"{TOKEN}","error_description":"{TOKEN}"}}"#),
            )
        },
        || {
            response(
                "503 Busy",
                &format!("retry-after: {TOKEN}\r\nx: {TOKEN}\r\n"),
                TOKEN,
            )
        },
        || response("200 OK", "", &TOKEN.repeat(2000)),
        || Reaction::SendAfter(Duration::from_secs(60), String::new()),
    ];
    let mut granted = 0;
    for react in reactions {
        let server = Server::start(move |_, _| react()).await;
        let builder = source(&server.url("/"), "read", SECRET, SourcePolicy::new())
            .failing_fast()
            .timeout(Duration::from_secs(2));
        silent_debug(&builder);
        let source = builder.build().expect("a client");
        match source.token().await {
            Ok(token) => {
                granted += 1;
                silent_debug(&token);
            }
            Err(error) => silent_error(&error),
        }
        silent_debug(&source);
        let origin = ResourceOrigin::parse_allowing_loopback_http(&server.url("")).expect("loopback");
        let client =
            AuthorizedClient::new(source.clone(), origin, reqwest::Client::builder()).expect("a client");
        let request = reqwest::Request::new(reqwest::Method::GET, server.url("/").parse().expect("a URL"));
        match client.execute(request).await {
            Ok(answer) => drop(answer),
            Err(error) => silent_error(&error),
        }
        silent_debug(&client);
        assert!(
            server.requests()[0].contains("Basic YWJjOmM0bjRye"),
            "the sentinel does go over the wire"
        );
    }
    assert_eq!(granted, 1);
}

#[test]
fn no_part_shows_what_it_holds() {
    silent_debug(&Octets::from(String::from(TOKEN)));
    silent_debug(&issuer(60));
    silent_debug(&boxed(issuer(60)));
    silent_debug(&Guard::new(resource_server()).with_keys(keys()));
    silent_debug(&keys());
    let builder = source("https://as.example/", "read", SECRET, SourcePolicy::new());
    silent_debug(&builder);
    let client = countersign_client::ClientAuthentication::post(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from(String::from(SECRET)),
    );
    let endpoint = TokenEndpointUrl::parse("https://as.example/").expect("https");
    let spec = countersign_client::RequestSpec::builder(endpoint, client)
        .build()
        .expect("a request");
    silent_debug(&SharedSource::builder(
        common::spec("http://127.0.0.1/", SECRET),
        SourcePolicy::new(),
    ));
    let mut source = TokenSource::new(spec, SourcePolicy::new());
    let now = countersign_grammar::UnixTime::from_secs(1_700_000_000);
    let countersign_client::Action::Send(exchange) = source.poll(now) else {
        panic!("nothing was fetched yet");
    };
    let mut buffer = RequestBuffer::new();
    let request = http_request(exchange.request([0; 16], &mut buffer)).expect("a request");
    assert!(request.body().expose().ends_with(SECRET.as_bytes()));
    silent_debug(&request);
}

/// Keeps what `Debug` shows of each request, as a transport that logs would.
#[derive(Clone, Default)]
struct Logging(Arc<Mutex<Vec<String>>>);

impl Transport for Logging {
    async fn send(&self, request: Request<Octets>) -> Result<Response<Octets>, Unanswered> {
        let mut log = self.0.lock().expect("no panic");
        log.push(format!("{request:?} {:?}", request.headers()));
        Err(Unanswered::new(NoAnswer::Broken))
    }
}

// = COUNTERSIGN-SECRET-1 (test)
#[tokio::test]
async fn no_request_shows_what_a_transport_carries() {
    let log = Logging::default();
    let source = SharedSource::builder(common::spec("http://127.0.0.1/", SECRET), SourcePolicy::new())
        .failing_fast()
        .build_over(log.clone());
    source.token().await.expect_err("nobody answers");
    let client = IntrospectionClient::over(
        TokenEndpointUrl::parse("https://as.example/introspect").expect("https"),
        &ClientId::parse("abc").expect("VSCHAR"),
        &Secret::from(String::from(SECRET)),
        log.clone(),
    )
    .expect("credentials");
    let body = Octets::from(format!("token={TOKEN}"));
    client.introspect(body).await.expect_err("nobody answers");
    let shown = log.0.lock().expect("no panic").clone();
    assert_eq!(shown.len(), 2);
    for request in shown {
        assert!(request.contains("\"authorization\": Sensitive"), "{request}");
        silent(&request);
    }
}

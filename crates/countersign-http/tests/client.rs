//! The shared source over real connections: what it sends, and what it makes of every way to answer or not to.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::error::Error;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use common::{Reaction, Server, builder, response, spec, token, token_body};
use countersign_client::phase::Phase;
use countersign_client::{ClientAuthentication, FailureKind, NoAnswer, SecretPlacement, SourcePolicy};
use countersign_client::{RequestSpec, TokenEndpointUrl};
use countersign_grammar::ClientId;
use countersign_http::client::{ReqwestTransport, SharedSource, TokenError, TokenErrorKind};
use countersign_secret::Secret;

async fn refused(server: &Server) -> TokenError {
    refused_within(server, Duration::from_secs(15)).await
}

async fn refused_within(server: &Server, time: Duration) -> TokenError {
    let source = builder(&server.url("/token"))
        .failing_fast()
        .timeout(time)
        .build()
        .expect("a client");
    source.token().await.expect_err("no token")
}

#[track_caller]
fn failed(error: &TokenError, kind: FailureKind) {
    assert_eq!(
        error.failure().map(|failure| failure.kind()),
        Some(kind),
        "{error:?}"
    );
}

// = RFC6749-3.2-4 (test)
#[tokio::test]
async fn one_request_and_the_token_is_kept() {
    let server = Server::start(|_, _| token("first", 3600)).await;
    let source = builder(&server.url("/token?tenant=7")).build().expect("a client");
    for _ in 0..3 {
        let token = source.token().await.expect("a token");
        assert_eq!(token.access_token().expose(), "first");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].starts_with("POST /token?tenant=7 HTTP/1.1\r\n"));
    for line in [
        "authorization: Basic YWJjOnNlY3JldA==\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "accept: application/json\r\n",
        "\r\n\r\ngrant_type=client_credentials",
    ] {
        assert!(requests[0].contains(line), "{line} in {}", requests[0]);
    }
    assert!(!requests[0].contains("accept-encoding"));
}

#[tokio::test]
async fn the_secret_in_the_body_arrives_whole() {
    let server = Server::start(|_, _| token("first", 3600)).await;
    let endpoint = TokenEndpointUrl::parse_allowing_loopback_http(server.url("/")).expect("loopback");
    let client = ClientAuthentication::secret(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from(String::from("a+b c%&=")),
        SecretPlacement::Body,
    );
    let request = RequestSpec::builder(endpoint, client).build().expect("a request");
    let source = SharedSource::builder(request, SourcePolicy::new())
        .build()
        .expect("a client");
    source.token().await.expect("a token");
    let request = &server.requests()[0];
    assert!(request.ends_with("client_secret=a%2Bb+c%25%26%3D"), "{request}");
    assert!(!request.contains("authorization"));
}

// = RFC9110-15.4-1 (test)
#[tokio::test]
async fn credentials_do_not_follow_a_redirect() {
    let elsewhere = Server::start(|_, _| token("stolen", 3600)).await;
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        for target in [elsewhere.url("/token"), String::from("/other")] {
            let fields = format!("location: {target}\r\n");
            let server = Server::start(move |_, _| response(status, &fields, "")).await;
            failed(&refused(&server).await, FailureKind::Redirected);
            assert_eq!((server.count(), elsewhere.count()), (1, 0), "{status} {target}");
        }
    }
}

// = COUNTERSIGN-LIMITS-1 (test)
#[tokio::test]
async fn an_answer_that_is_too_long_is_not_read_to_its_end() {
    let long = " ".repeat(16 * 1024 + 1);
    let exact = format!("{:16384}", token_body("first", 60));
    let chunk = format!("{:x}\r\n{long}\r\n", long.len());
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}",
        chunk.repeat(100)
    );
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", long.repeat(10));
    let huge = String::from("HTTP/1.1 200 OK\r\ncontent-length: 9223372036854775807\r\n\r\n");
    for text in [common::text("200 OK", "", &long), chunked, endless, huge] {
        let server = Server::start(move |_, _| Reaction::Send(text.clone())).await;
        failed(&refused(&server).await, FailureKind::NoAnswer(NoAnswer::TooLong));
    }
    let server = Server::start(move |_, _| response("200 OK", "", &exact)).await;
    let source = builder(&server.url("/")).build().expect("a client");
    assert!(source.token().await.is_ok(), "the limit itself is not too long");
}

#[tokio::test]
async fn a_slow_server_does_not_hold_a_caller() {
    for drip in [true, false] {
        let server = Server::start(move |_, _| match drip {
            true => Reaction::Drip,
            false => Reaction::SendAfter(Duration::from_secs(60), String::new()),
        })
        .await;
        let started = Instant::now();
        failed(
            &refused_within(&server, Duration::from_millis(400)).await,
            FailureKind::NoAnswer(NoAnswer::TimedOut),
        );
        assert!(started.elapsed() < Duration::from_secs(10));
        while server.given_up() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_answer() {
    let whole = common::text("200 OK", "", &token_body("first", 60));
    let body = whole.find("\r\n\r\n").expect("a head") + 4;
    for cut in [0, 1, 12, body - 1, body, body + 1, whole.len() - 1] {
        let part = whole[..cut].to_owned();
        let server = Server::start(move |_, _| Reaction::Send(part.clone())).await;
        let error = refused(&server).await;
        failed(&error, FailureKind::NoAnswer(NoAnswer::Broken));
        assert!(error.source().is_some(), "the transport says more");
        assert_eq!(server.count(), 1, "nothing is sent twice");
    }
    let server = Server::start(|_, _| Reaction::Send(String::from("SSH-2.0-x\r\n\r\n"))).await;
    failed(&refused(&server).await, FailureKind::NoAnswer(NoAnswer::Broken));
    // Nobody is there at all.
    let port = Server::start(|_, _| Reaction::Close).await.port;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let source = builder(&format!("http://127.0.0.1:{port}/"))
        .failing_fast()
        .build()
        .expect("a client");
    let error = source.token().await.expect_err("nobody is there");
    failed(&error, FailureKind::NoAnswer(NoAnswer::NotConnected));
}

// = RFC9110-10.2.3-1 (test)
#[tokio::test]
async fn what_the_server_says_about_time_and_type_reaches_the_machine() {
    let server = Server::start(|_, _| response("503 Busy", "retry-after: 100\r\n", "{}")).await;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_secs();
    let source = builder(&server.url("/"))
        .longest_wait(Duration::from_secs(5))
        .build()
        .expect("a client");
    let started = Instant::now();
    for _ in 0..3 {
        let error = source.token().await.expect_err("no token");
        let TokenErrorKind::NotInTime {
            failure: Some(failure),
            retry_at,
        } = error.kind()
        else {
            panic!("{error:?}");
        };
        assert_eq!(failure.status(), Some(503));
        assert!((99..=110).contains(&(retry_at.as_secs() - now)), "{retry_at:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(4), "nobody waits in vain");
    assert_eq!(server.count(), 1);
    // The content type is judged, not ignored.
    let body = token_body("first", 60);
    let html = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = Server::start(move |_, _| Reaction::Send(html.clone())).await;
    assert!(matches!(
        refused(&server).await.failure().map(|failure| failure.kind()),
        Some(FailureKind::Unreadable(_))
    ));
}

#[tokio::test]
async fn a_failure_that_passes_is_waited_out() {
    let server = Server::start(|number, _| match number {
        0 => Reaction::Close,
        _ => token("first", 60),
    })
    .await;
    let source = builder(&server.url("/")).build().expect("a client");
    assert!(source.token().await.is_ok());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_refusal_is_final_until_somebody_does_something() {
    let server = Server::start(|number, request| match number {
        0 => response("401 Unauthorized", "", r#"{"error":"invalid_client"}"#),
        1 => response("400 Bad", "", r#"{"error":"invalid_scope"}"#),
        _ if request.contains("YWJjOm90aGVy") => token("first", 60),
        _ => Reaction::Close,
    })
    .await;
    let source = builder(&server.url("/")).build().expect("a client");
    for _ in 0..5 {
        let error = source.token().await.expect_err("refused");
        assert!(matches!(error.kind(), TokenErrorKind::GivenUp(_)));
        failed(&error, FailureKind::Refused(Some("invalid_client")));
    }
    assert_eq!(server.count(), 1);
    source.resume();
    let error = source.token().await.expect_err("refused again");
    failed(&error, FailureKind::Refused(Some("invalid_scope")));
    assert_eq!(server.count(), 2);
    let other = ClientAuthentication::basic(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from(String::from("other")),
    );
    source.credentials_replaced(other).expect("the same client");
    assert!(source.token().await.is_ok());
}

#[tokio::test]
async fn a_proxy_does_not_see_what_is_for_loopback() {
    let proxy = Server::start(|_, _| token("from the proxy", 60)).await;
    let server = Server::start(|_, _| token("direct", 60)).await;
    let spec = spec(&server.url("/"), "secret");
    let client = reqwest::Client::builder()
        .proxy(reqwest::Proxy::all(proxy.url("/")).expect("a proxy"))
        .redirect(reqwest::redirect::Policy::limited(5));
    let transport = ReqwestTransport::with_client(spec.endpoint(), client).expect("a client");
    let source = SharedSource::builder(spec, SourcePolicy::new()).build_over(transport);
    let token = source.token().await.expect("a token");
    assert_eq!(token.access_token().expose(), "direct");
    assert_eq!(proxy.count(), 0);
}

#[tokio::test]
async fn localhost_is_this_machine() {
    let server = Server::start(|_, _| token("first", 60)).await;
    let url = format!("http://localhost:{}/", server.port);
    let source = builder(&url).build().expect("a client");
    assert!(source.token().await.is_ok());
    // Whatever somebody says who resolves names.
    let elsewhere = ([127, 0, 0, 2], server.port).into();
    let client = reqwest::Client::builder().resolve("localhost", elsewhere);
    let spec = spec(&url, "secret");
    let transport = ReqwestTransport::with_client(spec.endpoint(), client).expect("a client");
    let source = SharedSource::builder(spec, SourcePolicy::new())
        .failing_fast()
        .build_over(transport);
    source.token().await.expect("a token of this machine");
}

#[test]
fn without_a_runtime_a_token_that_is_good_is_still_handed_out() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let policy = SourcePolicy::new().margin(0).renew_early(3590, 0);
    let source = runtime.block_on(async {
        let server = Server::start(|_, _| token("first", 4)).await;
        let source = SharedSource::builder(spec(&server.url("/"), "secret"), policy)
            .build()
            .expect("a client");
        source.token().await.expect("a token");
        source
    });
    drop(runtime);
    // From the third of its four seconds on, it is due.
    let began = Instant::now();
    while source.phase() != Phase::Coasting {
        assert!(began.elapsed() < Duration::from_millis(3500), "{source:?}");
        let token = now_or_never(source.token())
            .expect("it does not wait")
            .expect("it is good");
        assert_eq!(token.access_token().expose(), "first");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn now_or_never<F: Future>(future: F) -> Option<F::Output> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let source = builder("http://127.0.0.1:9/").build().expect("a client");
    let error = now_or_never(source.token())
        .expect("it cannot wait")
        .expect_err("no runtime");
    assert_eq!(error.kind(), TokenErrorKind::NoRuntime);
}

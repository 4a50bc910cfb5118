//! Requests that carry a token: where to, what a refusal brings about, and what never happens.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Server, response, spec, token};
use countersign_client::phase::Phase;
use countersign_client::{FailureKind, SourcePolicy};
use countersign_http::client::{AuthorizedClient, CallError, OriginError, ResourceOrigin, SharedSource};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Body, Method, Request};

const INVALID: &str = "www-authenticate: Bearer error=\"invalid_token\"\r\n";

/// A token endpoint whose n-th token is `t<n>`.
async fn issuer() -> Server {
    Server::start(|number, _| token(&format!("t{number}"), 3600)).await
}

fn api(issuer: &Server, resource: &Server) -> AuthorizedClient {
    let source = SharedSource::builder(spec(&issuer.url("/"), "secret"), SourcePolicy::new())
        .build()
        .expect("a client");
    let origin = ResourceOrigin::parse_allowing_loopback_http(&resource.url("")).expect("loopback");
    AuthorizedClient::new(source, origin, reqwest::Client::builder()).expect("a client")
}

fn post(resource: &Server, body: impl Into<Body>) -> Request {
    let mut request = Request::new(Method::POST, resource.url("/photos").parse().expect("a URL"));
    *request.body_mut() = Some(body.into());
    request
}

fn tokens(resource: &Server) -> Vec<String> {
    let field = |request: &String| {
        request
            .lines()
            .find_map(|line| line.strip_prefix("authorization: Bearer "))
            .expect("each request has a token")
            .to_owned()
    };
    resource.requests().iter().map(field).collect()
}

// = RFC6750-2.1-1 (test)
#[tokio::test]
async fn each_request_carries_the_token() {
    let (issuer, resource) = (
        issuer().await,
        Server::start(|_, _| response("200 OK", "", "{}")).await,
    );
    let api = api(&issuer, &resource);
    for _ in 0..3 {
        assert_eq!(
            api.execute(post(&resource, "x"))
                .await
                .expect("a response")
                .status(),
            200
        );
    }
    assert_eq!(tokens(&resource), ["t0", "t0", "t0"]);
    assert_eq!(issuer.count(), 1);
}

// = RFC6750-3.1-4 (test)
#[tokio::test]
async fn a_refused_token_is_renewed_and_the_request_sent_once_more() {
    for challenge in [
        INVALID,
        "",
        "www-authenticate: Bearer\r\n",
        "www-authenticate: ,=\"\r\n",
    ] {
        let issuer = issuer().await;
        let resource = Server::start(move |_, request| match request.contains("Bearer t0") {
            true => response("401 Unauthorized", challenge, ""),
            false => response("200 OK", "", "{}"),
        })
        .await;
        let api = api(&issuer, &resource);
        let answer = api
            .execute(post(&resource, "the body"))
            .await
            .expect("a response");
        assert_eq!(answer.status(), 200);
        assert_eq!(tokens(&resource), ["t0", "t1"]);
        assert!(
            resource
                .requests()
                .iter()
                .all(|request| request.ends_with("the body"))
        );
        assert_eq!(issuer.count(), 2);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_the_end_of_it() {
    let issuer = issuer().await;
    let resource = Server::start(|_, _| response("401 Unauthorized", INVALID, "")).await;
    let api = api(&issuer, &resource);
    let answer = api.execute(post(&resource, "x")).await.expect("a response");
    assert_eq!(answer.status(), 401);
    assert_eq!(tokens(&resource), ["t0", "t1"]);
    assert_eq!(issuer.count(), 2);
    // The source knows of both, and waits before it asks for a third.
    assert_eq!(api.source().phase(), Phase::Waiting);
    let failure = api.source().failure().expect("it waits for a reason");
    assert_eq!(failure.kind(), FailureKind::RejectedAgain);
}

// = RFC9110-15.5.4-1 (test)
#[tokio::test]
async fn what_a_new_token_would_not_help_is_not_tried() {
    for (status, challenge) in [
        (
            "403 Forbidden",
            "www-authenticate: Bearer error=\"insufficient_scope\"\r\n",
        ),
        ("403 Forbidden", ""),
        (
            "401 Unauthorized",
            "www-authenticate: Bearer error=\"insufficient_scope\"\r\n",
        ),
        (
            "400 Bad",
            "www-authenticate: Bearer error=\"invalid_request\"\r\n",
        ),
        ("404 Not Found", INVALID),
        ("503 Busy", INVALID),
    ] {
        let issuer = issuer().await;
        let resource = Server::start(move |_, _| response(status, challenge, "")).await;
        let api = api(&issuer, &resource);
        let answer = api.execute(post(&resource, "x")).await.expect("a response");
        assert_eq!(answer.status().as_str(), &status[..3]);
        assert_eq!((issuer.count(), resource.count()), (1, 1), "{status} {challenge}");
    }
}

#[tokio::test]
async fn a_body_that_can_be_read_once_is_sent_once() {
    let issuer = issuer().await;
    let resource = Server::start(|_, _| response("401 Unauthorized", INVALID, "")).await;
    let api = api(&issuer, &resource);
    let stream = Body::wrap(http_body_util::Full::new(bytes::Bytes::from("x")));
    let answer = api.execute(post(&resource, stream)).await.expect("a response");
    assert_eq!((answer.status().as_u16(), resource.count()), (401, 1));
    assert_eq!(issuer.count(), 1);
    // The next request has a new token all the same.
    let _ = api.execute(post(&resource, "x")).await.expect("a response");
    assert_eq!(tokens(&resource)[1], "t1");
}

#[tokio::test]
async fn no_redirect_takes_the_token_along() {
    let elsewhere = Server::start(|_, _| response("200 OK", "", "{}")).await;
    for target in [
        elsewhere.url("/"),
        String::from("/elsewhere"),
        String::from("//evil.example/"),
    ] {
        let issuer = issuer().await;
        let fields = format!("location: {target}\r\n");
        let resource = Server::start(move |_, _| response("307 Temporary Redirect", &fields, "")).await;
        let api = api(&issuer, &resource);
        let answer = api.execute(post(&resource, "x")).await.expect("a response");
        assert_eq!(answer.status(), 307);
        assert_eq!((resource.count(), elsewhere.count()), (1, 0));
    }
}

// = RFC6750-5.3-1 (test)
// = RFC6750-5.2-11 (test)
// = RFC6750-2-1 (test)
#[tokio::test]
async fn another_origin_gets_nothing() {
    let (issuer, resource) = (
        issuer().await,
        Server::start(|_, _| response("200 OK", "", "{}")).await,
    );
    let elsewhere = Server::start(|_, _| response("200 OK", "", "{}")).await;
    let api = api(&issuer, &resource);
    for url in [
        elsewhere.url("/photos"),
        format!("https://127.0.0.1:{}/", resource.port),
        format!("http://localhost:{}/", resource.port),
        format!("http://127.0.0.1:{}@evil.example/", resource.port),
        format!("http://abc@127.0.0.1:{}/", resource.port),
        format!("http://:secret@127.0.0.1:{}/", resource.port),
    ] {
        let request = Request::new(Method::GET, url.parse().expect("a URL"));
        let error = api.execute(request).await.expect_err("not there");
        assert!(matches!(error, CallError::OtherOrigin), "{url}: {error:?}");
    }
    let mut request = post(&resource, "x");
    request
        .headers_mut()
        .insert(AUTHORIZATION, HeaderValue::from_static("Basic YWJj"));
    let error = api.execute(request).await.expect_err("two of them");
    assert!(matches!(error, CallError::AuthorizationPresent));
    assert_eq!((issuer.count(), resource.count(), elsewhere.count()), (0, 0, 0));
}

// = RFC6750-5.3-3 (test)
// = RFC6749-10.3-2 (test)
#[test]
fn an_origin_is_https_or_loopback_by_name() {
    for text in [
        "http://api.example",
        "http://127.0.0.1",
        "ftp://api.example",
        "http://localhost.example",
    ] {
        assert_eq!(ResourceOrigin::parse(text), Err(OriginError::NotHttps), "{text}");
    }
    for text in [
        "http://api.example",
        "http://127.0.0.1.example",
        "http://128.0.0.1",
        "ws://localhost",
    ] {
        let read = ResourceOrigin::parse_allowing_loopback_http(text);
        assert_eq!(read, Err(OriginError::NotHttps), "{text}");
    }
    for text in [
        "https://api.example/v1",
        "https://api.example?a",
        "https://a@api.example",
        "https://api.example#a",
    ] {
        assert_eq!(
            ResourceOrigin::parse(text),
            Err(OriginError::MoreThanOrigin),
            "{text}"
        );
    }
    for text in ["", "api.example", "/", "https://", "https://a b"] {
        assert_eq!(ResourceOrigin::parse(text), Err(OriginError::Malformed), "{text}");
    }
    for text in [
        "http://127.0.0.1:8080",
        "http://[::1]",
        "http://LOCALHOST",
        "https://api.example:8443/",
    ] {
        assert!(
            ResourceOrigin::parse_allowing_loopback_http(text).is_ok(),
            "{text}"
        );
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let issuer = Server::start(|_, _| response("401 No", "", r#"{"error":"invalid_client"}"#)).await;
    let resource = Server::start(|_, _| response("200 OK", "", "{}")).await;
    let api = api(&issuer, &resource);
    let error = api.execute(post(&resource, "x")).await.expect_err("no token");
    assert_eq!(
        error.to_string(),
        "the token endpoint refused: invalid_client (status 401)"
    );
    assert_eq!(resource.count(), 0);
}

//! Client, token endpoint and guarded API together: within the process, and over HTTP.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use bytes::Bytes;
use common::world::{InProcess, SECRET, api, boxed, issuer, serve, source};
use countersign_client::{FailureKind, SourcePolicy};
use countersign_http::client::{AuthorizedClient, ResourceOrigin};
use http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use reqwest::Method;
use tower::ServiceExt;

async fn ask(path: &str, authorization: &[&str]) -> Response<Full<Bytes>> {
    let mut request = Request::new(Full::from("hello"));
    *request.uri_mut() = path.parse().expect("a path");
    for field in authorization {
        let field = HeaderValue::from_str(field).expect("a field");
        request.headers_mut().append(AUTHORIZATION, field);
    }
    api().oneshot(request).await.expect("it has no error")
}

#[track_caller]
fn refused(response: &Response<Full<Bytes>>, status: u16, challenge: &str) {
    assert_eq!(response.status().as_u16(), status);
    assert_eq!(response.headers()[WWW_AUTHENTICATE], challenge);
    assert_eq!(response.headers()["cache-control"], "no-store");
}

// = RFC6750-3-1 (test)
// = RFC6750-3.1-6 (test)
#[tokio::test]
async fn within_the_process() {
    let source = source("https://as.example/token", "read", SECRET, SourcePolicy::new())
        .build_over(InProcess(boxed(issuer(3600))));
    let token = source.token().await.expect("a token");
    let bearer = format!("Bearer {}", token.access_token().expose());

    let response = ask("/read", &[&bearer]).await;
    assert_eq!(response.status(), 200);
    let body = response.into_body().collect().await.expect("no error").to_bytes();
    assert_eq!(body, "abc hello");

    refused(
        &ask("/write", &[&bearer]).await,
        403,
        r#"Bearer realm="resource", error="insufficient_scope", error_description="the access token does not have the required scope", scope="write""#,
    );
    let none = r#"Bearer realm="resource", scope="read""#;
    refused(&ask("/read", &[]).await, 401, none);
    assert_eq!(ask("/read", &["Basic YWJjOnNlY3JldA=="]).await.status(), 401);
    assert_eq!(ask("/read", &[&bearer, &bearer]).await.status(), 400);
    assert_eq!(ask("/read", &[&bearer[..bearer.len() - 1]]).await.status(), 401);
    let (signed, signature) = bearer.rsplit_once('.').expect("a JWT");
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let forged = format!("{signed}.{first}{}", &signature[1..]);
    assert_eq!(ask("/read", &[&forged]).await.status(), 401);
    assert_eq!(ask("/read", &["Bearer mF_9.B5f-4.1JqM"]).await.status(), 401);
}

#[tokio::test]
async fn over_http() {
    let token_port = serve(boxed(issuer(3600))).await;
    let api_port = serve(api()).await;
    let url = format!("http://127.0.0.1:{token_port}/token");
    let client = |asked: &str, secret: &str| {
        let source = source(&url, asked, secret, SourcePolicy::new())
            .build()
            .expect("a client");
        let origin = format!("http://127.0.0.1:{api_port}");
        let origin = ResourceOrigin::parse_allowing_loopback_http(&origin).expect("loopback");
        AuthorizedClient::new(source, origin, reqwest::Client::builder()).expect("a client")
    };
    let call = |path: &str| {
        let url = format!("http://127.0.0.1:{api_port}{path}");
        let mut request = reqwest::Request::new(Method::POST, url.parse().expect("a URL"));
        *request.body_mut() = Some("hello".into());
        request
    };
    let reader = client("read", SECRET);
    let response = reader.execute(call("/read")).await.expect("a response");
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.expect("a body"), "abc hello");
    assert_eq!(
        reader.execute(call("/write")).await.expect("a response").status(),
        403
    );
    let generation = reader.source().token().await.expect("a token").generation();
    assert_eq!(generation, 1, "lacking scope is no reason to renew");

    for (asked, secret, code) in [
        ("read", "wrong", "invalid_client"),
        ("read", "", "invalid_client"),
        ("admin", SECRET, "invalid_scope"),
        ("read admin", SECRET, "invalid_scope"),
    ] {
        let refused = client(asked, secret).source().token().await.expect_err("refused");
        let kind = refused.failure().map(|failure| failure.kind());
        assert_eq!(kind, Some(FailureKind::Refused(Some(code))), "{asked}");
    }
}

#[tokio::test]
async fn an_expired_token_opens_nothing_and_is_not_handed_out() {
    let stale = stale();
    refused(
        &ask("/read", &[&format!("Bearer {stale}")]).await,
        401,
        r#"Bearer realm="resource", error="invalid_token", error_description="the access token is expired", scope="read""#,
    );
    let source = source("https://as.example/token", "read", SECRET, SourcePolicy::new())
        .build_over(InProcess(boxed(issuer(2))));
    let token = source.token().await.expect("a token");
    let bearer = format!("Bearer {}", token.access_token().expose());
    assert_eq!(ask("/read", &[&bearer]).await.status(), 200);
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    let next = source.token().await.expect("another token");
    assert!(next.generation() > token.generation());
}

fn stale() -> String {
    use countersign_jose::{Algorithm, HmacKey, TokenSigner};
    let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).expect("long enough");
    let mut token = String::new();
    TokenSigner::new(&key, Some("at+jwt")).sign(&mut token, |claims| {
        claims
            .member_str("iss", "https://as.example")
            .member_str("aud", "https://api.example")
            .member_str("sub", "abc")
            .member_str("client_id", "abc")
            .member_str("jti", "1")
            .member_str("scope", "read")
            .member_u64("iat", 1_700_000_000)
            .member_u64("exp", 1_700_003_600);
    });
    token
}

//! The protected resource of the demonstration, over HTTP: its challenges are the guard's.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Answer, BASIC, Running, post};
use countersign_cli::config::Demonstration;
use countersign_grammar::Limits;
use countersign_grammar::challenge::{Challenge, parse_challenges};
use countersign_jose::{Algorithm, HmacKey, TokenSigner};
use countersign_message::{ProtectedResourceMetadata, ResourceIdentifier};

const PATH: &str = "/api/inventory";

fn request(method: &str, fields: &str, body: &str) -> String {
    format!(
        "{method} {PATH} HTTP/1.1\r\nHost: localhost\r\n{fields}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

async fn token(server: &Running, scope: &str) -> String {
    let body = format!("grant_type=client_credentials&scope={scope}");
    let answer = server.send(post(BASIC, &body)).await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[track_caller]
fn challenge(answer: &Answer) -> Challenge<'static> {
    let field = answer.header("www-authenticate").unwrap();
    let challenges = parse_challenges([field.as_bytes()], &Limits::DEFAULT).unwrap();
    let [challenge] = challenges.try_into().unwrap();
    assert!(challenge.is("Bearer") && challenge.param("realm") == Some("inventory"));
    challenge.into_owned()
}

/// Status, `error`, `scope` and `resource_metadata` of the challenge, and the clause in the log.
#[track_caller]
fn assert_refused(
    server: &Running,
    answer: &Answer,
    status: u16,
    error: Option<&str>,
    scope: &str,
    clause: &str,
) {
    let challenge = challenge(answer);
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(challenge.param("error"), error, "{answer:?}");
    assert_eq!(challenge.param("scope"), Some(scope), "{answer:?}");
    let resource =
        ResourceIdentifier::parse_allowing_loopback_http(format!("http://{}{PATH}", server.address));
    let metadata = resource.unwrap().metadata_url();
    assert_eq!(
        challenge.param("resource_metadata"),
        Some(metadata.as_str()),
        "{answer:?}"
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.body, "");
    let entry = server.log.last();
    assert_eq!((entry.path.as_str(), entry.status), (PATH, status));
    assert_eq!(entry.decision.verdict, "refused");
    assert_eq!(entry.decision.clause, Some(clause), "{entry:?}");
    assert!(entry.decision.reason.is_some());
}

// = RFC6750-3-1 (test)
// = RFC6750-3.1-7 (test)
#[tokio::test]
async fn without_a_token_the_challenge_is_bare() {
    let server = Running::demonstration().await;
    for (method, scope) in [("GET", "read"), ("POST", "write")] {
        let answer = server.send(request(method, "", "")).await;
        assert_refused(&server, &answer, 401, None, scope, "RFC6750-3-1");
    }
    // Who authenticates as a client is no bearer of a token.
    let answer = server.send(request("GET", BASIC, "")).await;
    assert_refused(&server, &answer, 401, None, "read", "RFC6750-3.1-7");
    let answer = server
        .send(request("GET", "", "").replace(PATH, &format!("{PATH}?access_token=x")))
        .await;
    assert_refused(&server, &answer, 401, None, "read", "OAUTH21-5.1-3");
    server.stop().await;
}

#[tokio::test]
async fn a_request_that_is_none_is_invalid() {
    let server = Running::demonstration().await;
    let token = token(&server, "read").await;
    let twice = bearer(&token).repeat(2);
    for (fields, clause) in [
        (twice.as_str(), "RFC9110-5.3-1"),
        ("Authorization: Bearer\r\n", "RFC6750-2.1-1"),
        ("Authorization: Bearer a b\r\n", "RFC6750-3.1-2"),
    ] {
        let answer = server.send(request("GET", fields, "")).await;
        assert_refused(&server, &answer, 400, Some("invalid_request"), "read", clause);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_token_that_is_not_this_servers_is_invalid() {
    let server = Running::demonstration().await;
    let key = HmacKey::new(Algorithm::Hs256, &server.key).unwrap();
    let other = HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let signed = |key: &HmacKey, typ: &str, issuer: &str, audience: &str, from: u64| {
        let mut token = String::new();
        TokenSigner::new(key, Some(typ)).sign(&mut token, |claims| {
            claims.member_str("iss", issuer).member_str("aud", audience);
            claims.member_str("sub", "x").member_str("client_id", "x");
            claims.member_str("jti", "1").member_str("scope", "read write");
            claims.member_u64("iat", from).member_u64("exp", from + 3600);
        });
        token
    };
    let issuer = server.origin();
    let (issuer, audience) = (issuer.as_str(), Demonstration::AUDIENCE);
    let good = signed(&key, "at+jwt", issuer, audience, now);
    assert_eq!(server.send(request("GET", &bearer(&good), "")).await.status, 200);
    let (head, _) = good.rsplit_once('.').unwrap();
    for (token, clause) in [
        (signed(&other, "at+jwt", issuer, audience, now), "RFC9068-4-7"),
        (format!("{head}."), "RFC9068-4-8"),
        (
            signed(&key, "at+jwt", issuer, audience, now - 7200),
            "RFC9068-4-10",
        ),
        (
            signed(&key, "at+jwt", issuer, audience, now + 7200),
            "RFC7519-4.1.6-1",
        ),
        (
            signed(&key, "at+jwt", "https://evil.example", audience, now),
            "RFC9068-4-5",
        ),
        (
            signed(&key, "at+jwt", issuer, "https://other.example", now),
            "RFC9068-4-6",
        ),
        (signed(&key, "dpop+jwt", issuer, audience, now), "RFC9068-4-3"),
        ("opaque".to_owned(), "RFC7515-5.2-1"),
    ] {
        let answer = server.send(request("GET", &bearer(&token), "")).await;
        assert_refused(&server, &answer, 401, Some("invalid_token"), "read", clause);
        let entry = server.log.last();
        assert!(!entry.decision.authenticated && entry.decision.client_id.is_none());
    }
    server.stop().await;
}

// = RFC6750-3.1-6 (test)
#[tokio::test]
async fn scope_decides_who_reads_and_who_writes() {
    let server = Running::demonstration().await;
    const JSON: &str = "Content-Type: application/json\r\n";
    const WASHER: &str = r#"{"item":"washer","count":5}"#;
    let reader = bearer(&token(&server, "read").await);
    let writer = bearer(&token(&server, "write").await);

    let answer = server.send(request("GET", &reader, "")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["client_id"], "abc123");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let decision = server.log.last().decision;
    assert_eq!((decision.verdict, decision.clause), ("authorized", None));
    assert_eq!(decision.client_id.as_deref(), Some("abc123"));
    assert_eq!(decision.scope.as_deref(), Some("read"));

    let answer = server.send(request("GET", &writer, "")).await;
    assert_refused(
        &server,
        &answer,
        403,
        Some("insufficient_scope"),
        "read",
        "RFC6749-7-1",
    );
    let answer = server
        .send(request("POST", &format!("{reader}{JSON}"), WASHER))
        .await;
    assert_refused(
        &server,
        &answer,
        403,
        Some("insufficient_scope"),
        "write",
        "RFC6749-7-1",
    );
    let before = server.send(request("GET", &reader, "")).await.json();
    assert_eq!(
        before["items"].as_array().unwrap().len(),
        2,
        "nothing was written"
    );

    let answer = server
        .send(request("POST", &format!("{writer}{JSON}"), WASHER))
        .await;
    assert_eq!(answer.status, 201);
    let after = server.send(request("GET", &reader, "")).await.json();
    assert_eq!(after["items"][2]["count"], 5);

    for (fields, body, status) in [
        ("", WASHER, 415),
        (JSON, "{}", 400),
        (JSON, &"x".repeat(1025), 413),
    ] {
        let answer = server
            .send(request("POST", &format!("{writer}{fields}"), body))
            .await;
        assert_eq!(answer.status, status);
        assert!(answer.json()["message"].is_string());
    }
    server.stop().await;
}

// = RFC9728-3.1-2 (test)
// = RFC9728-3.2-1 (test)
#[tokio::test]
async fn the_metadata_is_public_and_about_this_resource() {
    let server = Running::demonstration().await;
    let resource = format!("http://{}{PATH}", server.address);
    let asked = ResourceIdentifier::parse_allowing_loopback_http(resource.as_str()).unwrap();
    let url = asked.metadata_url();
    let path = url.strip_prefix(&format!("http://{}", server.address)).unwrap();
    let get = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let answer = server.send(&get).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    let metadata =
        ProtectedResourceMetadata::parse(answer.body.as_bytes(), &asked, &Limits::DEFAULT).unwrap();
    let issuers: Vec<_> = metadata
        .authorization_servers()
        .map(|issuer| issuer.as_str())
        .collect();
    assert_eq!(issuers, [server.origin()]);
    let scopes: Vec<_> = metadata.scopes_supported().map(|scope| scope.as_str()).collect();
    assert_eq!(scopes, ["read", "write"]);

    for wrong in ["POST", "DELETE"] {
        let answer = server.send(get.replacen("GET", wrong, 1)).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")));
    }
    let answer = server.send(request("DELETE", "", "")).await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("GET, HEAD, POST"))
    );
    assert_eq!(
        server
            .send(get.replacen("inventory", "elsewhere", 1))
            .await
            .status,
        404
    );
    server.stop().await;
}

//! The endpoint over real HTTP, as a client sees it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::{BASIC, Running, answer, post, soon};
use countersign_auth::ClientRecord;
use countersign_cli::config::Bounds;
use countersign_http::{Unavailable, server::Registry};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

#[tokio::test]
async fn a_token_by_each_method() {
    let server = Running::demonstration().await;
    let by_basic = server
        .send(post(BASIC, "grant_type=client_credentials&scope=read"))
        .await;
    assert_eq!(by_basic.status, 200, "{by_basic:?}");
    let json = by_basic.json();
    assert_eq!(
        (json["token_type"].as_str(), json["expires_in"].as_u64()),
        (Some("Bearer"), Some(3600))
    );
    assert_eq!(json["scope"], "read");
    assert_eq!(by_basic.header("cache-control"), Some("no-store"));
    assert_eq!(by_basic.header("pragma"), Some("no-cache"));

    let entry = server.log.last();
    assert_eq!(
        (entry.decision.verdict, entry.decision.auth_method),
        ("granted", Some("client_secret_basic"))
    );
    assert_eq!(entry.decision.credential.as_deref(), Some("demonstration"));
    assert_eq!(
        (entry.decision.client_id.as_deref(), entry.decision.authenticated),
        (Some("abc123"), true)
    );

    let body = "grant_type=client_credentials&client_id=demo-post&client_secret=secretPost&scope=read+write";
    let by_post = server.send(post("", body)).await;
    assert_eq!(
        (by_post.status, by_post.json()["scope"].as_str()),
        (200, Some("read write"))
    );
    assert_eq!(server.log.last().decision.auth_method, Some("client_secret_post"));
    server.stop().await;
}

#[tokio::test]
async fn a_client_is_held_to_its_method() {
    let server = Running::demonstration().await;
    let body = "grant_type=client_credentials&client_id=demo-basic&client_secret=secretBasic";
    server
        .send(post("", body))
        .await
        .assert_error(400, "invalid_client");
    // demo-post:secretPost
    let basic = "Authorization: Basic ZGVtby1wb3N0OnNlY3JldFBvc3Q=\r\n";
    let refused = server.send(post(basic, "grant_type=client_credentials")).await;
    refused.assert_error(401, "invalid_client");
    assert_eq!(refused.header("www-authenticate"), Some("Basic realm=\"token\""));
    server.stop().await;
}

// = RFC6749-3.2-5 (test)
#[tokio::test]
async fn other_methods_get_405() {
    let server = Running::demonstration().await;
    for method in ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY", "post"] {
        let request =
            format!("{method} /oauth2/token HTTP/1.1\r\nHost: x\r\n{BASIC}Content-Length: 0\r\n\r\n");
        let refused = server.send(request).await;
        refused.assert_error(405, "invalid_request");
        assert_eq!(refused.header("allow"), Some("POST"), "{method}");
    }
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"HEAD /oauth2/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut read = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut read)
        .await
        .unwrap();
    assert!(
        read.starts_with("HTTP/1.1 405 ") && read.ends_with("\r\n\r\n"),
        "{read}"
    );
    server.stop().await;
}

#[tokio::test]
async fn other_paths_get_404_in_json() {
    let server = Running::demonstration().await;
    for path in [
        "/",
        "/oauth2/token/",
        "/oauth2",
        "/OAUTH2/TOKEN",
        "/oauth2/token%2F",
        "//oauth2/token",
        "*",
    ] {
        let method = if path == "*" { "OPTIONS" } else { "POST" };
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        let refused = server.send(request).await;
        assert_eq!(refused.status, 404, "{path} {refused:?}");
        assert_eq!(refused.header("content-type"), Some("application/json"));
        assert!(
            refused.json()["error_description"]
                .as_str()
                .unwrap()
                .contains("/oauth2/token")
        );
    }
    let entry = server.log.last();
    assert_eq!((entry.decision.verdict, entry.status), ("not_found", 404));
    server.stop().await;
}

#[tokio::test]
async fn the_absolute_form_of_the_target_is_the_same_resource() {
    let server = Running::demonstration().await;
    let request =
        post(BASIC, "grant_type=client_credentials").replace("/oauth2/token", "http://x/oauth2/token");
    assert_eq!(server.send(request).await.status, 200);
    server.stop().await;
}

// = RFC6749-2.3.1-9 (test)
#[tokio::test]
async fn user_information_in_the_absolute_form_is_refused_everywhere() {
    let server = Running::demonstration().await;
    let token = post(BASIC, "grant_type=client_credentials");
    for path in ["/oauth2/token", "/api/inventory", "/nothing"] {
        for user in ["abc123", "abc123:secretXYZ", ":", ""] {
            let to = format!("POST http://{user}@{}{path} ", server.address);
            let answer = server.send(token.replace("POST /oauth2/token ", &to)).await;
            answer.assert_error(400, "invalid_request");
            assert_eq!(
                answer.header("connection"),
                (path != "/oauth2/token").then_some("close")
            );
            let entry = server.log.last();
            assert_eq!((entry.decision.verdict, entry.path.as_str()), ("refused", path));
            assert_eq!(entry.decision.clause, Some("RFC6749-2.3.1-9"));
            assert!(!format!("{entry:?} {answer:?}").contains("secretXYZ"));
        }
    }
    assert_eq!(server.log.all().len(), 12);
    server.stop().await;
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let server = Running::demonstration().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let mut tokens = std::collections::BTreeSet::new();
    for _ in 0..5 {
        stream
            .write_all(post(BASIC, "grant_type=client_credentials").as_bytes())
            .await
            .unwrap();
        let granted = answer(&mut stream).await.unwrap();
        tokens.insert(granted.json()["access_token"].as_str().unwrap().to_owned());
    }
    assert_eq!(tokens.len(), 5, "each token is its own");

    // Pipelined: a refusal in between does not disturb the framing.
    let requests = [
        post(BASIC, "grant_type=client_credentials"),
        post(BASIC, "grant_type=password"),
        post(BASIC, "grant_type=client_credentials"),
    ];
    stream.write_all(requests.concat().as_bytes()).await.unwrap();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(answer(&mut stream).await.unwrap().status);
    }
    assert_eq!(statuses, [200, 400, 200]);
    drop(stream);
    soon(server.stop()).await;
}

#[tokio::test]
async fn a_chunked_body_and_one_that_was_asked_for_are_bodies() {
    let server = Running::demonstration().await;
    let head =
        "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let chunked = format!(
        "{head}{BASIC}Transfer-Encoding: chunked\r\n\r\n5\r\ngrant\r\n18\r\n_type=client_credentials\r\n0\r\n\r\n"
    );
    let granted = server.send(chunked).await;
    assert_eq!(granted.status, 200, "{granted:?}");

    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let asking = format!("{head}{BASIC}Content-Length: 29\r\nExpect: 100-continue\r\n\r\n");
    stream.write_all(asking.as_bytes()).await.unwrap();
    assert_eq!(soon(answer(&mut stream)).await.unwrap().status, 100);
    stream.write_all(b"grant_type=client_credentials").await.unwrap();
    assert_eq!(answer(&mut stream).await.unwrap().status, 200);
    server.stop().await;
}

/// A registry whose database is down.
struct Down;

impl Registry for Down {
    async fn look_up(&self, _client_id: &str) -> Result<Option<Arc<ClientRecord>>, Unavailable> {
        tokio::task::yield_now().await;
        Err(Unavailable)
    }
}

// = COUNTERSIGN-UNAVAILABLE-1 (test)
#[tokio::test]
async fn a_registry_that_is_down_is_no_refusal() {
    let server = Running::with(Bounds::DEFAULT, |_| Down, |endpoint| endpoint).await;
    let refused = server.send(post(BASIC, "grant_type=client_credentials")).await;
    refused.assert_error(503, "temporarily_unavailable");
    assert_eq!(refused.header("www-authenticate"), None);
    assert_eq!(
        server.log.last().decision.clause,
        Some("COUNTERSIGN-UNAVAILABLE-1")
    );
    server.stop().await;
}

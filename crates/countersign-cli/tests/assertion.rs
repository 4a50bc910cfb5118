//! Clients that sign: `countersign serve` knows which assertion was used, and a restart does not change that.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;
use std::time::SystemTime;

use common::signing::{ISSUER, SECRET, configured};
use common::{Answer, Process, answer, command, post, soon};
use countersign_jose::{Algorithm, HmacKey, TokenSigner};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const TYPE: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

fn serve(config: &Path) -> Process {
    Process::serve(&["--listen", "127.0.0.1:0", "--config", config.to_str().unwrap()])
}

/// A request with an assertion for this audience that expires so many seconds from now.
fn asserting(jti: &str, audience: &str, seconds: u64) -> String {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let key = HmacKey::new(Algorithm::Hs256, SECRET.as_bytes()).unwrap();
    let mut token = String::new();
    TokenSigner::new(&key, None).sign(&mut token, |claims| {
        claims
            .member_str("iss", "inventory")
            .member_str("sub", "inventory")
            .member_str("aud", audience)
            .member_u64("exp", now.saturating_add(seconds))
            .member_str("jti", jti);
    });
    let body = format!("grant_type=client_credentials&client_assertion_type={TYPE}&client_assertion={token}");
    post("", &body)
}

async fn send(server: &Process, request: &str) -> Answer {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    soon(answer(&mut stream)).await.unwrap()
}

// = RFC7523-3-12 (test)
#[tokio::test]
async fn a_restart_forgets_no_assertion_that_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "replay_store = \"used\"");
    let used = asserting("7f3a", ISSUER, 200);
    // Ended in order, and killed.
    for (round, signal) in ["TERM", "KILL", "TERM"].into_iter().enumerate() {
        let server = serve(&config);
        let again = send(&server, &used).await;
        if round == 0 {
            assert_eq!(again.status, 200, "{again:?}");
            send(&server, &used).await.assert_error(400, "invalid_client");
        } else {
            again.assert_error(400, "invalid_client");
        }
        let fresh = send(&server, &asserting(&format!("fresh {round}"), ISSUER, 200)).await;
        assert_eq!(fresh.status, 200, "{fresh:?}");
        server.signal(signal);
        let (_, told) = server.wait();
        assert!(!told.contains(SECRET) && !told.contains("7f3a"), "{told}");
    }
}

/// Without a file they end with the process: that is what the file is for.
// = RFC7523-3-12 (test)
#[tokio::test]
async fn in_memory_an_assertion_is_used_once_for_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    let used = asserting("7f3a", ISSUER, 200);
    let server = serve(&config);
    assert_eq!(send(&server, &used).await.status, 200);
    for _ in 0..3 {
        send(&server, &used).await.assert_error(400, "invalid_client");
    }
    drop(server);
    assert_eq!(send(&serve(&config), &used).await.status, 200);
}

#[tokio::test]
async fn the_policy_is_strict_unless_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = "https://auth.example.com/oauth2/token";
    let strict = serve(&configured(folder.path(), "longest = 100"));
    send(&strict, &asserting("a", endpoint, 60))
        .await
        .assert_error(400, "invalid_client");
    send(&strict, &asserting("b", ISSUER, 200))
        .await
        .assert_error(400, "invalid_client");
    assert_eq!(send(&strict, &asserting("c", ISSUER, 60)).await.status, 200);
    let legacy = format!("policy = \"legacy\"\nendpoints = [\"{endpoint}\"]");
    let legacy = serve(&configured(folder.path(), &legacy));
    assert_eq!(send(&legacy, &asserting("a", endpoint, 60)).await.status, 200);
    assert_eq!(send(&legacy, &asserting("b", ISSUER, 200)).await.status, 200);
    send(&legacy, &asserting("c", "https://other.example", 60))
        .await
        .assert_error(400, "invalid_client");
}

/// Who operates the server sees which clients still need the leniency.
// = RFC7523-3-5 (test)
#[tokio::test]
async fn the_log_says_what_was_tolerated_and_of_whom() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = "https://auth.example.com/oauth2/token";
    let legacy = format!("policy = \"legacy\"\nendpoints = [\"{endpoint}\"]");
    let server = serve(&configured(folder.path(), &legacy));
    for (jti, audience, status) in [
        ("a", endpoint, 200),
        ("b", ISSUER, 200),
        ("a", endpoint, 400),
        ("c", "https://other.example", 400),
    ] {
        let answer = send(&server, &asserting(jti, audience, 60)).await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    server.signal("TERM");
    let (_, log) = server.wait();
    let tolerated: Vec<_> = log
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|line| line["path"] == "/oauth2/token")
        .map(|line| (line["status"].clone(), line.get("tolerated").cloned()))
        .collect();
    let expected = [
        (200.into(), Some("audience-is-endpoint".into())),
        (200.into(), None),
        (400.into(), None),
        (400.into(), None),
    ];
    assert_eq!(tolerated, expected, "{log}");
}

#[test]
fn a_replay_store_is_one_processs() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "replay_store = \"used\"");
    let _server = serve(&config);
    let output = command()
        .args(["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&config)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains(":5:16: ") && told.contains("the replay store is in use"),
        "{told}"
    );
}

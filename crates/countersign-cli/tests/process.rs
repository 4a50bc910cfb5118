//! The command as a process: signals, exit statuses, and what it never prints.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::Write;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use common::{BASIC, Process, answer, command, post, soon};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const LOOPBACK: [&str; 2] = ["--listen", "127.0.0.1:0"];

#[tokio::test]
async fn a_signal_lets_running_requests_end() {
    for signal in ["TERM", "INT"] {
        let server = Process::serve(&LOOPBACK);
        let mut idle = TcpStream::connect(server.address()).await.unwrap();
        idle.write_all(post(BASIC, "grant_type=client_credentials").as_bytes())
            .await
            .unwrap();
        assert_eq!(soon(answer(&mut idle)).await.unwrap().status, 200);

        let mut running = TcpStream::connect(server.address()).await.unwrap();
        let request = post(BASIC, "grant_type=client_credentials");
        let (before, after) = request.split_at(request.len() - 5);
        running.write_all(before.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        server.signal(signal);
        tokio::time::sleep(Duration::from_millis(200)).await;

        assert!(
            TcpStream::connect(server.address()).await.is_err(),
            "no new connections"
        );
        assert!(soon(answer(&mut idle)).await.is_none(), "the idle one is closed");
        running.write_all(after.as_bytes()).await.unwrap();
        let granted = soon(answer(&mut running)).await.unwrap();
        assert_eq!(
            (granted.status, granted.header("connection")),
            (200, Some("close"))
        );

        let started = Instant::now();
        let (code, told) = server.wait();
        assert_eq!(code, Some(0), "{told}");
        assert!(started.elapsed() < Duration::from_secs(3));
        assert_eq!(told.matches("\"verdict\":\"granted\"").count(), 2, "{told}");
    }
}

#[tokio::test]
async fn a_second_signal_does_not_wait() {
    let server = Process::serve(&LOOPBACK);
    let mut stalled = TcpStream::connect(server.address()).await.unwrap();
    let request = post(BASIC, "grant_type=client_credentials");
    stalled
        .write_all(&request.as_bytes()[..request.len() - 5])
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let started = Instant::now();
    server.signal("TERM");
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(1));
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// Secrets in every place of a request; none of them may come out anywhere.
#[tokio::test]
async fn no_secret_is_ever_logged() {
    const CANARY: &str = "CaNaRy7sEcReT";
    let mut server = Process::serve(&["--listen", "127.0.0.1:0", "--verbose"]);
    // abc123:CaNaRy7sEcReT, and the same as a client id would be too much to ask.
    let basic = "Authorization: Basic YWJjMTIzOkNhTmFSeTdzRWNSZVQ=\r\n";
    let encoded = "YWJjMTIzOkNhTmFSeTdzRWNSZVQ";
    let form = "grant_type=client_credentials";
    let requests = [
        post(basic, form),
        post(&format!("{basic}{basic}"), form),
        post(&basic.replace("Basic", "Bearer"), form),
        post(&basic.replace("Q=", "Q"), form),
        post("", &format!("{form}&client_id=abc123&client_secret={CANARY}")),
        post(
            "",
            &format!("{form}&client_id=abc123&client_secret={CANARY}&client_secret={CANARY}"),
        ),
        post(BASIC, &format!("{form}&client_secret={CANARY}")),
        post(BASIC, &format!("{form}&scope={CANARY}")),
        post(
            BASIC,
            &format!("{form}&unknown={CANARY}&password={CANARY}&{CANARY}=1&%zz"),
        ),
        post(
            "",
            &format!("{form}&client_assertion={CANARY}&client_assertion_type={CANARY}"),
        ),
        post(
            &format!("X-Api-Key: {CANARY}\r\nCookie: a={CANARY}\r\n"),
            &format!("{{\"{CANARY}\":1}}"),
        ),
        post(BASIC, form).replace("/oauth2/token", &format!("/oauth2/token?client_secret={CANARY}")),
        post(BASIC, form).replace("/oauth2/token", &format!("/oauth2/token?{CANARY}")),
        post(BASIC, form).replace("/oauth2/token", &format!("/elsewhere?client_secret={CANARY}")),
        post(BASIC, form).replace(
            "/oauth2/token",
            &format!("http://u:{CANARY}@h/oauth2/token?{CANARY}#{CANARY}"),
        ),
        format!("POST /oauth2/token HTTP/1.1\r\n{CANARY}\r\n\r\n"),
        format!("GET /api/inventory HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {CANARY}\r\n\r\n"),
        format!("GET /api/inventory HTTP/1.1\r\nHost: h\r\nAuthorization: {CANARY}\r\n\r\n"),
        format!("GET /api/inventory HTTP/1.1\r\nHost: h\r\n{basic}\r\n"),
        format!("GET /api/inventory?access_token={CANARY} HTTP/1.1\r\nHost: h\r\n\r\n"),
        post(BASIC, form),
    ];
    let mut tokens = Vec::new();
    for request in &requests {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        if let Some(answer) = soon(answer(&mut stream)).await {
            assert!(!answer.body.contains(CANARY), "{answer:?}");
            tokens.extend(
                serde_json::from_str::<serde_json::Value>(&answer.body)
                    .ok()
                    .and_then(|json| json["access_token"].as_str().map(str::to_owned)),
            );
        }
    }
    assert!(!tokens.is_empty());
    server.signal("TERM");
    let mut printed = String::new();
    std::io::Read::read_to_string(server.child.stdout.as_mut().unwrap(), &mut printed).unwrap();
    let (_, told) = server.wait();
    assert!(
        told.lines().filter(|line| line.contains("\"access\"")).count() >= 18,
        "{told}"
    );
    for line in told.lines() {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(json["timestamp"].is_string());
    }
    let both = told + &printed;
    for secret in [CANARY, encoded, "secretXYZ\"", "YWJjMTIzOnNlY3JldFhZWg"] {
        assert!(!both.contains(secret), "{secret} in {both}");
    }
    for token in tokens {
        assert!(!both.contains(token.split('.').next_back().unwrap()));
    }
}

#[tokio::test]
async fn what_a_client_chose_cannot_forge_a_line() {
    let server = Process::serve(&["--listen", "127.0.0.1:0", "--log", "text"]);
    // The client id `a" b\<ESC>[31m`, form-encoded within Basic, is refused as malformed; with a quote only, unknown.
    let body = "grant_type=client_credentials&client_id=a%22%20b%5C&client_secret=x";
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(post("", body).as_bytes()).await.unwrap();
    soon(answer(&mut stream))
        .await
        .unwrap()
        .assert_error(400, "invalid_client");
    server.signal("TERM");
    let (_, told) = server.wait();
    assert!(told.contains(r#"client_id="a\" b\\""#), "{told}");
    assert!(!told.contains('\u{1b}'));
}

fn run(arguments: &[&str], stdin: &str) -> Output {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read closes the pipe, and that is fine.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap()
}

// = RFC6749-3.2-3 (test)
#[test]
fn plain_http_off_loopback_is_refused() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.7:80"] {
        let output = run(&["serve", "--listen", address], "");
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(
            text(&output.stderr).contains("RFC6749-3.2-3"),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn an_address_in_use_is_the_environments_fault() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let output = run(
        &["serve", "--listen", &taken.local_addr().unwrap().to_string()],
        "",
    );
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("cannot listen on 127.0.0.1:"));
}

#[test]
fn wrong_arguments_are_usage() {
    for arguments in [
        &["serve", "--listen", "nowhere"][..],
        &["serv"],
        &[],
        &["demo", "--x"],
        &["secret", "hunter2"],
    ] {
        assert_eq!(run(arguments, "").status.code(), Some(2), "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["serve", "--help"], &["--version"]] {
        assert_eq!(run(arguments, "").status.code(), Some(0), "{arguments:?}");
    }
    assert!(text(&run(&["--help"], "").stdout).contains("Exit status"));
}

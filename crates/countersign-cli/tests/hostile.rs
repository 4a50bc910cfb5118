//! Requests that nobody means well with.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::{Duration, Instant};

use common::{BASIC, Running, answer, post, soon};
use countersign_cli::config::Bounds;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const GRANT: &str = "grant_type=client_credentials";

// = COUNTERSIGN-LIMITS-1 (test)
#[tokio::test]
async fn ten_megabytes_of_body_get_413_and_the_server_lives_on() {
    let server = Running::demonstration().await;
    let body = format!("{GRANT}&x={}", "a".repeat(10_000_000));
    let refused = soon(server.send(post(BASIC, &body))).await;
    refused.assert_error(413, "invalid_request");
    assert_eq!(refused.header("connection"), Some("close"));
    assert_eq!(server.log.last().decision.clause, Some("COUNTERSIGN-LIMITS-1"));
    assert_eq!(server.send(post(BASIC, GRANT)).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn the_limit_of_a_body_is_exact() {
    let limits = |endpoint: countersign_server::TokenEndpoint| {
        let mut limits = countersign_grammar::Limits::DEFAULT;
        limits.body = 100;
        endpoint.with_limits(limits)
    };
    let server = Running::with(Bounds::DEFAULT, |registry| registry, limits).await;
    let filled = |length: usize| format!("{GRANT}&x={}", "a".repeat(length - GRANT.len() - 3));
    assert_eq!(server.send(post(BASIC, &filled(100))).await.status, 200);
    assert_eq!(server.send(post(BASIC, &filled(101))).await.status, 413);
    assert_eq!(server.send(post(BASIC, &filled(102))).await.status, 413);
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_waits_for_permission_and_is_too_long_is_not_asked_for() {
    let server = Running::demonstration().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(soon(answer(&mut stream)).await.unwrap().status, 413);
    server.stop().await;
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let bounds = Bounds {
        body_time: Duration::from_millis(300),
        ..Bounds::DEFAULT
    };
    let server = Running::bounded(bounds).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    let started = Instant::now();
    // Sixteen megabytes are thrown away for politeness, or what comes in 300 ms; then there is an answer.
    let sending = async {
        while stream.write_all(chunk.as_bytes()).await.is_ok() && started.elapsed() < Duration::from_secs(10)
        {
        }
    };
    soon(sending).await;
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "the connection was closed"
    );
    assert_eq!(server.log.last().status, 413);
    server.stop().await;
}

#[tokio::test]
async fn a_hundred_thousand_parameters() {
    let endpoint = |endpoint: countersign_server::TokenEndpoint| {
        let mut limits = countersign_grammar::Limits::DEFAULT;
        limits.body = 10_000_000;
        endpoint.with_limits(limits)
    };
    let server = Running::with(Bounds::DEFAULT, |registry| registry, endpoint).await;
    let many: String = (0..100_000).map(|number| format!("&p{number}=1")).collect();
    let started = Instant::now();
    let refused = server.send(post(BASIC, &format!("{GRANT}{many}"))).await;
    refused.assert_error(400, "invalid_request");
    assert_eq!(
        server.log.last().decision.reason,
        Some("there are too many parameters")
    );
    assert!(started.elapsed() < Duration::from_secs(5));
    server.stop().await;
}

// = RFC9110-5.3-1 (test)
#[tokio::test]
async fn header_fields_that_must_not_repeat() {
    let server = Running::demonstration().await;
    server
        .send(post(&format!("{BASIC}{BASIC}"), GRANT))
        .await
        .assert_error(400, "invalid_request");
    assert_eq!(server.log.last().decision.clause, Some("RFC9110-5.3-1"));
    let typed = "Content-Type: application/x-www-form-urlencoded\r\n";
    server
        .send(post(&format!("{BASIC}{typed}"), GRANT))
        .await
        .assert_error(400, "invalid_request");
    server.stop().await;
}

#[tokio::test]
async fn octets_that_are_no_form() {
    let server = Running::demonstration().await;
    for body in [
        "",
        "\0",
        "\0\0\0\0",
        "grant_type=client_credentials\0",
        "a=%00",
        "=",
        "&&&",
        "%",
        "grant_type",
    ] {
        let refused = server.send(post(BASIC, body)).await;
        refused.assert_error(400, "invalid_request");
    }
    // A NUL that is escaped properly is text, and no client id.
    let body = format!("{GRANT}&client_id=abc%00123&client_secret=x");
    server
        .send(post("", &body))
        .await
        .assert_error(400, "invalid_request");
    server.stop().await;
}

#[tokio::test]
async fn octets_that_are_no_http() {
    let server = Running::demonstration().await;
    let requests: [&[u8]; 9] = [
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /oauth2/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /oauth2/token HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST /oauth2/token HTTP/1.1\r\nHost x\r\n\r\n",
        b"POST /oauth2/token HTTP/1.1\r\nAuthorization: Basic a\0b\r\n\r\n",
        b"POST /oauth2/token HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /oauth2/token HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for request in requests {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut read = Vec::new();
        soon(stream.read_to_end(&mut read)).await.unwrap();
        let read = String::from_utf8(read).unwrap();
        assert!(read.is_empty() || read.starts_with("HTTP/1.1 4"), "{read}");
    }
    assert!(
        server.log.all().is_empty(),
        "nothing of it came so far as to be a request"
    );
    assert_eq!(server.send(post(BASIC, GRANT)).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn both_lengths_are_not_smuggled() {
    let server = Running::demonstration().await;
    let smuggled = "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\
                    0\r\n\r\nPOST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(smuggled.as_bytes()).await.unwrap();
    // RFC 9112 section 6.3: either it is refused as a whole, or the chunks count; the four octets never do.
    let first = soon(answer(&mut stream)).await.unwrap();
    assert_eq!(first.status, 400);
    assert!(
        soon(answer(&mut stream)).await.is_none(),
        "the connection is closed, its rest unread"
    );
    assert_eq!(server.log.all().len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_head_that_is_too_long() {
    let server = Running::demonstration().await;
    let long = format!("Authorization: Basic {}\r\n", "a".repeat(9_000));
    server
        .send(post(&long, GRANT))
        .await
        .assert_error(400, "invalid_request");
    let query = post(BASIC, GRANT).replace("/oauth2/token", &format!("/oauth2/token?{}", "a".repeat(9_000)));
    server.send(query).await.assert_error(400, "invalid_request");

    let many: String = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect();
    assert_eq!(server.send(post(&many, GRANT)).await.status, 431);
    let huge = format!("X: {}\r\n", "a".repeat(100_000));
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let _ = stream.write_all(post(&huge, GRANT).as_bytes()).await;
    let refused = soon(answer(&mut stream)).await;
    assert!(refused.is_none_or(|refused| refused.status == 431));
    server.stop().await;
}

#[tokio::test]
async fn a_head_that_trickles_is_cut_off() {
    let bounds = Bounds {
        head_time: Duration::from_millis(300),
        ..Bounds::DEFAULT
    };
    let server = Running::bounded(bounds).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let started = Instant::now();
    let trickle = async {
        for octet in b"POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
            .iter()
            .cycle()
        {
            if stream.write_all(&[*octet]).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    soon(trickle).await;
    assert!(
        started.elapsed() >= Duration::from_millis(250),
        "{:?}",
        started.elapsed()
    );
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "{:?}",
        started.elapsed()
    );

    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut read = Vec::new();
    soon(silent.read_to_end(&mut read)).await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_trickles_gets_408() {
    let bounds = Bounds {
        body_time: Duration::from_millis(300),
        ..Bounds::DEFAULT
    };
    let server = Running::bounded(bounds).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = post(BASIC, GRANT);
    let (head, _) = request.split_at(request.len() - 10);
    stream.write_all(head.as_bytes()).await.unwrap();
    let refused = soon(answer(&mut stream)).await.unwrap();
    refused.assert_error(408, "invalid_request");
    assert_eq!(server.log.last().decision.verdict, "timeout");
    server.stop().await;
}

#[tokio::test]
async fn no_more_connections_than_allowed() {
    let bounds = Bounds {
        connections: 2,
        ..Bounds::DEFAULT
    };
    let server = Running::bounded(bounds).await;
    let first = TcpStream::connect(server.address).await.unwrap();
    let _second = TcpStream::connect(server.address).await.unwrap();
    let mut third = TcpStream::connect(server.address).await.unwrap();
    third.write_all(post(BASIC, GRANT).as_bytes()).await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(300), answer(&mut third)).await;
    assert!(waiting.is_err(), "the third waits");
    drop(first);
    assert_eq!(
        soon(answer(&mut third)).await.unwrap().status,
        200,
        "until there is a place"
    );
    drop(third);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_asks_and_never_reads_is_given_up() {
    let bounds = Bounds {
        write_time: Duration::from_millis(300),
        ..Bounds::DEFAULT
    };
    let server = Running::bounded(bounds).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let requests = post(BASIC, GRANT).repeat(100);
    // The answers fill the buffers between the two ends; then the server waits, and then it does not.
    let asking = async { while stream.write_all(requests.as_bytes()).await.is_ok() {} };
    soon(asking).await;
    assert!(server.log.all().len() > 100);
    assert_eq!(server.send(post(BASIC, GRANT)).await.status, 200);
    server.stop().await;
}

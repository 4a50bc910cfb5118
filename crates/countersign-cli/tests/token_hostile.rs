//! `countersign token` against servers that answer nonsense, or are after the secret.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use common::hostile::{Hostile, SECRET, answer, json};
use countersign_grammar::base64;

// = RFC9110-15.4-1 (test)
#[test]
fn a_redirect_gets_no_request() {
    let bystander = Hostile::answering(json(200, r#"{"access_token":"t","token_type":"Bearer"}"#));
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: http://{}/token?x={SECRET}\r\n", bystander.address);
        for body in ["", r#"{"error":"invalid_client"}"#] {
            let server = Hostile::answering(answer(status, &location, body));
            let ran = server.ask(&["--verbose"]);
            let port = bystander.address.to_string();
            ran.assert_ended(4, &["redirect", "[RFC9110-15.4-1]", &port, "not followed"]);
            assert!(!ran.told.contains(SECRET), "{}", ran.told);
            assert_eq!(server.requests().len(), 1);
        }
    }
    assert_eq!(bystander.requests().len(), 0);
}

#[test]
fn nonsense_is_told_with_its_clause() {
    const TOKEN: &str = r#"{"access_token":"t","token_type":"Bearer"}"#;
    let html = |status| {
        answer(
            status,
            "Content-Type: text/html\r\n",
            "<!doctype html><p>CaNaRy7sEcReT",
        )
    };
    for (answered, told) in [
        (
            html(200),
            &[
                "[RFC6749-5.1-10]",
                "a page for people",
                "text/html",
                "right address",
            ][..],
        ),
        (html(404), &["a page for people", "status 404"]),
        (json(200, ""), &["the body is empty", "status 200"]),
        (json(401, ""), &["the body is empty", "status 401"]),
        (
            answer(200, "", TOKEN),
            &["[RFC6749-5.1-10]", "--tolerate missing-content-type"],
        ),
        (
            answer(200, "Content-Type: text/plain\r\n", TOKEN),
            &["[RFC6749-5.1-10]", "--tolerate content-type"],
        ),
        (json(200, "[]"), &["[RFC6749-5.1-10]"]),
        (json(200, "{}"), &["[RFC6749-5.1-2]"]),
        (
            json(200, r#"{"access_token":"t"}"#),
            &["[RFC6749-5.1-3]", "--tolerate missing-token-type"],
        ),
        (
            json(
                200,
                r#"{"access_token":"t","access_token":"u","token_type":"Bearer"}"#,
            ),
            &["[RFC6749-3.2-10]"],
        ),
        (json(400, r#"{"error":"a","error":"b"}"#), &["[RFC6749-3.2-10]"]),
        (
            json(400, r#"{"error":{"type":"invalid_client","message":"no"}}"#),
            &["--tolerate nested-error"],
        ),
        (
            json(200, r#"{"error":"invalid_client"}"#),
            &["[RFC6749-5.1-1]", "--tolerate error-with-status-200"],
        ),
        (
            json(
                200,
                r#"{"access_token":"t","token_type":"Bearer","expires_in":"60"}"#,
            ),
            &["[RFC6749-5.1-11]", "--tolerate expires-in-string"],
        ),
        (
            json(200, r#"{"access_token":"t","token_type":"DPoP"}"#),
            &["[RFC6749-7.1-1]"],
        ),
        (
            json(200, r#"{"access_token":"a b","token_type":"Bearer"}"#),
            &["[RFC6750-2.1-1]"],
        ),
        (
            json(
                200,
                r#"{"access_token":"t","token_type":"Bearer","expires_in":0}"#,
            ),
            &["expired by the time it arrived"],
        ),
        (json(500, r#"{"message":"x"}"#), &["status 500"]),
    ] {
        let ran = Hostile::answering(answered.clone()).ask(&["--verbose"]);
        assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{answered} {}", ran.told);
        for text in told {
            assert!(ran.told.contains(text), "{text} for {answered}: {}", ran.told);
        }
        assert!(!ran.told.contains(SECRET), "{}", ran.told);
    }
}

#[test]
fn what_is_no_http_is_no_answer() {
    for answered in [
        "",
        "HTTP/1.1 200",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"access_token\":\"t\"",
    ] {
        let server = Hostile::answering(answered);
        let ran = server.ask(&[]);
        ran.assert_ended(4, &["the connection broke before the answer was complete"]);
        assert_eq!(server.requests().len(), 1, "nothing is sent twice");
    }
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn a_long_answer_is_not_read() {
    const OCTETS: usize = 10 * 1024 * 1024;
    for framing in [
        format!("Content-Length: {OCTETS}\r\n"),
        "Connection: close\r\n".to_owned(),
    ] {
        let server = Hostile::doing(move |stream, _, _| {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{framing}\r\n");
            let _ = stream.write_all(head.as_bytes());
            let piece = [b' '; 64 * 1024];
            for _ in 0..OCTETS / piece.len() {
                if stream.write_all(&piece).is_err() {
                    return;
                }
            }
        });
        server
            .ask(&[])
            .assert_ended(4, &["too long", "[COUNTERSIGN-LIMITS-1]"]);
    }
}

#[test]
fn a_slow_answer_is_not_waited_for() {
    let silent = Hostile::doing(|_, _, _| thread::sleep(Duration::from_secs(30)));
    let trickling = Hostile::doing(|stream, _, _| {
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(100));
        }
    });
    for server in [silent, trickling] {
        let started = Instant::now();
        let ran = server.ask(&["--timeout", "1"]);
        ran.assert_ended(4, &["no complete answer came in time"]);
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}

/// Every field of an answer, each with the secret in each form in which a server could repeat it.
// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn a_server_that_repeats_the_secret_does_not_get_it_shown() {
    let escaped: String = SECRET
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04X}"))
        .collect();
    let percent: String = SECRET.bytes().map(|octet| format!("%{octet:02x}")).collect();
    let pair = base64::encode(format!("abc123:{SECRET}").as_bytes());
    let alone = base64::encode(SECRET.as_bytes());
    let forms = [SECRET, &escaped, &percent, &pair, &alone];
    let mut shown = 0;
    for form in forms {
        let field = format!(
            "Content-Type: application/json\r\nServer: {form}\r\nX-Echo: {form}\r\nX-{}: 1\r\n\
             WWW-Authenticate: Basic realm=\"{form}\"\r\nRetry-After: {form}\r\n",
            SECRET
        );
        for (status, body) in [
            (
                400,
                format!(r#"{{"error":"invalid_client","error_description":"the secret {form} is wrong"}}"#),
            ),
            (400, format!(r#"{{"error":"{form}","error_description":"no"}}"#)),
            (
                401,
                format!(r#"{{"error":"invalid_client","error_uri":"https://a.example/{form}"}}"#),
            ),
            (
                400,
                format!(r#"{{"error":"invalid_client","{form}":"{form}","x":["{form}"]}}"#),
            ),
            (
                400,
                format!(r#"{{"error":{{"type":"{form}","message":"{form}"}}}}"#),
            ),
            (
                200,
                format!(r#"{{"access_token":"t","token_type":"Bearer","scope":"{form}"}}"#),
            ),
            (200, format!(r#"{{"access_token":"t","token_type":"{form}"}}"#)),
            (200, format!("error_description={form}")),
            (500, format!("<p>{form}</p>")),
            (500, format!("\"{form}\"")),
        ] {
            for auth in ["basic", "post"] {
                let server = Hostile::answering(answer(status, &field, &body));
                for more in [
                    &["--format", "json"][..],
                    &["--tolerate", "nested-error", "--scope", "read"],
                ] {
                    let ran = server.ask(&[&["--verbose", "--auth", auth], more].concat());
                    let told = (ran.told + &ran.out).to_ascii_lowercase();
                    for secret in forms {
                        let secret = secret.trim_end_matches('=').to_ascii_lowercase();
                        assert!(!told.contains(&secret), "{secret} for {status} {body}: {told}");
                    }
                    assert!(told.contains("*****"));
                    shown += usize::from(told.contains("the secret ***** is wrong"));
                }
            }
        }
    }
    assert!(shown > 0, "what is said around the secret is shown");
}

#[test]
fn what_a_server_says_does_not_steer_the_terminal() {
    let body = r#"{"error":"invalid_client","error_description":"a\r\nb","x":"\u001b[31m"}"#;
    let field = "Content-Type: application/json\r\nServer: a\tb\r\n";
    let ran = Hostile::answering(answer(400, field, body)).ask(&["-v", "--tolerate", "crlf-in-description"]);
    ran.assert_ended(1, &["it says: a b\n"]);
    let ran = Hostile::answering(answer(500, field, "\u{1b}[31m\u{7}")).ask(&["-v"]);
    assert!(!ran.told.contains(['\u{1b}', '\u{7}']), "{:?}", ran.told);
}

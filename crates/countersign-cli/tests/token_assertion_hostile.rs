//! `countersign token --auth secret-jwt` against a server that says what it likes, and repeats what it was sent.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use std::io::{Read, Write};
use std::net::TcpListener;

use common::Token;
use countersign_grammar::Limits;
use countersign_message::TokenRequest;

const ID: &str = "inventory";
const SECRET: &str = "CaNaRy-0123456789-0123456789-0123456789";

/// A server on loopback that gives its metadata, then an answer with all that it was sent in it.
struct Repeating {
    origin: String,
    heard: std::thread::JoinHandle<Vec<String>>,
}

impl Repeating {
    fn with(methods: &'static str, algorithms: &'static str, rounds: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let own = origin.clone();
        let heard = std::thread::spawn(move || {
            (0..rounds)
                .map(|_| Self::hear(&listener, &own, methods, algorithms))
                .collect()
        });
        Self { origin, heard }
    }

    fn hear(listener: &TcpListener, origin: &str, methods: &str, algorithms: &str) -> String {
        let (mut stream, _) = listener.accept().unwrap();
        let mut octets = vec![0; 16 * 1024];
        let mut len = 0;
        loop {
            len += stream.read(&mut octets[len..]).unwrap();
            let text = String::from_utf8_lossy(&octets[..len]).to_ascii_lowercase();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next());
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                break;
            }
        }
        let request = String::from_utf8(octets[..len].to_vec()).unwrap();
        let body = request.split_once("\r\n\r\n").unwrap().1;
        let (status, answer) = if request.starts_with("GET ") {
            let members = format!(r#""token_endpoint_auth_methods_supported":[{methods}]{algorithms}"#);
            let names = format!(r#""issuer":"{origin}","token_endpoint":"{origin}/token""#);
            (200, format!("{{{names},{members}}}"))
        } else {
            let assertion = assertion(body);
            let said = format!("you sent {assertion} and {body}");
            (
                401,
                format!(r#"{{"error":"invalid_client","error_description":"{said}"}}"#),
            )
        };
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nX-Sent: {body}\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{answer}",
            answer.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        request
    }
}

fn assertion(body: &str) -> String {
    let request = TokenRequest::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
    request
        .client_assertion()
        .map_or_else(String::new, |found| found.text.decode().into_owned())
}

/// An assertion that was refused may be good elsewhere, or later.
// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn neither_the_secret_nor_the_assertion_is_shown() {
    for verbose in [&[][..], &["--verbose"]] {
        let server = Repeating::with("\"client_secret_basic\"", "", 2);
        let ran = Token::of(ID)
            .input(SECRET)
            .arguments(&["--issuer", &server.origin, "--allow-loopback-http"])
            .arguments(&["--auth", "secret-jwt", "--key-id", "2026-11"])
            .arguments(verbose)
            .run();
        ran.assert_ended(1, &["invalid_client", "it says: you sent *****"]);
        let heard = server.heard.join().unwrap();
        let body = heard[1].split_once("\r\n\r\n").unwrap().1;
        let sent = assertion(body);
        assert_eq!(sent.split('.').count(), 3);
        let header = sent.split('.').next().unwrap();
        let header = countersign_grammar::base64url::decode(header).unwrap();
        let header = String::from_utf8(header).unwrap();
        assert!(header.ends_with(r#""kid":"2026-11"}"#), "{header}");
        let signature = sent.rsplit('.').next().unwrap();
        for shown in [SECRET, &sent, signature] {
            assert!(!ran.told.contains(shown), "{}", ran.told);
        }
        assert!(
            !heard.concat().contains(SECRET) && !heard[1].contains("authorization"),
            "{heard:?}"
        );
        let mut written = ran.told.lines().filter(|line| line.starts_with("> "));
        let masked = written.any(|line| line.ends_with("&client_assertion=*****"));
        assert_eq!(masked, !verbose.is_empty(), "{}", ran.told);
    }
}

// = RFC8414-2-8 (test)
// = RFC8414-2-9 (test)
#[test]
fn a_server_that_takes_nothing_but_assertions_gets_one() {
    const NAMED: &str = r#","token_endpoint_auth_signing_alg_values_supported":["ES256","HS512","HS384"]"#;
    for (methods, algorithms, arguments, header) in [
        (
            "\"private_key_jwt\",\"client_secret_jwt\"",
            NAMED,
            &[][..],
            r#"{"alg":"HS384","#,
        ),
        (
            "\"client_secret_jwt\"",
            NAMED,
            &["--auth", "secret-jwt", "--algorithm", "HS256"],
            r#"{"alg":"HS256","#,
        ),
        ("\"client_secret_jwt\",\"client_secret_post\"", NAMED, &[], ""),
    ] {
        let server = Repeating::with(methods, algorithms, 2);
        let ran = Token::of("abc")
            .input(&SECRET.repeat(2))
            .arguments(&["--issuer", &server.origin, "--allow-loopback-http"])
            .arguments(arguments)
            .run();
        ran.assert_ended(1, &["invalid_client"]);
        let issuer = server.origin.clone();
        let heard = server.heard.join().unwrap();
        let sent = assertion(heard[1].split_once("\r\n\r\n").unwrap().1);
        let part = |place: usize| {
            let part = sent.split('.').nth(place).unwrap_or_default();
            String::from_utf8(countersign_grammar::base64url::decode(part).unwrap()).unwrap()
        };
        assert!(part(0).starts_with(header), "{methods} {}", part(0));
        assert_eq!(sent.is_empty(), header.is_empty());
        if !header.is_empty() {
            assert!(part(1).contains(&format!(r#""aud":"{issuer}""#)), "{}", part(1));
        }
    }
}

//! `countersign token --auth secret-jwt`: a secret that signs and is not sent, against `countersign serve`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use common::{Process, Ran, Running, Token};
use countersign_cli::config::Demonstration;
use countersign_cli::serve::http::now;
use countersign_grammar::UnixTime;

const ID: &str = Demonstration::SIGNING.id;
const SECRET: &str = Demonstration::SIGNING.secret;

/// The client of the demonstration that signs, at the server with this address.
fn client(server: SocketAddr) -> Token {
    signing(ID, SECRET, server)
}

fn signing(id: &str, secret: &str, server: SocketAddr) -> Token {
    let endpoint = format!("http://{server}/oauth2/token");
    Token::of(id)
        .input(secret)
        .arguments(&["--endpoint", &endpoint, "--allow-loopback-http"])
        .arguments(&["--auth", "secret-jwt"])
}

async fn run(token: Token) -> Ran {
    tokio::task::spawn_blocking(|| token.run()).await.unwrap()
}

// = RFC7523-2.2-2 (test)
// = RFC7523BIS-4-2 (test)
#[test]
fn the_demonstration_gives_a_token_for_an_assertion() {
    let server = Process::serve(&["--listen", "127.0.0.1:0"]);
    let issuer = format!("http://{}", server.address());
    let told = client(server.address()).arguments(&["--audience", &issuer]).run();
    assert_eq!((told.code, told.told.as_str()), (0, ""));
    let found = Token::of(ID)
        .input(SECRET)
        .arguments(&[
            "--issuer",
            &issuer,
            "--allow-loopback-http",
            "--auth",
            "secret-jwt",
        ])
        .run();
    assert_eq!((found.code, found.told.as_str()), (0, ""));
    for ran in [told, found] {
        assert!(ran.out.starts_with("eyJ") && ran.out.trim().split('.').count() == 3);
    }
    // A second time, with an assertion of its own.
    let again = client(server.address()).arguments(&["--audience", &issuer]).run();
    assert_eq!(again.code, 0, "{}", again.told);
}

#[test]
fn what_is_wrong_with_an_assertion_is_refused() {
    let server = Process::serve(&["--listen", "127.0.0.1:0"]);
    let issuer = format!("http://{}", server.address());
    let refused = |token: Token| {
        let ran = token.run();
        ran.assert_ended(1, &["invalid_client", "[RFC6749-5.2-7]"]);
        assert!(
            !ran.told.contains(SECRET) && !ran.told.contains("eyJ"),
            "{}",
            ran.told
        );
    };
    // Another key, also one that differs in nothing but its end.
    for wrong in ["another-secret-that-is-long-enough-for-it", &format!("{SECRET}x")] {
        refused(signing(ID, wrong, server.address()).arguments(&["--audience", &issuer]));
    }
    // For somebody else; for the endpoint, which the strict policy does not take; almost for the issuer.
    for wrong in [
        "https://other.example",
        &server.url,
        &format!("{issuer}/"),
        "http://localhost",
    ] {
        refused(client(server.address()).arguments(&["--audience", wrong]));
    }
    // By an algorithm that the key is not registered for.
    let long = SECRET.repeat(2);
    for algorithm in ["HS384", "HS512"] {
        let token = signing(ID, &long, server.address());
        refused(token.arguments(&["--audience", &issuer, "--algorithm", algorithm]));
    }
    // A client that does not sign, and one that nobody knows.
    for id in ["abc123", "nobody"] {
        refused(signing(id, SECRET, server.address()).arguments(&["--audience", &issuer]));
    }
    // One that signs sends no secret.
    for method in ["basic", "post"] {
        let endpoint = server.url.as_str();
        let token = Token::of(ID)
            .input(SECRET)
            .arguments(&["--endpoint", endpoint, "--auth", method]);
        refused(token.arguments(&["--allow-loopback-http"]));
    }
}

/// The clock of this machine, as a server has it that is so far ahead or behind.
fn ahead<const SECONDS: u64>() -> UnixTime {
    now().saturating_add(SECONDS)
}

fn behind<const SECONDS: u64>() -> UnixTime {
    now().saturating_sub(SECONDS)
}

// = RFC7523-3-9 (test)
// = RFC7523-3-11 (test)
#[tokio::test]
async fn the_clocks_agree_within_the_skew() {
    let clocks: [(fn() -> UnixTime, bool); 6] = [
        (ahead::<5>, true),
        (behind::<5>, true),
        (ahead::<600>, false),
        (ahead::<86_400>, false),
        (behind::<600>, false),
        (behind::<86_400>, false),
    ];
    for (clock, granted) in clocks {
        let server = Running::by_clock(clock).await;
        let ran = run(client(server.address).arguments(&["--audience", &server.origin()])).await;
        let decision = server.log.last().decision;
        assert_eq!(ran.code == 0, granted, "{} {decision:?}", ran.told);
        assert_eq!(decision.auth_method, Some("client_secret_jwt"));
        if !granted {
            ran.assert_ended(1, &["invalid_client"]);
            assert!(decision.clause.unwrap().starts_with("RFC7523-3-"), "{decision:?}");
        }
        server.stop().await;
    }
}

/// A configuration with one client for each algorithm, whose secret is as long as its tag.
fn configured(folder: &Path) -> PathBuf {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("signing.key", &"k".repeat(64));
    let mut text = String::from(
        "issuer = \"https://auth.example.com/tenant\"\naudience = \"https://api.example.com\"\n\
         token = { profile = \"jwt\", signing_key = { file = \"signing.key\" } }\n[assertions]\n",
    );
    for (algorithm, length) in ALGORITHMS {
        write(algorithm, &secret(length));
        text += &format!(
            "[[clients]]\nid = \"{algorithm}\"\nmethods = [\"client_secret_jwt\"]\n\
             [[clients.assertion_keys]]\nlabel = \"first\"\nkey = {{ file = \"{algorithm}\" }}\n\
             algorithm = \"{algorithm}\"\n"
        );
    }
    write("a.toml", &text);
    folder.join("a.toml")
}

const ALGORITHMS: [(&str, usize); 3] = [("HS256", 32), ("HS384", 48), ("HS512", 64)];

fn secret(length: usize) -> String {
    "secret-0123456789"
        .chars()
        .cycle()
        .take(length)
        .collect::<String>()
}

// = RFC7518-3.2-1 (test)
#[test]
fn each_algorithm_signs_with_a_secret_of_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path());
    let server = Process::serve(&["--listen", "127.0.0.1:0", "--config", config.to_str().unwrap()]);
    let asked = |id: &str, length: usize, algorithm: &str| {
        signing(id, &secret(length), server.address())
            .arguments(&[
                "--audience",
                "https://auth.example.com/tenant",
                "--algorithm",
                algorithm,
            ])
            .run()
    };
    for (algorithm, length) in ALGORITHMS {
        let ran = asked(algorithm, length, algorithm);
        assert_eq!((ran.code, ran.told.as_str()), (0, ""), "{algorithm}");
        asked(algorithm, length - 1, algorithm)
            .assert_ended(2, &["too short to sign", algorithm, "[RFC7518-3.2-1]"]);
        for (other, longer) in ALGORITHMS {
            if other != algorithm {
                asked(algorithm, longer, other).assert_ended(1, &["invalid_client"]);
            }
        }
    }
}

#[test]
fn the_options_of_an_assertion_are_checked_before_anything_is_sent() {
    let asked = |arguments: &[&str]| {
        Token::of("abc123")
            .input(SECRET)
            .arguments(&["--endpoint", "https://127.0.0.1:1/token"])
            .arguments(arguments)
            .run()
    };
    let signing = ["--auth", "secret-jwt"];
    for (arguments, told) in [
        (
            &["--audience", "https://a.example"][..],
            "--audience says nothing without",
        ),
        (&["--algorithm", "HS256"], "--algorithm says nothing without"),
        (
            &["--key-id", "1", "--auth", "basic"],
            "--key-id says nothing without",
        ),
        (
            &["--audience", "https://a.example", "--auth", "post"],
            "--audience says nothing without",
        ),
        (&signing, "--audience says whom the assertion is for"),
        (
            &["--auth", "secret-jwt", "--audience", "hunter2"],
            "--audience: it is an absolute URI",
        ),
        (
            &["--auth", "secret-jwt", "--audience", "https://a.example#hunter2"],
            "--audience: it is",
        ),
        (&["--auth", "secret-jwt", "--audience", ""], "--audience: it is"),
        (
            &["--auth", "secret-jwt", "--basic-encoding", "raw"],
            "--basic-encoding says nothing",
        ),
        (
            &["--auth", "secret-jwt", "--algorithm", "none"],
            "HS256, HS384, HS512",
        ),
        (
            &["--auth", "secret-jwt", "--algorithm", "RS256"],
            "HS256, HS384, HS512",
        ),
        (
            &[
                "--auth",
                "secret-jwt",
                "--audience",
                "https://a.example",
                "--parameter",
                "client_assertion=x",
            ],
            "--parameter: ",
        ),
    ] {
        let ran = asked(arguments);
        ran.assert_ended(2, &[told]);
        assert!(
            !ran.told.contains("hunter2") && !ran.told.contains(SECRET),
            "{}",
            ran.told
        );
    }
}

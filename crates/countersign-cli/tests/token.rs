//! `countersign token` as a process, against `countersign serve`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Process, Token};
use serde_json::Value;

fn serve() -> Process {
    Process::serve(&["--listen", "127.0.0.1:0"])
}

/// A client of the demonstration, with its secret in the environment.
fn client(server: &Process, id: &str, secret: &str) -> Token {
    Token::of(id)
        .arguments(&["--endpoint", &server.url, "--allow-loopback-http"])
        .environment("CLIENT_SECRET", secret)
}

#[test]
fn each_method_gets_a_token() {
    let server = serve();
    for (id, secret, auth) in [
        ("abc123", "secretXYZ", &[][..]),
        ("abc123", "secretXYZ", &["--auth", "basic"]),
        ("abc123", "secretXYZ", &["--auth", "post"]),
        ("demo-basic", "secretBasic", &["--auth", "basic"]),
        ("demo-basic", "secretBasic", &["--basic-encoding", "raw"]),
        (
            "demo-basic",
            "secretBasic",
            &["--auth", "basic", "--basic-encoding", "minimal"],
        ),
        ("demo-basic", "secretBasic", &["--basic-encoding", "form"]),
        ("demo-post", "secretPost", &["--auth", "post"]),
        ("demo-post", "secretPost", &["--provider", "entra-id"]),
        (
            "demo-basic",
            "secretBasic",
            &["--provider", "entra-id", "--auth", "basic"],
        ),
        ("demo-basic", "secretBasic", &["--provider", "keycloak"]),
    ] {
        let ran = client(&server, id, secret).arguments(auth).run();
        assert_eq!((ran.code, ran.told.as_str()), (0, ""), "{id} {auth:?}");
        let token = ran.out.strip_suffix('\n').unwrap();
        assert!(
            token.starts_with("eyJ") && token.split('.').count() == 3,
            "{token}"
        );
        assert!(!token.contains(char::is_whitespace));
    }
    // The other method than the registered one.
    for (id, secret, auth) in [
        ("demo-basic", "secretBasic", "post"),
        ("demo-post", "secretPost", "basic"),
    ] {
        let ran = client(&server, id, secret).arguments(&["--auth", auth]).run();
        ran.assert_ended(1, &["invalid_client", "[RFC6749-5.2-7]"]);
    }
}

#[test]
fn the_secret_comes_from_three_places_and_no_other() {
    let server = serve();
    let base = || Token::of("abc123").arguments(&["--endpoint", &server.url, "--allow-loopback-http"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "secretXYZ\n").unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(base().input("secretXYZ").run().code, 0);
    assert_eq!(base().input("secretXYZ\r\n").run().code, 0);
    assert_eq!(base().environment("OTHER_NAME", "secretXYZ").run().code, 0);
    let ran = base().arguments(&["--secret-file", path]).run();
    assert_eq!(ran.code, 0);
    #[cfg(unix)]
    assert!(
        ran.told.contains("others than the owner can read"),
        "{}",
        ran.told
    );

    base()
        .input("")
        .run()
        .assert_ended(2, &["standard input is empty"]);
    base()
        .input("a\nb\n")
        .run()
        .assert_ended(2, &["more than one line"]);
    base()
        .input(&"x".repeat(5000))
        .run()
        .assert_ended(2, &["too long"]);
    base().environment("E", "").run().assert_ended(2, &["empty"]);
    base()
        .arguments(&["--secret-file", "/nonexistent/hunter2"])
        .run()
        .assert_ended(3, &["--secret-file"]);
    for wrong in [
        &[][..],
        &["--secret", "hunter2"],
        &["--secret-env", "A", "--secret-stdin"],
        &["--secret-env", "A", "--secret-file", path],
        &["--secret-stdin=hunter2"],
    ] {
        let ran = base().arguments(wrong).run();
        assert_eq!(ran.code, 2, "{wrong:?} {}", ran.told);
    }
    // Somebody took the option for the place of the secret itself.
    for wrong in [["--secret-env", "hunter2"], ["--secret-file", "hunter2"]] {
        let ran = base().arguments(&wrong).run();
        assert!(ran.code > 1 && !ran.told.contains("hunter2"), "{}", ran.told);
    }
}

#[test]
fn a_refusal_says_why() {
    let server = serve();
    client(&server, "abc123", "wrong").run().assert_ended(
        1,
        &["invalid_client", "status 401", "[RFC6749-5.2-7]", "it says: "],
    );
    client(&server, "nobody", "secretXYZ")
        .run()
        .assert_ended(1, &["invalid_client"]);
    client(&server, "abc123", "secretXYZ")
        .arguments(&["--scope", "admin"])
        .run()
        .assert_ended(1, &["invalid_scope", "[RFC6749-5.2-12]"]);
    client(&server, "abc123", "secretXYZ")
        .arguments(&["--resource", "https://api.example.com/other"])
        .run()
        .assert_ended(1, &["invalid_target", "[RFC8707-2-7]"]);
}

#[test]
fn each_form_is_printed() {
    let server = serve();
    let asked = || client(&server, "abc123", "secretXYZ").arguments(&["--scope", "write read"]);
    let ran = asked().arguments(&["--format", "json"]).run();
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1));
    assert!(json["access_token"].as_str().unwrap().starts_with("eyJ"));
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(json["expires_in"], 3600);
    assert_eq!(json["scope"].as_str().unwrap().split(' ').count(), 2);
    assert_eq!(json["tolerated"], serde_json::json!([]));

    let ran = asked().arguments(&["--format", "header"]).run();
    assert!(ran.out.starts_with("Authorization: Bearer eyJ") && ran.out.lines().count() == 1);
    let wrong = client(&server, "abc123", "wrong")
        .arguments(&["--format", "json"])
        .run();
    wrong.assert_ended(1, &["invalid_client"]);
}

#[test]
fn the_command_line_is_checked_before_anything_is_sent() {
    let asked = |arguments: &[&str]| Token::of("abc123").input("secretXYZ").arguments(arguments).run();
    for (arguments, told) in [
        (
            &["--endpoint", "http://auth.example.com/token"][..],
            &["RFC6749-10.9-1", "--allow-loopback-http"][..],
        ),
        (&["--endpoint", "http://127.0.0.1:1/token"], &["RFC6749-10.9-1"]),
        (
            &["--endpoint", "http://192.0.2.1/token", "--allow-loopback-http"],
            &["RFC6749-10.9-1"],
        ),
        (
            &["--endpoint", "https://a.example/t?client_secret=hunter2"],
            &["RFC6749-2.3.1-9"],
        ),
        (
            &["--endpoint", "https://u:hunter2@a.example/t"],
            &["RFC6749-2.3.1-9"],
        ),
        (&["--endpoint", "https://a.example/t#hunter2"], &["RFC6749-3.2-2"]),
        (&["--issuer", "http://auth.example.com"], &["RFC8414-2-1"]),
        (
            &["--issuer", "https://auth.example.com/?x=hunter2"],
            &["RFC8414-2-1"],
        ),
        (
            &[
                "--issuer",
                "https://a.example",
                "--endpoint",
                "https://a.example/t",
            ],
            &["cannot be used with"],
        ),
        (&[], &["--endpoint"]),
        (
            &["--endpoint", "https://a.example/t", "--scope", ""],
            &["--scope"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--scope", "a\"b"],
            &["--scope", "RFC6749-A.4-1"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--resource", "relative"],
            &["--resource"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--parameter", "audience"],
            &["NAME=VALUE"],
        ),
        (
            &[
                "--endpoint",
                "https://a.example/t",
                "--parameter",
                "client_secret=hunter2",
            ],
            &["--parameter: ", "RFC6749-3.2-9"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--parameter", "scope=a"],
            &["--parameter: ", "RFC6749-3.2-9", "options of its own"],
        ),
        (
            &[
                "--endpoint",
                "https://a.example/t",
                "--auth",
                "post",
                "--basic-encoding",
                "raw",
            ],
            &["--basic-encoding"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--auth", "none"],
            &["possible values: basic, post"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--provider", "nobody"],
            &["paypal"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--tolerate", "everything"],
            &["expires-in-string"],
        ),
        (
            &["--endpoint", "https://a.example/t", "--timeout", "0"],
            &["--timeout"],
        ),
    ] {
        let ran = asked(arguments);
        ran.assert_ended(2, told);
        assert!(!ran.told.contains("hunter2"), "{}", ran.told);
    }
    let beyond = |more: &[&str]| {
        let endpoint = ["--endpoint", "https://127.0.0.1:1/token"];
        Token::of("abc123")
            .input("caf\u{e9}")
            .arguments(&endpoint)
            .arguments(more)
            .run()
    };
    beyond(&[]).assert_ended(2, &["RFC6749-A.2-1", "--allow-secret-beyond-vschar"]);
    beyond(&["--allow-secret-beyond-vschar"]).assert_ended(4, &["no connection"]);
    let nobody = Token::of("")
        .input("x")
        .arguments(&["--endpoint", "https://a.example/t"])
        .run();
    nobody.assert_ended(2, &["--client-id"]);
}

#[test]
fn the_help_lists_what_can_be_named() {
    let help = common::command().args(["token", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for provider in countersign_client::Provider::ALL {
        assert!(help.contains(provider.name()), "{provider}");
    }
    for tolerance in countersign_message::Tolerance::ALL {
        assert!(help.contains(tolerance.as_str()), "{tolerance}");
    }
    assert!(help.contains("4  no usable answer"));
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn verbose_shows_the_exchange_and_no_secret() {
    let server = serve();
    for auth in ["basic", "post"] {
        let asked =
            client(&server, "abc123", "secretXYZ").arguments(&["--auth", auth, "--scope", "read", "-v"]);
        let ran = asked.run();
        assert_eq!(ran.code, 0);
        for line in [
            format!("> POST {}", server.url).as_str(),
            "> content-type: application/x-www-form-urlencoded",
            "< 200",
            "< content-type: application/json",
            "< cache-control: no-store",
            r#"< {"access_token":"*****","token_type":"Bearer","expires_in":3600,"scope":"read"}"#,
        ] {
            assert!(ran.told.lines().any(|told| told == line), "{line}: {}", ran.told);
        }
        let shown = match auth {
            "basic" => "> authorization: Basic *****\n",
            _ => "client_secret=*****",
        };
        assert!(ran.told.contains(shown), "{}", ran.told);
        for secret in ["secretXYZ", "YWJjMTIzOnNlY3JldFhZWg", ran.out.trim()] {
            assert!(!ran.told.contains(secret), "{}", ran.told);
        }
    }
    let ran = client(&server, "abc123", "wrongSecret").arguments(&["-v"]).run();
    ran.assert_ended(1, &["< 401", "< www-authenticate: Basic "]);
    assert!(!ran.told.contains("wrongSecret"));
}

#[test]
fn nobody_there_is_no_answer() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let endpoint = format!("http://{free}/token");
    Token::of("abc123")
        .input("secretXYZ")
        .arguments(&["--endpoint", &endpoint, "--allow-loopback-http"])
        .run()
        .assert_ended(4, &["no connection to the token endpoint"]);
    let issuer = format!("http://{free}");
    Token::of("abc123")
        .input("secretXYZ")
        .arguments(&["--issuer", &issuer, "--allow-loopback-http"])
        .run()
        .assert_ended(4, &["no connection to the issuer's metadata"]);
}

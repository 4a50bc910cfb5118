//! What a server says of itself (RFC 8414): in the demonstration and by its configuration, over real HTTP.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::Path;

use common::{Answer, Process, Running, Token, answer};
use countersign_cli::config::{Source, parse};
use countersign_message::{IssuerIdentifier, ServerMetadata, WellKnown};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const AT: &str = "/.well-known/oauth-authorization-server";

fn get(method: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
}

/// Everything that comes until the connection is closed.
async fn whole(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

// = RFC8414-3-1 (test)
// = RFC8414-3.1-1 (test)
// = RFC8414-3.2-1 (test)
// = RFC8414-2-6 (test)
#[tokio::test]
async fn the_demonstration_says_what_it_takes() {
    let server = Running::demonstration().await;
    let origin = server.origin();
    let asked = IssuerIdentifier::parse_allowing_loopback_http(origin.as_str()).unwrap();
    assert_eq!(asked.metadata_url(WellKnown::default()), format!("{origin}{AT}"));
    let answer = server.send(get("GET", AT)).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    assert_eq!(
        answer.json(),
        json!({
            "issuer": origin,
            "token_endpoint": format!("{origin}/oauth2/token"),
            "scopes_supported": ["delete", "read", "write"],
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported":
                ["client_secret_basic", "client_secret_post", "client_secret_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["HS256", "HS384", "HS512"],
            "response_types_supported": [],
        })
    );
    // Our own reader takes it.
    let read = ServerMetadata::parse(answer.body.as_bytes(), &asked, &ServerMetadata::LIMITS).unwrap();
    let extra: Vec<_> = read.extra().map(|member| member.name().to_owned()).collect();
    assert_eq!(extra, ["response_types_supported"]);
    let entry = server.log.last();
    assert_eq!((entry.decision.verdict, entry.status), ("public", 200));

    let head = get("HEAD", AT).replace("Content-Length: 0", "Connection: close");
    let head = whole(&server.address.to_string(), &head).await;
    assert!(
        head.starts_with("HTTP/1.1 200 ") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = server.send(get(method, AT)).await;
        answer.assert_error(405, "invalid_request");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
        assert_eq!(server.log.last().decision.verdict, "not_allowed");
    }
    for elsewhere in [
        format!("{AT}/"),
        format!("{AT}/tenant"),
        AT.to_uppercase(),
        "/.well-known/openid-configuration".to_owned(),
        "/.well-known".to_owned(),
    ] {
        assert_eq!(
            server.send(get("GET", &elsewhere)).await.status,
            404,
            "{elsewhere}"
        );
    }
    server.stop().await;
}

/// `--issuer` alone is enough: by each method, and for a scope that the metadata name.
// = RFC8414-3-3 (test)
#[test]
fn a_token_by_the_issuer_alone() {
    let server = Process::serve(&["--listen", "127.0.0.1:0"]);
    let issuer = format!("http://{}", server.address());
    let asked = |id: &str, secret: &str, issuer: &str, more: &[&str]| {
        Token::of(id)
            .input(secret)
            .arguments(&["--issuer", issuer, "--allow-loopback-http"])
            .arguments(more)
            .run()
    };
    for (id, secret, more) in [
        ("abc123", "secretXYZ", &[][..]),
        ("abc123", "secretXYZ", &["--scope", "read write delete"]),
        ("demo-basic", "secretBasic", &[]),
        ("demo-post", "secretPost", &["--auth", "post"]),
        (
            "demo-secret-jwt",
            "secretThatSignsAndIsNeverSent2026",
            &["--auth", "secret-jwt"],
        ),
    ] {
        let ran = asked(id, secret, &issuer, more);
        assert_eq!((ran.code, ran.told.as_str()), (0, ""), "{id}");
        assert!(ran.out.starts_with("eyJ"));
    }
    asked("abc123", "wrong", &issuer, &[]).assert_ended(1, &["invalid_client"]);
    // Another name of the same server is not the issuer that it says it is.
    let named = issuer.replace("127.0.0.1", "localhost");
    asked("abc123", "secretXYZ", &named, &[]).assert_ended(4, &["RFC8414-3.3-1"]);
    asked("abc123", "secretXYZ", &format!("{issuer}/"), &[]).assert_ended(4, &["RFC8414-3.3-1"]);
    asked("abc123", "secretXYZ", &format!("{issuer}/tenant"), &[])
        .assert_ended(4, &["the issuer publishes no metadata"]);
}

#[tokio::test]
async fn the_demonstration_can_be_told_its_issuer() {
    let arguments = ["--listen", "127.0.0.1:0", "--issuer", "https://demo.example/a"];
    let server = Process::serve(&arguments);
    let said = document(&server, "/.well-known/oauth-authorization-server/a").await;
    assert_eq!(said["issuer"], "https://demo.example/a");
    assert_eq!(said["token_endpoint"], "https://demo.example/oauth2/token");
    for (wrong, told) in [
        (&["--issuer", "https://demo.example?x"][..], "[RFC8414-2-1]"),
        (&["--issuer", "http://demo.example"], "[RFC8414-2-1]"),
        (
            &["--issuer", "https://a.example", "--config", "a.toml"],
            "cannot be used with",
        ),
    ] {
        let ran = common::command().arg("serve").args(wrong).output().unwrap();
        let found = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2));
        assert!(found.contains(told), "{found}");
    }
}

async fn fetch(server: &Process, path: &str) -> Answer {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(get("GET", path).as_bytes()).await.unwrap();
    answer(&mut stream).await.unwrap()
}

async fn document(server: &Process, path: &str) -> Value {
    let answer = fetch(server, path).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

const HEAD: &str = r#"issuer = "https://auth.example.com/tenant/1"
audience = "https://api.example.com"
token = { profile = "jwt", signing_key = { file = "signing.key" } }
"#;
const DIGEST: &str = "sha256:JXV2WTlN5sXrq1Igc7B1Q25jsfkx-cFW9WJQtM-xCQ0";

/// A client with these methods.
fn client(id: &str, methods: &str) -> String {
    let key = if methods.contains("jwt") {
        "[[clients.assertion_keys]]\nlabel = \"key\"\nkey = { file = \"signing.key\" }\n"
    } else {
        ""
    };
    format!(
        "[[clients]]\nid = \"{id}\"\nmethods = [{methods}]\nscope = \"internal.{id}\"\n\
         [[clients.credentials]]\nlabel = \"first\"\nsecret_digest = \"{DIGEST}\"\n{key}"
    )
}

fn written(folder: &Path, text: &str) -> String {
    std::fs::write(
        folder.join("signing.key"),
        "a-signing-key-of-at-least-32-characters\n",
    )
    .unwrap();
    let path = folder.join("a.toml");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// By its configuration: the path of the issuer stands behind the well-known one, and nothing is promised that no client can
/// have, nor a scope told that is a client's own.
// = RFC8414-3.1-2 (test)
// = RFC8414-2-9 (test)
#[tokio::test]
async fn a_configured_server_says_what_its_clients_can_use() {
    let folder = tempfile::tempdir().unwrap();
    let (basic, post) = (
        client("a", "\"client_secret_basic\""),
        client("b", "\"client_secret_post\""),
    );
    let signs = client("c", "\"client_secret_jwt\"");
    let on = "[assertions]\n";
    let url = "token_endpoint = \"https://login.example.com/as/token\"\n";
    for (text, methods, algorithms, endpoint) in [
        (
            format!("{HEAD}{basic}"),
            json!(["client_secret_basic"]),
            Value::Null,
            None,
        ),
        (
            format!("{HEAD}{post}"),
            json!(["client_secret_post"]),
            Value::Null,
            None,
        ),
        // Assertions that nobody can make are not taken.
        (
            format!("{HEAD}{on}{post}"),
            json!(["client_secret_post"]),
            Value::Null,
            None,
        ),
        (
            format!("{HEAD}{on}{signs}{basic}"),
            json!(["client_secret_basic", "client_secret_jwt"]),
            json!(["HS256", "HS384", "HS512"]),
            None,
        ),
        (
            format!("{url}{HEAD}{basic}"),
            json!(["client_secret_basic"]),
            Value::Null,
            Some("https://login.example.com/as/token"),
        ),
    ] {
        let config = written(folder.path(), &text);
        let server = Process::serve(&["--listen", "127.0.0.1:0", "--config", &config]);
        let said = document(&server, "/.well-known/oauth-authorization-server/tenant/1").await;
        assert_eq!(said["issuer"], "https://auth.example.com/tenant/1");
        let at = endpoint.unwrap_or("https://auth.example.com/oauth2/token");
        assert_eq!(said["token_endpoint"], at);
        assert_eq!(said["token_endpoint_auth_methods_supported"], methods);
        assert_eq!(
            said["token_endpoint_auth_signing_alg_values_supported"],
            algorithms
        );
        assert_eq!(said["grant_types_supported"], json!(["client_credentials"]));
        assert_eq!(said["response_types_supported"], json!([]));
        assert_eq!(said.get("scopes_supported"), None);
        for elsewhere in [AT, "/tenant/1/.well-known/oauth-authorization-server"] {
            assert_eq!(fetch(&server, elsewhere).await.status, 404);
        }
    }
}

#[test]
fn an_issuer_or_an_endpoint_that_is_none_is_refused_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |text: &str, line: usize, column: usize, told: &str| {
        let path = written(folder.path(), text);
        let error = parse(&Source::new(path, text), None).unwrap_err();
        assert_eq!((error.line(), error.column()), (line, column), "{error}");
        assert!(error.to_string().contains(told), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    };
    for (issuer, told) in [
        ("http://127.0.0.1:8080", "an issuer is an https URI"),
        ("https://hunter2@auth.example.com", "user information"),
        ("https://auth.example.com/a/../b", "a dot segment"),
        ("https:///a", "no host"),
        ("https://auth.example.com/#hunter2", "a fragment"),
    ] {
        let text = HEAD.replace("https://auth.example.com/tenant/1", issuer);
        refused(&text, 1, 10, told);
    }
    for (url, told) in [
        ("http://auth.example.com/token", "[RFC6749-10.9-1]"),
        ("http://127.0.0.1:8080/token", "[RFC6749-10.9-1]"),
        ("https://auth.example.com/token#hunter2", "[RFC6749-3.2-2]"),
        ("https://a:hunter2@auth.example.com/token", "[RFC6749-2.3.1-9]"),
        ("token", "no token endpoint"),
        ("", "no token endpoint"),
    ] {
        refused(&format!("token_endpoint = \"{url}\"\n{HEAD}"), 1, 18, told);
    }
}

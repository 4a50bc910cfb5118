//! `countersign token --issuer`: the metadata of RFC 8414 at each place where it may be, and what is not believed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use common::{Ran, Token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What a server publishes at a path: status, media type and body, in which `ORIGIN` is its own.
type Page = (&'static str, u16, &'static str, &'static str);

const GRANTED: Page = (
    "/token",
    200,
    "application/json",
    r#"{"access_token":"t","token_type":"Bearer"}"#,
);
const AT_OAUTH: &str = "/.well-known/oauth-authorization-server";
const AT_OPENID: &str = "/.well-known/openid-configuration";
const METADATA: &str = r#"{"issuer":"ORIGIN","token_endpoint":"ORIGIN/token"}"#;

struct Server {
    origin: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn with(pages: &'static [Page]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, origin) = (Arc::clone(&requests), format!("http://{address}"));
        let own = origin.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut read = vec![0; 16 * 1024];
                let len = stream.read(&mut read).await.unwrap();
                let request = String::from_utf8_lossy(&read[..len]).into_owned();
                let path = request.split(' ').nth(1).unwrap().to_owned();
                kept.lock().unwrap().push(request);
                let found = pages.iter().find(|page| page.0 == path);
                let (_, status, media, body) = *found.unwrap_or(&("", 404, "text/plain", "nothing here"));
                let body = body.replace("ORIGIN", &own);
                let answer = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nLocation: {own}/elsewhere\r\nContent-Length: \
                     {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { origin, requests }
    }

    async fn ask(&self, path: &str, arguments: &'static [&'static str]) -> Ran {
        let issuer = format!("{}{path}", self.origin);
        let run = move || {
            Token::of("abc123")
                .input("CaNaRy7sEcReT")
                .arguments(&["--issuer", &issuer, "--allow-loopback-http"])
                .arguments(arguments)
                .run()
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    fn lines(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .map(|request| request.split(" HTTP").next().unwrap().to_owned())
            .collect()
    }
}

// = RFC8414-3-1 (test)
// = RFC8414-3.1-1 (test)
#[tokio::test]
async fn the_metadata_is_found_where_it_may_be() {
    const TENANT: &str = r#"{"issuer":"ORIGIN/tenant","token_endpoint":"ORIGIN/token"}"#;
    const JSON: &str = "application/json";
    let get = |path: &str| format!("GET {path}");
    for (pages, path, asked) in [
        (
            &[(AT_OAUTH, 200, JSON, METADATA), GRANTED][..],
            "",
            vec![get(AT_OAUTH)],
        ),
        (
            &[(AT_OPENID, 200, JSON, METADATA), GRANTED],
            "",
            vec![get(AT_OAUTH), get(AT_OPENID)],
        ),
        (
            &[
                (
                    "/.well-known/oauth-authorization-server/tenant",
                    200,
                    JSON,
                    TENANT,
                ),
                GRANTED,
            ],
            "/tenant",
            vec![get("/.well-known/oauth-authorization-server/tenant")],
        ),
        (
            &[
                ("/tenant/.well-known/openid-configuration", 200, JSON, TENANT),
                GRANTED,
            ],
            "/tenant",
            vec![
                get("/.well-known/oauth-authorization-server/tenant"),
                get("/.well-known/openid-configuration/tenant"),
                get("/tenant/.well-known/openid-configuration"),
            ],
        ),
    ] {
        let server = Server::with(pages).await;
        let ran = server.ask(path, &[]).await;
        assert_eq!((ran.code, ran.out.as_str()), (0, "t\n"), "{}", ran.told);
        let mut lines = server.lines();
        assert_eq!(lines.pop().unwrap(), "POST /token");
        assert_eq!(lines, asked);
        // Nothing but the token request holds the credentials.
        let requests = server.requests.lock().unwrap();
        let with = requests
            .iter()
            .filter(|request| request.contains("authorization: Basic"));
        assert_eq!(with.count(), 1);
    }
}

// = RFC8414-2-8 (test)
#[tokio::test]
async fn the_metadata_says_where_the_secret_stands() {
    const POST: &str = r#"{"issuer":"ORIGIN","token_endpoint":"ORIGIN/token",
        "token_endpoint_auth_methods_supported":["client_secret_post"]}"#;
    let pages = &[(AT_OAUTH, 200, "application/json", POST), GRANTED];
    let server = Server::with(pages).await;
    assert_eq!(server.ask("", &[]).await.code, 0);
    assert!(!server.requests.lock().unwrap()[1].contains("authorization: "));
    assert_eq!(server.ask("", &["--auth", "basic"]).await.code, 0);
    assert!(server.requests.lock().unwrap()[3].contains("authorization: Basic "));
}

// = RFC8414-3.3-1 (test)
// = RFC8414-3.2-1 (test)
#[tokio::test]
async fn metadata_that_is_not_the_issuers_is_not_believed() {
    const OF_ANOTHER: &str = r#"{"issuer":"https://other.example","token_endpoint":"ORIGIN/token"}"#;
    const TO_PLAIN: &str = r#"{"issuer":"ORIGIN","token_endpoint":"http://192.0.2.1/token"}"#;
    const TWICE: &str =
        r#"{"issuer":"ORIGIN","token_endpoint":"ORIGIN/token","token_endpoint":"ORIGIN/token"}"#;
    const JSON: &str = "application/json";
    for (status, media, body, told) in [
        (200, JSON, OF_ANOTHER, &["RFC8414-3.3-1"][..]),
        (
            200,
            JSON,
            r#"{"token_endpoint":"ORIGIN/token"}"#,
            &["RFC8414-2-1", "issuer"],
        ),
        (
            200,
            JSON,
            r#"{"issuer":"ORIGIN"}"#,
            &["RFC8414-2-2", "token_endpoint"],
        ),
        (200, JSON, TO_PLAIN, &["RFC6749-10.9-1", "token_endpoint"]),
        (200, JSON, TWICE, &["RFC7493-2.3-1"]),
        (200, JSON, "<html>", &["RFC8414-3.2-1"]),
        (200, "text/html", METADATA, &["RFC8414-3.2-1", "text/html"]),
        (302, JSON, METADATA, &["RFC9110-15.4-1", "not followed"]),
        (500, JSON, METADATA, &["RFC8414-3.2-1", "status 500"]),
        (404, JSON, METADATA, &["no metadata", "--endpoint"]),
    ] {
        let pages: &'static [Page] = Box::leak(Box::new([
            (AT_OAUTH, status, media, body),
            ("/elsewhere", 200, JSON, METADATA),
            GRANTED,
        ]));
        let server = Server::with(pages).await;
        let ran = server.ask("", &["--verbose"]).await;
        ran.assert_ended(4, told);
        let lines = server.lines();
        assert!(
            lines.iter().all(|line| line.starts_with("GET /.well-known/")),
            "{lines:?}"
        );
        assert!(!ran.told.contains("CaNaRy7sEcReT"));
    }
}

#[tokio::test]
async fn verbose_shows_where_the_endpoint_is() {
    const OTHERS: &str = r#"{"issuer":"ORIGIN","token_endpoint":"ORIGIN/token",
        "grant_types_supported":["authorization_code"]}"#;
    let pages = &[(AT_OAUTH, 200, "application/json", OTHERS), GRANTED];
    let server = Server::with(pages).await;
    let ran = server.ask("", &["--verbose"]).await;
    assert_eq!(ran.code, 0);
    let endpoint = format!("* token endpoint: {}/token\n", server.origin);
    let get = format!("> GET {}{AT_OAUTH}\n", server.origin);
    for text in [endpoint.as_str(), &get, "[RFC8414-2-7]"] {
        assert!(ran.told.contains(text), "{text}: {}", ran.told);
    }
}

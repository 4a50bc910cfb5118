//! A server on loopback that does as it is told, octet by octet, and remembers what it was asked.
#![allow(clippy::arithmetic_side_effects)]
#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod world;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_client::{ClientAuthentication, RequestSpec, SourcePolicy, TokenEndpointUrl};
use countersign_grammar::ClientId;
use countersign_http::client::{SharedSource, SharedSourceBuilder};
use countersign_secret::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does about a request.
pub(crate) enum Reaction {
    /// These octets, then the connection is closed.
    Send(String),
    /// These octets after a pause.
    SendAfter(Duration, String),
    /// An octet each 20 ms, as long as the other side listens.
    Drip,
    /// The connection is closed.
    Close,
}

pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    /// How many connections the other side gave up before the answer.
    given_up: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Server {
    /// A server that reacts to the n-th request, counted from 0.
    pub(crate) async fn start(react: impl Fn(usize, &str) -> Reaction + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (requests, given_up) = (Arc::default(), Arc::default());
        let (seen, lost) = (Arc::clone(&requests), Arc::clone(&given_up));
        let react = Arc::new(react);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (react, seen, lost) = (Arc::clone(&react), Arc::clone(&seen), Arc::clone(&lost));
                tokio::spawn(async move { answer(stream, &*react, &seen, &lost).await });
            }
        });
        Self {
            port,
            requests,
            given_up,
            task,
        }
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.requests().len()
    }

    pub(crate) fn given_up(&self) -> usize {
        *self.given_up.lock().expect("no panic")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    react: &(impl Fn(usize, &str) -> Reaction + Send + Sync),
    seen: &Mutex<Vec<String>>,
    given_up: &Mutex<usize>,
) {
    let Some(request) = request(&mut stream).await else {
        return;
    };
    let number = {
        let mut seen = seen.lock().expect("no panic");
        seen.push(request.clone());
        seen.len() - 1
    };
    match react(number, &request) {
        Reaction::Send(text) => drop(stream.write_all(text.as_bytes()).await),
        Reaction::SendAfter(time, text) => {
            let mut octet = [0];
            tokio::select! {
                () = tokio::time::sleep(time) => drop(stream.write_all(text.as_bytes()).await),
                _ = stream.read(&mut octet) => *given_up.lock().expect("no panic") += 1,
            }
        }
        Reaction::Drip => {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
            let mut alive = stream.write_all(head.as_bytes()).await;
            while alive.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
                alive = stream.write_all(b" ").await;
            }
            *given_up.lock().expect("no panic") += 1;
        }
        Reaction::Close => {}
    }
    let _ = stream.shutdown().await;
}

/// One request with its body.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut octets = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => octets.extend_from_slice(&chunk[..read]),
        }
        let text = String::from_utf8_lossy(&octets).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")
                        .map(str::to_owned)
                })
                .map_or(0, |length| length.parse().expect("a number"));
            let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
            if (chunked && body.ends_with("0\r\n\r\n")) || (!chunked && body.len() >= length) {
                return Some(text);
            }
        }
    }
}

pub(crate) fn response(status: &str, fields: &str, body: &str) -> Reaction {
    Reaction::Send(text(status, fields, body))
}

pub(crate) fn text(status: &str, fields: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{fields}\r\n{body}",
        body.len()
    )
}

pub(crate) fn token(token: &str, expires_in: u64) -> Reaction {
    response("200 OK", "", &token_body(token, expires_in))
}

pub(crate) fn token_body(token: &str, expires_in: u64) -> String {
    format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":{expires_in}}}"#)
}

pub(crate) fn spec(url: &str, secret: &str) -> RequestSpec {
    let client = ClientAuthentication::basic(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from(secret.to_owned()),
    );
    let endpoint = TokenEndpointUrl::parse_allowing_loopback_http(url).expect("loopback");
    RequestSpec::builder(endpoint, client).build().expect("a request")
}

pub(crate) fn builder(url: &str) -> SharedSourceBuilder {
    SharedSource::builder(spec(url, "secret"), SourcePolicy::new())
}

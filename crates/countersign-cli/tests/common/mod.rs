//! A server in this process, the command as a process, and a client that sends octets as they are.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod hostile;
pub mod signing;

use std::io::Read;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_cli::config::{Bounds, Demonstration};
use countersign_cli::serve::access_log::{AccessEntry, AccessLog};
use countersign_cli::serve::http::Service;
use countersign_cli::serve::listener::Server;
use countersign_cli::serve::registry::MemoryRegistry;
use countersign_grammar::UnixTime;
use countersign_http::server::{Host, Registry};
use countersign_server::TokenEndpoint;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// An access log that keeps its lines.
#[derive(Debug, Default, Clone)]
pub struct Kept(Arc<Mutex<Vec<AccessEntry>>>);

impl Kept {
    pub fn all(&self) -> Vec<AccessEntry> {
        self.0.lock().unwrap().clone()
    }

    #[track_caller]
    pub fn last(&self) -> AccessEntry {
        self.all().pop().expect("a line in the log")
    }
}

impl AccessLog for Kept {
    fn record(&self, entry: &AccessEntry) {
        self.0.lock().unwrap().push(entry.clone());
    }
}

/// A running server with the clients of the demonstration.
pub struct Running {
    pub address: SocketAddr,
    pub log: Kept,
    pub key: Vec<u8>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    pub async fn demonstration() -> Self {
        Self::with(Bounds::DEFAULT, |registry| registry, |endpoint| endpoint).await
    }

    pub async fn bounded(bounds: Bounds) -> Self {
        Self::with(bounds, |registry| registry, |endpoint| endpoint).await
    }

    pub async fn by_clock(clock: fn() -> UnixTime) -> Self {
        Self::of(
            Bounds::DEFAULT,
            |registry| registry,
            |endpoint| endpoint,
            |service| service.with_clock(clock),
        )
        .await
    }

    pub async fn with<R: Registry>(
        bounds: Bounds,
        registry: impl FnOnce(MemoryRegistry) -> R,
        endpoint: impl FnOnce(TokenEndpoint) -> TokenEndpoint,
    ) -> Self {
        Self::of(bounds, registry, endpoint, |service| service).await
    }

    async fn of<R: Registry>(
        bounds: Bounds,
        registry: impl FnOnce(MemoryRegistry) -> R,
        endpoint: impl FnOnce(TokenEndpoint) -> TokenEndpoint,
        service: impl FnOnce(Service<R, Kept>) -> Service<R, Kept>,
    ) -> Self {
        let demonstration = Demonstration::new(Some("127.0.0.1:0".parse().unwrap()), None).unwrap();
        let server = Server::bind(&demonstration.binding).await.unwrap();
        let setup = demonstration.setup(&server.origin()).unwrap();
        let host = Host::new(endpoint(setup.endpoint), registry(setup.clients), setup.issuer);
        let log = Kept::default();
        let plain = Service::new(host, log.clone(), bounds.body_time)
            .with_published(setup.published)
            .with_inventory(demonstration.inventory(&server.origin()).unwrap());
        let service = Arc::new(service(plain));
        let (stop, stopped) = oneshot::channel();
        let address = server.address();
        let task = tokio::spawn(server.run(service, bounds, async {
            let _ = stopped.await;
        }));
        Self {
            address,
            log,
            key: demonstration.signing_key.expose().to_vec(),
            stop,
            task,
        }
    }

    /// Its origin, which is its issuer.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }

    /// Sends octets on a new connection and reads one answer.
    pub async fn send(&self, octets: impl AsRef<[u8]>) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(octets.as_ref()).await.unwrap();
        answer(&mut stream).await.expect("an answer")
    }
}

/// The head and the body of an HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The answer without the time of day.
    pub fn timeless(&self) -> Self {
        let head = self
            .head
            .lines()
            .filter(|line| !line.to_ascii_lowercase().starts_with("date:"));
        Self {
            head: head.collect::<Vec<_>>().join("\n"),
            ..self.clone()
        }
    }

    #[track_caller]
    pub fn assert_error(&self, status: u16, error: &str) {
        assert_eq!(
            (self.status, self.json()["error"].as_str()),
            (status, Some(error)),
            "{self:?}"
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(self.header("content-type"), Some("application/json"));
    }
}

/// Reads one answer; nothing if the connection ends before.
pub async fn answer<S: AsyncReadExt + Unpin>(stream: &mut S) -> Option<Answer> {
    let mut head = Vec::new();
    // One octet at a time, so that what follows stays in the connection.
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut answer = Answer {
        status,
        head,
        body: String::new(),
    };
    let mut body = vec![0; answer.header("content-length").unwrap_or("0").parse().unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    answer.body = String::from_utf8(body).unwrap();
    Some(answer)
}

/// A POST of a form to the token endpoint with these further header lines, each ending in CR LF.
pub fn post(headers: &str, body: &str) -> String {
    format!(
        "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         {headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// `abc123:secretXYZ`
pub const BASIC: &str = "Authorization: Basic YWJjMTIzOnNlY3JldFhZWg==\r\n";

/// The command as a process, ended when it is dropped.
pub struct Process {
    pub child: Child,
    /// What it printed up to and with its address.
    pub url: String,
}

impl Process {
    /// Starts `countersign serve` with these arguments and waits for its address.
    pub fn serve(arguments: &[&str]) -> Self {
        let mut child = command()
            .arg("serve")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // One octet at a time, so that what follows stays in the pipe.
        let stdout = child.stdout.as_mut().unwrap();
        let mut line = Vec::new();
        let mut octet = [0];
        while stdout.read(&mut octet).unwrap() == 1 && octet != *b"\n" {
            line.extend(octet);
        }
        let line = String::from_utf8(line).unwrap();
        let url = line.trim().strip_prefix("listening on ");
        let Some(url) = url.map(str::to_owned) else {
            let mut told = String::new();
            child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
            panic!("no address: {line:?} {told}");
        };
        Self { child, url }
    }

    pub fn address(&self) -> SocketAddr {
        let (_, rest) = self.url.split_once("://").unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end, and gives its exit status and its standard error.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let mut told = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        (self.child.wait().unwrap().code(), told)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The command itself.
pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_countersign"))
}

/// Fails when something takes longer than it ever should.
pub async fn soon<F: Future>(what: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), what)
        .await
        .expect("in time")
}

/// A run of `countersign token`.
#[derive(Default)]
pub struct Token {
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    input: Option<String>,
}

/// What came of a run.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub told: String,
}

impl Token {
    pub fn of(client_id: &str) -> Self {
        Self::default().arguments(&["--client-id", client_id])
    }

    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(ToString::to_string));
        self
    }

    /// With the secret in this variable.
    pub fn environment(mut self, name: &str, secret: &str) -> Self {
        self.environment.push((name.to_owned(), secret.to_owned()));
        self.arguments(&["--secret-env", name])
    }

    /// With the secret on standard input.
    pub fn input(mut self, secret: &str) -> Self {
        self.input = Some(secret.to_owned());
        self.arguments(&["--secret-stdin"])
    }

    /// With another variable.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn run(self) -> Ran {
        use std::io::Write;

        let mut child = command()
            .arg("token")
            .args(&self.arguments)
            .envs(self.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that does not read closes the pipe, and that is fine.
        let _ = stdin.write_all(self.input.unwrap_or_default().as_bytes());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            told: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// It ended without a token, so, and said all of this.
    #[track_caller]
    pub fn assert_ended(&self, code: i32, told: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{}", self.told);
        for text in told {
            assert!(self.told.contains(text), "{text} is not in {}", self.told);
        }
    }
}

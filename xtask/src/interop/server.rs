use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::process::Kept;

/// How long a server may take to say where it listens.
const START: Duration = Duration::from_secs(20);

/// A running `countersign serve`; it is killed when this value is dropped.
#[derive(Debug)]
pub(super) struct Server {
    process: Kept,
    printed: Receiver<String>,
    log: JoinHandle<String>,
    url: String,
}

impl Server {
    /// Starts it on a free port of the loopback interface, with the configuration if there is one.
    pub(super) fn start(binary: &Path, config: Option<&Path>) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        if let Some(config) = config {
            command.arg("--config").arg(config);
        }
        let mut process = Kept::start(&mut command)?;
        let printed = lines(process.child().stdout.take().context("no standard output")?);
        let mut stderr = process.child().stderr.take().context("no standard error")?;
        let log = thread::spawn(move || {
            let mut octets = Vec::new();
            let _ = stderr.read_to_end(&mut octets);
            String::from_utf8_lossy(&octets).into_owned()
        });
        let mut server = Self {
            process,
            printed,
            log,
            url: String::new(),
        };
        match server.printed("its address", |line| {
            line.strip_prefix("listening on ").map(str::to_owned)
        }) {
            Ok(url) => server.url = url,
            Err(error) => bail!("{error}\n{}", server.end()),
        }
        Ok(server)
    }

    /// Its token endpoint.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The first line that it prints from now on in which something is found.
    pub(super) fn printed<T>(&self, what: &str, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let started = Instant::now();
        loop {
            match self.printed.recv_timeout(START.saturating_sub(started.elapsed())) {
                Ok(line) => {
                    if let Some(found) = find(&line) {
                        return Ok(found);
                    }
                }
                Err(RecvTimeoutError::Timeout) => bail!("the server did not print {what} in time"),
                Err(RecvTimeoutError::Disconnected) => bail!("the server ended before it printed {what}"),
            }
        }
    }

    /// Ends it, and gives what it wrote to standard error.
    pub(super) fn end(self) -> String {
        drop(self.process);
        self.log.join().unwrap_or_default()
    }
}

/// The lines of a stream, read as they come, so that whoever writes never waits.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(std::io::Result::ok) {
            // Who no longer listens may come back; the pipe has to be emptied in any case.
            let _ = sender.send(line);
        }
    });
    receiver
}

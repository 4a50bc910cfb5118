use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, Command};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::process::Kept;

/// How long a server may take to say where it listens.
const START: Duration = Duration::from_secs(20);

/// A running server; it is killed when this value is dropped.
#[derive(Debug)]
pub(super) struct Server {
    process: Kept,
    /// Held open: the servers of other people end when it closes, should this program be killed.
    _stdin: ChildStdin,
    printed: Receiver<String>,
    log: JoinHandle<String>,
}

impl Server {
    /// Starts it, and gives it this on its standard input.
    pub(super) fn start(command: &mut Command, input: &str) -> Result<Self> {
        let mut process = Kept::start(command)?;
        let mut stdin = process.child().stdin.take().context("no standard input")?;
        let printed = lines(process.child().stdout.take().context("no standard output")?);
        let mut stderr = process.child().stderr.take().context("no standard error")?;
        let log = thread::spawn(move || {
            let mut octets = Vec::new();
            let _ = stderr.read_to_end(&mut octets);
            String::from_utf8_lossy(&octets).into_owned()
        });
        // A program that ends without reading is found out by what it does not print.
        let _ = stdin.write_all(input.as_bytes());
        Ok(Self {
            process,
            _stdin: stdin,
            printed,
            log,
        })
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

    /// The same of a server that has just been started; a failure shows what it wrote to standard error.
    pub(super) fn ready<T>(self, what: &str, find: impl Fn(&str) -> Option<T>) -> Result<(Self, T)> {
        match self.printed(what, find) {
            Ok(found) => Ok((self, found)),
            Err(error) => bail!("{error}\n{}", self.end()),
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

#[cfg(test)]
mod tests;

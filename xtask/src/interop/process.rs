//! Programs that are run for a bounded time, and never left behind.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often a running program is looked at.
const PULSE: Duration = Duration::from_millis(5);

/// How long the pipes of an ended program may stay open in the hands of a program that it started.
const DRAIN: Duration = Duration::from_secs(2);

/// A child process that ends when this value does.
#[derive(Debug)]
pub(super) struct Kept(Child);

impl Kept {
    /// Starts it, with all three standard streams in pipes.
    pub(super) fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        child
            .map(Self)
            .with_context(|| format!("cannot start {}", name(command)))
    }

    /// The process.
    pub(super) const fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Waits for its end; `None` if it does not end in time.
    fn wait(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(Some(status));
            }
            if started.elapsed() >= limit {
                return Ok(None);
            }
            thread::sleep(PULSE);
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program with this standard input and gives its standard output. Another status than success is an error
/// that shows its standard error, and so is a run that takes longer than the limit, after which it is killed.
pub(super) fn output(command: &mut Command, input: &str, limit: Duration) -> Result<String> {
    let name = name(command);
    let mut kept = Kept::start(command)?;
    let stdin = kept.child().stdin.take();
    let input = input.to_owned();
    thread::spawn(move || {
        // A program that ends without reading everything says so by its status.
        let _ = stdin.map(|mut stdin| stdin.write_all(input.as_bytes()));
    });
    let stdout = drain(kept.child().stdout.take());
    let stderr = drain(kept.child().stderr.take());
    let status = kept.wait(limit)?;
    drop(kept);
    let stdout = stdout.recv_timeout(DRAIN).unwrap_or_default();
    let stderr = stderr.recv_timeout(DRAIN).unwrap_or_default();
    let told = String::from_utf8_lossy(&stderr);
    match status {
        None => bail!("{name} did not end within {} s\n{told}", limit.as_secs()),
        Some(status) if !status.success() => bail!("{name} ended with {status}\n{told}"),
        Some(_) => String::from_utf8(stdout).with_context(|| format!("{name} did not print UTF-8")),
    }
}

/// Does several things at the same time, and waits for all of them.
pub(super) fn together(work: &[&Work<'_>]) -> Result<()> {
    thread::scope(|scope| {
        let running: Vec<_> = work.iter().map(|work| scope.spawn(work)).collect();
        let done: Vec<_> = running.into_iter().map(thread::ScopedJoinHandle::join).collect();
        done.into_iter()
            .try_for_each(|done| done.unwrap_or_else(|_| bail!("a thread panicked")))
    })
}

/// Something that is done beside other things.
type Work<'a> = dyn Fn() -> Result<()> + Sync + 'a;

/// Reads a stream to its end in the background.
fn drain(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut octets = Vec::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_end(&mut octets);
        }
        let _ = sender.send(octets);
    });
    receiver
}

/// The program and its first argument: enough to know it by, and never a whole command line.
fn name(command: &Command) -> String {
    let mut name = command.get_program().to_string_lossy().into_owned();
    if let Some(argument) = command.get_args().next() {
        name.push(' ');
        name.push_str(&argument.to_string_lossy());
    }
    name
}

#[cfg(test)]
mod tests;

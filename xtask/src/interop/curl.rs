//! curl as a client. What it gets is read here, so these answers also show what the libraries hide: the header
//! fields of RFC 6749 section 5.1.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::process;
use super::scenario::Method;
use super::wire::{Grant, Outcome, Refusal, TokenQuestion};

/// The longest exchange.
const EXCHANGE: Duration = Duration::from_secs(20);

/// Asks one question with curl.
pub(super) fn ask(question: &TokenQuestion) -> Result<Outcome> {
    run(&config(question))
}

/// Sends a body as it is.
pub(super) fn send(url: &str, body: &str) -> Result<Outcome> {
    run(&lines(&[("url", url.to_owned()), ("data-raw", body.to_owned())]))
}

/// Runs curl with a configuration.
fn run(config: &str) -> Result<Outcome> {
    let mut curl = Command::new("curl");
    // The first argument keeps out the settings of whoever runs this.
    curl.args([
        "--disable",
        "--silent",
        "--show-error",
        "--include",
        "--noproxy",
        "*",
    ]);
    curl.args(["--http1.1", "--max-time", "15", "--config", "-"]);
    Ok(outcome(&process::output(&mut curl, config, EXCHANGE)?))
}

/// The request as a configuration on standard input: other processes can read arguments.
fn config(question: &TokenQuestion) -> String {
    let mut settings = vec![
        ("url", question.url.clone()),
        ("data-urlencode", "grant_type=client_credentials".to_owned()),
    ];
    if let Some(scope) = question.scope {
        settings.push(("data-urlencode", format!("scope={scope}")));
    }
    let (id, secret) = (&question.client_id, &question.client_secret);
    if question.method == Method::Basic.name() {
        settings.push(("user", format!("{id}:{secret}")));
    } else {
        settings.push(("data-urlencode", format!("client_id={id}")));
        settings.push(("data-urlencode", format!("client_secret={secret}")));
    }
    lines(&settings)
}

/// A configuration of these settings.
fn lines(settings: &[(&str, String)]) -> String {
    let line = |(name, value): &(&str, String)| {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("{name} = \"{escaped}\"\n")
    };
    settings.iter().map(line).collect()
}

/// What a response says, head and body as they came.
fn outcome(response: &str) -> Outcome {
    read(response).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")))
}

fn read(response: &str) -> Result<Outcome> {
    #[derive(Deserialize)]
    struct Error {
        error: String,
    }
    let (head, body) = response.split_once("\r\n\r\n").context("no head")?;
    let status: u16 = head.split(' ').nth(1).context("no status")?.parse()?;
    for (name, value) in [
        ("cache-control", "no-store"),
        ("content-type", "application/json"),
    ] {
        if field(head, name) != Some(value) {
            return Ok(Outcome::Failed(format!(
                "{name} is {:?}, not {value}",
                field(head, name)
            )));
        }
    }
    if status == 200 {
        return Ok(Outcome::Granted(serde_json::from_str::<Grant>(body)?));
    }
    let Error { error } = serde_json::from_str(body)?;
    let challenge = field(head, "www-authenticate").and_then(|value| value.split(' ').next());
    Ok(Outcome::Refused(Refusal {
        status,
        error: Some(error),
        challenge: challenge.map(str::to_owned),
    }))
}

/// The value of a header field that stands there once.
fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut values = head.lines().filter_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    });
    values.next().filter(|_| values.next().is_none())
}

#[cfg(test)]
mod tests;

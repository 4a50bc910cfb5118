//! `countersign explain`: everything that is wrong with a captured exchange.
//!
//! A capture is a raw HTTP request or response, or a `curl` command line. It is read into octets that know where in
//! the capture they come from; what the findings point at is shown there, with every secret masked before.

mod capture;
mod curl;
pub(crate) mod display;
mod http;
mod json;
mod mapped;
mod options;
mod shell;
mod text;
mod urlencode;

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use countersign_auth::{AssertionPolicy, AuthPolicy, ClientRecord};
use countersign_explain::{Explainer, Severity};
use countersign_grammar::UnixTime;
use countersign_server::TokenEndpoint;

use crate::args::{ExplainArgs, ExplainFormat};
use crate::exit::{Exit, Failure};
use crate::{Done, config};

use capture::{Capture, Explained, Message, Unusable};

/// The longest capture that is read, in octets.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Runs `countersign explain`.
///
/// # Errors
/// The capture or the configuration cannot be read.
pub fn run(arguments: &ExplainArgs, out: &mut dyn Write) -> Done {
    let rules = match &arguments.config {
        Some(path) => Some(config::load_rules(path)?),
        None if arguments.demonstration => Some(config::demonstration_rules()?),
        None => None,
    };
    let clients: Option<Vec<Arc<ClientRecord>>> = rules.as_ref().map(|rules| rules.clients.records());
    // Whether a server that is not known takes assertions is not known either, and what its issuer is does not matter
    // without its clients.
    let unknown =
        TokenEndpoint::new(AuthPolicy::new().assertions(AssertionPolicy::strict("https://issuer.invalid")));
    let mut explainer = Explainer::new().endpoint(&unknown);
    if let (Some(rules), Some(clients)) = (&rules, &clients) {
        explainer = explainer.endpoint(&rules.endpoint).clients(clients, now());
    }

    let path = arguments.file.as_deref().filter(|path| *path != Path::new("-"));
    let source = read(path)?;
    let name = path.map_or_else(|| "capture".into(), |path| path.display().to_string());
    let capture =
        Capture::read(&source, arguments.scheme.map(Into::into)).map_err(|Unusable { at, why }| {
            let (line, column) = display::position(&source, at);
            Failure::usage(format_args!(
                "{name}:{line}:{column}: this cannot be explained: {why}"
            ))
        })?;
    let explained = match &capture.message {
        Message::Request(request) => Explained::Request(explainer.request(&request.captured())),
        Message::Response(response) => Explained::Response(explainer.response(&response.captured())),
    };
    match arguments.format {
        ExplainFormat::Text => {
            let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
            out.write_all(text::render(&name, &source, &capture, &explained, colour).as_bytes())?;
        }
        ExplainFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &json::render(&source, &capture, &explained))
                .map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(if explained.worst() == Some(Severity::Error) {
        Exit::No
    } else {
        Exit::Success
    })
}

fn read(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut source = Vec::new();
    let (name, done) = match path {
        Some(path) => {
            let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut source));
            (path.display().to_string(), read)
        }
        None => {
            if io::stdin().is_terminal() {
                let _ = writeln!(
                    io::stderr(),
                    "countersign: reading a request, a response or a curl command, until end of input"
                );
            }
            (
                String::from("standard input"),
                io::stdin().lock().take(LONGEST).read_to_end(&mut source),
            )
        }
    };
    match done {
        Ok(len) if u64::try_from(len).is_ok_and(|len| len < LONGEST) => Ok(source),
        Ok(_) => Err(Failure::usage(format_args!(
            "{name} is longer than {LONGEST} octets"
        ))),
        Err(error) => Err(Failure::environment(format_args!("cannot read {name}: {error}"))),
    }
}

fn now() -> UnixTime {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    UnixTime::from_secs(since.as_secs())
}

#[cfg(test)]
mod tests;

//! The configuration of `countersign serve`: a TOML file, or the built-in demonstration.
//!
//! A mistake is answered with file, line and column, and never with a piece of the text: somebody may have put
//! a secret where it does not belong.

mod assertions;
mod clients;
mod demonstration;
mod file;
mod keys;
mod positive;
mod resolve;
mod source;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use countersign_server::TokenEndpoint;
use countersign_server::jwt::JwtAccessTokens;

use crate::exit::Failure;
use crate::serve::binding::Binding;
use crate::serve::metadata::Published;
use crate::serve::registry::MemoryRegistry;
use crate::serve::replays::Replays;

pub use clients::check_label;
pub use demonstration::{DemoClient, Demonstration, demonstration_rules};
pub use keys::{is_open, read_key_file};
pub use source::{ConfigError, Source};

/// Everything that a server needs to run.
#[derive(Debug)]
pub struct Setup {
    /// Where it listens, and whether with TLS.
    pub binding: Binding,
    /// What it decides with.
    pub endpoint: TokenEndpoint,
    /// What it mints tokens with.
    pub issuer: JwtAccessTokens,
    /// What it says of itself.
    pub published: Published,
    /// Whom it knows.
    pub clients: MemoryRegistry,
    /// What remembers the assertions that were used.
    pub replays: Replays,
    /// What it allows a connection.
    pub bounds: Bounds,
}

/// What decides on a request: a [`Setup`] without its address, its certificate and its signing key.
#[derive(Debug)]
pub struct Rules {
    /// What it decides with.
    pub endpoint: TokenEndpoint,
    /// Whom it knows.
    pub clients: MemoryRegistry,
}

/// The bounds on connections; those on a request are in [`countersign_grammar::Limits`].
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections at one time; more wait in the queue of the operating system.
    pub connections: usize,
    /// Octets of request line and header fields together.
    pub head: usize,
    /// How long the request line and the header fields, or a TLS handshake, may take; also the longest idle time.
    pub head_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
    /// How long a client may take nothing of an answer.
    pub write_time: Duration,
    /// How long running requests may take after the signal to stop.
    pub grace: Duration,
}

impl Bounds {
    /// The least head that the HTTP library can be told.
    pub(crate) const LEAST_HEAD: usize = 8 * 1024;

    /// 1024 connections, 32 KiB of head, ten seconds each for head, body, answer and the end.
    pub const DEFAULT: Self = Self {
        connections: 1024,
        head: 32 * 1024,
        head_time: Duration::from_secs(10),
        body_time: Duration::from_secs(10),
        write_time: Duration::from_secs(10),
        grace: Duration::from_secs(10),
    };
}

/// Reads a configuration file. `listen` takes the place of the address in it.
///
/// # Errors
/// The file cannot be read, or the first mistake in it.
pub fn load(path: &Path, listen: Option<SocketAddr>) -> Result<Setup, Failure> {
    parse(&read(path)?, listen).map_err(Failure::usage)
}

/// Reads of a configuration file what decides on a request. No private key is read for that, and no replay store opened; a
/// pepper is read, because the digests of secrets are made with it, and the secrets with which clients sign.
///
/// # Errors
/// The file cannot be read, or the first mistake in that part of it.
pub fn load_rules(path: &Path) -> Result<Rules, Failure> {
    let source = read(path)?;
    let rules = file(&source).and_then(|file| resolve::rules(&source, &file));
    rules.map_err(Failure::usage)
}

fn read(path: &Path) -> Result<Source, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Source::new(path, text)),
        Err(error) => Err(Failure::environment(format_args!(
            "cannot read {}: {error}",
            path.display()
        ))),
    }
}

/// The same from a text that is already read; its path is for messages, and for finding the files that it names.
///
/// # Errors
/// The first mistake.
pub fn parse(source: &Source, listen: Option<SocketAddr>) -> Result<Setup, ConfigError> {
    resolve::resolve(source, &file(source)?, listen)
}

fn file(source: &Source) -> Result<file::File, ConfigError> {
    toml::from_str(source.text()).map_err(|error| source.syntax(&error))
}

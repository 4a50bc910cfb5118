#![forbid(unsafe_code)]
//! The `countersign` command, as a library: what its binary and its tests run.
//!
//! Here live the sockets, the clock, the randomness and the files that the `countersign-*` crates keep out of
//! themselves. Every decision on a token request is theirs.
//!
//! ```
//! use countersign_cli::config::{self, Source};
//!
//! let typo = Source::new("server.toml", "isuer = \"https://auth.example.com\"\n");
//! let mistake = config::parse(&typo, None).err().map(|mistake| mistake.to_string());
//! assert!(mistake.is_some_and(|told| told.starts_with("server.toml:1:1: unknown field `isuer`")));
//! ```

pub mod args;
pub mod config;
pub mod demo;
pub mod exit;
pub mod explain;
pub mod secret;
pub mod serve;
pub mod token;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use exit::{Exit, Failure};

/// Runs the command with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = anstream::stdout().lock();
    let done = match &arguments.command {
        Command::Serve(serve) => serve::run(serve, &mut out),
        Command::Token(token) => token::run(token, &mut out),
        Command::Secret(secret) => secret::run(secret, &mut out),
        Command::Explain(explain) => explain::run(explain, &mut out),
        Command::Demo(demo) => demo::run(demo, &mut out),
    };
    let done = done.and_then(|exit| out.flush().map(|()| exit).map_err(Failure::from));
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.report();
            failure.exit().into()
        }
    }
}

/// A command's end: how it went, or why it could not run.
pub type Done = Result<Exit, Failure>;

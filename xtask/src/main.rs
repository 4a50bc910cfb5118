#![allow(clippy::print_stdout, clippy::print_stderr, clippy::arithmetic_side_effects)]
//! `cargo xtask <command>`: the checks and generators of this workspace.

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::clauses;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The checks and generators of this workspace")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// One variant per subcommand; its work is in the library module of the same name.
#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the files that are generated from docs/spec/clauses.toml.
    Generate,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Generate => {
            println!("{} generated files changed", clauses::generate::write()?);
            Ok(())
        }
    }
}

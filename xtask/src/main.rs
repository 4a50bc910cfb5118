#![allow(clippy::print_stdout, clippy::print_stderr, clippy::arithmetic_side_effects)]
//! `cargo xtask <command>`: the checks and generators of this workspace.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::clauses::Mode;
use xtask::{cases, check, clauses, fuzz, interop, model, mutants, no_std};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The checks and generators of this workspace")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// One variant per subcommand; its work is in the library module of the same name.
#[derive(Debug, Subcommand)]
enum Command {
    /// Holds every case file (*.jsonl) of a folder against the crates; differences are reported and are no failure.
    Cases {
        /// The folder.
        #[arg(long)]
        dir: PathBuf,
        /// Print one JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Checks layers, file lengths, forbidden words, licence copies and generated files.
    Check,
    /// Writes the generated clause crate and docs/spec/matrix.md, and reports the open clauses.
    Clauses {
        /// Write nothing; fail when something is not current.
        #[arg(long)]
        check: bool,
        /// Fail when a core MUST or MUST NOT clause has neither code nor test nor exception.
        #[arg(long)]
        strict: bool,
    },
    /// Builds every fuzz target and runs each for a few seconds from its seeds.
    Fuzz {
        /// The short run; longer ones are `cargo fuzz run <target>`.
        #[arg(long, required = true)]
        smoke: bool,
        /// How long each target runs.
        #[arg(long, default_value_t = 10)]
        seconds: u32,
    },
    /// Writes every generated file.
    Generate,
    /// Puts clients of other people to our server, our client and guard to servers of other people; writes docs/interop.md.
    Interop {
        /// Write nothing; fail when the table is not current.
        #[arg(long)]
        check: bool,
    },
    /// Explores the models to the end of their widest bounds and holds the crates against them, both ways; some minutes.
    Model {
        /// Print how each seeded fault is found.
        #[arg(long)]
        list: bool,
        /// Write the tables into docs/model/README.md, which is compared with them otherwise.
        #[arg(long)]
        write: bool,
    },
    /// Seeds a fault into every function and operator of the decision code, one at a time; more than an hour.
    Mutants {
        /// The crates; without any, all of them.
        crates: Vec<String>,
    },
    /// Builds every core crate for a target without an operating system.
    NoStd,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Cases { dir, json } => cases::run(&dir, json),
        Command::Check => check::run(),
        Command::Clauses { check: true, strict } => clauses::run(Mode::Check, strict),
        Command::Clauses { check: false, strict } => clauses::run(Mode::Write, strict),
        Command::Fuzz { smoke: _, seconds } => fuzz::smoke(seconds),
        Command::Generate => clauses::run(Mode::Write, false),
        Command::Interop { check: true } => interop::run(Mode::Check),
        Command::Interop { check: false } => interop::run(Mode::Write),
        Command::Model { list, write } => model::run(model::Options { list, write }),
        Command::Mutants { crates } => mutants::run(&crates),
        Command::NoStd => no_std::run(),
    }
}

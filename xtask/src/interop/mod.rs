//! `cargo xtask interop`: client libraries of other ecosystems get tokens from the real server, and libraries of
//! other ecosystems verify the tokens.

mod accounts;
mod ask;
mod columns;
mod config;
mod curl;
mod install;
mod judge;
mod packages;
mod pins;
mod process;
mod profile;
mod scenario;
mod server;
mod table;
mod tools;
mod verify;
mod wire;
mod world;

use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::clauses::Mode;
use crate::workspace;
use packages::Packages;
use scenario::CLIENTS;
use table::Row;
use world::World;

/// Where the table is written.
pub const TABLE: &str = "docs/interop.md";

/// Installs the libraries, asks everything, verifies every token, and writes or checks the table. An answer other
/// than the expected one is a failure, and then nothing is written.
pub fn run(mode: Mode) -> Result<()> {
    let started = Instant::now();
    let (packages, binary) = prepare()?;
    let installed = started.elapsed();
    let world = World::start(&binary)?;
    let ready = started.elapsed();

    let mut rows = Vec::new();
    let mut problems = Vec::new();
    let mut tokens = Vec::new();
    for client in CLIENTS {
        let version = packages.version(client)?;
        for answered in ask::client(client, &packages, &world)? {
            problems.extend(answered.problems(client));
            tokens.extend(answered.tokens(client));
            rows.push(Row::new(client, version.as_deref(), &answered));
        }
    }
    let verifiers = verify::all(&packages, &world, &tokens)?;
    problems.extend(verifiers.iter().flat_map(|verifier| verifier.problems.clone()));
    problems.extend(world.end(&tokens)?);

    let text = table::document(&rows, &verifiers);
    println!("{text}");
    println!(
        "interop: {} answers and {} tokens in {:.1} s; packages and builds {:.1} s, start {:.1} s",
        rows.iter().map(|row| row.cells.len()).sum::<usize>(),
        tokens.len(),
        (started.elapsed() - ready).as_secs_f64(),
        installed.as_secs_f64(),
        (ready - installed).as_secs_f64(),
    );
    conclude(mode, &problems, &text)
}

/// Installs the libraries, and builds the command meanwhile.
fn prepare() -> Result<(Packages, PathBuf)> {
    thread::scope(|scope| {
        let building = scope.spawn(install::countersign);
        let packages = Packages::install();
        let binary = building.join().unwrap_or_else(|_| bail!("the build panicked"))?;
        Ok((packages?, binary))
    })
}

fn conclude(mode: Mode, problems: &[String], text: &str) -> Result<()> {
    for problem in problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        bail!("{} answers are not as expected", problems.len());
    }
    match mode {
        Mode::Write => {
            let written = workspace::write(TABLE, text)?;
            println!("{TABLE}: {}", if written { "written" } else { "current" });
        }
        Mode::Check if workspace::read(TABLE).is_ok_and(|old| old == text) => println!("{TABLE}: current"),
        Mode::Check => bail!("{TABLE} is not current, run `cargo xtask interop`"),
    }
    Ok(())
}

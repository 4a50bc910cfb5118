//! `cargo xtask interop`: client libraries of other people get tokens from our server, libraries of other people verify
//! the tokens, and our client gets tokens from servers of other people.

mod accounts;
mod ask;
mod columns;
mod config;
mod curl;
mod install;
mod judge;
mod packages;
mod peers;
mod pins;
mod process;
mod profile;
mod scenario;
mod server;
mod signers;
mod table;
mod tools;
mod verify;
mod wire;
mod world;

use std::thread;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::clauses::Mode;
use crate::workspace;
use install::Programs;
use packages::Packages;
use scenario::CLIENTS;
use table::Row;
use world::World;

/// Where the table is written.
pub const TABLE: &str = "docs/interop.md";

/// Installs the libraries, asks everything, verifies every token, and writes or checks the page. An answer other than
/// the expected one is a failure, and then nothing is written.
pub fn run(mode: Mode) -> Result<()> {
    let started = Instant::now();
    let (packages, programs) = prepare()?;
    let prepared = started.elapsed();
    let secret = accounts::draw(&programs.command)?;
    let world = World::start(&programs.command)?;

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
    let signed = signers::all(&packages, &world)?;
    problems.extend(signed.problems.iter().cloned());
    tokens.extend(signed.tokens.iter().cloned());
    let verifiers = verify::all(&packages, &world, &tokens)?;
    problems.extend(verifiers.iter().flat_map(|verifier| verifier.problems.clone()));
    problems.extend(world.end(&tokens, &signed)?);
    let asked = started.elapsed();

    let found = peers::all(&packages, &programs.client, &secret)?;
    problems.extend(found.problems.iter().cloned());

    let text = [
        table::document(&rows, &signers::section(&signed), &verifiers),
        peers::sections(&found),
    ]
    .join("\n");
    println!("{text}");
    println!(
        "interop: packages and builds {:.1} s, clients {:.1} s, servers {:.1} s",
        prepared.as_secs_f64(),
        (asked - prepared).as_secs_f64(),
        (started.elapsed() - asked).as_secs_f64(),
    );
    conclude(mode, &problems, &text)
}

/// Installs the libraries, and builds our own programs meanwhile.
fn prepare() -> Result<(Packages, Programs)> {
    thread::scope(|scope| {
        let building = scope.spawn(install::programs);
        let packages = Packages::install();
        let programs = building.join().unwrap_or_else(|_| bail!("the build panicked"))?;
        Ok((packages?, programs))
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

//! `cargo xtask mutants`: seeds a fault into every function and operator of the decision code, one at a time, and holds
//! those that no test notices against the list of those that are explained.

mod explained;
mod outcomes;
mod verdict;

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::workspace;

pub use explained::{EXPLAINED, Explained};
pub use outcomes::Outcomes;
pub use verdict::{problems, table};

/// The crates that decide, in the order of the layers; `.cargo/mutants.toml` names their files.
pub const CRATES: [&str; 5] = [
    "countersign-scope",
    "countersign-jose",
    "countersign-auth",
    "countersign-resource",
    "countersign-server",
];

/// The version whose names of mutants the list of survivors uses.
const CARGO_MUTANTS: &str = "27.1.0";

/// Where cargo-mutants leaves its folder `mutants.out`.
const OUTPUT: &str = "target";

/// Longest time that the tests of one crate may take with a fault in it, in seconds. They take one or two.
const TEST_SECONDS: &str = "20";

/// The most memory that a test may map, in KiB.
const MEMORY: &str = "8000000";

/// Longest time that the build of one crate and its tests may take, in seconds.
const BUILD_SECONDS: &str = "300";

/// Runs the tests of each crate once per fault in it; without a crate, of all that decide.
///
/// # Errors
/// A survivor is not explained, an explained one is gone, or cargo-mutants did not run to its end.
pub fn run(crates: &[String]) -> Result<()> {
    let crates = chosen(crates)?;
    let explained = Explained::load()?;
    ensure_installed()?;
    let began = Instant::now();
    seed(&crates)?;
    let outcomes = Outcomes::parse(&workspace::read(&format!("{OUTPUT}/mutants.out/outcomes.json"))?)?;
    print!("{}", table(&crates, &outcomes, &explained));
    println!("{} s in all", began.elapsed().as_secs());
    let problems = problems(&crates, &outcomes, &explained);
    for problem in &problems {
        eprintln!("{problem}");
    }
    ensure!(
        problems.is_empty(),
        "{} differences from {EXPLAINED}",
        problems.len()
    );
    Ok(())
}

/// The crates of these names, each once and in the order of [`CRATES`].
fn chosen(names: &[String]) -> Result<Vec<&'static str>> {
    for name in names {
        ensure!(
            CRATES.contains(&name.as_str()),
            "{name} is none of {}",
            CRATES.join(", ")
        );
    }
    let wanted = |name: &&str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    Ok(CRATES.into_iter().filter(wanted).collect())
}

fn ensure_installed() -> Result<()> {
    let said =
        workspace::output_of(workspace::cargo().args(["mutants", "--version"])).with_context(|| {
            format!("install it: cargo install --locked cargo-mutants --version {CARGO_MUTANTS}")
        })?;
    ensure!(
        said.trim().ends_with(CARGO_MUTANTS),
        "this is {}; the list is of the names that {CARGO_MUTANTS} gives: cargo install --locked cargo-mutants \
         --version {CARGO_MUTANTS}",
        said.trim()
    );
    Ok(())
}

/// Seeds every fault in a copy of the workspace. Debug information is left out, since it is half of each build, and
/// property tests are short: what only a long search notices is not noticed reliably.
fn seed(crates: &[&str]) -> Result<()> {
    let mut command = bounded(workspace::cargo());
    command.args(["mutants", "--jobs", "1", "--output", OUTPUT]);
    command.args(["--timeout", TEST_SECONDS, "--build-timeout", BUILD_SECONDS]);
    for name in crates {
        command.args(["--package", name]);
    }
    for (name, value) in [
        ("CARGO_PROFILE_DEV_DEBUG", "0"),
        ("CARGO_PROFILE_TEST_DEBUG", "0"),
        ("PROPTEST_CASES", "32"),
        ("PROPTEST_RNG_SEED", "6749"),
        ("RUST_BACKTRACE", "0"),
    ] {
        command.env(name, value);
    }
    fs::create_dir_all(workspace::root().join(OUTPUT))?;
    let status = command.status().context("cannot start cargo mutants")?;
    match status.code() {
        // Nothing survived; something did; something ran too long.
        Some(0 | 2 | 3) => Ok(()),
        _ => bail!("cargo mutants ended with {status} before every mutant was tried"),
    }
}

/// The same program with a bound on its memory, where there is a way to set one: a loop that a fault keeps from ending
/// may fill it.
fn bounded(command: Command) -> Command {
    if !cfg!(unix) {
        return command;
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -v \"$0\"; exec \"$@\"", MEMORY]);
    shell.arg(command.get_program()).current_dir(workspace::root());
    shell
}

#[cfg(test)]
mod tests {
    use super::{CRATES, chosen};

    #[test]
    fn no_name_means_every_crate_and_a_name_only_its_own() {
        assert_eq!(chosen(&[]).unwrap(), CRATES);
        let named = ["countersign-server", "countersign-scope", "countersign-server"].map(str::to_owned);
        assert_eq!(
            chosen(&named).unwrap(),
            ["countersign-scope", "countersign-server"]
        );
    }

    #[test]
    fn a_crate_that_is_not_examined_is_refused() {
        for name in ["countersign-client", "scope", ""] {
            assert!(chosen(&[name.to_owned()]).is_err(), "{name:?}");
        }
    }
}

//! `cargo xtask fuzz --smoke`: every fuzz target is built and run for a few seconds from its committed seeds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workspace;

/// The version that the smoke run installs when there is none.
const CARGO_FUZZ: &str = "0.13.2";

/// Builds all targets, then runs each for this many seconds. What libFuzzer finds goes to a folder outside the
/// repository; a crash is reported with the file that reproduces it.
pub fn smoke(seconds: u32) -> Result<()> {
    ensure!(seconds > 0, "a run of 0 seconds would never end and never tell");
    let targets = targets(&workspace::read("fuzz/Cargo.toml")?)?;
    for target in &targets {
        seeds(target)?;
    }
    let toolchain = Toolchain::choose()?;
    toolchain.ensure_cargo_fuzz()?;
    println!(
        "fuzz: building {} targets with {}",
        targets.len(),
        toolchain.name()
    );
    workspace::run(toolchain.cargo_fuzz().args(["build", "--sanitizer", "none"]))?;

    let scratch = std::env::temp_dir().join(format!("countersign-fuzz-{}", std::process::id()));
    let crashed: Vec<_> = targets
        .iter()
        .map(|target| run_target(&toolchain, target, &scratch.join(target), seconds))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    fs::remove_dir_all(&scratch)?;
    if !crashed.is_empty() {
        bail!("{}", crashed.join("\n"));
    }
    println!(
        "fuzz: {} targets ran {seconds} s each without a finding",
        targets.len()
    );
    Ok(())
}

/// The names of the `[[bin]]` tables of the fuzz workspace.
pub fn targets(manifest: &str) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Manifest {
        #[serde(default)]
        bin: Vec<Bin>,
    }
    #[derive(Deserialize)]
    struct Bin {
        name: String,
    }
    let manifest: Manifest = toml::from_str(manifest).context("cannot read fuzz/Cargo.toml")?;
    let names: Vec<_> = manifest.bin.into_iter().map(|bin| bin.name).collect();
    ensure!(!names.is_empty(), "fuzz/Cargo.toml has no target");
    Ok(names)
}

/// The committed seeds of a target; a target without any starts blind.
fn seeds(target: &str) -> Result<PathBuf> {
    let folder = workspace::root().join("fuzz/corpus").join(target);
    let seeds = fs::read_dir(&folder).map_or(0, Iterator::count);
    ensure!(seeds > 0, "{} holds no seed", folder.display());
    Ok(folder)
}

/// Runs one target; `Some` says what it found.
fn run_target(toolchain: &Toolchain, target: &str, scratch: &Path, seconds: u32) -> Result<Option<String>> {
    fs::create_dir_all(scratch)?;
    let mut command = toolchain.cargo_fuzz();
    command
        .args(["run", "--sanitizer", "none", target])
        .arg(scratch)
        .arg(seeds(target)?)
        .arg("--");
    command.arg(format!("-max_total_time={seconds}")).args([
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]);
    let dictionary = workspace::root().join(format!("fuzz/dict/{target}.dict"));
    if dictionary.is_file() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    let output = command
        .output()
        .with_context(|| format!("cannot run the target {target}"))?;
    let log = String::from_utf8_lossy(&output.stderr);
    let executed = log
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    if output.status.success() {
        let executed =
            executed.with_context(|| format!("{target} ended without saying what it ran\n{log}"))?;
        println!("fuzz: {target}: {} inputs in {seconds} s", executed.trim());
        return Ok(None);
    }
    eprintln!("{log}");
    let reproducer = log
        .lines()
        .find_map(|line| Some(line.split_once("Test unit written to ")?.1));
    let reproducer = reproducer.unwrap_or("no reproducer was written");
    Ok(Some(format!("{target} failed ({}): {reproducer}", output.status)))
}

/// cargo-fuzz passes flags that only a nightly compiler takes, or a stable one that is told it may.
#[derive(Debug)]
enum Toolchain {
    Nightly,
    Bootstrap,
}

impl Toolchain {
    fn choose() -> Result<Self> {
        let nightly = Command::new("rustup")
            .args(["run", "nightly", "rustc", "--version"])
            .output();
        Ok(match nightly {
            Ok(output) if output.status.success() => Self::Nightly,
            _ => Self::Bootstrap,
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Nightly => "the nightly toolchain",
            Self::Bootstrap => "the toolchain in use and RUSTC_BOOTSTRAP=1",
        }
    }

    fn cargo_fuzz(&self) -> Command {
        let mut command = match self {
            Self::Nightly => {
                let mut command = Command::new("rustup");
                command.args(["run", "nightly", "cargo"]);
                command
            }
            Self::Bootstrap => {
                let mut command = workspace::cargo();
                command.env("RUSTC_BOOTSTRAP", "1");
                command
            }
        };
        command.current_dir(workspace::root()).arg("fuzz");
        command
    }

    fn ensure_cargo_fuzz(&self) -> Result<()> {
        if self
            .cargo_fuzz()
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
        {
            return Ok(());
        }
        println!("fuzz: installing cargo-fuzz {CARGO_FUZZ}");
        workspace::run(workspace::cargo().args([
            "install",
            "--locked",
            "cargo-fuzz",
            "--version",
            CARGO_FUZZ,
        ]))
    }
}

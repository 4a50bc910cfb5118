use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::process;
use crate::workspace;

/// The longest download and installation of one ecosystem's packages.
const INSTALL: Duration = Duration::from_secs(10 * 60);

/// The longest build from nothing.
const BUILD: Duration = Duration::from_secs(30 * 60);

/// Installs the packages of package-lock.json, unless they were for the same inputs.
pub(super) fn npm(folder: &Path, inputs: &[&str]) -> Result<()> {
    let stamp = Stamp::new(&folder.join("npm.stamp"), inputs);
    if stamp.is_current() && folder.join("node_modules").is_dir() {
        return Ok(());
    }
    println!("interop: installing packages from npm");
    let mut npm = Command::new("npm");
    npm.args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ])
    .current_dir(folder);
    process::output(&mut npm, "", INSTALL)?;
    stamp.write()
}

/// Installs the packages of requirements.txt for this interpreter, unless they were for the same inputs.
pub(super) fn python(folder: &Path, interpreter: &Path, inputs: &[&str]) -> Result<()> {
    let stamp = Stamp::new(&folder.join("python.stamp"), inputs);
    if stamp.is_current() && interpreter.is_file() {
        return Ok(());
    }
    println!("interop: installing packages from PyPI");
    let mut create = Command::new("python3");
    create.args(["-m", "venv", "--clear", "venv"]).current_dir(folder);
    process::output(&mut create, "", INSTALL)?;
    let mut pip = Command::new(interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--only-binary=:all:"])
        .args(["--require-hashes", "--requirement", "requirements.txt"])
        .current_dir(folder);
    process::output(&mut pip, "", INSTALL)?;
    stamp.write()
}

/// Builds the programs on foreign crates; Cargo itself knows what is current.
pub(super) fn rust(manifest: &Path, target: &Path) -> Result<()> {
    println!("interop: building the programs on foreign crates");
    let mut cargo = workspace::cargo();
    cargo
        .args(["build", "--locked", "--bins", "--quiet", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(target);
    process::output(&mut cargo, "", BUILD).map(drop)
}

/// The programs of this checkout.
#[derive(Debug)]
pub(super) struct Programs {
    /// `countersign`.
    pub(super) command: PathBuf,
    /// Our client, as a program that can be asked.
    pub(super) client: PathBuf,
}

/// Builds them as they are, and says where they are.
pub(super) fn programs() -> Result<Programs> {
    println!("interop: building countersign");
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--bins", "--message-format=json"]);
    cargo.args(["--package=countersign-cli", "--package=countersign-interop"]);
    let messages = process::output(&mut cargo, "", BUILD)?;
    Ok(Programs {
        command: built(&messages, "countersign")?,
        client: built(&messages, "countersign-interop")?,
    })
}

/// Where Cargo put a program, by what it says.
fn built(messages: &str, name: &str) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        target: Target,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    let built = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.target.name == name)
        .find_map(|message| message.executable);
    built.with_context(|| format!("cargo did not say where it put {name}"))
}

/// A file that says what was installed; written last, so that an installation that broke off is done again.
struct Stamp {
    path: PathBuf,
    text: String,
}

impl Stamp {
    fn new(path: &Path, inputs: &[&str]) -> Self {
        Self {
            path: path.to_path_buf(),
            text: inputs.join("\n"),
        }
    }

    fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|old| old == self.text)
    }

    fn write(&self) -> Result<()> {
        fs::write(&self.path, &self.text).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests;

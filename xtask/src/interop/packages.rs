use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::install;
use super::pins::{normalised, npm_pins, pinned, python_pins, rust_pins};
use super::process;
use super::scenario::{Client, Runner};
use super::tools::Tools;
use crate::workspace;

/// The longest run of a script.
pub(super) const SCRIPT: Duration = Duration::from_secs(120);

/// The committed programs, and the lists of packages with their locks.
const SOURCE: &str = "xtask/interop";

/// Settings of a person or a machine that would send requests elsewhere or change what a library does.
const FOREIGN: &[&str] = &[
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NODE_OPTIONS",
    "PYTHONPATH",
    "PYTHONHOME",
];

/// The installed packages of all ecosystems, beside copies of the programs that use them.
#[derive(Debug)]
pub(super) struct Packages {
    folder: PathBuf,
    npm: BTreeMap<String, String>,
    python: BTreeMap<String, String>,
    rust: BTreeMap<String, String>,
}

impl Packages {
    /// Installs what is not installed yet, all ecosystems at the same time.
    pub(super) fn install() -> Result<Self> {
        let tools = Tools::find()?;
        let folder = workspace::root().join("target/interop");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        copy_scripts(&folder)?;
        let committed = |name: &str| workspace::read(&format!("{SOURCE}/{name}"));
        let packages = Self {
            npm: npm_pins(&committed("package.json")?)?,
            python: python_pins(&committed("requirements.txt")?)?,
            rust: rust_pins(&committed("rust/Cargo.toml")?)?,
            folder,
        };
        let npm_lock = committed("package-lock.json")?;
        let python_lock = committed("requirements.txt")?;
        let folder = &packages.folder;
        process::together(&[
            &|| install::npm(folder, &[&tools.node, &npm_lock]),
            &|| install::python(folder, &packages.venv_python(), &[&tools.python, &python_lock]),
            &|| {
                install::rust(
                    &Path::new(SOURCE).join("rust/Cargo.toml"),
                    &packages.cargo_target(),
                )
            },
        ])?;
        Ok(packages)
    }

    /// The version of the package behind a client; none for a program of this machine.
    pub(super) fn version(&self, client: &Client) -> Result<Option<String>> {
        match client.runner {
            Runner::Curl => Ok(None),
            runner => self.named_version(client.name, runner).map(Some),
        }
    }

    /// The version of a package of the ecosystem of a runner.
    pub(super) fn named_version(&self, name: &str, runner: Runner) -> Result<String> {
        match runner {
            Runner::Curl => bail!("{name} is no package"),
            Runner::Node(_) => self.npm_version(name),
            Runner::Python(_) => self.python_version(name),
            Runner::Rust(_) => pinned(&self.rust, name),
        }
    }

    pub(super) fn npm_version(&self, name: &str) -> Result<String> {
        pinned(&self.npm, name)
    }

    pub(super) fn python_version(&self, name: &str) -> Result<String> {
        pinned(&self.python, &normalised(name))
    }

    /// Runs the program behind a runner with these questions.
    pub(super) fn run(&self, runner: Runner, questions: &str) -> Result<String> {
        let mut command = self.command(runner);
        process::output(&mut command, questions, SCRIPT).with_context(|| format!("{runner:?} failed"))
    }

    /// The program behind a runner, not started.
    pub(super) fn command(&self, runner: Runner) -> Command {
        let (program, script) = match runner {
            Runner::Curl => (PathBuf::from("curl"), None),
            Runner::Node(script) => (PathBuf::from("node"), Some(script)),
            Runner::Python(script) => (self.venv_python(), Some(script)),
            Runner::Rust(program) => (self.cargo_target().join("debug").join(program), None),
        };
        let mut command = clean(&program);
        command.args(script).current_dir(&self.folder);
        command
    }

    fn venv_python(&self) -> PathBuf {
        let program = if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        };
        self.folder.join("venv").join(program)
    }

    fn cargo_target(&self) -> PathBuf {
        self.folder.join("cargo")
    }
}

/// A program without settings of whoever runs this that would send its requests elsewhere.
pub(super) fn clean(program: &Path) -> Command {
    let mut command = Command::new(program);
    for name in FOREIGN {
        command.env_remove(name);
    }
    command
}

/// A word for the table.
pub(super) const fn ecosystem(runner: Runner) -> &'static str {
    match runner {
        Runner::Curl => "of this machine",
        Runner::Node(_) => "npm",
        Runner::Python(_) => "PyPI",
        Runner::Rust(_) => "Cargo",
    }
}

/// Node.js finds packages beside the script that asks for them, and Python leaves its caches there.
fn copy_scripts(folder: &Path) -> Result<()> {
    let source = workspace::root().join(SOURCE);
    for entry in fs::read_dir(&source).with_context(|| format!("cannot list {}", source.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

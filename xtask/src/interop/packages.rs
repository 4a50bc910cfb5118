use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::pins::{normalised, npm_pins, pinned, python_pins};
use super::process;
use super::scenario::{Client, Runner};
use super::tools::Tools;
use crate::workspace;

/// The longest download and installation of one ecosystem's packages.
const INSTALL: Duration = Duration::from_secs(10 * 60);

/// The longest run of a script.
const SCRIPT: Duration = Duration::from_secs(120);

/// The committed scripts, and the lists of packages with their locks.
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

/// The installed packages of both ecosystems, beside copies of the scripts that use them.
#[derive(Debug)]
pub(super) struct Packages {
    folder: PathBuf,
    npm: BTreeMap<String, String>,
    python: BTreeMap<String, String>,
}

impl Packages {
    /// Installs what is not installed yet.
    pub(super) fn install() -> Result<Self> {
        let tools = Tools::find()?;
        let folder = workspace::root().join("target/interop");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        copy_scripts(&folder)?;
        let packages = Self {
            npm: npm_pins(&workspace::read(&format!("{SOURCE}/package.json"))?)?,
            python: python_pins(&workspace::read(&format!("{SOURCE}/requirements.txt"))?)?,
            folder,
        };
        packages.install_npm(&tools)?;
        packages.install_python(&tools)?;
        Ok(packages)
    }

    /// The version of the package behind a client; none for a program of this machine.
    pub(super) fn version(&self, client: &Client) -> Result<Option<String>> {
        match client.runner {
            Runner::Curl => Ok(None),
            Runner::Node(_) => self.npm_version(client.name).map(Some),
            Runner::Python(_) => self.python_version(client.name).map(Some),
        }
    }

    pub(super) fn npm_version(&self, name: &str) -> Result<String> {
        pinned(&self.npm, name)
    }

    pub(super) fn python_version(&self, name: &str) -> Result<String> {
        pinned(&self.python, &normalised(name))
    }

    /// Runs a script of Node.js with these questions.
    pub(super) fn node(&self, script: &str, questions: &str) -> Result<String> {
        self.script(Command::new("node"), script, questions)
    }

    /// Runs a Python script with these questions.
    pub(super) fn python(&self, script: &str, questions: &str) -> Result<String> {
        self.script(Command::new(self.venv_python()), script, questions)
    }

    fn script(&self, mut interpreter: Command, script: &str, questions: &str) -> Result<String> {
        interpreter.arg(script).current_dir(&self.folder);
        for name in FOREIGN {
            interpreter.env_remove(name);
        }
        process::output(&mut interpreter, questions, SCRIPT).with_context(|| format!("{script} failed"))
    }

    fn install_npm(&self, tools: &Tools) -> Result<()> {
        let lock = workspace::read(&format!("{SOURCE}/package-lock.json"))?;
        let stamp = Stamp::new(&self.folder.join("npm.stamp"), &[&tools.node, &lock]);
        if stamp.is_current() && self.folder.join("node_modules").is_dir() {
            return Ok(());
        }
        println!("interop: installing {} packages from npm", self.npm.len());
        let mut npm = Command::new("npm");
        npm.args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .current_dir(&self.folder);
        process::output(&mut npm, "", INSTALL)?;
        stamp.write()
    }

    fn install_python(&self, tools: &Tools) -> Result<()> {
        let lock = workspace::read(&format!("{SOURCE}/requirements.txt"))?;
        let stamp = Stamp::new(&self.folder.join("python.stamp"), &[&tools.python, &lock]);
        if stamp.is_current() && self.venv_python().is_file() {
            return Ok(());
        }
        println!("interop: installing {} packages from PyPI", self.python.len());
        let venv = self.folder.join("venv");
        let mut create = Command::new("python3");
        create.args(["-m", "venv", "--clear"]).arg(&venv);
        process::output(&mut create, "", INSTALL)?;
        let mut pip = Command::new(self.venv_python());
        pip.args(["-m", "pip", "install", "--quiet", "--no-input"])
            .args(["--disable-pip-version-check", "--only-binary=:all:"])
            .args(["--require-hashes", "--requirement", "requirements.txt"])
            .current_dir(&self.folder);
        process::output(&mut pip, "", INSTALL)?;
        stamp.write()
    }

    fn venv_python(&self) -> PathBuf {
        let program = if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        };
        self.folder.join("venv").join(program)
    }
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

//! Where things are, and how other programs are run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The root of the workspace this program was compiled in.
#[must_use]
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// A file under the root, as text.
pub fn read(path: &str) -> Result<String> {
    let full = root().join(path);
    fs::read_to_string(&full).with_context(|| format!("cannot read {}", full.display()))
}

/// Writes a file under the root unless it holds this text already; says whether it wrote.
pub fn write(path: &str, text: &str) -> Result<bool> {
    let full = root().join(path);
    if fs::read_to_string(&full).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    if let Some(parent) = full.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    }
    fs::write(&full, text).with_context(|| format!("cannot write {}", full.display()))?;
    Ok(true)
}

/// The cargo that runs this program.
#[must_use]
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a program to its end; an exit status other than success is an error that names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", describe(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", describe(command));
    }
    Ok(())
}

/// Runs a program and returns what it printed on standard output.
pub fn output_of(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", describe(command)))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}\n{}",
            describe(command),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} did not print UTF-8", describe(command)))
}

/// Every file of the repository as a path relative to the root with `/`, in order; build output, findings of the
/// fuzzer, dependencies of other ecosystems and version control are left out.
pub fn files() -> Result<Vec<String>> {
    const SKIPPED_PATHS: &[&str] = &["target", "fuzz/target", "fuzz/artifacts", "fuzz/coverage"];
    const SKIPPED_NAMES: &[&str] = &[".git", "node_modules", "__pycache__"];
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let path = entry.path();
            let parts: Vec<_> = path
                .strip_prefix(&root)?
                .iter()
                .map(|part| part.to_string_lossy())
                .collect();
            let relative = parts.join("/");
            // In a linked checkout `.git` is a file.
            if SKIPPED_NAMES.iter().any(|skipped| entry.file_name() == *skipped) {
                continue;
            }
            if !entry.file_type()?.is_dir() {
                found.push(relative);
            } else if !SKIPPED_PATHS.contains(&relative.as_str()) {
                folders.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn describe(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

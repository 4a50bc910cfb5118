//! `cargo xtask no-std`: every core crate is built for a processor without an operating system.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::layers::CORE;
use crate::workspace;

/// A Cortex-M4F: it has `core` and `alloc`, and no `std` exists for it.
const TARGET: &str = "thumbv7em-none-eabi";

/// Builds each core crate alone, with no and with all features; a build of several at once would unify features
/// and hide what one of them lacks.
pub fn run() -> Result<()> {
    ensure_target()?;
    the_build_can_fail()?;
    for core in CORE {
        for features in ["--no-default-features", "--all-features"] {
            let arguments = [
                "build",
                "--quiet",
                "--lib",
                "--target",
                TARGET,
                "--package",
                core.name,
                features,
            ];
            workspace::run(workspace::cargo().args(arguments))?;
        }
        println!("no-std: {} builds for {TARGET}", core.name);
    }
    Ok(())
}

fn ensure_target() -> Result<()> {
    if has_target()? {
        return Ok(());
    }
    println!("no-std: adding the target {TARGET}");
    workspace::run(Command::new("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("the target {TARGET} is missing and rustup cannot add it"))?;
    ensure!(
        has_target()?,
        "rustup added {TARGET}, but not to the toolchain in use"
    );
    Ok(())
}

fn has_target() -> Result<bool> {
    let sysroot = workspace::output_of(
        Command::new("rustc")
            .current_dir(workspace::root())
            .args(["--print", "sysroot"]),
    )?;
    Ok(PathBuf::from(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib")
        .is_dir())
}

/// Shows that the build notices `std`: a planted crate that uses it must not compile, and must without that line.
fn the_build_can_fail() -> Result<()> {
    let planted = "extern crate std;\n";
    let clean = build_probe("")?;
    ensure!(
        clean.status.success(),
        "the empty probe does not build: {}",
        String::from_utf8_lossy(&clean.stderr)
    );
    let dirty = build_probe(planted)?;
    let said = String::from_utf8_lossy(&dirty.stderr);
    if dirty.status.success() || !said.contains("can't find crate for `std`") {
        bail!("a crate that uses std builds for {TARGET}, so this check proves nothing\n{said}");
    }
    println!("no-std: a planted `extern crate std` is refused");
    Ok(())
}

fn build_probe(line: &str) -> Result<std::process::Output> {
    let folder = std::env::temp_dir().join(format!("countersign-no-std-probe-{}", std::process::id()));
    fs::create_dir_all(folder.join("src"))?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"no-std-probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    fs::write(
        folder.join("src/lib.rs"),
        format!("#![no_std]\n{line}pub fn probe() {{}}\n"),
    )?;
    let output = workspace::cargo()
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .args(["build", "--quiet", "--lib", "--target", TARGET])
        .output();
    fs::remove_dir_all(&folder)?;
    output.context("cannot start cargo")
}

//! `cargo xtask check`: every rule that needs no build.

use anyhow::{Result, bail};

use crate::{catalogue, clauses, layers, rules};

/// Runs each rule, prints what is wrong, and fails if anything is.
pub fn run() -> Result<()> {
    let mut problems = layers::check()?;
    problems.extend(rules::check()?);
    catalogue::load()?;
    clauses::generate::check()?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        bail!("{} rules are broken", problems.len());
    }
    println!("check: layers, lengths, words, licences and generated files are in order");
    Ok(())
}

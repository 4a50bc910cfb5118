//! The clause catalogue at work: the generated crate, the markers in the code, the matrix.

mod exceptions;
pub mod generate;
mod markers;
mod matrix;

use anyhow::{Result, bail};

pub use exceptions::Exceptions;
pub use markers::{Marker, Markers};
pub use matrix::Matrix;

use crate::{catalogue, workspace};

/// Where the matrix is written.
pub const MATRIX: &str = "docs/spec/matrix.md";

/// What `cargo xtask clauses` does with what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Writes the generated crate and the matrix.
    Write,
    /// Fails when one of them is not current.
    Check,
}

/// Scans the markers, writes or checks the matrix, and reports the clauses that are still open. With `strict` an
/// open clause is a failure.
pub fn run(mode: Mode, strict: bool) -> Result<()> {
    let entries = catalogue::load()?;
    let markers = Markers::scan()?;
    let exceptions = Exceptions::load()?;
    let matrix = Matrix::new(&entries, &markers, &exceptions)?;
    let text = matrix.to_markdown();
    match mode {
        Mode::Write => {
            println!("{} generated files changed", generate::write()?);
            println!(
                "{MATRIX}: {}",
                if workspace::write(MATRIX, &text)? {
                    "written"
                } else {
                    "current"
                }
            );
        }
        Mode::Check => {
            generate::check()?;
            if !workspace::read(MATRIX).is_ok_and(|old| old == text) {
                bail!("{MATRIX} is not current, run `cargo xtask clauses`");
            }
        }
    }
    println!("{}", matrix.summary());
    let open = matrix.open();
    if strict && !open.is_empty() {
        bail!("{} open clauses: {}", open.len(), open.join(", "));
    }
    Ok(())
}

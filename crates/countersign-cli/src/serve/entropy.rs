//! Randomness from the operating system, for the crates that take it as an argument.

use std::fmt;

/// The operating system has no randomness to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEntropy;

impl fmt::Display for NoEntropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the operating system gives no randomness")
    }
}

impl std::error::Error for NoEntropy {}

/// So many random octets.
///
/// # Errors
/// [`NoEntropy`].
pub fn draw<const N: usize>() -> Result<[u8; N], NoEntropy> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).map_err(|_| NoEntropy)?;
    Ok(octets)
}

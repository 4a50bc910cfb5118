use std::io;
use std::path::Path;

/// Whether a generated page says this. With `COUNTERSIGN_BLESS` in the environment it is written first.
///
/// # Errors
/// It cannot be written or read.
pub fn is_current(path: impl AsRef<Path>, text: &str) -> io::Result<bool> {
    if std::env::var_os("COUNTERSIGN_BLESS").is_some() {
        std::fs::write(&path, text)?;
    }
    Ok(std::fs::read_to_string(path)? == text)
}

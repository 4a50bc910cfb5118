use std::fs;
use std::path::Path;

use countersign_jose::{Algorithm, HmacKey};
use countersign_secret::Secret;
use toml::Spanned;
use zeroize::Zeroizing;

use super::file::{AlgorithmName, Key};
use super::source::{ConfigError, Source};

/// Reads the key that the configuration points at.
pub(super) fn read(source: &Source, key: &Spanned<Key>) -> Result<Secret, ConfigError> {
    let error = |message: String| source.error(key.span(), message);
    match (&key.get_ref().file, &key.get_ref().env) {
        (Some(file), None) => {
            let path = source.resolve(file);
            warn_if_open(&path);
            read_key_file(&path).map_err(error)
        }
        (None, Some(name)) => {
            let text = std::env::var(name)
                .map_err(|_| error(format!("the environment variable {name} is not set to a text")))?;
            one_line(text).map_err(|fault| error(format!("the environment variable {name} {fault}")))
        }
        _ => Err(error(
            "a key is either { file = \"..\" } or { env = \"..\" }".to_owned(),
        )),
    }
}

/// Reads the key that the configuration points at, for this algorithm.
pub(super) fn signing(
    source: &Source,
    key: &Spanned<Key>,
    algorithm: AlgorithmName,
) -> Result<HmacKey, ConfigError> {
    let secret = read(source, key)?;
    let algorithm = match algorithm {
        AlgorithmName::Hs256 => Algorithm::Hs256,
        AlgorithmName::Hs384 => Algorithm::Hs384,
        AlgorithmName::Hs512 => Algorithm::Hs512,
    };
    HmacKey::new(algorithm, secret.expose()).map_err(|error| {
        let clause = error.clause().id();
        source.error(key.span(), format_args!("{error} [{clause}]"))
    })
}

/// Says in the log if others than the owner can read a file with a key.
pub(super) fn warn_if_open(path: &Path) {
    if is_open(path) {
        let path = path.display();
        tracing::warn!(target: "config", %path, "others than the owner can read or write this key");
    }
}

/// Whether others than the owner can read or write a file; on systems that do not say it, they cannot.
#[must_use]
pub fn is_open(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Reads a key from a file: one line of printable ASCII. The key is the octets of that line, without its end.
///
/// # Errors
/// The file cannot be read, or does not hold one such line; in words that quote nothing of it.
pub fn read_key_file(path: &Path) -> Result<Secret, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    one_line(text).map_err(|fault| format!("{} {fault}", path.display()))
}

/// A text, so that a key survives editors, shells and other libraries unchanged; one line, so that it is clear
/// whether the line end belongs to it.
fn one_line(text: String) -> Result<Secret, &'static str> {
    let text = Zeroizing::new(text);
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err("is empty");
    }
    if !line.bytes().all(|octet| octet.is_ascii_graphic()) {
        return Err("is not one line of printable ASCII without spaces");
    }
    Ok(Secret::new(line.as_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_line_without_its_end() {
        for text in ["abc", "abc\n", "abc\r\n"] {
            assert_eq!(one_line(text.to_owned()).unwrap().expose(), b"abc");
        }
        for text in [
            "",
            "\n",
            "a b",
            "a\nb",
            "a\n\n",
            "ä",
            "a\0",
            "\u{feff}abc",
            " abc",
        ] {
            assert!(one_line(text.to_owned()).is_err(), "{text:?}");
        }
    }
}

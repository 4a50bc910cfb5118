//! The secret from where it is: never from an argument, and never quoted.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};

use countersign_secret::Secret;
use zeroize::Zeroizing;

use crate::args::SecretPlace;
use crate::config::is_open;
use crate::exit::Failure;

/// The longest secret that is read, in octets.
const LONGEST: u64 = 4096;

/// Somebody may have written the secret itself where its place should stand, so neither a name nor a path is quoted.
// = COUNTERSIGN-SECRET-1
pub(super) fn read(place: &SecretPlace) -> Result<Secret, Failure> {
    if let Some(name) = &place.secret_env {
        let text = std::env::var(name).map(Zeroizing::new).map_err(|_| {
            Failure::usage("the environment variable that --secret-env names is not set to a text")
        })?;
        return one_line(&text, "the environment variable");
    }
    if let Some(path) = &place.secret_file {
        let file = File::open(path).map_err(|error| {
            Failure::environment(format_args!("cannot read the file of --secret-file: {error}"))
        })?;
        if is_open(path) {
            let _ = writeln!(
                io::stderr(),
                "countersign: warning: others than the owner can read or write the file of --secret-file"
            );
        }
        return one_line(&all(file, "the file of --secret-file")?, "the file");
    }
    if io::stdin().is_terminal() {
        let _ = writeln!(
            io::stderr(),
            "countersign: reading the secret from standard input, where it is shown as you type it"
        );
    }
    one_line(&all(io::stdin().lock(), "standard input")?, "standard input")
}

fn all(source: impl Read, name: &str) -> Result<Zeroizing<String>, Failure> {
    // With room for all of it from the start, no copy stays behind.
    let room = usize::try_from(LONGEST).unwrap_or_default().saturating_add(1);
    let mut octets = Zeroizing::new(Vec::with_capacity(room));
    source
        .take(LONGEST.saturating_add(1))
        .read_to_end(&mut octets)
        .map_err(|error| Failure::environment(format_args!("cannot read {name}: {error}")))?;
    if octets.len() >= room {
        return Err(Failure::usage(format_args!("the secret in {name} is too long")));
    }
    match std::str::from_utf8(&octets) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(Failure::usage(format_args!(
            "the secret in {name} is no text in UTF-8"
        ))),
    }
}

/// One line without its end. What characters a secret may have, the request says.
fn one_line(text: &str, name: &str) -> Result<Secret, Failure> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(Failure::usage(format_args!("the secret in {name} is empty")));
    }
    if line.contains(['\n', '\r']) {
        return Err(Failure::usage(format_args!(
            "the secret in {name} is more than one line"
        )));
    }
    Ok(Secret::new(line.as_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_secret_is_one_line_without_its_end() {
        for text in ["a b", "a b\n", "a b\r\n"] {
            assert_eq!(one_line(text, "x").unwrap().expose(), b"a b");
        }
        for text in ["", "\n", "\r\n", "a\nb", "a\n\n", "a\rb"] {
            assert!(one_line(text, "x").is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_is_read_is_bounded_text() {
        let long = "x".repeat(4097);
        assert!(all(long.as_bytes(), "x").is_err());
        assert!(all(&long.as_bytes()[1..], "x").is_ok());
        let error = all(&b"canary\xff"[..], "x").unwrap_err();
        assert!(!error.to_string().contains("canary"));
    }
}

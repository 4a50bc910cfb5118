use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use countersign_jose::Algorithm;
use serde::Deserialize;

use super::process;
use super::scenario::{ALGORITHMS, Account};

/// The longest run of `countersign secret`.
const SECRET: Duration = Duration::from_secs(20);

/// Every mark of printable ASCII that a form decoder leaves alone.
const MARKS: &str = r##"!"#$&'()*,-./:;<=>?@[\]^_`{|}~"##;

/// Not printable ASCII, which is all that RFC 6749 appendix A.2 has in a secret.
const NON_ASCII: &str = "pässwörd";

/// What a client presents.
#[derive(Debug)]
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: String,
    /// What a configuration holds in place of the secret; nothing if no configuration knows the client.
    pub(super) digest: Option<String>,
}

/// A client that signs.
#[derive(Debug)]
pub(super) struct SigningClient {
    pub(super) algorithm: Algorithm,
    pub(super) id: String,
    pub(super) secret: String,
}

/// A client for each algorithm, with secrets that `countersign secret` drew: two of them are a key for each.
pub(super) fn signing(binary: &Path) -> Result<Vec<SigningClient>> {
    let client = |algorithm: Algorithm| -> Result<SigningClient> {
        Ok(SigningClient {
            algorithm,
            id: format!("signs-{}", algorithm.name()),
            secret: draw(binary)? + &draw(binary)?,
        })
    };
    ALGORITHMS.iter().copied().map(client).collect()
}

/// Everybody who asks with a secret, with secrets that `countersign secret` made or digested.
pub(super) fn accounts(binary: &Path) -> Result<Vec<(Account, Credentials)>> {
    let demonstration = |secret: &str| Credentials {
        id: "abc123".to_owned(),
        secret: secret.to_owned(),
        digest: None,
    };
    let existing = |id: &str, text: &str| -> Result<Credentials> {
        let issued = secret(binary, &["--from-stdin"], &format!("{text}\n"))?;
        Ok(Credentials {
            id: id.to_owned(),
            secret: text.to_owned(),
            digest: Some(issued.secret_digest),
        })
    };
    if secret(binary, &["--from-stdin"], &format!("{NON_ASCII}\n")).is_ok() {
        bail!("`countersign secret` made a digest of a secret that no client can have");
    }
    let issued = secret(binary, &[], "")?;
    let (Some(id), Some(secret)) = (issued.client_id, issued.client_secret) else {
        bail!("`countersign secret` made no id or no secret");
    };
    let generated = Credentials {
        id,
        secret,
        digest: Some(issued.secret_digest),
    };
    Ok(vec![
        (Account::Known, demonstration("secretXYZ")),
        (Account::WrongSecret, demonstration("secretXYz")),
        (Account::Generated, generated),
        (Account::Marks, existing("with-marks", MARKS)?),
        (
            Account::Escapes,
            existing("escapes", "half+half%2Fquarter+quarter%2Fquarter")?,
        ),
        (
            Account::Space,
            existing("space", "somebody put a space in this one")?,
        ),
        (Account::NonAscii, demonstration(NON_ASCII)),
    ])
}

/// A secret and nothing else.
pub(super) fn draw(binary: &Path) -> Result<String> {
    let issued = secret(binary, &[], "")?;
    issued
        .client_secret
        .context("`countersign secret` made no secret")
}

/// What `countersign secret` makes.
#[derive(Debug, Deserialize)]
struct Issued {
    client_id: Option<String>,
    client_secret: Option<String>,
    secret_digest: String,
}

fn secret(binary: &Path, arguments: &[&str], input: &str) -> Result<Issued> {
    let mut command = Command::new(binary);
    command.args(["secret", "--format=json"]).args(arguments);
    let printed = process::output(&mut command, input, SECRET)?;
    serde_json::from_str(&printed).context("`countersign secret` did not print what it should")
}

#[cfg(test)]
mod tests;

//! `countersign secret`: a client id, a secret, and the digest that a server stores in its place.

use std::io::{self, Read, Write};

use countersign_grammar::ClientId;
use countersign_secret::{GeneratedSecret, Pepper, Secret, SecretDigest, generate_client_id};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::args::{SecretArgs, SecretFormat};
use crate::config::{check_label, read_key_file};
use crate::exit::{Exit, Failure};
use crate::serve::entropy;

/// The longest secret that is read, in octets.
const LONGEST: u64 = 4096;

/// Fewer characters than this cannot hold 128 bits, even if each is one of 94.
const SHORTEST: usize = 20;

/// Runs `countersign secret`.
///
/// # Errors
/// The arguments, standard input or the pepper's file cannot be used, or there is no randomness.
pub fn run(arguments: &SecretArgs, out: &mut dyn Write) -> crate::Done {
    let issued = Issued::make(arguments)?;
    match arguments.format {
        SecretFormat::Text => issued.write_text(out)?,
        SecretFormat::Json => issued.write_json(out)?,
        SecretFormat::Toml => {
            issued.write_toml(out)?;
            if let Some(secret) = issued.shown() {
                writeln!(
                    io::stderr(),
                    "client_secret (shown this once, stored nowhere): {secret}"
                )?;
            }
        }
    }
    Ok(Exit::Success)
}

struct Issued {
    client_id: Option<String>,
    label: String,
    /// Only a new secret is shown; one that was read is known to whoever wrote it.
    secret: Option<GeneratedSecret>,
    digest: String,
}

impl Issued {
    fn make(arguments: &SecretArgs) -> Result<Self, Failure> {
        let read = arguments.from_stdin;
        let pepper = arguments.pepper_file.as_deref().map(pepper).transpose()?;
        let secret = if read {
            existing()?
        } else {
            GeneratedSecret::generate(entropy::draw().map_err(Failure::environment)?)
        };
        let digest = match &pepper {
            Some(pepper) => SecretDigest::hmac_sha256(pepper, &secret),
            None => SecretDigest::sha256(&secret),
        };
        let client_id = match &arguments.id {
            Some(id) => Some(checked(id)?),
            None if read => None,
            None => Some(generate_client_id(entropy::draw().map_err(Failure::environment)?)),
        };
        check_label(&arguments.label).map_err(Failure::usage)?;
        let label = arguments.label.clone();
        Ok(Self {
            client_id,
            label,
            secret: (!read).then_some(secret),
            digest: digest.to_text(),
        })
    }

    /// A secret that was made here: letters and digits.
    fn shown(&self) -> Option<&str> {
        self.secret
            .as_ref()
            .and_then(|secret| std::str::from_utf8(secret.expose()).ok())
    }

    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(id) = &self.client_id {
            writeln!(out, "client_id      {id}")?;
        }
        if let Some(secret) = self.shown() {
            writeln!(
                out,
                "client_secret  {secret}   (for the client; shown this once, stored nowhere)"
            )?;
        }
        writeln!(
            out,
            "secret_digest  {}   (for the server's configuration)",
            self.digest
        )
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Json<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            client_id: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            client_secret: Option<&'a str>,
            label: &'a str,
            secret_digest: &'a str,
        }
        let json = Json {
            client_id: self.client_id.as_deref(),
            client_secret: self.shown(),
            label: &self.label,
            secret_digest: &self.digest,
        };
        serde_json::to_writer(&mut *out, &json)?;
        writeln!(out)
    }

    /// A configuration never holds a secret, so this writes none.
    fn write_toml(&self, out: &mut dyn Write) -> io::Result<()> {
        let text = |text: &str| toml::Value::String(text.to_owned());
        // An empty line first: the table is appended to a file.
        if let Some(id) = &self.client_id {
            writeln!(out, "\n[[clients]]")?;
            writeln!(out, "id = {}", text(id))?;
            writeln!(out, "methods = [\"client_secret_basic\"]")?;
        }
        writeln!(out, "\n[[clients.credentials]]")?;
        writeln!(out, "label = {}", text(&self.label))?;
        writeln!(out, "secret_digest = {}", text(&self.digest))
    }
}

fn checked(id: &str) -> Result<String, Failure> {
    match ClientId::parse(id) {
        Ok(id) if !id.as_str().is_empty() => Ok(id.as_str().to_owned()),
        _ => Err(Failure::usage(
            "a client id is one or more characters of printable ASCII",
        )),
    }
}

fn pepper(path: &std::path::Path) -> Result<Pepper, Failure> {
    let key = read_key_file(path).map_err(Failure::environment)?;
    Pepper::new(&key).map_err(|error| Failure::usage(format_args!("{}: {error}", path.display())))
}

/// Reads a secret from standard input: one line, printable ASCII.
fn existing() -> Result<GeneratedSecret, Failure> {
    let mut text = Zeroizing::new(String::with_capacity(
        usize::try_from(LONGEST).unwrap_or_default(),
    ));
    io::stdin()
        .lock()
        .take(LONGEST)
        .read_to_string(&mut text)
        .map_err(|error| Failure::environment(format_args!("cannot read standard input: {error}")))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if text.len() >= usize::try_from(LONGEST).unwrap_or_default() {
        return Err(Failure::usage("the secret on standard input is too long"));
    }
    if !line.bytes().all(|octet| (b' '..=b'~').contains(&octet)) {
        return Err(Failure::usage(
            "the secret on standard input is not one line of printable ASCII",
        ));
    }
    let _ = writeln!(
        io::stderr(),
        "countersign: warning: this digest is a fast hash. It protects a secret that a machine drew; one that a \
         person chose needs a slow hash such as argon2id."
    );
    if line.len() < SHORTEST {
        let _ = writeln!(
            io::stderr(),
            "countersign: warning: fewer than {SHORTEST} characters cannot hold 128 bits of entropy."
        );
    }
    GeneratedSecret::asserted_by_caller(Secret::new(line.as_bytes().to_vec()))
        .map_err(|error| Failure::usage(format_args!("standard input: {error}")))
}

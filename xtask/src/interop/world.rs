//! The servers, the clients that they know, and the secrets of both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::process;
use super::scenario::{Account, Encoding, Host};
use super::server::Server;
use super::verify::Token;
use crate::workspace;

/// The longest build from nothing.
const BUILD: Duration = Duration::from_secs(30 * 60);

/// The longest run of `countersign secret`.
const SECRET: Duration = Duration::from_secs(20);

/// Every mark of printable ASCII that a form decoder leaves alone.
const MARKS: &str = r##"!"#$&'()*,-./:;<=>?@[\]^_`{|}~"##;

/// All servers, running; they end and their files go when this value is dropped.
#[derive(Debug)]
pub(super) struct World {
    services: BTreeMap<Host, Service>,
    accounts: Vec<(Account, Credentials)>,
    _scratch: Scratch,
}

/// A running server and what its tokens have to be.
#[derive(Debug)]
pub(super) struct Service {
    server: Server,
    pub(super) key: String,
    pub(super) profile: Profile,
}

/// How a server signs, and what its tokens say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    pub(super) algorithm: &'static str,
    pub(super) typ: &'static str,
    pub(super) key_id: Option<&'static str>,
    pub(super) issuer: &'static str,
    pub(super) audience: &'static str,
    /// In seconds.
    pub(super) lifetime: u64,
}

/// What a client presents.
#[derive(Debug)]
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: String,
    /// What a configuration holds in place of the secret; nothing if no configuration knows the client.
    digest: Option<String>,
}

impl World {
    /// Builds the command, makes the secrets, and starts every server.
    pub(super) fn start() -> Result<Self> {
        let binary = build()?;
        let scratch = Scratch::new()?;
        let accounts = accounts(&binary)?;
        let mut services = BTreeMap::new();
        for host in Host::ALL {
            let profile = Profile::of(host);
            let service = if host == Host::Demonstration {
                let server = Server::start(&binary, None)?;
                let key = server.printed("its signing key", signing_key)?;
                Service { server, key, profile }
            } else {
                let key = draw(&binary)? + &draw(&binary)?;
                let config = scratch.configure(host, &key, &profile, &accounts)?;
                let server = Server::start(&binary, Some(&config))?;
                Service { server, key, profile }
            };
            services.insert(host, service);
        }
        Ok(Self {
            services,
            accounts,
            _scratch: scratch,
        })
    }

    pub(super) fn service(&self, host: Host) -> Result<&Service> {
        self.services.get(&host).context("a server is missing")
    }

    pub(super) fn credentials(&self, account: Account) -> Result<&Credentials> {
        let found = self.accounts.iter().find(|(other, _)| *other == account);
        found
            .map(|(_, credentials)| credentials)
            .context("a client is missing")
    }

    /// Ends the servers and reads their logs: each token has its line there, and no secret or token stands in one.
    pub(super) fn end(self, tokens: &[Token]) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        for (host, service) in self.services {
            let log = service.server.end();
            let granted = log.matches(r#""verdict":"granted""#).count();
            let here = tokens.iter().filter(|token| token.host == host).count();
            if granted != here {
                problems.push(format!(
                    "{host:?} logged {granted} tokens, the clients have {here}"
                ));
            }
            let secrets = self.accounts.iter().map(|(_, account)| account.secret.as_str());
            let tokens = tokens.iter().map(|token| token.text.as_str());
            if secrets
                .chain(tokens)
                .chain([service.key.as_str()])
                .any(|secret| log.contains(secret))
            {
                problems.push(format!("{host:?} wrote a secret, a token or its key to its log"));
            }
        }
        Ok(problems)
    }
}

impl Service {
    pub(super) fn url(&self) -> &str {
        self.server.url()
    }
}

impl Profile {
    const fn of(host: Host) -> Self {
        let demonstration = Self {
            algorithm: "HS256",
            typ: "JWT",
            key_id: None,
            issuer: "https://auth.example.com",
            audience: "https://api.example.com",
            lifetime: 3600,
        };
        match host {
            Host::Demonstration => demonstration,
            Host::Form => Self {
                algorithm: "HS384",
                typ: "at+jwt",
                issuer: "https://issuer.example/form",
                lifetime: 600,
                ..demonstration
            },
            Host::Raw => Self {
                algorithm: "HS512",
                typ: "at+jwt",
                key_id: Some("interop"),
                issuer: "https://issuer.example/raw",
                lifetime: 900,
                ..demonstration
            },
        }
    }
}

/// The key in the line of the demonstration that says how to check a token.
fn signing_key(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("jwt.decode(token, '")?;
    Some(rest.split_once('\'')?.0.to_owned())
}

/// Builds the command as it is in this checkout, and says where it is.
fn build() -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        executable: Option<PathBuf>,
    }
    println!("interop: building countersign");
    let mut cargo = workspace::cargo();
    cargo.args([
        "build",
        "--package=countersign-cli",
        "--bin=countersign",
        "--message-format=json",
    ]);
    let messages = process::output(&mut cargo, "", BUILD)?;
    let built = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok()?.executable)
        .next_back();
    built.context("cargo did not say where it put countersign")
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

fn draw(binary: &Path) -> Result<String> {
    let issued = secret(binary, &[], "")?;
    issued
        .client_secret
        .context("`countersign secret` made no secret")
}

fn accounts(binary: &Path) -> Result<Vec<(Account, Credentials)>> {
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
    ])
}

/// A folder for the files of one run.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let folder = workspace::root().join(format!("target/interop/run-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self(folder))
    }

    /// Writes the configuration of a server, and the key that it signs with.
    fn configure(
        &self,
        host: Host,
        key: &str,
        profile: &Profile,
        accounts: &[(Account, Credentials)],
    ) -> Result<PathBuf> {
        let key_file = self.0.join(format!("{host:?}.key"));
        private(&key_file, key)?;
        let config = self.0.join(format!("{host:?}.toml"));
        fs::write(&config, configuration(host, profile, accounts))?;
        Ok(config)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Writes a file that only its owner may read.
fn private(path: &Path, text: &str) -> Result<()> {
    fs::write(path, "").with_context(|| format!("cannot write {}", path.display()))?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    fs::write(path, text)?;
    Ok(())
}

fn configuration(host: Host, profile: &Profile, accounts: &[(Account, Credentials)]) -> String {
    let encoding = match host.encoding() {
        // What a configuration that says nothing means is a part of what is shown here.
        Encoding::Form => "",
        Encoding::Raw => "basic_encoding = \"raw\"\n",
    };
    let key_id = profile
        .key_id
        .map_or_else(String::new, |id| format!("key_id = \"{id}\"\n"));
    let Profile {
        algorithm,
        typ,
        issuer,
        audience,
        lifetime,
        ..
    } = profile;
    let mut text = format!(
        "issuer = \"{issuer}\"\naudience = \"{audience}\"\n{encoding}\n\
         [token]\nprofile = \"{typ}\"\nlifetime = {lifetime}\nalgorithm = \"{algorithm}\"\n{key_id}\
         signing_key = {{ file = \"{host:?}.key\" }}\n"
    );
    for (_, account) in accounts {
        if let Some(digest) = &account.digest {
            text.push_str(&format!(
                "\n[[clients]]\nid = \"{}\"\nmethods = [\"client_secret_basic\", \"client_secret_post\"]\n\
                 scope = \"read write\"\ncredentials = [{{ label = \"first\", secret_digest = \"{digest}\" }}]\n",
                account.id
            ));
        }
    }
    text
}

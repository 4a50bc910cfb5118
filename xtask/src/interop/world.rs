//! The servers, the clients that they know, and the secrets of both.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use countersign_jose::Algorithm;

use super::accounts::{self, Credentials, SigningClient, accounts, draw};
use super::config::{Configured, Scratch};
use super::profile::Profile;
use super::scenario::{Account, Host};
use super::server::Server;
use super::signers::Signed;
use super::verify::Token;

/// All servers, running; they end and their files go when this value is dropped.
#[derive(Debug)]
pub(super) struct World {
    services: BTreeMap<Host, Service>,
    accounts: Vec<(Account, Credentials)>,
    signing: Vec<SigningClient>,
    _scratch: Scratch,
}

/// A running server and the key that it signs with.
#[derive(Debug)]
pub(super) struct Service {
    server: Server,
    url: String,
    pub(super) key: String,
}

impl World {
    /// Makes the secrets, and starts every server.
    pub(super) fn start(binary: &Path) -> Result<Self> {
        let scratch = Scratch::new()?;
        let accounts = accounts(binary)?;
        let signing = accounts::signing(binary)?;
        let mut services = BTreeMap::new();
        for host in Host::ALL {
            let service = if host == Host::Demonstration {
                let (server, url) = serve(binary, None, ANY_PORT)?;
                let key = server.printed("its signing key", signing_key)?;
                Service { server, url, key }
            } else {
                let key = draw(binary)? + &draw(binary)?;
                let configured = Configured {
                    host,
                    key: &key,
                    accounts: &accounts,
                    signing: &signing,
                    endpoint: None,
                };
                let (server, url) = if host == Host::Legacy {
                    serve_by_name(binary, &scratch, configured)?
                } else {
                    serve(binary, Some(&scratch.configure(&configured)?), ANY_PORT)?
                };
                Service { server, url, key }
            };
            services.insert(host, service);
        }
        Ok(Self {
            services,
            accounts,
            signing,
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

    /// The client that signs with this algorithm.
    pub(super) fn signing(&self, algorithm: Algorithm) -> Result<&SigningClient> {
        let found = self.signing.iter().find(|client| client.algorithm == algorithm);
        found.context("a client that signs is missing")
    }

    /// Ends the servers and reads their logs: each token has its line there, each assertion that was refused its clause,
    /// and no secret, token or assertion stands in one.
    pub(super) fn end(self, tokens: &[Token], signed: &Signed) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        for (host, service) in self.services {
            let log = service.server.end();
            let granted = tokens.iter().filter(|token| token.host == host).count();
            let secrets = self.accounts.iter().map(|(_, account)| account.secret.as_str());
            let signing = self.signing.iter().map(|client| client.secret.as_str());
            let tokens = tokens.iter().map(|token| token.text.as_str());
            let unwritten = secrets.chain(signing).chain(tokens).chain(signed.assertions());
            let unwritten = unwritten.chain([service.key.as_str()]);
            problems.extend(log_problems(host, &log, granted, unwritten));
            problems.extend(signed.log_problem(host, &log)?);
        }
        Ok(problems)
    }
}

impl Service {
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

/// A free port of the loopback interface.
const ANY_PORT: &str = "127.0.0.1:0";

/// How often a server is started whose port somebody else may take before it does.
const ATTEMPTS: usize = 5;

/// Starts a server that has to know its own address beforehand.
fn serve_by_name(binary: &Path, scratch: &Scratch, configured: Configured<'_>) -> Result<(Server, String)> {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let address = TcpListener::bind(ANY_PORT)?.local_addr()?.to_string();
        let endpoint = format!("http://{address}/oauth2/token");
        let config = scratch.configure(&Configured {
            endpoint: Some(&endpoint),
            ..configured
        })?;
        match serve(binary, Some(&config), &address) {
            Ok((server, url)) => {
                ensure!(url == endpoint, "the server listens on {url}, not on {endpoint}");
                return Ok((server, url));
            }
            Err(error) => last = Some(error),
        }
    }
    last.map_or_else(|| bail!("the server was never started"), Err)
}

/// Starts `countersign serve` at an address, with the configuration if there is one.
fn serve(binary: &Path, config: Option<&Path>, address: &str) -> Result<(Server, String)> {
    let mut command = Command::new(binary);
    command.args(["serve", "--listen", address]);
    match config {
        Some(config) => command.arg("--config").arg(config),
        // Without being told, its issuer would be its address.
        None => command.args(["--issuer", Profile::of(Host::Demonstration).issuer]),
    };
    Server::start(&mut command, "")?.ready("its address", |line| {
        line.strip_prefix("listening on ").map(str::to_owned)
    })
}

/// What is wrong with a server's log, which has a line for each token that it granted.
fn log_problems<'a>(
    host: Host,
    log: &str,
    granted: usize,
    mut unwritten: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let logged = log.matches(r#""verdict":"granted""#).count();
    if logged != granted {
        problems.push(format!(
            "{host:?} logged {logged} tokens, the clients have {granted}"
        ));
    }
    if unwritten.any(|secret| log.contains(secret)) {
        problems.push(format!("{host:?} wrote a secret, a token or its key to its log"));
    }
    problems
}

/// The key in the line of the demonstration that says how to check a token.
fn signing_key(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("jwt.decode(token, '")?;
    Some(rest.split_once('\'')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_has_every_token_granted_and_nothing_secret() {
        let log = "{\"verdict\":\"granted\"}\n{\"verdict\":\"refused\"}\n{\"verdict\":\"granted\"}\n";
        let problems =
            |log: &str, granted| log_problems(Host::Form, log, granted, ["s1", "s2"].into_iter()).len();
        assert_eq!(problems(log, 2), 0);
        assert_eq!(problems(log, 3), 1);
        assert_eq!(problems("", 2), 1);
        assert_eq!(problems(&log.replace("refused", "s2"), 2), 1);
    }

    #[test]
    fn finds_the_key_that_the_demonstration_prints() {
        let line = "#   jwt.decode(token, 'Key1', algorithms=['HS256'], audience='a', issuer='i')";
        assert_eq!(signing_key(line).as_deref(), Some("Key1"));
        assert_eq!(signing_key("listening on http://127.0.0.1:1/"), None);
        assert_eq!(signing_key("jwt.decode(token, 'cut"), None);
    }
}

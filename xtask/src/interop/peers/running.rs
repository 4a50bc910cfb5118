use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::interop::packages::Packages;
use crate::interop::scenario::Method;
use crate::interop::server::Server;

use super::expect::Expected;
use super::list::Peer;
use super::questions::{Account, COLUMNS, REGISTERED, Way};

/// A server that listens.
#[derive(Debug)]
pub(super) struct Running {
    _server: Server,
    endpoints: Endpoints,
}

/// What a server says when it listens.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoints {
    token_endpoint: String,
    introspection_endpoint: Option<String>,
    /// The clients that it would not register.
    refused: Vec<String>,
}

/// Starts a server with every client, and does not wait for it.
pub(super) fn start(packages: &Packages, peer: &Peer, secret: &str) -> Result<Server> {
    Server::start(&mut packages.command(peer.runner), &settings(secret)?)
}

/// The clients, on one line. Some servers hold a client to one method, so there is one for each.
fn settings(secret: &str) -> Result<String> {
    #[derive(Serialize)]
    struct Settings<'a> {
        clients: Vec<Registration<'a>>,
    }
    #[derive(Serialize)]
    struct Registration<'a> {
        id: String,
        secret: &'a str,
        method: &'static str,
        scope: &'static str,
    }
    let registration = |account: Account, method: Method| Registration {
        id: account.id(method),
        secret: account.secret(secret),
        method: method.name(),
        scope: REGISTERED,
    };
    let clients = Account::ALL
        .into_iter()
        .flat_map(|account| Method::WITH_SECRET.map(|method| registration(account, method)));
    let clients = clients.collect();
    Ok(serde_json::to_string(&Settings { clients })? + "\n")
}

impl Running {
    /// Waits until it says where it listens.
    pub(super) fn new(server: Server) -> Result<Self> {
        let find = |line: &str| serde_json::from_str::<Endpoints>(line).ok();
        let (_server, endpoints) = server.ready("its endpoints", find)?;
        Ok(Self { _server, endpoints })
    }

    pub(super) fn token_endpoint(&self) -> &str {
        &self.endpoints.token_endpoint
    }

    /// Where it says what a token is good for, if it does.
    pub(super) fn introspection_endpoint(&self) -> Option<&str> {
        self.endpoints.introspection_endpoint.as_deref()
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        !self.endpoints.refused.iter().any(|refused| refused == id)
    }

    /// Each client that it should have registered and has not, or the other way round.
    pub(super) fn problems(&self, peer: &Peer) -> Vec<String> {
        let mut problems = Vec::new();
        for way in Way::ALL {
            for column in COLUMNS {
                let unregistered = peer
                    .exception(way, column)
                    .is_some_and(|exception| exception.expected == Expected::Unregistered);
                let id = column.account.id(way.method());
                if self.knows(&id) == unregistered {
                    let which = if unregistered {
                        "registered"
                    } else {
                        "did not register"
                    };
                    problems.push(format!("{} {which} {id}", peer.name));
                }
            }
        }
        problems.sort();
        problems.dedup();
        problems
    }
}

#[cfg(test)]
mod tests;

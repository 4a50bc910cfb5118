use std::borrow::Cow;

use anyhow::Result;
use countersign_jose::Algorithm;
use serde::{Deserialize, Serialize};

use crate::interop::packages::Packages;
use crate::interop::scenario::{ALGORITHMS, Method};
use crate::interop::server::Server;

use super::expect::Expected;
use super::list::Peer;
use super::questions::{Account, COLUMNS, REGISTERED, Way};
use super::signing;

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
    issuer: Option<String>,
    /// The clients that it would not register.
    refused: Vec<String>,
}

/// Starts a server with every client, and does not wait for it.
pub(super) fn start(packages: &Packages, peer: &Peer, secret: &str) -> Result<Server> {
    let settings = settings(secret, peer.signing.is_some())?;
    Server::start(&mut packages.command(peer.runner), &settings)
}

/// The clients, on one line, and if they can be asked those that sign. Some servers hold a client to one method, so there
/// is one for each, and one for each algorithm.
fn settings(secret: &str, signing: bool) -> Result<String> {
    #[derive(Serialize)]
    struct Settings<'a> {
        clients: Vec<Registration<'a>>,
    }
    #[derive(Serialize)]
    struct Registration<'a> {
        id: String,
        secret: Cow<'a, str>,
        method: &'static str,
        algorithm: Option<&'static str>,
        scope: &'static str,
    }
    let registration = |account: Account, method: Method| Registration {
        id: account.id(method),
        secret: account.secret(secret).into(),
        method: method.name(),
        algorithm: None,
        scope: REGISTERED,
    };
    let signs = |algorithm: &Algorithm| Registration {
        id: signing::id(*algorithm),
        secret: signing::secret(secret).into(),
        method: Method::Jwt.name(),
        algorithm: Some(algorithm.name()),
        scope: REGISTERED,
    };
    let clients = Account::ALL
        .into_iter()
        .flat_map(|account| Method::WITH_SECRET.map(|method| registration(account, method)));
    let signing = ALGORITHMS.iter().filter(|_| signing).map(signs);
    let clients = clients.chain(signing).collect();
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

    /// What it calls itself, if it says so.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.endpoints.issuer.as_deref()
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
        let signing = ALGORITHMS.iter().filter(|_| peer.signing.is_some());
        for id in signing.map(|algorithm| signing::id(*algorithm)) {
            if !self.knows(&id) {
                problems.push(format!("{} did not register {id}", peer.name));
            }
        }
        problems.sort();
        problems.dedup();
        problems
    }
}

#[cfg(test)]
mod tests;

//! Playing one question: the server is set up as the question says, asked, and its answer judged.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use countersign_auth::ClientRecord;
use countersign_explain::{CapturedRequest, CapturedResponse, Explainer, Report};
use countersign_grammar::Limits;
use countersign_http::server::Host;
use countersign_jose::{Algorithm, HmacKey};
use countersign_message::TokenResponse;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::course::{Captured, Expect, Row};
use super::exchange::{self, Answer, Sent};
use super::judge::{Check, Evidence, judge};
use super::{explanation, statements};
use crate::config::Demonstration;
use crate::exit::Failure;
use crate::serve::access_log::{AccessEntry, AccessLog, Decision};
use crate::serve::http::{ReplayHost, Service, now};
use crate::serve::listener::Server;
use crate::serve::registry::MemoryRegistry;

/// What came of one question.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// The request.
    pub(super) sent: Option<Sent>,
    /// A request that was not sent, only explained.
    pub(super) unsent: Option<Sent>,
    /// The answer.
    pub(super) answer: Option<Answer>,
    /// A response that was not asked for but is to be read.
    pub(super) read: Option<String>,
    /// The explanation of the request.
    pub(super) report: Option<Report>,
    /// Why the request was refused, the clause of that, and what mends it; where there is no explanation.
    pub(super) told: Option<(&'static str, &'static str, String)>,
    /// What else was seen.
    pub(super) seen: Vec<String>,
    /// What was looked at.
    pub(super) checks: Vec<Check>,
}

impl Played {
    /// Whether everything is as expected, and something was looked at.
    #[must_use]
    pub(super) fn passes(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(Check::passes)
    }
}

/// A running server and who asks it.
pub(super) struct Player {
    service: Arc<Service<MemoryRegistry, LastEntry>>,
    address: SocketAddr,
    url: String,
    origin: String,
    key: HmacKey,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
    answers: BTreeMap<String, Answer>,
}

impl Player {
    pub(super) async fn start(listen: SocketAddr) -> Result<Self, Failure> {
        let demonstration = Demonstration::new(Some(listen), None)?;
        let signing_key = demonstration.signing_key.expose();
        let key = HmacKey::new(Algorithm::Hs256, signing_key).map_err(Failure::environment)?;
        let server = Server::bind(&demonstration.binding)
            .await
            .map_err(Failure::environment)?;
        let setup = demonstration.setup(&server.origin())?;
        let (address, url, bounds) = (server.address(), server.url(), setup.bounds);
        let origin = server.origin();
        let host = Host::new(setup.endpoint, setup.clients, setup.issuer);
        let inventory = demonstration.inventory(&server.origin())?;
        let service = Service::new(host, LastEntry::default(), bounds.body_time)
            .with_replays(setup.replays)
            .with_inventory(inventory);
        let service = Arc::new(service);
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(Arc::clone(&service), bounds, async {
            let _ = stopped.await;
        }));
        Ok(Self {
            service,
            address,
            url,
            origin,
            key,
            stop,
            running,
            answers: BTreeMap::new(),
        })
    }

    pub(super) fn url(&self) -> String {
        self.url.clone()
    }

    /// What the server calls itself.
    pub(super) fn issuer(&self) -> String {
        self.origin.clone()
    }

    pub(super) async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.running.await;
    }

    pub(super) const fn key(&self) -> &HmacKey {
        &self.key
    }

    pub(super) fn host(&self) -> &ReplayHost<MemoryRegistry> {
        self.service.host()
    }

    /// What the server decided on the last request.
    pub(super) fn last_decision(&self) -> Option<Decision> {
        self.service.log().take().map(|entry| entry.decision)
    }

    pub(super) async fn play(&mut self, row: &Row) -> Played {
        let played = if let Some(response) = &row.response {
            Ok(read(response, &row.expect))
        } else if row.method.is_some() {
            self.ask(row).await
        } else {
            statements::play(self, row).await
        };
        played.unwrap_or_else(|error| Played {
            checks: vec![Check::new(
                "the question can be played",
                false,
                format!("{error:#}"),
            )],
            ..Played::default()
        })
    }

    async fn ask(&mut self, row: &Row) -> anyhow::Result<Played> {
        let sent = Sent {
            method: row.method.clone().unwrap_or_default(),
            target: row.path.clone().unwrap_or_default(),
            headers: row
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            body: row.body.clone().unwrap_or_default(),
        };
        let policy = row
            .policy
            .as_ref()
            .ok_or_else(|| anyhow::anyhow!("the question names no clients"))?;
        let records = || policy.records().map_err(anyhow::Error::msg);
        let answer = self.exchange(records()?, &sent).await?;

        let entry = self.service.log().take();
        let evidence = Evidence {
            key: &self.key,
            now: now(),
            auth_method: entry.as_ref().and_then(|entry| entry.decision.auth_method),
            same_as: row
                .expect
                .same_bytes_as
                .as_ref()
                .and_then(|id| self.answers.get(id)),
        };
        let mut checks = judge(&row.expect, &answer, &evidence);
        let report = self.explain(records()?, &sent);
        if let Some(explain) = &row.explain {
            checks.extend(explanation::judge(explain, &report));
        }
        self.answers.insert(row.id.clone(), answer.clone());
        Ok(Played {
            sent: Some(sent),
            answer: Some(answer),
            report: Some(report),
            checks,
            ..Played::default()
        })
    }

    /// Registers these clients and no others.
    pub(super) fn register(&self, records: Vec<ClientRecord>) {
        self.service.host().registry().replace(records);
    }

    /// Registers these clients and no others, and sends a request.
    pub(super) async fn exchange(&self, records: Vec<ClientRecord>, sent: &Sent) -> anyhow::Result<Answer> {
        self.register(records);
        exchange::send(self.address, sent).await
    }

    /// What is to be said about a request to this server.
    pub(super) fn explain(&self, records: Vec<ClientRecord>, sent: &Sent) -> Report {
        let records: Vec<_> = records.into_iter().map(Arc::new).collect();
        let explainer = Explainer::new()
            .endpoint(self.service.host().endpoint())
            .clients(&records, now());
        explainer.request(&captured(sent))
    }
}

/// A request in the form in which it is explained.
pub(super) fn captured(sent: &Sent) -> CapturedRequest<'_> {
    let request = CapturedRequest::new(&sent.method, &sent.target, sent.body.as_bytes());
    sent.headers.iter().fold(request, |request, (name, value)| {
        request.header(name, value.as_bytes())
    })
}

/// A response that somebody captured: what it grants.
fn read(response: &Captured, expect: &Expect) -> Played {
    let captured = CapturedResponse::new(response.status, response.body.as_bytes())
        .header("Content-Type", response.content_type.as_bytes());
    let report = Explainer::new().response(&captured);
    let mut checks = Vec::new();
    let scope = match TokenResponse::parse(response.body.as_bytes(), &Limits::DEFAULT) {
        Ok(parsed) => parsed
            .scope()
            .present()
            .map(|scope| scope.as_str().to_owned())
            .unwrap_or_default(),
        Err(error) => {
            checks.push(Check::new("a token response", false, error.to_string()));
            String::new()
        }
    };
    let tokens: Vec<&str> = scope.split_terminator(' ').collect();
    if let Some(expected) = &expect.scopes {
        checks.push(Check::equal(
            "scopes",
            &expected.join(", "),
            Some(&tokens.join(", ")),
        ));
        let explained = report.grant().map(|grant| grant.scope().join(", "));
        checks.push(Check::equal(
            "explained as",
            &expected.join(", "),
            explained.as_deref(),
        ));
    }
    if let Some(count) = expect.count {
        checks.push(Check::new(
            format!("{count} of them"),
            tokens.len() == count,
            tokens.len().to_string(),
        ));
    }
    let seen = vec![format!("{} scope tokens: {}", tokens.len(), tokens.join(", "))];
    Played {
        read: Some(response.body.clone()),
        seen,
        checks,
        ..Played::default()
    }
}

/// A log that keeps the last line, for the question which method the server saw.
#[derive(Debug, Default)]
pub(super) struct LastEntry(Mutex<Option<AccessEntry>>);

impl LastEntry {
    fn take(&self) -> Option<AccessEntry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl AccessLog for LastEntry {
    fn record(&self, entry: &AccessEntry) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(entry.clone());
    }
}

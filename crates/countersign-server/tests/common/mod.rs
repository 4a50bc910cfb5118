//! A request, a registry and a host, each part of which can be made faulty; and a driver that checks every move.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(dead_code, reason = "each test uses a part")]

mod answers;

use std::sync::Arc;

use countersign_auth::{
    AssertionPolicy, AuthMethod, AuthPolicy, AuthReason, ChosenHash, ChosenSecrets, ClientRecord,
    ClientRecordBuilder, Credential,
};
use countersign_grammar::form::{self, EscapeSet};
use countersign_grammar::{AbsoluteUri, Limits, UnixTime, basic};
use countersign_jose::{Algorithm, HmacKey};
use countersign_message::AccessToken;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::phase::{Event, Phase};
use countersign_server::{Denial, IssuedToken, Location, Parts, Reason, Reply, Step, TokenEndpoint};

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const ISSUER: &str = "https://auth.example";
pub(crate) const TOKEN: &str = "2YotnFZFEjr1zCsicMWpAA";

/// What the registry answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Registry {
    Found,
    Unknown,
    Unavailable,
}

/// What the host's policy answers.
#[derive(Clone, Debug)]
pub(crate) enum Policy {
    Grant,
    Narrow(&'static str),
    Deny(Denial),
    Unavailable,
}

/// What a host that verifies slow hashes answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verifier {
    Matches,
    Differs,
    Unavailable,
}

/// What the replay store answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Replay {
    First,
    Seen,
    Unavailable,
}

/// A request that is granted, until something in it is changed.
#[derive(Clone)]
pub(crate) struct Scenario {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) content_types: Vec<&'static str>,
    pub(crate) authorization: Vec<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) raw_tail: String,
    pub(crate) record_id: &'static str,
    pub(crate) public: bool,
    pub(crate) methods: Vec<AuthMethod>,
    pub(crate) secret: &'static str,
    pub(crate) window: (u64, u64),
    pub(crate) chosen: Vec<&'static str>,
    pub(crate) grant_allowed: bool,
    pub(crate) scope: &'static str,
    pub(crate) strategy: Strategy,
    pub(crate) default_scope: Option<&'static str>,
    pub(crate) resources: Vec<&'static str>,
    pub(crate) slow: bool,
    pub(crate) registry: Registry,
    pub(crate) verifier: Verifier,
    pub(crate) replay: Replay,
    /// The octet that the client's key for assertions repeats, if it has one.
    pub(crate) assertion_key: Option<u8>,
    /// An endpoint that assertions may be for, by the legacy policy.
    pub(crate) legacy_audience: Option<&'static str>,
    pub(crate) policy: Policy,
    pub(crate) issuer_up: bool,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            method: "POST",
            target: "/oauth2/token".into(),
            content_types: vec![FORM],
            authorization: vec![basic_field("abc", "secret")],
            parameters: vec![pair("grant_type", "client_credentials"), pair("scope", "read")],
            raw_tail: String::new(),
            record_id: "abc",
            public: false,
            methods: vec![AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost],
            secret: "secret",
            window: (0, u64::MAX),
            chosen: Vec::new(),
            grant_allowed: true,
            scope: "read write delete",
            strategy: Strategy::Exact,
            default_scope: None,
            resources: vec!["https://api.example"],
            slow: false,
            registry: Registry::Found,
            verifier: Verifier::Differs,
            replay: Replay::First,
            assertion_key: None,
            legacy_audience: None,
            policy: Policy::Grant,
            issuer_up: true,
        }
    }
}

/// Everything that can be seen of one exchange.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) reason: Option<Reason>,
    pub(crate) location: Option<Location>,
    pub(crate) client_id: Option<String>,
    pub(crate) log: String,
    pub(crate) debug: String,
    pub(crate) trace: Vec<(Event, Phase)>,
    pub(crate) asked: Vec<String>,
}

impl Outcome {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }
}

impl Scenario {
    pub(crate) fn body(&self) -> String {
        let pairs = self
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        format!("{}{}", form::serialize(pairs, EscapeSet::Whatwg), self.raw_tail)
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.parameters.retain(|(other, _)| other != name);
        self.parameters.push(pair(name, value));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.parameters.retain(|(other, _)| other != name);
    }

    pub(crate) fn record(&self) -> Arc<ClientRecord> {
        Arc::new(self.builder().build().expect("a sound record"))
    }

    fn builder(&self) -> ClientRecordBuilder {
        let mut builder = ClientRecord::builder(self.record_id).scope(RegisteredScope::new(
            if self.scope.is_empty() {
                ScopeSet::new()
            } else {
                ScopeSet::parse(self.scope).expect("scope")
            },
            self.strategy,
        ));
        for method in &self.methods {
            builder = builder.method(*method);
        }
        if self.public {
            builder = builder.public();
        } else {
            let digest = SecretDigest::sha256(&generated(self.secret));
            builder = builder.credential(
                Credential::generated("first", digest)
                    .valid_from(UnixTime::from_secs(self.window.0))
                    .valid_until(UnixTime::from_secs(self.window.1)),
            );
        }
        if let Some(octet) = self.assertion_key {
            let key = HmacKey::new(Algorithm::Hs256, &[octet; 32]).expect("long enough");
            builder = builder.credential(Credential::assertion_key("key", key));
        }
        for hash in &self.chosen {
            builder = builder.credential(Credential::chosen(*hash, ChosenHash::new(*hash)));
        }
        if !self.grant_allowed {
            builder = builder.forbid_client_credentials();
        }
        if let Some(scope) = self.default_scope {
            builder = builder.default_scope(ScopeSet::parse(scope).expect("scope"));
        }
        for resource in &self.resources {
            builder = builder.resource(AbsoluteUri::parse(*resource).expect("URI"));
        }
        builder
    }

    pub(crate) fn run(&self) -> Outcome {
        let mut policy = AuthPolicy::new();
        if self.slow {
            policy = policy.chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy")));
        }
        if self.assertion_key.is_some() {
            policy = policy.assertions(match self.legacy_audience {
                None => AssertionPolicy::strict(ISSUER),
                Some(endpoint) => AssertionPolicy::legacy(ISSUER, [endpoint]),
            });
        }
        self.run_at(&TokenEndpoint::new(policy))
    }

    pub(crate) fn run_at(&self, endpoint: &TokenEndpoint) -> Outcome {
        let body = self.body();
        let mut parts =
            Parts::new(self.method, &self.target, body.as_bytes()).header("Host", b"auth.example");
        for value in &self.content_types {
            parts = parts.header("Content-Type", value.as_bytes());
        }
        for value in &self.authorization {
            parts = parts.header("AUTHORIZATION", value.as_bytes());
        }
        let outcome = self.drive(endpoint.receive(parts, NOW));
        let mut host = answers::Asked {
            scenario: self,
            asked: Vec::new(),
        };
        let reply = endpoint.answer(parts, NOW, vec![b'?'; 700], &mut host);
        self.agrees(&outcome, &reply, &host.asked);
        outcome
    }

    /// Answers every question as the scenario says, and holds each move against the table.
    pub(crate) fn drive(&self, mut step: Step<'_>) -> Outcome {
        let mut trace = Vec::new();
        let mut asked = Vec::new();
        let mut debug = String::new();
        let mut phase = Phase::Received;
        let reply = loop {
            assert_eq!(
                phase.after(step.event()),
                Some(step.phase()),
                "{phase:?} on {:?}",
                step.event()
            );
            phase = step.phase();
            trace.push((step.event(), phase));
            debug.push_str(&format!("{step:?}"));
            asked.extend(question(&step));
            step = match step {
                Step::LookUpClient(ask) => match self.registry {
                    Registry::Found => ask.found(self.record()),
                    Registry::Unknown => ask.unknown(),
                    Registry::Unavailable => ask.unavailable(),
                },
                Step::VerifySecret(ask) => match self.verifier {
                    Verifier::Matches => {
                        let (candidate, _) = ask.candidates().next().expect("a candidate");
                        ask.matches(candidate)
                    }
                    Verifier::Differs => ask.differs(),
                    Verifier::Unavailable => ask.unavailable(),
                },
                Step::ClaimOnce(ask) => match self.replay {
                    Replay::First => ask.first_use(),
                    Replay::Seen => ask.seen_before(),
                    Replay::Unavailable => ask.unavailable(),
                },
                Step::Authorize(ask) => match &self.policy {
                    Policy::Grant => ask.grant_requested(),
                    Policy::Narrow(scope) => ask.narrow(&ScopeSet::parse(scope).expect("scope")),
                    Policy::Deny(denial) => ask.deny(*denial),
                    Policy::Unavailable => ask.unavailable(),
                },
                Step::Issue(ask) if self.issuer_up => {
                    let token = AccessToken::parse(TOKEN).expect("VSCHAR");
                    ask.issued(&IssuedToken::bearer(token, 3600))
                }
                Step::Issue(ask) => ask.unavailable(),
                Step::Reply(reply) => break reply,
            };
        };
        assert!(phase.is_final());
        assert!(trace.len() <= 5, "the longest path has five moves");
        Outcome {
            asked,
            ..outcome(&reply, trace, debug)
        }
    }
}

/// What a step asks the host, in full.
fn question(step: &Step<'_>) -> Option<String> {
    match step {
        Step::LookUpClient(ask) => Some(answers::look_up(ask.client_id())),
        Step::VerifySecret(ask) => Some(answers::verify(ask.presented(), ask.candidates())),
        Step::ClaimOnce(ask) => Some(answers::claim(ask.key(), ask.retain_until())),
        Step::Authorize(ask) => Some(answers::of_grant("authorize", ask.requested())),
        Step::Issue(ask) => Some(answers::of_grant("issue", ask.grant())),
        Step::Reply(_) => None,
    }
}

fn outcome(reply: &Reply<'_>, trace: Vec<(Event, Phase)>, mut debug: String) -> Outcome {
    debug.push_str(&format!("{reply:?}"));
    let verdict = reply.verdict();
    let body = String::from_utf8(reply.body().to_vec()).expect("UTF-8");
    if body.contains("\"invalid_client\"") {
        let Some(Reason::Authentication(reason)) = verdict.reason() else {
            panic!("invalid_client is about authentication")
        };
        // What shows of the request alone is said; what depends on the client is not told apart.
        let said = match reason {
            AuthReason::SchemeUnsupported
            | AuthReason::AssertionUnsupported
            | AuthReason::AssertionNotAlone
            | AuthReason::NoCredentials
            | AuthReason::ClientIdMismatch => reason.describe(),
            _ => "client authentication failed",
        };
        let said = format!("{{\"error\":\"invalid_client\",\"error_description\":\"{said}\"}}");
        assert_eq!(body, said, "{reason:?}");
    }
    Outcome {
        status: reply.status(),
        headers: reply
            .headers()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body,
        reason: verdict.reason(),
        location: verdict.location(),
        client_id: verdict.client_id().map(str::to_owned),
        log: verdict.to_string(),
        debug,
        trace,
        asked: Vec::new(),
    }
}

pub(crate) fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

pub(crate) fn basic_field(id: &str, secret: &str) -> String {
    basic::encode(id, secret, basic::BasicEscape::Form(EscapeSet::Whatwg)).expect("encodable")
}

pub(crate) fn generated(secret: &str) -> GeneratedSecret {
    GeneratedSecret::asserted_by_caller(Secret::from(secret.to_owned())).expect("not empty")
}

pub(crate) fn small_limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = 512;
    limits.header = 128;
    limits
}

/// Whether a reason is about a client assertion.
pub(crate) fn is_of_assertions(reason: Reason) -> bool {
    let text = format!("{reason:?}");
    text.contains("(Assertion") || text.contains("(ReplayStore")
}

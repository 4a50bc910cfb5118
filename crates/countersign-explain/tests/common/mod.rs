//! A server to hold explanations against, and the cases of docs/spec/cases.
#![allow(dead_code, reason = "each test file uses some of it")]
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

pub mod table;

use std::path::Path;
use std::sync::Arc;

use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_explain::{CapturedRequest, Explainer, Report, Severity};
use countersign_grammar::basic::BasicEncoding;
use countersign_grammar::{AbsoluteUri, UnixTime};
use countersign_message::AccessToken;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::{IssuedToken, Parts, Reason, Step, TokenEndpoint};
use serde_json::Value;

pub const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
pub const FORM: &str = "application/x-www-form-urlencoded";

/// A request that owns its parts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Owned {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
}

/// As it would stand in a capture.
impl std::fmt::Debug for Owned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.method, self.target)?;
        for (name, value) in &self.headers {
            write!(f, "\n{name}: {}", value.escape_ascii())?;
        }
        write!(f, "\n\n{}", self.body.escape_ascii())
    }
}

impl Owned {
    pub fn form(body: &str) -> Self {
        Self {
            method: "POST".into(),
            target: "/token".into(),
            headers: vec![("Content-Type".into(), FORM.into())],
            body: body.into(),
        }
    }

    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn basic(self, joined: impl AsRef<[u8]>) -> Self {
        let token68 = countersign_grammar::base64::encode(joined.as_ref());
        self.header("Authorization", format!("Basic {token68}"))
    }

    pub fn captured(&self) -> CapturedRequest<'_> {
        let request = CapturedRequest::new(&self.method, &self.target, &self.body);
        self.headers
            .iter()
            .fold(request, |request, (name, value)| request.header(name, value))
    }

    pub fn parts(&self) -> Parts<'_> {
        let parts = Parts::new(&self.method, &self.target, &self.body);
        self.headers
            .iter()
            .fold(parts, |parts, (name, value)| parts.header(name, value))
    }

    pub fn from_case(row: &Value) -> Option<Self> {
        let mut owned = Self {
            method: row["method"].as_str()?.into(),
            target: row["path"].as_str()?.into(),
            headers: Vec::new(),
            body: row["body"].as_str()?.as_bytes().to_vec(),
        };
        for (name, value) in row["headers"].as_object()? {
            match value {
                Value::String(value) => owned = owned.header(name, value.as_str()),
                Value::Array(values) => {
                    for value in values {
                        owned = owned.header(name, value.as_str()?);
                    }
                }
                _ => return None,
            }
        }
        Some(owned)
    }
}

pub fn digest(secret: &str) -> SecretDigest {
    let secret = GeneratedSecret::asserted_by_caller(Secret::from(String::from(secret))).unwrap();
    SecretDigest::sha256(&secret)
}

/// A client with this secret, both methods, scope `read write delete` with default `read`, and one resource.
pub fn client(id: &str, secret: &str) -> Arc<ClientRecord> {
    Arc::new(
        ClientRecord::builder(id)
            .method(AuthMethod::ClientSecretBasic)
            .method(AuthMethod::ClientSecretPost)
            .credential(Credential::generated("first", digest(secret)))
            .scope(RegisteredScope::new(
                ScopeSet::parse("read write delete").unwrap(),
                Strategy::Exact,
            ))
            .default_scope(ScopeSet::parse("read").unwrap())
            .resource(AbsoluteUri::parse("https://api.example.com/").unwrap())
            .build()
            .unwrap(),
    )
}

/// The clients that a case registers.
pub fn clients(policy: &Value) -> Vec<Arc<ClientRecord>> {
    let words = |value: &Value| -> Option<Vec<String>> {
        Some(
            value
                .as_array()?
                .iter()
                .filter_map(|word| Some(String::from(word.as_str()?)))
                .collect(),
        )
    };
    let mut records = Vec::new();
    for (id, client) in policy["clients"].as_object().into_iter().flatten() {
        let mut builder = ClientRecord::builder(id.as_str());
        if client["public"] == true {
            builder = builder.public();
        } else if let Some(secret) = client["secret"].as_str().filter(|secret| !secret.is_empty()) {
            builder = builder.credential(Credential::generated("first", digest(secret)));
        }
        let methods = words(&client["methods"])
            .or_else(|| words(&policy["methods"]))
            .unwrap_or_default();
        for method in methods.iter().filter_map(|name| AuthMethod::from_name(name)) {
            builder = builder.method(method);
        }
        if let Some(scopes) = words(&client["scopes"]) {
            let set = ScopeSet::parse(&scopes.join(" ")).unwrap_or_default();
            builder = builder.scope(RegisteredScope::new(set, Strategy::Exact));
        }
        if let Some(default) = words(&client["default_scope"]) {
            builder = builder.default_scope(ScopeSet::parse(&default.join(" ")).unwrap());
        }
        records.extend(builder.build().ok().map(Arc::new));
    }
    records
}

pub fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/spec/cases")
        .join(file);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Why the server refuses; none if it grants.
pub fn refusal(endpoint: &TokenEndpoint, clients: &[Arc<ClientRecord>], request: &Owned) -> Option<Reason> {
    let mut step = endpoint.receive(request.parts(), NOW);
    loop {
        step = match step {
            Step::LookUpClient(ask) => {
                match clients
                    .iter()
                    .find(|record| record.client_id() == ask.client_id())
                {
                    Some(record) => ask.found(Arc::clone(record)),
                    None => ask.unknown(),
                }
            }
            Step::VerifySecret(ask) => ask.differs(),
            Step::ClaimOnce(ask) => ask.first_use(),
            Step::Authorize(ask) => ask.grant_requested(),
            Step::Issue(ask) => ask.issued(&IssuedToken::bearer(AccessToken::parse("token").unwrap(), 3600)),
            Step::Reply(reply) => return reply.verdict().reason(),
        };
    }
}

pub fn explain(endpoint: &TokenEndpoint, clients: &[Arc<ClientRecord>], request: &Owned) -> Report {
    Explainer::new()
        .endpoint(endpoint)
        .clients(clients, NOW)
        .request(&request.captured())
}

/// What the server refuses is explained by an error finding with the clause of the refusal, found by its own road;
/// and what it grants has no error finding.
#[track_caller]
pub fn assert_consistent(endpoint: &TokenEndpoint, clients: &[Arc<ClientRecord>], request: &Owned) -> Report {
    let report = explain(endpoint, clients, request);
    let errors: Vec<_> = report
        .findings()
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .collect();
    match refusal(endpoint, clients, request) {
        None => assert!(errors.is_empty(), "granted, and yet: {errors:?}\n{request:?}"),
        Some(reason) => {
            assert!(
                errors.iter().any(|finding| finding.clause() == reason.clause()),
                "{reason} is not among {errors:?}\n{request:?}"
            );
            assert!(
                errors
                    .iter()
                    .all(|finding| finding.code().as_str() != "refused-otherwise"),
                "{reason} is only caught by the net\n{request:?}"
            );
        }
    }
    report
}

pub fn endpoint() -> TokenEndpoint {
    TokenEndpoint::new(AuthPolicy::new())
}

pub fn raw_endpoint() -> TokenEndpoint {
    TokenEndpoint::new(AuthPolicy::new().basic_encoding(BasicEncoding::Raw))
}

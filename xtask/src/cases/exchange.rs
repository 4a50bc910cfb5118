//! One token request, driven through the endpoint as a host would.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use countersign_auth::{AuthMethod, AuthPolicy, AuthenticatedClient, ClientRecord};
use countersign_clause::Clause;
use countersign_grammar::form::{self, EscapeSet};
use countersign_grammar::{AbsoluteUri, Limits, UnixTime};
use countersign_jose::{Algorithm, HmacKey};
use countersign_message::TokenRequest;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_server::jwt::{CompactText, JwtAccessTokens, TokenProfile};
use countersign_server::{Denial, Grant, Parts, Reply, Step, TokenEndpoint};
use serde_json::Value;

use super::row::{Fields, Unusable};

/// A request as a row states it.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

impl Request {
    /// A row of `level` `library` or `integration` was rebuilt from the objects that a test passes in; where it has no
    /// `Content-Type`, the body is a form all the same. A row of level `http` is taken as it is.
    pub(super) fn of(row: Fields<'_>) -> Result<Self, Unusable> {
        let text = |name| row.need_text(name).map(String::from);
        let mut headers = Vec::new();
        for (name, value) in row.object("headers").into_iter().flat_map(Fields::members) {
            let value = value
                .as_str()
                .ok_or_else(|| Unusable::because("a header is no text"))?;
            headers.push((String::from(name), String::from(value)));
        }
        let typed = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !typed && matches!(row.text("level"), Some("library" | "integration")) {
            headers.push((String::from("Content-Type"), String::from(FORM)));
        }
        Ok(Self {
            method: text("method")?,
            path: text("path")?,
            headers,
            body: text("body")?,
        })
    }

    /// A POST of this body.
    pub(super) fn post(body: impl Into<String>) -> Self {
        Self {
            method: String::from("POST"),
            path: String::from("/token"),
            headers: vec![(String::from("Content-Type"), String::from(FORM))],
            body: body.into(),
        }
    }

    pub(super) fn has_header(&self, wanted: &str) -> bool {
        self.headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(wanted))
    }

    /// A parameter of the body, unescaped; none if the body is no form.
    pub(super) fn parameter(&self, wanted: &str) -> Option<String> {
        let pairs = form::pairs(self.body.as_bytes(), &Limits::DEFAULT);
        pairs
            .map_while(Result::ok)
            .find(|pair| pair.name.eq_str(wanted) && !pair.value.is_empty())
            .map(|pair| pair.value.decode().into_owned())
    }

    pub(super) fn parts(&self) -> Parts<'_> {
        self.headers.iter().fold(
            Parts::new(&self.method, &self.path, self.body.as_bytes()),
            |parts, (name, value)| parts.header(name, value.as_bytes()),
        )
    }
}

/// Where a host looks its clients up.
#[derive(Debug)]
pub(super) enum Registry {
    /// These clients and no other.
    Clients(BTreeMap<String, Arc<ClientRecord>>),
    /// Somebody else has authenticated this client: the mocked validators of the sources.
    Asserted(Arc<ClientRecord>),
    /// It never answers.
    Down,
}

/// A host with its policy.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) endpoint: TokenEndpoint,
    pub(super) registry: Registry,
    pub(super) denial: Option<Denial>,
    /// The clients that are denied a token without scope. A record with a registered scope says so itself; one without
    /// any cannot.
    pub(super) scope_demanded: BTreeSet<String>,
}

/// The time of every request.
pub(super) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

impl Host {
    pub(super) fn new(policy: AuthPolicy, registry: Registry) -> Self {
        Self {
            endpoint: TokenEndpoint::new(policy),
            registry,
            denial: None,
            scope_demanded: BTreeSet::new(),
        }
    }

    /// Answers the request.
    pub(super) fn answer(&self, request: &Request) -> Result<Exchange, Unusable> {
        let key = HmacKey::new(Algorithm::Hs256, &KEY).map_err(|error| Unusable(error.to_string()))?;
        let tokens = JwtAccessTokens::new("https://as.example", "https://rs.example", key, TokenProfile::Jwt);
        let mut step = match &self.registry {
            Registry::Asserted(record) => {
                let client = AuthenticatedClient::asserted_by_caller(Arc::clone(record));
                self.endpoint.receive_asserted(request.parts(), NOW, client)
            }
            Registry::Clients(_) | Registry::Down => self.endpoint.receive(request.parts(), NOW),
        };
        loop {
            step = match step {
                Step::LookUpClient(ask) => match &self.registry {
                    Registry::Clients(records) => match records.get(ask.client_id()) {
                        Some(record) => ask.found(Arc::clone(record)),
                        None => ask.unknown(),
                    },
                    Registry::Asserted(_) | Registry::Down => ask.unavailable(),
                },
                Step::VerifySecret(ask) => ask.differs(),
                Step::ClaimOnce(ask) => ask.first_use(),
                Step::Authorize(ask) => match self.denial {
                    Some(denial) => ask.deny(denial),
                    None if self.denies_empty_scope(ask.requested()) => ask.deny(Denial::Scope),
                    None => ask.grant_requested(),
                },
                Step::Issue(ask) => {
                    let mut token = CompactText::new();
                    match tokens.mint(ask.grant(), [0; 16], &mut token) {
                        Ok(token) => ask.issued(&token),
                        Err(_) => ask.unavailable(),
                    }
                }
                Step::Reply(reply) => return Ok(Exchange::of(&reply)),
            };
        }
    }
}

impl Host {
    fn denies_empty_scope(&self, grant: &Grant<'_>) -> bool {
        !grant.has_scope() && self.scope_demanded.contains(grant.subject())
    }
}

/// The key that the tokens are signed with.
pub(super) const KEY: [u8; 32] = [7; 32];

/// What was answered, and what the verdict says.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) authenticated: bool,
    pub(super) client_id: Option<String>,
    pub(super) method: Option<&'static str>,
    pub(super) scope: Option<String>,
    granted: bool,
    why: Option<String>,
    clause: Option<&'static Clause>,
}

impl Exchange {
    fn of(reply: &Reply<'_>) -> Self {
        let verdict = reply.verdict();
        Self {
            status: reply.status(),
            headers: reply
                .headers()
                .map(|(name, value)| (String::from(name), String::from(value)))
                .collect(),
            body: reply.body().to_vec(),
            authenticated: verdict.is_authenticated(),
            client_id: verdict.client_id().map(String::from),
            method: verdict.method().map(AuthMethod::as_str),
            scope: verdict.scope(),
            granted: verdict.is_granted(),
            why: verdict.reason().map(|reason| reason.to_string()),
            clause: verdict.clause(),
        }
    }

    pub(super) const fn is_granted(&self) -> bool {
        self.granted
    }

    pub(super) fn why(&self) -> Option<String> {
        self.why.clone()
    }

    pub(super) fn clause(&self) -> Option<&'static str> {
        self.clause.map(Clause::id)
    }

    pub(super) fn header(&self, wanted: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.as_str())
    }

    /// A member of the JSON body.
    pub(super) fn member(&self, name: &str) -> Option<Value> {
        let body: Value = serde_json::from_slice(&self.body).ok()?;
        body.get(name).cloned()
    }

    /// A member of the JSON body as a text, whatever its type.
    pub(super) fn member_text(&self, name: &str) -> Option<String> {
        self.member(name)
            .map(|value| value.as_str().map_or_else(|| value.to_string(), String::from))
    }
}

/// An asserted client with these resources asks for tokens for those.
pub(super) fn with_resources(registered: &[&str], asked: &[&str]) -> Result<Exchange, Unusable> {
    let mut record = ClientRecord::builder("client")
        .method(AuthMethod::AssertedByCaller)
        .empty_default_scope();
    for resource in registered {
        let uri = AbsoluteUri::parse(String::from(*resource)).map_err(|_| {
            Unusable::because("an audience that is no absolute URI cannot be registered as a resource")
        })?;
        record = record.resource(uri);
    }
    let record = record.build().map_err(|error| Unusable(error.to_string()))?;
    let asked = asked.iter().map(|resource| ("resource", *resource));
    let pairs = [("grant_type", "client_credentials")].into_iter().chain(asked);
    let request = Request::post(form::serialize(pairs, EscapeSet::Whatwg));
    Host::new(AuthPolicy::new(), Registry::Asserted(Arc::new(record))).answer(&request)
}

/// An asserted client that may ask for whatever the body asks for.
pub(super) fn with_any_scope(body: &str) -> Result<Exchange, Unusable> {
    let request = TokenRequest::parse(body.as_bytes(), &Limits::DEFAULT)
        .map_err(|error| Unusable(error.to_string()))?;
    let scope = request
        .scope()
        .and_then(|scope| ScopeSet::parse(&scope.text.decode()).ok())
        .unwrap_or_default();
    let record = ClientRecord::builder("client")
        .method(AuthMethod::AssertedByCaller)
        .scope(RegisteredScope::new(scope, Strategy::Exact))
        .empty_default_scope()
        .build()
        .map_err(|error| Unusable(error.to_string()))?;
    Host::new(AuthPolicy::new(), Registry::Asserted(Arc::new(record))).answer(&Request::post(body))
}

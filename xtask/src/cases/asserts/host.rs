//! A server that knows one client and remembers what it saw.

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign_auth::{AssertionPolicy, AuthMethod, AuthPolicy, ClientRecord, Credential, ReplayKey};
use countersign_grammar::form::{self, EscapeSet};
use countersign_grammar::{UnixTime, base64url};
use countersign_jose::{Algorithm, HmacKey, Signer, Skew};
use countersign_message::AccessToken;
use countersign_server::{IssuedToken, Reply, Step, TokenEndpoint};
use serde_json::{Map, Value, json};

use crate::cases::exchange::{NOW, Request};
use crate::cases::judgement::Ours;
use crate::cases::row::{Fields, Unusable};

/// The client's secret.
pub(super) const KEY: [u8; 32] = [7; 32];
pub(super) const ISSUER: &str = "https://as.example";
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How far ahead an assertion may expire, in seconds.
const LONGEST: u64 = 3600;

pub(super) struct Server {
    pub(super) client_id: String,
    issuer: String,
    path: String,
    endpoint: TokenEndpoint,
    /// None is known if it cannot be built, and then nothing gets a token.
    record: Option<Arc<ClientRecord>>,
    seen: BTreeSet<ReplayKey>,
}

impl Server {
    /// The server and the client of a row.
    pub(super) fn of(row: Fields<'_>) -> Result<Self, Unusable> {
        let server = row
            .object("server")
            .ok_or_else(|| Unusable::because("the row has no `server`"))?;
        let issuer = server.need_text("issuer")?;
        let accepted = server.text("accepts_aud").unwrap_or_default();
        let token_endpoint = server.text("token_endpoint").unwrap_or(issuer);
        let mut policy = if accepted.contains("single string only") {
            AssertionPolicy::strict(issuer)
        } else {
            let mut endpoints = vec![String::from(token_endpoint)];
            endpoints.extend(server.text("mtls_token_endpoint").map(String::from));
            if let Some((folder, _)) = token_endpoint.rsplit_once('/') {
                let others = ["ciba", "par"].into_iter().filter(|name| accepted.contains(name));
                endpoints.extend(others.map(|name| format!("{folder}/{name}")));
            }
            AssertionPolicy::legacy(issuer, endpoints)
        };
        let leeway = row.number("leeway").unwrap_or(0).min(Skew::MAX.as_secs());
        policy = policy.skew(Skew::from_secs(leeway).unwrap_or(Skew::MAX));
        let client = row.object("client").and_then(|client| client.text("client_id"));
        let client = client.unwrap_or("client");
        let path = token_endpoint.splitn(4, '/').nth(3).unwrap_or_default();
        let record = record(client)?;
        Ok(Self::new(policy, client, Some(record), &format!("/{path}")))
    }

    /// A strict server, for what is no matter of its policy.
    pub(super) fn sound() -> Self {
        let policy = AssertionPolicy::strict(ISSUER).skew(Skew::NONE);
        Self::new(policy, "client", record("client").ok(), "/token")
    }

    fn new(policy: AssertionPolicy, client_id: &str, record: Option<Arc<ClientRecord>>, path: &str) -> Self {
        Self {
            client_id: String::from(client_id),
            issuer: String::from(policy.issuer()),
            path: String::from(path),
            endpoint: TokenEndpoint::new(AuthPolicy::new().assertions(policy.longest(LONGEST))),
            record,
            seen: BTreeSet::new(),
        }
    }

    /// The path of its token endpoint.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// A sound assertion with these claims changed, or left out.
    pub(super) fn assertion(&self, changes: &[(&str, Option<Value>)]) -> String {
        let mut claims = match sound(self) {
            Value::Object(claims) => claims,
            _ => Map::new(),
        };
        for (name, value) in changes {
            claims.remove(*name);
            if let Some(value) = value {
                claims.insert(String::from(*name), value.clone());
            }
        }
        signed(r#"{"alg":"HS256"}"#, &Value::Object(claims).to_string(), KEY)
    }

    /// A request with this assertion and nothing else.
    pub(super) fn request(token: &str) -> Request {
        Request::post(body(&[
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", token),
        ]))
    }

    /// What it answers: `ok` with a token, or else why not.
    pub(super) fn answer(&mut self, request: &Request, now: UnixTime) -> Ours {
        self.reply(request, now, |reply| {
            let verdict = reply.verdict();
            match verdict.reason() {
                None => Ours::new("ok"),
                Some(reason) => Ours::refused(reason, verdict.clause()),
            }
        })
    }

    /// The error code of what it answers.
    pub(super) fn error(&mut self, request: &Request) -> Option<String> {
        let body = self.reply(request, NOW, |reply| reply.body().to_vec());
        let body: Value = serde_json::from_slice(&body).ok()?;
        body.get("error").and_then(Value::as_str).map(String::from)
    }

    fn reply<T>(&mut self, request: &Request, now: UnixTime, read: impl FnOnce(&Reply<'_>) -> T) -> T {
        let mut step = self.endpoint.receive(request.parts(), now);
        loop {
            step = match step {
                Step::LookUpClient(ask) => match &self.record {
                    Some(record) if ask.client_id() == record.client_id() => ask.found(Arc::clone(record)),
                    Some(_) | None => ask.unknown(),
                },
                Step::VerifySecret(ask) => ask.differs(),
                Step::ClaimOnce(ask) if self.seen.insert(ask.key().clone()) => ask.first_use(),
                Step::ClaimOnce(ask) => ask.seen_before(),
                Step::Authorize(ask) => ask.grant_requested(),
                Step::Issue(ask) => match AccessToken::parse("token") {
                    Ok(token) => ask.issued(&IssuedToken::bearer(token, 60)),
                    Err(_) => ask.unavailable(),
                },
                Step::Reply(reply) => return read(&reply),
            };
        }
    }
}

fn record(client_id: &str) -> Result<Arc<ClientRecord>, Unusable> {
    let key = HmacKey::new(Algorithm::Hs256, &KEY).map_err(|error| Unusable(error.to_string()))?;
    let record = ClientRecord::builder(client_id)
        .method(AuthMethod::ClientSecretJwt)
        .credential(Credential::assertion_key("one", key))
        .empty_default_scope()
        .build();
    record.map(Arc::new).map_err(|error| Unusable(error.to_string()))
}

/// The claims of a sound assertion for this server.
pub(super) fn sound(server: &Server) -> Value {
    let (id, now) = (&server.client_id, NOW.as_secs());
    json!({ "iss": id, "sub": id, "aud": server.issuer, "exp": now.saturating_add(60), "jti": "7f3a" })
}

/// The body of a request with these parameters.
pub(super) fn body(parameters: &[(&str, &str)]) -> String {
    let pairs = [("grant_type", "client_credentials")].into_iter();
    form::serialize(pairs.chain(parameters.iter().copied()), EscapeSet::Whatwg)
}

/// A compact JWS under HS256, whatever its header says.
pub(super) fn signed(header: &str, payload: &str, key: [u8; 32]) -> String {
    let input = unsigned(header, payload);
    let input = input.trim_end_matches('.');
    let signature = HmacKey::new(Algorithm::Hs256, &key).map(|key| key.sign(input.as_bytes()));
    let octets = signature
        .as_ref()
        .map_or(&[][..], |signature| signature.as_bytes());
    format!("{input}.{}", base64url::encode(octets))
}

/// A compact JWS without a signature.
pub(super) fn unsigned(header: &str, payload: &str) -> String {
    let part = |text: &str| base64url::encode(text.as_bytes());
    format!("{}.{}.", part(header), part(payload))
}

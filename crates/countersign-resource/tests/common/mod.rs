//! A request, a token, an authorization server and a host, each part of which can be made faulty; and a driver that
//! checks every move.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(dead_code, reason = "each test uses a part")]

use countersign_grammar::{Limits, UnixTime, base64url};
use countersign_jose::{Algorithm, HmacKey, HmacKeySet, Signer};
use countersign_resource::phase::{Event, Phase};
use countersign_resource::{
    Check, IntrospectionPolicy, JwtPolicy, Leniency, Location, Parts, Possession, Reason, ReceivedResponse,
    Requirement, ResourceServer, Scratch, TokenFormat, Verdict,
};
use countersign_scope::ScopeSet;
use serde_json::{Map, Value, json};

pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const ISSUER: &str = "https://as.example";
pub(crate) const AUDIENCE: &str = "https://api.example";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const OPAQUE: &str = "mF_9.B5f-4.1JqM";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    Jwt,
    Opaque,
    Either,
}

/// What the host answers to the question for keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keys {
    Set,
    One,
    Unknown,
    Unavailable,
}

/// What the host answers to the question for possession.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Proof {
    Asserted,
    Certificate([u8; 32]),
    Unproven,
    Unavailable,
}

/// A request that is authorized, until something in it is changed.
#[derive(Clone)]
pub(crate) struct Scenario {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) scheme: &'static str,
    /// Without the token of the scenario, if it is to be sent in another way or not at all.
    pub(crate) in_field: bool,
    pub(crate) more_fields: Vec<String>,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Option<String>,
    pub(crate) format: Format,
    pub(crate) leniencies: Vec<Leniency>,
    pub(crate) limits: Limits,
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    /// Instead of header and claims.
    pub(crate) token: Option<String>,
    /// Instead of the claims, as the octets that are signed.
    pub(crate) payload: Option<Vec<u8>>,
    pub(crate) signing_key: [u8; 32],
    pub(crate) key_ids: Vec<Option<&'static str>>,
    pub(crate) keys: Keys,
    pub(crate) answer: Option<(u16, Option<&'static str>, Vec<u8>)>,
    pub(crate) proof: Proof,
    pub(crate) requirement: Requirement,
    pub(crate) now: u64,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            method: "GET",
            target: "/photos?page=2".into(),
            scheme: "Bearer",
            in_field: true,
            more_fields: Vec::new(),
            content_type: None,
            body: None,
            format: Format::Jwt,
            leniencies: Vec::new(),
            limits: Limits::DEFAULT,
            header: object(json!({"alg": "HS256", "typ": "at+jwt", "kid": "k1"})),
            claims: object(json!({
                "iss": ISSUER, "aud": AUDIENCE, "sub": "abc", "client_id": "abc", "jti": "t-1",
                "iat": NOW, "exp": NOW + 3600, "scope": "read write",
            })),
            token: None,
            payload: None,
            signing_key: [7; 32],
            key_ids: vec![Some("k1")],
            keys: Keys::Set,
            answer: None,
            proof: Proof::Unproven,
            requirement: Requirement::of(ScopeSet::parse("read").expect("scope")),
            now: NOW,
        }
    }
}

/// Everything that can be seen of one request.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// 200 if it is authorized.
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) reason: Option<Reason>,
    pub(crate) location: Option<Location>,
    pub(crate) log: String,
    pub(crate) debug: String,
    pub(crate) trace: Vec<(Event, Phase)>,
    pub(crate) possession: Option<Possession>,
    pub(crate) used: Vec<Leniency>,
}

impl Outcome {
    pub(crate) fn challenge(&self) -> Option<&str> {
        self.headers
            .iter()
            .find(|(name, _)| name == "www-authenticate")
            .map(|(_, value)| value.as_str())
    }
}

impl Scenario {
    /// The same for an opaque token, of which the authorization server says what the JWT says.
    pub(crate) fn opaque() -> Self {
        let mut scenario = Self {
            format: Format::Opaque,
            token: Some(OPAQUE.into()),
            ..Self::default()
        };
        scenario.claims.insert("active".into(), json!(true));
        scenario.claims.insert("token_type".into(), json!("Bearer"));
        scenario
    }

    pub(crate) fn token(&self) -> String {
        if let Some(token) = &self.token {
            return token.clone();
        }
        let payload = match &self.payload {
            Some(payload) => payload.clone(),
            None => Value::Object(self.claims.clone()).to_string().into_bytes(),
        };
        sign(
            &Value::Object(self.header.clone()).to_string(),
            &payload,
            &self.signing_key,
        )
    }

    pub(crate) fn server(&self) -> ResourceServer {
        let jwt = || JwtPolicy::new(ISSUER, AUDIENCE).or_audience("https://api2.example");
        let introspection = || IntrospectionPolicy::new(AUDIENCE).of_issuer(ISSUER);
        let format = match self.format {
            Format::Jwt => TokenFormat::Jwt(jwt()),
            Format::Opaque => TokenFormat::Opaque(introspection()),
            Format::Either => TokenFormat::Either(jwt(), introspection()),
        };
        self.leniencies.iter().fold(
            ResourceServer::new(format).with_limits(self.limits),
            |server, leniency| server.allowing(*leniency),
        )
    }

    pub(crate) fn run(&self) -> Outcome {
        self.run_at(&self.server())
    }

    pub(crate) fn run_at(&self, server: &ResourceServer) -> Outcome {
        let field = format!("{} {}", self.scheme, self.token());
        let mut parts = Parts::new(self.method, &self.target).header("Host", b"api.example");
        if self.in_field {
            parts = parts.header("AUTHORIZATION", field.as_bytes());
        }
        for field in &self.more_fields {
            parts = parts.header("Authorization", field.as_bytes());
        }
        if let Some(content_type) = self.content_type {
            parts = parts.header("Content-Type", content_type.as_bytes());
        }
        if let Some(body) = &self.body {
            parts = parts.body(body.as_bytes());
        }
        let mut scratch = Scratch::new();
        let debug = format!("{parts:?}");
        self.drive(
            server.receive(parts, UnixTime::from_secs(self.now), &mut scratch),
            debug,
        )
    }

    /// Answers every question as the scenario says, and holds each move against the table.
    pub(crate) fn drive(&self, mut check: Check<'_>, mut debug: String) -> Outcome {
        let mut trace = Vec::new();
        let mut phase = Phase::Received;
        let mut step = |event: Event, next: Phase| {
            assert_eq!(phase.after(event), Some(next), "{phase:?} on {event:?}");
            phase = next;
            trace.push((event, next));
        };
        let result = loop {
            step(check.event(), check.phase());
            debug.push_str(&format!("{check:?}"));
            check = match check {
                Check::LookUpKey(ask) => match self.keys {
                    Keys::Set => ask.keys(&self.key_set()),
                    Keys::One => ask.key(&key(&[7; 32], self.key_ids.first().copied().flatten())),
                    Keys::Unknown => ask.unknown(),
                    Keys::Unavailable => ask.unavailable(),
                },
                Check::Introspect(ask) => {
                    let claims = Value::Object(self.claims.clone()).to_string();
                    match &self.answer {
                        None => ask.answered(ReceivedResponse {
                            status: 200,
                            content_type: Some(b"application/json"),
                            body: claims.as_bytes(),
                        }),
                        Some((0, ..)) => ask.unavailable(),
                        Some((status, content_type, body)) => ask.answered(ReceivedResponse {
                            status: *status,
                            content_type: content_type.map(str::as_bytes),
                            body,
                        }),
                    }
                }
                Check::ProvePossession(ask) => match self.proof {
                    Proof::Asserted => ask.possession_asserted_by_caller(),
                    Proof::Certificate(digest) => ask.certificate(digest),
                    Proof::Unproven => ask.unproven(),
                    Proof::Unavailable => ask.unavailable(),
                },
                Check::Refused(refusal) => break Err(refusal),
                Check::Verified(token) => {
                    break match token.meet(&self.requirement) {
                        Ok(access) => {
                            step(access.event(), access.phase());
                            Ok(access)
                        }
                        Err(refusal) => {
                            step(refusal.event(), refusal.phase());
                            Err(refusal)
                        }
                    };
                }
            };
        };
        assert!(phase.is_final());
        assert!(trace.len() <= 4, "the longest path has four moves");
        match result {
            Ok(access) => {
                debug.push_str(&format!("{access:?}"));
                let headers = access.headers().map(|(name, value)| (name, value.to_owned()));
                outcome(200, headers.collect(), access.verdict(), debug, trace)
            }
            Err(refusal) => {
                debug.push_str(&format!("{refusal:?}"));
                let headers = refusal.headers().map(|(name, value)| (name, value.to_owned()));
                let headers = headers.collect();
                outcome(refusal.status(), headers, refusal.verdict(), debug, trace)
            }
        }
    }

    fn key_set(&self) -> HmacKeySet {
        HmacKeySet::new(self.key_ids.iter().map(|kid| key(&[7; 32], *kid)).collect())
    }
}

fn outcome(
    status: u16,
    headers: Vec<(&str, String)>,
    verdict: Verdict<'_>,
    mut debug: String,
    trace: Vec<(Event, Phase)>,
) -> Outcome {
    debug.push_str(&format!("{verdict:?}"));
    assert_eq!(verdict.is_authorized(), status == 200);
    assert_eq!(
        verdict.clause().map(|clause| clause.id()),
        verdict.reason().map(|reason| reason.clause().id())
    );
    Outcome {
        status,
        headers: headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        reason: verdict.reason(),
        location: verdict.location(),
        log: verdict.to_string(),
        debug,
        trace,
        possession: verdict.facts().map(countersign_resource::TokenFacts::possession),
        used: verdict
            .facts()
            .map_or_else(Vec::new, |facts| facts.leniencies().iter().collect()),
    }
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} is no object"),
    }
}

pub(crate) fn key(octets: &[u8], kid: Option<&str>) -> HmacKey {
    let key = HmacKey::new(Algorithm::Hs256, octets).expect("long enough");
    match kid {
        Some(kid) => key.with_key_id(kid),
        None => key,
    }
}

/// A compact JWS whose header need not be a sound one.
pub(crate) fn sign(header: &str, payload: &[u8], octets: &[u8]) -> String {
    let mut token = base64url::encode(header.as_bytes());
    token.push('.');
    token.push_str(&base64url::encode(payload));
    let signature = key(octets, None).sign(token.as_bytes());
    token.push('.');
    token.push_str(&base64url::encode(signature.as_bytes()));
    token
}

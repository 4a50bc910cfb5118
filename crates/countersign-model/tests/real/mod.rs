//! The terms of the model as octets, and the real token endpoint under them.
#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod host;

use std::sync::Arc;

use countersign_auth::{
    AssertionPolicy, AuthMethod, AuthPolicy, ChosenHash, ChosenSecrets, ClientRecord, Credential,
};
use countersign_grammar::UnixTime;
use countersign_grammar::basic::{self, BasicEscape};
use countersign_grammar::form::{self, EscapeSet};
use countersign_jose::{Algorithm, HmacKey, Skew, TokenSigner};
use countersign_model::bounds::{A, B, C};
use countersign_model::endpoint::{Code, Grant, Reply as Replied, Stage};
use countersign_model::registry::{Kept, Registration, Registry};
use countersign_model::term::{
    Assertion, AssertionAudience, Date, Form, GrantType, Method, Name, Query, Request, Scope, Secret, Time,
};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, SecretDigest};
use countersign_server::{Parts, Step, TokenEndpoint};

pub(crate) const ISSUER: &str = "https://as.example";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The time that is zero in the model, and how long one of its units is, in seconds.
const ZERO: u64 = 1_700_000_000;
const UNIT: u64 = 10;

pub(crate) fn at(time: Time) -> UnixTime {
    UnixTime::from_secs(ZERO + UNIT * u64::from(time))
}

pub(crate) const fn name(name: Name) -> &'static str {
    match name {
        Name::Alice => "alice",
        Name::Carol => "carol",
        Name::Mallory => "mallory",
        Name::Nobody => "nobody",
    }
}

fn named(text: &str) -> Option<Name> {
    Name::ALL.into_iter().find(|known| name(*known) == text)
}

const fn secret(secret: Secret) -> &'static str {
    match secret {
        Secret::AliceOld => "old secret of alice, 32 octets and more",
        Secret::AliceNew => "new secret of alice: 32 octets and more",
        Secret::AliceNewCut => "new secret of alice",
        Secret::Carol => "secret that carol chose, and that is long",
        Secret::Mallory => "secret of mallory, 32 octets and more",
        Secret::Empty => "",
        Secret::Guess => "a guess at a secret, 32 octets and more",
    }
}

/// The MAC key that a secret is. HMAC fills a short key up with zeros, so that this is that of the empty one, too.
fn key(of: Secret) -> HmacKey {
    let mut octets = [0; 64];
    for (place, octet) in octets.iter_mut().zip(secret(of).bytes()) {
        *place = octet;
    }
    HmacKey::new(Algorithm::Hs256, &octets).expect("long enough")
}

pub(crate) fn scope(scope: Scope) -> ScopeSet {
    let tokens = [(A, "a"), (B, "b"), (C, "c")];
    let text: Vec<&str> = tokens
        .iter()
        .filter(|(bit, _)| scope & bit != 0)
        .map(|(_, text)| *text)
        .collect();
    if text.is_empty() {
        ScopeSet::new()
    } else {
        ScopeSet::parse(&text.join(" ")).expect("a scope")
    }
}

const fn method(method: Method) -> AuthMethod {
    match method {
        Method::Basic => AuthMethod::ClientSecretBasic,
        Method::Post => AuthMethod::ClientSecretPost,
        Method::Jwt => AuthMethod::ClientSecretJwt,
    }
}

/// The record of a registration. A secret that was drawn is kept as a digest, and as a key where assertions are
/// registered.
pub(crate) fn record(client: &Registration) -> Arc<ClientRecord> {
    let registered = RegisteredScope::new(scope(client.scope), Strategy::Exact);
    let mut builder = ClientRecord::builder(name(client.name)).scope(registered);
    for known in &client.methods {
        builder = builder.method(method(*known));
    }
    if let Some(default) = client.default_scope {
        builder = builder.default_scope(scope(default));
    }
    for (number, credential) in client.credentials.iter().enumerate() {
        let window = |stored: Credential| {
            stored
                .valid_from(at(credential.from))
                .valid_until(at(credential.until))
        };
        match credential.kept {
            Kept::Chosen => {
                let hash = ChosenHash::new(secret(credential.secret));
                builder = builder.credential(window(Credential::chosen(format!("{number}"), hash)));
            }
            Kept::Generated => {
                let text = String::from(secret(credential.secret));
                let drawn = GeneratedSecret::asserted_by_caller(text.into()).expect("not empty");
                let digest = SecretDigest::sha256(&drawn);
                builder = builder.credential(window(Credential::generated(format!("{number}"), digest)));
                if client.methods.contains(&Method::Jwt) {
                    let key = key(credential.secret);
                    builder =
                        builder.credential(window(Credential::assertion_key(format!("key {number}"), key)));
                }
            }
        }
    }
    Arc::new(builder.build().expect("a record"))
}

pub(crate) fn endpoint(registry: &Registry) -> TokenEndpoint {
    let seconds = |units: Time| UNIT * u64::from(units);
    let assertions = AssertionPolicy::strict(ISSUER)
        .skew(Skew::from_secs(seconds(registry.skew)).expect("a small skew"))
        .longest(seconds(registry.longest));
    let mut policy = AuthPolicy::new().assertions(assertions);
    if registry.chosen_secrets {
        policy = policy.chosen_secrets(ChosenSecrets::new(ChosenHash::new("nobody's")).with_rotation());
    }
    TokenEndpoint::new(policy)
}

/// A request as octets.
pub(crate) struct Octets {
    form: bool,
    target: &'static str,
    authorization: Option<String>,
    body: String,
}

impl Octets {
    pub(crate) fn of(request: &Request) -> Self {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        match request.grant_type {
            GrantType::ClientCredentials => pairs.push(("grant_type", "client_credentials".into())),
            GrantType::Other => pairs.push(("grant_type", "password".into())),
            GrantType::Absent => {}
        }
        if let Some(id) = request.client_id {
            pairs.push(("client_id", name(id).into()));
        }
        if let Some(presented) = request.client_secret {
            pairs.push(("client_secret", secret(presented).into()));
        }
        if let Some(assertion) = &request.assertion {
            pairs.push(("client_assertion_type", JWT_BEARER.into()));
            pairs.push(("client_assertion", sign(assertion)));
        }
        if let Some(asked) = request.scope {
            pairs.push(("scope", scope(asked).to_string()));
        }
        if let Form::Repeated(second) = request.form {
            if request.client_id.is_none() {
                pairs.push(("client_id", name(second).into()));
            }
            pairs.push(("client_id", name(second).into()));
        }
        let basic = |(id, presented)| {
            let escape = BasicEscape::Form(EscapeSet::Whatwg);
            basic::encode(name(id), secret(presented), escape).expect("a field")
        };
        Self {
            form: request.form != Form::NoForm,
            target: match request.query {
                None => "/token",
                Some(Query::Harmless) => "/token?state=client_secret=&x",
                Some(Query::Secret) => "/token?x&client_secret=old",
                Some(Query::EscapedSecret) => "/token?client%5Fsecr%65t=old",
            },
            authorization: request.basic.map(basic),
            body: form::serialize(
                pairs.iter().map(|(name, value)| (*name, value.as_str())),
                EscapeSet::Whatwg,
            ),
        }
    }

    pub(crate) fn parts(&self) -> Parts<'_> {
        let media_type: &[u8] = if self.form {
            b"application/x-www-form-urlencoded"
        } else {
            b"text/plain"
        };
        let parts = Parts::new("POST", self.target, self.body.as_bytes()).header("content-type", media_type);
        match &self.authorization {
            Some(field) => parts.header("authorization", field.as_bytes()),
            None => parts,
        }
    }
}

fn sign(assertion: &Assertion) -> String {
    let mut token = String::new();
    TokenSigner::new(&key(assertion.signed_with), None).sign(&mut token, |claims| {
        claims
            .member_str("iss", name(assertion.iss))
            .member_str("sub", name(assertion.sub));
        match assertion.aud {
            AssertionAudience::Issuer => {
                claims.member_str("aud", ISSUER);
            }
            AssertionAudience::IssuerAndOther => {
                claims.member_strs("aud", [ISSUER, "https://other.example"]);
            }
            AssertionAudience::TokenEndpoint => {
                claims.member_str("aud", "https://as.example/token");
            }
            AssertionAudience::Other => {
                claims.member_str("aud", "https://other.example");
            }
            AssertionAudience::Absent => {}
        }
        for (claim, date) in [("exp", assertion.exp), ("nbf", assertion.nbf)] {
            match date {
                Date::Absent => {}
                Date::WrongType => {
                    claims.member_str(claim, "1700000000");
                }
                Date::At(time) => {
                    claims.member_u64(claim, at(time).as_secs());
                }
            }
        }
        if let Some(jti) = assertion.jti {
            claims.member_str("jti", &format!("jti {jti}"));
        }
    });
    token
}

/// Where the real endpoint stands, in the words of the model.
pub(crate) fn stage(step: &Step<'_>) -> Stage {
    let granted = |grant: &countersign_server::Grant<'_>| {
        let client = named(grant.client().client_id()).expect("a name of the model");
        let by = Method::ALL
            .into_iter()
            .find(|known| method(*known) == grant.client().method());
        let tokens: Vec<String> = grant.scope_tokens().map(|token| token.to_string()).collect();
        let bit = |token: &str| match token {
            "a" => A,
            "b" => B,
            _ => C,
        };
        Grant {
            client,
            method: by.expect("a method of the model"),
            scope: tokens.iter().fold(0, |scope, token| scope | bit(token)),
        }
    };
    match step {
        Step::LookUpClient(_) => Stage::LookUp,
        Step::VerifySecret(_) => Stage::VerifySecret,
        Step::ClaimOnce(_) => Stage::Claim,
        Step::Authorize(ask) => Stage::Authorize(granted(ask.requested())),
        Step::Issue(ask) => Stage::Issue(granted(ask.grant())),
        Step::Reply(reply) => {
            let challenge = reply.header("www-authenticate").is_some();
            let text = String::from_utf8_lossy(reply.body()).into_owned();
            let fields = reply.headers().map(|(_, value)| value);
            let all = fields.chain([text.as_str()]).collect::<Vec<_>>().join("\n");
            let repeats = Secret::KEPT.into_iter().find(|kept| all.contains(secret(*kept)));
            assert_eq!(repeats, None, "{all}");
            let code = match (reply.status(), text) {
                (200, _) => return Stage::Replied(Replied::Token(NO_GRANT)),
                (503, _) => Code::Unavailable,
                (_, text) if text.contains("\"invalid_request\"") => Code::InvalidRequest,
                (_, text) if text.contains("\"invalid_client\"") => Code::InvalidClient,
                (_, text) if text.contains("\"unauthorized_client\"") => Code::UnauthorizedClient,
                (_, text) if text.contains("\"unsupported_grant_type\"") => Code::UnsupportedGrantType,
                (_, text) if text.contains("\"invalid_scope\"") => Code::InvalidScope,
                other => panic!("{other:?}"),
            };
            Stage::Replied(Replied::Error {
                code,
                challenge,
                repeats,
            })
        }
    }
}

/// What stands for the grant of a token that was issued: the step before has said it.
const NO_GRANT: Grant = Grant {
    client: Name::Nobody,
    method: Method::Basic,
    scope: 0,
};

/// Whether both stand at the same place. The grant behind a token was compared one step before.
pub(crate) fn agree(model: Stage, real: Stage) -> bool {
    match (model, real) {
        (Stage::Replied(Replied::Token(_)), Stage::Replied(Replied::Token(_))) => true,
        (model, real) => model == real,
    }
}

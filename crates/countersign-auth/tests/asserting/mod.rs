//! A client with two keys, and assertions of it.
#![allow(dead_code, reason = "each test uses a part")]

use std::sync::Arc;

use countersign_auth::{
    AssertionPolicy, AuthMethod, AuthPolicy, AuthReason, AuthenticatedClient, Check, Claimant, ClientRecord,
    Credential, PendingAssertion, Presented,
};
use countersign_grammar::form::pairs;
use countersign_grammar::{Limits, UnixTime};
use countersign_jose::{Algorithm, HmacKey, Skew, TokenSigner};

pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const ISSUER: &str = "https://as.example";
pub(crate) const JWT_BEARER: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

pub(crate) fn key(octet: u8) -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &[octet; 64]).expect("long enough")
}

/// Inventory with an old key and a new one.
pub(crate) fn record() -> ClientRecord {
    ClientRecord::builder("inventory")
        .method(AuthMethod::ClientSecretJwt)
        .credential(Credential::assertion_key("old", key(1)).valid_until(UnixTime::from_secs(NOW + 100)))
        .credential(Credential::assertion_key("new", key(2)).valid_from(UnixTime::from_secs(NOW - 100)))
        .build()
        .expect("a record")
}

pub(crate) fn strict() -> AuthPolicy {
    AuthPolicy::new().assertions(AssertionPolicy::strict(ISSUER).skew(Skew::from_secs(10).expect("small")))
}

pub(crate) fn legacy() -> AuthPolicy {
    AuthPolicy::new().assertions(AssertionPolicy::legacy(ISSUER, ["https://as.example/token"]))
}

/// The claims of a sound assertion, with these put in place of theirs; one that is empty is left out.
pub(crate) fn claims(changes: &[(&str, &str)]) -> String {
    let (exp, iat) = ((NOW + 60).to_string(), NOW.to_string());
    let mut members = vec![
        ("iss", "\"inventory\""),
        ("sub", "\"inventory\""),
        ("aud", "\"https://as.example\""),
        ("exp", exp.as_str()),
        ("iat", iat.as_str()),
        ("jti", "\"7f3a\""),
    ];
    for (name, value) in changes {
        members.retain(|(known, _)| known != name);
        if !value.is_empty() {
            members.push((name, value));
        }
    }
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

pub(crate) fn sign(key: &HmacKey, typ: Option<&str>, payload: &str) -> String {
    let mut token = String::new();
    TokenSigner::new(key, typ).sign_payload(payload.as_bytes(), &mut token);
    token
}

pub(crate) fn body(token: &str) -> String {
    format!("client_assertion_type={JWT_BEARER}&client_assertion={token}")
}

/// Whom the body of a request proves to come from, or why nobody: with every question answered "first use".
pub(crate) fn outcome<'p>(
    policy: &'p AuthPolicy,
    body: &'p str,
    record: Option<ClientRecord>,
    now: u64,
) -> Outcome<'p> {
    match check(policy, body, record.map(Arc::new), now) {
        Ok(Check::ClaimOnce(pending)) => Ok(pending.first_use()),
        Ok(Check::Refused(refusal)) => Err(refusal.reason()),
        Ok(Check::Authenticated(_) | Check::VerifySecret(_)) => panic!("an assertion is claimed first"),
        Err(reason) => Err(reason),
    }
}

pub(crate) type Outcome<'p> = Result<AuthenticatedClient<'p>, AuthReason>;

pub(crate) fn check<'p>(
    policy: &'p AuthPolicy,
    body: &'p str,
    record: Option<Arc<ClientRecord>>,
    now: u64,
) -> Result<Check<'p>, AuthReason> {
    let claimant = claimant(policy, body)?;
    let now = UnixTime::from_secs(now);
    Ok(match record {
        Some(record) => claimant.check(record, now),
        None => claimant.check_unknown(now),
    })
}

pub(crate) fn claimant<'p>(policy: &'p AuthPolicy, body: &'p str) -> Result<Claimant<'p>, AuthReason> {
    let mut presented = Presented::default();
    for pair in pairs(body.as_bytes(), &Limits::DEFAULT) {
        let pair = pair.expect("a form");
        let value = Some((pair.value, pair.value_at));
        match &*pair.name.decode() {
            "client_id" => presented.client_id = value,
            "client_secret" => presented.client_secret = value,
            "client_assertion" => presented.client_assertion = value,
            "client_assertion_type" => presented.client_assertion_type = value,
            _ => {}
        }
    }
    policy
        .extract(&presented, &Limits::DEFAULT)
        .map_err(|refusal| refusal.reason())
}

pub(crate) fn refused(policy: &AuthPolicy, body: &str, record: Option<ClientRecord>, now: u64) -> AuthReason {
    outcome(policy, body, record, now).expect_err("it is refused")
}

pub(crate) fn pending(policy: &AuthPolicy, body: &str, use_it: impl FnOnce(PendingAssertion<'_>)) {
    match check(policy, body, Some(Arc::new(record())), NOW) {
        Ok(Check::ClaimOnce(pending)) => use_it(pending),
        other => panic!("{other:?}"),
    }
}

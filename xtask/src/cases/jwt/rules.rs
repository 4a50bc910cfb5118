//! Rules in words, each shown by a property; which one is found by the words.

use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_grammar::{SyntaxErrorKind, UnixTime};
use countersign_jose::{
    Algorithm, ClaimErrorKind, Claims, HmacKey, JwsErrorKind, Signer, Skew, UnverifiedJws, sign_compact,
};

use super::{LIMITS, access_token};
use crate::cases::judgement::Judgement;

/// Words that a rule has, the clause behind it, and what shows it.
type Rule = (&'static [&'static str], &'static Clause, fn() -> bool);

const RULES: &[Rule] = &[
    (&["duplicate claim names"], &clause::RFC7519_4_1, duplicates),
    (&["crit", "not understood"], &clause::RFC7515_4_1_11_1, critical),
    (
        &["alg values", "case-sensitive"],
        &clause::RFC7515_4_1_1_1,
        algorithm_names,
    ),
    (&["hmac key", "hash output"], &clause::RFC7518_3_2_1, key_length),
    (&["exp:", "expired"], &clause::RFC7519_4_1_4_1, expiry),
    (&["nbf:"], &clause::RFC7519_4_1_5_1, not_before),
    (&["typ", "at+jwt"], &clause::RFC9068_4_3, access_token::typ),
    (
        &["required claims", "client_id"],
        &clause::RFC9068_2_2_6,
        access_token::required_claims,
    ),
    (
        &["resource server", "invalid_token"],
        &clause::RFC9068_4_12,
        access_token::failures,
    ),
    (&["b64 false"], &clause::RFC7515_4_1_11_1, unencoded_payload),
    (
        &["hs256 token", "allow-list [rs256]"],
        &clause::RFC8725_3_1_1,
        confusion,
    ),
];

pub(super) fn judge(text: &str) -> Judgement {
    let words = text.to_ascii_lowercase();
    match RULES
        .iter()
        .find(|(wanted, ..)| wanted.iter().all(|word| words.contains(word)))
    {
        Some((_, clause, holds)) => Judgement::property(holds(), text, clause),
        None => Judgement::not_handled("a rule about what is not done here: asymmetric keys"),
    }
}

fn key(algorithm: Algorithm) -> Option<HmacKey> {
    HmacKey::new(algorithm, &[7; 64]).ok()
}

/// The refusal of a token with this header and payload, well signed under HS256; `None` if it is accepted.
fn refusal(header: &str, payload: &str) -> Option<JwsErrorKind> {
    let key = key(Algorithm::Hs256)?;
    let mut token = String::new();
    let encode = countersign_grammar::base64url::encode;
    token.push_str(&encode(header.as_bytes()));
    token.push('.');
    token.push_str(&encode(payload.as_bytes()));
    let signature = key.sign(token.as_bytes());
    token.push('.');
    token.push_str(&encode(signature.as_bytes()));
    let verified = UnverifiedJws::parse(&token, &LIMITS).and_then(|jws| jws.verify(&key));
    verified.err().map(countersign_jose::JwsError::kind)
}

fn claim_error(payload: &str, now: u64, skew: Skew) -> Option<ClaimErrorKind> {
    let checked = Claims::parse(payload.as_bytes(), &LIMITS)
        .and_then(|claims| claims.check_times(UnixTime::from_secs(now), skew));
    checked.err().map(countersign_jose::ClaimError::kind)
}

fn duplicates() -> bool {
    let claims = ["iss", "sub", "aud", "jti", "anything"].map(|name| (name, r#""x""#));
    let dates = ["exp", "nbf", "iat"].map(|name| (name, "1"));
    claims.into_iter().chain(dates).all(|(name, value)| {
        let once = format!(r#"{{"{name}":{value}}}"#);
        let twice = format!(r#"{{"{name}":{value},"{name}":{value}}}"#);
        let error = Claims::parse(twice.as_bytes(), &LIMITS)
            .err()
            .map(countersign_jose::ClaimError::kind);
        Claims::parse(once.as_bytes(), &LIMITS).is_ok()
            && error == Some(ClaimErrorKind::Json(SyntaxErrorKind::DuplicateMember))
    })
}

fn critical() -> bool {
    let refused = [
        r#"{"alg":"HS256","crit":["x"],"x":1}"#,
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","crit":["x"]}"#,
        r#"{"alg":"HS256","crit":["x","x"],"x":1}"#,
        r#"{"alg":"HS256","crit":["alg"]}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":"x","x":1}"#,
    ];
    refused.iter().all(|header| refusal(header, "{}").is_some())
        && refusal(r#"{"alg":"HS256","x":1}"#, "{}").is_none()
}

fn algorithm_names() -> bool {
    let names = ["hs256", "Hs256", "hS256", "HS256 ", ""];
    names
        .iter()
        .all(|name| refusal(&format!(r#"{{"alg":"{name}"}}"#), "{}").is_some())
        && refusal(r#"{"alg":"HS256"}"#, "{}").is_none()
}

fn key_length() -> bool {
    Algorithm::ALL.iter().all(|algorithm| {
        let shorter = (0..algorithm.tag_len()).all(|len| HmacKey::new(*algorithm, &vec![7; len]).is_err());
        shorter && HmacKey::new(*algorithm, &vec![7; algorithm.tag_len()]).is_ok()
    })
}

fn expiry() -> bool {
    let at = |now, skew| claim_error(r#"{"exp":1000}"#, now, skew);
    at(999, Skew::NONE).is_none()
        && at(1000, Skew::NONE) == Some(ClaimErrorKind::Expired)
        && at(1001, Skew::NONE) == Some(ClaimErrorKind::Expired)
        && at(1009, Skew::DEFAULT).is_none()
        && at(1010, Skew::DEFAULT) == Some(ClaimErrorKind::Expired)
}

fn not_before() -> bool {
    let at = |now, skew| claim_error(r#"{"nbf":1000}"#, now, skew);
    at(1000, Skew::NONE).is_none()
        && at(999, Skew::NONE) == Some(ClaimErrorKind::NotYetValid)
        && at(990, Skew::DEFAULT).is_none()
        && at(989, Skew::DEFAULT) == Some(ClaimErrorKind::NotYetValid)
}

fn unencoded_payload() -> bool {
    refusal(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, "{}").is_some()
        && refusal(r#"{"alg":"HS256","b64":false}"#, "{}").is_some()
}

/// Whatever octets the key has: a token of an HMAC is not accepted where none is allowed.
fn confusion() -> bool {
    let Some(key) = key(Algorithm::Hs256) else {
        return false;
    };
    let mut token = String::new();
    sign_compact(Some("JWT"), b"{}", &key, &mut token);
    let parsed = UnverifiedJws::parse(&token, &LIMITS);
    matches!(parsed.and_then(|jws| jws.allow(&[])), Err(error) if error.kind() == JwsErrorKind::AlgorithmNotAllowed)
}

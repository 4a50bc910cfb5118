//! Compact JWS: `token` under `key` or one of `keys`, with `algorithms` as the allow-list.

use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_grammar::base64url;
use countersign_jose::{
    Algorithm, BadSignature, HmacKey, HmacKeySet, JwkErrorKind, JwsError, JwsErrorKind, KeyOperation,
    UnverifiedJws, VerifiedJws, Verifier,
};
use countersign_secret::hmac::HmacSha256;
use serde_json::{Value, json};

use super::{LIMITS, claims};
use crate::cases::judgement::{Judged, Judgement, Ours};
use crate::cases::row::{Fields, Unusable, fields};

const ASYMMETRIC: &str = "asymmetric keys are not supported yet";

pub(super) fn judge(row: Fields<'_>) -> Judged {
    if foreign(row)? {
        return Ok(Judgement::not_handled(ASYMMETRIC));
    }
    let theirs = match row.need_text("verdict")? {
        // Nothing here understands `b64`, so the row says that it is to be refused.
        "ok_only_if_b64_supported" => "error",
        "ok_when_producing" => return Ok(Judgement::not_handled("no extension is ever written here")),
        verdict => verdict,
    };
    let text = token(row)?;
    let verified = match verify(&text, row) {
        Ok(verified) => verified,
        Err(refusal) if theirs == "unsecured" && refusal.unsecured => return Ok(Judgement::Agrees),
        Err(refusal) if theirs == "error" => return Ok(refusal.ours.against("error")),
        Err(refusal) => return Ok(refusal.ours.differs_from(theirs)),
    };
    if theirs != "ok" {
        return after_signature(row, &verified).map(|ours| ours.against(theirs));
    }
    Ok(match payload(row, &verified)? {
        Some(difference) => difference,
        None => after_signature(row, &verified)?.against("ok"),
    })
}

/// Whether the row needs a key that is not for HMAC: it has no other, or has several and the header asks for one.
fn foreign(row: Fields<'_>) -> Result<bool, Unusable> {
    let keys: Vec<&Value> = match row.get("keys") {
        Some(Value::Array(keys)) => keys.iter().collect(),
        Some(_) => return Err(Unusable::because("`keys` is no list")),
        None => row.get("key").into_iter().collect(),
    };
    let types: Vec<Option<&str>> = keys
        .iter()
        .map(|key| fields(key).and_then(|key| key.text("kty")))
        .collect();
    let other = |kty: &Option<&str>| kty.is_some_and(|kty| kty != "oct");
    if types.iter().all(other) {
        return Ok(!types.is_empty());
    }
    let token = token(row)?;
    let named = UnverifiedJws::parse(&token, &LIMITS).map(|jws| jws.header().algorithm().is_some());
    Ok(types.iter().any(other) && named == Ok(false))
}

/// The token, or one made from the template that says how long its segments are.
fn token(row: Fields<'_>) -> Result<String, Unusable> {
    if let Some(token) = row.text("token") {
        return Ok(String::from(token));
    }
    if row.get("token").is_some() {
        return Err(Unusable::because("JWS JSON serialization is not read here"));
    }
    let template = row.need_text("token_template")?;
    let length = template.split(' ').find_map(|word| word.parse::<usize>().ok());
    let length = length.ok_or_else(|| Unusable(format!("no token can be made from {template:?}")))?;
    Ok(["A".repeat(length), "A".repeat(length), "A".repeat(length)].join("."))
}

/// A refusal, and whether it is for want of any signature.
struct Refusal {
    ours: Ours,
    unsecured: bool,
}

impl Refusal {
    fn of(why: impl std::fmt::Display, clause: &'static Clause) -> Self {
        Self {
            ours: Ours::refused(why, Some(clause)),
            unsecured: false,
        }
    }
}

impl From<JwsError> for Refusal {
    fn from(error: JwsError) -> Self {
        Self {
            unsecured: error.kind() == JwsErrorKind::Unsecured,
            ..Self::of(error, error.clause())
        }
    }
}

/// A JWS that was verified, and why it would be refused all the same: its key is too short to be taken.
struct Verified<'a> {
    jws: VerifiedJws<'a>,
    refusal: Option<Refusal>,
}

fn verify<'t>(token: &'t str, row: Fields<'_>) -> Result<Verified<'t>, Refusal> {
    let jws = UnverifiedJws::parse(token, &LIMITS)?;
    let allowed = row.texts("algorithms").unwrap_or_default();
    let allowed: Option<Vec<Algorithm>> =
        allowed.map(|names| names.into_iter().filter_map(Algorithm::from_name).collect());
    let jws = match &allowed {
        Some(algorithms) => jws.allow(algorithms)?,
        None => jws,
    };
    if let Some(keys) = row.get("keys") {
        let set = json!({ "keys": keys }).to_string();
        let keys = HmacKeySet::from_jwk_set(set.as_bytes(), None, KeyOperation::Verify, &LIMITS)
            .map_err(|error| Refusal::of(error, error.clause()))?;
        let key = keys.select(jws.header())?;
        return Ok(Verified {
            jws: jws.verify(key)?,
            refusal: None,
        });
    }
    let Some(key) = row.object("key") else {
        // No key verifies anything, but a reason of the token itself is the better one.
        let nobody = NoKey(jws.header().algorithm().unwrap_or(Algorithm::Hs256));
        jws.verify(&nobody)?;
        return Err(Refusal::of("there is no key", &clause::RFC7515_5_2_4));
    };
    // The algorithm is the key's; for one that has none it is the row's, or the first that the row allows, or HS256.
    let algorithm = match key.text("alg") {
        Some(_) => None,
        None => row
            .text("alg")
            .and_then(Algorithm::from_name)
            .or_else(|| preferred(&jws, allowed.as_deref())),
    };
    match HmacKey::from_jwk(key.to_json().as_bytes(), algorithm, KeyOperation::Verify, &LIMITS) {
        Ok(key) => Ok(Verified {
            jws: jws.verify(&key)?,
            refusal: None,
        }),
        Err(error) => {
            let refusal = Refusal::of(error, error.clause());
            let short = match (error.kind(), ShortKey::of(key)) {
                (JwkErrorKind::KeyTooShort, Some(short)) => short,
                _ => return Err(refusal),
            };
            // A short key must not hide what else is wrong with the token: the other reason is the one to report.
            Ok(Verified {
                jws: jws.verify(&short)?,
                refusal: Some(refusal),
            })
        }
    }
}

fn preferred(jws: &UnverifiedJws<'_>, allowed: Option<&[Algorithm]>) -> Option<Algorithm> {
    let named = jws.header().algorithm();
    match allowed {
        Some(allowed) => allowed
            .iter()
            .find(|algorithm| Some(**algorithm) == named)
            .or(allowed.first())
            .copied(),
        None => Some(Algorithm::Hs256),
    }
}

/// What a JWT has to meet beyond its signature; a short key refuses after everything else.
fn after_signature(row: Fields<'_>, verified: &Verified<'_>) -> Result<Ours, Unusable> {
    if row.text("kind") == Some("jwt")
        && let Some(refused) = claims::refusal(verified.jws.payload(), row)?
    {
        return Ok(refused);
    }
    Ok(match &verified.refusal {
        Some(refusal) => refusal.ours.clone(),
        None => Ours::new("ok"),
    })
}

/// The payload is that of the row, where the row states it.
fn payload(row: Fields<'_>, verified: &Verified<'_>) -> Result<Option<Judgement>, Unusable> {
    let ours = verified.jws.payload();
    if let Some(text) = row.text("payload_text")
        && text.as_bytes() != ours
    {
        return Ok(Some(Ours::new(String::from_utf8_lossy(ours)).differs_from(text)));
    }
    if let Some(theirs) = row.get("claims") {
        let ours: Value = serde_json::from_slice(ours)
            .map_err(|_| Unusable::because("the verified payload is not JSON"))?;
        if ours != *theirs {
            return Ok(Some(Ours::new(ours.to_string()).differs_from(theirs.to_string())));
        }
    }
    Ok(None)
}

/// A verifier that knows no key.
struct NoKey(Algorithm);

impl Verifier for NoKey {
    fn algorithm(&self) -> Algorithm {
        self.0
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn verify(&self, _: &[u8], _: &[u8]) -> Result<(), BadSignature> {
        Err(BadSignature)
    }
}

/// An HS256 key of any length, as the crate does not make one.
struct ShortKey(HmacSha256);

impl ShortKey {
    fn of(jwk: Fields<'_>) -> Option<Self> {
        let octets = base64url::decode(jwk.text("k")?).ok()?;
        Some(Self(HmacSha256::new(&octets)))
    }
}

impl Verifier for ShortKey {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Hs256
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn verify(&self, signing_input: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        if self.0.verify(signing_input, signature).to_bool() {
            Ok(())
        } else {
            Err(BadSignature)
        }
    }
}

//! JWT access tokens (RFC 9068): what a resource server makes of them, through the guard.

use countersign_grammar::UnixTime;
use countersign_jose::{Algorithm, HmacKey, HmacKeySet, KeyOperation, Skew, UnverifiedJws, typ_is};
use countersign_resource::{
    Check, JwtPolicy, Parts, Reason, Requirement, ResourceServer, Scratch, TokenFormat, TokenReason,
};
use countersign_scope::ScopeSet;
use serde_json::{Map, Value, json};

use super::LIMITS;
use crate::cases::judgement::{Judged, Judgement, Ours};
use crate::cases::row::{Fields, Unusable, fields};

/// A `token` under `key` or `keys`, at `now`, with `leeway` in seconds (none if not stated); `expect` has the `iss` and
/// `aud` of the resource server, and the `scope` of the route. What is not expected is what the token says itself.
pub(super) fn judge(row: Fields<'_>) -> Judged {
    let keys: Vec<&Value> = match row.get("keys") {
        Some(Value::Array(keys)) => keys.iter().collect(),
        Some(_) => return Err(Unusable::because("`keys` is no list")),
        None => vec![row.need("key")?],
    };
    if !keys
        .iter()
        .any(|key| fields(key).and_then(|key| key.text("kty")) == Some("oct"))
    {
        return Ok(Judgement::not_handled("asymmetric keys are not supported yet"));
    }
    let token = row.need_text("token")?;
    let set = json!({ "keys": keys }).to_string();
    let algorithm = row
        .text("alg")
        .and_then(Algorithm::from_name)
        .unwrap_or(Algorithm::Hs256);
    let set = HmacKeySet::from_jwk_set(set.as_bytes(), Some(algorithm), KeyOperation::Verify, &LIMITS)
        .map_err(|error| Unusable(error.to_string()))?;
    let said = unverified(token);
    let expect = row.object("expect");
    let expected = |name: &str| {
        let stated = expect.and_then(|expect| expect.text(name)).map(str::to_owned);
        stated.or_else(|| {
            let said = said.get(name)?;
            let one = said.as_array().map_or(Some(said), |many| many.first());
            one?.as_str().map(str::to_owned)
        })
    };
    let scope = match expect.and_then(|expect| expect.text("scope")) {
        Some(scope) => ScopeSet::parse(scope).map_err(|error| Unusable(error.to_string()))?,
        None => ScopeSet::EMPTY,
    };
    let leeway = row.number("leeway").unwrap_or(0);
    let guard = Guard {
        issuer: expected("iss").unwrap_or_default(),
        audience: expected("aud").unwrap_or_default(),
        skew: Skew::from_secs(leeway).ok_or_else(|| {
            Unusable(format!(
                "a leeway of {leeway} s is more than can be configured here"
            ))
        })?,
        now: row.number("now").unwrap_or(1_700_000_000),
        scope,
    };
    // One key without a name is the key, whatever name the header gives it.
    let ours = match (set.keys(), row.get("keys")) {
        ([key], None) => guard.ask(token, |ask| ask.key(key)),
        _ => guard.ask(token, |ask| ask.keys(&set)),
    };
    Ok(ours.ours().against(row.need_text("verdict")?))
}

fn unverified(token: &str) -> Value {
    UnverifiedJws::parse(token, &LIMITS)
        .ok()
        .and_then(|jws| serde_json::from_slice(jws.unverified_payload()).ok())
        .unwrap_or_default()
}

/// A resource server and a moment.
struct Guard {
    issuer: String,
    audience: String,
    skew: Skew,
    now: u64,
    scope: ScopeSet,
}

/// What came of a request.
enum Answer {
    Authorized,
    Refused {
        reason: Option<Reason>,
        challenge: Option<String>,
    },
}

impl Guard {
    fn ask(&self, token: &str, keys: impl Fn(countersign_resource::LookUpKey<'_>) -> Check<'_>) -> Answer {
        let policy = JwtPolicy::new(self.issuer.as_str(), self.audience.as_str());
        let server = ResourceServer::new(TokenFormat::Jwt(policy)).with_skew(self.skew);
        let field = format!("Bearer {token}");
        let mut scratch = Scratch::new();
        let parts = Parts::new("GET", "/").header("authorization", field.as_bytes());
        let mut check = server.receive(parts, UnixTime::from_secs(self.now), &mut scratch);
        let refusal = loop {
            check = match check {
                Check::LookUpKey(ask) => keys(ask),
                Check::Introspect(ask) => ask.unavailable(),
                Check::ProvePossession(ask) => ask.unproven(),
                Check::Refused(refusal) => break refusal,
                Check::Verified(token) => match token.meet(&Requirement::of(self.scope.clone())) {
                    Ok(_) => return Answer::Authorized,
                    Err(refusal) => break refusal,
                },
            };
        };
        Answer::Refused {
            reason: refusal.verdict().reason(),
            challenge: refusal.www_authenticate().map(str::to_owned),
        }
    }
}

impl Answer {
    fn ours(self) -> Ours {
        match self {
            Self::Authorized => Ours::new("ok"),
            Self::Refused {
                reason: Some(reason), ..
            } => Ours::refused(reason, Some(reason.clause())),
            Self::Refused { reason: None, .. } => Ours::new("error"),
        }
    }

    fn reason(&self) -> Option<Reason> {
        match self {
            Self::Authorized => None,
            Self::Refused { reason, .. } => *reason,
        }
    }
}

/// A header and claims of the RFC, signed anew under a key of ours: authorized from `iat` to `exp`, with the claims as
/// they are written, and for nobody else.
pub(super) fn example(header: Fields<'_>, claims: &Value) -> Result<bool, Unusable> {
    let (Some(said), Some(typ)) = (fields(claims), header.text("typ")) else {
        return Err(Unusable::because(
            "`claims` is no object, or the header has no `typ`",
        ));
    };
    let (Some(iat), Some(exp)) = (said.number("iat"), said.number("exp")) else {
        return Err(Unusable::because("the claims have no `iat` or no `exp`"));
    };
    let Some((key, token)) = sign(typ, claims) else {
        return Ok(false);
    };
    let guard = |audience: &str, now| Guard {
        issuer: said.text("iss").unwrap_or_default().to_owned(),
        audience: audience.to_owned(),
        skew: Skew::NONE,
        now,
        scope: said
            .text("scope")
            .and_then(|scope| ScopeSet::parse(scope).ok())
            .unwrap_or_default(),
    };
    let audience = said.text("aud").unwrap_or_default();
    let passes = |audience, now| guard(audience, now).ask(&token, |ask| ask.key(&key)).reason();
    Ok(typ_is(typ, "at+jwt")
        && passes(audience, iat).is_none()
        && passes(audience, exp.saturating_sub(1)).is_none()
        && passes(audience, exp) == Some(Reason::Token(TokenReason::Expired))
        && passes("https://other.example", iat) == Some(Reason::Token(TokenReason::AudienceWrong)))
}

fn sign(typ: &str, claims: &Value) -> Option<(HmacKey, String)> {
    let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).ok()?;
    let mut token = String::new();
    countersign_jose::sign_compact(Some(typ), claims.to_string().as_bytes(), &key, &mut token);
    Some((key, token))
}

fn complete() -> Map<String, Value> {
    let claims = json!({
        "iss": "https://as.example", "exp": 1_700_000_060, "aud": "https://api.example", "sub": "s",
        "client_id": "c", "iat": 1_700_000_000, "jti": "j",
    });
    claims.as_object().cloned().unwrap_or_default()
}

/// What the guard says of these claims under this `typ`.
fn answer(typ: &str, claims: &Map<String, Value>) -> Option<Answer> {
    let guard = Guard {
        issuer: String::from("https://as.example"),
        audience: String::from("https://api.example"),
        skew: Skew::NONE,
        now: 1_700_000_000,
        scope: ScopeSet::EMPTY,
    };
    let (key, token) = sign(typ, &Value::Object(claims.clone()))?;
    Some(guard.ask(&token, |ask| ask.key(&key)))
}

fn refused(typ: &str, claims: &Map<String, Value>) -> Option<Reason> {
    answer(typ, claims).and_then(|answer| answer.reason())
}

fn authorized(typ: &str, claims: &Map<String, Value>) -> bool {
    answer(typ, claims).is_some_and(|answer| answer.reason().is_none())
}

/// The types that an access token has, and those of other tokens.
pub(super) fn typ() -> bool {
    let accepted = ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"];
    let other = [
        "JWT",
        "",
        "jwt",
        "at+jwt ",
        "text/at+jwt",
        "application/jwt",
        "application/application/at+jwt",
    ];
    let wrong = Some(Reason::Token(TokenReason::TypeWrong));
    accepted.iter().all(|typ| authorized(typ, &complete()))
        && other.iter().all(|typ| refused(typ, &complete()) == wrong)
}

/// Each required claim is missed by its name, and nothing else is.
pub(super) fn required_claims() -> bool {
    let required = [
        ("iss", TokenReason::IssuerMissing),
        ("exp", TokenReason::ExpiryMissing),
        ("aud", TokenReason::AudienceMissing),
        ("sub", TokenReason::SubjectMissing),
        ("client_id", TokenReason::ClientIdMissing),
        ("iat", TokenReason::IssuedAtMissing),
        ("jti", TokenReason::TokenIdMissing),
    ];
    authorized("at+jwt", &complete())
        && required.iter().all(|(name, reason)| {
            let mut some = complete();
            some.remove(*name);
            refused("at+jwt", &some) == Some(Reason::Token(*reason))
        })
}

/// Whatever is wrong with a token: 401 and `invalid_token`.
pub(super) fn failures() -> bool {
    let spoilt = [
        ("iss", json!("https://b.example")),
        ("aud", json!("https://b.example")),
        ("exp", json!(1_700_000_000)),
        ("nbf", json!(1_700_000_001)),
        ("iat", json!(1_700_000_001)),
        ("exp", json!("soon")),
        ("scope", json!(["read"])),
        ("cnf", json!({"jkt": "x"})),
        ("cnf", json!({"x5t#S256": "x"})),
    ];
    spoilt.into_iter().all(|(name, value)| {
        let mut claims = complete();
        claims.insert(name.to_owned(), value);
        matches!(
            answer("at+jwt", &claims),
            Some(Answer::Refused { reason: Some(reason), challenge: Some(challenge) })
                if reason.status() == 401 && challenge.contains(r#"error="invalid_token""#)
        )
    })
}

//! Whether an answer is the expected one: one check for each thing that the course says.

use countersign_grammar::{Limits, UnixTime, base64url};
use countersign_jose::{Claims, HmacKey, UnverifiedJws};
use countersign_message::{ErrorResponse, TokenResponse};

use super::course::Expect;
use super::exchange::Answer;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is expected, in few words.
    pub what: String,
    /// What there is instead; nothing if it is as expected.
    pub instead: Option<String>,
}

impl Check {
    /// A check that passes or, if not, says what there is instead.
    pub fn new(what: impl Into<String>, passes: bool, instead: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            instead: (!passes).then(|| instead.into()),
        }
    }

    /// A comparison of two texts.
    pub fn equal(name: &str, expected: &str, found: Option<&str>) -> Self {
        Self::new(
            format!("{name} {expected}"),
            found == Some(expected),
            found.unwrap_or("nothing"),
        )
    }

    /// Whether it is as expected.
    #[must_use]
    pub const fn passes(&self) -> bool {
        self.instead.is_none()
    }
}

/// What a judge knows besides the answer.
#[derive(Debug)]
pub struct Evidence<'e> {
    /// The key that signs the server's tokens.
    pub key: &'e HmacKey,
    /// The time of the answer.
    pub now: UnixTime,
    /// The method in the server's log.
    pub auth_method: Option<&'e str>,
    /// The answer to the question that `same_bytes_as` names.
    pub same_as: Option<&'e Answer>,
}

/// Holds an answer against everything that is expected of it.
#[must_use]
pub fn judge(expect: &Expect, answer: &Answer, evidence: &Evidence<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(status) = expect.http_status {
        let passes = answer.status == status || Some(answer.status) == expect.http_status_alternative;
        let what = match expect.http_status_alternative {
            Some(other) => format!("status {status} or {other}"),
            None => format!("status {status}"),
        };
        checks.push(Check::new(what, passes, answer.status.to_string()));
    }
    match expect.outcome.as_deref() {
        Some("ok") => granted(expect, answer, evidence, &mut checks),
        Some("error") => refused(expect, answer, &mut checks),
        other => checks.push(Check::new(
            "an outcome that a server can have",
            false,
            format!("{other:?}"),
        )),
    }
    members(expect, &answer.body, &mut checks);
    if let Some(allow) = &expect.allow {
        checks.push(Check::equal("Allow", allow, answer.header("allow")));
    }
    if let Some(scheme) = &expect.www_authenticate_scheme {
        let challenge = answer
            .header("www-authenticate")
            .and_then(|value| value.split(' ').next());
        checks.push(Check::equal("WWW-Authenticate", scheme, challenge));
    }
    if let Some(id) = &expect.same_bytes_as {
        let same = evidence.same_as.is_some_and(|other| answer.same_as(other));
        checks.push(Check::new(
            format!("same octets as for {id}"),
            same,
            "other octets",
        ));
    }
    checks
}

fn refused(expect: &Expect, answer: &Answer, checks: &mut Vec<Check>) {
    match ErrorResponse::parse(&answer.body, &Limits::DEFAULT) {
        Ok(response) => {
            let found = response.error().as_str();
            match &expect.error {
                Some(error) => checks.push(Check::equal("error", error, Some(found))),
                None => checks.push(Check::new("an error response", true, "")),
            }
        }
        Err(error) => checks.push(Check::new("an error response", false, error.to_string())),
    }
}

fn granted(expect: &Expect, answer: &Answer, evidence: &Evidence<'_>, checks: &mut Vec<Check>) {
    let response = match TokenResponse::parse(&answer.body, &Limits::DEFAULT) {
        Ok(response) => response,
        Err(error) => return checks.push(Check::new("a token response", false, error.to_string())),
    };
    let token = response.access_token().expose();
    match verified(token, evidence.key) {
        Ok(payload) => claims(expect, &payload, response.expires_in(), evidence, checks),
        Err(error) => checks.push(Check::new("a token signed by the server", false, error)),
    }
    if let Some(words) = &expect.access_token {
        checks.push(protected_header(words, token));
    }
    if let Some(method) = &expect.auth_method {
        checks.push(Check::equal("by", method, evidence.auth_method));
    }
    if let Some(token_type) = &expect.token_type {
        checks.push(Check::equal(
            "token_type",
            token_type,
            Some(response.token_type().as_str()),
        ));
    }
    if let Some(seconds) = expect.expires_in {
        let found = response.expires_in();
        checks.push(Check::new(
            format!("expires_in {seconds}"),
            found == Some(seconds),
            format!("{found:?}"),
        ));
    }
    if let Some(scope) = &expect.scope {
        let found = response.scope().present().map(|scope| scope.as_str().to_owned());
        checks.push(Check::equal("scope", scope, found.as_deref()));
    }
}

/// The payload of a token whose signature is the server's.
///
/// # Errors
/// It is no such token.
pub fn verified(token: &str, key: &HmacKey) -> Result<Vec<u8>, String> {
    UnverifiedJws::parse(token, &Limits::DEFAULT)
        .and_then(|jws| jws.verify(key))
        .map(|jws| jws.payload().to_vec())
        .map_err(|error| error.to_string())
}

/// The token is for the client, from now until the time that the response says.
fn claims(
    expect: &Expect,
    payload: &[u8],
    expires_in: Option<u64>,
    evidence: &Evidence<'_>,
    checks: &mut Vec<Check>,
) {
    let claims = match Claims::parse(payload, &Limits::DEFAULT) {
        Ok(claims) => claims,
        Err(error) => return checks.push(Check::new("claims", false, error.to_string())),
    };
    if let Some(client_id) = &expect.client_id {
        checks.push(Check::equal("a signed token for", client_id, claims.sub()));
    }
    if let (Some(exp), Some(iat)) = (claims.exp(), claims.iat()) {
        let lifetime = exp.floor().saturating_since(iat.floor());
        let passes = Some(lifetime) == expires_in && iat.floor().saturating_since(evidence.now) == 0;
        if !passes {
            checks.push(Check::new(
                "times that agree with expires_in",
                false,
                lifetime.to_string(),
            ));
        }
    } else {
        checks.push(Check::new("exp and iat", false, "at most one of them"));
    }
}

/// The course describes the token as: compact JWS; protected header is exactly {..}, and so on.
fn protected_header(words: &str, token: &str) -> Check {
    let expected = words
        .split_once("protected header is exactly ")
        .and_then(|(_, rest)| rest.split_inclusive('}').next())
        .filter(|header| header.starts_with('{'));
    let Some(expected) = expected else {
        return Check::new("a description of the token that can be checked", false, words);
    };
    let mut segments = token.split('.');
    let header = segments.next().and_then(|header| base64url::decode(header).ok());
    let compact = segments.count() == 2;
    let passes = compact && header.as_deref() == Some(expected.as_bytes());
    let found = header.map(|header| String::from_utf8_lossy(&header).into_owned());
    Check::new(
        format!("header {expected}"),
        passes,
        found.unwrap_or_else(|| "no compact JWS".to_owned()),
    )
}

fn members(expect: &Expect, body: &[u8], checks: &mut Vec<Check>) {
    if expect.present.is_empty() && expect.absent.is_empty() {
        return;
    }
    let names = match member_names(body) {
        Ok(names) => names,
        Err(error) => return checks.push(Check::new("a JSON object", false, error)),
    };
    let has = |name: &String| names.contains(name);
    if !expect.present.is_empty() {
        let passes = expect.present.iter().all(has);
        checks.push(Check::new(
            format!("has {}", expect.present.join(", ")),
            passes,
            names.join(", "),
        ));
    }
    if !expect.absent.is_empty() {
        let passes = !expect.absent.iter().any(has);
        checks.push(Check::new(
            format!("no {}", expect.absent.join(", ")),
            passes,
            names.join(", "),
        ));
    }
}

/// The names of the members of a JSON object.
///
/// # Errors
/// The octets are no JSON object.
pub fn member_names(body: &[u8]) -> Result<Vec<String>, String> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok(object.into_iter().map(|(name, _)| name).collect())
}

#[cfg(test)]
mod tests;

use anyhow::{Context, Result, ensure};
use countersign_grammar::{Limits, form};
use countersign_jose::UnverifiedJws;
use serde_json::{Map, Value};

use super::Question;
use super::list::{Audience, Jti, Signer};

/// What a library sent, read beside the code that judges it.
pub(super) struct Sent {
    /// The assertion, which is a credential until it was used.
    pub(super) assertion: String,
    client_id: Option<String>,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Sent {
    /// Reads the body of a token request.
    pub(super) fn read(body: &str) -> Result<Self> {
        let pairs = form::parse(body.as_bytes(), &Limits::DEFAULT).context("the body is no form")?;
        let value = |name: &str| {
            let pair = pairs.iter().find(|pair| pair.name.eq_str(name))?;
            Some(pair.value.decode().into_owned())
        };
        ensure!(value("client_secret").is_none(), "the secret itself was sent");
        let assertion = value("client_assertion").context("no assertion was sent")?;
        // The errors of these readers show nothing of what they read.
        let (header, claims) = {
            let jws = UnverifiedJws::parse(&assertion, &Limits::DEFAULT)
                .ok()
                .context("the assertion is no JWS")?;
            (object(jws.header().json())?, object(jws.unverified_payload())?)
        };
        Ok(Self {
            assertion,
            client_id: value("client_id"),
            header,
            claims,
        })
    }

    /// The first thing in which it is not what this library was asked for.
    pub(super) fn differs(&self, signer: &Signer, question: &Question) -> Option<&'static str> {
        let header = |name: &str| self.header.get(name).and_then(Value::as_str);
        let text = |name: &str| self.claims.get(name).and_then(Value::as_str);
        let time = |name: &str| self.claims.get(name).and_then(Value::as_u64);
        let audience = question.audience.as_deref().unwrap_or(match signer.audience {
            Audience::Issuer => question.issuer,
            Audience::Endpoint => &question.url,
        });
        let lifetime = time("exp")
            .zip(time("iat"))
            .and_then(|(exp, iat)| exp.checked_sub(iat));
        let right_lifetime = |lifetime: u64| match question.lifetime {
            None => lifetime == signer.lifetime,
            // The time was read twice, and the machine may be busy.
            Some(told) => lifetime <= told && told - lifetime <= LATE,
        };
        let not_before = time("nbf").is_some() && time("nbf") == time("iat");
        let id = Some(question.client_id.as_str());
        let checks = [
            (header("alg") == Some(question.algorithm), "alg"),
            (header("typ") == signer.typ, "typ"),
            (
                self.header.len() == 1 + usize::from(signer.typ.is_some()),
                "the number of header members",
            ),
            (text("iss") == id && text("sub") == id, "iss or sub"),
            (text("aud") == Some(audience), "aud"),
            (lifetime.is_some_and(right_lifetime), "exp"),
            (not_before == signer.not_before, "nbf"),
            (self.jti().and_then(Jti::of) == Some(signer.jti), "jti"),
            (
                self.claims.len() == 6 + usize::from(signer.not_before),
                "the number of claims",
            ),
            (
                self.client_id.as_deref() == id.filter(|_| signer.client_id),
                "client_id",
            ),
        ];
        checks.into_iter().find(|(right, _)| !right).map(|(_, what)| what)
    }

    pub(super) fn jti(&self) -> Option<&str> {
        self.claims.get("jti")?.as_str()
    }
}

/// The longest time, in seconds, between what a script counts from and what the library does.
const LATE: u64 = 10;

fn object(json: &[u8]) -> Result<Map<String, Value>> {
    serde_json::from_slice(json)
        .ok()
        .context("a part of the assertion is no object")
}

#[cfg(test)]
mod tests;

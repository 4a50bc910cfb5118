//! Requests that a client signs instead of sending its secret (`client_secret_jwt`), each of which counts once.

use anyhow::{Context, Result, anyhow};
use countersign_auth::{AuthMethod, ClientRecord, Credential};
use countersign_client::{
    Action, Algorithm, AssertionProfile, ClientAuthentication, RequestBuffer, RequestSpec, SourcePolicy,
    TokenEndpointUrl, TokenSource,
};
use countersign_grammar::{AbsoluteUri, ClientId, Limits, UnixTime};
use countersign_jose::HmacKey;
use countersign_message::{ErrorResponse, TokenResponse};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret};

use super::exchange::{Answer, Sent};
use super::judge::Check;
use super::play::{Played, Player};
use crate::serve::access_log::Decision;
use crate::serve::entropy;
use crate::serve::http::{TOKEN_PATH, now};

/// A client of its own for these requests.
const CLIENT: &str = "report-signer";

/// One request, and what is expected of it.
#[derive(Debug)]
pub(super) struct Signed {
    /// Its stable name.
    pub(super) id: &'static str,
    /// What it shows.
    pub(super) question: &'static str,
    assertion: Assertion,
    expected: Expected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assertion {
    /// A new one for this server.
    New,
    /// The one of the request before, octet for octet.
    Again,
    /// A new one that another server was meant to get.
    ForAnother,
    /// Signed an hour ago, for a minute.
    Expired,
    /// A new one by a client that has the identifier right and the secret wrong.
    Guessed,
}

#[derive(Debug, Clone, Copy)]
enum Expected {
    Granted,
    /// With this clause in the log, and this to be done about it.
    Refused(&'static str, &'static str),
}

/// Every request, in the order in which they are played.
pub(super) const SIGNED: &[Signed] = &[
    Signed {
        id: "assertion-new",
        question: "A client signs its request, and sends no secret",
        assertion: Assertion::New,
        expected: Expected::Granted,
    },
    Signed {
        id: "assertion-again",
        question: "The same request again, as somebody would send it who has seen it",
        assertion: Assertion::Again,
        expected: Expected::Refused(
            "RFC7523-3-12",
            "sign a new assertion, with a jti of its own, for each request",
        ),
    },
    Signed {
        id: "assertion-for-another",
        question: "An assertion that is for another server",
        assertion: Assertion::ForAnother,
        expected: Expected::Refused(
            "RFC7523BIS-4-4",
            "name this server's issuer identifier as the one audience",
        ),
    },
    Signed {
        id: "assertion-expired",
        question: "An assertion that was signed an hour ago",
        assertion: Assertion::Expired,
        expected: Expected::Refused("RFC7523-3-9", "sign a new assertion when the request is sent"),
    },
    Signed {
        id: "assertion-guessed",
        question: "An assertion that another secret has signed",
        assertion: Assertion::Guessed,
        expected: Expected::Refused(
            "RFC7523-3-14",
            "sign with the secret that the server has for this client",
        ),
    },
    Signed {
        id: "assertion-fresh",
        question: "A new assertion of the same client",
        assertion: Assertion::New,
        expected: Expected::Granted,
    },
];

/// The client: what it signs with, and what it sent before.
pub(super) struct Signer {
    secret: GeneratedSecret,
    before: Option<Sent>,
}

impl Signer {
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            secret: GeneratedSecret::generate(entropy::draw()?),
            before: None,
        })
    }

    /// Plays one request.
    pub(super) async fn play(&mut self, player: &Player, signed: &Signed) -> Played {
        self.played(player, signed).await.unwrap_or_else(|error| Played {
            checks: vec![Check::new(
                "the request can be played",
                false,
                format!("{error:#}"),
            )],
            ..Played::default()
        })
    }

    async fn played(&mut self, player: &Player, signed: &Signed) -> Result<Played> {
        let sent = self.request(player, signed.assertion)?;
        let answer = player.exchange(vec![self.record()?], &sent).await?;
        let decision = player.last_decision().context("the request is not in the log")?;
        let checks = judge(signed.expected, &answer, &decision);
        let told = match signed.expected {
            Expected::Granted => None,
            Expected::Refused(_, remedy) => decision
                .reason
                .zip(decision.clause)
                .map(|(reason, clause)| (reason, clause, remedy.to_owned())),
        };
        self.before = Some(sent.clone());
        Ok(Played {
            sent: Some(sent),
            answer: Some(answer),
            told,
            checks,
            ..Played::default()
        })
    }

    fn record(&self) -> Result<ClientRecord> {
        let key = HmacKey::new(Algorithm::Hs256, self.secret.expose()).map_err(anyhow::Error::msg)?;
        let scope = RegisteredScope::new(ScopeSet::parse("read")?, Strategy::Exact);
        let record = ClientRecord::builder(CLIENT)
            .method(AuthMethod::ClientSecretJwt)
            .credential(Credential::assertion_key("course", key))
            .scope(scope);
        Ok(record.build()?)
    }

    /// The request as our own client writes it.
    fn request(&self, player: &Player, assertion: Assertion) -> Result<Sent> {
        let (issuer, sent_at) = match assertion {
            Assertion::Again => return self.before.clone().context("there is no request before"),
            Assertion::New | Assertion::Guessed => (player.issuer(), now()),
            Assertion::ForAnother => ("https://other.example".to_owned(), now()),
            Assertion::Expired => {
                let before = now().as_secs().saturating_sub(3600);
                (player.issuer(), UnixTime::from_secs(before))
            }
        };
        let octets = match assertion {
            Assertion::Guessed => GeneratedSecret::generate(entropy::draw()?).expose().to_vec(),
            _ => self.secret.expose().to_vec(),
        };
        let profile = AssertionProfile::strict(AbsoluteUri::parse(issuer).map_err(anyhow::Error::msg)?);
        let id = ClientId::parse(CLIENT).map_err(anyhow::Error::msg)?;
        let client = ClientAuthentication::secret_jwt(id, Secret::new(octets), Algorithm::Hs256, profile)
            .map_err(anyhow::Error::msg)?;
        let endpoint =
            TokenEndpointUrl::parse_allowing_loopback_http(player.url()).map_err(anyhow::Error::msg)?;
        let request = RequestSpec::builder(endpoint, client).scope(ScopeSet::parse("read")?);
        let mut source = TokenSource::new(request.build().map_err(anyhow::Error::msg)?, SourcePolicy::new());
        let Action::Send(exchange) = source.poll(sent_at) else {
            return Err(anyhow!("a new token source did not want to send"));
        };
        let mut buffer = RequestBuffer::new();
        let http = exchange.request(entropy::draw()?, &mut buffer);
        Ok(Sent {
            method: http.method().to_owned(),
            target: TOKEN_PATH.to_owned(),
            headers: http
                .headers()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: http.body().to_owned(),
        })
    }
}

fn judge(expected: Expected, answer: &Answer, decision: &Decision) -> Vec<Check> {
    let by = Check::equal("by", "client_secret_jwt", decision.auth_method);
    let status = |status: u16| {
        Check::new(
            format!("status {status}"),
            answer.status == status,
            answer.status.to_string(),
        )
    };
    match expected {
        Expected::Granted => {
            let response = TokenResponse::parse(&answer.body, &Limits::DEFAULT);
            let token = response.map_or_else(
                |error| Check::new("a token response", false, error.to_string()),
                |_| Check::new("a token response", true, ""),
            );
            vec![status(200), token, by]
        }
        Expected::Refused(clause, _) => {
            let error = ErrorResponse::parse(&answer.body, &Limits::DEFAULT).ok();
            let code = error.as_ref().map(|error| error.error().as_str());
            vec![
                status(400),
                Check::equal("error", "invalid_client", code),
                Check::equal("clause", clause, decision.clause),
                by,
            ]
        }
    }
}

#[cfg(test)]
mod tests;

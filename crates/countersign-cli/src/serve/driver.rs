//! The driver: answers the endpoint's questions with facts. Every verdict is the endpoint's.

use countersign_grammar::UnixTime;
use countersign_server::jwt::{CompactText, JwtAccessTokens};
use countersign_server::{Issue, Parts, Reply, Step, TokenEndpoint};

use super::entropy;
use super::registry::{Registry, Unavailable};

/// What a token endpoint needs around it: a registry of clients and an issuer of tokens.
#[derive(Debug)]
pub struct Host<R> {
    endpoint: TokenEndpoint,
    issuer: JwtAccessTokens,
    registry: R,
}

impl<R: Registry> Host<R> {
    /// A host of this endpoint.
    pub const fn new(endpoint: TokenEndpoint, issuer: JwtAccessTokens, registry: R) -> Self {
        Self {
            endpoint,
            issuer,
            registry,
        }
    }

    /// The endpoint.
    pub const fn endpoint(&self) -> &TokenEndpoint {
        &self.endpoint
    }

    /// The registry.
    pub const fn registry(&self) -> &R {
        &self.registry
    }

    /// Takes one request to its reply.
    pub async fn answer<'r>(&'r self, parts: Parts<'r>, now: UnixTime) -> Reply<'r> {
        let mut step = self.endpoint.receive(parts, now);
        loop {
            step = match step {
                Step::LookUpClient(ask) => match self.registry.look_up(ask.client_id()).await {
                    Ok(Some(record)) => ask.found(record),
                    Ok(None) => ask.unknown(),
                    Err(Unavailable) => ask.unavailable(),
                },
                // This host stores no secret that a person chose.
                Step::VerifySecret(ask) => ask.unavailable(),
                Step::ClaimOnce(ask) => ask.unavailable(),
                Step::Authorize(ask) => ask.grant_requested(),
                Step::Issue(ask) => self.issue(ask),
                Step::Reply(reply) => break reply,
            };
        }
    }

    fn issue<'r>(&self, ask: Issue<'r>) -> Step<'r> {
        let Ok(jti) = entropy::draw::<16>() else {
            return ask.unavailable();
        };
        let mut text = CompactText::new();
        match self.issuer.mint(ask.grant(), jti, &mut text) {
            Ok(token) => ask.issued(&token),
            Err(_) => ask.unavailable(),
        }
    }
}

use countersign_auth::Claim;
use countersign_grammar::UnixTime;
use countersign_grammar::base64url::CompactText;
use countersign_server::{
    Authorize, ClaimOnce, Issue, LookUpClient, Parts, Reply, Step, TokenEndpoint, VerifySecret,
};

use super::{
    Decision, GrantRequested, Issuer, NoAssertions, NoChosenSecrets, Policy, Registry, ReplayStore,
    SecretMatch, SecretVerifier,
};
use crate::Unavailable;

/// A token endpoint with what answers its questions. Every verdict is the endpoint's.
#[derive(Debug)]
pub struct Host<R, I, V = NoChosenSecrets, P = GrantRequested, S = NoAssertions> {
    endpoint: TokenEndpoint,
    registry: R,
    issuer: I,
    verifier: V,
    policy: P,
    replays: S,
}

impl<R: Registry, I: Issuer> Host<R, I> {
    /// A host that stores no secret that a person chose, and grants what a client asks for within its registration.
    #[must_use]
    pub const fn new(endpoint: TokenEndpoint, registry: R, issuer: I) -> Self {
        Self {
            endpoint,
            registry,
            issuer,
            verifier: NoChosenSecrets,
            policy: GrantRequested,
            replays: NoAssertions,
        }
    }
}

impl<R, I, V, P, S> Host<R, I, V, P, S> {
    /// With what verifies secrets that people chose.
    #[must_use]
    pub fn with_verifier<W: SecretVerifier>(self, verifier: W) -> Host<R, I, W, P, S> {
        Host {
            endpoint: self.endpoint,
            registry: self.registry,
            issuer: self.issuer,
            verifier,
            policy: self.policy,
            replays: self.replays,
        }
    }

    /// With what decides on each request.
    #[must_use]
    pub fn with_policy<Q: Policy>(self, policy: Q) -> Host<R, I, V, Q, S> {
        Host {
            endpoint: self.endpoint,
            registry: self.registry,
            issuer: self.issuer,
            verifier: self.verifier,
            policy,
            replays: self.replays,
        }
    }

    /// With what remembers which assertions were used.
    #[must_use]
    pub fn with_replay_store<T: ReplayStore>(self, replays: T) -> Host<R, I, V, P, T> {
        Host {
            endpoint: self.endpoint,
            registry: self.registry,
            issuer: self.issuer,
            verifier: self.verifier,
            policy: self.policy,
            replays,
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
}

impl<R: Registry, I: Issuer, V: SecretVerifier, P: Policy, S: ReplayStore> Host<R, I, V, P, S> {
    /// Takes one request to its reply.
    pub async fn answer<'r>(&'r self, parts: Parts<'r>, now: UnixTime) -> Reply<'r> {
        let mut step = self.endpoint.receive(parts, now);
        loop {
            step = match step {
                Step::LookUpClient(ask) => self.look_up(ask).await,
                Step::VerifySecret(ask) => self.verify(ask).await,
                Step::ClaimOnce(ask) => self.claim(ask).await,
                Step::Authorize(ask) => self.decide(ask).await,
                Step::Issue(ask) => self.issue(ask).await,
                Step::Reply(reply) => break reply,
            };
        }
    }

    async fn look_up<'r>(&self, ask: LookUpClient<'r>) -> Step<'r> {
        match self.registry.look_up(ask.client_id()).await {
            Ok(Some(record)) => ask.found(record),
            Ok(None) => ask.unknown(),
            Err(Unavailable) => ask.unavailable(),
        }
    }

    /// Every hash is tried, so that the time does not tell which one it was.
    async fn verify<'r>(&self, ask: VerifySecret<'r>) -> Step<'r> {
        let (mut found, mut unavailable) = (None, false);
        for (candidate, hash) in ask.candidates() {
            match self.verifier.verify(ask.presented(), hash).await {
                Ok(SecretMatch::Matches) => found = found.or(Some(candidate)),
                Ok(SecretMatch::Differs) => {}
                Err(Unavailable) => unavailable = true,
            }
        }
        match found {
            Some(candidate) => ask.matches(candidate),
            None if unavailable => ask.unavailable(),
            None => ask.differs(),
        }
    }

    async fn claim<'r>(&self, ask: ClaimOnce<'r>) -> Step<'r> {
        match self.replays.claim(ask.key(), ask.retain_until()).await {
            Ok(Claim::First) => ask.first_use(),
            Ok(Claim::Seen) => ask.seen_before(),
            Err(Unavailable) => ask.unavailable(),
        }
    }

    async fn decide<'r>(&self, ask: Authorize<'r>) -> Step<'r> {
        match self.policy.decide(ask.requested()).await {
            Ok(Decision::Grant) => ask.grant_requested(),
            Ok(Decision::Narrow(scope)) => ask.narrow(&scope),
            Ok(Decision::Deny(denial)) => ask.deny(denial),
            Err(Unavailable) => ask.unavailable(),
        }
    }

    async fn issue<'r>(&self, ask: Issue<'r>) -> Step<'r> {
        let mut buffer = CompactText::new();
        match self.issuer.issue(ask.grant(), &mut buffer).await {
            Ok(token) => ask.issued(&token),
            Err(Unavailable) => ask.unavailable(),
        }
    }
}

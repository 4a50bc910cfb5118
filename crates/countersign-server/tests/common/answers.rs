//! The same host, asked for its answers at once.

use countersign_auth::{
    Candidate, ChosenHash, Claim, Claimant, HeldRecord, PendingAssertion, PendingSecret, ReplayKey,
};
use countersign_grammar::UnixTime;
use countersign_message::AccessToken;
use countersign_scope::ScopeSet;
use countersign_server::{Answers, Decision, Grant, IssuedToken, Reply, Unavailable};

use super::{Outcome, Policy, Registry, Replay, Scenario, TOKEN, Verifier, outcome};

impl Scenario {
    /// Answered at once, a request raises the same questions in the same order as step by step, and gets the same reply,
    /// of which the same is said.
    pub(super) fn agrees(&self, stepwise: &Outcome, reply: &Reply<'_>, asked: &[String]) {
        assert_eq!(asked, stepwise.asked, "{}", stepwise.log);
        let at_once = outcome(reply, Vec::new(), String::new());
        assert_eq!(at_once.status, stepwise.status, "{}", stepwise.log);
        assert_eq!(at_once.headers, stepwise.headers, "{}", stepwise.log);
        assert_eq!(at_once.body, stepwise.body, "{}", stepwise.log);
        assert_eq!(at_once.reason, stepwise.reason);
        assert_eq!(at_once.location, stepwise.location);
        assert_eq!(at_once.client_id, stepwise.client_id);
        assert_eq!(at_once.log, stepwise.log);
    }
}

/// A scenario as a host, and what it was asked.
pub(super) struct Asked<'s> {
    pub(super) scenario: &'s Scenario,
    pub(super) asked: Vec<String>,
}

impl<'r> Answers<'r> for Asked<'_> {
    fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable> {
        assert_eq!(client.client_id().as_bytes(), client.client_id_octets());
        self.asked.push(look_up(client.client_id()));
        match self.scenario.registry {
            Registry::Found => Ok(Some(self.scenario.record().into())),
            Registry::Unknown => Ok(None),
            Registry::Unavailable => Err(Unavailable),
        }
    }

    fn verify(&mut self, secret: &PendingSecret<'_>) -> Result<Option<Candidate>, Unavailable> {
        self.asked.push(verify(secret.presented(), secret.candidates()));
        match self.scenario.verifier {
            Verifier::Matches => Ok(secret.candidates().next().map(|(candidate, _)| candidate)),
            Verifier::Differs => Ok(None),
            Verifier::Unavailable => Err(Unavailable),
        }
    }

    fn claim(&mut self, assertion: &PendingAssertion<'_>) -> Result<Claim, Unavailable> {
        self.asked.push(claim(assertion.key(), assertion.retain_until()));
        match self.scenario.replay {
            Replay::First => Ok(Claim::First),
            Replay::Seen => Ok(Claim::Seen),
            Replay::Unavailable => Err(Unavailable),
        }
    }

    fn authorize(&mut self, requested: &Grant<'_>) -> Result<Decision, Unavailable> {
        self.asked.push(of_grant("authorize", requested));
        match &self.scenario.policy {
            Policy::Grant => Ok(Decision::Grant),
            Policy::Narrow(scope) => Ok(Decision::Narrow(ScopeSet::parse(scope).expect("scope"))),
            Policy::Deny(denial) => Ok(Decision::Deny(*denial)),
            Policy::Unavailable => Err(Unavailable),
        }
    }

    fn issue(&mut self, grant: &Grant<'_>) -> Result<IssuedToken<'_>, Unavailable> {
        self.asked.push(of_grant("issue", grant));
        if !self.scenario.issuer_up {
            return Err(Unavailable);
        }
        let token = AccessToken::parse(TOKEN).expect("VSCHAR");
        Ok(IssuedToken::bearer(token, 3600))
    }
}

pub(super) fn look_up(client_id: &str) -> String {
    format!("look up {client_id:?}")
}

pub(super) fn verify<'h>(
    presented: &[u8],
    candidates: impl Iterator<Item = (Candidate, &'h ChosenHash)>,
) -> String {
    let hashes: Vec<_> = candidates.map(|(_, hash)| hash.expose()).collect();
    format!("verify {presented:?} against {hashes:?}")
}

pub(super) fn claim(key: &ReplayKey, retain_until: UnixTime) -> String {
    format!("claim {:?} until {retain_until:?}", key.as_octets())
}

pub(super) fn of_grant(question: &str, grant: &Grant<'_>) -> String {
    let client = grant.client();
    let (method, credential) = (client.method(), client.credential());
    let resources: Vec<_> = grant.resources().collect();
    let (id, scope, at) = (client.client_id(), grant.scope(), grant.granted_at());
    format!("{question} {id:?} by {method} {credential:?}: {scope} {resources:?} {at:?}")
}

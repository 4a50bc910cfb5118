//! The same host, asked for its answers at once.

use countersign_auth::{Candidate, Claim, Claimant, HeldRecord, PendingAssertion, PendingSecret};
use countersign_message::AccessToken;
use countersign_scope::ScopeSet;
use countersign_server::{Answers, Decision, Grant, IssuedToken, Reply, Unavailable};

use super::{Outcome, Policy, Registry, Replay, Scenario, TOKEN, Verifier, outcome};

impl Scenario {
    /// Answered at once, a request gets the same reply as step by step, and the same is said of it.
    pub(super) fn agrees(&self, stepwise: &Outcome, reply: &Reply<'_>) {
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

impl<'r> Answers<'r> for &Scenario {
    fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable> {
        assert_eq!(client.client_id().as_bytes(), client.client_id_octets());
        match self.registry {
            Registry::Found => Ok(Some(self.record().into())),
            Registry::Unknown => Ok(None),
            Registry::Unavailable => Err(Unavailable),
        }
    }

    fn verify(&mut self, secret: &PendingSecret<'_>) -> Result<Option<Candidate>, Unavailable> {
        match self.verifier {
            Verifier::Matches => Ok(secret.candidates().next().map(|(candidate, _)| candidate)),
            Verifier::Differs => Ok(None),
            Verifier::Unavailable => Err(Unavailable),
        }
    }

    fn claim(&mut self, _: &PendingAssertion<'_>) -> Result<Claim, Unavailable> {
        match self.replay {
            Replay::First => Ok(Claim::First),
            Replay::Seen => Ok(Claim::Seen),
            Replay::Unavailable => Err(Unavailable),
        }
    }

    fn authorize(&mut self, _: &Grant<'_>) -> Result<Decision, Unavailable> {
        match &self.policy {
            Policy::Grant => Ok(Decision::Grant),
            Policy::Narrow(scope) => Ok(Decision::Narrow(ScopeSet::parse(scope).expect("scope"))),
            Policy::Deny(denial) => Ok(Decision::Deny(*denial)),
            Policy::Unavailable => Err(Unavailable),
        }
    }

    fn issue(&mut self, _: &Grant<'_>) -> Result<IssuedToken<'_>, Unavailable> {
        if !self.issuer_up {
            return Err(Unavailable);
        }
        let token = AccessToken::parse(TOKEN).expect("VSCHAR");
        Ok(IssuedToken::bearer(token, 3600))
    }
}

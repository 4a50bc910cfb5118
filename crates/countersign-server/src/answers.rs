use alloc::vec::Vec;
use core::fmt;

use countersign_auth::{
    Candidate, Check, Claim, Claimant, HeldRecord, PendingAssertion, PendingSecret,
};
use countersign_grammar::UnixTime;
use countersign_scope::ScopeSet;

use crate::context::Context;
use crate::endpoint::Next;
use crate::{
    Authorize, Denial, Grant, IssuedToken, LookUpClient, Parts, Reply, Step, TokenEndpoint,
};

/// A host that answers every question at once, without waiting.
pub trait Answers<'r> {
    /// The record of a client, or `None` if there is no such client. The identifier is claimed, not proven.
    fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable>;

    /// Which of the hashes the presented secret verifies against, if any. Each must be tried.
    fn verify(&mut self, secret: &PendingSecret<'_>) -> Result<Option<Candidate>, Unavailable> {
        let _ = secret;
        Err(Unavailable)
    }

    /// Claims the key of an assertion, in one act.
    fn claim(&mut self, assertion: &PendingAssertion<'_>) -> Result<Claim, Unavailable> {
        let _ = assertion;
        Err(Unavailable)
    }

    /// What the client gets of what it asks for.
    fn authorize(&mut self, requested: &Grant<'_>) -> Result<Decision, Unavailable> {
        let _ = requested;
        Ok(Decision::Grant)
    }

    /// A token.
    fn issue(&mut self, grant: &Grant<'_>) -> Result<IssuedToken<'_>, Unavailable>;
}

/// What a client gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// What it asks for.
    Grant,
    /// The part of it that is in this scope.
    Narrow(ScopeSet),
    /// Nothing.
    Deny(Denial),
}

/// A host cannot answer, which is never the same as "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unavailable;

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no answer can be had")
    }
}

impl core::error::Error for Unavailable {}

impl TokenEndpoint {
    /// Takes one request to its reply.
    #[inline]
    pub fn answer<'r>(
        &'r self,
        parts: Parts<'r>,
        now: UnixTime,
        buffer: Vec<u8>,
        host: &mut impl Answers<'r>,
    ) -> Reply<'r> {
        self.begin(&parts, now, buffer, At(host))
    }
}

/// At once, by the answers of this host.
struct At<'h, H>(&'h mut H);

impl<'r, H: Answers<'r>> Next<'r> for At<'_, H> {
    type Outcome = Reply<'r>;

    #[inline(always)]
    fn look_up(self, context: Context<'r>, mut claimant: Claimant<'r>) -> Reply<'r> {
        let Self(host) = self;
        let record = match host.look_up(&claimant) {
            Ok(Some(record)) => record,
            Ok(None) => return drive(LookUpClient { context, claimant }.unknown(), host),
            Err(Unavailable) => return drive(LookUpClient { context, claimant }.unavailable(), host),
        };
        let client = match claimant.check_in_place(record, context.now()) {
            Check::Authenticated(client) => client,
            other => return drive(context.checked(other), host),
        };
        match context.granted(client) {
            Ok((grant, out)) => authorize(Authorize::new(grant, out), host),
            Err(reply) => reply,
        }
    }

    #[inline(always)]
    fn go_on(self, step: Step<'r>) -> Reply<'r> {
        drive(step, self.0)
    }
}

#[inline(always)]
fn authorize<'r>(ask: Authorize<'r>, host: &mut impl Answers<'r>) -> Reply<'r> {
    let decision = host.authorize(ask.requested());
    if let Ok(Decision::Grant) = decision {
        let ask = ask.granted();
        return match host.issue(ask.grant()) {
            Ok(token) => ask.reply(&token),
            Err(Unavailable) => drive(ask.unavailable(), host),
        };
    }
    let step = match decision {
        Ok(Decision::Grant) => ask.grant_requested(),
        Ok(Decision::Narrow(scope)) => ask.narrow(&scope),
        Ok(Decision::Deny(denial)) => ask.deny(denial),
        Err(Unavailable) => ask.unavailable(),
    };
    drive(step, host)
}

/// The long way: each step as it comes.
#[cold]
#[inline(never)]
fn drive<'r>(mut step: Step<'r>, host: &mut impl Answers<'r>) -> Reply<'r> {
    loop {
        step = match step {
            Step::LookUpClient(ask) => match host.look_up(&ask.claimant) {
                Ok(Some(record)) => ask.found(record),
                Ok(None) => ask.unknown(),
                Err(Unavailable) => ask.unavailable(),
            },
            Step::VerifySecret(ask) => match host.verify(&ask.pending) {
                Ok(Some(candidate)) => ask.matches(candidate),
                Ok(None) => ask.differs(),
                Err(Unavailable) => ask.unavailable(),
            },
            Step::ClaimOnce(ask) => match host.claim(&ask.pending) {
                Ok(Claim::First) => ask.first_use(),
                Ok(Claim::Seen) => ask.seen_before(),
                Err(Unavailable) => ask.unavailable(),
            },
            Step::Authorize(ask) => match host.authorize(ask.requested()) {
                Ok(Decision::Grant) => ask.grant_requested(),
                Ok(Decision::Narrow(scope)) => ask.narrow(&scope),
                Ok(Decision::Deny(denial)) => ask.deny(denial),
                Err(Unavailable) => ask.unavailable(),
            },
            Step::Issue(ask) => match host.issue(ask.grant()) {
                Ok(token) => ask.issued(&token),
                Err(Unavailable) => ask.unavailable(),
            },
            Step::Reply(reply) => return reply,
        };
    }
}

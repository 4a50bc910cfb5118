use alloc::vec::Vec;
use core::fmt;

use countersign_auth::{Candidate, Check, Claim, Claimant, HeldRecord, PendingAssertion, PendingSecret};
use countersign_grammar::UnixTime;
use countersign_scope::ScopeSet;

use crate::context::Context;
use crate::endpoint::Next;
use crate::{Authorize, Denial, Grant, IssuedToken, LookUpClient, Parts, Reply, Step, TokenEndpoint};

/// A host that answers every question at once, without waiting: each method is one of the questions of [`Step`].
///
/// `'r` is the life of an exchange, for which records may be lent. See [`TokenEndpoint::answer`] for an example.
pub trait Answers<'r> {
    /// The record of a client, or `None` if there is no such client. The identifier is claimed, not proven.
    ///
    /// # Errors
    /// The registry cannot answer.
    fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable>;

    /// Which of the hashes the presented secret verifies against, if any; each must be tried, whatever the others gave.
    /// It is asked only of a host whose policy allows chosen secrets.
    ///
    /// # Errors
    /// The verifier cannot answer. A host that has none need not say so.
    fn verify(&mut self, secret: &PendingSecret<'_>) -> Result<Option<Candidate>, Unavailable> {
        let _ = secret;
        Err(Unavailable)
    }

    /// Claims the key of an assertion: says whether it is new, and remembers it, in one act. It is asked only of a host
    /// whose policy takes assertions.
    ///
    /// # Errors
    /// The store cannot answer. A host that has none need not say so.
    fn claim(&mut self, assertion: &PendingAssertion<'_>) -> Result<Claim, Unavailable> {
        let _ = assertion;
        Err(Unavailable)
    }

    /// What the client gets of what it asks for within its registration: all of it, unless the host says otherwise.
    ///
    /// # Errors
    /// The policy cannot answer.
    fn authorize(&mut self, requested: &Grant<'_>) -> Result<Decision, Unavailable> {
        let _ = requested;
        Ok(Decision::Grant)
    }

    /// A token for this grant, stored if it has to be.
    ///
    /// # Errors
    /// The issuer cannot answer.
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
    /// Takes one request to its reply, by a host that need not wait for its answers. The reply is the same as
    /// [step by step](Self::receive_into), and there sooner: nothing is kept for a question that is answered at once.
    ///
    /// The buffer is for the reply's body, and written over. With one that is large enough, nothing is allocated.
    ///
    /// ```
    /// use countersign_auth::{AuthMethod, AuthPolicy, Claimant, ClientRecord, Credential, HeldRecord};
    /// use countersign_grammar::UnixTime;
    /// use countersign_message::AccessToken;
    /// use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
    /// use countersign_server::{Answers, Grant, IssuedToken, Parts, TokenEndpoint, Unavailable};
    ///
    /// struct OneClient<'r>(&'r ClientRecord);
    ///
    /// impl<'r> Answers<'r> for OneClient<'r> {
    ///     fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable> {
    ///         Ok((client.client_id() == self.0.client_id()).then_some(self.0.into()))
    ///     }
    ///
    ///     fn issue(&mut self, _: &Grant<'_>) -> Result<IssuedToken<'_>, Unavailable> {
    ///         let token = AccessToken::parse("2YotnFZFEjr1zCsicMWpAA").map_err(|_| Unavailable)?;
    ///         Ok(IssuedToken::bearer(token, 3600))
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let secret = GeneratedSecret::asserted_by_caller(Secret::from(String::from("gX1fBat3bV")))?;
    /// let record = ClientRecord::builder("s6BhdRkqt3")
    ///     .method(AuthMethod::ClientSecretBasic)
    ///     .credential(Credential::generated("first", SecretDigest::sha256(&secret)))
    ///     .build()?;
    /// let endpoint = TokenEndpoint::new(AuthPolicy::new());
    ///
    /// let parts = Parts::new("POST", "/token", b"grant_type=client_credentials")
    ///     .header("content-type", b"application/x-www-form-urlencoded")
    ///     .header("authorization", b"Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
    /// let now = UnixTime::from_secs(1_700_000_000);
    /// let reply = endpoint.answer(parts, now, Vec::new(), &mut OneClient(&record));
    /// assert_eq!(reply.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
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
    match host.authorize(ask.requested()) {
        Ok(Decision::Grant) => {
            let ask = ask.granted();
            match host.issue(ask.grant()) {
                Ok(token) => ask.reply(&token),
                Err(Unavailable) => drive(ask.unavailable(), host),
            }
        }
        other => drive(decided(ask, other), host),
    }
}

/// The step that a decision leads to.
fn decided<'r>(ask: Authorize<'r>, decision: Result<Decision, Unavailable>) -> Step<'r> {
    match decision {
        Ok(Decision::Grant) => ask.grant_requested(),
        Ok(Decision::Narrow(scope)) => ask.narrow(&scope),
        Ok(Decision::Deny(denial)) => ask.deny(denial),
        Err(Unavailable) => ask.unavailable(),
    }
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
            Step::Authorize(ask) => {
                let decision = host.authorize(ask.requested());
                decided(ask, decision)
            }
            Step::Issue(ask) => match host.issue(ask.grant()) {
                Ok(token) => ask.issued(&token),
                Err(Unavailable) => ask.unavailable(),
            },
            Step::Reply(reply) => return reply,
        };
    }
}

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use countersign_auth::{
    Candidate, ChosenHash, Claimant, HeldRecord, PendingAssertion, PendingSecret, ReplayKey,
};
use countersign_grammar::UnixTime;
use countersign_scope::ScopeSet;

use crate::context::{Context, grant_refused};
use crate::phase::{Event, Phase};
use crate::{Grant, GrantReason, IssuedToken, Reason, Reply, Verdict};

/// One obligation of the host on the way to a reply.
///
/// Each step but [`Reply`](Self::Reply) is a question; each of its answers consumes it and returns the next step.
/// There is no answer that does not belong to the question, so a wrong order does not compile, and an effect that
/// a driver leaves out breaks its `match`:
///
/// ```compile_fail,E0004
/// # use countersign_server::Step;
/// fn drive(step: Step<'_>) {
///     match step {
///         Step::LookUpClient(_) | Step::ClaimOnce(_) | Step::Authorize(_) | Step::Issue(_) | Step::Reply(_) => {}
///     }
/// }
/// ```
///
/// Dropping a step means that the request is not answered. It does not happen silently:
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// # use countersign_server::LookUpClient;
/// fn ignore(ask: LookUpClient<'_>) {
///     ask.unknown();
/// }
/// ```
#[derive(Debug)]
#[must_use = "a step is an obligation: answer it, or the client gets no reply"]
pub enum Step<'r> {
    /// Look the client up in the registry.
    LookUpClient(LookUpClient<'r>),
    /// Verify a chosen secret with its slow hash.
    VerifySecret(VerifySecret<'r>),
    /// Say whether an assertion was used before, and remember it.
    ClaimOnce(ClaimOnce<'r>),
    /// Decide whether to grant.
    Authorize(Authorize<'r>),
    /// Issue a token.
    Issue(Issue<'r>),
    /// Send the reply.
    Reply(Reply<'r>),
}

impl Step<'_> {
    /// Where the request stands.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        match self {
            Self::LookUpClient(_) => Phase::LookUpClient,
            Self::VerifySecret(_) => Phase::VerifySecret,
            Self::ClaimOnce(_) => Phase::ClaimOnce,
            Self::Authorize(_) => Phase::Authorize,
            Self::Issue(_) => Phase::Issue,
            Self::Reply(reply) => reply.phase(),
        }
    }

    /// What led here.
    #[must_use]
    pub const fn event(&self) -> Event {
        match self {
            Self::LookUpClient(_) => Event::ClientPresented,
            Self::VerifySecret(_) => Event::SecretUndecided,
            Self::ClaimOnce(_) => Event::AssertionSound,
            Self::Authorize(_) => Event::ClientAuthenticated,
            Self::Issue(_) => Event::HostGranted,
            Self::Reply(reply) => reply.event(),
        }
    }
}

/// The question for the record of a client.
///
/// ```compile_fail,E0382
/// // One question, one answer.
/// fn twice(ask: countersign_server::LookUpClient<'_>) {
///     let _first = ask.unknown();
///     let _second = ask.unknown();
/// }
/// ```
///
/// ```compile_fail,E0599
/// // A token cannot be asked for before the client is authenticated.
/// fn jump(ask: countersign_server::LookUpClient<'_>) {
///     let _ = ask.grant_requested();
/// }
/// ```
#[derive(Debug)]
#[must_use = "a step is an obligation: answer it, or the client gets no reply"]
pub struct LookUpClient<'r> {
    pub(crate) context: Context<'r>,
    pub(crate) claimant: Claimant<'r>,
}

impl<'r> LookUpClient<'r> {
    /// The identifier to look up: claimed, not proven.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.claimant.client_id()
    }

    /// The same as octets, at no cost.
    #[must_use]
    pub fn client_id_octets(&self) -> &[u8] {
        self.claimant.client_id_octets()
    }

    /// The registry holds this record. It is verified here, in constant time.
    #[inline]
    pub fn found(self, record: impl Into<HeldRecord<'r>>) -> Step<'r> {
        let now = self.context.now();
        self.context.checked(self.claimant.check(record, now))
    }

    /// The registry holds no such client. The same work is done, and the same octets go over the wire, as for a
    /// wrong secret.
    pub fn unknown(self) -> Step<'r> {
        let now = self.context.now();
        self.context.checked(self.claimant.check_unknown(now))
    }

    /// The registry cannot answer; that is never the same as "no".
    pub fn unavailable(self) -> Step<'r> {
        let refusal = self.claimant.unavailable();
        Step::Reply(self.context.client_refused(Event::HostFailed, refusal))
    }
}

/// The question whether a presented secret verifies against slow hashes.
///
/// It comes after every authentication that failed inside, if the policy allows chosen secrets, so that it tells
/// nobody whether the client exists.
#[derive(Debug)]
#[must_use = "a step is an obligation: answer it, or the client gets no reply"]
pub struct VerifySecret<'r> {
    pub(crate) context: Context<'r>,
    pub(crate) pending: PendingSecret<'r>,
}

impl<'r> VerifySecret<'r> {
    /// The secret that was presented, for the time of the verification.
    #[must_use]
    pub fn presented(&self) -> &[u8] {
        self.pending.presented()
    }

    /// The hashes to verify it against; each must be tried, whatever the others gave.
    pub fn candidates(&self) -> impl Iterator<Item = (Candidate, &ChosenHash)> {
        self.pending.candidates()
    }

    /// The presented secret verified against this candidate.
    pub fn matches(self, candidate: Candidate) -> Step<'r> {
        match self.pending.matches(candidate) {
            Ok(client) => self.context.authenticated(client),
            Err(refusal) => Step::Reply(self.context.client_refused(Event::ClientRefused, refusal)),
        }
    }

    /// It verified against none.
    pub fn differs(self) -> Step<'r> {
        let refusal = self.pending.differs();
        Step::Reply(self.context.client_refused(Event::ClientRefused, refusal))
    }

    /// The verifier cannot answer; that is never the same as "no".
    pub fn unavailable(self) -> Step<'r> {
        let refusal = self.pending.unavailable();
        Step::Reply(self.context.client_refused(Event::HostFailed, refusal))
    }
}

/// The question whether an assertion was used before.
///
/// The store answers and remembers in one act. It comes after everything else about the assertion was found right, so
/// that nobody but the client itself can use up what it signs.
///
/// ```compile_fail,E0599
/// // Looking first and writing later cannot be said.
/// fn look(ask: countersign_server::ClaimOnce<'_>) {
///     let _ = ask.not_seen_yet();
/// }
/// ```
#[derive(Debug)]
#[must_use = "a step is an obligation: answer it, or the client gets no reply"]
pub struct ClaimOnce<'r> {
    pub(crate) context: Context<'r>,
    pub(crate) pending: PendingAssertion<'r>,
}

impl<'r> ClaimOnce<'r> {
    /// What the store knows the assertion by.
    #[must_use]
    pub const fn key(&self) -> &ReplayKey {
        self.pending.key()
    }

    /// Until when the store has to remember it. A claim that reaches the store at this time or later is not a first use.
    #[must_use]
    pub const fn retain_until(&self) -> UnixTime {
        self.pending.retain_until()
    }

    /// The store did not know the key, and knows it from now on.
    pub fn first_use(self) -> Step<'r> {
        let client = self.pending.first_use();
        self.context.authenticated(client)
    }

    /// The store knew the key.
    pub fn seen_before(self) -> Step<'r> {
        let refusal = self.pending.seen_before();
        Step::Reply(self.context.client_refused(Event::ClientRefused, refusal))
    }

    /// The store cannot answer; that is never the same as "no".
    pub fn unavailable(self) -> Step<'r> {
        let refusal = self.pending.unavailable();
        Step::Reply(self.context.client_refused(Event::HostFailed, refusal))
    }
}

/// The question whether to grant what an authenticated client asks for within its registration.
#[derive(Debug)]
#[must_use = "a step is an obligation: answer it, or the client gets no reply"]
pub struct Authorize<'r> {
    proven: Proven<'r>,
}

/// What travels with a request once its client is proven.
struct Proven<'r> {
    grant: Grant<'r>,
    out: Vec<u8>,
    exchange: PhantomData<&'r ()>,
}

/// Why a host denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denial {
    /// The client gets no token: `unauthorized_client`.
    Client,
    /// Not with this scope: `invalid_scope`.
    Scope,
    /// Not for this resource: `invalid_target`.
    Target,
}

impl<'r> Authorize<'r> {
    #[inline]
    pub(crate) const fn new(grant: Grant<'r>, out: Vec<u8>) -> Self {
        Self {
            proven: Proven {
                grant,
                out,
                exchange: PhantomData,
            },
        }
    }

    /// What the client would get.
    #[must_use]
    pub const fn requested(&self) -> &Grant<'r> {
        &self.proven.grant
    }

    /// Grants it.
    #[inline]
    pub fn grant_requested(self) -> Step<'r> {
        Step::Issue(self.granted())
    }

    #[inline(always)]
    pub(crate) fn granted(self) -> Issue<'r> {
        Issue { proven: self.proven }
    }

    /// Grants the part of it that is in `scope`. This cannot widen: what was not requested is not granted, and if
    /// nothing remains of a requested scope, the request is refused with `invalid_scope`.
    // = RFC6749-3.3-4
    pub fn narrow(mut self, scope: &ScopeSet) -> Step<'r> {
        let had_scope = self.proven.grant.has_scope();
        self.proven.grant = self.proven.grant.narrowed_to(scope);
        if had_scope && !self.proven.grant.has_scope() {
            return self.deny(Denial::Scope);
        }
        self.grant_requested()
    }

    /// Denies it.
    pub fn deny(self, denial: Denial) -> Step<'r> {
        let reason = match denial {
            Denial::Client => GrantReason::ClientDenied,
            Denial::Scope => GrantReason::ScopeDenied,
            Denial::Target => GrantReason::TargetDenied,
        };
        self.proven.refused(Event::HostDenied, reason)
    }

    /// The policy cannot answer; that is never the same as "no".
    pub fn unavailable(self) -> Step<'r> {
        self.proven
            .refused(Event::HostFailed, GrantReason::PolicyUnavailable)
    }
}

/// The question for a token.
#[derive(Debug)]
#[must_use = "a step is an obligation: answer it, or the client gets no reply"]
pub struct Issue<'r> {
    proven: Proven<'r>,
}

impl<'r> Issue<'r> {
    /// What the token is for.
    #[must_use]
    pub const fn grant(&self) -> &Grant<'r> {
        &self.proven.grant
    }

    /// The token is minted, and stored if it has to be. This is the only way to a success reply.
    // = COUNTERSIGN-PROOF-1
    #[inline]
    pub fn issued(self, token: &IssuedToken<'_>) -> Step<'r> {
        Step::Reply(self.reply(token))
    }

    #[inline(always)]
    pub(crate) fn reply(self, token: &IssuedToken<'_>) -> Reply<'r> {
        let Proven { grant, mut out, .. } = self.proven;
        token.write(&grant, &mut out);
        Reply::success(out, Verdict::granted(grant))
    }

    /// The issuer cannot answer.
    pub fn unavailable(self) -> Step<'r> {
        self.proven
            .refused(Event::HostFailed, GrantReason::IssuerUnavailable)
    }
}

impl<'r> Proven<'r> {
    fn refused(self, event: Event, reason: GrantReason) -> Step<'r> {
        Step::Reply(grant_refused(
            event,
            Reason::Grant(reason),
            None,
            self.grant.into_client(),
            self.out,
        ))
    }
}

impl fmt::Debug for Proven<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.grant, f)
    }
}

use countersign_grammar::UnixTime;
use countersign_jose::JwsError;

use crate::bearer::Carrier;
use crate::confirmation::Confirmation;
use crate::facts::{Possession, TokenFacts};
use crate::phase::Event;
use crate::{
    Check, Leniencies, Leniency, Location, ProvePossession, Reason, ResourceServer, TokenReason,
    VerifiedToken,
};

/// What travels with a request from step to step.
#[derive(Debug)]
pub(crate) struct Context<'r> {
    pub(crate) server: &'r ResourceServer,
    pub(crate) now: UnixTime,
    pub(crate) carrier: Carrier,
    /// Where the token begins in the part of its carrier.
    token_at: usize,
    /// Which leniencies were needed so far.
    pub(crate) used: Leniencies,
}

impl<'r> Context<'r> {
    pub(crate) const fn new(
        server: &'r ResourceServer,
        now: UnixTime,
        carrier: Carrier,
        token_at: usize,
    ) -> Self {
        let used = match carrier {
            Carrier::Authorization => Leniencies::NONE,
            Carrier::FormBody => Leniencies::NONE.with(Leniency::FormBody),
            Carrier::Query => Leniencies::NONE.with(Leniency::Query),
        };
        Self {
            server,
            now,
            carrier,
            token_at,
            used,
        }
    }

    /// The token is good for nothing here; the fault stands at this octet of it.
    pub(crate) fn token_refused(self, reason: TokenReason, at: usize) -> Check<'r> {
        let location = Location::new(self.carrier.part(), self.token_at.saturating_add(at));
        self.refused(Event::TokenRefused, reason, Some(location))
    }

    pub(crate) fn jws_refused(self, reason: TokenReason, error: JwsError) -> Check<'r> {
        self.token_refused(reason, error.at())
    }

    /// The host cannot answer, or answered with something unusable.
    pub(crate) fn host_failed(self, reason: TokenReason, location: Option<Location>) -> Check<'r> {
        self.refused(Event::HostFailed, reason, location)
    }

    pub(crate) fn refused(self, event: Event, reason: TokenReason, location: Option<Location>) -> Check<'r> {
        Check::refused(self.server, event, Reason::Token(reason), location)
    }

    /// Every claim is as it has to be: the token is verified, unless it is bound to a key.
    // = RFC9449-6-1
    pub(crate) fn sound(self, facts: TokenFacts<'r>, confirmation: Option<Confirmation<'r>>) -> Check<'r> {
        match confirmation {
            None => self.verified(Event::TokenVerified, facts, Possession::NotNeeded),
            Some(confirmation) => Check::ProvePossession(ProvePossession {
                context: self,
                facts,
                confirmation,
            }),
        }
    }

    /// The one way to a verified token.
    pub(crate) fn verified(self, event: Event, facts: TokenFacts<'r>, possession: Possession) -> Check<'r> {
        Check::Verified(VerifiedToken::new(
            self.server,
            event,
            facts.with_possession(possession),
        ))
    }
}

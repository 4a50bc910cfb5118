use core::fmt;

use countersign_scope::{ScopeSet, Separator, Strategy};

use crate::bearer::Carrier;
use crate::facts::TokenFacts;
use crate::phase::{Event, Phase};
use crate::{AccessReason, Reason, Refusal, Requirement, ResourceServer, Verdict};

/// A token that was verified: who issued it, for whom, and that it is good now. It does not open anything yet.
///
/// It exists only after verification, has no public constructor, and cannot be cloned.
///
/// ```compile_fail,E0451
/// let forged = countersign_resource::VerifiedToken { server: todo!(), event: todo!(), facts: todo!() };
/// ```
///
/// ```compile_fail,E0599
/// fn copy(token: countersign_resource::VerifiedToken<'_>) {
///     let _ = token.clone();
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn nobody<T: Default>() -> T { T::default() }
/// let _: countersign_resource::VerifiedToken<'static> = nobody();
/// ```
///
/// A handler that takes an [`Authorized`] cannot be called with a token that nothing was required of:
///
/// ```compile_fail,E0308
/// use countersign_resource::{Authorized, VerifiedToken};
///
/// fn handler(_: &Authorized<'_>) {}
/// fn serve(token: VerifiedToken<'_>) {
///     handler(&token);
/// }
/// ```
#[must_use = "a token that nothing is required of opens nothing"]
pub struct VerifiedToken<'r> {
    server: &'r ResourceServer,
    event: Event,
    facts: TokenFacts<'r>,
}

impl<'r> VerifiedToken<'r> {
    pub(crate) const fn new(server: &'r ResourceServer, event: Event, facts: TokenFacts<'r>) -> Self {
        Self { server, event, facts }
    }

    /// What the token says.
    #[must_use]
    pub const fn facts(&self) -> &TokenFacts<'r> {
        &self.facts
    }

    /// Requires every one of these scope tokens, octet for octet. The empty set is met by every verified token.
    ///
    /// # Errors
    /// A [`Refusal`] with status 403, whose challenge names the scope.
    pub fn require(self, scope: &ScopeSet) -> Result<Authorized<'r>, Refusal<'r>> {
        self.require_scope(scope, Strategy::Exact, Separator::Dot)
    }

    /// Requires what a route requires: an audience, then scope by a strategy.
    ///
    /// # Errors
    /// A [`Refusal`] with status 401 if the token is not for the audience, and with status 403 if scope is lacking.
    // = OAUTH21-5.2-1
    // = FAPI2SP-5.3.4-4
    pub fn meet(self, requirement: &Requirement) -> Result<Authorized<'r>, Refusal<'r>> {
        if !self.facts.names(requirement) {
            let refusal = self.refuse(AccessReason::AudienceInsufficient);
            return Err(refusal.with_scope(requirement.scope()));
        }
        self.require_scope(
            requirement.scope(),
            requirement.strategy(),
            requirement.separator(),
        )
    }

    fn require_scope(
        self,
        scope: &ScopeSet,
        strategy: Strategy,
        separator: Separator,
    ) -> Result<Authorized<'r>, Refusal<'r>> {
        if self.facts.covers(scope, strategy, separator) {
            Ok(Authorized { facts: self.facts })
        } else {
            // = RFC6750-3.1-6
            Err(self.refuse(AccessReason::ScopeInsufficient).with_scope(scope))
        }
    }

    fn refuse(self, reason: AccessReason) -> Refusal<'r> {
        let reason = Reason::Access(reason);
        Refusal::new(
            self.server,
            Event::RequirementUnmet,
            reason,
            None,
            Some(self.facts),
        )
    }

    pub(crate) const fn event(&self) -> Event {
        self.event
    }
}

impl fmt::Debug for VerifiedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedToken")
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

/// The right to what a route serves: a verified token that met what the route requires.
///
/// Only [`VerifiedToken::require`] and [`VerifiedToken::meet`] make one.
///
/// ```compile_fail,E0451
/// let forged = countersign_resource::Authorized { facts: todo!() };
/// ```
///
/// ```compile_fail,E0599
/// fn copy(access: &countersign_resource::Authorized<'_>) -> countersign_resource::Authorized<'static> {
///     access.clone()
/// }
/// ```
#[must_use = "who is authorized and not served waits"]
pub struct Authorized<'r> {
    facts: TokenFacts<'r>,
}

impl Authorized<'_> {
    /// What the token says.
    #[must_use]
    pub const fn facts(&self) -> &TokenFacts<'_> {
        &self.facts
    }

    /// The header fields that the success response has to carry on account of the token.
    // = RFC6750-2.3-3
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        (self.facts.carrier == Carrier::Query)
            .then_some(("cache-control", "private"))
            .into_iter()
    }

    /// What was decided, for the log.
    pub const fn verdict(&self) -> Verdict<'_> {
        Verdict::authorized(&self.facts)
    }

    /// Where the request stands.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        Phase::Authorized
    }

    /// What led here.
    #[must_use]
    pub const fn event(&self) -> Event {
        Event::RequirementMet
    }

    /// The same proof, borrowing nothing of the request, so that it can travel with it.
    pub fn into_owned(self) -> Authorized<'static> {
        Authorized {
            facts: self.facts.into_owned(),
        }
    }
}

impl fmt::Debug for Authorized<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorized").field("facts", &self.facts).finish()
    }
}

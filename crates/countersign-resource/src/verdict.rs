use core::fmt;

use countersign_clause::Clause;

use crate::facts::TokenFacts;
use crate::{Location, Reason};

/// What was decided and why: the face of a decision that is meant for the log, never for the wire.
///
/// It holds no token. Who is named in it was verified; what an unverified token says is not shown at all.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'v> {
    reason: Option<Reason>,
    location: Option<Location>,
    facts: Option<&'v TokenFacts<'v>>,
}

impl<'v> Verdict<'v> {
    pub(crate) const fn refused(
        reason: Reason,
        location: Option<Location>,
        facts: Option<&'v TokenFacts<'v>>,
    ) -> Self {
        Self {
            reason: Some(reason),
            location,
            facts,
        }
    }

    pub(crate) const fn authorized(facts: &'v TokenFacts<'v>) -> Self {
        Self {
            reason: None,
            location: None,
            facts: Some(facts),
        }
    }

    /// Whether the request may pass.
    #[must_use]
    pub const fn is_authorized(&self) -> bool {
        self.reason.is_none()
    }

    /// Why not, if not.
    #[must_use]
    pub const fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// The clause that a refusal rests on.
    #[must_use]
    pub fn clause(&self) -> Option<&'static Clause> {
        self.reason.map(Reason::clause)
    }

    /// Where the fault stands, if it can be pointed at.
    #[must_use]
    pub const fn location(&self) -> Option<Location> {
        self.location
    }

    /// What the token says, if it was verified.
    #[must_use]
    pub const fn facts(&self) -> Option<&'v TokenFacts<'v>> {
        self.facts
    }
}

/// One line for a log.
impl fmt::Display for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            None => f.write_str("authorized")?,
            Some(reason) => write!(f, "refused: {reason} [{}]", reason.clause().id())?,
        }
        if let Some(location) = self.location {
            write!(f, " at {location}")?;
        }
        let Some(facts) = self.facts else {
            return Ok(());
        };
        if let Some(client_id) = facts.client_id() {
            write!(f, ", client {client_id:?}")?;
        }
        if let Some(subject) = facts.subject() {
            write!(f, ", subject {subject:?}")?;
        }
        if let Some(scope) = facts.scope() {
            write!(f, ", scope {scope:?}")?;
        }
        for leniency in facts.leniencies().iter() {
            write!(f, ", tolerated {leniency}")?;
        }
        Ok(())
    }
}

use alloc::string::String;
use core::fmt;

use countersign_auth::{AssertionTolerances, AuthMethod, AuthRefusal, AuthenticatedClient, Location};
use countersign_clause::Clause;

use crate::{Grant, Reason};

/// What was decided and why: the face of a reply that is meant for the log, never for the wire.
///
/// It holds no secret. What the request claimed is shown escaped.
#[derive(Debug)]
pub struct Verdict<'r> {
    reason: Option<Reason>,
    location: Option<Location>,
    who: Who<'r>,
}

#[derive(Debug)]
pub(crate) enum Who<'r> {
    Nobody,
    Claimed(AuthRefusal<'r>),
    Proven(AuthenticatedClient<'r>),
    Granted(Grant<'r>),
}

impl<'r> Verdict<'r> {
    pub(crate) const fn refused(reason: Reason, location: Option<Location>, who: Who<'r>) -> Self {
        Self {
            reason: Some(reason),
            location,
            who,
        }
    }

    pub(crate) const fn granted(grant: Grant<'r>) -> Self {
        Self {
            reason: None,
            location: None,
            who: Who::Granted(grant),
        }
    }

    /// Whether a token was issued.
    #[must_use]
    pub const fn is_granted(&self) -> bool {
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

    /// Where in the request the fault stands, if it can be pointed at.
    #[must_use]
    pub const fn location(&self) -> Option<Location> {
        self.location
    }

    /// The client: proven if [`is_authenticated`](Self::is_authenticated), otherwise only claimed.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        match &self.who {
            Who::Nobody => None,
            Who::Claimed(refusal) => refusal.client_id(),
            Who::Proven(client) => Some(client.client_id()),
            Who::Granted(grant) => Some(grant.client().client_id()),
        }
    }

    /// Whether the client was authenticated.
    #[must_use]
    pub const fn is_authenticated(&self) -> bool {
        matches!(self.who, Who::Proven(_) | Who::Granted(_))
    }

    /// The authentication method that was used or tried.
    #[must_use]
    pub const fn method(&self) -> Option<AuthMethod> {
        match &self.who {
            Who::Nobody => None,
            Who::Claimed(refusal) => refusal.method(),
            Who::Proven(client) => Some(client.method()),
            Who::Granted(grant) => Some(grant.client().method()),
        }
    }

    /// The label of the credential that matched.
    #[must_use]
    pub fn credential(&self) -> Option<&str> {
        match &self.who {
            Who::Nobody | Who::Claimed(_) => None,
            Who::Proven(client) => client.credential(),
            Who::Granted(grant) => grant.client().credential(),
        }
    }

    /// What had to be tolerated of the client's assertion.
    #[must_use]
    pub const fn tolerated(&self) -> AssertionTolerances {
        match &self.who {
            Who::Nobody | Who::Claimed(_) => AssertionTolerances::NONE,
            Who::Proven(client) => client.tolerated(),
            Who::Granted(grant) => grant.client().tolerated(),
        }
    }

    /// The granted scope string, if a token was issued and has one.
    #[must_use]
    pub fn scope(&self) -> Option<String> {
        match &self.who {
            Who::Granted(grant) => grant.scope().to_scope_string(),
            Who::Nobody | Who::Claimed(_) | Who::Proven(_) => None,
        }
    }
}

/// One line for a log.
impl fmt::Display for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            None => f.write_str("granted")?,
            Some(reason) => write!(f, "refused: {reason} [{}]", reason.clause().id())?,
        }
        if let Some(location) = self.location {
            write!(f, " at {location}")?;
        }
        if let Some(client_id) = self.client_id() {
            write!(f, ", client {client_id:?}")?;
        }
        if let Some(method) = self.method() {
            write!(f, " by {method}")?;
        }
        for tolerance in self.tolerated().iter() {
            write!(
                f,
                ", tolerating {} [{}]",
                tolerance.as_str(),
                tolerance.clause().id()
            )?;
        }
        if let Some(scope) = self.scope() {
            write!(f, ", scope {scope:?}")?;
        }
        Ok(())
    }
}

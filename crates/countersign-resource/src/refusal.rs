use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use countersign_scope::ScopeSet;

use crate::facts::TokenFacts;
use crate::phase::{Event, Phase};
use crate::{Location, Reason, ResourceServer, Verdict};

/// The complete refusal of a request: status and header fields for the wire, the verdict for the log. It has no body.
///
/// Only the guard makes one.
///
/// ```compile_fail,E0423
/// let refusal = countersign_resource::Refusal(Box::new(todo!()));
/// ```
#[must_use = "a refusal that is not sent leaves the caller waiting"]
pub struct Refusal<'r>(Box<Inner<'r>>);

struct Inner<'r> {
    event: Event,
    reason: Reason,
    location: Option<Location>,
    challenge: Option<String>,
    names_scope: bool,
    facts: Option<TokenFacts<'r>>,
}

impl<'r> Refusal<'r> {
    // = RFC6750-3-1
    // = RFC6750-3-11
    // = RFC6750-3-13
    // = RFC9110-11.6.1-1
    pub(crate) fn new(
        server: &ResourceServer,
        event: Event,
        reason: Reason,
        location: Option<Location>,
        facts: Option<TokenFacts<'r>>,
    ) -> Self {
        let challenge = reason.challenges().then(|| {
            let mut challenge = server.challenge.clone();
            // Fixed texts, each of which a test holds against the grammar.
            let parameters = [
                ("error", reason.error()),
                ("error_description", reason.description()),
            ];
            for (name, value) in parameters {
                if let Some(value) = value {
                    push(&mut challenge, name, value);
                }
            }
            challenge
        });
        Self(Box::new(Inner {
            event,
            reason,
            location,
            challenge,
            names_scope: false,
            facts,
        }))
    }

    /// States in the challenge which scope the route requires, once; the empty set cannot be stated.
    // = RFC6750-3-6
    // = RFC6750-3-7
    // = RFC6750-3-12
    pub fn with_scope(mut self, scope: &ScopeSet) -> Self {
        if let Some(challenge) = &mut self.0.challenge
            && !self.0.names_scope
            && !scope.is_empty()
        {
            push(challenge, "scope", scope.as_str());
            self.0.names_scope = true;
        }
        self
    }

    /// The HTTP status code: 400, 401, 403, or 503 if the host could not answer a question.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.reason.status()
    }

    /// The header fields.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let challenge = self.www_authenticate().map(|value| ("www-authenticate", value));
        [("cache-control", "no-store")].into_iter().chain(challenge)
    }

    /// The challenge; none with status 503, because another token would not help.
    #[must_use]
    pub fn www_authenticate(&self) -> Option<&str> {
        self.0.challenge.as_deref()
    }

    /// What was decided and why, for the log.
    pub fn verdict(&self) -> Verdict<'_> {
        Verdict::refused(self.0.reason, self.0.location, self.0.facts.as_ref())
    }

    /// Where the request stands.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        Phase::Refused
    }

    /// What led here.
    #[must_use]
    pub fn event(&self) -> Event {
        self.0.event
    }
}

/// The value is within NQSCHAR, so that it needs no escape between its quotes.
fn push(challenge: &mut String, name: &str, value: &str) {
    challenge.push_str(", ");
    challenge.push_str(name);
    challenge.push_str("=\"");
    challenge.push_str(value);
    challenge.push('"');
}

impl fmt::Debug for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("status", &self.status())
            .field("reason", &self.0.reason)
            .field("location", &self.0.location)
            .field("facts", &self.0.facts)
            .finish_non_exhaustive()
    }
}

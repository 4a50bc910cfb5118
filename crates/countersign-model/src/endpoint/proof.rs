//! Whether a request proves who sent it.

use super::Endpoint;
use crate::fault::Fault;
use crate::registry::{Credential, Kept, Registration};
use crate::term::{Assertion, AssertionAudience, Date, Request, Secret, Time};

/// What an assertion is checked for. All of it comes before the replay claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    Signature,
    Audience,
    Times,
}

const CHECKS: [Check; 3] = [Check::Signature, Check::Audience, Check::Times];

impl Endpoint<'_> {
    /// An assertion that cannot be read, whoever it is from.
    pub(super) fn is_malformed(&self, request: &Request) -> bool {
        request.assertion.is_some_and(|assertion| {
            let wrong_type = assertion.exp == Date::WrongType || assertion.nbf == Date::WrongType;
            let tolerated = self.has(Fault::WrongTypeIsAbsent) && assertion.exp != Date::WrongType;
            let no_end = assertion.exp == Date::Absent && !self.has(Fault::ExpiryOptional);
            let another = assertion.iss != assertion.sub && !self.has(Fault::SubjectUnchecked);
            let addressed = assertion.aud != AssertionAudience::Absent;
            (wrong_type && !tolerated) || no_end || another || !addressed || assertion.jti.is_none()
        })
    }

    /// Whether what is presented proves the client, as far as that is found out inside and before a replay claim.
    pub(super) fn proves(&self, request: &Request, client: &Registration, now: Time) -> bool {
        if let Some(assertion) = request.assertion {
            return CHECKS
                .into_iter()
                .filter(|check| self.late() != Some(*check))
                .all(|check| self.passes(check, &assertion, client, now));
        }
        self.presented(request).is_some_and(|secret| {
            client.credentials.iter().any(|credential| {
                credential.kept == Kept::Generated
                    && self.is_open(credential, now)
                    && self.matches(secret, credential.secret, request)
            })
        })
    }

    /// What is found out after the replay claim: nothing, unless a fault puts a check there.
    pub(super) fn proves_late(&self, request: &Request, client: &Registration, now: Time) -> bool {
        request.assertion.is_some_and(|assertion| {
            self.late()
                .is_none_or(|check| self.passes(check, &assertion, client, now))
        })
    }

    /// Whether the secret verifies against a slow hash of the client that counts.
    pub(super) fn proves_slowly(&self, request: &Request, client: &Registration, now: Time) -> bool {
        self.presented(request).is_some_and(|secret| {
            client.credentials.iter().any(|credential| {
                credential.kept == Kept::Chosen
                    && self.is_open(credential, now)
                    && self.matches(secret, credential.secret, request)
            })
        })
    }

    /// The last time at which an assertion counts is the one before this.
    fn end(&self, assertion: &Assertion) -> Option<Time> {
        match assertion.exp {
            Date::At(exp) => Some(exp.saturating_add(self.registry.skew)),
            Date::Absent | Date::WrongType => None,
        }
    }

    /// Until when a claim has to be kept: as long as some node could accept the assertion. A node takes it until one
    /// skew after `exp` by its own clock, which may be one skew behind that of the store.
    #[must_use]
    pub fn keep_until(&self, assertion: &Assertion) -> Time {
        let skew = self.registry.skew;
        match assertion.exp {
            Date::At(exp) if self.has(Fault::KeptUntilExpiry) => exp,
            Date::At(exp) if self.has(Fault::KeptForOneClock) => exp.saturating_add(skew),
            Date::At(exp) => exp.saturating_add(skew).saturating_add(skew),
            Date::Absent | Date::WrongType => Time::MAX,
        }
    }

    fn late(&self) -> Option<Check> {
        match self.fault {
            Some(Fault::ClaimBeforeSignature) => Some(Check::Signature),
            Some(Fault::ClaimBeforeAudience) => Some(Check::Audience),
            Some(Fault::ClaimBeforeTimes) => Some(Check::Times),
            _ => None,
        }
    }

    fn passes(&self, check: Check, assertion: &Assertion, client: &Registration, now: Time) -> bool {
        match check {
            Check::Signature => self.is_signed(assertion, client, now),
            Check::Audience => {
                assertion.aud == AssertionAudience::Issuer
                    || (assertion.aud == AssertionAudience::IssuerAndOther && self.has(Fault::AnyAudience))
            }
            Check::Times => self.is_timely(assertion, now),
        }
    }

    fn is_signed(&self, assertion: &Assertion, client: &Registration, now: Time) -> bool {
        let signer = if self.has(Fault::SubjectUnchecked) {
            self.registry.find(assertion.iss)
        } else {
            Some(client)
        };
        self.has(Fault::SignatureUnchecked)
            || signer.is_some_and(|signer| {
                signer.credentials.iter().any(|credential| {
                    self.is_open(credential, now) && credential.secret == assertion.signed_with
                })
            })
    }

    fn is_timely(&self, assertion: &Assertion, now: Time) -> bool {
        let skew = self.registry.skew;
        let ended = self
            .end(assertion)
            .is_some_and(|end| now >= end.saturating_add(u8::from(self.has(Fault::ExpiryInclusive))));
        let begun = match assertion.nbf {
            Date::At(nbf) => now.saturating_add(skew) >= nbf,
            Date::Absent | Date::WrongType => true,
        };
        let near = match assertion.exp {
            Date::At(exp) => exp <= now.saturating_add(self.registry.longest).saturating_add(skew),
            Date::Absent | Date::WrongType => true,
        };
        !ended && begun && (near || self.has(Fault::ExpiryUncapped))
    }

    fn is_open(&self, credential: &Credential, now: Time) -> bool {
        let begun = credential.from <= now || self.has(Fault::FutureCredential);
        let going = now < credential.until || self.has(Fault::PastCredential);
        begun && going
    }

    fn presented(&self, request: &Request) -> Option<Secret> {
        request
            .basic
            .map(|(_, secret)| secret)
            .or_else(|| request.body_secret())
    }

    fn matches(&self, presented: Secret, stored: Secret, request: &Request) -> bool {
        let cut = |secret| match secret {
            Secret::AliceNew if request.basic.is_some() && self.has(Fault::SecondColonCuts) => {
                Secret::AliceNewCut
            }
            other => other,
        };
        let counts = presented != Secret::Empty || self.has(Fault::EmptySecretAccepted);
        counts && cut(presented) == cut(stored)
    }
}

use alloc::boxed::Box;

use countersign_grammar::UnixTime;
use countersign_secret::{Equality, PresentedDigests, Secret, SecretDigest};

use crate::assertion::AssertionClaim;
use crate::credential::{StoredSecret, Window};
use crate::pending::PendingSecret;
use crate::{
    AuthMethod, AuthPolicy, AuthReason, AuthRefusal, AuthenticatedClient, ClientRecord, Credential,
    HeldRecord, IdText, PendingAssertion,
};

/// A client that claims an identity and has presented something to prove it.
///
/// The host looks the client up and hands in the record, or says that there is none. It never says
/// "authenticated": the comparison happens here, in constant time, with the same work for an unknown client.
#[derive(Debug)]
#[must_use = "a claim that is not checked authenticates nobody"]
pub struct Claimant<'r> {
    policy: &'r AuthPolicy,
    client_id: IdText<'r>,
    method: AuthMethod,
    presented: Evidence<'r>,
}

/// What a claim is checked by.
#[derive(Debug)]
enum Evidence<'r> {
    Secret {
        digests: PresentedDigests,
        /// In a box, because few policies ask for it and every step is a move.
        plain: Option<Box<Secret>>,
    },
    /// In a box for the same reason.
    Assertion(Box<AssertionClaim<'r>>),
    /// It was checked once, and proves nothing any more.
    Spent,
}

/// What checking a claim comes to.
#[derive(Debug)]
#[must_use = "a check that nobody looks at authenticates nobody"]
pub enum Check<'r> {
    /// The client is who it says.
    Authenticated(AuthenticatedClient<'r>),
    /// A slow hash has to be verified outside.
    VerifySecret(PendingSecret<'r>),
    /// A replay store has to say that the assertion was not used before.
    ClaimOnce(PendingAssertion<'r>),
    /// It is not.
    Refused(AuthRefusal<'r>),
}

impl<'r> Claimant<'r> {
    #[inline(always)]
    pub(crate) const fn new(
        policy: &'r AuthPolicy,
        client_id: IdText<'r>,
        method: AuthMethod,
        digests: PresentedDigests,
        plain: Option<Box<Secret>>,
    ) -> Self {
        Self {
            policy,
            client_id,
            method,
            presented: Evidence::Secret { digests, plain },
        }
    }

    pub(crate) fn of_assertion(
        policy: &'r AuthPolicy,
        client_id: IdText<'r>,
        claim: AssertionClaim<'r>,
    ) -> Self {
        Self {
            policy,
            client_id,
            method: AuthMethod::ClientSecretJwt,
            presented: Evidence::Assertion(Box::new(claim)),
        }
    }

    /// The identifier to look up: claimed, not proven.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.client_id.as_str()
    }

    /// The same as octets, at no cost.
    #[must_use]
    pub fn client_id_octets(&self) -> &[u8] {
        self.client_id.as_octets()
    }

    /// The method that was used.
    #[must_use]
    pub const fn method(&self) -> AuthMethod {
        self.method
    }

    /// Checks the claim against the record of this client.
    // = RFC6749-4.4.2-5
    // = RFC6749-10.2-1
    #[inline(always)]
    pub fn check(mut self, record: impl Into<HeldRecord<'r>>, now: UnixTime) -> Check<'r> {
        self.check_in_place(record.into(), now)
    }

    /// The same for a caller who keeps the claimant, so that nothing has to be moved. What was presented is spent: a
    /// second check finds it wrong, whatever the record.
    #[inline(always)]
    pub fn check_in_place(&mut self, record: HeldRecord<'r>, now: UnixTime) -> Check<'r> {
        let digests = match &self.presented {
            Evidence::Secret { digests, .. } => digests,
            Evidence::Assertion(_) | Evidence::Spent => return self.check_assertion(Some(record), now),
        };
        let found = compare(digests, Some(&record), now);
        if let Some(reason) = self.unfit(&record) {
            return self.fail(reason, None);
        }
        match found {
            Found::Open(index) => {
                self.presented = Evidence::Spent;
                let index = u8::try_from(index).ok();
                Check::Authenticated(AuthenticatedClient::new(record, self.method, index))
            }
            Found::Closed(Window::NotYet) => self.fail(AuthReason::CredentialNotYetValid, None),
            Found::Closed(Window::Over | Window::Open) => self.fail(AuthReason::CredentialExpired, None),
            Found::Nothing => self.fail(AuthReason::WrongSecret, Some((record, now))),
        }
    }

    /// The registry has no such client: the same work, and a refusal.
    // = COUNTERSIGN-EQUAL-1
    pub fn check_unknown(mut self, now: UnixTime) -> Check<'r> {
        let digests = match &self.presented {
            Evidence::Secret { digests, .. } => digests,
            Evidence::Assertion(_) | Evidence::Spent => return self.check_assertion(None, now),
        };
        let _ = compare(digests, None, now);
        self.fail(AuthReason::UnknownClient, None)
    }

    /// Judges the assertion first, whatever else is wrong: the work is the same for every client, known or not.
    #[cold]
    fn check_assertion(&mut self, record: Option<HeldRecord<'r>>, now: UnixTime) -> Check<'r> {
        let judged = match core::mem::replace(&mut self.presented, Evidence::Spent) {
            Evidence::Assertion(claim) => claim.judge(record.as_deref(), now),
            Evidence::Secret { .. } | Evidence::Spent => Err(AuthReason::WrongSecret),
        };
        let Some(record) = record else {
            return Check::Refused(self.refuse(AuthReason::UnknownClient));
        };
        match (self.unfit(&record), judged) {
            (None, Ok(sound)) => {
                let otherwise = self.refuse(AuthReason::AssertionReplayed);
                Check::ClaimOnce(PendingAssertion::new(record, sound, otherwise))
            }
            (Some(reason), _) | (None, Err(reason)) => Check::Refused(self.refuse(reason)),
        }
    }

    /// The registry cannot answer; that is never the same as "no".
    // = COUNTERSIGN-UNAVAILABLE-1
    #[must_use]
    pub fn unavailable(self) -> AuthRefusal<'r> {
        self.refuse(AuthReason::RegistryUnavailable)
    }

    /// Why this record cannot authenticate this claim, whatever the secret.
    fn unfit(&self, record: &ClientRecord) -> Option<AuthReason> {
        let slots = self.policy.chosen().map_or(0, crate::ChosenSecrets::slots);
        if record.client_id_octets() != self.client_id.as_octets() {
            // = COUNTERSIGN-RECORD-1
            Some(AuthReason::RecordMismatch)
        } else if record.chosen_count() > slots {
            Some(AuthReason::RecordUnusable)
        } else {
            record.unfit_for(self.method)
        }
    }

    #[cold]
    pub(crate) fn refuse(&self, reason: AuthReason) -> AuthRefusal<'r> {
        AuthRefusal::new(reason).claimed(self.client_id.clone(), self.method)
    }

    /// Every failure takes this way, so that it is followed by the same step as any other.
    #[cold]
    fn fail(&mut self, reason: AuthReason, may_match: Option<(HeldRecord<'r>, UnixTime)>) -> Check<'r> {
        let plain = match &mut self.presented {
            Evidence::Secret { plain, .. } => plain.take(),
            Evidence::Assertion(_) | Evidence::Spent => None,
        };
        // Dropped where they lie, the digests are wiped there.
        self.presented = Evidence::Spent;
        match (self.policy.chosen(), plain) {
            (Some(chosen), Some(plain)) => Check::VerifySecret(PendingSecret::new(
                chosen,
                *plain,
                may_match,
                self.method,
                self.refuse(reason),
            )),
            _ => Check::Refused(self.refuse(reason)),
        }
    }
}

/// Compares with every slot that a client can have, filled or not, and branches only on the outcome.
#[inline(always)]
fn compare(digests: &PresentedDigests, record: Option<&ClientRecord>, now: UnixTime) -> Found {
    #[cfg(test)]
    tests::COMPARED.with(|compared| compared.set(compared.get().saturating_add(1)));
    let never = SecretDigest::never();
    let mut hit = 0;
    for (slot, number) in (0..ClientRecord::MAX_CREDENTIALS).zip(1_u32..) {
        let credential = record.and_then(|record| record.credential(slot));
        let digest = match credential.map(Credential::stored) {
            Some(StoredSecret::Generated(digest)) => digest,
            Some(StoredSecret::Chosen(_) | StoredSecret::AssertionKey(_)) | None => &never,
        };
        let open = credential.is_some_and(|credential| credential.is_valid_at(now));
        // An open slot counts above a closed one that holds the same secret.
        let rank = number.saturating_add(if open { OPEN } else { 0 });
        let beats: Equality = digests.matches(digest);
        hit = hit.max(beats.select(rank, 0));
    }
    Found::of(hit, record, now)
}

const OPEN: u32 = 1 << 16;

/// What comparing with all slots found.
enum Found {
    Nothing,
    Open(usize),
    Closed(Window),
}

impl Found {
    fn of(hit: u32, record: Option<&ClientRecord>, now: UnixTime) -> Self {
        let slot = (hit & OPEN.wrapping_sub(1))
            .checked_sub(1)
            .and_then(|slot| usize::try_from(slot).ok());
        match slot.and_then(|slot| Some((slot, record?.credential(slot)?.window(now)))) {
            None => Self::Nothing,
            Some((slot, Window::Open)) => Self::Open(slot),
            Some((_, closed)) => Self::Closed(closed),
        }
    }
}

#[cfg(test)]
mod tests;

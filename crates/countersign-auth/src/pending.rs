use countersign_grammar::UnixTime;
use countersign_secret::Secret;

use crate::credential::{StoredSecret, Window};
use crate::{
    AuthMethod, AuthReason, AuthRefusal, AuthenticatedClient, ChosenHash, ChosenSecrets, HeldRecord,
};

/// A presented secret that the host has to verify against slow hashes.
///
/// It comes after *every* authentication that failed inside, with the same number of hashes, so that nobody can
/// tell from it whether the client exists. Verify the presented secret against each candidate, then answer.
#[derive(Debug)]
#[must_use = "a secret that is not verified authenticates nobody"]
pub struct PendingSecret<'r> {
    chosen: &'r ChosenSecrets,
    plain: Secret,
    record: Option<(HeldRecord<'r>, UnixTime)>,
    method: AuthMethod,
    otherwise: AuthRefusal<'r>,
}

/// One of the hashes of a [`PendingSecret`], by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate(usize);

impl<'r> PendingSecret<'r> {
    pub(crate) const fn new(
        chosen: &'r ChosenSecrets,
        plain: Secret,
        record: Option<(HeldRecord<'r>, UnixTime)>,
        method: AuthMethod,
        otherwise: AuthRefusal<'r>,
    ) -> Self {
        Self {
            chosen,
            plain,
            record,
            method,
            otherwise,
        }
    }

    /// The secret that was presented. It is the host's for the time of the verification, and not to be kept.
    #[must_use]
    pub fn presented(&self) -> &[u8] {
        self.plain.expose()
    }

    /// The hashes to verify it against; each must be tried, whatever the others gave.
    pub fn candidates(&self) -> impl Iterator<Item = (Candidate, &ChosenHash)> {
        (0..self.chosen.slots()).map(|place| {
            (
                Candidate(place),
                self.at(place).map_or(self.chosen.decoy(), |(_, hash)| hash),
            )
        })
    }

    /// The presented secret verified against this candidate.
    ///
    /// # Errors
    /// The refusal, when the candidate was a decoy or its time is over, or when the secret is empty: that is none, whatever
    /// a hash that was made of nothing says.
    pub fn matches(self, candidate: Candidate) -> Result<AuthenticatedClient<'r>, AuthRefusal<'r>> {
        if self.plain.expose().is_empty() {
            return Err(self.otherwise);
        }
        let found = self.at(candidate.0).map(|(index, _)| index);
        let (Some(index), Some((record, now))) = (found, self.record) else {
            return Err(self.otherwise);
        };
        match record.credential(index).map(|credential| credential.window(now)) {
            Some(Window::Open) => Ok(AuthenticatedClient::new(
                record,
                self.method,
                u8::try_from(index).ok(),
            )),
            Some(Window::NotYet) => Err(self.otherwise.because(AuthReason::CredentialNotYetValid)),
            Some(Window::Over) | None => Err(self.otherwise.because(AuthReason::CredentialExpired)),
        }
    }

    /// It verified against none.
    #[must_use]
    pub fn differs(self) -> AuthRefusal<'r> {
        self.otherwise
    }

    /// The verifier cannot answer; that is never the same as "no".
    // = COUNTERSIGN-UNAVAILABLE-1
    #[must_use]
    pub fn unavailable(self) -> AuthRefusal<'r> {
        self.otherwise.because(AuthReason::VerifierUnavailable)
    }

    /// The n-th chosen secret of the record, with its place among all its credentials.
    fn at(&self, place: usize) -> Option<(usize, &ChosenHash)> {
        let (record, _) = self.record.as_ref()?;
        record
            .credentials()
            .enumerate()
            .filter_map(|(index, credential)| match credential.stored() {
                StoredSecret::Chosen(hash) => Some((index, hash)),
                StoredSecret::Generated(_) | StoredSecret::AssertionKey(_) => None,
            })
            .nth(place)
    }
}

use countersign_grammar::UnixTime;

use crate::assertion::Sound;
use crate::{AuthMethod, AuthReason, AuthRefusal, AuthenticatedClient, HeldRecord, ReplayKey};

/// An assertion that is right in everything; what is missing is that it was not used before.
///
/// The replay store answers that in one act: it says that the key is new and remembers it, or that it is known. A store
/// that is asked first and told afterwards accepts an assertion twice when two requests come at once.
///
/// ```compile_fail,E0382
/// // One question, one answer.
/// fn twice(pending: countersign_auth::PendingAssertion<'_>) {
///     let _first = pending.first_use();
///     let _second = pending.first_use();
/// }
/// ```
#[derive(Debug)]
#[must_use = "an assertion that is not claimed authenticates nobody"]
pub struct PendingAssertion<'r> {
    record: HeldRecord<'r>,
    sound: Sound,
    otherwise: AuthRefusal<'r>,
}

impl<'r> PendingAssertion<'r> {
    pub(crate) const fn new(record: HeldRecord<'r>, sound: Sound, otherwise: AuthRefusal<'r>) -> Self {
        Self {
            record,
            sound,
            otherwise,
        }
    }

    /// What the store knows the assertion by.
    #[must_use]
    pub const fn key(&self) -> &ReplayKey {
        &self.sound.key
    }

    /// Until when the store has to remember it: afterwards, no node accepts the assertion any more.
    ///
    /// A claim that reaches the store at this time or later is not a first use, whatever the store remembers: the claim
    /// that made it so may have been forgotten while the request was under way.
    #[must_use]
    pub const fn retain_until(&self) -> UnixTime {
        self.sound.retain_until
    }

    /// The store did not know the key, and knows it from now on.
    #[must_use]
    pub fn first_use(self) -> AuthenticatedClient<'r> {
        let credential = u8::try_from(self.sound.slot).ok();
        AuthenticatedClient::new(self.record, AuthMethod::ClientSecretJwt, credential)
            .tolerating(self.sound.tolerated)
    }

    /// The store knew the key.
    // = RFC7523-3-12
    #[must_use]
    pub fn seen_before(self) -> AuthRefusal<'r> {
        self.otherwise.because(AuthReason::AssertionReplayed)
    }

    /// The store cannot answer; that is never the same as "no".
    // = COUNTERSIGN-UNAVAILABLE-1
    #[must_use]
    pub fn unavailable(self) -> AuthRefusal<'r> {
        self.otherwise.because(AuthReason::ReplayStoreUnavailable)
    }
}

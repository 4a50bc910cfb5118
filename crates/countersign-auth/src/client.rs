use crate::{AssertionTolerances, AuthMethod, ClientRecord, HeldRecord};

/// The proof that a client is who it says: which client, by which method, with which of its credentials.
///
/// Only this crate makes one, after comparing the presented secret with the record. It has no public constructor
/// but [`asserted_by_caller`](Self::asserted_by_caller), and cannot be cloned, defaulted or deserialised.
///
/// ```compile_fail,E0451
/// // The fields are private: a proof cannot be forged.
/// let forged = countersign_auth::AuthenticatedClient { record: todo!(), method: todo!(), credential: None };
/// ```
///
/// ```compile_fail,E0624
/// // The constructor is private to the crate.
/// let forged = countersign_auth::AuthenticatedClient::new(todo!(), todo!(), None);
/// ```
///
/// ```compile_fail,E0277
/// // One authentication, one proof.
/// fn cloned<T: Clone>() {}
/// cloned::<countersign_auth::AuthenticatedClient<'_>>();
/// ```
// = RFC6749-4.4.2-5
// = COUNTERSIGN-PROOF-1
#[derive(Debug)]
pub struct AuthenticatedClient<'r> {
    record: HeldRecord<'r>,
    method: AuthMethod,
    /// Its place in the record, which holds fewer than 256.
    credential: Option<u8>,
    tolerated: AssertionTolerances,
}

impl<'r> AuthenticatedClient<'r> {
    pub(crate) const fn new(record: HeldRecord<'r>, method: AuthMethod, credential: Option<u8>) -> Self {
        Self {
            record,
            method,
            credential,
            tolerated: AssertionTolerances::NONE,
        }
    }

    pub(crate) const fn tolerating(mut self, tolerated: AssertionTolerances) -> Self {
        self.tolerated = tolerated;
        self
    }

    /// The escape hatch: the caller vouches that somebody else authenticated this client.
    ///
    /// For mutual TLS that ends at a proxy and the like. It is recorded as its own method, so that one word finds
    /// every use in the code and in the log; the token endpoint takes it only for a confidential client that is
    /// registered for [`AuthMethod::AssertedByCaller`].
    // = RFC6749-2.3.2-2
    #[must_use]
    pub fn asserted_by_caller(record: impl Into<HeldRecord<'r>>) -> Self {
        Self::new(record.into(), AuthMethod::AssertedByCaller, None)
    }

    /// The client identifier that was proven.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.record.client_id()
    }

    /// The method by which it was proven.
    #[must_use]
    pub const fn method(&self) -> AuthMethod {
        self.method
    }

    /// The label of the credential that matched.
    #[must_use]
    pub fn credential(&self) -> Option<&str> {
        self.credential
            .and_then(|index| self.record.credential(usize::from(index)))
            .map(crate::Credential::label)
    }

    /// What had to be tolerated of the client's assertion, by [`AssertionPolicy::legacy`](crate::AssertionPolicy::legacy).
    #[must_use]
    pub const fn tolerated(&self) -> AssertionTolerances {
        self.tolerated
    }

    /// What is registered for the client.
    #[must_use]
    #[inline]
    pub fn record(&self) -> &ClientRecord {
        &self.record
    }
}

use alloc::boxed::Box;

use countersign_grammar::basic::BasicEncoding;
use countersign_secret::Pepper;

use crate::{AssertionPolicy, ChosenHash};

/// How an authorization server authenticates its clients.
///
/// ```
/// use countersign_auth::AuthPolicy;
/// use countersign_grammar::basic::BasicEncoding;
///
/// let strict = AuthPolicy::new();
/// let lenient = AuthPolicy::new().basic_encoding(BasicEncoding::Raw);
/// # let _ = (strict, lenient);
/// ```
#[derive(Debug)]
pub struct AuthPolicy {
    basic_encoding: BasicEncoding,
    pepper: Option<Pepper>,
    chosen: Option<ChosenSecrets>,
    assertions: Option<Box<AssertionPolicy>>,
}

impl AuthPolicy {
    /// Basic with form-encoded halves, digests without pepper, generated secrets only.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            basic_encoding: BasicEncoding::Form,
            pepper: None,
            chosen: None,
            assertions: None,
        }
    }

    /// Takes the halves of Basic credentials as they are: the leniency for clients that do not form-encode.
    #[must_use]
    pub const fn basic_encoding(mut self, encoding: BasicEncoding) -> Self {
        self.basic_encoding = encoding;
        self
    }

    /// The key for `hmac-sha256` digests.
    #[must_use]
    pub fn pepper(mut self, pepper: Pepper) -> Self {
        self.pepper = Some(pepper);
        self
    }

    /// Allows secrets that people chose.
    ///
    /// From then on *every* failing authentication performs one verification step with the same number of slow
    /// hashes, whether the client is unknown or its secret is wrong.
    #[must_use]
    pub fn chosen_secrets(mut self, chosen: ChosenSecrets) -> Self {
        self.chosen = Some(chosen);
        self
    }

    /// Admits clients that authenticate by an assertion, judged by this policy.
    #[must_use]
    pub fn assertions(mut self, policy: AssertionPolicy) -> Self {
        self.assertions = Some(Box::new(policy));
        self
    }

    pub(crate) const fn encoding(&self) -> BasicEncoding {
        self.basic_encoding
    }

    pub(crate) const fn key(&self) -> Option<&Pepper> {
        self.pepper.as_ref()
    }

    pub(crate) fn assertion_policy(&self) -> Option<&AssertionPolicy> {
        self.assertions.as_deref()
    }

    pub(crate) const fn chosen(&self) -> Option<&ChosenSecrets> {
        self.chosen.as_ref()
    }
}

impl Default for AuthPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// What is needed to verify chosen secrets without telling an unknown client from a wrong secret.
#[derive(Debug, Clone)]
pub struct ChosenSecrets {
    decoy: ChosenHash,
    slots: u8,
}

impl ChosenSecrets {
    /// `decoy` is a hash of the host's usual cost that matches no secret; each verification covers one hash.
    #[must_use]
    pub const fn new(decoy: ChosenHash) -> Self {
        Self { decoy, slots: 1 }
    }

    /// Each verification covers two hashes, so that a client can rotate.
    #[must_use]
    pub const fn with_rotation(mut self) -> Self {
        self.slots = 2;
        self
    }

    pub(crate) const fn decoy(&self) -> &ChosenHash {
        &self.decoy
    }

    pub(crate) fn slots(&self) -> usize {
        usize::from(self.slots)
    }
}

use alloc::borrow::Cow;
use core::fmt;

use countersign_grammar::{Limits, UnixTime};

use super::{Named, Sound, proof};
use crate::{AssertionPolicy, AuthReason, ClientRecord};

/// An assertion that was read and not judged.
pub(crate) struct AssertionClaim<'r> {
    policy: &'r AssertionPolicy,
    token: Cow<'r, str>,
    named: Named,
    limits: Limits,
}

impl<'r> AssertionClaim<'r> {
    pub(crate) const fn new(
        policy: &'r AssertionPolicy,
        token: Cow<'r, str>,
        named: Named,
        limits: Limits,
    ) -> Self {
        Self {
            policy,
            token,
            named,
            limits,
        }
    }

    /// Judges it by the record of the client that it names, or with the same work by none.
    pub(crate) fn judge(&self, record: Option<&ClientRecord>, now: UnixTime) -> Result<Sound, AuthReason> {
        proof::judge(self.policy, &self.token, &self.named, record, now, &self.limits)
    }
}

/// Nothing of the assertion: it is a credential until it was used.
impl fmt::Debug for AssertionClaim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssertionClaim")
            .field("algorithm", &self.named.algorithm)
            .finish_non_exhaustive()
    }
}

//! Client authentication by a signed assertion: `client_secret_jwt` (RFC 7521 section 4.2, RFC 7523 section 2.2).

mod claim;
mod policy;
mod proof;
mod reading;
mod replay_key;
mod tolerance;

pub(crate) use claim::AssertionClaim;
pub use policy::AssertionPolicy;
pub(crate) use proof::Sound;
pub(crate) use reading::Named;
pub use replay_key::{Claim, ReplayKey};
pub use tolerance::{AssertionTolerance, AssertionTolerances};

/// The only kind of assertion.
// = RFC7523-2.2-1
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#![no_std]
#![forbid(unsafe_code)]
//! OAuth 2.0 client authentication as pure state transitions.
//!
//! A request [presents](Presented) something, the [policy](AuthPolicy) finds the one authentication in it, the
//! host looks the [claimant](Claimant) up and hands in the [record](ClientRecord), and the comparison here ends
//! in a proof, [`AuthenticatedClient`], or in an [`AuthRefusal`] that names its clause.
//!
//! ```
//! use std::sync::Arc;
//!
//! use countersign_auth::{AuthMethod, AuthPolicy, Check, ClientRecord, Credential, Presented};
//! use countersign_grammar::{Limits, UnixTime};
//! use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = GeneratedSecret::asserted_by_caller(Secret::from(String::from("gX1fBat3bV")))?;
//! let record = ClientRecord::builder("s6BhdRkqt3")
//!     .method(AuthMethod::ClientSecretBasic)
//!     .credential(Credential::generated("first", SecretDigest::sha256(&secret)))
//!     .build()?;
//!
//! let policy = AuthPolicy::new();
//! let presented = Presented { authorization: Some(b"Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"), ..Presented::default() };
//! let claimant = policy.extract(&presented, &Limits::DEFAULT).map_err(|refusal| refusal.reason().describe())?;
//! assert_eq!(claimant.client_id(), "s6BhdRkqt3");
//! match claimant.check(Arc::new(record), UnixTime::from_secs(1_700_000_000)) {
//!     Check::Authenticated(client) => assert_eq!(client.credential(), Some("first")),
//!     Check::VerifySecret(_) | Check::ClaimOnce(_) | Check::Refused(_) => panic!("the secret is right"),
//! }
//! # Ok(())
//! # }
//! ```

extern crate alloc;
#[cfg(test)]
extern crate std;

mod assertion;
mod claimant;
mod client;
mod credential;
mod credentials;
mod held;
mod id_text;
mod location;
mod method;
mod pending;
mod pending_assertion;
mod policy;
mod presented;
mod record;
mod refusal;
mod scratch;

pub use assertion::{AssertionPolicy, AssertionTolerance, AssertionTolerances, Claim, ReplayKey};
pub use claimant::{Check, Claimant};
pub use client::AuthenticatedClient;
pub use credential::{ChosenHash, Credential};
pub use held::HeldRecord;
pub use id_text::IdText;
pub use location::{Location, Part};
pub use method::{AuthMethod, MethodSet};
pub use pending::{Candidate, PendingSecret};
pub use pending_assertion::PendingAssertion;
pub use policy::{AuthPolicy, ChosenSecrets};
pub use presented::Presented;
pub use record::{ClientRecord, ClientRecordBuilder, ClientType, DefaultScope, RecordError};
pub use refusal::{AuthReason, AuthRefusal};

use std::future::Future;
use std::sync::Arc;

use countersign_auth::{ChosenHash, Claim, ClientRecord, ReplayKey};
use countersign_grammar::UnixTime;
use countersign_grammar::base64url::CompactText;
pub use countersign_server::Decision;
use countersign_server::jwt::JwtAccessTokens;
use countersign_server::{Grant, IssuedToken};

use crate::Unavailable;

/// A place that knows clients.
pub trait Registry: Send + Sync + 'static {
    /// The record of a client, or `None` if there is no such client. The identifier is claimed, not proven.
    fn look_up(
        &self,
        client_id: &str,
    ) -> impl Future<Output = Result<Option<Arc<ClientRecord>>, Unavailable>> + Send;
}

/// Verifies secrets that people chose against their slow hashes.
pub trait SecretVerifier: Send + Sync + 'static {
    /// Whether the presented secret verifies against this hash. The host asks for each hash, whatever the others gave.
    fn verify(
        &self,
        presented: &[u8],
        hash: &ChosenHash,
    ) -> impl Future<Output = Result<SecretMatch, Unavailable>> + Send;
}

/// Remembers which assertions were used.
pub trait ReplayStore: Send + Sync + 'static {
    /// Claims a key: says whether it is new, and remembers it until this time, in one act. A claim that comes at that
    /// time or later is not new, whatever the store remembers.
    fn claim(
        &self,
        key: &ReplayKey,
        retain_until: UnixTime,
    ) -> impl Future<Output = Result<Claim, Unavailable>> + Send;
}

/// What a verification gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretMatch {
    /// The secret is the one that was hashed.
    Matches,
    /// It is not.
    Differs,
}

/// Decides what an authenticated client gets of what it asks for within its registration.
pub trait Policy: Send + Sync + 'static {
    /// The decision on one request.
    fn decide(&self, requested: &Grant<'_>) -> impl Future<Output = Result<Decision, Unavailable>> + Send;
}

/// Makes tokens, and stores them if they have to be.
pub trait Issuer: Send + Sync + 'static {
    /// A token for this grant. The buffer is for an issuer that writes JWTs.
    fn issue<'t>(
        &self,
        grant: &Grant<'_>,
        buffer: &'t mut CompactText,
    ) -> impl Future<Output = Result<IssuedToken<'t>, Unavailable>> + Send;
}

/// The verifier of a host that stores no secret that a person chose.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoChosenSecrets;

/// A host whose clients do not authenticate by assertions.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAssertions;

/// The policy that the registration is enough.
#[derive(Debug, Clone, Copy, Default)]
pub struct GrantRequested;

impl ReplayStore for NoAssertions {
    async fn claim(&self, _: &ReplayKey, _: UnixTime) -> Result<Claim, Unavailable> {
        Err(Unavailable)
    }
}

impl SecretVerifier for NoChosenSecrets {
    async fn verify(&self, _: &[u8], _: &ChosenHash) -> Result<SecretMatch, Unavailable> {
        Err(Unavailable)
    }
}

impl Policy for GrantRequested {
    async fn decide(&self, _: &Grant<'_>) -> Result<Decision, Unavailable> {
        Ok(Decision::Grant)
    }
}

/// With a `jti` of the operating system's randomness.
impl Issuer for JwtAccessTokens {
    async fn issue<'t>(
        &self,
        grant: &Grant<'_>,
        buffer: &'t mut CompactText,
    ) -> Result<IssuedToken<'t>, Unavailable> {
        let mut jti = [0; 16];
        getrandom::fill(&mut jti).map_err(|_| Unavailable)?;
        self.mint(grant, jti, buffer).map_err(|_| Unavailable)
    }
}

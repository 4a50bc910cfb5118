//! JWT access tokens for grants: an issuer that a host can use as it is.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use countersign_auth::ClientRecord;
pub use countersign_grammar::base64url::CompactText;
use countersign_jose::{ClaimPrefix, ClaimWriter, HmacKey, TokenSigner};
use countersign_message::AccessToken;
use countersign_scope::{ScopeSet, Selection};

use crate::{Grant, IssuedToken};

/// What the protected header of the tokens says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenProfile {
    /// `"typ":"JWT"`: a plain JWT.
    Jwt,
    /// `"typ":"at+jwt"`: a JWT access token of RFC 9068.
    // = RFC9068-2.1-5
    // = RFC9068-2.1-6
    AtJwt,
}

impl TokenProfile {
    const fn typ(self) -> &'static str {
        match self {
            Self::Jwt => "JWT",
            Self::AtJwt => "at+jwt",
        }
    }
}

/// Mints JWT access tokens under one HMAC key.
///
/// Each has the claims `iss`, `aud`, `sub`, `client_id`, `scope` (if any was granted), `iat`, `exp` and `jti`. The
/// subject is the client, since no user takes part. `aud` is the resources that the client named, or else the
/// default audience.
///
/// ```
/// use countersign_jose::{Algorithm, HmacKey};
/// use countersign_server::jwt::{JwtAccessTokens, TokenProfile};
///
/// let key = HmacKey::new(Algorithm::Hs256, &[7; 32])?;
/// let tokens = JwtAccessTokens::new("https://as.example", "https://api.example", key, TokenProfile::AtJwt)
///     .with_lifetime(300);
/// # let _ = tokens;
/// # Ok::<(), countersign_jose::KeyTooShort>(())
/// ```
#[derive(Debug)]
pub struct JwtAccessTokens {
    issuer: String,
    audience: String,
    signer: TokenSigner<HmacKey>,
    /// `iss` and the default `aud`, with which nearly every token begins; none unless the key is one for HS256.
    common: Option<ClaimPrefix>,
    lifetime: u64,
    /// Tells this issuer from any other: what is prepared under one key says nothing under another.
    mark: Arc<()>,
}

impl JwtAccessTokens {
    /// Tokens of one issuer that live for an hour.
    pub fn new(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        key: HmacKey,
        profile: TokenProfile,
    ) -> Self {
        let (issuer, audience) = (issuer.into(), audience.into());
        let signer = TokenSigner::new(key, Some(profile.typ()));
        let common = signer.prepare(|claims| {
            claims.member_str("iss", &issuer).member_str("aud", &audience);
        });
        Self {
            issuer,
            audience,
            signer,
            common,
            lifetime: 3600,
            mark: Arc::default(),
        }
    }

    /// Tokens that live for this many seconds.
    // = RFC6750-5.2-10
    #[must_use]
    pub const fn with_lifetime(mut self, seconds: u64) -> Self {
        self.lifetime = seconds;
        self
    }

    /// Mints a token for a grant into `out`, which is cleared first; nothing is allocated if it is large enough.
    ///
    /// `entropy` becomes the `jti`: 128 random bits that must not be used again.
    ///
    /// # Errors
    /// [`MintError`] if the token would not be an access token; that cannot happen with a sound key.
    pub fn mint<'t>(
        &self,
        grant: &Grant<'_>,
        entropy: [u8; 16],
        out: &'t mut CompactText,
    ) -> Result<IssuedToken<'t>, MintError> {
        out.clear();
        match &self.common {
            Some(common) if grant.resources().next().is_none() => common.sign_into(out, |claims| {
                write_subject(grant.client().record().client_id_octets(), claims);
                self.write_grant(grant, entropy, claims);
            }),
            Some(_) | None => self.signer.sign_into(out, |claims| {
                let client_id = grant.client().record().client_id_octets();
                self.write_client(client_id, grant.resources(), claims);
                self.write_grant(grant, entropy, claims);
            }),
        }
        self.issued(out)
    }

    /// Prepares what all tokens of one client for the default audience begin with. Prepare it once for a client
    /// that comes often; drop it with the key. `None` unless the key is one for HS256.
    #[must_use]
    pub fn prepare(&self, client: Arc<ClientRecord>) -> Option<PreparedClient> {
        let prefix = self
            .signer
            .prepare(|claims| self.write_client(client.client_id_octets(), core::iter::empty(), claims))?;
        Some(PreparedClient {
            client,
            prefix,
            usual: None,
            mark: Arc::clone(&self.mark),
        })
    }

    /// The same, and apart from it what the tokens of this client begin with that are for the scope that it usually asks
    /// for. `None`, too, if the scope is empty or not registered for it.
    #[must_use]
    pub fn prepare_for(&self, client: Arc<ClientRecord>, usual: &ScopeSet) -> Option<PreparedClient> {
        let scope = client.scope().select(usual).filter(|scope| !scope.is_empty())?;
        let prefix = self.signer.prepare(|claims| {
            self.write_client(client.client_id_octets(), core::iter::empty(), claims);
            claims.member_unescaped("scope", |memory| scope.write_to(client.scope(), memory));
        })?;
        let mut prepared = self.prepare(client)?;
        prepared.usual = Some(Usual { scope, prefix });
        Some(prepared)
    }

    /// Mints from a prepared client; the token is the same as that of [`mint`](Self::mint).
    ///
    /// A grant of another client, or one that names resources, is minted as if nothing were prepared; so is one of a
    /// client that was prepared by another issuer, such as that of a key which was replaced.
    ///
    /// # Errors
    /// As [`mint`](Self::mint).
    pub fn mint_prepared<'t>(
        &self,
        prepared: &PreparedClient,
        grant: &Grant<'_>,
        entropy: [u8; 16],
        out: &'t mut CompactText,
    ) -> Result<IssuedToken<'t>, MintError> {
        let ours = Arc::ptr_eq(&prepared.mark, &self.mark);
        if !ours || !prepared.is_for(grant) || grant.resources().next().is_some() {
            return self.mint(grant, entropy, out);
        }
        out.clear();
        match prepared.usual_prefix(grant) {
            Some(prefix) => prefix.sign_into(out, |claims| self.write_time(grant, entropy, claims)),
            None => prepared
                .prefix
                .sign_into(out, |claims| self.write_grant(grant, entropy, claims)),
        }
        self.issued(out)
    }

    /// The claims that are the same for every token of a client.
    // = RFC9068-2.2-1
    // = RFC9068-2.2-3
    // = RFC9068-2.2-4
    // = RFC9068-2.2-5
    // = RFC9068-2.2-6
    // = RFC8725-3.9-1
    fn write_client<'s>(
        &self,
        client_id: &[u8],
        mut resources: impl Iterator<Item = &'s str>,
        claims: &mut ClaimWriter<'_, '_>,
    ) {
        claims.member_str("iss", &self.issuer);
        match (resources.next(), resources.next()) {
            (None, _) => claims.member_str("aud", &self.audience),
            // = RFC8707-2-8
            (Some(one), None) => claims.member_str("aud", one),
            (Some(first), Some(second)) => {
                claims.member_strs("aud", [first, second].into_iter().chain(resources))
            }
        };
        write_subject(client_id, claims);
    }

    /// The claims that differ from token to token.
    // = RFC9068-2.2-2
    // = RFC9068-2.2-7
    // = RFC9068-2.2-8
    // = RFC9068-2.2.3-1
    // = RFC7519-4.1.7-1
    #[inline(always)]
    fn write_grant(&self, grant: &Grant<'_>, entropy: [u8; 16], claims: &mut ClaimWriter<'_, '_>) {
        if grant.has_scope() {
            claims.member_unescaped("scope", |memory| grant.write_scope(memory));
        }
        self.write_time(grant, entropy, claims);
    }

    /// The claims that differ whatever was granted.
    #[inline(always)]
    fn write_time(&self, grant: &Grant<'_>, entropy: [u8; 16], claims: &mut ClaimWriter<'_, '_>) {
        let issued_at = grant.granted_at();
        claims.member_u64("iat", issued_at.as_secs());
        claims.member_u64("exp", issued_at.saturating_add(self.lifetime).as_secs());
        claims.member_hex("jti", &entropy);
    }

    fn issued<'t>(&self, token: &'t CompactText) -> Result<IssuedToken<'t>, MintError> {
        let token = AccessToken::compact(token).map_err(|_| MintError)?;
        Ok(IssuedToken::bearer(token, self.lifetime))
    }
}

/// What all tokens of one client begin with, encoded and hashed once. It is as secret as the key.
pub struct PreparedClient {
    client: Arc<ClientRecord>,
    prefix: ClaimPrefix,
    usual: Option<Usual>,
    /// That of the issuer that prepared it.
    mark: Arc<()>,
}

/// The scope that a client usually asks for, and what its tokens with that scope begin with.
struct Usual {
    scope: Selection,
    prefix: ClaimPrefix,
}

impl PreparedClient {
    /// What the token begins with if the grant is of the usual scope. A selection means nothing beside another record.
    #[inline(always)]
    fn usual_prefix(&self, grant: &Grant<'_>) -> Option<&ClaimPrefix> {
        self.usual
            .as_ref()
            .filter(|usual| {
                core::ptr::eq(grant.client().record(), Arc::as_ptr(&self.client))
                    && grant.selection().same_as(&usual.scope)
            })
            .map(|usual| &usual.prefix)
    }

    /// Whether the grant is one of this client: of the same record, or of another one with its identifier.
    #[inline]
    fn is_for(&self, grant: &Grant<'_>) -> bool {
        let record = grant.client().record();
        core::ptr::eq(record, Arc::as_ptr(&self.client))
            || record.client_id_octets() == self.client.client_id_octets()
    }
}

impl fmt::Debug for PreparedClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedClient")
            .field("client_id", &self.client.client_id())
            .finish_non_exhaustive()
    }
}

/// A token that would be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MintError;

impl fmt::Display for MintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token is empty")
    }
}

impl core::error::Error for MintError {}

/// The two claims that name the client.
#[inline(always)]
fn write_subject(client_id: &[u8], claims: &mut ClaimWriter<'_, '_>) {
    claims.two_members_ascii(["sub", "client_id"], client_id);
}

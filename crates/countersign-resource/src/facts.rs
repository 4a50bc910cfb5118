use alloc::borrow::Cow;
use core::fmt;

use countersign_grammar::json::{self, RawValue};
use countersign_grammar::{Limits, UnixTime};
use countersign_jose::{Algorithm, Claims};
use countersign_scope::{ScopeSet, Separator, Strategy};

use crate::bearer::Carrier;
use crate::{Leniencies, Requirement};

/// What a verified token says. It is seen by reference only: [`VerifiedToken`](crate::VerifiedToken) and
/// [`Authorized`](crate::Authorized) are the proofs that hold it.
///
/// ```compile_fail,E0599
/// // The facts cannot be taken away from the proof.
/// fn keep(token: &countersign_resource::VerifiedToken<'_>) -> countersign_resource::TokenFacts<'static> {
///     token.facts().clone()
/// }
/// ```
pub struct TokenFacts<'r> {
    pub(crate) payload: Cow<'r, [u8]>,
    pub(crate) limits: Limits,
    pub(crate) issuer: Option<Cow<'r, str>>,
    pub(crate) subject: Option<Cow<'r, str>>,
    pub(crate) client_id: Option<Cow<'r, str>>,
    pub(crate) token_id: Option<Cow<'r, str>>,
    /// A scope string.
    pub(crate) scope: Option<Cow<'r, str>>,
    pub(crate) expires_at: Option<UnixTime>,
    pub(crate) basis: Basis,
    pub(crate) carrier: Carrier,
    pub(crate) possession: Possession,
    pub(crate) used: Leniencies,
}

/// What the verification rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The signature of the issuer under this algorithm.
    Signature(Algorithm),
    /// The word of the authorization server.
    Introspection,
}

/// How it is known that the caller may use the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Possession {
    /// The token is bound to no key.
    NotNeeded,
    /// It is bound to the client certificate of the connection (RFC 8705), compared here.
    Certificate,
    /// It is bound to a key, and the host asserts that the caller holds it.
    AssertedByCaller,
}

impl<'r> TokenFacts<'r> {
    /// The issuer; an authorization server need not name it in its answer.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Whom the token is about; for client credentials the client.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The client that the token was issued to. Always there in a JWT access token.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// The identifier of the token. Always there in a JWT access token.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.token_id.as_deref()
    }

    /// The granted scope as a scope string, if the token has any.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// The granted scope as a set, empty if the token has none.
    #[must_use]
    pub fn scope_set(&self) -> ScopeSet {
        self.scope()
            .and_then(|scope| ScopeSet::parse(scope).ok())
            .unwrap_or_default()
    }

    /// When the token ends: it is not valid at this time any more. Always there in a JWT access token.
    #[must_use]
    pub const fn expires_at(&self) -> Option<UnixTime> {
        self.expires_at
    }

    /// Whether the token names this audience, character for character.
    #[must_use]
    pub fn is_for(&self, audience: &str) -> bool {
        Claims::parse(&self.payload, &self.limits).is_ok_and(|claims| claims.aud().contains(audience))
    }

    /// Any claim of the token, or member of the authorization server's answer, as JSON.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<RawValue<'_>> {
        let members = json::members(&self.payload, &self.limits).ok()?;
        members
            .filter_map(Result::ok)
            .find(|member| member.name().eq_str(name))
            .map(|member| member.value())
    }

    /// What the verification rests on.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// How the request carried the token.
    #[must_use]
    pub const fn carrier(&self) -> Carrier {
        self.carrier
    }

    /// How it is known that the caller may use the token.
    #[must_use]
    pub const fn possession(&self) -> Possession {
        self.possession
    }

    /// Which leniencies the token needed.
    #[must_use]
    pub const fn leniencies(&self) -> Leniencies {
        self.used
    }

    /// Whether every required scope token is covered by a granted one.
    // = RFC6749-7-1
    pub(crate) fn covers(&self, scope: &ScopeSet, strategy: Strategy, separator: Separator) -> bool {
        let granted = self.scope().unwrap_or_default();
        scope.iter().all(|required| {
            let required = required.as_str();
            match strategy {
                // Octets are quicker to compare, and no other strategy is as usual.
                Strategy::Exact => granted
                    .as_bytes()
                    .split(|octet| *octet == b' ')
                    .any(|granted| granted == required.as_bytes()),
                Strategy::Hierarchic | Strategy::Wildcard => granted
                    .split(' ')
                    .any(|granted| strategy.covers_by(separator, granted, required)),
            }
        })
    }

    // = RFC9700-2.3-3
    pub(crate) fn names(&self, requirement: &Requirement) -> bool {
        requirement
            .audience()
            .is_none_or(|audience| self.is_for(audience))
    }

    pub(crate) fn into_owned(self) -> TokenFacts<'static> {
        let owned = |text: Option<Cow<'r, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        TokenFacts {
            payload: Cow::Owned(self.payload.into_owned()),
            limits: self.limits,
            issuer: owned(self.issuer),
            subject: owned(self.subject),
            client_id: owned(self.client_id),
            token_id: owned(self.token_id),
            scope: owned(self.scope),
            expires_at: self.expires_at,
            basis: self.basis,
            carrier: self.carrier,
            possession: self.possession,
            used: self.used,
        }
    }

    pub(crate) const fn with_possession(mut self, possession: Possession) -> Self {
        self.possession = possession;
        self
    }
}

/// Does not show the claims.
impl fmt::Debug for TokenFacts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenFacts")
            .field("basis", &self.basis)
            .field("carrier", &self.carrier)
            .field("possession", &self.possession)
            .field("leniencies", &self.used)
            .finish_non_exhaustive()
    }
}

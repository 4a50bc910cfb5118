//! What a token says, or the authorization server about it: read once, checked in the order of
//! [`TokenReason`](crate::TokenReason).

use alloc::borrow::Cow;

use countersign_grammar::json::RawValue;
use countersign_grammar::{Limits, UnixTime, chars};
use countersign_jose::{Audience, ClaimError, ClaimErrorKind, Claims, Skew};

use crate::TokenReason;
use crate::confirmation::Confirmation;
use crate::context::Context;
use crate::facts::{Basis, Possession, TokenFacts};

/// What is wrong, and at which octet of the JSON.
pub(crate) struct Fault {
    pub(crate) reason: TokenReason,
    pub(crate) at: usize,
}

impl Fault {
    pub(crate) const fn new(reason: TokenReason, at: usize) -> Self {
        Self { reason, at }
    }

    const fn at(reason: TokenReason, value: Option<RawValue<'_>>) -> Self {
        let at = match value {
            Some(value) => value.at(),
            None => 0,
        };
        Self { reason, at }
    }
}

/// The registered claims with their types, and the others that matter here.
pub(crate) struct Said<'r> {
    pub(crate) claims: Claims<'r>,
    client_id: Option<Cow<'r, str>>,
    scope: Option<(Cow<'r, str>, usize)>,
    confirmation: Option<RawValue<'r>>,
}

impl<'r> Said<'r> {
    // = RFC7519-7.2-1
    pub(crate) fn read(json: &'r [u8], limits: &Limits) -> Result<Self, Fault> {
        let (mut client_id, mut scope, mut confirmation) = (None, None, None);
        let mut mistyped = false;
        let claims = Claims::parse_with(json, limits, |name, value| {
            let mut text = || value.to_str().inspect_err(|_| mistyped = true);
            if name.eq_str("client_id") {
                client_id = Some((text()?, value.at()));
            } else if name.eq_str("scope") {
                scope = Some((text()?, value.at()));
            } else if name.eq_str("cnf") {
                confirmation = Some(value);
            }
            Ok(())
        });
        let claims = claims.map_err(|error| Fault::new(unreadable(error, mistyped), error.at()))?;
        let client_id = match client_id {
            Some((text, at)) if !chars::are_vschar(text.as_bytes()) => {
                return Err(Fault::new(TokenReason::ClaimWrong, at));
            }
            client_id => client_id.map(|(text, _)| text),
        };
        Ok(Self {
            claims,
            client_id,
            scope,
            confirmation,
        })
    }

    /// What RFC 9068 section 2.2 requires of every JWT access token.
    // = RFC9068-2.2-1
    // = RFC9068-2.2-2
    // = RFC9068-2.2-3
    // = RFC9068-2.2-4
    // = RFC9068-2.2-6
    // = RFC9068-2.2-7
    // = RFC9068-2.2-8
    // = RFC8725-3.8-2
    pub(crate) fn complete(&self) -> Result<(), Fault> {
        let named = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
        let claims = &self.claims;
        let required = [
            (claims.iss().is_some(), TokenReason::IssuerMissing),
            (claims.exp().is_some(), TokenReason::ExpiryMissing),
            (!claims.aud().is_absent(), TokenReason::AudienceMissing),
            (named(claims.sub()), TokenReason::SubjectMissing),
            (named(self.client_id.as_deref()), TokenReason::ClientIdMissing),
            (claims.iat().is_some(), TokenReason::IssuedAtMissing),
            (named(claims.jti()), TokenReason::TokenIdMissing),
        ];
        match required.into_iter().find(|(there, _)| !there) {
            Some((_, reason)) => Err(Fault::new(reason, 0)),
            None => Ok(()),
        }
    }

    /// Issuer and audience, as far as they are named; who requires them has looked before.
    // = RFC9068-4-5
    // = RFC9068-4-6
    // = RFC8725-3.8-1
    // = RFC8725-3.9-2
    pub(crate) fn addressed(
        &self,
        issuer: Option<&str>,
        audiences: &[alloc::string::String],
    ) -> Result<(), Fault> {
        let claims = &self.claims;
        if let (Some(expected), Some(issuer)) = (issuer, claims.iss())
            && issuer != expected
        {
            return Err(Fault::at(TokenReason::IssuerWrong, claims.member("iss")));
        }
        let named = match claims.aud() {
            Audience::Absent => true,
            named => audiences.iter().any(|audience| named.contains(audience)),
        };
        if !named {
            return Err(Fault::at(TokenReason::AudienceWrong, claims.member("aud")));
        }
        Ok(())
    }

    /// The times, as far as they are there.
    // = RFC9068-4-10
    // = RFC9068-4-11
    // = OAUTH21-5.2-1
    pub(crate) fn timely(&self, now: UnixTime, skew: Skew) -> Result<(), Fault> {
        self.claims.check_times(now, skew).map_err(|error| {
            let reason = match error.kind() {
                ClaimErrorKind::NotYetValid => TokenReason::NotYetValid,
                ClaimErrorKind::IssuedInTheFuture => TokenReason::IssuedInTheFuture,
                _ => TokenReason::Expired,
            };
            Fault::new(reason, error.at())
        })
    }

    /// The scope is a scope string, and the key it is bound to, if any, is one that can be asked about.
    // = RFC6749-3.3-3
    // = COUNTERSIGN-LIMITS-1
    // = RFC9449-7.2-1
    pub(crate) fn bound(&self, limits: &Limits) -> Result<Option<Confirmation<'r>>, Fault> {
        if let Some((scope, at)) = &self.scope {
            if let Err(error) = countersign_scope::check(scope) {
                let at = at.saturating_add(1).saturating_add(error.at());
                return Err(Fault::new(TokenReason::ScopeMalformed, at));
            }
            let spaces = scope.bytes().filter(|octet| *octet == b' ').count();
            if spaces >= limits.scope_tokens {
                return Err(Fault::new(TokenReason::ScopeTooLong, *at));
            }
        }
        let Some(value) = self.confirmation else {
            return Ok(None);
        };
        let fault = |reason| Fault::new(reason, value.at());
        let confirmation =
            Confirmation::read(value, limits).map_err(|_| fault(TokenReason::ConfirmationMalformed))?;
        if confirmation.jwk_thumbprint().is_some() {
            return Err(fault(TokenReason::BoundToDpop));
        }
        Ok(Some(confirmation))
    }

    /// After every check.
    pub(crate) fn into_facts(self, context: &Context<'r>, basis: Basis) -> TokenFacts<'r> {
        let payload = Cow::Borrowed(self.claims.payload());
        let expires_at = self.claims.exp().map(countersign_jose::NumericDate::floor);
        let [issuer, subject, token_id] = self.claims.into_texts();
        TokenFacts {
            payload,
            limits: context.server.limits,
            issuer,
            subject,
            client_id: self.client_id,
            token_id,
            scope: self.scope.map(|(scope, _)| scope),
            expires_at,
            basis,
            carrier: context.carrier,
            possession: Possession::NotNeeded,
            used: context.used,
        }
    }
}

/// A claim of another type, or no claims at all.
fn unreadable(error: ClaimError, mistyped: bool) -> TokenReason {
    let of_a_claim = matches!(
        error.kind(),
        ClaimErrorKind::WrongType | ClaimErrorKind::NotADate | ClaimErrorKind::EmptyAudience
    );
    if mistyped || of_a_claim {
        TokenReason::ClaimWrong
    } else {
        TokenReason::ClaimsMalformed
    }
}

use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::base64url;
use countersign_jose::{Algorithm, HmacKeySet, UnverifiedJws, Verifier};
use countersign_message::ReceivedResponse;
use countersign_secret::Secret;

use crate::confirmation::Confirmation;
use crate::context::Context;
use crate::facts::{Possession, TokenFacts};
use crate::format::{IntrospectionPolicy, JwtPolicy};
use crate::phase::{Event, Phase};
use crate::{Location, Reason, Refusal, ResourceServer, TokenReason, VerifiedToken, introspection, jwt};

/// One obligation of the host on the way to a verified token.
///
/// Each check but the last two is a question; each of its answers consumes it and returns the next. There is no answer
/// that does not belong to the question, and a question that a driver leaves out breaks its `match`:
///
/// ```compile_fail,E0004
/// # use countersign_resource::Check;
/// fn drive(check: Check<'_>) {
///     match check {
///         Check::LookUpKey(_) | Check::Introspect(_) | Check::Refused(_) | Check::Verified(_) => {}
///     }
/// }
/// ```
///
/// Dropping one does not happen silently:
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// # use countersign_resource::LookUpKey;
/// fn ignore(ask: LookUpKey<'_>) {
///     ask.unknown();
/// }
/// ```
#[derive(Debug)]
#[must_use = "a check is an obligation: answer it, or the request gets no response"]
pub enum Check<'r> {
    /// Which keys has the issuer?
    LookUpKey(LookUpKey<'r>),
    /// What does the authorization server say?
    Introspect(Introspect<'r>),
    /// Does the caller hold the key?
    ProvePossession(ProvePossession<'r>),
    /// Send this refusal.
    Refused(Refusal<'r>),
    /// Hold the token against what the route requires.
    Verified(VerifiedToken<'r>),
}

impl<'r> Check<'r> {
    /// Where the request stands.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        match self {
            Self::LookUpKey(_) => Phase::LookUpKey,
            Self::Introspect(_) => Phase::Introspect,
            Self::ProvePossession(_) => Phase::ProvePossession,
            Self::Refused(_) => Phase::Refused,
            Self::Verified(_) => Phase::Verified,
        }
    }

    /// What led here.
    #[must_use]
    pub fn event(&self) -> Event {
        match self {
            Self::LookUpKey(_) => Event::KeyNeeded,
            Self::Introspect(_) => Event::AnswerNeeded,
            Self::ProvePossession(_) => Event::TokenBound,
            Self::Refused(refusal) => refusal.event(),
            Self::Verified(token) => token.event(),
        }
    }

    pub(crate) fn refused(
        server: &'r ResourceServer,
        event: Event,
        reason: Reason,
        location: Option<Location>,
    ) -> Self {
        Self::Refused(Refusal::new(server, event, reason, location, None))
    }
}

/// The question for the keys of the issuer.
///
/// ```compile_fail,E0382
/// // One question, one answer.
/// fn twice(ask: countersign_resource::LookUpKey<'_>) {
///     let _first = ask.unknown();
///     let _second = ask.unknown();
/// }
/// ```
///
/// ```compile_fail,E0599
/// // Nothing is authorized before the signature is verified.
/// fn jump(ask: countersign_resource::LookUpKey<'_>) {
///     let _ = ask.require(&countersign_scope::ScopeSet::EMPTY);
/// }
/// ```
#[must_use = "a check is an obligation: answer it, or the request gets no response"]
pub struct LookUpKey<'r> {
    pub(crate) context: Context<'r>,
    pub(crate) policy: &'r JwtPolicy,
    pub(crate) jws: UnverifiedJws<'r>,
}

impl<'r> LookUpKey<'r> {
    /// Whose keys they have to be: the configured issuer, not what the token says.
    // = RFC9068-4-9
    #[must_use]
    pub fn issuer(&self) -> &'r str {
        &self.policy.issuer
    }

    /// The identifier of the key, as whoever sent the token says. It is input like any other: compare it with what is
    /// there, and never build a path, a query or a URL of it.
    // = RFC8725-3.10-1
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.jws.header().kid()
    }

    /// The algorithm, as whoever sent the token says; a key of another one is refused.
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.jws.header().algorithm()
    }

    /// These are the keys of the issuer: the one that fits the header is selected and the signature verified.
    // = RFC7517-4.5-1
    pub fn keys(self, keys: &HmacKeySet) -> Check<'r> {
        match keys.select(self.jws.header()) {
            Ok(key) => self.key(key),
            Err(error) => self.context.jws_refused(jwt::reason(error), error),
        }
    }

    /// This is the key of the issuer: the signature is verified with it, by its algorithm. It may be any verifier, such
    /// as one for asymmetric signatures.
    // = RFC9068-4-7
    // = RFC8725-3.1-2
    // = RFC8725-3.1-3
    pub fn key<V: Verifier + ?Sized>(self, key: &V) -> Check<'r> {
        let header = self.jws.header();
        if header.kid().is_some() && key.key_id().is_some() && header.kid() != key.key_id() {
            return self.context.token_refused(TokenReason::KeyUnknown, 0);
        }
        match self.jws.verify(key) {
            Ok(jws) => jwt::verified(self.context, self.policy, &jws),
            Err(error) => self.context.jws_refused(jwt::reason(error), error),
        }
    }

    /// The issuer has no such key.
    pub fn unknown(self) -> Check<'r> {
        self.context.token_refused(TokenReason::KeyUnknown, 0)
    }

    /// The keys cannot be had; that is never the same as "no".
    pub fn unavailable(self) -> Check<'r> {
        self.context.host_failed(TokenReason::KeysUnavailable, None)
    }
}

impl fmt::Debug for LookUpKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LookUpKey")
            .field("jws", &self.jws)
            .finish_non_exhaustive()
    }
}

/// The question what the authorization server says about a token.
///
/// POST [`body`](Self::body) as [`CONTENT_TYPE`](Self::CONTENT_TYPE) to the introspection endpoint over TLS, with the
/// credentials of this resource server in the `Authorization` field and `Accept: application/json`, follow no redirect,
/// and hand in whatever comes back. An answer that the host kept may be handed in again: its times are checked anew.
#[must_use = "a check is an obligation: answer it, or the request gets no response"]
pub struct Introspect<'r> {
    pub(crate) context: Context<'r>,
    pub(crate) policy: &'r IntrospectionPolicy,
    pub(crate) octets: &'r mut Vec<u8>,
    pub(crate) body: Secret,
}

impl<'r> Introspect<'r> {
    /// The value of `Content-Type`.
    pub const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";

    /// The body to POST. It holds the token.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body.expose()
    }

    /// This came back.
    // = RFC7662-4-11
    pub fn answered(self, answer: ReceivedResponse<'_>) -> Check<'r> {
        introspection::answered(self.context, self.policy, self.octets, answer)
    }

    /// Nothing came back; that is never the same as "no".
    pub fn unavailable(self) -> Check<'r> {
        self.context
            .host_failed(TokenReason::IntrospectionUnavailable, None)
    }
}

impl fmt::Debug for Introspect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspect").finish_non_exhaustive()
    }
}

/// The question whether the caller holds the key that a sound token is bound to.
#[derive(Debug)]
#[must_use = "a check is an obligation: answer it, or the request gets no response"]
pub struct ProvePossession<'r> {
    pub(crate) context: Context<'r>,
    pub(crate) facts: TokenFacts<'r>,
    pub(crate) confirmation: Confirmation<'r>,
}

impl<'r> ProvePossession<'r> {
    /// The key.
    #[must_use]
    pub const fn confirmation(&self) -> &Confirmation<'r> {
        &self.confirmation
    }

    /// The connection is mutual TLS, and this is the SHA-256 digest of the caller's certificate in DER. It is compared
    /// here. It proves nothing about a key that the token names beside the certificate.
    // = RFC8705-3-2
    // = RFC8705-3-3
    // = RFC8705-3.2-1
    // = RFC7800-3.1-2
    // = FAPI2SP-5.3.4-5
    pub fn certificate(self, sha256: [u8; 32]) -> Check<'r> {
        let presented = base64url::encode(&sha256);
        match self.confirmation.certificate_thumbprint() {
            Some(thumbprint) if thumbprint != presented => self.refuse(TokenReason::CertificateWrong),
            Some(_) if !self.confirmation.names_another_key() => {
                let facts = self.facts;
                self.context
                    .verified(Event::PossessionAsserted, facts, Possession::Certificate)
            }
            Some(_) | None => self.refuse(TokenReason::PossessionUnproven),
        }
    }

    /// The escape hatch: the host has verified by other means that the caller holds the key, and answers for it. The
    /// token says so for good: [`Possession::AssertedByCaller`].
    pub fn possession_asserted_by_caller(self) -> Check<'r> {
        self.context.verified(
            Event::PossessionAsserted,
            self.facts,
            Possession::AssertedByCaller,
        )
    }

    /// It is not proven: the right answer of every host that does not know of such keys.
    // = RFC9449-7.1-3
    pub fn unproven(self) -> Check<'r> {
        self.refuse(TokenReason::PossessionUnproven)
    }

    /// The host cannot tell.
    pub fn unavailable(self) -> Check<'r> {
        self.context.host_failed(TokenReason::PossessionUnavailable, None)
    }

    fn refuse(self, reason: TokenReason) -> Check<'r> {
        self.context.refused(Event::PossessionUnproven, reason, None)
    }
}

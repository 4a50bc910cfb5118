use alloc::string::String;

use countersign_grammar::{Limits, chars};
use countersign_jose::{Algorithm, Claims, UnverifiedJws};

use crate::AuthReason;

/// Whom an assertion says it is from, read before anything is verified: good for looking the client up, and for
/// nothing else.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) client_id: String,
    pub(crate) algorithm: Algorithm,
}

/// Why an assertion cannot be judged, and at which of its octets.
pub(crate) type Unreadable = (AuthReason, usize);

impl Named {
    /// Reads the form of an assertion: everything that can be said of it without a key, without the time and without
    /// knowing the client.
    pub(crate) fn read(token: &str, limits: &Limits) -> Result<Self, Unreadable> {
        // = RFC7523-2.2-2
        let jws = UnverifiedJws::parse(token, limits)
            .map_err(|error| (AuthReason::AssertionMalformed, error.at()))?;
        let header = jws.header();
        // = RFC7523BIS-4-8
        let typed = header
            .typ()
            .is_none_or(|_| header.typ_is("client-authentication+jwt") || header.typ_is("JWT"));
        if !typed {
            return Err((AuthReason::AssertionTypeWrong, 0));
        }
        let algorithm = header
            .algorithm()
            .ok_or((AuthReason::AssertionAlgorithmUnsupported, 0))?;
        let payload_at = token.find('.').map_or(0, |period| period.saturating_add(1));
        // = RFC7523-3-15
        let claims = Claims::parse(jws.unverified_payload(), limits)
            .map_err(|_| (AuthReason::AssertionClaimsMalformed, payload_at))?;
        let refuse = |reason| (reason, payload_at);
        // = RFC7523-3-2
        // = RFC7521-5.2-1
        let iss = claims.iss().ok_or(refuse(AuthReason::AssertionIssuerMissing))?;
        // = RFC7523-3-3
        // = RFC7521-5.2-3
        let sub = claims.sub().ok_or(refuse(AuthReason::AssertionSubjectMissing))?;
        // = RFC7521-5.2-2
        // = RFC7521-5.2-4
        // = RFC7521-5.1-1
        if iss != sub {
            return Err(refuse(AuthReason::AssertionIssuerWrong));
        }
        if sub.is_empty() || !chars::are_vschar(sub.as_bytes()) {
            return Err(refuse(AuthReason::AssertionClaimsMalformed));
        }
        // = RFC7523-3-4
        // = RFC7521-5.2-5
        if claims.aud().is_absent() {
            return Err(refuse(AuthReason::AssertionAudienceMissing));
        }
        // = RFC7523-3-8
        // = RFC7521-5.2-7
        if claims.exp().is_none() {
            return Err(refuse(AuthReason::AssertionExpiryMissing));
        }
        if claims.jti().is_none_or(str::is_empty) {
            return Err(refuse(AuthReason::AssertionIdMissing));
        }
        Ok(Self {
            client_id: String::from(sub),
            algorithm,
        })
    }
}

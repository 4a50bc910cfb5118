use countersign_grammar::UnixTime;

use crate::{Audience, ClaimError, ClaimErrorKind, Claims, Skew};

/// What the recipient of a token expects of its claims.
///
/// ```
/// use countersign_grammar::{Limits, UnixTime};
/// use countersign_jose::{ClaimErrorKind, Claims, ClaimsValidation};
///
/// let expected = ClaimsValidation::at(UnixTime::from_secs(1_700_000_000))
///     .issuers(&["https://as.example"])
///     .audiences(&["https://api.example"])
///     .required(&["exp", "client_id"]);
///
/// let claims = Claims::parse(
///     br#"{"iss":"https://as.example","aud":"https://api.example","exp":1700003600,"client_id":"c1"}"#,
///     &Limits::DEFAULT,
/// )?;
/// assert!(expected.check(&claims).is_ok());
///
/// let claims = Claims::parse(br#"{"iss":"https://as.example","exp":1700003600}"#, &Limits::DEFAULT)?;
/// assert_eq!(expected.check(&claims).unwrap_err().claim(), Some("client_id"));
/// # Ok::<(), countersign_jose::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "an expectation that is not checked protects nothing"]
pub struct ClaimsValidation<'e> {
    now: UnixTime,
    skew: Skew,
    issuers: Option<&'e [&'e str]>,
    audiences: AudienceRule<'e>,
    subject: Option<&'e str>,
    required: &'e [&'static str],
}

#[derive(Debug, Clone, Copy)]
enum AudienceRule<'e> {
    /// The caller named nobody: then the token must not name anybody either.
    Nobody,
    AnyOf(&'e [&'e str]),
    Ignored,
}

impl<'e> ClaimsValidation<'e> {
    /// Times are checked against `now` with the default [`Skew`]; a token that names an audience is refused until
    /// the caller says who it is.
    pub const fn at(now: UnixTime) -> Self {
        Self {
            now,
            skew: Skew::DEFAULT,
            issuers: None,
            audiences: AudienceRule::Nobody,
            subject: None,
            required: &[],
        }
    }

    /// How far the clocks may differ.
    pub const fn skew(mut self, skew: Skew) -> Self {
        self.skew = skew;
        self
    }

    /// `iss` must be present and one of these, character for character.
    pub const fn issuers(mut self, issuers: &'e [&'e str]) -> Self {
        self.issuers = Some(issuers);
        self
    }

    /// The names of the recipient: `aud` must be present and name one of them, character for character.
    pub const fn audiences(mut self, audiences: &'e [&'e str]) -> Self {
        self.audiences = AudienceRule::AnyOf(audiences);
        self
    }

    /// The named leniency: `aud` is not looked at. For a caller that is no recipient, such as an inspector.
    pub const fn ignoring_audience(mut self) -> Self {
        self.audiences = AudienceRule::Ignored;
        self
    }

    /// `sub` must be present and exactly this.
    pub const fn subject(mut self, subject: &'e str) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Claims that must be present, of whatever type; the registered ones have their type anyway.
    pub const fn required(mut self, claims: &'e [&'static str]) -> Self {
        self.required = claims;
        self
    }

    /// Checks the claims: what is required, `iss`, `sub`, `aud`, then the times. The first fault is reported.
    ///
    /// # Errors
    /// [`ClaimError`]: an expectation is not met.
    // = RFC7519-7.2-1
    pub fn check(&self, claims: &Claims<'_>) -> Result<(), ClaimError> {
        for claim in self.required {
            if claims.member(claim).is_none() {
                return Err(claims.refuse(ClaimErrorKind::Missing, claim));
            }
        }
        self.check_issuer(claims)?;
        self.check_subject(claims)?;
        self.check_audience(claims)?;
        claims.check_times(self.now, self.skew)
    }

    // = RFC8725-3.8-1
    fn check_issuer(&self, claims: &Claims<'_>) -> Result<(), ClaimError> {
        match (self.issuers, claims.iss()) {
            (None, _) => Ok(()),
            (Some(issuers), Some(iss)) if issuers.contains(&iss) => Ok(()),
            (Some(_), Some(_)) => Err(claims.refuse(ClaimErrorKind::WrongIssuer, "iss")),
            (Some(_), None) => Err(claims.refuse(ClaimErrorKind::Missing, "iss")),
        }
    }

    // = RFC8725-3.8-2
    fn check_subject(&self, claims: &Claims<'_>) -> Result<(), ClaimError> {
        match (self.subject, claims.sub()) {
            (None, _) => Ok(()),
            (Some(subject), Some(sub)) if sub == subject => Ok(()),
            (Some(_), Some(_)) => Err(claims.refuse(ClaimErrorKind::WrongSubject, "sub")),
            (Some(_), None) => Err(claims.refuse(ClaimErrorKind::Missing, "sub")),
        }
    }

    // = RFC7519-4.1.3-1
    // = RFC8725-3.9-2
    fn check_audience(&self, claims: &Claims<'_>) -> Result<(), ClaimError> {
        let fault = match (self.audiences, claims.aud()) {
            (AudienceRule::Ignored, _) | (AudienceRule::Nobody, Audience::Absent) => return Ok(()),
            (AudienceRule::Nobody, Audience::One(_) | Audience::Many(_)) => {
                ClaimErrorKind::UnexpectedAudience
            }
            (AudienceRule::AnyOf(_), Audience::Absent) => ClaimErrorKind::Missing,
            (AudienceRule::AnyOf(names), named) if names.iter().any(|name| named.contains(name)) => {
                return Ok(());
            }
            (AudienceRule::AnyOf(_), _) => ClaimErrorKind::WrongAudience,
        };
        Err(claims.refuse(fault, "aud"))
    }
}

#[cfg(test)]
mod tests;

use core::fmt;

use countersign_clause::{
    COUNTERSIGN_LIMITS_1, Clause, RFC7515_10_12_1, RFC7515_10_12_2, RFC7519_2_1, RFC7519_2_2, RFC7519_4_1,
    RFC7519_4_1_3_1, RFC7519_4_1_4_1, RFC7519_4_1_4_3, RFC7519_4_1_5_1, RFC7519_4_1_5_2, RFC7519_4_1_6_1,
    RFC7519_7_2_1, RFC8725_3_7_1, RFC8725_3_8_1, RFC8725_3_8_2, RFC8725_3_9_2,
};
use countersign_grammar::{SyntaxError, SyntaxErrorKind};

/// Why claims are refused: what is wrong, with which claim, and at which octet of the payload's JSON.
///
/// Small and `Copy`; it holds nothing of the token.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_jose::{ClaimErrorKind, Claims};
///
/// let error = Claims::parse(br#"{"nbf":null}"#, &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.claim(), error.at()), (ClaimErrorKind::WrongType, Some("nbf"), 7));
/// assert_eq!(error.clause().id(), "RFC7519-4.1.5-2");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClaimError {
    kind: ClaimErrorKind,
    claim: Option<&'static str>,
    at: usize,
}

/// What is wrong with claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimErrorKind {
    /// `aud` is an array without an element.
    EmptyAudience,
    /// The time is at or after `exp`.
    Expired,
    /// `iat` is in the future.
    IssuedInTheFuture,
    /// The payload is not a JSON object with unique names.
    Json(SyntaxErrorKind),
    /// A claim that the caller requires is absent.
    Missing,
    /// The number is less than zero or too large for a date.
    NotADate,
    /// The time is before `nbf`.
    NotYetValid,
    /// The payload is longer than the limit.
    TooLong,
    /// The token names an audience, and the caller did not say who it is.
    UnexpectedAudience,
    /// The audience does not name the recipient.
    WrongAudience,
    /// The issuer is not an accepted one.
    WrongIssuer,
    /// The subject is not the expected one.
    WrongSubject,
    /// The claim has another JSON type than RFC 7519 gives it.
    WrongType,
}

impl ClaimError {
    pub(crate) const fn new(kind: ClaimErrorKind, claim: Option<&'static str>, at: usize) -> Self {
        Self { kind, claim, at }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> ClaimErrorKind {
        self.kind
    }

    /// The claim that is wrong; `None` if the payload as a whole is.
    #[must_use]
    pub const fn claim(self) -> Option<&'static str> {
        self.claim
    }

    /// The octet of the payload's JSON where the claim's value begins, or where the JSON is wrong; 0 for a claim
    /// that is missing.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The clause that refuses it.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self.kind {
            ClaimErrorKind::EmptyAudience
            | ClaimErrorKind::UnexpectedAudience
            | ClaimErrorKind::WrongAudience => &RFC7519_4_1_3_1,
            ClaimErrorKind::Expired => &RFC7519_4_1_4_1,
            ClaimErrorKind::IssuedInTheFuture => &RFC7519_4_1_6_1,
            ClaimErrorKind::Json(kind) => json_clause(kind),
            ClaimErrorKind::Missing if self.claim == Some("aud") => &RFC8725_3_9_2,
            ClaimErrorKind::Missing => &RFC7519_7_2_1,
            ClaimErrorKind::NotADate => &RFC7519_2_2,
            ClaimErrorKind::NotYetValid => &RFC7519_4_1_5_1,
            ClaimErrorKind::TooLong => &COUNTERSIGN_LIMITS_1,
            ClaimErrorKind::WrongIssuer => &RFC8725_3_8_1,
            ClaimErrorKind::WrongSubject => &RFC8725_3_8_2,
            ClaimErrorKind::WrongType => match self.claim {
                Some("exp") => &RFC7519_4_1_4_3,
                Some("nbf") => &RFC7519_4_1_5_2,
                Some("iat") => &RFC7519_4_1_6_1,
                Some("aud") => &RFC7519_4_1_3_1,
                _ => &RFC7519_2_1,
            },
        }
    }
}

/// Faults of the payload's JSON that have a clause of their own; the rest is "reject what is not well-formed".
fn json_clause(kind: SyntaxErrorKind) -> &'static Clause {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is not exhaustive and the rest has one clause"
    )]
    match kind {
        SyntaxErrorKind::DuplicateMember => &RFC7519_4_1,
        SyntaxErrorKind::InvalidUtf8 => &RFC8725_3_7_1,
        SyntaxErrorKind::TrailingData => &RFC7515_10_12_2,
        SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooMany | SyntaxErrorKind::TooLong => {
            &COUNTERSIGN_LIMITS_1
        }
        SyntaxErrorKind::WrongType => &RFC7519_7_2_1,
        _ => &RFC7515_10_12_1,
    }
}

impl From<SyntaxError> for ClaimError {
    fn from(error: SyntaxError) -> Self {
        Self::new(ClaimErrorKind::Json(error.kind()), None, error.at())
    }
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(claim) = self.claim {
            write!(f, "{claim}: ")?;
        }
        f.write_str(match self.kind {
            ClaimErrorKind::EmptyAudience => "the array is empty",
            ClaimErrorKind::Expired => "the token is expired",
            ClaimErrorKind::IssuedInTheFuture => "the token was issued in the future",
            ClaimErrorKind::Json(kind) => {
                return write!(f, "claims: {}, at octet {}", kind.describe(), self.at);
            }
            ClaimErrorKind::Missing => "the claim is missing",
            ClaimErrorKind::NotADate => "the number is no date",
            ClaimErrorKind::NotYetValid => "the token is not yet valid",
            ClaimErrorKind::TooLong => "the claims are longer than the limit",
            ClaimErrorKind::UnexpectedAudience => "the token is for somebody, and nobody was expected",
            ClaimErrorKind::WrongAudience => "the token is for somebody else",
            ClaimErrorKind::WrongIssuer => "the issuer is another one",
            ClaimErrorKind::WrongSubject => "the subject is another one",
            ClaimErrorKind::WrongType => "the claim has the wrong type",
        })
    }
}

impl core::error::Error for ClaimError {}

#[cfg(test)]
mod tests;

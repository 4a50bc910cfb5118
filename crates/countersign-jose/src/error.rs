use core::fmt;

use countersign_clause::{
    COUNTERSIGN_LIMITS_1, Clause, RFC7515_2_1, RFC7515_4_1, RFC7515_4_1_1_1, RFC7515_4_1_4_1,
    RFC7515_4_1_9_2, RFC7515_4_1_11_1, RFC7515_4_1_11_3, RFC7515_5_2_1, RFC7515_5_2_2, RFC7515_5_2_4,
    RFC7515_10_12_1, RFC7515_10_12_2, RFC7517_4_5_1, RFC7518_3_6_1, RFC7519_7_2_1, RFC8725_3_1_1,
    RFC8725_3_1_3, RFC8725_3_7_1, RFC9068_4_9,
};
use countersign_grammar::{SyntaxError, SyntaxErrorKind};

/// Why a text is not an acceptable JWS: what is wrong and at which octet of the compact form.
///
/// Small and `Copy`; it holds no octet of the token.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_jose::{JwsErrorKind, UnverifiedJws};
///
/// let error = UnverifiedJws::parse("a.b.c.d.e", &Limits::DEFAULT).unwrap_err();
/// assert_eq!(error.kind(), JwsErrorKind::Encrypted);
/// assert_eq!(error.clause().id(), "RFC7515-5.2-1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JwsError {
    kind: JwsErrorKind,
    at: usize,
}

/// What is wrong with a compact JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JwsErrorKind {
    /// The header names another algorithm than the key has.
    AlgorithmMismatch,
    /// The header names an algorithm that the caller does not accept.
    AlgorithmNotAllowed,
    /// More than one key fits the header.
    AmbiguousKey,
    /// The signature does not match.
    BadSignature,
    /// `crit` names an extension; none is understood.
    CriticalExtension,
    /// Five parts: an encrypted token (JWE).
    Encrypted,
    /// The header part is empty.
    EmptyHeader,
    /// The payload part is empty.
    EmptyPayload,
    /// A part is not canonical base64url.
    Encoding(SyntaxErrorKind),
    /// The header is not a JSON object with unique names.
    Header(SyntaxErrorKind),
    /// `crit` is not a non-empty array of strings, repeats a name or names what is not there.
    MalformedCritical,
    /// The header has no `alg`.
    MissingAlgorithm,
    /// A header parameter is not a string.
    NotAString {
        /// `alg`, `typ`, `cty` or `kid`.
        parameter: &'static str,
    },
    /// The text is longer than the limit.
    TooLong,
    /// `b64` stands in the header.
    UnencodedPayload,
    /// No key fits the header.
    UnknownKey,
    /// `alg` is `none`, or the signature part is empty.
    Unsecured,
    /// `alg` names an algorithm that does not exist here.
    UnsupportedAlgorithm,
    /// Neither three parts nor five.
    WrongPartCount,
}

impl JwsError {
    pub(crate) const fn new(kind: JwsErrorKind, at: usize) -> Self {
        Self { kind, at }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> JwsErrorKind {
        self.kind
    }

    /// The octet of the compact form where it is wrong. For a fault within the header's JSON this is the base64url
    /// character in which the octet of JSON begins.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The clause that refuses it.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self.kind {
            JwsErrorKind::TooLong => &COUNTERSIGN_LIMITS_1,
            JwsErrorKind::WrongPartCount | JwsErrorKind::Encrypted => &RFC7515_5_2_1,
            JwsErrorKind::Encoding(_) => &RFC7515_2_1,
            JwsErrorKind::EmptyHeader => &RFC7515_5_2_2,
            JwsErrorKind::EmptyPayload => &RFC7519_7_2_1,
            JwsErrorKind::Header(kind) => header_clause(kind),
            JwsErrorKind::MissingAlgorithm | JwsErrorKind::UnsupportedAlgorithm => &RFC7515_4_1_1_1,
            JwsErrorKind::NotAString { parameter } => match parameter {
                "alg" => &RFC7515_4_1_1_1,
                "kid" => &RFC7515_4_1_4_1,
                _ => &RFC7515_4_1_9_2,
            },
            JwsErrorKind::Unsecured => &RFC7518_3_6_1,
            JwsErrorKind::CriticalExtension | JwsErrorKind::UnencodedPayload => &RFC7515_4_1_11_1,
            JwsErrorKind::MalformedCritical => &RFC7515_4_1_11_3,
            JwsErrorKind::AlgorithmNotAllowed => &RFC8725_3_1_1,
            JwsErrorKind::AlgorithmMismatch => &RFC8725_3_1_3,
            JwsErrorKind::UnknownKey => &RFC9068_4_9,
            JwsErrorKind::AmbiguousKey => &RFC7517_4_5_1,
            JwsErrorKind::BadSignature => &RFC7515_5_2_4,
        }
    }
}

/// Faults of the header's JSON that have a clause of their own; the rest is "a complete JSON object".
fn header_clause(kind: SyntaxErrorKind) -> &'static Clause {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is not exhaustive and the rest has one clause"
    )]
    match kind {
        SyntaxErrorKind::DuplicateMember => &RFC7515_4_1,
        SyntaxErrorKind::InvalidUtf8 => &RFC8725_3_7_1,
        SyntaxErrorKind::TrailingData => &RFC7515_10_12_2,
        SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooMany | SyntaxErrorKind::TooLong => {
            &COUNTERSIGN_LIMITS_1
        }
        SyntaxErrorKind::WrongType => &RFC7515_5_2_2,
        _ => &RFC7515_10_12_1,
    }
}

/// An error of the base64url of a part that begins at `base`.
pub(crate) fn encoding(error: SyntaxError, base: usize) -> JwsError {
    JwsError::new(JwsErrorKind::Encoding(error.kind()), error.offset_by(base).at())
}

/// The character in which octet number `at` of a decoded part begins, the part beginning at `base`.
pub(crate) fn encoded_offset(base: usize, at: usize) -> usize {
    base.saturating_add(at.saturating_mul(4) / 3)
}

impl fmt::Display for JwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            JwsErrorKind::AlgorithmMismatch => "alg is not the algorithm of the key",
            JwsErrorKind::AlgorithmNotAllowed => "alg is not among the accepted algorithms",
            JwsErrorKind::AmbiguousKey => "more than one key fits the header",
            JwsErrorKind::BadSignature => "the signature does not match",
            JwsErrorKind::CriticalExtension => "crit names an extension that is not understood",
            JwsErrorKind::Encrypted => "the token has five parts: it is encrypted",
            JwsErrorKind::EmptyHeader => "the header part is empty",
            JwsErrorKind::EmptyPayload => "the payload part is empty",
            JwsErrorKind::Encoding(kind) => {
                return write!(f, "base64url: {}, at octet {}", kind.describe(), self.at);
            }
            JwsErrorKind::Header(kind) => {
                return write!(f, "header: {}, at octet {}", kind.describe(), self.at);
            }
            JwsErrorKind::MalformedCritical => {
                "crit is not a list of the names of parameters that are present"
            }
            JwsErrorKind::MissingAlgorithm => "the header has no alg",
            JwsErrorKind::NotAString { parameter } => {
                return write!(f, "{parameter} is not a string, at octet {}", self.at);
            }
            JwsErrorKind::TooLong => "the token is longer than the limit",
            JwsErrorKind::UnencodedPayload => "b64 is not understood",
            JwsErrorKind::UnknownKey => "no key fits the header",
            JwsErrorKind::Unsecured => "the token has no signature",
            JwsErrorKind::UnsupportedAlgorithm => "alg names no supported algorithm",
            JwsErrorKind::WrongPartCount => "the token has not three parts",
        };
        write!(f, "{text}, at octet {}", self.at)
    }
}

impl core::error::Error for JwsError {}

#[cfg(test)]
mod tests;

use core::fmt;

use countersign_clause::{
    COUNTERSIGN_LIMITS_1, Clause, RFC7515_2_1, RFC7515_10_12_1, RFC7517_4_1, RFC7517_4_1_1, RFC7517_4_3_1,
    RFC7517_4_3_3, RFC7517_5_1, RFC7518_3_2_1, RFC7518_6_4_1, RFC8725_3_1_3,
};
use countersign_grammar::{SyntaxError, SyntaxErrorKind};

/// Why a JWK or JWK Set cannot be used, and at which octet of its JSON; 0 for what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JwkError {
    kind: JwkErrorKind,
    at: usize,
}

/// What is wrong with a JWK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JwkErrorKind {
    /// The key's `alg` is not the one that was asked for.
    AlgorithmMismatch,
    /// `key_ops` names an operation twice.
    DuplicateOperation,
    /// `k` is not canonical base64url.
    Encoding(SyntaxErrorKind),
    /// The text is not a JSON object with unique names.
    Json(SyntaxErrorKind),
    /// The key has fewer octets than a tag of its algorithm.
    KeyTooShort,
    /// A member is missing.
    Missing {
        /// `kty`, `k` or `keys`.
        member: &'static str,
    },
    /// Neither the key nor the caller names an algorithm.
    NoAlgorithm,
    /// `use` is not `sig`.
    NotForSignatures,
    /// `key_ops` does not name the operation.
    OperationNotAllowed,
    /// `alg` names no algorithm of this crate.
    UnsupportedAlgorithm,
    /// `kty` is not `oct`.
    UnsupportedKeyType,
    /// A member has the wrong JSON type.
    WrongType {
        /// The member.
        member: &'static str,
    },
}

impl JwkError {
    pub(crate) const fn new(kind: JwkErrorKind, at: usize) -> Self {
        Self { kind, at }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> JwkErrorKind {
        self.kind
    }

    /// The octet of the JSON where it is wrong.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The clause that refuses it.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self.kind {
            JwkErrorKind::AlgorithmMismatch | JwkErrorKind::UnsupportedAlgorithm => &RFC8725_3_1_3,
            JwkErrorKind::DuplicateOperation => &RFC7517_4_3_1,
            JwkErrorKind::Encoding(_) => &RFC7515_2_1,
            #[expect(
                clippy::wildcard_enum_match_arm,
                reason = "the enum is not exhaustive; the rest has one clause"
            )]
            JwkErrorKind::Json(kind) => match kind {
                SyntaxErrorKind::DuplicateMember => &RFC7517_4_1,
                SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooMany | SyntaxErrorKind::TooLong => {
                    &COUNTERSIGN_LIMITS_1
                }
                _ => &RFC7515_10_12_1,
            },
            JwkErrorKind::KeyTooShort => &RFC7518_3_2_1,
            JwkErrorKind::Missing { member: "keys" } | JwkErrorKind::WrongType { member: "keys" } => {
                &RFC7517_5_1
            }
            JwkErrorKind::Missing { .. }
            | JwkErrorKind::WrongType { .. }
            | JwkErrorKind::UnsupportedKeyType => &RFC7517_4_1_1,
            JwkErrorKind::NoAlgorithm => &RFC7518_6_4_1,
            JwkErrorKind::NotForSignatures | JwkErrorKind::OperationNotAllowed => &RFC7517_4_3_3,
        }
    }
}

impl From<SyntaxError> for JwkError {
    fn from(error: SyntaxError) -> Self {
        Self::new(JwkErrorKind::Json(error.kind()), error.at())
    }
}

impl fmt::Display for JwkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            JwkErrorKind::AlgorithmMismatch => "alg is not the expected algorithm",
            JwkErrorKind::DuplicateOperation => "key_ops names an operation twice",
            JwkErrorKind::Encoding(kind) => return write!(f, "k: {}, at octet {}", kind.describe(), self.at),
            JwkErrorKind::Json(kind) => kind.describe(),
            JwkErrorKind::KeyTooShort => "the key is too short for its algorithm",
            JwkErrorKind::Missing { member } => return write!(f, "{member} is missing"),
            JwkErrorKind::NoAlgorithm => {
                return f.write_str("neither the key nor the caller names an algorithm");
            }
            JwkErrorKind::NotForSignatures => "use is not sig",
            JwkErrorKind::OperationNotAllowed => "key_ops does not name the operation",
            JwkErrorKind::UnsupportedAlgorithm => "alg names no supported algorithm",
            JwkErrorKind::UnsupportedKeyType => "kty is not oct",
            JwkErrorKind::WrongType { member } => {
                return write!(f, "{member} has the wrong type, at octet {}", self.at);
            }
        };
        write!(f, "{text}, at octet {}", self.at)
    }
}

impl core::error::Error for JwkError {}

#[cfg(test)]
mod tests;

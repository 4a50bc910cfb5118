use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use countersign_clause::{
    COUNTERSIGN_LIMITS_1, Clause, RFC7515_2_1, RFC7515_10_12_1, RFC7517_4_1, RFC7517_4_1_1, RFC7517_4_3_1,
    RFC7517_4_3_3, RFC7517_5_1, RFC7518_3_2_1, RFC7518_6_4_1, RFC8725_3_1_3,
};
use countersign_grammar::json::{Members, RawValue};
use countersign_grammar::{Limits, SyntaxError, SyntaxErrorKind, base64url, json};
use zeroize::Zeroizing;

use crate::{Algorithm, HmacKey, JoseHeader, JwsError, JwsErrorKind, Verifier};

/// What a key is going to be used for, as `key_ops` of RFC 7517 section 4.3 names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOperation {
    /// `sign`.
    Sign,
    /// `verify`.
    Verify,
}

impl KeyOperation {
    /// The value in `key_ops`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
        }
    }
}

impl HmacKey {
    /// Reads a JWK (RFC 7517) of type `oct`.
    ///
    /// The key's algorithm is its `alg`; `algorithm` says it for a key without one, and must agree with one that
    /// has. Members that are not known are ignored.
    ///
    /// # Errors
    /// [`JwkError`]: not a JSON object with unique names; `kty` is not `oct`; `k` is missing, not canonical
    /// base64url or too short; no algorithm, an unknown one or two different ones; `use` is not `sig`; `key_ops`
    /// repeats an operation or does not allow this one.
    ///
    /// ```
    /// use countersign_grammar::Limits;
    /// use countersign_jose::{Algorithm, HmacKey, JwkErrorKind, KeyOperation, Signer};
    ///
    /// let jwk = br#"{"kty":"oct","alg":"HS256","kid":"k1","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;
    /// let key = HmacKey::from_jwk(jwk, None, KeyOperation::Verify, &Limits::DEFAULT)?;
    /// assert_eq!(key.key_id(), Some("k1"));
    ///
    /// let wrong = HmacKey::from_jwk(jwk, Some(Algorithm::Hs512), KeyOperation::Verify, &Limits::DEFAULT);
    /// assert_eq!(wrong.unwrap_err().kind(), JwkErrorKind::AlgorithmMismatch);
    /// # Ok::<(), countersign_jose::JwkError>(())
    /// ```
    pub fn from_jwk(
        jwk: &[u8],
        algorithm: Option<Algorithm>,
        operation: KeyOperation,
        limits: &Limits,
    ) -> Result<Self, JwkError> {
        Jwk::read(json::members(jwk, limits)?, limits)?.key(algorithm, operation)
    }
}

/// Several keys, of which the header of a token selects one.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_jose::{HmacKeySet, KeyOperation, UnverifiedJws};
///
/// let set = br#"{"keys":[
///     {"kty":"RSA","n":"AQAB","e":"AQAB"},
///     {"kty":"oct","alg":"HS256","kid":"k1","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}
/// ]}"#;
/// let keys = HmacKeySet::from_jwk_set(set, None, KeyOperation::Verify, &Limits::DEFAULT).unwrap();
/// assert_eq!(keys.keys().len(), 1);
///
/// let jws = UnverifiedJws::parse("eyJhbGciOiJIUzI1NiIsImtpZCI6ImsyIn0.e30.AAAA", &Limits::DEFAULT).unwrap();
/// assert!(keys.select(jws.header()).is_err()); // kid is k2
/// ```
#[derive(Debug)]
pub struct HmacKeySet {
    keys: Vec<HmacKey>,
}

impl HmacKeySet {
    /// A set of these keys.
    #[must_use]
    pub const fn new(keys: Vec<HmacKey>) -> Self {
        Self { keys }
    }

    /// Reads a JWK Set (RFC 7517 section 5). Keys that cannot be used are skipped.
    ///
    /// # Errors
    /// [`JwkError`]: not a JSON object with unique names and an array `keys` of objects.
    // = RFC7517-5-1
    // = RFC7517-5-2
    // = RFC7517-5-3
    pub fn from_jwk_set(
        set: &[u8],
        algorithm: Option<Algorithm>,
        operation: KeyOperation,
        limits: &Limits,
    ) -> Result<Self, JwkError> {
        let mut found = None;
        json::visit_object(set, limits, |name, value| {
            if name.eq_str("keys") {
                found = Some(value);
            }
            Ok::<(), JwkError>(())
        })?;
        let value = found.ok_or(JwkError::new(JwkErrorKind::Missing { member: "keys" }, 0))?;
        let mut keys = Vec::new();
        for element in value.elements(limits).map_err(|_| wrong_type("keys", value))? {
            let element = element?;
            let members = element.members(limits).map_err(|_| wrong_type("keys", element))?;
            if let Ok(key) = Jwk::read(members, limits).and_then(|jwk| jwk.key(algorithm, operation)) {
                keys.push(key);
            }
        }
        Ok(Self { keys })
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[HmacKey] {
        &self.keys
    }

    /// The one key that fits: of the header's algorithm, and of its `kid` if there is one.
    ///
    /// # Errors
    /// [`JwsErrorKind::UnknownKey`] if none fits, [`JwsErrorKind::AmbiguousKey`] if more than one does: nothing is
    /// tried out.
    // = RFC7517-4.5-1
    // = RFC8725-3.10-1
    pub fn select(&self, header: JoseHeader<'_>) -> Result<&HmacKey, JwsError> {
        let fits = |key: &&HmacKey| {
            let key: &dyn Verifier = *key;
            header.algorithm() == Some(key.algorithm())
                && (header.kid().is_none() || header.kid() == key.key_id())
        };
        let mut fitting = self.keys.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err(JwsError::new(JwsErrorKind::UnknownKey, 0)),
            (Some(_), Some(_)) => Err(JwsError::new(JwsErrorKind::AmbiguousKey, 0)),
        }
    }
}

/// The members of a JWK that matter, each with the offset of its value.
#[derive(Default)]
struct Jwk<'a> {
    kty: Option<(Cow<'a, str>, usize)>,
    k: Option<(Zeroizing<Vec<u8>>, usize)>,
    alg: Option<(Cow<'a, str>, usize)>,
    kid: Option<Cow<'a, str>>,
    use_: Option<(Cow<'a, str>, usize)>,
    key_ops: Option<RawValue<'a>>,
    operations: Vec<Cow<'a, str>>,
}

impl<'a> Jwk<'a> {
    // = RFC7517-4-1
    // = RFC7517-4-2
    fn read(members: Members<'a>, limits: &Limits) -> Result<Self, JwkError> {
        let mut jwk = Self::default();
        for member in members {
            let (name, value) = member.map(|member| (member.name(), member.value()))?;
            let string = |member| {
                value
                    .to_str()
                    .map(|text| (text, value.at()))
                    .map_err(|_| wrong_type(member, value))
            };
            if name.eq_str("kty") {
                jwk.kty = Some(string("kty")?);
            } else if name.eq_str("k") {
                let (text, at) = string("k")?;
                let octets = base64url::decode(&text).map_err(|error| {
                    JwkError::new(
                        JwkErrorKind::Encoding(error.kind()),
                        error.offset_by(at.saturating_add(1)).at(),
                    )
                })?;
                jwk.k = Some((Zeroizing::new(octets), at));
            } else if name.eq_str("alg") {
                jwk.alg = Some(string("alg")?);
            } else if name.eq_str("kid") {
                jwk.kid = Some(string("kid")?.0);
            } else if name.eq_str("use") {
                jwk.use_ = Some(string("use")?);
            } else if name.eq_str("key_ops") {
                jwk.operations = operations(value, limits)?;
                jwk.key_ops = Some(value);
            }
        }
        Ok(jwk)
    }

    // = RFC7517-4.1-1
    fn key(self, algorithm: Option<Algorithm>, operation: KeyOperation) -> Result<HmacKey, JwkError> {
        let (kty, kty_at) = self
            .kty
            .as_ref()
            .ok_or(JwkError::new(JwkErrorKind::Missing { member: "kty" }, 0))?;
        if kty != "oct" {
            return Err(JwkError::new(JwkErrorKind::UnsupportedKeyType, *kty_at));
        }
        self.check_use(operation)?;
        let algorithm = self.algorithm(algorithm)?;
        let (octets, at) = self
            .k
            .ok_or(JwkError::new(JwkErrorKind::Missing { member: "k" }, 0))?;
        let key =
            HmacKey::new(algorithm, &octets).map_err(|_| JwkError::new(JwkErrorKind::KeyTooShort, at))?;
        Ok(match self.kid {
            Some(kid) => key.with_key_id(kid),
            None => key,
        })
    }

    fn algorithm(&self, expected: Option<Algorithm>) -> Result<Algorithm, JwkError> {
        let Some((name, at)) = &self.alg else {
            return expected.ok_or(JwkError::new(JwkErrorKind::NoAlgorithm, 0));
        };
        let unsupported = JwkError::new(JwkErrorKind::UnsupportedAlgorithm, *at);
        let algorithm = Algorithm::from_name(name).ok_or(unsupported)?;
        if expected.is_some_and(|expected| expected != algorithm) {
            return Err(JwkError::new(JwkErrorKind::AlgorithmMismatch, *at));
        }
        Ok(algorithm)
    }

    /// `use` and `key_ops` together are allowed as long as they agree, which both being for signatures means.
    // = RFC7517-4.3-3
    fn check_use(&self, operation: KeyOperation) -> Result<(), JwkError> {
        if let Some((use_, at)) = &self.use_
            && use_ != "sig"
        {
            return Err(JwkError::new(JwkErrorKind::NotForSignatures, *at));
        }
        match self.key_ops {
            Some(value) if !self.operations.iter().any(|name| name == operation.name()) => {
                Err(JwkError::new(JwkErrorKind::OperationNotAllowed, value.at()))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The most operations that are compared with each other; RFC 7517 section 4.3 names eight.
const MAX_OPERATIONS: usize = 16;

// = RFC7517-4.3-1
fn operations<'a>(value: RawValue<'a>, limits: &Limits) -> Result<Vec<Cow<'a, str>>, JwkError> {
    let mut operations = Vec::new();
    for element in value.elements(limits).map_err(|_| wrong_type("key_ops", value))? {
        let element = element?;
        let operation = element.to_str().map_err(|_| wrong_type("key_ops", element))?;
        if operations.contains(&operation) {
            return Err(JwkError::new(JwkErrorKind::DuplicateOperation, element.at()));
        }
        if operations.len() == MAX_OPERATIONS {
            return Err(JwkError::new(
                JwkErrorKind::Json(SyntaxErrorKind::TooMany),
                element.at(),
            ));
        }
        operations.push(operation);
    }
    Ok(operations)
}

const fn wrong_type(member: &'static str, value: RawValue<'_>) -> JwkError {
    JwkError::new(JwkErrorKind::WrongType { member }, value.at())
}

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
    const fn new(kind: JwkErrorKind, at: usize) -> Self {
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

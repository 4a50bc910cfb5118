use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_grammar::json::{Members, RawValue};
use countersign_grammar::{Limits, SyntaxErrorKind, base64url, json};
use zeroize::Zeroizing;

use crate::{Algorithm, HmacKey, JwkError, JwkErrorKind};

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

/// The octets of `k`, or what is wrong with their encoding: the other members are read all the same.
type KeyOctets = Result<Zeroizing<Vec<u8>>, JwkError>;

/// The members of a JWK that matter, each with the offset of its value.
#[derive(Default)]
pub(crate) struct Jwk<'a> {
    kty: Option<(Cow<'a, str>, usize)>,
    k: Option<(KeyOctets, usize)>,
    alg: Option<(Cow<'a, str>, usize)>,
    kid: Option<Cow<'a, str>>,
    use_: Option<(Cow<'a, str>, usize)>,
    key_ops: Option<RawValue<'a>>,
    operations: Vec<Cow<'a, str>>,
}

impl<'a> Jwk<'a> {
    // = RFC7517-4-1
    // = RFC7517-4-2
    pub(crate) fn read(members: Members<'a>, limits: &Limits) -> Result<Self, JwkError> {
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
                let octets = base64url::decode(&text).map(Zeroizing::new).map_err(|error| {
                    JwkError::new(
                        JwkErrorKind::Encoding(error.kind()),
                        error.offset_by(at.saturating_add(1)).at(),
                    )
                });
                jwk.k = Some((octets, at));
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

    /// The identifier of the key.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    // = RFC7517-4.1-1
    pub(crate) fn key(
        self,
        algorithm: Option<Algorithm>,
        operation: KeyOperation,
    ) -> Result<HmacKey, JwkError> {
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
            HmacKey::new(algorithm, &octets?).map_err(|_| JwkError::new(JwkErrorKind::KeyTooShort, at))?;
        Ok(match self.kid {
            Some(kid) => key.with_key_id(kid),
            None => key,
        })
    }

    /// The algorithm of the key, or the one expected of a key that does not say.
    pub(crate) fn algorithm(&self, expected: Option<Algorithm>) -> Result<Algorithm, JwkError> {
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

pub(crate) const fn wrong_type(member: &'static str, value: RawValue<'_>) -> JwkError {
    JwkError::new(JwkErrorKind::WrongType { member }, value.at())
}

#[cfg(test)]
mod tests;

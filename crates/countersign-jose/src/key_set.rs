use alloc::string::String;
use alloc::vec::Vec;

use countersign_grammar::{Limits, json};

use crate::jwk::{Jwk, wrong_type};
use crate::{
    Algorithm, HmacKey, JoseHeader, JwkError, JwkErrorKind, JwsError, JwsErrorKind, KeyOperation, Verifier,
};

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
    /// `kid` and algorithm of the symmetric keys that were skipped for their octets: missing, malformed or too few.
    spoiled: Vec<(String, Algorithm)>,
}

impl HmacKeySet {
    /// A set of these keys.
    #[must_use]
    pub const fn new(keys: Vec<HmacKey>) -> Self {
        Self {
            keys,
            spoiled: Vec::new(),
        }
    }

    /// Reads a JWK Set (RFC 7517 section 5). Keys that cannot be used are skipped.
    ///
    /// A symmetric key that is skipped for its octets still occupies its `kid`: another key of the same `kid` and
    /// algorithm is not selected, because nobody can say which of the two is meant.
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
        let mut usable = Self::new(Vec::new());
        for element in value.elements(limits).map_err(|_| wrong_type("keys", value))? {
            let element = element?;
            let members = element.members(limits).map_err(|_| wrong_type("keys", element))?;
            let Ok(jwk) = Jwk::read(members, limits) else {
                continue;
            };
            let named = jwk.kid().map(String::from).zip(jwk.algorithm(algorithm).ok());
            match jwk.key(algorithm, operation) {
                Ok(key) => usable.keys.push(key),
                Err(error) if spoils(error.kind()) => usable.spoiled.extend(named),
                Err(_) => {}
            }
        }
        Ok(usable)
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
        let spoiled = self.spoiled.iter().any(|(kid, algorithm)| {
            header.kid() == Some(kid.as_str()) && header.algorithm() == Some(*algorithm)
        });
        match (fitting.next(), fitting.next()) {
            (Some(_), None) if spoiled => Err(JwsError::new(JwsErrorKind::AmbiguousKey, 0)),
            (Some(key), None) => Ok(key),
            (None, _) => Err(JwsError::new(JwsErrorKind::UnknownKey, 0)),
            (Some(_), Some(_)) => Err(JwsError::new(JwsErrorKind::AmbiguousKey, 0)),
        }
    }
}

/// Whether a key with this fault is one for HMAC, for this operation and with an algorithm, but for its octets.
fn spoils(kind: JwkErrorKind) -> bool {
    matches!(
        kind,
        JwkErrorKind::Encoding(_) | JwkErrorKind::KeyTooShort | JwkErrorKind::Missing { member: "k" }
    )
}

#[cfg(test)]
mod tests;

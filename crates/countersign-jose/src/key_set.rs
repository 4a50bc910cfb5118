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

#[cfg(test)]
mod tests;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::{Limits, base64url};

use crate::error::encoding;
use crate::header::Fields;
use crate::{Algorithm, JoseHeader, JwsError, JwsErrorKind, Signature, Verifier};

/// A compact JWS (RFC 7515 section 7.1) that was taken apart and not verified.
///
/// ```text
/// BASE64URL(UTF8(JWS Protected Header)) "." BASE64URL(JWS Payload) "." BASE64URL(JWS Signature)
/// ```
///
/// None of the parts may be empty here: a header is an object, an empty signature is no signature, and an empty
/// payload is a detached one, which no token of OAuth has.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_jose::{Algorithm, HmacKey, JwsErrorKind, TokenSigner, UnverifiedJws};
///
/// let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap();
/// let mut token = String::new();
/// TokenSigner::new(&key, Some("JWT")).sign(&mut token, |claims| {
///     claims.member_str("sub", "s6BhdRkqt3");
/// });
///
/// let verified = UnverifiedJws::parse(&token, &Limits::DEFAULT)?.verify(&key)?;
/// assert_eq!(verified.payload(), br#"{"sub":"s6BhdRkqt3"}"#);
///
/// let other = HmacKey::new(Algorithm::Hs256, &[8; 32]).unwrap();
/// let error = UnverifiedJws::parse(&token, &Limits::DEFAULT)?.verify(&other).unwrap_err();
/// assert_eq!(error.kind(), JwsErrorKind::BadSignature);
/// # Ok::<(), countersign_jose::JwsError>(())
/// ```
// = RFC7515-4.1.11-5
// = RFC7515-6-1
#[must_use = "a token that is not verified proves nothing"]
pub struct UnverifiedJws<'a> {
    signing_input: &'a str,
    signature: Signature,
    decoded: Decoded<'a>,
}

/// Header and payload, one after the other in one buffer.
struct Decoded<'a> {
    octets: Cow<'a, [u8]>,
    header_len: usize,
    fields: Fields,
}

impl<'a> UnverifiedJws<'a> {
    /// Takes a compact JWS apart, with one allocation.
    ///
    /// # Errors
    /// [`JwsError`]: the text is too long, has not three parts, or has an empty one; a part is not canonical
    /// base64url; the header is not a JSON object with unique names, a string `alg`, and strings for `typ`, `cty`
    /// and `kid` where they are present.
    pub fn parse(token: &'a str, limits: &Limits) -> Result<Self, JwsError> {
        let parts = Parts::split(token, limits)?;
        let mut octets = Vec::new();
        let (header_len, fields) = parts.decode(&mut octets, limits)?;
        parts.finish(Decoded {
            octets: Cow::Owned(octets),
            header_len,
            fields,
        })
    }

    /// As [`parse`](Self::parse), decoding into a buffer of the caller, which is overwritten; no allocation once the
    /// buffer is large enough.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_in(token: &'a str, limits: &Limits, buffer: &'a mut Vec<u8>) -> Result<Self, JwsError> {
        let parts = Parts::split(token, limits)?;
        let (header_len, fields) = parts.decode(buffer, limits)?;
        parts.finish(Decoded {
            octets: Cow::Borrowed(buffer),
            header_len,
            fields,
        })
    }

    /// The header: what the sender says, to choose a key by.
    #[must_use]
    pub fn header(&self) -> JoseHeader<'_> {
        self.decoded.header()
    }

    /// The payload although nobody has verified it. For explanations of a refusal, never for a decision.
    #[must_use]
    pub fn unverified_payload(&self) -> &[u8] {
        self.decoded.payload()
    }

    /// Narrows what is accepted to some algorithms; the key's own is demanded anyway.
    ///
    /// # Errors
    /// [`JwsErrorKind::AlgorithmNotAllowed`], or what is wrong with `alg` in itself.
    // = RFC7515-5.2-5
    // = RFC7519-7.2-2
    // = RFC8725-3.1-1
    pub fn allow(self, algorithms: &[Algorithm]) -> Result<Self, JwsError> {
        if algorithms.contains(&self.algorithm()?) {
            Ok(self)
        } else {
            Err(JwsError::new(JwsErrorKind::AlgorithmNotAllowed, 0))
        }
    }

    /// Verifies the signature under a key. The algorithm is the key's; the header has to name it.
    ///
    /// # Errors
    /// [`JwsError`]: the header has a `crit` or `b64`, which are not understood; `alg` is `none`, unknown, or not
    /// the key's; the signature does not match.
    // = RFC7515-5.2-4
    // = RFC8725-3.1-2
    // = RFC8725-3.1-3
    // = RFC8725-3.3-1
    // = RFC7519-11.1-1
    pub fn verify<V: Verifier + ?Sized>(self, verifier: &V) -> Result<VerifiedJws<'a>, JwsError> {
        self.verify_any([verifier]).map(|(verified, _)| verified)
    }

    /// Verifies under any of several keys, such as the old and the new secret of a client, and says which place that key
    /// has: the first one, if several verify.
    ///
    /// Every key is tried, whatever the others gave, so that the time does not tell which one it was. Keys for another
    /// algorithm than that of the token do not verify it and cost nothing.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), where no key verifies the token.
    ///
    /// ```
    /// use countersign_grammar::Limits;
    /// use countersign_jose::{Algorithm, HmacKey, TokenSigner, UnverifiedJws};
    ///
    /// let (old, new) = (HmacKey::new(Algorithm::Hs256, &[1; 32])?, HmacKey::new(Algorithm::Hs256, &[2; 32])?);
    /// let mut token = String::new();
    /// TokenSigner::new(&new, None).sign(&mut token, |claims| {
    ///     claims.member_str("sub", "inventory");
    /// });
    /// let (verified, place) = UnverifiedJws::parse(&token, &Limits::DEFAULT)?.verify_any([&old, &new])?;
    /// assert_eq!((verified.payload(), place), (&br#"{"sub":"inventory"}"#[..], 1));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    // = RFC7515-5.2-4
    // = RFC8725-3.1-2
    // = RFC6749-10.3-3
    // = RFC6750-5.2-2
    pub fn verify_any<'v, V: Verifier + ?Sized + 'v>(
        self,
        verifiers: impl IntoIterator<Item = &'v V>,
    ) -> Result<(VerifiedJws<'a>, usize), JwsError> {
        if let Some(refusal) = self.header().refusal() {
            return Err(refusal);
        }
        let algorithm = self.algorithm()?;
        let signature_at = self.signing_input.len().saturating_add(1);
        let mut refusal = JwsError::new(JwsErrorKind::AlgorithmMismatch, 0);
        let mut found = None;
        for (place, verifier) in verifiers.into_iter().enumerate() {
            if verifier.algorithm() != algorithm {
                continue;
            }
            refusal = JwsError::new(JwsErrorKind::BadSignature, signature_at);
            let verified = verifier.verify(self.signing_input.as_bytes(), self.signature.as_bytes());
            if verified.is_ok() && found.is_none() {
                found = Some(place);
            }
        }
        let place = found.ok_or(refusal)?;
        Ok((
            VerifiedJws {
                decoded: self.decoded,
                algorithm,
            },
            place,
        ))
    }

    fn algorithm(&self) -> Result<Algorithm, JwsError> {
        let header = self.header();
        header.algorithm().ok_or_else(|| {
            let none = header.alg().eq_ignore_ascii_case("none");
            let kind = if none {
                JwsErrorKind::Unsecured
            } else {
                JwsErrorKind::UnsupportedAlgorithm
            };
            JwsError::new(kind, 0)
        })
    }
}

impl fmt::Debug for UnverifiedJws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedJws")
            .field("header", &self.header())
            .finish_non_exhaustive()
    }
}

/// A JWS whose signature was verified: the proof that the holder of the key wrote the payload.
///
/// Only [`UnverifiedJws::verify`] makes one.
pub struct VerifiedJws<'a> {
    decoded: Decoded<'a>,
    algorithm: Algorithm,
}

impl<'a> VerifiedJws<'a> {
    /// The octets that were signed, for as long as the buffer of [`UnverifiedJws::parse_in`] is borrowed. `None` after
    /// [`UnverifiedJws::parse`], which has a buffer of its own.
    #[must_use]
    pub fn payload_in_buffer(&self) -> Option<&'a [u8]> {
        match self.decoded.octets {
            Cow::Borrowed(octets) => octets.get(self.decoded.header_len..),
            Cow::Owned(_) => None,
        }
    }

    /// The octets that were signed.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.decoded.payload()
    }

    /// The header that was signed.
    #[must_use]
    pub fn header(&self) -> JoseHeader<'_> {
        self.decoded.header()
    }

    /// The algorithm that the signature was verified with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Debug for VerifiedJws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedJws")
            .field("header", &self.header())
            .finish_non_exhaustive()
    }
}

impl Decoded<'_> {
    fn header(&self) -> JoseHeader<'_> {
        JoseHeader::new(
            self.octets.get(..self.header_len).unwrap_or_default(),
            &self.fields,
        )
    }

    fn payload(&self) -> &[u8] {
        self.octets.get(self.header_len..).unwrap_or_default()
    }
}

/// The three parts, still encoded.
struct Parts<'a> {
    token: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    // = RFC7515-5.2-1
    // = COUNTERSIGN-LIMITS-1
    fn split(token: &'a str, limits: &Limits) -> Result<Self, JwsError> {
        if token.len() > limits.jwt {
            return Err(JwsError::new(JwsErrorKind::TooLong, limits.jwt));
        }
        let outer = token
            .split_once('.')
            .and_then(|(header, rest)| Some((header, rest.rsplit_once('.')?)));
        let Some((header, (payload, signature))) = outer else {
            return Err(JwsError::new(JwsErrorKind::WrongPartCount, token.len()));
        };
        if payload.as_bytes().contains(&b'.') {
            return Err(too_many_parts(token));
        }
        let parts = Self {
            token,
            header,
            payload,
            signature,
        };
        if header.is_empty() {
            return Err(JwsError::new(JwsErrorKind::EmptyHeader, 0));
        }
        if payload.is_empty() {
            return Err(JwsError::new(JwsErrorKind::EmptyPayload, parts.payload_at()));
        }
        if signature.is_empty() {
            return Err(JwsError::new(JwsErrorKind::Unsecured, token.len()));
        }
        Ok(parts)
    }

    /// Decodes header and payload into the buffer; gives the length of the header and its parameters.
    // = RFC7515-2-1
    fn decode(&self, buffer: &mut Vec<u8>, limits: &Limits) -> Result<(usize, Fields), JwsError> {
        buffer.clear();
        buffer.resize(self.header.len().saturating_add(self.payload.len()), 0);
        let header_len =
            base64url::decode_to_slice(self.header, buffer).map_err(|error| encoding(error, 0))?;
        let fields = Fields::read(buffer.get(..header_len).unwrap_or_default(), limits)?;
        let rest = buffer.get_mut(header_len..).unwrap_or_default();
        let payload_len = base64url::decode_to_slice(self.payload, rest)
            .map_err(|error| encoding(error, self.payload_at()))?;
        buffer.truncate(header_len.saturating_add(payload_len));
        Ok((header_len, fields))
    }

    fn finish(self, decoded: Decoded<'a>) -> Result<UnverifiedJws<'a>, JwsError> {
        let signature_at = self
            .payload_at()
            .saturating_add(self.payload.len())
            .saturating_add(1);
        let mut octets = [0; 64];
        // A signature that does not fit is longer than any that verifies here; another verifier may want it.
        let signature = if self.signature.len() <= 86 {
            let len = base64url::decode_to_slice(self.signature, &mut octets);
            let len = len.map_err(|error| encoding(error, signature_at))?;
            Signature::new(octets.get(..len).unwrap_or_default())
        } else {
            let octets = base64url::decode(self.signature).map_err(|error| encoding(error, signature_at))?;
            Signature::new(&octets)
        };
        let signing_input = self
            .token
            .get(..signature_at.saturating_sub(1))
            .unwrap_or_default();
        Ok(UnverifiedJws {
            signing_input,
            signature,
            decoded,
        })
    }

    const fn payload_at(&self) -> usize {
        self.header.len().saturating_add(1)
    }
}

/// More than three parts; five are those of a JWE (RFC 7516 section 7.1). The error is at the third period.
#[cold]
fn too_many_parts(token: &str) -> JwsError {
    let mut periods = token
        .bytes()
        .enumerate()
        .filter(|(_, octet)| *octet == b'.')
        .map(|(at, _)| at);
    let at = periods.nth(2).unwrap_or(token.len());
    let kind = if periods.count() == 1 {
        JwsErrorKind::Encrypted
    } else {
        JwsErrorKind::WrongPartCount
    };
    JwsError::new(kind, at)
}

#[cfg(test)]
mod tests;

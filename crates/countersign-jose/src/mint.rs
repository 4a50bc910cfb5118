use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::base64url::CompactText;
use countersign_grammar::json::{self, ObjectWriter, SliceOutput};
use countersign_secret::hmac::Midstate;

use crate::typ::without_prefix;
use crate::{HmacKey, Signer};

/// Where the claims of a token are written.
pub type ClaimWriter<'c, 'b> = ObjectWriter<'c, SliceOutput<'b>>;

/// Mints compact JWS under one key: the protected header is prepared once and every token written into the buffer
/// of the caller, without an allocation if the buffer is large enough.
///
/// ```
/// use countersign_jose::{Algorithm, HmacKey, TokenSigner};
///
/// let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap();
/// let signer = TokenSigner::new(key, Some("at+jwt"));
/// let mut token = String::with_capacity(512);
/// signer.sign(&mut token, |claims| {
///     claims.member_str("iss", "https://as.example").member_u64("exp", 1_700_003_600);
/// });
/// assert!(token.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9."));
/// ```
pub struct TokenSigner<S> {
    signer: S,
    /// The encoded header and its period.
    head: CompactText,
}

impl<S: Signer> TokenSigner<S> {
    /// Prepares the header: `alg` of the key, `typ` if given, `kid` of the key if it has one, in this order and
    /// without white space.
    ///
    /// A `typ` of `application/` and a subtype is shortened to the subtype, as RFC 7515 section 4.1.9 recommends.
    // = RFC7515-4.1.9-1
    // = RFC7515-4.1.11-2
    // = RFC7515-5.1-1
    // = RFC7515-6-2
    // = RFC7519-5.2-1
    #[must_use]
    pub fn new(signer: S, typ: Option<&str>) -> Self {
        let mut head = CompactText::new();
        head.push_encoded_by(|json| {
            let mut header = ObjectWriter::new(json);
            header.member_str("alg", signer.algorithm().name());
            if let Some(typ) = typ {
                header.member_str("typ", without_prefix(typ));
            }
            if let Some(kid) = signer.key_id() {
                header.member_str("kid", kid);
            }
            header.finish();
        });
        head.push_period();
        Self { signer, head }
    }

    /// The key.
    #[must_use]
    pub const fn signer(&self) -> &S {
        &self.signer
    }

    /// Appends a token whose payload is the JSON object that `write` fills. The caller names each claim once.
    // = RFC7519-7.1-1
    pub fn sign(&self, out: &mut String, write: impl Fn(&mut ClaimWriter<'_, '_>)) {
        let mut token = CompactText::new();
        self.sign_into(&mut token, write);
        out.push_str(token.as_str());
    }

    /// The same into a buffer that is known to hold nothing else than tokens. This is the fast way.
    #[inline(always)]
    pub fn sign_into(&self, out: &mut CompactText, write: impl Fn(&mut ClaimWriter<'_, '_>)) {
        self.sign_with(out, |json| {
            let mut claims = ObjectWriter::new(json);
            write(&mut claims);
            claims.finish();
        });
    }

    /// Appends a token with this payload.
    pub fn sign_payload(&self, payload: &[u8], out: &mut String) {
        let mut token = CompactText::new();
        self.sign_with(&mut token, |json| json.push(payload));
        out.push_str(token.as_str());
    }

    #[inline(always)]
    fn sign_with(&self, out: &mut CompactText, write_payload: impl Fn(&mut SliceOutput<'_>)) {
        let start = out.len();
        out.push_text(&self.head);
        out.push_encoded_by(write_payload);
        let signature = self.signer.sign(out.as_octets().get(start..).unwrap_or_default());
        out.push_period();
        out.push_encoded(signature.as_bytes());
    }
}

impl TokenSigner<HmacKey> {
    /// Prepares the claims that all tokens of one kind begin with, such as `iss`, `aud`, `sub` and `client_id` of
    /// one client: they are encoded and hashed once. `None` unless the key is one for HS256.
    ///
    /// ```
    /// use countersign_jose::{Algorithm, HmacKey, TokenSigner};
    ///
    /// let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap();
    /// let signer = TokenSigner::new(key, Some("at+jwt"));
    /// let prefix = signer.prepare(|claims| {
    ///     claims.member_str("iss", "https://as.example").member_str("sub", "s6BhdRkqt3");
    /// });
    /// let mut token = String::new();
    /// prefix.unwrap().sign(&mut token, |claims| {
    ///     claims.member_u64("exp", 1_700_003_600);
    /// });
    ///
    /// let mut whole = String::new();
    /// signer.sign(&mut whole, |claims| {
    ///     claims.member_str("iss", "https://as.example").member_str("sub", "s6BhdRkqt3");
    ///     claims.member_u64("exp", 1_700_003_600);
    /// });
    /// assert_eq!(token, whole);
    /// ```
    #[must_use]
    pub fn prepare(&self, write: impl Fn(&mut ClaimWriter<'_, '_>)) -> Option<ClaimPrefix> {
        let mut json = Vec::new();
        let len = json::fill(&mut json, 256, |out| {
            let mut claims = ObjectWriter::new(out);
            write(&mut claims);
            claims.finish();
        });
        json.truncate(len);
        // Without its closing bracket the object can go on; an empty one begins with the first later claim.
        json.pop();
        if json == b"{" {
            json.clear();
        }
        // Three octets are four characters whatever follows; one or two wait for what does.
        let rest = json.split_off(json.len().saturating_sub(json.len() % 3));
        let mut carry = [0; 2];
        carry
            .iter_mut()
            .zip(&rest)
            .for_each(|(place, octet)| *place = *octet);
        let mut text = self.head.clone();
        text.push_encoded(&json);
        let midstate = self.signer.midstate(text.as_octets())?;
        Some(ClaimPrefix {
            text: text.clone(),
            empty: json.is_empty() && rest.is_empty(),
            carry,
            carried: rest.len(),
            midstate,
        })
    }
}

/// The beginning of a token: header and first claims, encoded, and the state of the HMAC after them.
///
/// Whoever has one can sign every token that begins so; treat it as the key, and drop it when the key is replaced.
/// It carries its key along, so it cannot be mixed up with another signer.
pub struct ClaimPrefix {
    text: CompactText,
    /// Octets of JSON after `text`, and how many there are.
    carry: [u8; 2],
    carried: usize,
    /// Whether there is no claim at all.
    empty: bool,
    midstate: Midstate,
}

impl ClaimPrefix {
    /// Appends a token of the prepared claims and those that `write` adds. The caller names each claim once,
    /// counting the prepared ones.
    pub fn sign(&self, out: &mut String, write: impl Fn(&mut ClaimWriter<'_, '_>)) {
        let mut token = CompactText::new();
        self.sign_into(&mut token, write);
        out.push_str(token.as_str());
    }

    /// The same into a buffer that is known to hold nothing else than tokens. This is the fast way.
    #[inline(always)]
    pub fn sign_into(&self, out: &mut CompactText, write: impl Fn(&mut ClaimWriter<'_, '_>)) {
        let start = out.len();
        out.push_text(&self.text);
        out.push_encoded_by(|json| {
            json.push(self.carry.get(..self.carried).unwrap_or_default());
            let mut claims = if self.empty {
                ObjectWriter::new(json)
            } else {
                ObjectWriter::continued(json)
            };
            write(&mut claims);
            claims.finish();
        });
        let hashed = start.saturating_add(self.midstate.len());
        let signature = self
            .midstate
            .sign(out.as_octets().get(hashed..).unwrap_or_default());
        out.push_period();
        out.push_encoded(&signature);
    }
}

impl fmt::Debug for ClaimPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimPrefix(..)")
    }
}

impl<S: fmt::Debug> fmt::Debug for TokenSigner<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSigner")
            .field("signer", &self.signer)
            .finish_non_exhaustive()
    }
}

/// Signs a payload once; [`TokenSigner`] is for more than one token.
///
/// ```
/// use countersign_jose::{Algorithm, HmacKey, sign_compact};
///
/// let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap();
/// let mut token = String::new();
/// sign_compact(Some("JWT"), br#"{"sub":"s6BhdRkqt3"}"#, &key, &mut token);
/// assert!(token.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
/// ```
pub fn sign_compact(typ: Option<&str>, payload: &[u8], signer: &dyn Signer, out: &mut String) {
    TokenSigner::new(signer, typ).sign_payload(payload, out);
}

#[cfg(test)]
mod tests;

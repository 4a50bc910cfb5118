use alloc::borrow::Cow;
use core::fmt;

use countersign_grammar::Limits;
use countersign_grammar::json::RawValue;

/// The key that a token is bound to: the claim `cnf` (RFC 7800 section 3.1).
///
/// A member that is not known here is passed over, but the token stays bound: whoever does not know the kind of key
/// cannot know that the caller holds it.
pub struct Confirmation<'r> {
    json: &'r str,
    certificate: Option<Cow<'r, str>>,
    jwk: Option<Cow<'r, str>>,
    other: bool,
}

/// The members of RFC 7800 that name a key, which is not looked at here.
const OTHER_KEYS: [&str; 4] = ["jwk", "jwe", "jku", "kid"];

/// `cnf` is no object, has no member, or names a thumbprint that is no string.
pub(crate) struct NoKey;

impl<'r> Confirmation<'r> {
    // = RFC7800-3.1-1
    // = RFC7800-3.1-2
    pub(crate) fn read(value: RawValue<'r>, limits: &Limits) -> Result<Self, NoKey> {
        let mut confirmation = Self {
            json: value.raw(),
            certificate: None,
            jwk: None,
            other: false,
        };
        let mut empty = true;
        for member in value.members(limits).map_err(|_| NoKey)? {
            let member = member.map_err(|_| NoKey)?;
            empty = false;
            if member.name().eq_str("x5t#S256") {
                confirmation.certificate = Some(member.value().to_str().map_err(|_| NoKey)?);
            } else if member.name().eq_str("jkt") {
                confirmation.jwk = Some(member.value().to_str().map_err(|_| NoKey)?);
            } else if OTHER_KEYS.iter().any(|key| member.name().eq_str(key)) {
                confirmation.other = true;
            }
        }
        if empty { Err(NoKey) } else { Ok(confirmation) }
    }

    /// The SHA-256 thumbprint of the client certificate in base64url, `x5t#S256` (RFC 8705 section 3.1).
    #[must_use]
    pub fn certificate_thumbprint(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The SHA-256 thumbprint of the DPoP key in base64url, `jkt` (RFC 9449 section 6.1).
    #[must_use]
    pub fn jwk_thumbprint(&self) -> Option<&str> {
        self.jwk.as_deref()
    }

    /// Whether a key of another kind is named, be it alone or beside a thumbprint: then the thumbprint is not all that
    /// the caller has to prove.
    pub(crate) const fn names_another_key(&self) -> bool {
        self.other
    }

    /// The whole claim as JSON.
    #[must_use]
    pub const fn json(&self) -> &'r str {
        self.json
    }
}

impl fmt::Debug for Confirmation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Confirmation")
            .field("certificate", &self.certificate.is_some())
            .field("jwk", &self.jwk.is_some())
            .finish_non_exhaustive()
    }
}

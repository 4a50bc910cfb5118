use alloc::format;
use alloc::string::String;

use countersign_grammar::base64url::CompactText;
use countersign_grammar::{ClientId, UnixTime};
use countersign_jose::{Algorithm, HmacKey, KeyTooShort, Signer, TokenSigner};
use countersign_secret::Secret;

use crate::AssertionProfile;

/// A secret that signs assertions (RFC 7523 section 2.2).
pub(crate) struct SecretJwt {
    /// Kept to tell whether another client knows the same one.
    secret: Secret,
    signer: TokenSigner<HmacKey>,
    profile: AssertionProfile,
}

impl SecretJwt {
    /// How long an assertion counts, in seconds: long enough for a slow network and clocks that differ, and less than any
    /// server in use demands.
    const LIFETIME: u64 = 60;

    // = RFC7518-3.2-1
    pub(crate) fn new(
        secret: Secret,
        algorithm: Algorithm,
        profile: AssertionProfile,
    ) -> Result<Self, KeyTooShort> {
        let mut key = HmacKey::new(algorithm, secret.expose())?;
        if let Some(key_id) = profile.key_id() {
            key = key.with_key_id(key_id);
        }
        Ok(Self {
            signer: TokenSigner::new(key, profile.typ().as_str()),
            secret,
            profile,
        })
    }

    /// Writes an assertion of this client in place of what stands in the buffer.
    // = RFC7523-2.2-2
    // = RFC7523-3-2
    // = RFC7523-3-3
    // = RFC7523-3-4
    // = RFC7523-3-8
    // = RFC7523-3-11
    // = RFC7523-3-13
    pub(crate) fn sign_into(
        &self,
        client: &ClientId<'_>,
        now: UnixTime,
        entropy: [u8; 16],
        out: &mut CompactText,
    ) {
        out.clear();
        self.signer.sign_into(out, |claims| {
            claims
                .member_str("iss", client.as_str())
                .member_str("sub", client.as_str())
                .member_str("aud", self.profile.audience())
                .member_u64("iat", now.as_secs())
                .member_u64("exp", now.saturating_add(Self::LIFETIME).as_secs())
                // = RFC7521-5.1-3
                // = RFC7521-5.1-4
                .member_hex("jti", &entropy);
        });
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Everything that shows in an assertion but the client, the name of the key, the time and the signature. No name has a space in it, and the
    /// audience stands last: two labels are equal only if all parts are.
    pub(crate) fn label(&self) -> String {
        let algorithm = self.signer.signer().algorithm();
        let typ = self.profile.typ().as_str().unwrap_or("-");
        format!(
            "client_secret_jwt {} {typ} {}",
            algorithm.name(),
            self.profile.audience()
        )
    }
}

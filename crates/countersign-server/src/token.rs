use alloc::vec::Vec;

use countersign_grammar::json::ObjectWriter;
use countersign_message::AccessToken;

use crate::Grant;

/// A token as the host's issuer hands it over.
#[derive(Debug)]
pub struct IssuedToken<'t> {
    access_token: AccessToken<'t>,
    expires_in: Option<u64>,
}

impl<'t> IssuedToken<'t> {
    /// A bearer token that lives for this many seconds from now on.
    #[must_use]
    pub const fn bearer(access_token: AccessToken<'t>, expires_in: u64) -> Self {
        Self {
            access_token,
            expires_in: Some(expires_in),
        }
    }

    /// A bearer token whose lifetime is documented elsewhere.
    // = RFC6749-5.1-6
    #[must_use]
    pub const fn bearer_without_lifetime(access_token: AccessToken<'t>) -> Self {
        Self {
            access_token,
            expires_in: None,
        }
    }

    /// Writes the body of the success response. The granted scope is always stated, whether it differs or not.
    // = RFC6749-3.3-5
    // = RFC6749-5.1-2
    // = RFC6749-5.1-3
    // = RFC6749-5.1-5
    // = RFC6749-5.1-9
    // = RFC6749-5.1-11
    // = OAUTH21-3.2.3-2
    pub(crate) fn write(&self, grant: &Grant, out: &mut Vec<u8>) {
        out.reserve(self.access_token.len().saturating_add(128));
        let mut body = ObjectWriter::new(out);
        self.access_token.write_member("access_token", &mut body);
        body.member_str("token_type", "Bearer");
        if let Some(seconds) = self.expires_in {
            body.member_u64("expires_in", seconds);
        }
        if grant.has_scope() {
            body.member_written("scope", |out| grant.write_scope(out));
        }
        body.finish();
    }
}

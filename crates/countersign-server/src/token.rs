use alloc::vec::Vec;

use countersign_grammar::json::{self, ObjectWriter};
use countersign_message::AccessToken;

use crate::Grant;

/// Octets of a success response beside its token, mostly.
const ROOM: usize = 128;

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

    /// Writes the body of the success response over what `out` holds. The granted scope is always stated, whether it differs or not.
    // = RFC6749-3.3-5
    // = RFC6749-5.1-2
    // = RFC6749-5.1-3
    // = RFC6749-5.1-5
    // = RFC6749-5.1-9
    // = RFC6749-5.1-11
    // = OAUTH21-3.2.3-2
    #[inline(always)]
    pub(crate) fn write(&self, grant: &Grant<'_>, out: &mut Vec<u8>) {
        let least = self.access_token.len().saturating_add(ROOM);
        let len = json::fill(out, least, |out| {
            let mut body = ObjectWriter::new(out);
            self.access_token
                .write_member_then("access_token", &mut body, |body| {
                    body.member_str("token_type", "Bearer");
                    if let Some(seconds) = self.expires_in {
                        body.member_u64("expires_in", seconds);
                    }
                    if grant.has_scope() {
                        body.member_unescaped("scope", |memory| grant.write_scope(memory));
                    }
                });
            body.finish();
        });
        out.truncate(len);
    }
}

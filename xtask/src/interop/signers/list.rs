//! The libraries that sign, and what each writes unless it is told otherwise.

use countersign_jose::Algorithm;

use crate::interop::scenario::ALGORITHMS;

/// A client library that signs.
#[derive(Debug, Clone, Copy)]
pub(in crate::interop) struct Signer {
    /// The client.
    pub(in crate::interop) name: &'static str,
    /// With what it can sign.
    pub(in crate::interop) algorithms: &'static [Algorithm],
    /// The `typ` of the header.
    pub(in crate::interop) typ: Option<&'static str>,
    /// Whom its assertions are for.
    pub(in crate::interop) audience: Audience,
    /// How many seconds `exp` is after `iat`.
    pub(in crate::interop) lifetime: u64,
    /// Whether there is an `nbf`, which is the same as `iat`.
    pub(in crate::interop) not_before: bool,
    /// What its `jti` looks like.
    pub(in crate::interop) jti: Jti,
    /// Whether the body names the client too.
    pub(in crate::interop) client_id: bool,
    /// By which option it is told the issuer, if not by metadata, and what else it has to be told.
    pub(in crate::interop) told_by: Option<&'static str>,
}

/// Whom an assertion is for: one value, which is a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Audience {
    /// The issuer identifier of the server.
    Issuer,
    /// The URL that the request goes to.
    Endpoint,
}

impl Audience {
    /// A word for the table.
    pub(in crate::interop) const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "the issuer",
            Self::Endpoint => "the token endpoint",
        }
    }
}

/// What a `jti` looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Jti {
    /// Groups of hexadecimal digits.
    Uuid,
    /// So many characters of base64url.
    Characters(usize),
}

impl Jti {
    /// What one looks like; nothing if there is no word for it.
    pub(in crate::interop) fn of(text: &str) -> Option<Self> {
        let groups: Vec<_> = text.split('-').map(str::len).collect();
        let hexadecimal = text
            .bytes()
            .all(|octet| octet.is_ascii_hexdigit() || octet == b'-');
        if hexadecimal && groups == [8, 4, 4, 4, 12] {
            return Some(Self::Uuid);
        }
        let base64url = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-' || octet == b'_';
        let named = !text.is_empty() && text.bytes().all(base64url);
        named.then_some(Self::Characters(text.len()))
    }

    /// Words for the table.
    pub(in crate::interop) fn name(self) -> String {
        match self {
            Self::Uuid => "a UUID".to_owned(),
            Self::Characters(count) => format!("{count} characters"),
        }
    }
}

/// Everybody who signs; each is among the clients.
pub(in crate::interop) const SIGNERS: &[Signer] = &[
    Signer {
        name: "oauth4webapi",
        algorithms: &[Algorithm::Hs256],
        typ: None,
        audience: Audience::Issuer,
        lifetime: 60,
        not_before: true,
        jti: Jti::Characters(43),
        client_id: true,
        told_by: None,
    },
    Signer {
        name: "openid-client",
        algorithms: &[Algorithm::Hs256],
        typ: None,
        audience: Audience::Issuer,
        lifetime: 60,
        not_before: true,
        jti: Jti::Characters(43),
        client_id: true,
        told_by: None,
    },
    Signer {
        name: "Authlib",
        algorithms: ALGORITHMS,
        typ: Some("JWT"),
        audience: Audience::Endpoint,
        lifetime: 3600,
        not_before: false,
        jti: Jti::Characters(36),
        client_id: false,
        told_by: Some("`ClientSecretJWT(issuer, claims={\"exp\": ..})`"),
    },
    Signer {
        name: "requests_oauth2client",
        algorithms: ALGORITHMS,
        typ: Some("JWT"),
        audience: Audience::Endpoint,
        lifetime: 60,
        not_before: false,
        jti: Jti::Uuid,
        client_id: true,
        told_by: Some("`ClientSecretJwt(.., aud=issuer)`"),
    },
    Signer {
        name: "huskarl",
        algorithms: ALGORITHMS,
        typ: Some("client-authentication+jwt"),
        audience: Audience::Issuer,
        lifetime: 60,
        not_before: false,
        jti: Jti::Uuid,
        client_id: true,
        told_by: None,
    },
];

#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;

/// What kind of tokens the guard takes, which decides who verifies them.
///
/// The choice is the configuration's. With [`Jwt`](Self::Jwt) and [`Opaque`](Self::Opaque) the look of a token decides
/// nothing. With [`Either`](Self::Either) it decides the route, and only that: exactly two periods mean a JWT, and each
/// route verifies in full. A token that fails on its route is never tried on the other, so whoever forges the look of a
/// token only chooses where it is refused.
#[derive(Debug)]
pub enum TokenFormat {
    /// JWT access tokens, verified here (RFC 9068).
    Jwt(JwtPolicy),
    /// Opaque tokens, known to the authorization server alone (RFC 7662).
    Opaque(IntrospectionPolicy),
    /// Both are in use, by name: JWT access tokens have exactly two periods, all others are opaque.
    Either(JwtPolicy, IntrospectionPolicy),
}

pub(crate) enum Route<'r> {
    Jwt(&'r JwtPolicy),
    Introspection(&'r IntrospectionPolicy),
}

impl TokenFormat {
    pub(crate) fn route(&self, token: &str) -> Route<'_> {
        match self {
            Self::Jwt(jwt) => Route::Jwt(jwt),
            Self::Opaque(introspection) => Route::Introspection(introspection),
            Self::Either(jwt, introspection) => {
                if token.bytes().filter(|octet| *octet == b'.').count() == 2 {
                    Route::Jwt(jwt)
                } else {
                    Route::Introspection(introspection)
                }
            }
        }
    }
}

/// Whose JWT access tokens are taken, and for whom they must be.
#[derive(Debug)]
pub struct JwtPolicy {
    pub(crate) issuer: String,
    pub(crate) audiences: Vec<String>,
}

impl JwtPolicy {
    /// Tokens of this issuer for this audience, both compared character for character.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audiences: Vec::from([audience.into()]),
        }
    }

    /// Another name of this resource server. A token has to name one of them.
    #[must_use]
    pub fn or_audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The issuer.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

/// Which answers of an authorization server are taken.
#[derive(Debug)]
pub struct IntrospectionPolicy {
    pub(crate) issuer: Option<String>,
    pub(crate) audiences: Vec<String>,
}

impl IntrospectionPolicy {
    /// Answers that name this audience, compared character for character.
    pub fn new(audience: impl Into<String>) -> Self {
        Self {
            issuer: None,
            audiences: Vec::from([audience.into()]),
        }
    }

    /// Another name of this resource server. An answer has to name one of them.
    #[must_use]
    pub fn or_audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The issuer. An answer that names another one is refused; it need not name any, for the host knows whom it asked.
    #[must_use]
    pub fn of_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }
}

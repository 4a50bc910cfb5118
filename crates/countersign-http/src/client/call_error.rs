use std::error::Error;
use std::fmt;

use super::TokenError;

/// Why a request got no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// There is no token for it.
    Token(TokenError),
    /// It goes to another origin than the token is for. Nothing was sent.
    OtherOrigin,
    /// It has an `Authorization` field already. Nothing was sent.
    AuthorizationPresent,
    /// It was sent, or was to be, and there is no response. The address is left out.
    NoResponse(reqwest::Error),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(error) => error.fmt(f),
            Self::OtherOrigin => f.write_str("the request goes to another origin than the token is for"),
            Self::AuthorizationPresent => f.write_str("the request has an Authorization field already"),
            Self::NoResponse(_) => f.write_str("the resource server did not answer"),
        }
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Token(error) => error.source(),
            Self::NoResponse(error) => Some(error),
            Self::OtherOrigin | Self::AuthorizationPresent => None,
        }
    }
}

impl From<TokenError> for CallError {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

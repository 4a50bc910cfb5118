//! What our client is told to ask, and what it says of the answers: lines of JSON, as with the other programs.

use serde::{Deserialize, Serialize};

/// A token request that our client is to make.
#[derive(Debug, Clone, Serialize)]
pub(in crate::interop) struct Question {
    /// Names the answer.
    pub(in crate::interop) name: String,
    /// The token endpoint.
    pub(in crate::interop) url: String,
    /// Where the secret goes, and how it is encoded there: `form`, `minimal`, `raw` or `body`.
    pub(in crate::interop) placement: &'static str,
    /// The client.
    pub(in crate::interop) client_id: String,
    /// Its secret, or what is presented as such.
    pub(in crate::interop) client_secret: String,
    /// Whether the secret may hold more than printable ASCII.
    pub(in crate::interop) beyond_vschar: bool,
    /// The scope parameter, if there is one.
    pub(in crate::interop) scope: Option<&'static str>,
}

/// What our client made of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::interop) enum Outcome {
    /// It has a token.
    Granted(Grant),
    /// It was refused, with the status of the answer, and the error code if it has a name.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The code.
        error: Option<String>,
    },
    /// It does not send such a request, by this clause.
    Unasked(String),
    /// It does not take the answer for one of a token endpoint.
    Misunderstood(String),
    /// Nobody was asked: the server has no such client.
    #[serde(skip)]
    Unregistered,
}

impl Outcome {
    /// The token, if there is one.
    pub(in crate::interop) fn token(&self) -> Option<&str> {
        match self {
            Self::Granted(grant) => Some(&grant.access_token),
            _ => None,
        }
    }
}

/// What it keeps of a grant.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::interop) struct Grant {
    /// The token.
    pub(in crate::interop) access_token: String,
    /// The scope, if it is stated.
    pub(in crate::interop) scope: Option<String>,
    /// How it compares with the one that was asked for.
    pub(in crate::interop) comparison: String,
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grant")
            .field("scope", &self.scope)
            .field("comparison", &self.comparison)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use countersign_client::Failure;
use countersign_grammar::UnixTime;

/// Why a caller got no token.
///
/// It holds nothing of any request or answer; its [`source`](Error::source) is what the transport said, if that was the
/// cause.
#[derive(Debug, Clone)]
pub struct TokenError {
    kind: TokenErrorKind,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

/// What stands between a caller and a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// There will be no token until somebody changes something: the source has given up.
    GivenUp(Failure),
    /// There was none in the time that the caller waits.
    NotInTime {
        /// The last failure, if the source waits because of one.
        failure: Option<Failure>,
        /// When it is worth asking again.
        retry_at: UnixTime,
    },
    /// The operating system gives no randomness.
    NoEntropy,
    /// The caller does not run on a tokio runtime.
    NoRuntime,
}

impl TokenError {
    pub(super) const fn new(kind: TokenErrorKind, cause: Option<Arc<dyn Error + Send + Sync>>) -> Self {
        Self { kind, cause }
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> TokenErrorKind {
        self.kind
    }

    /// The failure of the last exchange, if it is known.
    #[must_use]
    pub const fn failure(&self) -> Option<Failure> {
        match self.kind {
            TokenErrorKind::GivenUp(failure) => Some(failure),
            TokenErrorKind::NotInTime { failure, .. } => failure,
            TokenErrorKind::NoEntropy | TokenErrorKind::NoRuntime => None,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TokenErrorKind::GivenUp(failure)
            | TokenErrorKind::NotInTime {
                failure: Some(failure),
                ..
            } => failure.fmt(f),
            TokenErrorKind::NotInTime { failure: None, .. } => f.write_str("there was no token in time"),
            TokenErrorKind::NoEntropy => f.write_str("the operating system gives no randomness"),
            TokenErrorKind::NoRuntime => {
                f.write_str("tokens are fetched on a tokio runtime, and there is none")
            }
        }
    }
}

impl Error for TokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let cause: &(dyn Error + 'static) = self.cause.as_deref()?;
        Some(cause)
    }
}

/// Why there is no HTTP client.
#[derive(Debug)]
pub struct ClientError(reqwest::Error);

impl ClientError {
    pub(super) fn new(error: reqwest::Error) -> Self {
        Self(error.without_url())
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the HTTP client cannot be set up")
    }
}

impl Error for ClientError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

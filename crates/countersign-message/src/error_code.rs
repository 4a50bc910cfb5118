use alloc::borrow::Cow;
use core::{fmt, hash};

use countersign_grammar::{ErrorCodeText, SyntaxError};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// The `error` of an error response.
        ///
        /// ```abnf
        /// error = 1*NQSCHAR
        /// ```
        ///
        /// Two codes are equal if their texts are.
        ///
        /// ```
        /// use countersign_message::ErrorCode;
        ///
        /// assert_eq!(ErrorCode::parse("invalid_client")?, ErrorCode::InvalidClient);
        /// assert_eq!(ErrorCode::parse("vendor_specific")?.as_str(), "vendor_specific");
        /// assert!(ErrorCode::parse("no\"quotes").is_err());
        /// # Ok::<(), countersign_grammar::SyntaxError>(())
        /// ```
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum ErrorCode<'a> {
            $($(#[$doc])* $name,)+
            /// Any other code.
            Other(ErrorCodeText<'a>),
        }

        impl ErrorCode<'static> {
            /// Every code that has a name here.
            pub const NAMED: &'static [Self] = &[$(Self::$name,)+];
        }

        impl<'a> ErrorCode<'a> {
            /// The code of this text.
            ///
            /// # Errors
            ///
            /// What [`ErrorCodeText::parse`] refuses.
            // = RFC6749-5.2-13
            // = RFC6749-8.5-1
            // = RFC6749-A.7-1
            pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, SyntaxError> {
                let text = text.into();
                match text.as_ref() {
                    $($text => Ok(Self::$name),)+
                    _ => ErrorCodeText::parse(text).map(Self::Other),
                }
            }

            /// The code as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)+
                    Self::Other(text) => text.as_str(),
                }
            }

            /// The same code, owned.
            #[must_use]
            pub fn into_owned(self) -> ErrorCode<'static> {
                match self {
                    $(Self::$name => ErrorCode::$name,)+
                    Self::Other(text) => ErrorCode::Other(text.into_owned()),
                }
            }
        }
    };
}

codes! {
    /// The request lacks or repeats a parameter or is malformed in another way.
    InvalidRequest = "invalid_request",
    /// Client authentication failed.
    InvalidClient = "invalid_client",
    /// The grant is invalid; no answer to this grant, but one that servers give.
    InvalidGrant = "invalid_grant",
    /// The client may not use this grant.
    UnauthorizedClient = "unauthorized_client",
    /// The server does not have this grant.
    UnsupportedGrantType = "unsupported_grant_type",
    /// The scope is unknown, malformed or more than may be granted.
    InvalidScope = "invalid_scope",
    /// The resource is unknown, malformed or not to be had (RFC 8707 section 2).
    InvalidTarget = "invalid_target",
    /// The server cannot answer now (RFC 6749 section 4.1.2.1, of another endpoint, used here by many).
    TemporarilyUnavailable = "temporarily_unavailable",
    /// The server met an unexpected condition (as above).
    ServerError = "server_error",
}

impl ErrorCode<'static> {
    /// What an error status says when the body does not: 401 and 403 `invalid_client`, 429 and 503
    /// `temporarily_unavailable`, other 5xx `server_error`, other 4xx `invalid_request`; none for a status that is no
    /// error.
    ///
    /// Of the codes of section 5.2 only `invalid_client` has 401. Servers that answer 403 without a code mean the
    /// credentials too.
    ///
    /// ```
    /// use countersign_message::ErrorCode;
    ///
    /// assert_eq!(ErrorCode::for_status(401), Some(ErrorCode::InvalidClient));
    /// assert_eq!(ErrorCode::for_status(200), None);
    /// ```
    #[must_use]
    pub const fn for_status(status: u16) -> Option<Self> {
        match status {
            401 | 403 => Some(Self::InvalidClient),
            429 | 503 => Some(Self::TemporarilyUnavailable),
            400..=499 => Some(Self::InvalidRequest),
            500..=599 => Some(Self::ServerError),
            _ => None,
        }
    }
}

impl PartialEq for ErrorCode<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for ErrorCode<'_> {}

impl hash::Hash for ErrorCode<'_> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for ErrorCode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

use core::fmt;

use countersign_clause::Clause;
use countersign_message::{ErrorCode, ErrorResponse, ResponseError};

use crate::NoAnswer;

/// Why an exchange brought no token. It is small and `Copy`, and holds nothing of the answer but its status and, where it
/// has a name of the RFCs, its error code.
///
/// ```
/// use countersign_client::{Failure, FailureKind, NoAnswer};
///
/// let failure = Failure::from(NoAnswer::TimedOut);
/// assert!(!failure.is_permanent());
/// assert_eq!(failure.to_string(), "no complete answer came in time");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Failure {
    kind: FailureKind,
    status: Option<u16>,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The server did not answer.
    NoAnswer(NoAnswer),
    /// The exchange was dropped, or its deadline passed without an outcome.
    Lost,
    /// The server answered with a redirect, which is not followed: the credentials are for the endpoint alone.
    Redirected,
    /// The server refused, with a code that RFC 6749 or RFC 8707 names, or with another.
    Refused(Option<&'static str>),
    /// The answer is not what a token endpoint answers.
    Unreadable(ResponseError),
    /// The token is of a type that was not asked for, or that this client does not understand.
    TokenType,
    /// The token is of type Bearer, but holds a character that an `Authorization` field cannot carry.
    NotBearerSafe,
    /// The token had expired by the time it arrived, or was never valid.
    ExpiredOnArrival,
    /// Each token is refused by the resource server, one after the other.
    RejectedAgain,
}

impl Failure {
    pub(crate) const LOST: Self = Self::unanswered(FailureKind::Lost);
    pub(crate) const REJECTED_AGAIN: Self = Self::unanswered(FailureKind::RejectedAgain);

    const fn unanswered(kind: FailureKind) -> Self {
        Self { kind, status: None }
    }

    pub(crate) const fn answered(kind: FailureKind, status: u16) -> Self {
        Self {
            kind,
            status: Some(status),
        }
    }

    /// A code that a server made up is text of the server, and is not kept.
    pub(crate) fn refused(error: &ErrorResponse<'_>, status: u16) -> Self {
        let code = ErrorCode::NAMED.iter().find(|code| *code == error.error());
        Self::answered(FailureKind::Refused(code.map(ErrorCode::as_str)), status)
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(self) -> FailureKind {
        self.kind
    }

    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        self.status
    }

    /// Whether the same request would fail again until somebody changes something: the client's registration, its
    /// credentials, or the address. Such a request is not repeated.
    ///
    /// A status from 400 to 499 says so (RFC 9110 section 15.5), but for 408, 425 and 429, whose point is that the
    /// request may be repeated; so does an error that came with a status of success, where that is tolerated, and a token
    /// of the wrong type. What the server cannot do *now* is never permanent, whatever the status: a code of
    /// `temporarily_unavailable` or `server_error`.
    // = RFC9110-15.5.4-1
    // = RFC9110-15.5.2-1
    #[must_use]
    pub fn is_permanent(self) -> bool {
        match (self.kind, self.status.unwrap_or_default()) {
            (FailureKind::Refused(Some("temporarily_unavailable" | "server_error")), _) => false,
            (FailureKind::Refused(_) | FailureKind::Unreadable(_), 408 | 425 | 429) => false,
            (FailureKind::Refused(_), status) => status <= 499,
            (FailureKind::Unreadable(_), status) => (400..=499).contains(&status),
            (FailureKind::TokenType | FailureKind::NotBearerSafe, _) => true,
            (_, _) => false,
        }
    }

    /// The clause that the answer breaks, or that it invokes against the request; `None` where nobody answered.
    #[must_use]
    pub fn clause(self) -> Option<&'static Clause> {
        use countersign_clause as clause;
        Some(match self.kind {
            FailureKind::NoAnswer(_) | FailureKind::Lost => return None,
            FailureKind::Redirected => &clause::RFC9110_15_4_1,
            FailureKind::Unreadable(error) => error.clause(),
            FailureKind::TokenType => &clause::RFC6749_7_1_1,
            FailureKind::NotBearerSafe => &clause::RFC6750_2_1_1,
            FailureKind::ExpiredOnArrival => &clause::RFC6749_5_1_7,
            FailureKind::RejectedAgain => &clause::RFC6750_3_1_3,
            FailureKind::Refused(code) => match code {
                Some("invalid_client") => &clause::RFC6749_5_2_7,
                Some("unauthorized_client") => &clause::RFC6749_5_2_10,
                Some("unsupported_grant_type") => &clause::RFC6749_5_2_11,
                Some("invalid_scope") => &clause::RFC6749_5_2_12,
                Some("invalid_target") => &clause::RFC8707_2_7,
                Some("invalid_request") => &clause::RFC6749_5_2_6,
                Some(_) | None => &clause::RFC6749_5_2_2,
            },
        })
    }
}

impl From<NoAnswer> for Failure {
    fn from(why: NoAnswer) -> Self {
        Self::unanswered(FailureKind::NoAnswer(why))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            FailureKind::NoAnswer(NoAnswer::NotConnected) => {
                f.write_str("no connection to the token endpoint")
            }
            FailureKind::NoAnswer(NoAnswer::TimedOut) => f.write_str("no complete answer came in time"),
            FailureKind::NoAnswer(NoAnswer::Broken) => {
                f.write_str("the connection broke before the answer was complete")
            }
            FailureKind::NoAnswer(NoAnswer::TooLong) => f.write_str("the answer was too long to read"),
            FailureKind::Lost => f.write_str("the request was given up without an outcome"),
            FailureKind::Redirected => f.write_str("the token endpoint answered with a redirect"),
            FailureKind::Refused(Some(code)) => write!(f, "the token endpoint refused: {code}"),
            FailureKind::Refused(None) => f.write_str("the token endpoint refused"),
            FailureKind::Unreadable(error) => write!(f, "the answer is not one of a token endpoint: {error}"),
            FailureKind::TokenType => f.write_str("the token is of a type that was not asked for"),
            FailureKind::NotBearerSafe => {
                f.write_str("the token holds a character that an Authorization field cannot carry")
            }
            FailureKind::ExpiredOnArrival => f.write_str("the token had expired by the time it arrived"),
            FailureKind::RejectedAgain => {
                f.write_str("the resource server refuses one token after the other")
            }
        }?;
        match self.status {
            Some(status) => write!(f, " (status {status})"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for Failure {}

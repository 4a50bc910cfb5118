use core::fmt;

use countersign_clause::Clause;
use countersign_grammar::{SyntaxError, SyntaxErrorKind};
use countersign_scope::{ScopeError, ScopeErrorKind};

/// Why a body is not the response it should be.
///
/// It is small and `Copy`, counts octets from the start of the body, and holds none of them.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::{ResponseErrorKind, TokenResponse};
///
/// let body = br#"{"access_token":"a","token_type":"Bearer","expires_in":"3600"}"#;
/// let error = TokenResponse::parse(body, &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.at()), (ResponseErrorKind::WrongType, 55));
/// assert_eq!(error.member(), Some("expires_in"));
/// assert_eq!(error.clause().id(), "RFC6749-5.1-11");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResponseError {
    kind: ResponseErrorKind,
    at: usize,
    member: Option<&'static str>,
}

/// What is wrong with a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ResponseErrorKind {
    /// More octets than the limit.
    BodyTooLong,
    /// `Content-Type` is missing, malformed, or not that of the body.
    ContentType,
    /// The value of a member does not match its grammar.
    MalformedValue(SyntaxErrorKind),
    /// The scope is not a scope string.
    MalformedScope(ScopeErrorKind),
    /// A required member is not there.
    Missing,
    /// The body is not form data, under a tolerance for such bodies.
    NotForm(SyntaxErrorKind),
    /// The body is not one JSON object.
    NotJson(SyntaxErrorKind),
    /// A member stands there a second time.
    Repeated,
    /// An HTTP status that does not go with the body.
    StatusMismatch,
    /// More members than the limit.
    TooManyMembers,
    /// A member of another JSON type than it must have.
    WrongType,
}

impl ResponseError {
    pub(crate) const fn new(kind: ResponseErrorKind, at: usize, member: &'static str) -> Self {
        Self {
            kind,
            at,
            member: Some(member),
        }
    }

    pub(crate) const fn status() -> Self {
        Self {
            kind: ResponseErrorKind::StatusMismatch,
            at: 0,
            member: None,
        }
    }

    pub(crate) const fn content_type() -> Self {
        Self {
            kind: ResponseErrorKind::ContentType,
            at: 0,
            member: None,
        }
    }

    /// A fault in a form.
    pub(crate) fn form(error: SyntaxError) -> Self {
        let kind = match Self::from(error).kind {
            ResponseErrorKind::NotJson(kind) => ResponseErrorKind::NotForm(kind),
            kind => kind,
        };
        Self {
            kind,
            at: error.at(),
            member: None,
        }
    }

    pub(crate) const fn scope(error: ScopeError, at: usize) -> Self {
        Self::new(ResponseErrorKind::MalformedScope(error.kind()), at, "scope")
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> ResponseErrorKind {
        self.kind
    }

    /// The offset in the body: of the offending octet for a body that is not JSON, of the value for a member, of the
    /// end for a member that is missing; 0 for the status and the content type, which are not in the body.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The member concerned, if it is one that this crate knows by name.
    #[must_use]
    pub const fn member(self) -> Option<&'static str> {
        self.member
    }

    /// The clause that the response breaks.
    // = RFC6749-3.2-10
    // = RFC6749-5.1-11
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        use ResponseErrorKind as Kind;
        use countersign_clause as clause;
        match (self.kind, self.member.unwrap_or_default()) {
            (Kind::BodyTooLong | Kind::TooManyMembers, _) => &clause::COUNTERSIGN_LIMITS_1,
            (Kind::NotJson(SyntaxErrorKind::InvalidUtf8), _) => &clause::RFC8259_8_1_1,
            (Kind::ContentType | Kind::NotForm(_) | Kind::NotJson(_), _) => &clause::RFC6749_5_1_10,
            (Kind::Repeated, _) => &clause::RFC6749_3_2_10,
            (Kind::StatusMismatch, _) => &clause::RFC6749_5_1_1,
            (Kind::Missing, "access_token") => &clause::RFC6749_5_1_2,
            (Kind::Missing, "token_type") => &clause::RFC6749_5_1_3,
            (Kind::Missing, _) => &clause::RFC6749_5_2_2,
            (Kind::WrongType, _) => &clause::RFC6749_5_1_11,
            (Kind::MalformedScope(_), _) => &clause::RFC6749_A_4_1,
            (Kind::MalformedValue(_), "access_token") => &clause::RFC6749_A_12_1,
            (Kind::MalformedValue(_), "token_type") => &clause::RFC6749_A_13_1,
            (Kind::MalformedValue(_), "expires_in") => &clause::RFC6749_A_14_1,
            (Kind::MalformedValue(_), "refresh_token") => &clause::RFC6749_A_17_1,
            (Kind::MalformedValue(_), "error_description") => &clause::RFC6749_5_2_15,
            (Kind::MalformedValue(_), "error_uri") => &clause::RFC6749_5_2_16,
            (Kind::MalformedValue(_), _) => &clause::RFC6749_5_2_13,
        }
    }
}

/// A fault in the JSON itself.
impl From<SyntaxError> for ResponseError {
    fn from(error: SyntaxError) -> Self {
        let kind = if error.kind() == SyntaxErrorKind::TooLong {
            ResponseErrorKind::BodyTooLong
        } else if error.kind() == SyntaxErrorKind::TooMany {
            ResponseErrorKind::TooManyMembers
        } else if matches!(
            error.kind(),
            SyntaxErrorKind::DuplicateMember | SyntaxErrorKind::DuplicateParameter
        ) {
            ResponseErrorKind::Repeated
        } else {
            ResponseErrorKind::NotJson(error.kind())
        };
        Self {
            kind,
            at: error.at(),
            member: None,
        }
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ResponseErrorKind::BodyTooLong => f.write_str("the body is longer than the limit")?,
            ResponseErrorKind::ContentType => f.write_str("the content type is not that of the body")?,
            ResponseErrorKind::MalformedValue(kind) => {
                write!(f, "a member does not match its grammar: {}", kind.describe())?;
            }
            ResponseErrorKind::MalformedScope(kind) => {
                write!(f, "the scope is malformed: {}", kind.describe())?
            }
            ResponseErrorKind::Missing => f.write_str("a required member is missing")?,
            ResponseErrorKind::NotForm(kind) => write!(f, "the body is not form data: {}", kind.describe())?,
            ResponseErrorKind::NotJson(kind) => {
                write!(f, "the body is not a JSON object: {}", kind.describe())?
            }
            ResponseErrorKind::Repeated => f.write_str("a member appears more than once")?,
            ResponseErrorKind::StatusMismatch => f.write_str("the HTTP status does not go with the body")?,
            ResponseErrorKind::TooManyMembers => f.write_str("there are more members than the limit")?,
            ResponseErrorKind::WrongType => f.write_str("a member has the wrong JSON type")?,
        }
        if let Some(member) = self.member {
            write!(f, " ({member})")?;
        }
        write!(f, ", at octet {}", self.at)
    }
}

impl core::error::Error for ResponseError {}

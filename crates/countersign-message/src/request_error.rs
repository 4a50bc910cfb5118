use core::fmt;

use countersign_clause::Clause;
use countersign_grammar::{SyntaxError, SyntaxErrorKind};

/// Why a body is not a token request, or an introspection request; on the wire it is `invalid_request` in every case.
///
/// It is small and `Copy`, counts octets from the start of the body, and holds none of them.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::{RequestErrorKind, TokenRequest};
///
/// let error = TokenRequest::parse(b"scope=a&scope=b", &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.at()), (RequestErrorKind::ParameterRepeated, 8));
/// assert_eq!(error.parameter(), Some("scope"));
/// assert_eq!(error.clause().id(), "RFC6749-3.2-9");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestError {
    kind: RequestErrorKind,
    at: usize,
    parameter: Option<&'static str>,
}

/// What is wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RequestErrorKind {
    /// More octets than the limit.
    BodyTooLong,
    /// The body is not form-encoded UTF-8 text.
    Malformed(SyntaxErrorKind),
    /// A required parameter has no value, or is not there.
    ParameterMissing,
    /// A parameter with a value stands there a second time.
    ParameterRepeated,
    /// More parameters than the limit.
    TooManyParameters,
}

impl RequestError {
    pub(crate) const fn repeated(at: usize, parameter: Option<&'static str>) -> Self {
        Self {
            kind: RequestErrorKind::ParameterRepeated,
            at,
            parameter,
        }
    }

    pub(crate) const fn missing(at: usize, parameter: &'static str) -> Self {
        Self {
            kind: RequestErrorKind::ParameterMissing,
            at,
            parameter: Some(parameter),
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> RequestErrorKind {
        self.kind
    }

    /// The offset in the body.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The parameter concerned, if it is one that this crate knows by name.
    #[must_use]
    pub const fn parameter(self) -> Option<&'static str> {
        self.parameter
    }

    /// The clause that the body breaks.
    // = RFC6749-5.2-4
    // = RFC6749-5.2-6
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        match (self.kind, self.parameter) {
            (RequestErrorKind::BodyTooLong | RequestErrorKind::TooManyParameters, _) => {
                &countersign_clause::COUNTERSIGN_LIMITS_1
            }
            (RequestErrorKind::Malformed(SyntaxErrorKind::InvalidUtf8), _) => {
                &countersign_clause::RFC6749_B_2
            }
            (RequestErrorKind::Malformed(_), _) => &countersign_clause::RFC6749_5_2_6,
            (RequestErrorKind::ParameterMissing, _) => &countersign_clause::RFC7662_2_1_2,
            (RequestErrorKind::ParameterRepeated, Some(_)) => &countersign_clause::RFC6749_3_2_9,
            (RequestErrorKind::ParameterRepeated, None) => &countersign_clause::COUNTERSIGN_STRICT_3,
        }
    }
}

impl From<SyntaxError> for RequestError {
    fn from(error: SyntaxError) -> Self {
        let kind = if error.kind() == SyntaxErrorKind::TooLong {
            RequestErrorKind::BodyTooLong
        } else if error.kind() == SyntaxErrorKind::TooMany {
            RequestErrorKind::TooManyParameters
        } else {
            RequestErrorKind::Malformed(error.kind())
        };
        Self {
            kind,
            at: error.at(),
            parameter: None,
        }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            RequestErrorKind::BodyTooLong => "the body is longer than the limit",
            RequestErrorKind::Malformed(kind) => kind.describe(),
            RequestErrorKind::ParameterMissing => "a required parameter is missing",
            RequestErrorKind::ParameterRepeated => "a parameter appears more than once",
            RequestErrorKind::TooManyParameters => "there are more parameters than the limit",
        })?;
        if let Some(parameter) = self.parameter {
            write!(f, " ({parameter})")?;
        }
        write!(f, ", at octet {}", self.at)
    }
}

impl core::error::Error for RequestError {}

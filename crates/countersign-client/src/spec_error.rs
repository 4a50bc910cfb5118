use core::fmt;

use countersign_clause::Clause;
use countersign_grammar::SyntaxError;
use countersign_message::BuildError;

/// Why a request cannot be built. It holds nothing of what was given.
///
/// ```
/// use countersign_client::{ClientAuthentication, RequestSpec, TokenEndpointUrl};
/// use countersign_grammar::ClientId;
/// use countersign_secret::Secret;
///
/// let client = ClientAuthentication::basic(ClientId::parse("abc")?, Secret::from(String::from("line\nbreak")));
/// let error = RequestSpec::builder(TokenEndpointUrl::parse("https://as.example/token")?, client).build().unwrap_err();
/// assert_eq!(error.clause().id(), "RFC6749-A.2-1");
/// assert_eq!(error.to_string(), "the client secret holds a character that secrets do not have");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecError {
    /// A client identifier without a character.
    EmptyClientId,
    /// A secret with a character outside VSCHAR, or, where those are allowed by name, one that is not UTF-8.
    BadSecret,
    /// A control character, or for the raw form a colon in the identifier; the offset counts in `id ":" secret`.
    Credentials(SyntaxError),
    /// A parameter that has no place in a request, or credentials that have none in its body.
    Parameter(BuildError),
    /// A body or a header field beyond the limits.
    TooLong,
    /// New credentials that belong to another client, or to another method.
    OtherRequest,
}

impl SpecError {
    /// The clause that the request would break.
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        match self {
            Self::EmptyClientId => &countersign_clause::RFC6749_3_2_7,
            Self::BadSecret => &countersign_clause::RFC6749_A_2_1,
            Self::Credentials(_) => &countersign_clause::RFC7617_2_6,
            Self::Parameter(error) => error.clause(),
            Self::TooLong => &countersign_clause::COUNTERSIGN_LIMITS_1,
            Self::OtherRequest => &countersign_clause::RFC6749_3_2_1_1,
        }
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyClientId => f.write_str("the client identifier is empty"),
            Self::BadSecret => f.write_str("the client secret holds a character that secrets do not have"),
            Self::Credentials(error) => write!(f, "the credentials do not fit the method: {error}"),
            Self::Parameter(error) => error.fmt(f),
            Self::TooLong => f.write_str("the request is longer than the limit"),
            Self::OtherRequest => f.write_str("the credentials belong to another client or method"),
        }
    }
}

impl core::error::Error for SpecError {}

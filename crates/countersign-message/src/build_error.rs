use core::fmt;

use countersign_clause::Clause;

/// Why a message cannot be built.
///
/// ```
/// use countersign_message::TokenRequestBuilder;
///
/// let error = TokenRequestBuilder::new().extra("a b", "c").unwrap_err();
/// assert_eq!(error.clause().id(), "RFC6749-8.2-1");
/// assert_eq!(error.to_string(), "a parameter name holds a character that names do not have");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BuildError(BuildErrorKind);

/// What stands in the way of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BuildErrorKind {
    /// A name outside `1*( ALPHA / DIGIT / "-" / "." / "_" )`.
    BadName,
    /// A client secret with an octet outside VSCHAR.
    BadSecret,
    /// A value without a character, which would count as not sent.
    EmptyValue,
    /// A value that the member must not have, or not yet.
    ForbiddenValue,
    /// A second way to name or authenticate the client.
    IdentityRepeated,
    /// A name that was added before.
    NameRepeated,
    /// A name whose value is set by a method of its own, or never.
    ReservedName,
    /// A value of another JSON type than the member must have.
    WrongType,
}

impl BuildError {
    pub(crate) const fn new(kind: BuildErrorKind) -> Self {
        Self(kind)
    }

    /// What stands in the way.
    #[must_use]
    pub const fn kind(self) -> BuildErrorKind {
        self.0
    }

    /// The clause that the message would break.
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        match self.0 {
            BuildErrorKind::BadName => &countersign_clause::RFC6749_8_2_1,
            BuildErrorKind::BadSecret => &countersign_clause::RFC6749_A_2_1,
            BuildErrorKind::EmptyValue => &countersign_clause::RFC6749_3_2_7,
            BuildErrorKind::ForbiddenValue => &countersign_clause::RFC8414_2_10,
            BuildErrorKind::IdentityRepeated => &countersign_clause::RFC6749_2_3_3,
            BuildErrorKind::NameRepeated | BuildErrorKind::ReservedName => &countersign_clause::RFC6749_3_2_9,
            BuildErrorKind::WrongType => &countersign_clause::RFC7662_2_2_1,
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            BuildErrorKind::BadName => "a parameter name holds a character that names do not have",
            BuildErrorKind::BadSecret => "the client secret holds a character that secrets do not have",
            BuildErrorKind::EmptyValue => "a parameter has no value",
            BuildErrorKind::ForbiddenValue => "the member must not have this value, or not without another",
            BuildErrorKind::IdentityRepeated => "the client is named or authenticated twice",
            BuildErrorKind::NameRepeated => "a parameter is added twice",
            BuildErrorKind::ReservedName => "the parameter is set by a method of its own, or never",
            BuildErrorKind::WrongType => "a member would have another JSON type than it must have",
        })
    }
}

impl core::error::Error for BuildError {}

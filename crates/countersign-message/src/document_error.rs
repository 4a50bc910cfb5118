use core::fmt;

use countersign_clause::Clause;
use countersign_grammar::{SyntaxError, SyntaxErrorKind};
use countersign_scope::ScopeErrorKind;

/// Why a body is not the introspection response, or the metadata, that it should be.
///
/// It is small and `Copy`, counts octets from the start of the body, and holds none of them.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::{DocumentErrorKind, IntrospectionResponse};
///
/// let error = IntrospectionResponse::parse(br#"{"active":"true"}"#, &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.at()), (DocumentErrorKind::WrongType, 10));
/// assert_eq!((error.member(), error.clause().id()), (Some("active"), "RFC7662-2.2-2"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentError {
    kind: DocumentErrorKind,
    at: usize,
    member: Option<&'static str>,
    clause: &'static Clause,
}

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DocumentErrorKind {
    /// More octets than the limit.
    BodyTooLong,
    /// A list names what it must not name.
    Forbidden,
    /// The value of a member does not match its grammar.
    Malformed(SyntaxErrorKind),
    /// A scope is not what scopes are made of.
    MalformedScope(ScopeErrorKind),
    /// A required member is not there.
    Missing,
    /// An array without an element, where that is to be left out or names nobody.
    NoElement,
    /// The document is about somebody else than it was asked for.
    NotTheOneAsked,
    /// A URL that is not `https`, or has no host.
    NotHttps,
    /// The body is not one JSON object.
    NotJson(SyntaxErrorKind),
    /// A member stands there a second time.
    Repeated,
    /// More elements in an array than the limit.
    TooManyElements,
    /// More members than the limit.
    TooManyMembers,
    /// A member of another JSON type than it must have.
    WrongType,
}

impl DocumentError {
    pub(crate) const fn new(
        kind: DocumentErrorKind,
        at: usize,
        member: &'static str,
        clause: &'static Clause,
    ) -> Self {
        Self {
            kind,
            at,
            member: Some(member),
            clause,
        }
    }

    /// A fault in the body as JSON, which `object` wants to be one object.
    pub(crate) fn syntax(error: SyntaxError, object: &'static Clause) -> Self {
        use countersign_clause as clause;
        let (kind, clause) = if error.kind() == SyntaxErrorKind::TooLong {
            (DocumentErrorKind::BodyTooLong, &clause::COUNTERSIGN_LIMITS_1)
        } else if error.kind() == SyntaxErrorKind::TooMany {
            (DocumentErrorKind::TooManyMembers, &clause::COUNTERSIGN_LIMITS_1)
        } else if error.kind() == SyntaxErrorKind::DuplicateMember {
            (DocumentErrorKind::Repeated, &clause::RFC7493_2_3_1)
        } else if error.kind() == SyntaxErrorKind::InvalidUtf8 {
            (DocumentErrorKind::NotJson(error.kind()), &clause::RFC8259_8_1_1)
        } else {
            (DocumentErrorKind::NotJson(error.kind()), object)
        };
        Self {
            kind,
            at: error.at(),
            member: None,
            clause,
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> DocumentErrorKind {
        self.kind
    }

    /// The offset in the body: of the offending octet for a body that is not JSON, of the value for a member, of the end
    /// for a member that is missing.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The member concerned, if it is one that means something.
    #[must_use]
    pub const fn member(self) -> Option<&'static str> {
        self.member
    }

    /// The clause that the document breaks.
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        self.clause
    }
}

impl fmt::Debug for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentError")
            .field("kind", &self.kind)
            .field("at", &self.at)
            .field("member", &self.member)
            .field("clause", &self.clause.id())
            .finish()
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DocumentErrorKind as Kind;
        match self.kind {
            Kind::BodyTooLong => f.write_str("the body is longer than the limit")?,
            Kind::Forbidden => f.write_str("a member lists what it must not list")?,
            Kind::Malformed(kind) => write!(f, "a member does not match its grammar: {}", kind.describe())?,
            Kind::MalformedScope(kind) => write!(f, "a scope is malformed: {}", kind.describe())?,
            Kind::Missing => f.write_str("a required member is missing")?,
            Kind::NoElement => f.write_str("a member is an array without an element")?,
            Kind::NotTheOneAsked => f.write_str("the document is not about the one that was asked for")?,
            Kind::NotHttps => f.write_str("a member is no https URL with a host")?,
            Kind::NotJson(kind) => write!(f, "the body is not a JSON object: {}", kind.describe())?,
            Kind::Repeated => f.write_str("a member appears more than once")?,
            Kind::TooManyElements => f.write_str("there are more elements than the limit")?,
            Kind::TooManyMembers => f.write_str("there are more members than the limit")?,
            Kind::WrongType => f.write_str("a member has the wrong JSON type")?,
        }
        if let Some(member) = self.member {
            write!(f, " ({member})")?;
        }
        write!(f, ", at octet {}", self.at)
    }
}

impl core::error::Error for DocumentError {}

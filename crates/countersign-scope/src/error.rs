use core::fmt;

use countersign_clause::Clause;

/// Why a text is not a scope string: what is wrong and at which octet, counted from 0.
///
/// It is small and `Copy` and holds no octet of the input.
///
/// ```
/// use countersign_scope::{ScopeErrorKind, ScopeSet};
///
/// let error = ScopeSet::parse("read \"write\"").unwrap_err();
/// assert_eq!((error.kind(), error.at()), (ScopeErrorKind::UnexpectedOctet, 5));
/// assert_eq!(error.clause().id(), "RFC6749-A.4-1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScopeError {
    kind: ScopeErrorKind,
    at: usize,
}

impl ScopeError {
    pub(crate) const fn new(kind: ScopeErrorKind, at: usize) -> Self {
        Self { kind, at }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> ScopeErrorKind {
        self.kind
    }

    /// The offset of the offending octet.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The same error where the scope string starts `base` octets into a larger text.
    #[must_use]
    pub const fn offset_by(self, base: usize) -> Self {
        Self {
            kind: self.kind,
            at: self.at.saturating_add(base),
        }
    }

    /// The clause that the text breaks.
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        self.kind.clause()
    }
}

impl fmt::Display for ScopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at octet {}", self.kind.describe(), self.at)
    }
}

impl core::error::Error for ScopeError {}

/// What is wrong with a scope string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ScopeErrorKind {
    /// A second space after a separating one.
    DoubledSpace,
    /// No octet at all: a scope string has at least one token.
    Empty,
    /// A space before the first token.
    LeadingSpace,
    /// More tokens than the caller's bound.
    TooManyTokens,
    /// A space after the last token.
    TrailingSpace,
    /// An octet that is neither NQCHAR nor the separating space.
    UnexpectedOctet,
}

impl ScopeErrorKind {
    /// Every kind, in the order of declaration.
    pub const ALL: &'static [Self] = &[
        Self::DoubledSpace,
        Self::Empty,
        Self::LeadingSpace,
        Self::TooManyTokens,
        Self::TrailingSpace,
        Self::UnexpectedOctet,
    ];

    /// The kind in plain words, without a position.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::DoubledSpace => "two spaces stand between two scope tokens",
            Self::Empty => "a scope string has at least one token",
            Self::LeadingSpace => "a space stands before the first scope token",
            Self::TooManyTokens => "there are more scope tokens than the limit",
            Self::TrailingSpace => "a space stands after the last scope token",
            Self::UnexpectedOctet => "an octet is not allowed in a scope token",
        }
    }

    /// The clause that the text breaks.
    // = RFC6749-3.3-3
    // = RFC6749-A.4-1
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        match self {
            Self::DoubledSpace | Self::Empty | Self::LeadingSpace | Self::TrailingSpace => {
                &countersign_clause::RFC6749_3_3_3
            }
            Self::TooManyTokens => &countersign_clause::COUNTERSIGN_LIMITS_1,
            Self::UnexpectedOctet => &countersign_clause::RFC6749_A_4_1,
        }
    }
}

/// Why a requested scope is refused; on the wire it is `invalid_scope` in every case.
///
/// The first offence in the order of the text decides.
///
/// ```
/// use countersign_scope::{RegisteredScope, ScopeRefusal, ScopeSet, Strategy};
///
/// let registered = RegisteredScope::new(ScopeSet::parse("read")?, Strategy::Exact);
/// let refusal = registered.evaluate("read admin", 128).unwrap_err();
/// assert_eq!(refusal, ScopeRefusal::NotAllowed { at: 5, len: 5 });
/// assert_eq!(refusal.clause().id(), "RFC6749-5.2-12");
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScopeRefusal {
    /// The text is not a scope string.
    Malformed(ScopeError),
    /// A token that the registered scope does not cover.
    NotAllowed {
        /// Offset of the token in the requested text.
        at: usize,
        /// Its length in octets.
        len: usize,
    },
    /// More tokens than the caller's bound.
    TooMany {
        /// Offset of the first token too many.
        at: usize,
    },
}

impl ScopeRefusal {
    /// The offset of the offence in the requested text.
    #[must_use]
    pub const fn at(self) -> usize {
        match self {
            Self::Malformed(error) => error.at(),
            Self::NotAllowed { at, .. } | Self::TooMany { at } => at,
        }
    }

    /// The clause behind the refusal.
    // = RFC6749-5.2-12
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        match self {
            Self::Malformed(error) => error.clause(),
            Self::NotAllowed { .. } => &countersign_clause::RFC6749_5_2_12,
            Self::TooMany { .. } => ScopeErrorKind::TooManyTokens.clause(),
        }
    }
}

impl fmt::Display for ScopeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => error.fmt(f),
            Self::NotAllowed { at, .. } => {
                write!(f, "a scope token is not among those registered, at octet {at}")
            }
            Self::TooMany { at } => {
                write!(f, "{}, at octet {at}", ScopeErrorKind::TooManyTokens.describe())
            }
        }
    }
}

impl core::error::Error for ScopeRefusal {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Malformed(error) => Some(error),
            Self::NotAllowed { .. } | Self::TooMany { .. } => None,
        }
    }
}

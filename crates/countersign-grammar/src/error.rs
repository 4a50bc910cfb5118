use core::fmt;

/// A syntax error: what is wrong and at which octet, counted from 0 in the text that was parsed.
///
/// It is small and `Copy` and holds no octet of the input, so that it can be logged next to credentials.
///
/// ```
/// use countersign_grammar::{SyntaxError, SyntaxErrorKind};
///
/// let error = SyntaxError::new(SyntaxErrorKind::BadPercentEscape, 7);
/// assert_eq!(error.to_string(), "a percent sign is not followed by two hexadecimal digits, at octet 7");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SyntaxError {
    kind: SyntaxErrorKind,
    at: usize,
}

impl SyntaxError {
    /// An error of this kind at this octet offset.
    #[must_use]
    pub const fn new(kind: SyntaxErrorKind, at: usize) -> Self {
        Self { kind, at }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> SyntaxErrorKind {
        self.kind
    }

    /// The offset of the offending octet; the length of the input when it ended too early.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The same error where the parsed text starts `base` octets into a larger one.
    #[must_use]
    pub const fn offset_by(self, base: usize) -> Self {
        Self {
            kind: self.kind,
            at: self.at.saturating_add(base),
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at octet {}", self.kind.describe(), self.at)
    }
}

impl core::error::Error for SyntaxError {}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $text:literal,)+) => {
        /// What is wrong with a text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum SyntaxErrorKind {
            $($(#[$doc])* $name,)+
        }

        impl SyntaxErrorKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The kind in plain words, without a position.
            #[must_use]
            pub const fn describe(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

kinds! {
    /// `%` without two hexadecimal digits after it.
    BadPercentEscape => "a percent sign is not followed by two hexadecimal digits",
    /// A character outside the base64 or base64url alphabet.
    BadBase64 => "a character is outside the base64 alphabet",
    /// Missing, surplus or misplaced `=`.
    BadBase64Padding => "the base64 padding is wrong",
    /// The unused low bits of the last base64 character are not zero.
    BadBase64TrailingBits => "the unused bits of the last base64 character are not zero",
    /// A date or a time of day that the calendar does not have, or a day of the week that is not that date's.
    BadDate => "the date is none of the calendar",
    /// A JSON number that does not match RFC 8259 section 6.
    BadNumber => "a number is malformed",
    /// A JSON escape that does not match RFC 8259 section 7.
    BadStringEscape => "a string holds a malformed escape",
    /// An auth-param or media type parameter that was named before.
    DuplicateParameter => "a parameter appears more than once",
    /// A JSON object member that was named before.
    DuplicateMember => "an object member appears more than once",
    /// Nothing where the grammar needs at least one octet.
    Empty => "nothing stands where at least one character is needed",
    /// Octets that are not UTF-8.
    InvalidUtf8 => "the octets are not UTF-8",
    /// No `:` between user-id and password.
    MissingColon => "no colon separates the two halves of the credentials",
    /// A parameter where no challenge stands to take it.
    MissingScheme => "a parameter has no authentication scheme before it",
    /// No space between scheme and data.
    MissingSpace => "no space separates the authentication scheme from its data",
    /// JSON nested deeper than the limit.
    TooDeep => "the nesting is deeper than the limit",
    /// Longer than the limit.
    TooLong => "the text is longer than the limit",
    /// More elements than the limit.
    TooMany => "there are more elements than the limit",
    /// Octets after the end of the value.
    TrailingData => "there is data after the end of the value",
    /// An octet that the production does not allow here.
    UnexpectedOctet => "an octet is not allowed here",
    /// The input ended inside a production.
    UnexpectedEnd => "the input ends too early",
    /// A JSON value of another type than the member requires.
    WrongType => "the value has the wrong type",
}

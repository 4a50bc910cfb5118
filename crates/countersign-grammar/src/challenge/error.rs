use core::fmt;

use crate::{SyntaxError, SyntaxErrorKind};

/// Why the lines of a `WWW-Authenticate` field are no list of challenges: what is wrong, in which line, at which octet
/// of it, both counted from 0.
///
/// ```
/// use countersign_grammar::{Limits, challenge};
///
/// let error = challenge::parse_challenges([&b"Bearer realm=\"api"[..]], &Limits::DEFAULT).unwrap_err();
/// assert_eq!(error.to_string(), "the input ends too early, at octet 17 of line 0");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChallengeError {
    line: usize,
    error: SyntaxError,
}

impl ChallengeError {
    pub(super) const fn new(line: usize, error: SyntaxError) -> Self {
        Self { line, error }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> SyntaxErrorKind {
        self.error.kind()
    }

    /// Which of the lines, counted from 0.
    #[must_use]
    pub const fn line(self) -> usize {
        self.line
    }

    /// The offset of the offending octet in its line; the end of the line's value when it ended too early.
    #[must_use]
    pub const fn at(self) -> usize {
        self.error.at()
    }

    /// Kind and octet, where only one line was read.
    #[must_use]
    pub const fn syntax(self) -> SyntaxError {
        self.error
    }
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of line {}", self.error, self.line)
    }
}

impl core::error::Error for ChallengeError {}

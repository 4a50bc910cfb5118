use core::fmt;

/// Where a fault stands: the part, and the octet within it counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Location {
    /// The part.
    pub part: Part,
    /// The octet within the part.
    pub at: usize,
}

impl Location {
    /// This octet of this part.
    #[must_use]
    pub const fn new(part: Part, at: usize) -> Self {
        Self { part, at }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} octet {}", self.part.as_str(), self.at)
    }
}

/// What the guard looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Part {
    /// The request target.
    Target,
    /// The value of `Authorization`.
    Authorization,
    /// The body of the request.
    Body,
    /// The JSON of the claims of a JWT.
    Claims,
    /// The body of the authorization server's answer.
    Answer,
}

impl Part {
    /// A name for logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Authorization => "authorization",
            Self::Body => "body",
            Self::Claims => "claims",
            Self::Answer => "answer",
        }
    }
}

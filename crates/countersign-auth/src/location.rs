use core::fmt;

/// Where in a request something stands: the part, and the octet within it counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Location {
    /// The part of the request.
    pub part: Part,
    /// The octet within the part's value.
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

/// A part of an HTTP request that the token endpoint looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Part {
    /// The request method.
    Method,
    /// The request target.
    Target,
    /// The value of `Content-Type`.
    ContentType,
    /// The value of `Authorization`.
    Authorization,
    /// The body.
    Body,
}

impl Part {
    /// A name for logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Target => "target",
            Self::ContentType => "content-type",
            Self::Authorization => "authorization",
            Self::Body => "body",
        }
    }
}

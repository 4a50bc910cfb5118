/// How a registered token answers for a requested one.
///
/// Every strategy is a partial order on tokens: it is reflexive (a token covers itself) and transitive (what is covered
/// by something covered is covered), and antisymmetric (two tokens that cover each other are the same), so an order;
/// `Exact` is symmetric too.
///
/// Segments are what stands between dots, or between another [`Separator`].
///
/// ```
/// use countersign_scope::Strategy;
///
/// assert!(Strategy::Exact.covers("photos", "photos"));
///
/// assert!(Strategy::Hierarchic.covers("photos", "photos.read"));
/// assert!(!Strategy::Hierarchic.covers("photos", "photosets"));
///
/// assert!(Strategy::Wildcard.covers("photos.*", "photos.read.raw"));
/// assert!(!Strategy::Wildcard.covers("photos.*", "photos"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Strategy {
    /// A token covers itself, octet for octet.
    #[default]
    Exact,
    /// A token covers itself and everything below it: `a` covers `a`, `a.b` and `a.b.c`.
    Hierarchic,
    /// A segment that is `*` alone covers one segment that is not empty; as the last one it covers one or more.
    /// `a.*` covers `a.b` and `a.b.c`, not `a`; `a.*.c` covers `a.b.c`. In `foo*` the star is an ordinary character.
    Wildcard,
}

/// What separates the segments of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Separator {
    /// `photos.read`
    #[default]
    Dot,
    /// `photos:read`
    Colon,
    /// `photos/read`
    Slash,
}

impl Separator {
    /// The character.
    #[must_use]
    pub const fn char(self) -> char {
        match self {
            Self::Dot => '.',
            Self::Colon => ':',
            Self::Slash => '/',
        }
    }
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 3] = [Self::Exact, Self::Hierarchic, Self::Wildcard];

    /// Whether the registered token answers for the requested one, with segments between dots.
    // = RFC6749-3.3-1
    #[must_use]
    pub fn covers(self, registered: &str, requested: &str) -> bool {
        self.covers_by(Separator::Dot, registered, requested)
    }

    /// Whether the registered token answers for the requested one, with segments between these separators.
    ///
    /// ```
    /// use countersign_scope::{Separator, Strategy};
    ///
    /// assert!(Strategy::Wildcard.covers_by(Separator::Colon, "user:*", "user:1"));
    /// assert!(!Strategy::Wildcard.covers_by(Separator::Colon, "user:*", "user:"));
    /// ```
    #[must_use]
    pub fn covers_by(self, separator: Separator, registered: &str, requested: &str) -> bool {
        match self {
            Self::Exact => registered == requested,
            Self::Hierarchic => requested
                .strip_prefix(registered)
                .is_some_and(|below| below.is_empty() || below.starts_with(separator.char())),
            Self::Wildcard => wildcard(separator.char(), registered, requested),
        }
    }
}

fn wildcard(separator: char, registered: &str, requested: &str) -> bool {
    let mut patterns = registered.split(separator).peekable();
    let mut segments = requested.split(separator);
    while let Some(pattern) = patterns.next() {
        let Some(segment) = segments.next() else {
            return false;
        };
        let any = pattern == "*" && !segment.is_empty();
        if any && patterns.peek().is_none() {
            return true;
        }
        if !any && pattern != segment {
            return false;
        }
    }
    segments.next().is_none()
}

/// Whether a registered token covers anything but itself under [`Strategy::Wildcard`].
pub(crate) fn is_pattern(separator: Separator, token: &str) -> bool {
    token.split(separator.char()).any(|segment| segment == "*")
}

/// The tokens above this one in the hierarchy, nearest first.
pub(crate) fn ancestors(separator: Separator, token: &str) -> impl Iterator<Item = &str> {
    token
        .rmatch_indices(separator.char())
        .filter_map(move |(at, _)| token.get(..at))
}

use alloc::string::String;

use countersign_scope::{ScopeSet, Separator, Strategy};

/// What a route requires of a token: made once per route, and held against each token.
///
/// ```
/// use countersign_resource::Requirement;
/// use countersign_scope::{ScopeSet, Strategy};
///
/// let photos = Requirement::of(ScopeSet::parse("photos.read")?)
///     .by(Strategy::Hierarchic)
///     .for_audience("https://api.example/photos");
/// assert_eq!(photos.scope().to_string(), "photos.read");
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requirement {
    scope: ScopeSet,
    strategy: Strategy,
    separator: Separator,
    audience: Option<String>,
}

impl Requirement {
    /// Every one of these scope tokens, octet for octet.
    #[must_use]
    pub const fn of(scope: ScopeSet) -> Self {
        Self {
            scope,
            strategy: Strategy::Exact,
            separator: Separator::Dot,
            audience: None,
        }
    }

    /// Nothing but a verified token.
    #[must_use]
    pub const fn any_token() -> Self {
        Self::of(ScopeSet::EMPTY)
    }

    /// How a granted scope token answers for a required one.
    #[must_use]
    pub const fn by(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// What separates the segments of a scope token.
    #[must_use]
    pub const fn separated_by(mut self, separator: Separator) -> Self {
        self.separator = separator;
        self
    }

    /// The token must name this audience, besides one of the resource server's.
    #[must_use]
    pub fn for_audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// The required scope.
    #[must_use]
    pub const fn scope(&self) -> &ScopeSet {
        &self.scope
    }

    /// The strategy.
    #[must_use]
    pub const fn strategy(&self) -> Strategy {
        self.strategy
    }

    /// The separator.
    #[must_use]
    pub const fn separator(&self) -> Separator {
        self.separator
    }

    /// The required audience, if there is one beyond the resource server's.
    #[must_use]
    pub fn audience(&self) -> Option<&str> {
        self.audience.as_deref()
    }
}

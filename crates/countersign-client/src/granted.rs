use countersign_scope::{ScopeParameter, ScopeSet};

/// What was granted beside what was asked for. A difference is no error: whether it matters, the caller knows.
///
/// ```
/// use countersign_client::{GrantedScope, ScopeComparison};
/// use countersign_scope::{ScopeParameter, ScopeSet};
///
/// let asked = ScopeSet::parse("read write")?;
/// let granted = GrantedScope::new(&asked, ScopeParameter::Present(ScopeSet::parse("read")?));
/// assert_eq!(granted.comparison(), ScopeComparison::Narrowed);
/// assert_eq!(granted.stated(), Some(&ScopeSet::parse("read")?));
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedScope {
    comparison: ScopeComparison,
    stated: Option<ScopeSet>,
}

/// How the granted scope differs from the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScopeComparison {
    /// It does not: the server says so, or says nothing, which means the same (RFC 6749 section 5.1). Some servers also
    /// say nothing when they grant nothing; [`GrantedScope::stated`] tells the two apart.
    Same,
    /// Something that was asked for is missing, and nothing else is there.
    Narrowed,
    /// Something is there that was not asked for.
    Widened,
    /// Nothing was asked for, so there is nothing to compare with.
    Unknown,
}

impl GrantedScope {
    /// Compares the `scope` of an answer with what was asked for.
    // = RFC6749-5.1-9
    // = RFC6749-3.3-4
    // = RFC6749-3.3-5
    #[must_use]
    pub fn new(asked: &ScopeSet, answered: ScopeParameter<ScopeSet>) -> Self {
        let stated = match answered {
            ScopeParameter::Absent => None,
            ScopeParameter::Empty => Some(ScopeSet::new()),
            ScopeParameter::Present(scope) => Some(scope),
        };
        let comparison = match &stated {
            _ if asked.is_empty() => ScopeComparison::Unknown,
            None => ScopeComparison::Same,
            Some(granted) if granted == asked => ScopeComparison::Same,
            Some(granted) if granted.is_subset(asked) => ScopeComparison::Narrowed,
            Some(_) => ScopeComparison::Widened,
        };
        Self { comparison, stated }
    }

    /// How the two differ.
    #[must_use]
    pub const fn comparison(&self) -> ScopeComparison {
        self.comparison
    }

    /// What the server said that it granted, if it said anything; the empty set if it said "nothing".
    #[must_use]
    pub const fn stated(&self) -> Option<&ScopeSet> {
        self.stated.as_ref()
    }
}

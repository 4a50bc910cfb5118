/// A `scope` parameter or member as it arrived: three situations that lead to three behaviours.
///
/// In a request an empty value counts as absent (RFC6749-3.2-7); in a response the two differ, because absent
/// means "as requested" and an empty one is ungrammatical.
///
/// ```
/// use countersign_scope::{ScopeParameter, ScopeSet};
///
/// let scope = ScopeParameter::Present("read").try_map(ScopeSet::parse)?;
/// assert_eq!(scope.present().map(|set| set.len()), Some(1));
/// assert_ne!(ScopeParameter::<ScopeSet>::Absent, ScopeParameter::Empty);
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ScopeParameter<T> {
    /// No parameter of that name.
    #[default]
    Absent,
    /// The parameter is there and has no value.
    Empty,
    /// The parameter is there with a value.
    Present(T),
}

impl<T> ScopeParameter<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn present(self) -> Option<T> {
        match self {
            Self::Absent | Self::Empty => None,
            Self::Present(value) => Some(value),
        }
    }

    /// The same situation with a borrowed value.
    #[must_use]
    pub const fn as_ref(&self) -> ScopeParameter<&T> {
        match self {
            Self::Absent => ScopeParameter::Absent,
            Self::Empty => ScopeParameter::Empty,
            Self::Present(value) => ScopeParameter::Present(value),
        }
    }

    /// The same situation with another value.
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> ScopeParameter<U> {
        match self {
            Self::Absent => ScopeParameter::Absent,
            Self::Empty => ScopeParameter::Empty,
            Self::Present(value) => ScopeParameter::Present(f(value)),
        }
    }

    /// The same situation with another value, or the error of `f`.
    ///
    /// # Errors
    ///
    /// What `f` returns.
    pub fn try_map<U, E>(self, f: impl FnOnce(T) -> Result<U, E>) -> Result<ScopeParameter<U>, E> {
        Ok(match self {
            Self::Absent => ScopeParameter::Absent,
            Self::Empty => ScopeParameter::Empty,
            Self::Present(value) => ScopeParameter::Present(f(value)?),
        })
    }

    /// How a request reads: an empty parameter counts as absent.
    // = RFC6749-3.2-7
    #[must_use]
    pub fn empty_as_absent(self) -> Self {
        match self {
            Self::Absent | Self::Empty => Self::Absent,
            Self::Present(value) => Self::Present(value),
        }
    }
}

impl<'a> ScopeParameter<&'a str> {
    /// Sorts a raw value: `None` is absent, the empty text is empty.
    #[must_use]
    pub fn of(value: Option<&'a str>) -> Self {
        match value {
            None => Self::Absent,
            Some("") => Self::Empty,
            Some(value) => Self::Present(value),
        }
    }
}

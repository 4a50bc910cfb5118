use crate::{ScopeError, ScopeErrorKind};

/// The machine that recognises a scope string, one octet at a time (RFC 6749 sections 3.3 and A.4).
///
/// ```abnf
/// scope       = scope-token *( SP scope-token )
/// scope-token = 1*NQCHAR
/// NQCHAR      = %x21 / %x23-5B / %x5D-7E
/// ```
///
/// No deviations. The machine is total: every state has a successor on every octet, and `Invalid` keeps itself.
/// A slice, a stream of octets and a pencil all run the same transitions, because a parse is a fold of [`step`].
///
/// [`step`]: ScopeState::step
///
/// ```
/// use countersign_scope::ScopeState;
///
/// let end = b"read write".iter().fold(ScopeState::Start, |state, octet| state.step(*octet));
/// assert!(end.accepts());
/// assert_eq!(ScopeState::Start.step(b' '), ScopeState::Invalid);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeState {
    /// Nothing was read.
    Start,
    /// Inside a scope token; the only accepting state.
    Token,
    /// Right after the space that separates two tokens.
    Space,
    /// No continuation is a scope string.
    Invalid,
}

/// What an octet is to the machine: all octets of one class have the same effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OctetClass {
    /// `%x21 / %x23-5B / %x5D-7E`: the characters of a token.
    Nqchar,
    /// `%x20`: the separator.
    Sp,
    /// Every other octet.
    Other,
}

impl OctetClass {
    /// Every class, in the order of the columns of [`ScopeState::TABLE`].
    pub const ALL: [Self; 3] = [Self::Nqchar, Self::Sp, Self::Other];

    /// The class of an octet.
    ///
    /// ```
    /// use countersign_scope::OctetClass;
    ///
    /// assert_eq!(OctetClass::of(b'!'), OctetClass::Nqchar);
    /// assert_eq!(OctetClass::of(b'"'), OctetClass::Other);
    /// ```
    #[must_use]
    pub const fn of(octet: u8) -> Self {
        match octet {
            0x20 => Self::Sp,
            0x21 | 0x23..=0x5B | 0x5D..=0x7E => Self::Nqchar,
            _ => Self::Other,
        }
    }

    /// The class as the ABNF names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nqchar => "NQCHAR",
            Self::Sp => "SP",
            Self::Other => "other",
        }
    }
}

impl ScopeState {
    /// Every state, in the order of the rows of [`ScopeState::TABLE`].
    pub const ALL: [Self; 4] = [Self::Start, Self::Token, Self::Space, Self::Invalid];

    /// The whole machine as data: one row for each state, one column for each class of octets.
    pub const TABLE: [[Self; 3]; 4] = [
        // NQCHAR, SP, other
        [Self::Token, Self::Invalid, Self::Invalid],
        [Self::Token, Self::Space, Self::Invalid],
        [Self::Token, Self::Invalid, Self::Invalid],
        [Self::Invalid, Self::Invalid, Self::Invalid],
    ];

    /// The state after one more octet. Pure, total, and usable in a constant.
    // = RFC6749-3.3-3
    // = RFC6749-A.4-1
    #[must_use]
    pub const fn step(self, octet: u8) -> Self {
        self.on(OctetClass::of(octet))
    }

    /// The state after one more octet of this class: the cell of [`ScopeState::TABLE`].
    #[must_use]
    pub const fn on(self, class: OctetClass) -> Self {
        let [start, token, space, invalid] = Self::TABLE;
        let [on_nqchar, on_sp, on_other] = match self {
            Self::Start => start,
            Self::Token => token,
            Self::Space => space,
            Self::Invalid => invalid,
        };
        match class {
            OctetClass::Nqchar => on_nqchar,
            OctetClass::Sp => on_sp,
            OctetClass::Other => on_other,
        }
    }

    /// Whether what was read so far is a scope string.
    #[must_use]
    pub const fn accepts(self) -> bool {
        matches!(self, Self::Token)
    }

    /// The state as the documents name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "Start",
            Self::Token => "Token",
            Self::Space => "Space",
            Self::Invalid => "Invalid",
        }
    }
}

/// The parser as the fold of the machine: the definition that the fast path is compared with, and the one place
/// that says why a text is refused.
pub(crate) fn fold(octets: &[u8]) -> Result<(), ScopeError> {
    let mut state = ScopeState::Start;
    for (at, octet) in octets.iter().enumerate() {
        let next = state.step(*octet);
        if next == ScopeState::Invalid {
            let kind = match (state, OctetClass::of(*octet)) {
                (ScopeState::Start, OctetClass::Sp) => ScopeErrorKind::LeadingSpace,
                (_, OctetClass::Sp) => ScopeErrorKind::DoubledSpace,
                (_, OctetClass::Nqchar | OctetClass::Other) => ScopeErrorKind::UnexpectedOctet,
            };
            return Err(ScopeError::new(kind, at));
        }
        state = next;
    }
    match state {
        ScopeState::Token => Ok(()),
        ScopeState::Start => Err(ScopeError::new(ScopeErrorKind::Empty, 0)),
        ScopeState::Space | ScopeState::Invalid => Err(ScopeError::new(
            ScopeErrorKind::TrailingSpace,
            octets.len().saturating_sub(1),
        )),
    }
}

#[cfg(test)]
pub(crate) mod tests;

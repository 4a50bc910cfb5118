use countersign_clause as clause;
use countersign_clause::Clause;

/// A deviation from the strict rule on assertions that [`AssertionPolicy::legacy`](crate::AssertionPolicy::legacy)
/// lets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AssertionTolerance {
    /// The audience is the URL of an endpoint of this server instead of its issuer identifier.
    AudienceIsEndpoint,
    /// The audience names others beside this server, who could present the assertion here.
    AudienceAmongOthers,
}

impl AssertionTolerance {
    /// Every tolerance.
    pub const ALL: &'static [Self] = &[Self::AudienceIsEndpoint, Self::AudienceAmongOthers];

    /// The clause that it deviates from.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self {
            Self::AudienceIsEndpoint => &clause::RFC7523BIS_4_2,
            Self::AudienceAmongOthers => &clause::RFC7523BIS_4_1,
        }
    }

    /// The name in logs and configurations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AudienceIsEndpoint => "audience-is-endpoint",
            Self::AudienceAmongOthers => "audience-among-others",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::AudienceIsEndpoint => 1,
            Self::AudienceAmongOthers => 2,
        }
    }
}

/// The tolerances that an assertion needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AssertionTolerances(u8);

impl AssertionTolerances {
    /// None.
    pub const NONE: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, tolerance: AssertionTolerance) -> Self {
        Self(self.0 | tolerance.bit())
    }

    /// Whether one is among them.
    #[must_use]
    pub const fn contains(self, tolerance: AssertionTolerance) -> bool {
        self.0 & tolerance.bit() != 0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = AssertionTolerance> {
        AssertionTolerance::ALL
            .iter()
            .copied()
            .filter(move |tolerance| self.contains(*tolerance))
    }
}

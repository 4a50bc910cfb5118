use core::fmt;

use crate::Tolerance;

/// A set of tolerances.
///
/// ```
/// use countersign_message::{Tolerance, Tolerances};
///
/// let tolerances = Tolerances::NONE.with(Tolerance::FormBody).with(Tolerance::ScopeCommaList);
/// assert!(tolerances.contains(Tolerance::FormBody));
/// assert_eq!(tolerances.to_string(), "form-body, scope-comma-list");
/// assert!(tolerances.is_subset(Tolerances::ALL));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tolerances(u32);

impl Tolerances {
    /// The empty set: strict.
    pub const NONE: Self = Self(0);

    /// Every tolerance that has a name.
    pub const ALL: Self = Self::of(Tolerance::ALL);

    /// The set of these.
    #[must_use]
    pub const fn of(mut tolerances: &[Tolerance]) -> Self {
        let mut set = Self::NONE;
        while let [first, rest @ ..] = tolerances {
            set = set.with(*first);
            tolerances = rest;
        }
        set
    }

    /// This set and one more.
    #[must_use]
    pub const fn with(self, tolerance: Tolerance) -> Self {
        Self(self.0 | bit(tolerance))
    }

    /// This set without one.
    #[must_use]
    pub const fn without(self, tolerance: Tolerance) -> Self {
        Self(self.0 & !bit(tolerance))
    }

    /// What is in this set, in the other, or in both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this one is in the set.
    #[must_use]
    pub const fn contains(self, tolerance: Tolerance) -> bool {
        self.0 & bit(tolerance) != 0
    }

    /// Whether all of this set are in the other.
    #[must_use]
    pub const fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Those in the set, in the order of [`Tolerance::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Tolerance> {
        Tolerance::ALL
            .iter()
            .copied()
            .filter(move |tolerance| self.contains(*tolerance))
    }
}

#[expect(
    clippy::as_conversions,
    reason = "an enum has no other way to its discriminant in a constant function; the assertion below holds the range"
)]
const fn bit(tolerance: Tolerance) -> u32 {
    1_u32.wrapping_shl(tolerance as u32)
}

const _: () = assert!(Tolerance::ALL.len() <= 32, "the set has 32 bits");

impl FromIterator<Tolerance> for Tolerances {
    fn from_iter<I: IntoIterator<Item = Tolerance>>(tolerances: I) -> Self {
        tolerances.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Extend<Tolerance> for Tolerances {
    fn extend<I: IntoIterator<Item = Tolerance>>(&mut self, tolerances: I) {
        *self = tolerances.into_iter().fold(*self, Self::with);
    }
}

impl fmt::Debug for Tolerances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The names, with a comma and a space between them.
impl fmt::Display for Tolerances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, tolerance) in self.iter().enumerate() {
            if number > 0 {
                f.write_str(", ")?;
            }
            f.write_str(tolerance.as_str())?;
        }
        Ok(())
    }
}

/// What is allowed while a response is read, and what of it was needed so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leniency {
    allowed: Tolerances,
    used: Tolerances,
}

impl Leniency {
    pub(crate) const fn strict() -> Self {
        Self::new(Tolerances::NONE)
    }

    pub(crate) const fn new(allowed: Tolerances) -> Self {
        Self {
            allowed,
            used: Tolerances::NONE,
        }
    }

    pub(crate) const fn allows(&self, tolerance: Tolerance) -> bool {
        self.allowed.contains(tolerance)
    }

    /// Whether this is allowed; then it counts as used.
    pub(crate) fn permits(&mut self, tolerance: Tolerance) -> bool {
        let allowed = self.allows(tolerance);
        if allowed {
            self.used = self.used.with(tolerance);
        }
        allowed
    }

    /// Whether both are allowed; then both count as used, and otherwise neither.
    pub(crate) fn permits_both(&mut self, one: Tolerance, other: Tolerance) -> bool {
        self.allows(one) && self.allows(other) && self.permits(one) && self.permits(other)
    }

    pub(crate) const fn used(&self) -> Tolerances {
        self.used
    }
}

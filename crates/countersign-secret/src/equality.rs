use core::fmt;
use core::ops::{BitAnd, BitOr};

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// The outcome of a comparison in constant time, not yet turned into control flow.
///
/// Outcomes are combined with `&` and `|`, or used to select a number, without a branch;
/// [`to_bool`](Self::to_bool) is the one door out.
///
/// ```
/// use countersign_secret::Equality;
///
/// let first = Equality::of_u32(1, 1);
/// let second = Equality::of_u32(1, 2);
/// assert!((first | second).to_bool());
/// assert!(!(first & second).to_bool());
/// assert_eq!(second.select(10, 20), 20);
/// ```
// = COUNTERSIGN-SECRET-2
#[derive(Clone, Copy)]
#[must_use = "a comparison that nobody looks at protects nothing"]
pub struct Equality(Choice);

impl Equality {
    /// Whether two numbers are equal.
    pub fn of_u32(left: u32, right: u32) -> Self {
        Self(left.ct_eq(&right))
    }

    /// Not equal, whatever was compared.
    pub fn never() -> Self {
        Self(Choice::from(0))
    }

    /// Whether two digests of these kinds are equal, by four words instead of 32 octets.
    ///
    /// What differs is gathered with plain bit operations and asked for once: each comparison of `subtle` hides its
    /// outcome from the optimiser behind a call, which costs more than the rest.
    #[inline]
    pub(crate) fn of_tagged_lanes(
        (left_tag, left): (u32, &[u64; 4]),
        (right_tag, right): (u32, &[u64; 4]),
    ) -> Self {
        let tags = u64::from(left_tag ^ right_tag);
        let differs = left
            .iter()
            .zip(right)
            .fold(tags, |differs, (a, b)| differs | (a ^ b));
        Self(differs.ct_eq(&0))
    }

    /// Whether two digests of one kind are equal.
    #[inline]
    pub(crate) fn of_lanes(left: &[u64; 4], right: &[u64; 4]) -> Self {
        Self::of_tagged_lanes((0, left), (0, right))
    }

    /// Whether two octet strings are equal. The time depends on the lengths, never on the octets.
    pub(crate) fn of_octets(left: &[u8], right: &[u8]) -> Self {
        Self(left.ct_eq(right))
    }

    /// The first number if equal, otherwise the second, without a branch.
    #[must_use]
    pub fn select(self, equal: u32, different: u32) -> u32 {
        u32::conditional_select(&different, &equal, self.0)
    }

    /// The outcome as control flow.
    #[must_use]
    pub fn to_bool(self) -> bool {
        self.0.into()
    }
}

impl BitAnd for Equality {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Equality {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Equality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Equality(..)")
    }
}

/// The 32 octets of a digest as four words, to be compared as such.
pub(crate) fn lanes(octets: &[u8; 32]) -> [u64; 4] {
    let mut lanes = [0; 4];
    for (lane, chunk) in lanes.iter_mut().zip(octets.as_chunks::<8>().0) {
        *lane = u64::from_be_bytes(*chunk);
    }
    lanes
}

/// The lanes of a digest that is still the state of SHA-256.
pub(crate) fn lanes_of_state([a, b, c, d, e, f, g, h]: &[u32; 8]) -> [u64; 4] {
    [(a, b), (c, d), (e, f), (g, h)].map(|(high, low)| u64::from(*high) << 32 | u64::from(*low))
}

/// The inverse of [`lanes`].
pub(crate) fn octets(lanes: &[u64; 4]) -> [u8; 32] {
    let mut octets = [0; 32];
    for (chunk, lane) in octets.as_chunks_mut::<8>().0.iter_mut().zip(lanes) {
        *chunk = lane.to_be_bytes();
    }
    octets
}

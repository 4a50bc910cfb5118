/// How many seconds two clocks may differ: one value for `exp`, `nbf` and `iat`.
///
/// ```
/// use countersign_jose::Skew;
///
/// assert_eq!(Skew::default().as_secs(), 10);
/// assert_eq!(Skew::from_secs(60).unwrap().as_secs(), 60);
/// assert_eq!(Skew::from_secs(61), None);
/// ```
// = RFC7519-4.1.4-2
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Skew(u64);

impl Skew {
    /// No difference at all.
    pub const NONE: Self = Self(0);
    /// Ten seconds: what clocks kept by NTP stay well within.
    pub const DEFAULT: Self = Self(10);
    /// One minute. A clock that is further off wants repair and not patience.
    pub const MAX: Self = Self(60);

    /// This many seconds; `None` above [`MAX`](Self::MAX).
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Option<Self> {
        if seconds <= Self::MAX.0 {
            Some(Self(seconds))
        } else {
            None
        }
    }

    /// The seconds.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }
}

impl Default for Skew {
    fn default() -> Self {
        Self::DEFAULT
    }
}

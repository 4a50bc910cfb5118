use core::fmt;

/// A signature algorithm of RFC 7518 section 3.1 that this crate signs and verifies with.
///
/// There is no `none`: a token without a signature cannot be expressed.
///
/// ```
/// use countersign_jose::Algorithm;
///
/// assert_eq!(Algorithm::from_name("HS256"), Some(Algorithm::Hs256));
/// assert_eq!(Algorithm::from_name("hs256"), None); // names are case-sensitive
/// assert_eq!(Algorithm::from_name("none"), None);
/// ```
// = RFC7518-3.1-1
// = RFC7518-3.6-1
// = RFC7518-3.6-2
// = RFC8725-3.2-1
// = RFC8725-3.2-2
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl Algorithm {
    /// Every algorithm, the shortest tag first.
    pub const ALL: &'static [Self] = &[Self::Hs256, Self::Hs384, Self::Hs512];

    /// The value of `alg`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }

    /// The algorithm that a value of `alg` names, upper and lower case being different.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|algorithm| algorithm.name() == name)
    }

    /// Octets in a tag, which is also the least number of octets in a key.
    #[must_use]
    pub const fn tag_len(self) -> usize {
        match self {
            Self::Hs256 => 32,
            Self::Hs384 => 48,
            Self::Hs512 => 64,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

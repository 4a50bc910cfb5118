use core::fmt;

use countersign_clause as clause;
use countersign_clause::Clause;

/// Something that the guard refuses unless it is allowed by name.
///
/// A verified token says which of them it needed: [`TokenFacts::leniencies`](crate::TokenFacts::leniencies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Leniency {
    /// The token may stand in a form body as `access_token` (RFC 6750 section 2.2).
    FormBody,
    /// The token may stand in the query as `access_token` (RFC 6750 section 2.3). It ends up in logs and histories.
    Query,
    /// `typ` of a JWT access token may be `JWT`. Then any JWT of the issuer for this audience passes for an access
    /// token, an ID token too if it has the claims.
    PlainJwt,
    /// A JWT access token may have no `typ` at all; as bad as [`PlainJwt`](Self::PlainJwt).
    UntypedJwt,
    /// The authorization server's answer may name no audience: then it is trusted to say `active` only of tokens that
    /// are for the asking resource server (RFC 7662 section 4).
    IntrospectionWithoutAudience,
}

impl Leniency {
    /// Every leniency.
    pub const ALL: &'static [Self] = &[
        Self::FormBody,
        Self::Query,
        Self::PlainJwt,
        Self::UntypedJwt,
        Self::IntrospectionWithoutAudience,
    ];

    /// The name in configurations and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FormBody => "form-body",
            Self::Query => "query",
            Self::PlainJwt => "plain-jwt",
            Self::UntypedJwt => "untyped-jwt",
            Self::IntrospectionWithoutAudience => "introspection-without-audience",
        }
    }

    /// The clause that it departs from, or that makes it a choice.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self {
            Self::FormBody => &clause::RFC6750_2_2_6,
            Self::Query => &clause::RFC6750_2_3_5,
            Self::PlainJwt | Self::UntypedJwt => &clause::RFC9068_4_3,
            Self::IntrospectionWithoutAudience => &clause::RFC7662_4_6,
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::FormBody => 1,
            Self::Query => 1 << 1,
            Self::PlainJwt => 1 << 2,
            Self::UntypedJwt => 1 << 3,
            Self::IntrospectionWithoutAudience => 1 << 4,
        }
    }
}

impl fmt::Display for Leniency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of [`Leniency`].
///
/// ```
/// use countersign_resource::{Leniencies, Leniency};
///
/// let allowed = Leniencies::NONE.with(Leniency::PlainJwt);
/// assert!(allowed.contains(Leniency::PlainJwt));
/// assert!(!allowed.contains(Leniency::Query));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Leniencies(u8);

impl Leniencies {
    /// The strict guard.
    pub const NONE: Self = Self(0);

    /// The set with this one in it.
    #[must_use]
    pub const fn with(self, leniency: Leniency) -> Self {
        Self(self.0 | leniency.bit())
    }

    /// Whether this one is in it.
    #[must_use]
    pub const fn contains(self, leniency: Leniency) -> bool {
        self.0 & leniency.bit() != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in the order of [`Leniency::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Leniency> {
        Leniency::ALL
            .iter()
            .copied()
            .filter(move |leniency| self.contains(*leniency))
    }
}

impl FromIterator<Leniency> for Leniencies {
    fn from_iter<I: IntoIterator<Item = Leniency>>(leniencies: I) -> Self {
        leniencies.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for Leniencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

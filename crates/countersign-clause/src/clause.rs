use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::{Level, Role, Tier, Topic};

/// One normative clause of a specification, or of this project's own policy (specification `Countersign`).
///
/// Clauses are `static`s of this crate; nobody else can make one. They compare, sort and hash by their id.
///
/// ```
/// use countersign_clause::{RFC6749_2_2_1, Tier};
///
/// assert_eq!(RFC6749_2_2_1.to_string(), "RFC6749-2.2-1");
/// assert_eq!(RFC6749_2_2_1.spec(), "RFC 6749");
/// assert_eq!(RFC6749_2_2_1.tier(), Tier::Core);
/// ```
pub struct Clause {
    pub(crate) id: &'static str,
    pub(crate) spec: &'static str,
    pub(crate) section: &'static str,
    pub(crate) level: Level,
    pub(crate) role: Role,
    pub(crate) topic: Topic,
    pub(crate) tier: Tier,
    #[cfg(feature = "text")]
    pub(crate) text: &'static str,
    #[cfg(feature = "text")]
    pub(crate) check: &'static str,
}

impl Clause {
    /// The stable id, such as `RFC6749-3.2-5`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The specification, such as `RFC 6749`; `Countersign` for a rule of this project.
    #[must_use]
    pub const fn spec(&self) -> &'static str {
        self.spec
    }

    /// The section of the specification, without a section sign.
    #[must_use]
    pub const fn section(&self) -> &'static str {
        self.section
    }

    /// How strongly the clause binds.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// Whom the clause binds.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// What the clause is about.
    #[must_use]
    pub const fn topic(&self) -> Topic {
        self.topic
    }

    /// Whether the clause belongs to the grant itself, to an extension or to a profile.
    #[must_use]
    pub const fn tier(&self) -> Tier {
        self.tier
    }

    /// What the clause says, paraphrased in one sentence or two.
    ///
    /// ```
    /// assert!(countersign_clause::RFC6749_3_2_9.text().contains("more than once"));
    /// ```
    #[cfg(feature = "text")]
    #[cfg_attr(docsrs, doc(cfg(feature = "text")))]
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// How an implementation is checked against the clause.
    #[cfg(feature = "text")]
    #[cfg_attr(docsrs, doc(cfg(feature = "text")))]
    #[must_use]
    pub const fn check(&self) -> &'static str {
        self.check
    }
}

impl fmt::Debug for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id)
    }
}

impl PartialEq for Clause {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Clause {}

impl PartialOrd for Clause {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Clause {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(other.id)
    }
}

impl Hash for Clause {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use countersign_clause::Clause;
use countersign_server::Reason;
use serde::{Serialize, Serializer};

use crate::Severity;

mod assertion;
mod authentication;
mod body;
mod grant;
mod response;
mod shape;

/// What a finding is: a stable word with its severity, its clause, its sentence and its remedy.
///
/// ```
/// use countersign_explain::{Code, Severity};
///
/// assert_eq!(Code::METHOD_NOT_POST.as_str(), "method-not-post");
/// assert_eq!(Code::METHOD_NOT_POST.severity(), Severity::Error);
/// assert_eq!(Code::METHOD_NOT_POST.clause().id(), "RFC6749-3.2-5");
/// assert!(Code::all().count() > 100);
/// ```
#[derive(Clone, Copy)]
pub struct Code(&'static Entry);

#[derive(Debug)]
pub(crate) struct Entry {
    name: &'static str,
    severity: Severity,
    basis: Basis,
    title: &'static str,
    mend: &'static str,
}

/// What a code rests on.
#[derive(Debug)]
pub(crate) enum Basis {
    /// A token endpoint refuses for it.
    Refusal(Reason),
    /// A clause, and no token endpoint looks at it.
    Clause(&'static Clause),
}

impl Code {
    /// Every code.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            shape::CODES,
            body::CODES,
            authentication::CODES,
            assertion::CODES,
            grant::CODES,
            response::CODES,
        ]
        .into_iter()
        .flatten()
        .copied()
    }

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// How much a finding with this code weighs.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.0.severity
    }

    /// The reason for which `countersign-server` refuses a request with this fault; none if it does not look at it.
    #[must_use]
    pub const fn reason(self) -> Option<Reason> {
        match self.0.basis {
            Basis::Refusal(reason) => Some(reason),
            Basis::Clause(_) => None,
        }
    }

    /// The code for a refusal that is about a client assertion.
    pub(crate) fn of_assertion(reason: Reason) -> Option<Self> {
        let mut codes = assertion::CODES.iter().copied();
        codes.find(|code| code.reason() == Some(reason))
    }

    /// The code for a refusal that is about the client whom an assertion names.
    pub(crate) fn of_named_client(reason: Reason) -> Option<Self> {
        let codes = [
            Self::CLIENT_UNKNOWN,
            Self::CLIENT_PUBLIC,
            Self::METHOD_NOT_REGISTERED,
        ];
        codes.into_iter().find(|code| code.reason() == Some(reason))
    }

    /// The clause that a finding with this code usually rests on.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self.0.basis {
            Basis::Refusal(reason) => reason.clause(),
            Basis::Clause(clause) => clause,
        }
    }

    /// What is wrong, in the words that a finding has unless it can be more exact.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.0.title
    }

    /// What to do about it, likewise.
    #[must_use]
    pub const fn mend(self) -> &'static str {
        self.0.mend
    }

    /// The place in the order in which a server looks.
    pub(crate) fn rank(self) -> usize {
        let reason = self.reason();
        Reason::ranked()
            .position(|ranked| Some(ranked) == reason)
            .unwrap_or(usize::MAX)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Defines codes: `NAME = "word", Severity, Basis; "title"; "mend";`
macro_rules! codes {
    ($($const:ident = $name:literal, $severity:ident, $basis:expr; $title:literal; $mend:literal;)+) => {
        impl crate::Code {
            $(
                #[doc = $title]
                pub const $const: Self = Self(&crate::code::Entry {
                    name: $name,
                    severity: crate::Severity::$severity,
                    basis: $basis,
                    title: $title,
                    mend: $mend,
                });
            )+
        }

        pub(super) const CODES: &[crate::Code] = &[$(crate::Code::$const,)+];
    };
}
pub(crate) use codes;

//! What holding a row against the crates comes to.

use std::fmt;

use countersign_clause::Clause;

use super::row::Unusable;

/// The verdict on one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The crates come to the outcome of the row.
    Agrees,
    /// They come to another.
    Differs(Difference),
    /// The project does not do what the row is about; for this reason.
    NotHandled(String),
}

/// Two outcomes, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The outcome that the row states.
    pub theirs: String,
    /// The outcome that the crates come to.
    pub ours: String,
    /// What the crates say to it, in words that may change.
    pub why: Option<String>,
    /// The id of the clause that ours names.
    pub clause: Option<&'static str>,
}

/// A verdict, or that the row lacks what its kind needs.
pub type Judged = Result<Judgement, Unusable>;

/// An outcome of the crates, with the clause that it rests on if it is a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ours {
    /// The outcome in the words that the rows use.
    pub(super) outcome: String,
    /// What the crates say to it, for the report only.
    pub(super) why: Option<String>,
    /// The clause that they name.
    pub(super) clause: Option<&'static str>,
}

impl Ours {
    /// An outcome that needs no explanation.
    pub(super) fn new(outcome: impl Into<String>) -> Self {
        Self {
            outcome: outcome.into(),
            why: None,
            clause: None,
        }
    }

    /// A refusal: the outcome is `error`.
    pub(super) fn refused(why: impl fmt::Display, clause: Option<&'static Clause>) -> Self {
        Self {
            outcome: String::from("error"),
            why: Some(why.to_string()),
            clause: clause.map(Clause::id),
        }
    }

    /// Holds it against the outcome of the row.
    #[must_use]
    pub(super) fn against(self, theirs: impl Into<String>) -> Judgement {
        let theirs = theirs.into();
        if theirs == self.outcome {
            Judgement::Agrees
        } else {
            self.differs_from(theirs)
        }
    }

    /// The difference to the outcome of the row.
    #[must_use]
    pub(super) fn differs_from(self, theirs: impl Into<String>) -> Judgement {
        let Self { outcome, why, clause } = self;
        Judgement::Differs(Difference {
            theirs: theirs.into(),
            ours: outcome,
            why,
            clause,
        })
    }
}

impl Judgement {
    /// The project does not do this.
    pub fn not_handled(why: impl Into<String>) -> Self {
        Self::NotHandled(why.into())
    }

    /// A rule in words is shown by a property; what it shows is said in the difference if it does not hold.
    #[must_use]
    pub fn property(holds: bool, rule: &str, clause: &'static Clause) -> Self {
        if holds {
            Self::Agrees
        } else {
            Self::Differs(Difference {
                theirs: String::from(rule),
                ours: String::from("the rule does not hold"),
                why: None,
                clause: Some(clause.id()),
            })
        }
    }
}

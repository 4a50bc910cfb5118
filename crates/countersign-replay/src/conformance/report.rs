use std::fmt;

/// One rule of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// The first claim is first, every later one is seen.
    OnceOnly,
    /// Keys that differ are different keys, however alike they are.
    KeysApart,
    /// Keys of every length that a JWT allows are kept whole.
    KeysWhole,
    /// A claim at `retain_until` or later is seen, whatever is remembered.
    LateIsSeen,
    /// A key is remembered up to the last second, whatever comes in between.
    Remembered,
    /// A clock that goes back makes no used assertion new.
    ClockGoesBack,
    /// Of claims at once, exactly one is first.
    AtOnce,
    /// A full store is unavailable to new keys, forgets none, and has room again when time is over.
    WhenFull,
    /// A restart forgets nothing.
    Restart,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 9] = [
        Self::OnceOnly,
        Self::KeysApart,
        Self::KeysWhole,
        Self::LateIsSeen,
        Self::Remembered,
        Self::ClockGoesBack,
        Self::AtOnce,
        Self::WhenFull,
        Self::Restart,
    ];

    /// The rule in words.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::OnceOnly => "the first claim is first, every later one is seen",
            Self::KeysApart => "keys that differ are different keys",
            Self::KeysWhole => "keys of every length are kept whole",
            Self::LateIsSeen => "a claim that comes too late is seen",
            Self::Remembered => "a key is remembered up to the last second",
            Self::ClockGoesBack => "a clock that goes back makes nothing new",
            Self::AtOnce => "of claims at once, exactly one is first",
            Self::WhenFull => "a full store is unavailable to new keys and forgets none",
            Self::Restart => "a restart forgets nothing",
        }
    }
}

/// What a store did that it must not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    rule: Rule,
    what: String,
}

impl Breach {
    /// The rule that is broken.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// What was claimed, what was answered, and what should have been.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }
}

/// What came of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a breach that nobody reads is not found"]
pub struct Report {
    kept: Vec<Rule>,
    not_claimed: Vec<Rule>,
    breaches: Vec<Breach>,
}

impl Report {
    pub(super) fn enter(&mut self, rule: Rule, outcome: Outcome) {
        match outcome {
            Ok(Checked::Kept) => self.kept.push(rule),
            Ok(Checked::NotClaimed) => self.not_claimed.push(rule),
            Err(what) => self.breaches.push(Breach { rule, what }),
        }
    }

    /// The rules that were kept.
    #[must_use]
    pub fn kept(&self) -> &[Rule] {
        &self.kept
    }

    /// The rules that the subject does not claim to keep, and that were not checked.
    #[must_use]
    pub fn not_claimed(&self) -> &[Rule] {
        &self.not_claimed
    }

    /// The rules that were broken, each with the first breach of it.
    #[must_use]
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// Ends the test if a rule is broken.
    ///
    /// # Panics
    /// A rule is broken; the report is the message.
    #[track_caller]
    pub fn assert_kept(&self) {
        assert!(self.breaches.is_empty(), "\n{self}");
    }
}

/// A line for each rule.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for breach in &self.breaches {
            writeln!(f, "BROKEN       {}: {}", breach.rule.describe(), breach.what)?;
        }
        for rule in &self.kept {
            writeln!(f, "kept         {}", rule.describe())?;
        }
        for rule in &self.not_claimed {
            writeln!(f, "not claimed  {}", rule.describe())?;
        }
        Ok(())
    }
}

/// What came of one rule: a breach is said in words.
pub(super) type Outcome = Result<Checked, String>;

/// Whether a rule that is not broken was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    /// It was, and is kept.
    Kept,
    /// It was not: the subject does not say that it holds.
    NotClaimed,
}

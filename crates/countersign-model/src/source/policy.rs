use super::{Reply, Source};
use crate::fault::Fault;
use crate::term::Time;

/// What a source is told to do and when, in units of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// For how long before its end a token is not handed out; at most half of its life.
    pub margin: Time,
    /// How long before that it is renewed; at most a quarter of its life.
    pub early: Time,
    /// How much earlier by chance; at most an eighth of its life.
    pub spread: Time,
    /// What a token is taken for whose answer does not say how long it lives.
    pub unstated: Unstated,
    /// The longest wait after a first failure. It doubles with each that follows.
    pub first_backoff: Time,
    /// The longest wait of its own accord.
    pub longest_backoff: Time,
    /// The longest wait that a server can ask for.
    pub longest_retry_after: Time,
    /// How long the source waits for an answer.
    pub patience: Time,
    /// How far the clock may be behind its latest reading without having gone back.
    pub tolerance: Time,
    /// A token that is rejected so long after it came was good for something.
    pub settled: Time,
}

/// A token without a stated lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unstated {
    /// It lives so long, as the server documents.
    Lives(Time),
    /// It is handed out once.
    SingleUse,
}

impl Policy {
    /// The least of everything, with chance taken out.
    pub const PLAIN: Self = Self {
        margin: 0,
        early: 1,
        spread: 0,
        unstated: Unstated::Lives(4),
        first_backoff: 1,
        longest_backoff: 1,
        longest_retry_after: 0,
        patience: 2,
        tolerance: 0,
        settled: Time::MAX,
    };

    /// Everything at work: margin, chance, waits that grow, a clock that may be behind.
    pub const FULL: Self = Self {
        margin: 1,
        early: 2,
        spread: 1,
        unstated: Unstated::Lives(4),
        first_backoff: 1,
        longest_backoff: 2,
        longest_retry_after: 3,
        patience: 3,
        tolerance: 1,
        settled: 2,
    };

    /// The longest wait after so many failures in a row.
    #[must_use]
    pub fn window(&self, failures: u8) -> Time {
        let doubled = (1..failures).fold(self.first_backoff, |wait, _| wait.saturating_mul(2));
        doubled.min(self.longest_backoff)
    }
}

impl Source {
    /// A server that is up, down or refuses, and a clock that goes on.
    #[must_use]
    pub const fn plain(horizon: Time, fault: Option<Fault>) -> Self {
        Self {
            policy: Policy::PLAIN,
            replies: &[Reply::Token(Some(4)), Reply::NotNow(None), Reply::Never],
            disturbed: false,
            start: 0,
            horizon,
            fault,
        }
    }

    /// All that can be answered, a clock that goes back, chance, complaints of all kinds, a mended registration: so many
    /// units of time.
    #[must_use]
    pub const fn disturbed(units: Time, unstated: Unstated, fault: Option<Fault>) -> Self {
        let start = 32;
        Self {
            policy: Policy {
                unstated,
                ..Policy::FULL
            },
            replies: &[
                Reply::Token(Some(8)),
                Reply::Token(Some(0)),
                Reply::Token(None),
                Reply::NotNow(None),
                Reply::NotNow(Some(2)),
                Reply::NotNow(Some(9)),
                Reply::Never,
            ],
            disturbed: true,
            start,
            horizon: start.saturating_add(units),
            fault,
        }
    }
}

use countersign_grammar::Limits;

/// How a source times what it does, all in whole seconds. What is not set has the value stated at its method.
///
/// ```
/// use countersign_client::{SourcePolicy, WithoutLifetime};
///
/// let policy = SourcePolicy::new().renew_early(120, 60).without_lifetime(WithoutLifetime::SingleUse);
/// assert_ne!(policy, SourcePolicy::new());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct SourcePolicy {
    pub(crate) margin: u64,
    pub(crate) early: u64,
    pub(crate) spread: u64,
    pub(crate) longest_lifetime: u64,
    pub(crate) without_lifetime: WithoutLifetime,
    pub(crate) first_backoff: u64,
    pub(crate) longest_backoff: u64,
    pub(crate) longest_retry_after: u64,
    pub(crate) patience: u64,
    pub(crate) clock_tolerance: u64,
    pub(crate) settled: u64,
    pub(crate) limits: Limits,
}

/// What to think of a token whose answer has no `expires_in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WithoutLifetime {
    /// It lives so many seconds, as the server documents.
    Assume(u64),
    /// It is handed out once, soon after it came; whoever asks next waits for another.
    SingleUse,
}

impl SourcePolicy {
    /// The values stated below.
    // = RFC6749-5.1-6
    pub const fn new() -> Self {
        Self {
            margin: 10,
            early: 60,
            spread: 60,
            longest_lifetime: 86_400,
            without_lifetime: WithoutLifetime::Assume(300),
            first_backoff: 1,
            longest_backoff: 60,
            longest_retry_after: 3600,
            patience: 30,
            clock_tolerance: 5,
            settled: 60,
            limits: Limits::DEFAULT,
        }
    }

    /// A token is not handed out in the last seconds of its life: 10, or half of a life shorter than 20. The way to the
    /// resource server takes time, and its clock may be ahead.
    pub const fn margin(mut self, seconds: u64) -> Self {
        self.margin = seconds;
        self
    }

    /// Renewal is due so many seconds before the token is not handed out any more, and up to `spread` seconds earlier by
    /// chance, so that many clients that started together do not renew together: 60 and 60. Of a short life, a
    /// quarter and an eighth.
    pub const fn renew_early(mut self, seconds: u64, spread: u64) -> Self {
        self.early = seconds;
        self.spread = spread;
        self
    }

    /// No token is taken to live longer than this, whatever its answer says: 86 400, a day.
    pub const fn longest_lifetime(mut self, seconds: u64) -> Self {
        self.longest_lifetime = at_least_one(seconds);
        self
    }

    /// What to think of a token without `expires_in`: that it lives 300 seconds.
    pub const fn without_lifetime(mut self, policy: WithoutLifetime) -> Self {
        self.without_lifetime = policy;
        self
    }

    /// After the n-th failure in a row the source waits between one second and `first` · 2ⁿ⁻¹ seconds, by chance, but at
    /// most `longest`: 1 and 60.
    pub const fn backoff(mut self, first: u64, longest: u64) -> Self {
        self.first_backoff = at_least_one(first);
        self.longest_backoff = at_least_one(longest);
        self
    }

    /// A `Retry-After` of the server is kept, but not longer than this: 3600, an hour.
    pub const fn longest_retry_after(mut self, seconds: u64) -> Self {
        self.longest_retry_after = seconds;
        self
    }

    /// An exchange without an outcome is given up after so many seconds: 30. The host's own timeout must not be longer.
    pub const fn patience(mut self, seconds: u64) -> Self {
        self.patience = at_least_one(seconds);
        self
    }

    /// A reading of the clock that is behind the last one by no more than this counts as the same time, for callers on
    /// several threads do not arrive in order: 5. Beyond, the clock went back: the token is dropped, since nobody knows
    /// how old it is.
    pub const fn clock_tolerance(mut self, seconds: u64) -> Self {
        self.clock_tolerance = seconds;
        self
    }

    /// A token that a resource server refuses within so many seconds after it came did not help against the last
    /// refusal; the next one is fetched after a wait: 60.
    pub const fn settled(mut self, seconds: u64) -> Self {
        self.settled = seconds;
        self
    }

    /// The bounds on an answer: [`Limits::DEFAULT`].
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

impl Default for SourcePolicy {
    fn default() -> Self {
        Self::new()
    }
}

const fn at_least_one(seconds: u64) -> u64 {
    if seconds == 0 { 1 } else { seconds }
}

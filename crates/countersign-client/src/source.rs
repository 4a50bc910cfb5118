use alloc::sync::{Arc, Weak};
use core::fmt;

use countersign_grammar::UnixTime;

use crate::exchange::Ticket;
use crate::moves::Moves;
use crate::phase::{Event, Phase};
use crate::timing::{self, Clock};
use crate::{
    ClientAuthentication, Exchange, Failure, RequestKey, RequestSpec, SourcePolicy, SpecError, Token,
};

/// A source of access tokens for one request: it fetches one, keeps it, and renews it before it expires.
///
/// It is asked and told, and does nothing by itself. [`poll`](Self::poll) says what is to be done; `Send` comes with an
/// [`Exchange`], which goes back through [`handle`](Self::handle). The time is an argument of each call: a clock that
/// cannot go back is best, but need not be had. Entropy is needed where an outcome is handed in, for the jitter of
/// renewal and backoff.
///
/// - One request is in flight at a time, and as long as a token is valid it is handed out, whatever became of its renewal.
/// - An expired token is never handed out.
/// - After a failure the source waits; after one that will not pass it gives up, until it is told that something changed.
///
/// The whole machine is [`phase::TRANSITIONS`](crate::phase::TRANSITIONS).
pub struct TokenSource {
    spec: Arc<RequestSpec>,
    policy: SourcePolicy,
    held: Option<Held>,
    activity: Activity,
    clock: Clock,
    /// Failures in a row.
    failures: u32,
    /// Tokens in a row that a resource server refused soon after they came.
    rejections: u32,
    generation: u64,
    moves: Moves,
}

struct Held {
    token: Arc<Token>,
    received: UnixTime,
    renew_at: UnixTime,
    /// Whether the time to renew has come.
    due: bool,
    single_use: bool,
    used: bool,
}

/// What the source does about the next token.
enum Activity {
    Idle,
    InFlight(Flight),
    Pausing { until: UnixTime, because: Failure },
    Latched(Failure),
}

struct Flight {
    ticket: Weak<Ticket>,
    started: UnixTime,
    deadline: UnixTime,
}

/// What a host is to do.
#[derive(Debug)]
#[must_use = "an exchange that is dropped counts as a request whose answer was lost"]
pub enum Action<'s> {
    /// Use this token now. The `Arc` lets a host take it out from under a lock.
    Use(&'s Arc<Token>),
    /// Send this request, and hand its outcome in. Ask again in the meantime: there may be a token that is still valid.
    Send(Exchange),
    /// Ask again at this time, or when an outcome was handed in, whichever comes first. It lies in the future.
    Wait(UnixTime),
    /// There is no token and there will be none until something changes. See [`TokenSource::credentials_replaced`] and
    /// [`TokenSource::resume`].
    GiveUp(Failure),
}

impl TokenSource {
    /// A source that has fetched nothing yet.
    #[must_use]
    pub fn new(request: RequestSpec, policy: SourcePolicy) -> Self {
        Self {
            spec: Arc::new(request),
            policy,
            held: None,
            activity: Activity::Idle,
            clock: Clock::new(),
            failures: 0,
            rejections: 0,
            generation: 0,
            moves: Moves::NONE,
        }
    }

    /// What is to be done now.
    ///
    /// While a token is valid but due for renewal, one caller gets `Send`, and everybody, the same caller included, gets
    /// `Use` from the next call on.
    pub fn poll(&mut self, now: UnixTime) -> Action<'_> {
        let now = self.advance(now);
        if matches!(self.phase(), Phase::Empty | Phase::Due) {
            return Action::Send(self.send(now));
        }
        match (&mut self.held, &self.activity) {
            (Some(held), _) => {
                held.used = true;
                Action::Use(&held.token)
            }
            (None, Activity::InFlight(flight)) => Action::Wait(flight.deadline),
            (None, Activity::Pausing { until, .. }) => Action::Wait(*until),
            (None, Activity::Latched(failure)) => Action::GiveUp(*failure),
            // Such a phase is Empty, which sends; an instant's wait is the safe answer all the same.
            (None, Activity::Idle) => Action::Wait(now.saturating_add(1)),
        }
    }

    /// The host has new credentials of the same client for the same method: a rotation, or the cure of `invalid_client`.
    ///
    /// They are used from the next request on; a refusal is forgotten, a wait is over. The token that is held stays, and
    /// an answer that is on its way for the old credentials counts if it brings a token.
    ///
    /// # Errors
    ///
    /// As [`RequestBuilder::build`](crate::RequestBuilder::build), and [`SpecError::OtherRequest`] if the key would be
    /// another one; then nothing has changed.
    pub fn credentials_replaced(&mut self, authentication: ClientAuthentication) -> Result<(), SpecError> {
        self.moves = Moves::NONE;
        self.spec = Arc::new(self.spec.reauthenticated(authentication)?);
        self.failures = 0;
        if !matches!(self.activity, Activity::InFlight(_)) {
            if !matches!(self.activity, Activity::Idle) {
                self.renewal_due();
            }
            self.activity = Activity::Idle;
        }
        self.moves.push(Event::CredentialsReplaced);
        Ok(())
    }

    /// Somebody has mended what the server refused for: the registration of the client, say. Changes nothing unless the
    /// source has given up.
    pub fn resume(&mut self) {
        self.moves = Moves::NONE;
        if matches!(self.activity, Activity::Latched(_)) {
            self.activity = Activity::Idle;
            self.failures = 0;
            self.renewal_due();
            self.moves.push(Event::Resumed);
        }
    }

    /// Where the source stands, as of the last call.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        match (&self.held, &self.activity) {
            (None, Activity::Idle) => Phase::Empty,
            (None, Activity::InFlight(_)) => Phase::Fetching,
            (None, Activity::Pausing { .. }) => Phase::Waiting,
            (None, Activity::Latched(_)) => Phase::Stopped,
            (Some(Held { due: false, .. }), Activity::Idle) => Phase::Fresh,
            (Some(Held { due: true, .. }), Activity::Idle) => Phase::Due,
            (Some(_), Activity::InFlight(_)) => Phase::Renewing,
            (Some(_), Activity::Pausing { .. }) => Phase::Coasting,
            (Some(_), Activity::Latched(_)) => Phase::Spending,
        }
    }

    /// What happened in the last call, in order: from the phase before, each event leads to the next phase by the table.
    pub fn moves(&self) -> impl ExactSizeIterator<Item = Event> + '_ {
        self.moves.iter()
    }

    /// The last failure, as long as the source waits or has given up because of it.
    #[must_use]
    pub const fn failure(&self) -> Option<Failure> {
        match self.activity {
            Activity::Pausing { because, .. } => Some(because),
            Activity::Latched(failure) => Some(failure),
            Activity::Idle | Activity::InFlight(_) => None,
        }
    }

    /// The request that this source sends.
    #[must_use]
    pub fn request(&self) -> &RequestSpec {
        &self.spec
    }

    /// What makes two requests the same.
    #[must_use]
    pub fn key(&self) -> &RequestKey {
        self.spec.key()
    }

    fn send(&mut self, now: UnixTime) -> Exchange {
        let ticket = Arc::new(Ticket);
        let deadline = now.saturating_add(self.policy.patience);
        self.activity = Activity::InFlight(Flight {
            ticket: Arc::downgrade(&ticket),
            started: now,
            deadline,
        });
        self.moves.push(Event::Sent);
        Exchange {
            spec: Arc::clone(&self.spec),
            ticket,
            started: now,
            deadline,
            steps_back: self.clock.steps_back,
        }
    }

    /// Lets happen what the time brings, and returns the time to go by.
    fn advance(&mut self, reading: UnixTime) -> UnixTime {
        self.moves = Moves::NONE;
        let (now, step_back) = self.clock.read(reading, self.policy.clock_tolerance);
        if let Some(by) = step_back {
            self.step_back(by);
        }
        if let Some(held) = &self.held {
            let spent = held.single_use && held.used;
            if spent || held.token.usable_until <= now {
                self.held = None;
                self.rejections = 0;
                self.moves.push(if spent { Event::Spent } else { Event::Expired });
            }
        }
        if let Activity::InFlight(flight) = &self.activity
            && (flight.deadline <= now || flight.ticket.strong_count() == 0)
        {
            // Without entropy, the wait is the longest that chance could have chosen.
            self.failures = self.failures.saturating_add(1);
            let wait = timing::window(self.failures, &self.policy);
            self.pause(now.saturating_add(wait), Failure::LOST);
            self.moves.push(Event::AnswerLost);
        }
        if let Activity::Pausing { until, .. } = self.activity
            && until <= now
        {
            self.activity = Activity::Idle;
            self.moves.push(Event::BackoffOver);
        }
        if let (Some(held), Activity::Idle) = (&mut self.held, &self.activity)
            && !held.due
            && held.renew_at <= now
        {
            held.due = true;
            self.moves.push(Event::RenewalDue);
        }
        now
    }

    /// All times are moved with the clock, so that no wait becomes longer; what a token has left cannot be known.
    fn step_back(&mut self, by: u64) {
        match &mut self.activity {
            Activity::InFlight(flight) => {
                flight.started = flight.started.saturating_sub(by);
                flight.deadline = flight.deadline.saturating_sub(by);
            }
            Activity::Pausing { until, .. } => *until = until.saturating_sub(by),
            Activity::Idle | Activity::Latched(_) => {}
        }
        if self.held.take().is_some() {
            self.moves.push(Event::ClockSteppedBack);
        }
    }

    fn pause(&mut self, until: UnixTime, because: Failure) {
        self.activity = Activity::Pausing { until, because };
        self.renewal_due();
    }

    /// A renewal that was tried and brought nothing is due as soon as it may be tried again.
    const fn renewal_due(&mut self) {
        if let Some(held) = &mut self.held {
            held.due = true;
        }
    }
}

/// The phase and the request; no token.
// = COUNTERSIGN-SECRET-1
impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource")
            .field("phase", &self.phase())
            .field("request", &self.spec)
            .field("failure", &self.failure())
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

mod answer;
mod rejection;

pub use answer::Handled;
pub use rejection::{Complaint, Rejected};

//! The real token source between a host and a server, in the terms of the model.
#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod answers;

use std::sync::Arc;

use answers::Row;
use countersign_client::phase::{Event, Phase};
use countersign_client::{
    Action as Asked, ClientAuthentication, Complaint as Complained, Exchange, Handled, Rejected, RequestSpec,
    SourcePolicy, Token, TokenEndpointUrl, TokenSource, WithoutLifetime,
};
use countersign_grammar::{ClientId, UnixTime};
use countersign_model::source::{Doing, Policy, Said, State, Unstated};
use countersign_model::term::Time;
use countersign_secret::Secret;

/// The time that is zero in the model.
const ZERO: u64 = 1_700_000_000;

/// A source with what a host has of it: the request under way, one that was given up, the last token and the one before.
pub(crate) struct Machine {
    source: TokenSource,
    pub(crate) now: Time,
    pub(crate) current: Option<Exchange>,
    pub(crate) late: Option<Exchange>,
    pub(crate) last: Option<Arc<Token>>,
    pub(crate) before: Option<Arc<Token>>,
}

impl Machine {
    pub(crate) fn new(policy: &Policy, start: Time) -> Self {
        let seconds = u64::from;
        let unstated = match policy.unstated {
            Unstated::Lives(units) => WithoutLifetime::Assume(seconds(units)),
            Unstated::SingleUse => WithoutLifetime::SingleUse,
        };
        let policy = SourcePolicy::new()
            .margin(seconds(policy.margin))
            .renew_early(seconds(policy.early), seconds(policy.spread))
            .longest_lifetime(seconds(answers::LONGEST_LIFETIME))
            .without_lifetime(unstated)
            .backoff(seconds(policy.first_backoff), seconds(policy.longest_backoff))
            .longest_retry_after(seconds(policy.longest_retry_after))
            .patience(seconds(policy.patience))
            .clock_tolerance(seconds(policy.tolerance))
            .settled(seconds(policy.settled));
        Self {
            source: TokenSource::new(request(), policy),
            now: start,
            current: None,
            late: None,
            last: None,
            before: None,
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.source.phase()
    }

    pub(crate) fn poll(&mut self) -> Said {
        let now = self.now();
        let (said, exchange) = match self.source.poll(now) {
            Asked::Use(token) => {
                let token = Arc::clone(token);
                (Said::Use(in_model(self.seen(token))), None)
            }
            Asked::Send(exchange) => (Said::Send, Some(exchange)),
            Asked::Wait(until) => (Said::Wait(in_model(until)), None),
            Asked::GiveUp(_) => (Said::GiveUp, None),
        };
        self.sort();
        if exchange.is_some() {
            assert!(self.current.is_none(), "a second request while one is under way");
            self.current = exchange;
        }
        said
    }

    /// What comes of the request that is under way, as far as the host knows.
    pub(crate) fn answer(&mut self, row: &Row, entropy: u64) -> Option<Said> {
        let exchange = self.current.take()?;
        let said = self.handle(exchange, row, entropy);
        if self.source.moves().any(|event| event == Event::AnswerLost) {
            // It was the one that was given up last, and there is one such in the model.
            self.late = None;
        }
        Some(said)
    }

    /// What comes of the one that was given up last.
    pub(crate) fn answer_late(&mut self, row: &Row, entropy: u64) -> Option<Said> {
        let exchange = self.late.take()?;
        Some(self.handle(exchange, row, entropy))
    }

    /// What comes of a request of another source.
    pub(crate) fn answer_foreign(&mut self, row: &Row, entropy: u64) -> Said {
        let mut other = TokenSource::new(request(), SourcePolicy::new());
        let Asked::Send(exchange) = other.poll(self.now()) else {
            panic!("a source begins with a request")
        };
        self.handle(exchange, row, entropy)
    }

    pub(crate) fn drop_request(&mut self) {
        self.current = None;
    }

    pub(crate) fn reject(&mut self, token: Option<Arc<Token>>, complaint: Complained) -> Option<Said> {
        let token = token?;
        let now = self.now();
        let said = match self.source.rejected(&token, complaint, now) {
            Rejected::Dropped => Said::Dropped,
            Rejected::NotCurrent => Said::NotCurrent,
            Rejected::Again(until) => Said::Again(in_model(until)),
            Rejected::Kept => Said::Kept,
        };
        self.sort();
        Some(said)
    }

    pub(crate) fn replace(&mut self) {
        let replaced = self.source.credentials_replaced(authentication("another secret"));
        replaced.expect("the same client by the same method");
    }

    pub(crate) fn resume(&mut self) {
        self.source.resume();
    }

    fn handle(&mut self, exchange: Exchange, row: &Row, entropy: u64) -> Said {
        let now = self.now();
        let (said, token) = match self.source.handle(exchange, row.outcome(), now, entropy) {
            Handled::Granted(token) => (None, Some(Arc::clone(token))),
            Handled::Failed(failure) => {
                let for_good = failure.is_permanent();
                (Some(Said::Failed { for_good }), None)
            }
            Handled::Ignored => (Some(Said::Ignored), None),
        };
        self.sort();
        match (said, token) {
            (Some(said), _) => said,
            (None, token) => Said::Granted(in_model(self.seen(token.expect("one of the two")))),
        }
    }

    /// Takes note of a token, and returns when it ends.
    fn seen(&mut self, token: Arc<Token>) -> UnixTime {
        let until = token.usable_until();
        if self.last.as_ref().is_none_or(|last| !Arc::ptr_eq(last, &token)) {
            self.before = self.last.replace(token);
        }
        until
    }

    /// What is under way and not expected any more is late.
    fn sort(&mut self) {
        if !self.source.phase().in_flight()
            && let Some(exchange) = self.current.take()
        {
            self.late = Some(exchange);
        }
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(ZERO + u64::from(self.now))
    }
}

pub(crate) fn in_model(time: UnixTime) -> Time {
    Time::try_from(time.as_secs() - ZERO).expect("a time of the model")
}

fn request() -> RequestSpec {
    let endpoint = TokenEndpointUrl::parse("https://as.example/token").expect("an endpoint");
    RequestSpec::builder(endpoint, authentication("a secret"))
        .build()
        .expect("a request")
}

fn authentication(secret: &str) -> ClientAuthentication {
    let id = ClientId::parse("inventory").expect("an identifier");
    ClientAuthentication::basic(id, Secret::from(String::from(secret)))
}

/// The phase of the table that a state of the model is in.
pub(crate) fn phase(state: &State) -> Phase {
    match (state.held.map(|held| held.due), state.doing) {
        (None, Doing::Nothing) => Phase::Empty,
        (None, Doing::InFlight(_)) => Phase::Fetching,
        (None, Doing::Pausing(_)) => Phase::Waiting,
        (None, Doing::GivenUp) => Phase::Stopped,
        (Some(false), Doing::Nothing) => Phase::Fresh,
        (Some(true), Doing::Nothing) => Phase::Due,
        (Some(_), Doing::InFlight(_)) => Phase::Renewing,
        (Some(_), Doing::Pausing(_)) => Phase::Coasting,
        (Some(_), Doing::GivenUp) => Phase::Spending,
    }
}

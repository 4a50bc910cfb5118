use alloc::sync::Arc;

use countersign_grammar::UnixTime;

use super::{Activity, Held, TokenSource};
use crate::phase::Event;
use crate::read::{Granted, read};
use crate::timing::{self, Schedule};
use crate::{Exchange, Failure, FailureKind, Outcome, Token};

/// What an outcome came to.
#[derive(Debug)]
pub enum Handled<'s> {
    /// A token: everybody who waits can ask again.
    Granted(&'s Arc<Token>),
    /// A failure. The source waits, or has given up if the failure [is permanent](Failure::is_permanent).
    Failed(Failure),
    /// Nothing: the exchange had been given up, or belongs to another source, or was made with credentials that have been
    /// replaced and so says nothing about the new ones.
    Ignored,
}

impl TokenSource {
    /// Takes the outcome of an exchange.
    ///
    /// `entropy` decides when the token is renewed and how long a failure waits; it need not be secret, but should differ
    /// from host to host.
    pub fn handle(
        &mut self,
        exchange: Exchange,
        outcome: Outcome<'_>,
        now: UnixTime,
        entropy: u64,
    ) -> Handled<'_> {
        let now = self.advance(now);
        let Some(sent) = self.sent_at(&exchange) else {
            return self.late(&exchange, &outcome, now, entropy);
        };
        let current = Arc::ptr_eq(&exchange.spec, &self.spec);
        drop(exchange);
        let (outcome, retry_after) = self.judge(&outcome, sent, now, entropy);
        match outcome {
            Ok((granted, schedule)) => {
                self.activity = Activity::Idle;
                self.moves.push(Event::TokenGranted);
                self.keep(granted, schedule, now)
            }
            Err(_) if !current => {
                self.activity = Activity::Idle;
                self.renewal_due();
                self.moves.push(Event::Superseded);
                Handled::Ignored
            }
            Err(failure) => {
                self.fail(failure, retry_after, now, entropy);
                Handled::Failed(failure)
            }
        }
    }

    /// When the exchange was sent, if it is the one in flight, by the clock as it is now.
    fn sent_at(&self, exchange: &Exchange) -> Option<UnixTime> {
        match &self.activity {
            Activity::InFlight(flight)
                if core::ptr::eq(flight.ticket.as_ptr(), Arc::as_ptr(&exchange.ticket)) =>
            {
                Some(flight.started)
            }
            Activity::InFlight(_) | Activity::Idle | Activity::Pausing { .. } | Activity::Latched(_) => None,
        }
    }

    /// An outcome that nobody waits for any more: a token is welcome where there is none, anything else says nothing new.
    fn late(
        &mut self,
        exchange: &Exchange,
        outcome: &Outcome<'_>,
        now: UnixTime,
        entropy: u64,
    ) -> Handled<'_> {
        let ours = Arc::ptr_eq(&exchange.spec, &self.spec) && exchange.steps_back == self.clock.steps_back;
        if !ours || self.held.is_some() {
            return Handled::Ignored;
        }
        match self.judge(outcome, exchange.started, now, entropy).0 {
            Err(_) => Handled::Ignored,
            Ok((granted, schedule)) => {
                if let Activity::Pausing { .. } = self.activity {
                    self.activity = Activity::Idle;
                }
                self.moves.push(Event::LateTokenGranted);
                self.keep(granted, schedule, now)
            }
        }
    }

    /// What the outcome says, and how long the server asks to be left alone.
    fn judge(
        &self,
        outcome: &Outcome<'_>,
        sent: UnixTime,
        now: UnixTime,
        entropy: u64,
    ) -> (Result<(Granted, Schedule), Failure>, Option<u64>) {
        let answer = match outcome {
            Outcome::NoAnswer(why) => return (Err(Failure::from(*why)), None),
            Outcome::Answered(answer) => answer,
        };
        let granted = read(answer, &self.spec, &self.policy.limits).and_then(|granted| {
            let schedule = timing::schedule(sent, granted.expires_in, &self.policy, entropy);
            if schedule.usable_until <= now {
                return Err(Failure::answered(FailureKind::ExpiredOnArrival, answer.status()));
            }
            Ok((granted, schedule))
        });
        (granted, answer.retry_after(now))
    }

    fn keep(&mut self, granted: Granted, schedule: Schedule, now: UnixTime) -> Handled<'_> {
        self.failures = 0;
        if self.held.is_some() {
            // The one before lived until it was renewed.
            self.rejections = 0;
        }
        self.generation = self.generation.saturating_add(1);
        let held = self.held.insert(Held {
            token: Arc::new(Token {
                access_token: granted.access_token,
                scope: granted.scope,
                tolerated: granted.tolerated,
                usable_until: schedule.usable_until,
                generation: self.generation,
            }),
            received: now,
            renew_at: schedule.renew_at,
            due: false,
            single_use: schedule.single_use,
            used: false,
        });
        Handled::Granted(&held.token)
    }

    fn fail(&mut self, failure: Failure, retry_after: Option<u64>, now: UnixTime, entropy: u64) {
        self.failures = self.failures.saturating_add(1);
        if failure.is_permanent() {
            self.activity = Activity::Latched(failure);
            self.moves.push(Event::FailedForGood);
            return;
        }
        let asked = retry_after.unwrap_or(0).min(self.policy.longest_retry_after);
        let wait = timing::backoff(self.failures, &self.policy, entropy).max(asked);
        self.pause(now.saturating_add(wait), failure);
        self.moves.push(Event::FailedForNow);
    }
}

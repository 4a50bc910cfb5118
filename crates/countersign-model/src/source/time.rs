//! What follows from the time alone.

use super::{Doing, Held, Policy, Source, State, Unstated};
use crate::fault::Fault;
use crate::term::Time;

impl Source {
    /// Lets happen what the time brings, and returns the time to go by.
    pub(super) fn advance(&self, state: &mut State) -> Time {
        let now = self.read_clock(state);
        if state
            .held
            .is_some_and(|held| held.is_spent() && !self.has(Fault::SourceSpendsTwice))
        {
            state.held = None;
            state.rejections = 0;
            // The next request is for the next use, and no loop.
            state.sent_now = 0;
        }
        if state.held.is_some_and(|held| held.until <= now) && !self.has(Fault::SourceKeepsExpired) {
            state.held = None;
            state.rejections = 0;
        }
        if let Doing::InFlight(flight) = state.doing
            && (flight.dropped || flight.sent.saturating_add(self.policy.patience) <= now)
            && !self.has(Fault::SourceForgetsLost)
        {
            if !flight.dropped {
                state.open = state.open.saturating_sub(1);
                state.late = Some(flight);
            }
            // There is no chance in it: the wait is the longest.
            let wait = self.policy.window(state.failures.saturating_add(1));
            self.fail(state, now, wait);
        }
        if let Doing::Pausing(until) = state.doing
            && until <= now
        {
            state.doing = Doing::Nothing;
        }
        if let (Some(held), Doing::Nothing) = (&mut state.held, state.doing)
            && held.renew_at <= now
        {
            held.due = true;
        }
        now
    }

    /// Whether the clock is further behind its latest reading than a clock may be.
    pub(super) fn is_set_back(&self, state: &State) -> bool {
        let behind = state.latest.map_or(0, |latest| latest.saturating_sub(state.now));
        behind > self.policy.tolerance
    }

    /// A clock that is a little behind stands still. One that is further behind was set back: nobody knows how old the
    /// token is, and all waits end as long after now as before.
    fn read_clock(&self, state: &mut State) -> Time {
        if !self.disturbed {
            return state.now;
        }
        let behind = state.latest.map_or(0, |latest| latest.saturating_sub(state.now));
        if behind != 0 && behind <= self.policy.tolerance {
            return state.latest.unwrap_or(state.now);
        }
        state.latest = Some(state.now);
        if behind != 0 {
            if self.has(Fault::SourceTrustsClock) {
                state.held = state.held.map(|held| Held {
                    doubtful: true,
                    ..held
                });
            } else {
                state.held = None;
            }
            state.alone_until = state.alone_until.saturating_sub(behind);
            if let Some(late) = &mut state.late {
                late.doubtful = true;
            }
            match &mut state.doing {
                Doing::InFlight(flight) => {
                    flight.sent = flight.sent.saturating_sub(behind);
                    flight.doubtful = true;
                }
                Doing::Pausing(until) => *until = until.saturating_sub(behind),
                Doing::Nothing | Doing::GivenUp => {}
            }
        }
        state.now
    }

    /// A failure that may pass: the next attempt comes after a wait.
    pub(super) fn fail(&self, state: &mut State, now: Time, wait: Time) {
        if self.policy.window(state.failures.saturating_add(1)) < self.policy.longest_backoff {
            state.failures = state.failures.saturating_add(1);
        }
        state.doing = if self.has(Fault::SourceRetriesAtOnce) {
            Doing::Nothing
        } else {
            Doing::Pausing(now.saturating_add(wait))
        };
        state.renew();
    }
}

impl Held {
    /// What is held of a token that was asked for at a time and lives so long, if the answer says how long: its life
    /// began no earlier than the request.
    pub(super) fn of(policy: &Policy, sent: Time, lifetime: Option<Time>, chance: Time, now: Time) -> Self {
        let (lifetime, single_use) = match (lifetime, policy.unstated) {
            (Some(lifetime), _) | (None, Unstated::Lives(lifetime)) => (lifetime, false),
            // Long enough for whoever waits for it.
            (None, Unstated::SingleUse) => (policy.patience, true),
        };
        let part = |of: Time, whole: Time| if single_use { 0 } else { of.min(whole) };
        let margin = part(policy.margin, lifetime / 2);
        let early = part(policy.early, lifetime / 4).saturating_add(part(chance, lifetime / 8));
        let until = sent.saturating_add(lifetime.saturating_sub(margin));
        Self {
            until,
            renew_at: until.saturating_sub(early),
            received: now,
            due: false,
            uses: single_use.then_some(0),
            doubtful: false,
        }
    }

    /// Whether it was for one use, and has been used.
    pub(super) fn is_spent(&self) -> bool {
        self.uses.is_some_and(|uses| uses > 0)
    }
}

//! What each action does.

use super::{Action, Complaint, Doing, Flight, Held, Reply, Said, Source, State};
use crate::fault::Fault;
use crate::term::Time;

impl Source {
    /// Does what happens; the properties of the state after it say whether that was right.
    pub fn apply(&self, state: &mut State, action: Action) {
        match action {
            Action::Tick => {
                state.now = state.now.saturating_add(1);
                state.sent_now = 0;
            }
            Action::Back(by) => {
                state.now = state.now.saturating_sub(by);
                state.sent_now = 0;
            }
            Action::Poll => self.poll(state),
            Action::Answer(reply, chance) => self.answer(state, reply, chance),
            Action::LateAnswer(reply, chance) => self.late_answer(state, reply, chance),
            Action::ForeignAnswer => {
                self.advance(state);
                state.said = Some(Said::Ignored);
            }
            Action::Drop => {
                // Noticed when the source looks next.
                if let Doing::InFlight(flight) = &mut state.doing {
                    flight.dropped = true;
                    state.open = state.open.saturating_sub(1);
                }
            }
            Action::Reject(complaint) => state.said = Some(self.reject(state, complaint)),
            Action::RejectOld => {
                self.advance(state);
                state.said = Some(Said::NotCurrent);
            }
            Action::Replace => replace(state),
            Action::Resume => {
                if state.doing == Doing::GivenUp {
                    state.doing = Doing::Nothing;
                    state.mended();
                    state.renew();
                }
            }
            Action::Becomes(server) => state.server = server,
        }
    }

    fn poll(&self, state: &mut State) {
        let now = self.advance(state);
        let idle = state.doing == Doing::Nothing
            || (self.has(Fault::SourceSendsTwice) && matches!(state.doing, Doing::InFlight(_)));
        if idle && state.held.is_none_or(|held| held.due) {
            state.hammered |= state.refused;
            state.pressed |= now < state.alone_until;
            state.open = state.open.saturating_add(1);
            state.sent_now = state.sent_now.saturating_add(1);
            state.doing = Doing::InFlight(Flight {
                sent: now,
                stale: false,
                doubtful: false,
                dropped: false,
            });
            if self.has(Fault::SourceDropsWhileRenewing) {
                state.held = None;
            }
            state.said = Some(Said::Send);
            return;
        }
        state.said = Some(match (&mut state.held, state.doing) {
            (Some(held), _) => {
                held.uses = held.uses.map(|uses| uses.saturating_add(1).min(2));
                Said::Use(held.until)
            }
            (None, Doing::InFlight(flight)) => Said::Wait(flight.sent.saturating_add(self.policy.patience)),
            (None, Doing::Pausing(until)) => Said::Wait(until),
            (None, Doing::GivenUp) => Said::GiveUp,
            (None, Doing::Nothing) => Said::Wait(now),
        });
    }

    fn answer(&self, state: &mut State, reply: Reply, chance: Time) {
        let now = self.advance(state);
        let Doing::InFlight(flight) = state.doing else {
            // The time was over: it comes late.
            return self.late_answer(state, reply, chance);
        };
        state.open = state.open.saturating_sub(1);
        if let Some(token) = self.token(reply, flight, chance, now) {
            if state.held.is_some() {
                // The one before lived until it was renewed.
                state.rejections = 0;
            }
            state.doing = Doing::Nothing;
            return state.keep(token);
        }
        if flight.stale {
            // What the old credentials are refused for says nothing of the new ones.
            state.doing = Doing::Nothing;
            state.renew();
            state.said = Some(Said::Ignored);
            return;
        }
        let for_good = reply == Reply::Never;
        state.said = Some(Said::Failed { for_good });
        if for_good {
            state.refused = true;
            if !self.has(Fault::SourceIgnoresRefusal) {
                state.doing = Doing::GivenUp;
                return;
            }
        }
        let asked = match reply {
            Reply::NotNow(Some(asked)) => asked.min(self.policy.longest_retry_after),
            Reply::NotNow(None) | Reply::Token(_) | Reply::Never => 0,
        };
        state.alone_until = now.saturating_add(asked);
        let own = chance.min(self.waits(state)).saturating_add(1);
        let wait = if self.has(Fault::SourceIgnoresRetryAfter) {
            own
        } else {
            own.max(asked)
        };
        self.fail(state, now, wait);
    }

    /// A token that comes late is as good as any, if there is none and it was asked for with these credentials and by a
    /// clock that did not go back since.
    fn late_answer(&self, state: &mut State, reply: Reply, chance: Time) {
        state.said = Some(Said::Ignored);
        let late = state.late.take();
        let set_back = self.is_set_back(state);
        let now = self.advance(state);
        let Some(flight) = late else {
            return;
        };
        if flight.stale || flight.doubtful || set_back || state.held.is_some() {
            return;
        }
        if let Some(token) = self.token(reply, flight, chance, now) {
            if matches!(state.doing, Doing::Pausing(_)) {
                // The wait is over, whoever asked for it: what is sent next is the renewal of this token.
                state.doing = Doing::Nothing;
                state.alone_until = 0;
            }
            state.keep(token);
        }
    }

    /// The token that an answer brings, if it brings one that has not expired.
    fn token(&self, reply: Reply, flight: Flight, chance: Time, now: Time) -> Option<Held> {
        let Reply::Token(lifetime) = reply else {
            return None;
        };
        let held = Held::of(&self.policy, flight.sent, lifetime, chance, now);
        (held.until > now).then_some(held)
    }

    /// A token that a resource server does not take is dropped; a second one in a row is not replaced at once.
    fn reject(&self, state: &mut State, complaint: Complaint) -> Said {
        let now = self.advance(state);
        if complaint == Complaint::Other {
            return Said::Kept;
        }
        let Some(held) = state.held.take() else {
            return Said::NotCurrent;
        };
        let settled = now.saturating_sub(held.received) >= self.policy.settled;
        if settled || state.rejections == 0 || self.has(Fault::SourceRenewsInALoop) {
            state.rejections = 1;
            return Said::Dropped;
        }
        let window = self.policy.window(state.rejections);
        if state.rejections < 2 || window < self.policy.longest_backoff {
            state.rejections = state.rejections.saturating_add(1);
        }
        let until = now.saturating_add(window);
        match state.doing {
            Doing::Nothing => state.doing = Doing::Pausing(until),
            Doing::Pausing(waits) => state.doing = Doing::Pausing(until.max(waits)),
            Doing::InFlight(_) | Doing::GivenUp => {}
        }
        Said::Again(until)
    }
}

fn replace(state: &mut State) {
    state.mended();
    if let Some(flight) = &mut state.late {
        flight.stale = true;
    }
    match &mut state.doing {
        Doing::InFlight(flight) => flight.stale = true,
        Doing::Pausing(_) | Doing::GivenUp => {
            state.doing = Doing::Nothing;
            state.renew();
        }
        Doing::Nothing => {}
    }
}

impl State {
    /// Somebody did something by hand: what was refused may be taken now, and what is sent for it is no loop.
    const fn mended(&mut self) {
        self.refused = false;
        self.failures = 0;
        self.sent_now = 0;
        self.alone_until = 0;
    }

    fn keep(&mut self, token: Held) {
        self.failures = 0;
        self.said = Some(Said::Granted(token.until));
        self.tokens = self.tokens.saturating_add(1);
        self.held = Some(token);
    }

    /// A renewal that was tried and brought nothing is due as soon as it may be tried again.
    pub(super) const fn renew(&mut self) {
        if let Some(held) = &mut self.held {
            held.due = true;
        }
    }
}

//! What each action does.

use super::{Action, BACKOFF, Doing, EARLY, Flight, Held, LIFETIME, PATIENCE, Said, Server, Source, State};
use crate::fault::Fault;

impl Source {
    /// Does what happens; the properties of the state after it say whether that was right.
    pub fn apply(&self, state: &mut State, action: Action) {
        match action {
            Action::Tick => {
                state.now = state.now.saturating_add(1);
                state.sent_now = 0;
            }
            Action::Poll => self.poll(state),
            Action::Answer => self.answer(state),
            Action::LateAnswer => self.late_answer(state),
            Action::Drop => {
                // Noticed when the source looks next.
                if let Doing::InFlight(flight) = &mut state.doing {
                    flight.dropped = true;
                    state.open = state.open.saturating_sub(1);
                }
            }
            Action::Reject => self.reject(state),
            Action::Replace => {
                state.refused = false;
                // Credentials are replaced by hand: what is sent for that is no loop.
                state.sent_now = 0;
                for flight in state.late.iter_mut() {
                    flight.stale = true;
                }
                match &mut state.doing {
                    Doing::InFlight(flight) => flight.stale = true,
                    Doing::Pausing(_) | Doing::GivenUp => {
                        state.doing = Doing::Nothing;
                        self.renew(state);
                    }
                    Doing::Nothing => {}
                }
            }
            Action::Becomes(server) => state.server = server,
        }
    }

    /// What follows from the time alone.
    fn advance(&self, state: &mut State) {
        if state.held.is_some_and(|held| held.until <= state.now) && !self.has(Fault::SourceKeepsExpired) {
            state.held = None;
            state.rejections = 0;
        }
        if let Doing::InFlight(flight) = state.doing
            && (flight.dropped || flight.sent.saturating_add(PATIENCE) <= state.now)
            && !self.has(Fault::SourceForgetsLost)
        {
            if !flight.dropped {
                state.open = state.open.saturating_sub(1);
                state.late = Some(flight);
            }
            self.fail(state);
        }
        if let Doing::Pausing(until) = state.doing
            && until <= state.now
        {
            state.doing = Doing::Nothing;
        }
        if let (Some(held), Doing::Nothing) = (&mut state.held, state.doing)
            && held.until.saturating_sub(EARLY) <= state.now
        {
            held.due = true;
        }
    }

    fn poll(&self, state: &mut State) {
        self.advance(state);
        let idle = state.doing == Doing::Nothing
            || (self.has(Fault::SourceSendsTwice) && matches!(state.doing, Doing::InFlight(_)));
        if idle && state.held.is_none_or(|held| held.due) {
            state.hammered |= state.refused;
            state.open = state.open.saturating_add(1);
            state.sent_now = state.sent_now.saturating_add(1);
            state.doing = Doing::InFlight(Flight {
                sent: state.now,
                stale: false,
                dropped: false,
            });
            if self.has(Fault::SourceDropsWhileRenewing) {
                state.held = None;
            }
            state.said = Some(Said::Send);
            return;
        }
        state.said = Some(match (state.held, state.doing) {
            (Some(held), _) => Said::Use(held.until),
            (None, Doing::InFlight(flight)) => Said::Wait(flight.sent.saturating_add(PATIENCE)),
            (None, Doing::Pausing(until)) => Said::Wait(until),
            (None, Doing::GivenUp) => Said::GiveUp,
            (None, Doing::Nothing) => Said::Wait(state.now),
        });
    }

    fn answer(&self, state: &mut State) {
        self.advance(state);
        let Doing::InFlight(flight) = state.doing else {
            // The time was over: it comes late.
            return self.late_answer(state);
        };
        state.open = state.open.saturating_sub(1);
        match state.server {
            Server::Up => {
                if state.held.is_some() {
                    state.rejections = 0;
                }
                self.keep(state, flight);
                state.doing = Doing::Nothing;
            }
            // What the old credentials are refused for says nothing of the new ones.
            Server::Down | Server::Refusing if flight.stale => {
                state.doing = Doing::Nothing;
                self.renew(state);
            }
            Server::Down => self.fail(state),
            Server::Refusing => {
                state.refused = true;
                if self.has(Fault::SourceIgnoresRefusal) {
                    self.fail(state);
                } else {
                    state.doing = Doing::GivenUp;
                }
            }
        }
    }

    /// A token that comes late is as good as any, if there is none and it was asked for with these credentials.
    fn late_answer(&self, state: &mut State) {
        let Some(flight) = state.late.take() else {
            return;
        };
        self.advance(state);
        let counts = flight.sent.saturating_add(LIFETIME) > state.now;
        if state.server != Server::Up || flight.stale || state.held.is_some() || !counts {
            return;
        }
        self.keep(state, flight);
        if matches!(state.doing, Doing::Pausing(_)) {
            state.doing = Doing::Nothing;
        }
    }

    fn keep(&self, state: &mut State, flight: Flight) {
        state.held = Some(Held {
            until: flight.sent.saturating_add(LIFETIME),
            received: state.now,
            due: false,
        });
    }

    /// A failure that may pass: the next attempt comes after a wait.
    fn fail(&self, state: &mut State) {
        state.doing = if self.has(Fault::SourceRetriesAtOnce) {
            Doing::Nothing
        } else {
            Doing::Pausing(state.now.saturating_add(BACKOFF))
        };
        self.renew(state);
    }

    fn renew(&self, state: &mut State) {
        if let Some(held) = &mut state.held {
            held.due = true;
        }
    }

    /// A token that a resource server does not take is dropped; a second one in a row is not replaced at once.
    fn reject(&self, state: &mut State) {
        self.advance(state);
        if state.held.take().is_none() {
            return;
        }
        state.rejections = state.rejections.saturating_add(1).min(2);
        if state.rejections < 2 || self.has(Fault::SourceRenewsInALoop) {
            return;
        }
        let until = state.now.saturating_add(BACKOFF);
        match state.doing {
            Doing::Nothing => state.doing = Doing::Pausing(until),
            Doing::Pausing(waits) => state.doing = Doing::Pausing(until.max(waits)),
            Doing::InFlight(_) | Doing::GivenUp => {}
        }
    }
}

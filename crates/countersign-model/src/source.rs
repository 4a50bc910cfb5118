//! The client's token source as the clauses and its promises have it: when to send, what to hand out, when to wait.
//!
//! One source, one token endpoint that is up, down or refuses the client, callers who ask at any time, and what disturbs
//! them. The times are small, chance is a choice like any other, and the machine is explored to the end.

mod policy;
mod properties;
mod state;
mod step;
mod time;

use std::fmt;

use crate::explore::{Model, Trace};
use crate::fault::Fault;
use crate::term::Time;

pub use policy::{Policy, Unstated};
pub use properties::{always, sometimes, sometimes_disturbed};
pub use state::{Complaint, Doing, Flight, Held, Reply, Said, Server, State};

/// What can happen. Chance is how much earlier a token is renewed, or how much longer than the least a failure waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Time passes.
    Tick,
    /// The clock of the host goes back.
    Back(Time),
    /// A caller asks.
    Poll,
    /// The answer to the request comes.
    Answer(Reply, Time),
    /// The answer to a request comes after the source has given it up.
    LateAnswer(Reply, Time),
    /// The answer to a request of another source comes to this one.
    ForeignAnswer,
    /// The request is dropped by the host without an answer.
    Drop,
    /// A resource server complains of the last token.
    Reject(Complaint),
    /// A resource server says that the token before the last is not valid.
    RejectOld,
    /// The host replaces the credentials of the client; the server accepts them.
    Replace,
    /// The host says that what the server refused for is mended.
    Resume,
    /// The server changes.
    Becomes(Server),
}

/// In words.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tick => f.write_str("time passes"),
            Self::Back(by) => write!(f, "the clock goes back by {by}"),
            Self::Poll => f.write_str("a caller asks"),
            Self::Answer(reply, _) => write!(f, "the answer comes, {reply:?}"),
            Self::LateAnswer(reply, _) => write!(f, "the answer to the request before comes, {reply:?}"),
            Self::ForeignAnswer => f.write_str("an answer to another source comes"),
            Self::Drop => f.write_str("the request is dropped"),
            Self::Reject(complaint) => write!(f, "a resource server complains, {complaint:?}"),
            Self::RejectOld => f.write_str("a resource server complains of the token before the last"),
            Self::Replace => f.write_str("the credentials are replaced"),
            Self::Resume => f.write_str("the registration is mended"),
            Self::Becomes(server) => write!(f, "the server is {server:?}"),
        }
    }
}

/// The bounds of the exploration.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// What the source is told to do.
    pub policy: Policy,
    /// What can be answered.
    pub replies: &'static [Reply],
    /// Whether there is more than a server and callers: a clock that goes back, complaints of all kinds.
    pub disturbed: bool,
    /// The first time.
    pub start: Time,
    /// The last time.
    pub horizon: Time,
    /// What is wrong, if anything is.
    pub fault: Option<Fault>,
}

impl Source {
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// What chance can do with an answer in a state.
    #[must_use]
    pub fn chances(&self, state: &State, reply: Reply) -> std::ops::RangeInclusive<Time> {
        match reply {
            Reply::Token(_) => 0..=self.policy.spread.max(self.waits(state)),
            Reply::NotNow(_) => 0..=self.waits(state),
            Reply::Never => 0..=0,
        }
    }

    /// How much longer than the least the next wait can be.
    fn waits(&self, state: &State) -> Time {
        self.policy
            .window(state.failures.saturating_add(1))
            .saturating_sub(1)
    }

    /// What the server can answer as it is.
    fn answers(&self, state: &State) -> impl Iterator<Item = Reply> {
        let server = state.server;
        self.replies.iter().copied().filter(move |reply| {
            server
                == match reply {
                    Reply::Token(_) => Server::Up,
                    Reply::NotNow(_) => Server::Down,
                    Reply::Never => Server::Refusing,
                }
        })
    }

    fn disturbances(&self, state: &State, out: &mut Vec<Action>) {
        let steps = [self.policy.tolerance, BACK];
        let possible = |by: &Time| self.start.saturating_add(*by) <= state.now;
        out.extend(steps.into_iter().filter(possible).map(Action::Back));
        out.extend([Action::ForeignAnswer, Action::Resume]);
        if state.held.is_some() {
            out.push(Action::Reject(Complaint::Other));
        }
        if state.tokens > 1 {
            out.push(Action::RejectOld);
        }
    }
}

/// How far a clock that is set back goes.
const BACK: Time = 3;

impl Model for Source {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            now: self.start,
            latest: None,
            server: Server::Up,
            held: None,
            doing: Doing::Nothing,
            late: None,
            failures: 0,
            rejections: 0,
            tokens: 0,
            said: None,
            open: 0,
            sent_now: 0,
            refused: false,
            hammered: false,
            alone_until: 0,
            pressed: false,
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        if state.now < self.horizon {
            out.push(Action::Tick);
        }
        out.push(Action::Poll);
        let under_way = matches!(state.doing, Doing::InFlight(flight) if !flight.dropped);
        for reply in self.answers(state) {
            for chance in self.chances(state, reply) {
                if under_way {
                    out.push(Action::Answer(reply, chance));
                }
                if state.late.is_some() {
                    out.push(Action::LateAnswer(reply, chance));
                }
            }
        }
        if under_way {
            out.push(Action::Drop);
        }
        if state.held.is_some() {
            out.push(Action::Reject(Complaint::Token));
        }
        out.push(Action::Replace);
        for server in [Server::Up, Server::Down, Server::Refusing] {
            if server != state.server {
                out.push(Action::Becomes(server));
            }
        }
        if self.disturbed {
            self.disturbances(state, out);
        }
    }

    fn after(&self, state: &State, action: &Action) -> State {
        let mut next = state.clone();
        next.said = None;
        self.apply(&mut next, *action);
        next
    }

    /// Counts that have passed what they are counted for are one, and so are times that are over.
    fn representative(&self, mut state: State) -> State {
        state.tokens = if self.disturbed { state.tokens.min(2) } else { 0 };
        if state.alone_until <= state.now {
            state.alone_until = 0;
        }
        state
    }

    /// What happened at which time, and what the source said.
    fn tell(&self, trace: &Trace<State, Action>) -> String {
        let mut text = format!("{}, after {} moves:\n", trace.property, trace.moves.len());
        for (number, (action, state)) in (1_usize..).zip(&trace.moves) {
            let said = state
                .said
                .map_or_else(String::new, |said| format!("; the source says {said:?}"));
            text.push_str(&format!("  {number:>2}. at {}: {action}{said}\n", state.now));
        }
        let last = trace.moves.last().map_or(&trace.start, |(_, state)| state);
        text.push_str(&format!(
            "  the source holds {:?} and is {:?}\n",
            last.held, last.doing
        ));
        text
    }
}

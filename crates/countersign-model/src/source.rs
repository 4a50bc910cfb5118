//! The client's token source as the clauses and its promises have it: when to send, what to hand out, when to wait.
//!
//! One source, one token endpoint that is up, down or refuses the client, and callers who ask at any time. The times are
//! small and fixed, chance is taken out of them, and the machine is explored to the end.

mod properties;
mod step;

use crate::explore::Model;
use crate::fault::Fault;
use crate::term::Time;

pub use properties::{always, sometimes};

/// How long a token lives.
pub const LIFETIME: Time = 4;
/// How long before its end a token is renewed.
pub const EARLY: Time = 1;
/// How long the source waits for an answer.
pub const PATIENCE: Time = 2;
/// How long it waits after a failure.
pub const BACKOFF: Time = 1;

/// The token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Server {
    /// It issues tokens.
    Up,
    /// It fails for now.
    Down,
    /// It refuses the client.
    Refusing,
}

/// A token that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    /// The first time at which it does not count any more.
    pub until: Time,
    /// When it was received.
    pub received: Time,
    /// Whether it is to be renewed.
    pub due: bool,
}

/// A request that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flight {
    /// When.
    pub sent: Time,
    /// Whether the credentials were replaced since.
    pub stale: bool,
    /// Whether the host dropped it, so that no answer can come.
    pub dropped: bool,
}

/// What the source is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doing {
    /// Nothing.
    Nothing,
    /// It has sent a request and has not heard of it.
    InFlight(Flight),
    /// It waits until this time.
    Pausing(Time),
    /// It has given up until something changes.
    GivenUp,
}

/// What a caller is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// Here is a token; it ends at this time by the clock of the server.
    Use(Time),
    /// Send this request.
    Send,
    /// Come back at this time.
    Wait(Time),
    /// There will be no token.
    GiveUp,
}

/// The source, the server and what the properties remember.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The time.
    pub now: Time,
    /// The server.
    pub server: Server,
    /// The token.
    pub held: Option<Held>,
    /// What the source is doing.
    pub doing: Doing,
    /// A request that was given up for its time, and may be answered yet.
    pub late: Option<Flight>,
    /// How many tokens in a row a resource server rejected.
    pub rejections: u8,
    /// The answer to the last question, if it was the last thing that happened.
    pub said: Option<Said>,
    /// For the properties: requests that are neither answered nor given up.
    pub open: u8,
    /// For the properties: how many requests were sent at this time.
    pub sent_now: u8,
    /// For the properties: whether the client was refused for good since its credentials were replaced.
    pub refused: bool,
    /// For the properties: whether a request was sent all the same.
    pub hammered: bool,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Time passes.
    Tick,
    /// A caller asks.
    Poll,
    /// The answer to the request comes: what the server has to say now.
    Answer,
    /// The answer to a request comes after the source has given it up.
    LateAnswer,
    /// The request is dropped by the host without an answer.
    Drop,
    /// A resource server says that the token is not valid.
    Reject,
    /// The host replaces the credentials of the client; the server accepts them.
    Replace,
    /// The server changes.
    Becomes(Server),
}

/// The bounds of the exploration.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The last time.
    pub horizon: Time,
    /// What is wrong, if anything is.
    pub fault: Option<Fault>,
}

impl Source {
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }
}

impl Model for Source {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            now: 0,
            server: Server::Up,
            held: None,
            doing: Doing::Nothing,
            late: None,
            rejections: 0,
            said: None,
            open: 0,
            sent_now: 0,
            refused: false,
            hammered: false,
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        if state.now < self.horizon {
            out.push(Action::Tick);
        }
        out.push(Action::Poll);
        if matches!(state.doing, Doing::InFlight(flight) if !flight.dropped) {
            out.extend([Action::Answer, Action::Drop]);
        }
        if state.late.is_some() {
            out.push(Action::LateAnswer);
        }
        if state.held.is_some() {
            out.push(Action::Reject);
        }
        out.push(Action::Replace);
        for server in [Server::Up, Server::Down, Server::Refusing] {
            if server != state.server {
                out.push(Action::Becomes(server));
            }
        }
    }

    fn after(&self, state: &State, action: &Action) -> State {
        let mut next = state.clone();
        next.said = None;
        self.apply(&mut next, *action);
        next
    }
}

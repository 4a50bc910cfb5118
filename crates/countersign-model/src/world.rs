//! Everything together: nodes that share one replay store, a clock, hosts that may fail, honest clients, and an
//! adversary who sees, repeats, delays and splices whatever crossed the wire.

mod action;
mod state;

use crate::endpoint::{Claimed, Decision, Endpoint, Reply, Stage};
use crate::explore::{Model, Trace};
use crate::fault::Fault;
use crate::registry::Registry;
use crate::term::{Assertion, Request, Time};

pub use action::Action;
pub use state::{ClaimKey, Issued, Session, State, StoreSide};

/// The name of a message that is one of many.
pub const ANY: &str = "any request";

/// A request that can be sent.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it shows.
    pub name: &'static str,
    /// The request.
    pub request: Request,
    /// Whether an honest client sends it, which it does once.
    pub honest: bool,
    /// The messages of which parts are in it, by their place in the script: an adversary has to have seen them.
    pub made_of: Vec<usize>,
}

/// The bounds of one exploration.
#[derive(Debug, Clone)]
pub struct World {
    /// What is registered.
    pub registry: Registry,
    /// What can be sent.
    pub script: Vec<Message>,
    /// How many requests are sent in all.
    pub sessions: usize,
    /// How far the clock of each node is behind that of the store.
    pub lag: Vec<Time>,
    /// The last time.
    pub horizon: Time,
    /// How the hosts may decide.
    pub decisions: Vec<Decision>,
    /// Whether what a host is asked may fail.
    pub outages: bool,
    /// Whether steps that touch nothing shared are separate from each other. If not, a node takes them at once.
    ///
    /// That loses nothing: such a step reads and writes its own session alone and the registry, which does not change;
    /// time is read when the request comes in. So it commutes with every step of another session.
    pub interleaved: bool,
    /// What is wrong, if anything is.
    pub fault: Option<Fault>,
}

impl World {
    /// The endpoint that every node runs.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint<'_> {
        Endpoint {
            registry: &self.registry,
            fault: self.fault,
        }
    }

    /// The message that a session is about.
    #[must_use]
    pub fn request(&self, session: &Session) -> Request {
        self.script
            .get(session.message)
            .map_or(Request::BARE, |message| message.request)
    }

    /// The key under which the store knows an assertion.
    #[must_use]
    pub fn key(&self, assertion: &Assertion) -> ClaimKey {
        ClaimKey {
            issuer: (self.fault != Some(Fault::JtiWithoutIssuer)).then_some(assertion.iss),
            jti: assertion.jti,
        }
    }

    fn may_send(&self, state: &State, message: &Message, at: usize) -> bool {
        let seen = |place: &usize| state.has_seen(*place);
        if message.honest {
            !state.has_seen(at)
        } else {
            message.made_of.iter().all(seen)
        }
    }

    fn send(&self, state: &mut State, message: usize, node: usize) {
        let lag = self.lag.get(node).copied().unwrap_or(0);
        let at = state.now.saturating_sub(lag);
        let mut session = Session {
            message,
            node,
            at,
            stage: Stage::LookUp,
            store: StoreSide::Idle,
            failed: false,
            issued_at: None,
        };
        session.stage = self.endpoint().receive(&self.request(&session));
        if self.script.get(message).is_some_and(|message| message.honest) {
            state.see(message);
        }
        let place = state.sessions.len();
        state.sessions.push(session);
        self.settle(state, place);
    }

    /// Takes the steps that are not to be told apart.
    fn settle(&self, state: &mut State, place: usize) {
        if self.interleaved {
            return;
        }
        loop {
            let Some(stage) = state.sessions.get(place).map(|session| session.stage) else {
                return;
            };
            let action = match stage {
                Stage::LookUp => Action::LookUp(place),
                Stage::VerifySecret => Action::Verify(place),
                Stage::Authorize(_) => Action::Decide(place, Decision::Grant),
                Stage::Issue(_) => Action::Issue(place),
                Stage::Claim | Stage::Replied(_) => return,
            };
            self.apply(state, &action);
        }
    }

    fn apply(&self, state: &mut State, action: &Action) {
        let endpoint = self.endpoint();
        match *action {
            Action::Send { message, node } => return self.send(state, message, node),
            Action::Tick => return state.tick(),
            Action::LookUp(place) => {
                state.step(place, |session| {
                    endpoint.looked_up(&self.request(session), session.at)
                });
            }
            Action::Verify(place) => {
                state.step(place, |session| {
                    endpoint.secret_verified(&self.request(session), session.at)
                });
            }
            Action::Decide(place, decision) => {
                state.step(place, |session| match session.stage {
                    Stage::Authorize(grant) => endpoint.decided(&self.request(session), grant, decision),
                    other => other,
                });
            }
            Action::Issue(place) => {
                state.issue(place);
            }
            Action::Fail(place) => {
                state.fail(place);
                state.step(place, |session| {
                    endpoint.unavailable(&self.request(session), session.stage, session.at)
                });
            }
            Action::StoreReads(place) => self.store_reads(state, place),
            Action::StoreWrites(place) => self.store_writes(state, place),
            Action::StoreAnswers(place) => {
                state.step(place, |session| match session.store {
                    StoreSide::Decided(claimed) => {
                        endpoint.claimed(&self.request(session), session.at, claimed)
                    }
                    StoreSide::Idle | StoreSide::Read(_) => session.stage,
                });
                state.accept(place, self);
            }
        }
        state.learn(place_of(action));
    }

    /// The store looks a key up, and where it works as it should, claims it in the same act.
    ///
    /// A claim whose time is over by the clock of the store is no first use: the claim that made it so may have been
    /// forgotten while the request was under way.
    fn store_reads(&self, state: &mut State, place: usize) {
        let Some(assertion) = self.assertion(state, place) else {
            return;
        };
        let (key, until) = (self.key(&assertion), self.endpoint().keep_until(&assertion));
        let over = until <= state.now && self.fault != Some(Fault::LateClaimIsFirst);
        let claimed = if over || state.store.iter().any(|(known, _)| *known == key) {
            Claimed::Seen
        } else {
            Claimed::First
        };
        if self.fault == Some(Fault::CheckThenSet) {
            state.set_store_side(place, StoreSide::Read(claimed));
        } else {
            if claimed == Claimed::First {
                state.remember(key, until);
            }
            state.set_store_side(place, StoreSide::Decided(claimed));
        }
    }

    fn store_writes(&self, state: &mut State, place: usize) {
        let Some(assertion) = self.assertion(state, place) else {
            return;
        };
        if let Some(StoreSide::Read(claimed)) = state.sessions.get(place).map(|session| session.store) {
            state.remember(self.key(&assertion), self.endpoint().keep_until(&assertion));
            state.set_store_side(place, StoreSide::Decided(claimed));
        }
    }

    fn assertion(&self, state: &State, place: usize) -> Option<Assertion> {
        self.request(state.sessions.get(place)?).assertion
    }
}

const fn place_of(action: &Action) -> Option<usize> {
    match *action {
        Action::Send { .. } | Action::Tick => None,
        Action::LookUp(place)
        | Action::Verify(place)
        | Action::Decide(place, _)
        | Action::Issue(place)
        | Action::Fail(place)
        | Action::StoreReads(place)
        | Action::StoreWrites(place)
        | Action::StoreAnswers(place) => Some(place),
    }
}

impl Model for World {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State::default()]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        if state.now < self.horizon {
            out.push(Action::Tick);
        }
        if state.sessions.len() < self.sessions {
            for (at, message) in self.script.iter().enumerate() {
                if self.may_send(state, message, at) {
                    let nodes = 0..self.lag.len();
                    out.extend(nodes.map(|node| Action::Send { message: at, node }));
                }
            }
        }
        for (place, session) in state.sessions.iter().enumerate() {
            match session.stage {
                Stage::Replied(_) => continue,
                Stage::LookUp => out.push(Action::LookUp(place)),
                Stage::VerifySecret => out.push(Action::Verify(place)),
                Stage::Authorize(_) => {
                    let decisions = self.decisions.iter();
                    out.extend(decisions.map(|decision| Action::Decide(place, *decision)));
                }
                Stage::Issue(_) => out.push(Action::Issue(place)),
                Stage::Claim => out.push(match session.store {
                    StoreSide::Idle => Action::StoreReads(place),
                    StoreSide::Read(_) => Action::StoreWrites(place),
                    StoreSide::Decided(_) => Action::StoreAnswers(place),
                }),
            }
            if self.outages {
                out.push(Action::Fail(place));
            }
        }
    }

    fn after(&self, state: &State, action: &Action) -> State {
        let mut next = state.clone();
        self.apply(&mut next, action);
        if let Some(place) = place_of(action) {
            self.settle(&mut next, place);
        }
        next
    }

    /// Sessions are told apart by nothing but what is in them, and every property quantifies over all of them: so a
    /// state in which they stand in another order is the same state.
    fn representative(&self, mut state: State) -> State {
        state.sessions.sort_unstable();
        state
    }

    /// What was sent, what happened, and what came of each request.
    fn tell(&self, trace: &Trace<State, Action>) -> String {
        let mut text = format!("{}, after {} moves:\n", trace.property, trace.moves.len());
        for (number, (action, _)) in (1_usize..).zip(&trace.moves) {
            let line = match *action {
                Action::Send { message, node } => {
                    let message = self.script.get(message);
                    let what = message.map_or_else(String::new, |message| match message.name {
                        ANY => format!("{:?}", message.request),
                        name => name.into(),
                    });
                    format!("node {node} receives: {what}")
                }
                other => other.to_string(),
            };
            text.push_str(&format!("  {number:>2}. {line}\n"));
        }
        let last = trace.moves.last().map_or(&trace.start, |(_, state)| state);
        for session in &last.sessions {
            let name = self
                .script
                .get(session.message)
                .map_or("", |message| message.name);
            text.push_str(&format!(
                "  {name}, by the clock of the node at {}: {:?}\n",
                session.at, session.stage
            ));
        }
        text
    }
}

/// What a session ended with, if it ended.
#[must_use]
pub const fn reply(session: &Session) -> Option<Reply> {
    match session.stage {
        Stage::Replied(reply) => Some(reply),
        _ => None,
    }
}

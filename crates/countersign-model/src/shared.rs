//! Token sources that callers share: who is handed which token.
//!
//! Callers ask for a token of some server, as some client, for some scope, and show a secret. Those who ask for the same
//! with the same secret share a source; a token that was fetched for one is handed to the others.

use crate::explore::{Model, Property, Trace};
use crate::fault::Fault;

/// What makes two requests the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The token endpoint.
    pub endpoint: u8,
    /// The client.
    pub client: u8,
    /// The scope.
    pub scope: u8,
}

/// A caller: what it asks for, and the secret that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Caller {
    /// What it asks for.
    pub key: Key,
    /// The secret.
    pub secret: u8,
}

impl Caller {
    /// Every caller: two of each.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..16).map(|bits: u8| Self {
            key: Key {
                endpoint: bits & 1,
                client: bits >> 1 & 1,
                scope: bits >> 2 & 1,
            },
            secret: bits >> 3 & 1,
        })
    }
}

/// What a caller is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Told {
    /// A token was fetched for it, and is kept.
    Fetched,
    /// Here is a token that was fetched for this caller.
    Shared(Caller),
    /// Somebody asks for the same with another secret.
    OtherSecret,
    /// There are as many sources as there may be.
    Full,
}

/// The sources, each with the caller that its token was fetched for, in order; and what was said last to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct State {
    /// The sources.
    pub sources: Vec<Caller>,
    /// The last answer.
    pub told: Option<(Caller, Told)>,
}

/// The sources of one host, with at most one fault.
#[derive(Debug, Clone, Copy)]
pub struct Shared {
    /// How many there may be.
    pub most: usize,
    /// What is wrong, if anything is.
    pub fault: Option<Fault>,
}

impl Shared {
    /// What two callers who share a source have in common.
    fn seen(&self, key: Key) -> Key {
        let without = |part: u8, fault: Fault| if self.fault == Some(fault) { 0 } else { part };
        Key {
            endpoint: without(key.endpoint, Fault::KeyWithoutEndpoint),
            client: without(key.client, Fault::KeyWithoutClient),
            scope: without(key.scope, Fault::KeyWithoutScope),
        }
    }
}

impl Model for Shared {
    type State = State;
    type Action = Caller;

    fn initial(&self) -> Vec<State> {
        vec![State::default()]
    }

    fn actions(&self, _: &State, out: &mut Vec<Caller>) {
        out.extend(Caller::all());
    }

    fn after(&self, state: &State, caller: &Caller) -> State {
        let mut next = state.clone();
        let known = state
            .sources
            .iter()
            .find(|source| self.seen(source.key) == self.seen(caller.key));
        let told = match known {
            None if state.sources.len() >= self.most && self.fault != Some(Fault::SharedWithoutEnd) => {
                Told::Full
            }
            None => Told::Fetched,
            Some(source) if source.secret == caller.secret => Told::Shared(*source),
            Some(source) if self.fault == Some(Fault::SecretNotCompared) => Told::Shared(*source),
            Some(_) => Told::OtherSecret,
        };
        if told == Told::Fetched {
            next.sources.push(*caller);
            next.sources.sort_unstable();
        }
        next.told = Some((*caller, told));
        next
    }

    /// Who asked, and what it was told.
    fn tell(&self, trace: &Trace<State, Caller>) -> String {
        let mut text = format!("{}, after {} moves:\n", trace.property, trace.moves.len());
        for (number, (caller, state)) in (1_usize..).zip(&trace.moves) {
            let told = state.told.map(|(_, told)| told);
            text.push_str(&format!("  {number:>2}. {caller:?} is told {told:?}\n"));
        }
        text
    }
}

/// The properties that hold in every state.
#[must_use]
pub fn always() -> Vec<Property<Shared>> {
    vec![
        Property::always(
            "token_is_shared_for_equal_requests_alone",
            |_: &Shared, state: &State| !matches!(state.told, Some((caller, Told::Shared(source))) if caller.key != source.key),
        ),
        Property::always(
            "token_is_shared_by_one_secret_alone",
            |_: &Shared, state: &State| !matches!(state.told, Some((caller, Told::Shared(source))) if caller.secret != source.secret),
        ),
        Property::always(
            "no_more_sources_than_there_may_be",
            |shared: &Shared, state: &State| state.sources.len() <= shared.most,
        ),
    ]
}

/// What has to happen somewhere, so that the properties above speak of something.
#[must_use]
pub fn sometimes() -> Vec<Property<Shared>> {
    vec![
        Property::sometimes("a_token_is_shared", |_: &Shared, state: &State| {
            matches!(state.told, Some((_, Told::Shared(_))))
        }),
        Property::sometimes("somebody_guesses", |_: &Shared, state: &State| {
            matches!(state.told, Some((_, Told::OtherSecret)))
        }),
        Property::sometimes("there_is_no_room", |_: &Shared, state: &State| {
            matches!(state.told, Some((_, Told::Full)))
        }),
    ]
}

//! Requests that cross each other on two nodes over one replay store: every trace of the model is replayed on real
//! endpoints over the store in memory, and each request stands where the model says after each move.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod real;

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign_auth::{Claim, ClientRecord, ReplayKey};
use countersign_message::AccessToken;
use countersign_model::bounds;
use countersign_model::explore::{Model, walk};
use countersign_model::world::{Action, State, World};
use countersign_replay::{MemoryStore, ReplayStore};
use countersign_server::{ClaimOnce, IssuedToken, Step, TokenEndpoint};

/// One request on its way: a step, or a claim whose answer is under way.
enum Way<'r> {
    Step(Step<'r>),
    Decided(ClaimOnce<'r>, Claim),
    /// Only while a step is being answered.
    Moving,
}

struct Real<'r> {
    world: &'r World,
    endpoint: &'r TokenEndpoint,
    records: &'r [Arc<ClientRecord>],
    messages: &'r [real::Octets],
    store: MemoryStore,
    /// Every key that was claimed.
    claimed: BTreeSet<ReplayKey>,
    ways: Vec<Way<'r>>,
}

impl<'r> Real<'r> {
    fn apply(&mut self, state: &State, action: Action) {
        match action {
            Action::Tick => {}
            Action::Send { message, node } => {
                let now = state.now.saturating_sub(self.world.lag[node]);
                let step = self
                    .endpoint
                    .receive(self.messages[message].parts(), real::at(now));
                let step = self.settle(step);
                self.ways.push(Way::Step(step));
            }
            Action::StoreReads(place) => {
                let Way::Step(Step::ClaimOnce(ask)) = std::mem::replace(&mut self.ways[place], Way::Moving)
                else {
                    panic!("the model says that a claim is asked for")
                };
                let now = real::at(state.now);
                let claim = self
                    .store
                    .claim(ask.key(), ask.retain_until(), now)
                    .expect("there is room");
                self.claimed.insert(ask.key().clone());
                self.ways[place] = Way::Decided(ask, claim);
            }
            Action::StoreAnswers(place) => {
                let Way::Decided(ask, claim) = std::mem::replace(&mut self.ways[place], Way::Moving) else {
                    panic!("the model says that an answer is under way")
                };
                let step = match claim {
                    Claim::First => ask.first_use(),
                    Claim::Seen => ask.seen_before(),
                };
                let step = self.settle(step);
                self.ways[place] = Way::Step(step);
            }
            other => panic!("{other:?} does not happen within these bounds"),
        }
    }

    /// Answers what the model answers at once.
    fn settle(&self, mut step: Step<'r>) -> Step<'r> {
        loop {
            step = match step {
                Step::LookUpClient(ask) => {
                    let record = self
                        .records
                        .iter()
                        .find(|record| record.client_id() == ask.client_id());
                    match record {
                        Some(record) => ask.found(Arc::clone(record)),
                        None => ask.unknown(),
                    }
                }
                Step::VerifySecret(ask) => ask.differs(),
                Step::Authorize(ask) => ask.grant_requested(),
                Step::Issue(ask) => ask.issued(&IssuedToken::bearer(
                    AccessToken::parse("token").expect("a token"),
                    20,
                )),
                Step::ClaimOnce(_) | Step::Reply(_) => return step,
            };
        }
    }

    /// Puts the requests into the order of the model's representative.
    fn sort_as(&mut self, before: &State) {
        let mut order: Vec<usize> = (0..self.ways.len()).collect();
        order.sort_by(|first, second| before.sessions[*first].cmp(&before.sessions[*second]));
        let mut ways: Vec<Option<Way<'r>>> = std::mem::take(&mut self.ways).into_iter().map(Some).collect();
        self.ways = order.into_iter().filter_map(|place| ways[place].take()).collect();
    }
}

/// Replays every move of a world; returns how many traces and how many steps that were.
fn replay(world: &World) -> (usize, usize) {
    let endpoint = real::endpoint(&world.registry);
    let records: Vec<_> = world.registry.clients.iter().map(real::record).collect();
    let messages: Vec<_> = world
        .script
        .iter()
        .map(|message| real::Octets::of(&message.request))
        .collect();
    let mut steps = 0;
    let traces = walk(world, |start, moves| {
        let mut real = Real {
            world,
            endpoint: &endpoint,
            records: &records,
            messages: &messages,
            store: MemoryStore::new(16),
            claimed: BTreeSet::new(),
            ways: Vec::new(),
        };
        let mut state = start.clone();
        for (action, after) in moves {
            real.apply(&state, *action);
            let unsorted = world.after(&state, action);
            real.sort_as(&unsorted);
            for (way, session) in real.ways.iter().zip(&after.sessions) {
                let stage = match way {
                    Way::Step(step) => real::stage(step),
                    Way::Decided(..) => countersign_model::endpoint::Stage::Claim,
                    Way::Moving => panic!("a step was lost"),
                };
                assert!(
                    real::agree(session.stage, stage),
                    "the model says {:?}, the endpoint {stage:?}, after {:?}",
                    session.stage,
                    moves.iter().map(|(action, _)| action).collect::<Vec<_>>()
                );
            }
            state = after.clone();
            steps += 1;
        }
        // A key that is not remembered is new once more.
        let (now, later) = (real::at(state.now), real::at(u8::MAX));
        let seen = |key: &&ReplayKey| real.store.claim(key, later, now) == Ok(Claim::Seen);
        let remembered = real.claimed.iter().filter(seen).count();
        assert_eq!(remembered, state.store.len(), "what the stores remember");
    });
    (traces, steps)
}

#[test]
fn every_trace_of_repetitions_is_that_of_the_endpoints() {
    let (traces, steps) = replay(&bounds::repetitions(2, None));
    println!("repetitions on two nodes: {traces} traces, {steps} moves replayed");
    assert!(traces > 2_000, "{traces}");
}

#[test]
fn every_trace_of_assertions_of_all_kinds_is_that_of_the_endpoints() {
    let (traces, steps) = replay(&bounds::replays(2, None));
    println!("assertions of all kinds on two nodes: {traces} traces, {steps} moves replayed");
    assert!(traces > 100_000, "{traces}");
}

//! Requests that cross each other on two nodes over one replay store: every move from every state of the model is replayed
//! on real endpoints over the store in memory, each state along one shortest way to it, and each request stands where the
//! model says after each move.
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
use countersign_model::bounds;
use countersign_model::endpoint::{Claimed, Decision, Stage};
use countersign_model::explore::{Model, walk};
use countersign_model::world::{Action, State, World};
use countersign_replay::{MemoryStore, ReplayStore};
use countersign_server::{ClaimOnce, Step, TokenEndpoint};
use real::host::Answer;

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
                let claimed = match claim {
                    Claim::First => Claimed::First,
                    Claim::Seen => Claimed::Seen,
                };
                self.ways[place] = Way::Step(Step::ClaimOnce(ask));
                self.answer(place, Answer::Claimed(claimed));
            }
            Action::LookUp(place) | Action::Verify(place) => self.answer(place, Answer::Facts),
            Action::Decide(place, decision) => self.answer(place, Answer::Decided(decision)),
            Action::Issue(place) => self.answer(place, Answer::Issued),
            Action::Fail(place) => self.answer(place, Answer::Failed),
            Action::StoreWrites(_) => panic!("a store that works claims in one act"),
        }
    }

    /// A host answers; an answer of the store that was under way is lost if it failed.
    fn answer(&mut self, place: usize, answer: Answer) {
        let step = match std::mem::replace(&mut self.ways[place], Way::Moving) {
            Way::Step(step) => step,
            Way::Decided(ask, _) => Step::ClaimOnce(ask),
            Way::Moving => panic!("a step was lost"),
        };
        let step = self.settle(real::host::answer(self.records, step, answer));
        self.ways[place] = Way::Step(step);
    }

    /// Answers what the model answers at once.
    fn settle(&self, mut step: Step<'r>) -> Step<'r> {
        if self.world.interleaved {
            return step;
        }
        loop {
            let answer = match &step {
                Step::LookUpClient(_) | Step::VerifySecret(_) => Answer::Facts,
                Step::Authorize(_) => Answer::Decided(Decision::Grant),
                Step::Issue(_) => Answer::Issued,
                Step::ClaimOnce(_) | Step::Reply(_) => return step,
            };
            step = real::host::answer(self.records, step, answer);
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
                    Way::Decided(..) => Stage::Claim,
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

/// Replays a world, and says what that was.
fn told(what: &str, world: &World, at_least: usize) {
    let (traces, steps) = replay(world);
    println!("| {what} | both | {traces} traces, {steps} moves |");
    assert!(traces >= at_least, "{traces}");
}

#[test]
fn every_move_of_repetitions_is_that_of_the_endpoints() {
    told(
        "one assertion and its repetitions, 2 nodes, 2 requests",
        &bounds::repetitions(2, None),
        2_000,
    );
}

#[test]
fn every_move_of_assertions_of_all_kinds_is_that_of_the_endpoints() {
    told(
        "assertions of all kinds, 2 nodes, 2 requests",
        &bounds::replays(2, None),
        100_000,
    );
}

#[test]
fn every_move_of_lost_answers_is_that_of_the_endpoints() {
    told(
        "lost answers, 2 nodes, 2 requests",
        &bounds::lost_answers(2, None),
        10_000,
    );
}

#[test]
fn every_move_of_secrets_and_failing_hosts_is_that_of_the_endpoints() {
    told(
        "secrets and failing hosts, 2 requests",
        &bounds::outages(None),
        100_000,
    );
}

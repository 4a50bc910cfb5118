//! The real token endpoint does what the model says, question by question, for every request over the terms, every time,
//! and every answer; and asks nothing that the model does not ask.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

mod real;

use std::sync::Arc;

use countersign_auth::ClientRecord;
use countersign_message::AccessToken;
use countersign_model::bounds;
use countersign_model::endpoint::{Claimed, Decision, Endpoint, Reply, Stage};
use countersign_model::registry::Registry;
use countersign_model::term::{Name, Request, Time};
use countersign_model::world::World;
use countersign_server::{Denial, IssuedToken, Step, TokenEndpoint};

/// What a host answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The facts: whether the client is known, whether the slow hash verifies.
    Facts,
    Claimed(Claimed),
    Decided(Decision),
    Issued,
    Failed,
}

/// Every answer that a question has in the model.
fn answers(stage: Stage, world: &World) -> Vec<Answer> {
    let mut answers = match stage {
        Stage::Replied(_) => return Vec::new(),
        Stage::LookUp | Stage::VerifySecret => vec![Answer::Facts],
        Stage::Claim => vec![Answer::Claimed(Claimed::First), Answer::Claimed(Claimed::Seen)],
        Stage::Authorize(_) => world
            .decisions
            .iter()
            .map(|decision| Answer::Decided(*decision))
            .collect(),
        Stage::Issue(_) => vec![Answer::Issued],
    };
    answers.push(Answer::Failed);
    answers
}

fn in_model(endpoint: &Endpoint<'_>, request: &Request, at: Time, stage: Stage, answer: Answer) -> Stage {
    match (stage, answer) {
        (Stage::LookUp, Answer::Facts) => endpoint.looked_up(request, at),
        (Stage::VerifySecret, Answer::Facts) => endpoint.secret_verified(request, at),
        (Stage::Claim, Answer::Claimed(claimed)) => endpoint.claimed(request, at, claimed),
        (Stage::Authorize(grant), Answer::Decided(decision)) => endpoint.decided(request, grant, decision),
        (Stage::Issue(grant), Answer::Issued) => Stage::Replied(Reply::Token(grant)),
        (stage, _) => endpoint.unavailable(request, stage, at),
    }
}

/// The real endpoint with its registry.
struct Real {
    endpoint: TokenEndpoint,
    records: Vec<Arc<ClientRecord>>,
}

impl Real {
    fn new(registry: &Registry) -> Self {
        Self {
            endpoint: real::endpoint(registry),
            records: registry.clients.iter().map(real::record).collect(),
        }
    }

    fn answer<'r>(&self, step: Step<'r>, answer: Answer) -> Step<'r> {
        match (step, answer) {
            (Step::LookUpClient(ask), Answer::Facts) => {
                let record = self
                    .records
                    .iter()
                    .find(|record| record.client_id() == ask.client_id());
                match record {
                    Some(record) => ask.found(Arc::clone(record)),
                    None => ask.unknown(),
                }
            }
            (Step::VerifySecret(ask), Answer::Facts) => {
                // The slow hash of the tests is the secret itself.
                let presented = ask.presented().to_vec();
                let found = ask
                    .candidates()
                    .find(|(_, hash)| hash.expose().as_bytes() == presented)
                    .map(|(candidate, _)| candidate);
                match found {
                    Some(candidate) => ask.matches(candidate),
                    None => ask.differs(),
                }
            }
            (Step::ClaimOnce(ask), Answer::Claimed(Claimed::First)) => ask.first_use(),
            (Step::ClaimOnce(ask), Answer::Claimed(Claimed::Seen)) => ask.seen_before(),
            (Step::Authorize(ask), Answer::Decided(decision)) => match decision {
                Decision::Grant => ask.grant_requested(),
                Decision::Narrow(scope) => ask.narrow(&real::scope(scope)),
                Decision::DenyClient => ask.deny(Denial::Client),
                Decision::DenyScope => ask.deny(Denial::Scope),
            },
            (Step::Issue(ask), Answer::Issued) => ask.issued(&IssuedToken::bearer(
                AccessToken::parse("token").expect("a token"),
                20,
            )),
            (Step::LookUpClient(ask), Answer::Failed) => ask.unavailable(),
            (Step::VerifySecret(ask), Answer::Failed) => ask.unavailable(),
            (Step::ClaimOnce(ask), Answer::Failed) => ask.unavailable(),
            (Step::Authorize(ask), Answer::Failed) => ask.unavailable(),
            (Step::Issue(ask), Answer::Failed) => ask.unavailable(),
            (step, answer) => panic!("{answer:?} is no answer to {step:?}"),
        }
    }
}

/// Walks every course of one request in both at once. Returns how many courses there are.
fn walk(world: &World, real: &Real, request: &Request, at: Time) -> usize {
    let endpoint = world.endpoint();
    let octets = real::Octets::of(request);
    let mut open: Vec<Vec<Answer>> = vec![Vec::new()];
    let mut courses = 0;
    while let Some(course) = open.pop() {
        let mut stage = endpoint.receive(request);
        let mut step = real.endpoint.receive(octets.parts(), real::at(at));
        for answer in &course {
            stage = in_model(&endpoint, request, at, stage, *answer);
            step = real.answer(step, *answer);
        }
        let real_stage = real::stage(&step);
        assert!(
            real::agree(stage, real_stage),
            "{request:?} at {at}, answered {course:?}: the model says {stage:?}, the endpoint {real_stage:?}"
        );
        let next = answers(stage, world);
        courses += usize::from(next.is_empty());
        open.extend(next.into_iter().map(|answer| {
            let mut longer = course.clone();
            longer.push(answer);
            longer
        }));
    }
    courses
}

#[test]
fn every_request_takes_the_same_course_in_both() {
    let mut courses = 0;
    let mut requests = 0;
    for chosen in [true, false] {
        let world = bounds::requests(chosen, None);
        let real = Real::new(&world.registry);
        for message in &world.script {
            for at in 0..=world.horizon {
                requests += 1;
                courses += walk(&world, &real, &message.request, at);
            }
        }
    }
    println!("the token endpoint: {requests} requests, {courses} courses compared");
    assert!(
        requests > 80_000 && courses > requests,
        "{requests} requests, {courses} courses"
    );
}

/// The comparison notices a difference: a registry that knows another secret is told apart.
#[test]
fn a_difference_is_noticed() {
    let world = bounds::requests(false, None);
    let mut other = world.registry.clone();
    for client in &mut other.clients {
        if client.name == Name::Alice {
            client.credentials.truncate(1);
        }
    }
    let real = Real::new(&other);
    let differs = std::panic::catch_unwind(|| {
        for message in &world.script {
            walk(&world, &real, &message.request, 2);
        }
    });
    assert!(differs.is_err());
}

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
use countersign_model::bounds;
use countersign_model::compare::indistinguishable;
use countersign_model::endpoint::{Claimed, Endpoint, Reply, Stage};
use countersign_model::registry::Registry;
use countersign_model::term::{Name, Request, Time};
use countersign_model::world::World;
use countersign_server::{Step, TokenEndpoint};
use real::host::Answer;

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
}

/// Walks every course of one request in both at once. Returns how many courses there are, or where the two part.
fn walk(world: &World, real: &Real, request: &Request, at: Time) -> Result<usize, String> {
    let endpoint = world.endpoint();
    let octets = real::Octets::of(request);
    let mut open: Vec<Vec<Answer>> = vec![Vec::new()];
    let mut courses = 0;
    while let Some(course) = open.pop() {
        let mut stage = endpoint.receive(request);
        let mut step = real.endpoint.receive(octets.parts(), real::at(at));
        for answer in &course {
            stage = in_model(&endpoint, request, at, stage, *answer);
            step = real::host::answer(&real.records, step, *answer);
        }
        let real_stage = real::stage(&step);
        if !real::agree(stage, real_stage) {
            return Err(format!(
                "{request:?} at {at}, answered {course:?}: the model says {stage:?}, the endpoint {real_stage:?}"
            ));
        }
        let next = answers(stage, world);
        courses += usize::from(next.is_empty());
        open.extend(next.into_iter().map(|answer| {
            let mut longer = course.clone();
            longer.push(answer);
            longer
        }));
    }
    Ok(courses)
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
                match walk(&world, &real, &message.request, at) {
                    Ok(walked) => courses += walked,
                    Err(difference) => panic!("{difference}"),
                }
            }
        }
    }
    println!("| the token endpoint, any one request | both | {requests} requests, {courses} courses |");
    assert!(
        requests > 80_000 && courses > requests,
        "{requests} requests, {courses} courses"
    );
}

/// All that anybody can see of a request: what the host is asked, question by question, and the reply.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    asked: Vec<String>,
    status: u16,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

fn seen(real: &Real, request: &Request, at: Time) -> Seen {
    let octets = real::Octets::of(request);
    let mut step = real.endpoint.receive(octets.parts(), real::at(at));
    let mut asked = Vec::new();
    loop {
        asked.push(match &step {
            Step::LookUpClient(_) => String::from("who is it"),
            // How many hashes there are to verify, which is how long it takes.
            Step::VerifySecret(ask) => format!("verify {}", ask.candidates().count()),
            Step::Reply(reply) => {
                let fields = reply.headers();
                return Seen {
                    asked,
                    status: reply.status(),
                    fields: fields.map(|(name, value)| (name.into(), value.into())).collect(),
                    body: reply.body().to_vec(),
                };
            }
            other => panic!("a wrong secret leads to {other:?}"),
        });
        step = real::host::answer(&real.records, step, Answer::Facts);
    }
}

#[test]
fn an_unknown_client_gets_the_octets_of_a_wrong_secret() {
    let mut pairs = 0;
    for chosen in [true, false] {
        let registry = bounds::registry(chosen);
        let real = Real::new(&registry);
        for (known, unknown) in indistinguishable(&registry) {
            for at in 0..4 {
                assert_eq!(
                    seen(&real, &known, at),
                    seen(&real, &unknown, at),
                    "{known:?} beside {unknown:?} at {at}"
                );
                pairs += 1;
            }
        }
    }
    println!(
        "| an unknown client beside a wrong secret, octet for octet | the code | {pairs} pairs of courses |"
    );
    assert!(pairs > 2_000, "{pairs}");
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
    let mut requests = world.script.iter().map(|message| message.request);
    let difference = requests.find_map(|request| walk(&world, &real, &request, 2).err());
    let difference = difference.expect("a difference");
    assert!(
        difference.contains("AliceNew") && difference.contains("InvalidClient"),
        "{difference}"
    );
}

//! Nobody can tell an unknown client from a wrong secret: the same questions to the host in the same order, and the same
//! reply, for every request and every answer.
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

use countersign_model::bounds;
use countersign_model::endpoint::{Endpoint, Stage};
use countersign_model::fault::Fault;
use countersign_model::registry::Registry;
use countersign_model::term::{Name, Request, Secret, Time};

/// What the host is asked and the client answered, if every question is answered with the facts.
fn course(endpoint: &Endpoint<'_>, request: &Request, at: Time) -> Vec<Stage> {
    let mut stages = vec![endpoint.receive(request)];
    while let Some(stage) = stages.last().copied() {
        stages.push(match stage {
            Stage::LookUp => endpoint.looked_up(request, at),
            Stage::VerifySecret => endpoint.secret_verified(request, at),
            Stage::Claim | Stage::Authorize(_) | Stage::Issue(_) | Stage::Replied(_) => break,
        });
    }
    stages
}

/// The same request in another name.
fn renamed(request: &Request, from: Name, to: Name) -> Request {
    let rename = |name: Name| if name == from { to } else { name };
    Request {
        basic: request.basic.map(|(name, secret)| (rename(name), secret)),
        client_id: request.client_id.map(rename),
        ..*request
    }
}

fn mentions(request: &Request, name: Name) -> bool {
    request.client_id == Some(name) || request.basic.is_some_and(|(id, _)| id == name)
}

/// Pairs of requests that differ in nothing but whether the client is known, with a secret that is nobody's; and how
/// many there are.
fn difference(registry: &Registry, fault: Option<Fault>) -> (usize, Option<Request>) {
    let endpoint = Endpoint { registry, fault };
    let world = bounds::requests(registry.chosen_secrets, None);
    let mut compared = 0;
    let known = [Name::Alice, Name::Mallory, Name::Carol];
    for request in world.script.iter().map(|message| message.request) {
        let presented = request.basic.map(|(_, secret)| secret).or(request.body_secret());
        let wrong = [Secret::Guess, Secret::Empty, Secret::AliceNewCut];
        if mentions(&request, Name::Nobody)
            || request.assertion.is_some()
            || presented.is_none_or(|secret| !wrong.contains(&secret))
        {
            continue;
        }
        for name in known {
            let other = renamed(&request, name, Name::Nobody);
            for at in 0..=world.horizon {
                compared += 1;
                if course(&endpoint, &request, at) != course(&endpoint, &other, at) {
                    return (compared, Some(request));
                }
            }
        }
    }
    (compared, None)
}

#[test]
fn unknown_client_like_wrong_secret() {
    for chosen in [false, true] {
        let (compared, found) = difference(&bounds::registry(chosen), None);
        assert_eq!(found, None);
        assert!(compared > 1_000, "{compared}");
    }
}

#[test]
fn less_work_for_an_unknown_client_is_found() {
    let (_, found) = difference(&bounds::registry(true), Some(Fault::UnknownClientAtOnce));
    assert!(found.is_some());
}

//! Properties that no single state shows: two courses side by side, or all tokens beside what the clauses say of them.

use crate::bounds;
use crate::endpoint::{Claimed, Endpoint, Reply, Stage};
use crate::fault::Fault;
use crate::guard::{Guard, Issuer, Token, Type, Verdict, tokens};
use crate::registry::Registry;
use crate::term::{Date, Name, Request, Secret, Time};
use crate::world::World;

/// What a comparison came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// How much was compared; to the first difference, if there is one.
    pub compared: usize,
    /// The first difference, in words.
    pub difference: Option<String>,
}

/// A property that is judged by comparison.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// Its name.
    pub name: &'static str,
    /// What is counted.
    pub of: &'static str,
    /// Judges it, with a fault seeded or none.
    pub judge: fn(Option<Fault>) -> Compared,
}

/// Every comparison.
pub const ALL: [Comparison; 4] = [
    Comparison {
        name: "unknown_client_like_wrong_secret",
        of: "pairs of courses",
        judge: unknown_client_like_wrong_secret,
    },
    Comparison {
        name: "every_exchange_ends",
        of: "steps",
        judge: every_exchange_ends,
    },
    Comparison {
        name: "token_opens_exactly_what_it_is_for",
        of: "judgements",
        judge: token_opens_exactly_what_it_is_for,
    },
    Comparison {
        name: "expired_token_is_never_accepted",
        of: "judgements",
        judge: expired_token_is_never_accepted,
    },
];

/// Counts comparisons, and looks for the first that differs.
fn first<T>(cases: impl IntoIterator<Item = T>, differs: impl Fn(&T) -> Option<String>) -> Compared {
    let mut compared = 0_usize;
    let mut differences = cases.into_iter().filter_map(|case| {
        compared = compared.saturating_add(1);
        differs(&case)
    });
    let difference = differences.next();
    drop(differences);
    Compared { compared, difference }
}

/// Nobody can tell an unknown client from a wrong secret: the same questions to the host in the same order, and the same
/// reply.
fn unknown_client_like_wrong_secret(fault: Option<Fault>) -> Compared {
    let registries = [false, true].map(bounds::registry);
    let cases = registries.iter().flat_map(|registry| {
        let pairs = indistinguishable(registry);
        pairs.flat_map(move |pair| (0..=HORIZON).map(move |at| (registry, pair, at)))
    });
    first(cases, |(registry, (known, unknown), at)| {
        let endpoint = Endpoint { registry, fault };
        let courses = [known, unknown].map(|request| course(&endpoint, request, *at));
        let [one, other] = &courses;
        (one != other).then(|| {
            format!("at {at}\n  known client, wrong secret: {known:?}\n    takes {one:?}\n  unknown client: {unknown:?}\n    takes {other:?}\n")
        })
    })
}

const HORIZON: Time = 3;

/// Pairs of requests that differ in nothing but whether the client is known, with a secret that is nobody's.
pub fn indistinguishable(registry: &Registry) -> impl Iterator<Item = (Request, Request)> + use<> {
    let script = bounds::requests(registry.chosen_secrets, None).script;
    let known: Vec<Name> = registry.clients.iter().map(|client| client.name).collect();
    let wrong = [Secret::Guess, Secret::Empty, Secret::AliceNewCut];
    let with_wrong_secret = script.into_iter().filter_map(move |message| {
        let request = message.request;
        let presented = request.basic.map(|(_, secret)| secret).or(request.body_secret());
        let nobody = mentions(&request, Name::Nobody) || request.assertion.is_some();
        (!nobody && presented.is_some_and(|secret| wrong.contains(&secret))).then_some(request)
    });
    with_wrong_secret.flat_map(move |request| {
        let mentioned: Vec<Name> = known
            .iter()
            .copied()
            .filter(|name| mentions(&request, *name))
            .collect();
        mentioned
            .into_iter()
            .map(move |name| (request, renamed(&request, name, Name::Nobody)))
    })
}

fn mentions(request: &Request, name: Name) -> bool {
    request.client_id == Some(name) || request.basic.is_some_and(|(id, _)| id == name)
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

/// A request is answered after at most four answers of the host, whatever they are: each leads to a stage of higher rank.
fn every_exchange_ends(fault: Option<Fault>) -> Compared {
    let world = bounds::requests(true, fault);
    let rank = |stage: &Stage| match stage {
        Stage::LookUp => 0,
        Stage::VerifySecret | Stage::Claim => 1,
        Stage::Authorize(_) => 2,
        Stage::Issue(_) => 3,
        Stage::Replied(_) => 4,
    };
    let requests = world.script.iter().map(|message| message.request);
    let steps = requests.flat_map(|request| {
        let world = &world;
        (0..=world.horizon).flat_map(move |at| {
            let mut open = vec![world.endpoint().receive(&request)];
            let mut steps = Vec::new();
            while let Some(stage) = open.pop() {
                for next in following(world, &request, stage, at) {
                    steps.push((request, stage, next));
                    if rank(&next) > rank(&stage) {
                        open.push(next);
                    }
                }
            }
            steps
        })
    });
    first(steps, |(request, stage, next)| {
        let back = rank(next) <= rank(stage);
        back.then(|| format!("{request:?}\n  {stage:?} leads back to {next:?}\n"))
    })
}

/// Every stage that some answer leads to.
fn following(world: &World, request: &Request, stage: Stage, at: Time) -> Vec<Stage> {
    let endpoint = world.endpoint();
    let failed = endpoint.unavailable(request, stage, at);
    match stage {
        Stage::LookUp => vec![endpoint.looked_up(request, at), failed],
        Stage::VerifySecret => vec![endpoint.secret_verified(request, at), failed],
        Stage::Claim => vec![
            endpoint.claimed(request, at, Claimed::First),
            endpoint.claimed(request, at, Claimed::Seen),
            failed,
        ],
        Stage::Authorize(grant) => {
            let decided = |decision: &_| endpoint.decided(request, grant, *decision);
            world.decisions.iter().map(decided).chain([failed]).collect()
        }
        Stage::Issue(grant) => vec![Stage::Replied(Reply::Token(grant)), failed],
        Stage::Replied(_) => Vec::new(),
    }
}

const RESOURCE: u8 = 0b01;
const SKEW: Time = 1;

const fn guard(fault: Option<Fault>) -> Guard {
    Guard {
        resource: RESOURCE,
        skew: SKEW,
        fault,
    }
}

/// The declarative reading: each sentence is one clause.
fn is_entitled(token: &Token, needed: u8, now: Time) -> bool {
    let begun = match token.nbf {
        Date::Absent => true,
        Date::WrongType => false,
        Date::At(nbf) => nbf <= now.saturating_add(SKEW),
    };
    token.typ == Type::AccessToken
        && token.iss == Issuer::Trusted
        && token.signed_by == Issuer::Trusted
        && token.aud & RESOURCE == RESOURCE
        && matches!(token.exp, Date::At(exp) if now < exp.saturating_add(SKEW))
        && begun
        && token.scope & needed == needed
        && !token.bound
}

/// A route opens for a token if and only if each sentence of the reading is true.
fn token_opens_exactly_what_it_is_for(fault: Option<Fault>) -> Compared {
    let guard = guard(fault);
    first(judgements(), |(token, needed, now)| {
        let open = guard.judge(token, *needed, *now) == Verdict::Open;
        (open != is_entitled(token, *needed, *now)).then(|| {
            let word = if open { "opens" } else { "does not open" };
            format!("{token:?}\n  {word} a route that needs {needed:#05b}, at {now}\n")
        })
    })
}

/// From the end of a token on, it is not accepted, even where nothing is needed.
fn expired_token_is_never_accepted(fault: Option<Fault>) -> Compared {
    let guard = guard(fault);
    let end = |token: &Token| match token.exp {
        Date::At(exp) => exp.saturating_add(SKEW),
        Date::Absent | Date::WrongType => 0,
    };
    let late = judgements().filter(move |(token, _, now)| *now >= end(token));
    first(late, |(token, needed, now)| {
        let verdict = guard.judge(token, *needed, *now);
        (verdict != Verdict::InvalidToken)
            .then(|| format!("{token:?}\n  is accepted at {now}: {verdict:?}\n"))
    })
}

/// Every token, every scope that can be needed, every time.
fn judgements() -> impl Iterator<Item = (Token, u8, Time)> {
    tokens().flat_map(|token| (0..8).flat_map(move |needed| (0..7).map(move |now| (token, needed, now))))
}

//! The bounds that the world is explored to: who is registered, and what can be sent.

mod product;

use crate::endpoint::Decision;
use crate::fault::Fault;
use crate::registry::{Credential, Kept, Registration, Registry};
use crate::term::{Assertion, AssertionAudience, Date, Form, GrantType, Method, Name, Request, Secret};
use crate::world::{ANY, Message, World};

/// Scope tokens: `a` and `b` can be registered, `c` never is.
pub const A: u8 = 0b001;
/// The second.
pub const B: u8 = 0b010;
/// The third.
pub const C: u8 = 0b100;

/// Alice with two secrets that overlap from 1 to 2; Carol with a chosen one, and one that somebody left empty; Mallory.
#[must_use]
pub fn registry(chosen_secrets: bool) -> Registry {
    let secret = |secret, kept, from, until| Credential {
        secret,
        kept,
        from,
        until,
    };
    let client = |name, methods: &[Method], credentials: &[Credential]| Registration {
        name,
        methods: methods.to_vec(),
        credentials: credentials.to_vec(),
        scope: A | B,
        default_scope: Some(A),
        may_use_grant: true,
    };
    let alice = [
        secret(Secret::AliceOld, Kept::Generated, 0, 2),
        secret(Secret::AliceNew, Kept::Generated, 1, 9),
    ];
    let mut clients = vec![
        client(Name::Alice, &[Method::Basic, Method::Jwt], &alice),
        Registration {
            default_scope: None,
            ..client(
                Name::Mallory,
                &[Method::Post, Method::Jwt],
                &[secret(Secret::Mallory, Kept::Generated, 0, 9)],
            )
        },
    ];
    if chosen_secrets {
        let carol = [
            secret(Secret::Carol, Kept::Chosen, 0, 2),
            secret(Secret::Empty, Kept::Chosen, 0, 9),
        ];
        clients.push(client(Name::Carol, &[Method::Basic], &carol));
    }
    Registry {
        clients,
        chosen_secrets,
        skew: 1,
        longest: 2,
    }
}

/// What Alice signs first: for this server, to end at 2.
pub const HERS: Assertion = Assertion {
    iss: Name::Alice,
    sub: Name::Alice,
    aud: AssertionAudience::Issuer,
    exp: Date::At(2),
    nbf: Date::Absent,
    jti: Some(1),
    signed_with: Secret::AliceOld,
};

/// The same with one secret that lives long, so that nothing but the replay rule stands in the way.
#[must_use]
pub fn steady_registry() -> Registry {
    let mut registry = registry(false);
    for client in &mut registry.clients {
        client.credentials.truncate(1);
        for credential in &mut client.credentials {
            credential.until = 9;
        }
    }
    registry
}

/// A request with an assertion.
#[must_use]
pub const fn asserting(assertion: Assertion) -> Request {
    Request {
        assertion: Some(assertion),
        scope: Some(A),
        ..Request::BARE
    }
}

fn honest(name: &'static str, request: Request) -> Message {
    Message {
        name,
        request,
        honest: true,
        made_of: Vec::new(),
    }
}

fn forged(name: &'static str, request: Request, made_of: &[usize]) -> Message {
    Message {
        name,
        request,
        honest: false,
        made_of: made_of.to_vec(),
    }
}

/// Assertions, honest and not: what the replay rule has to stand against. No client uses a `jti` for two that are both
/// for this server; if one did, it would be its own loss.
#[must_use]
pub fn assertions() -> Vec<Message> {
    let mallorys = Assertion {
        iss: Name::Mallory,
        sub: Name::Mallory,
        signed_with: Secret::Mallory,
        ..HERS
    };
    vec![
        honest("Alice authenticates", asserting(HERS)),
        forged("what Alice sent, once more", asserting(HERS), &[0]),
        forged(
            "her assertion in another request",
            Request {
                scope: Some(B),
                ..asserting(HERS)
            },
            &[0],
        ),
        forged(
            "Mallory authenticates, with the same jti",
            asserting(mallorys),
            &[],
        ),
        forged(
            "a guess at Alice's jti, signed with a guess",
            asserting(Assertion {
                signed_with: Secret::Guess,
                ..HERS
            }),
            &[],
        ),
        forged(
            "Mallory in the name of Alice",
            asserting(Assertion {
                iss: Name::Mallory,
                signed_with: Secret::Mallory,
                ..HERS
            }),
            &[],
        ),
        forged(
            "what Alice signed for another server",
            asserting(Assertion {
                aud: AssertionAudience::Other,
                ..HERS
            }),
            &[],
        ),
        forged(
            "what Alice signed for this server and another",
            asserting(Assertion {
                aud: AssertionAudience::IssuerAndOther,
                ..HERS
            }),
            &[],
        ),
        forged(
            "what Alice signed for the token endpoint",
            asserting(Assertion {
                aud: AssertionAudience::TokenEndpoint,
                ..HERS
            }),
            &[],
        ),
        forged(
            "what Alice signed for ever",
            asserting(Assertion {
                exp: Date::Absent,
                ..HERS
            }),
            &[],
        ),
        forged(
            "what Alice signed for too long",
            asserting(Assertion {
                exp: Date::At(9),
                jti: Some(3),
                ..HERS
            }),
            &[],
        ),
        forged(
            "what Alice signed for later",
            asserting(Assertion {
                exp: Date::At(6),
                jti: Some(2),
                nbf: Date::At(5),
                ..HERS
            }),
            &[],
        ),
        forged(
            "what Alice signed for later, with a date that is no number",
            asserting(Assertion {
                nbf: Date::WrongType,
                ..HERS
            }),
            &[],
        ),
    ]
}

/// Secrets, right and wrong, in the field and in the body.
#[must_use]
pub fn secrets() -> Vec<Message> {
    let basic = |name, secret| Request {
        basic: Some((name, secret)),
        ..Request::BARE
    };
    let post = |name, secret| Request {
        client_id: Some(name),
        client_secret: Some(secret),
        scope: Some(A | B),
        ..Request::BARE
    };
    vec![
        honest(
            "Alice with her first secret",
            basic(Name::Alice, Secret::AliceOld),
        ),
        honest(
            "Alice with her second secret",
            basic(Name::Alice, Secret::AliceNew),
        ),
        forged("Mallory", post(Name::Mallory, Secret::Mallory), &[]),
        forged(
            "Mallory behind Alice's field",
            Request {
                basic: Some((Name::Alice, Secret::AliceOld)),
                ..post(Name::Mallory, Secret::Mallory)
            },
            &[0],
        ),
        forged(
            "Mallory's secret with Alice's name after it",
            Request {
                form: Form::Repeated(Name::Alice),
                ..post(Name::Mallory, Secret::Mallory)
            },
            &[],
        ),
        forged("half of a secret", basic(Name::Alice, Secret::AliceNewCut), &[]),
        forged("a guess", basic(Name::Alice, Secret::Guess), &[]),
        forged("nobody", basic(Name::Nobody, Secret::Guess), &[]),
        forged(
            "Mallory with another grant",
            Request {
                grant_type: GrantType::Other,
                ..post(Name::Mallory, Secret::Mallory)
            },
            &[],
        ),
    ]
}

/// Two nodes, one of them with a late clock, some requests, and every order of what the store does.
#[must_use]
pub fn replays(sessions: usize, fault: Option<Fault>) -> World {
    World {
        registry: steady_registry(),
        script: assertions(),
        sessions,
        lag: vec![0, 1],
        horizon: 6,
        decisions: vec![Decision::Grant],
        outages: false,
        interleaved: false,
        fault,
    }
}

/// The same with nothing but one assertion and its repetitions.
#[must_use]
pub fn repetitions(sessions: usize, fault: Option<Fault>) -> World {
    World {
        script: assertions().into_iter().take(3).collect(),
        ..replays(sessions, fault)
    }
}

/// The same where what a node asks may fail, and an answer of the store be lost.
#[must_use]
pub fn lost_answers(sessions: usize, fault: Option<Fault>) -> World {
    World {
        outages: true,
        ..repetitions(sessions, fault)
    }
}

/// One request, any at all: every combination of what it can carry.
#[must_use]
pub fn requests(chosen_secrets: bool, fault: Option<Fault>) -> World {
    World {
        registry: registry(chosen_secrets),
        script: product::requests()
            .map(|request| forged(ANY, request, &[]))
            .collect(),
        sessions: 1,
        ..outages(fault)
    }
}

/// One node, two requests, every step for itself, and each may fail.
#[must_use]
pub fn outages(fault: Option<Fault>) -> World {
    let mut script = secrets();
    script.extend(assertions().into_iter().take(2).map(|mut message| {
        message.made_of.clear();
        message
    }));
    World {
        registry: registry(true),
        script,
        sessions: 2,
        lag: vec![0],
        horizon: 3,
        decisions: vec![
            Decision::Grant,
            Decision::Narrow(A),
            Decision::Narrow(B | C),
            Decision::DenyClient,
            Decision::DenyScope,
        ],
        outages: true,
        interleaved: true,
        fault,
    }
}

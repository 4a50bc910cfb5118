//! What has to hold in every state of the world, each as a function. The names are those of the tests.

use crate::endpoint::{Claimed, Code, Reply, Stage};
use crate::explore::Property;
use crate::guard::{Guard, Issuer, Token, Type, Verdict};
use crate::term::{AssertionAudience, Date, Form, Method, Name, Query, Request, Scope, Time};
use crate::world::{Session, State, StoreSide, World, reply};

/// How long the tokens of the model live.
pub const LIFETIME: Time = 2;

/// The resource that the tokens of the model are for, of two.
pub const RESOURCE: u8 = 0b01;

/// The properties of [`World`] that hold in every state.
#[must_use]
pub fn always() -> Vec<Property<World>> {
    vec![
        Property::always("no_token_without_authentication", no_token_without_authentication),
        Property::always("one_authentication_method", one_authentication_method),
        Property::always("no_secret_in_the_address", no_secret_in_the_address),
        Property::always("assertion_accepted_at_most_once", assertion_accepted_at_most_once),
        Property::always(
            "claims_are_made_for_sound_assertions",
            claims_are_made_for_sound_assertions,
        ),
        Property::always(
            "nobody_uses_up_the_assertion_of_another",
            nobody_uses_up_the_assertion_of_another,
        ),
        Property::always(
            "granted_within_requested_and_registered",
            granted_within_requested_and_registered,
        ),
        Property::always(
            "unavailable_is_neither_yes_nor_no",
            unavailable_is_neither_yes_nor_no,
        ),
        Property::always(
            "no_secret_known_to_the_adversary",
            no_secret_known_to_the_adversary,
        ),
        Property::always(
            "token_opens_only_what_was_granted",
            token_opens_only_what_was_granted,
        ),
    ]
}

/// What has to happen somewhere, so that the properties above speak of something.
#[must_use]
pub fn sometimes() -> Vec<Property<World>> {
    vec![
        Property::sometimes("a_token_for_an_assertion", |_: &World, state: &State| {
            state.tokens().any(|token| token.grant.method == Method::Jwt)
        }),
        Property::sometimes("a_repetition_is_refused", |_: &World, state: &State| {
            let seen = |session: &Session| session.store == StoreSide::Decided(Claimed::Seen);
            state
                .sessions
                .iter()
                .any(|session| seen(session) && reply(session).is_some())
        }),
        Property::sometimes("two_claims_at_once", |_: &World, state: &State| {
            let claiming = state
                .sessions
                .iter()
                .filter(|session| session.stage == Stage::Claim);
            claiming.count() >= 2
        }),
        Property::sometimes("a_claim_is_forgotten", |_: &World, state: &State| {
            state.store.is_empty() && !state.accepted.is_empty()
        }),
    ]
}

/// The same where the hosts may fail and secrets are presented.
#[must_use]
pub fn sometimes_with_secrets() -> Vec<Property<World>> {
    vec![
        Property::sometimes("a_token_for_basic", |_: &World, state: &State| {
            state.tokens().any(|token| token.grant.method == Method::Basic)
        }),
        Property::sometimes("a_token_for_post", |_: &World, state: &State| {
            state.tokens().any(|token| token.grant.method == Method::Post)
        }),
        Property::sometimes("a_token_for_an_assertion", |_: &World, state: &State| {
            state.tokens().any(|token| token.grant.method == Method::Jwt)
        }),
        Property::sometimes("no_verdict_is_reached", |_: &World, state: &State| {
            state.sessions.iter().any(|session| session.failed)
        }),
        Property::sometimes("a_narrowed_grant", |world: &World, state: &State| {
            state.sessions.iter().any(|session| match reply(session) {
                Some(Reply::Token(grant)) => Some(grant.scope) != world.request(session).asked_scope(),
                _ => false,
            })
        }),
    ]
}

/// Who a request proves to come from, and how: the declarative reading of the clauses, which shares nothing with the
/// order in which the endpoint checks.
#[must_use]
pub fn proven(world: &World, request: &Request, at: Time) -> Option<(Name, Method)> {
    if request.form != Form::Sound || request.mechanisms() != 1 {
        return None;
    }
    let (name, method, secret) = match (request.basic, request.body_secret(), request.assertion) {
        (Some((name, secret)), _, _) => (name, Method::Basic, secret),
        (_, Some(secret), _) => (request.client_id?, Method::Post, secret),
        (_, _, Some(assertion)) => (assertion.sub, Method::Jwt, assertion.signed_with),
        (None, None, None) => return None,
    };
    let client = world.registry.find(name)?;
    let named = request.client_id.is_none_or(|id| id == name);
    let sound = request.assertion.is_none_or(|_| is_sound(world, request, at));
    (named && sound && client.methods.contains(&method) && client.owns(secret, at)).then_some((name, method))
}

/// Whether the assertion of a request is signed by its subject, addressed to this server alone, and timely.
fn is_sound(world: &World, request: &Request, at: Time) -> bool {
    let Some(assertion) = request.assertion else {
        return false;
    };
    let (skew, longest) = (world.registry.skew, world.registry.longest);
    let Date::At(exp) = assertion.exp else {
        return false;
    };
    let begun = match assertion.nbf {
        Date::Absent => true,
        Date::WrongType => false,
        Date::At(nbf) => nbf <= at.saturating_add(skew),
    };
    let owner = world.registry.find(assertion.sub);
    assertion.iss == assertion.sub
        && assertion.aud == AssertionAudience::Issuer
        && assertion.jti.is_some()
        && begun
        && at < exp.saturating_add(skew)
        && exp <= at.saturating_add(longest).saturating_add(skew)
        && owner.is_some_and(|owner| owner.owns(assertion.signed_with, at))
}

fn no_token_without_authentication(world: &World, state: &State) -> bool {
    state.sessions.iter().all(|session| {
        let proof = proven(world, &world.request(session), session.at);
        match session.stage {
            Stage::Authorize(grant) | Stage::Issue(grant) | Stage::Replied(Reply::Token(grant)) => {
                proof == Some((grant.client, grant.method))
            }
            stage => !stage.is_past_authentication() || proof.is_some(),
        }
    })
}

fn one_authentication_method(world: &World, state: &State) -> bool {
    state
        .sessions
        .iter()
        .filter(|session| session.stage.is_past_authentication())
        .all(|session| world.request(session).mechanisms() == 1)
}

/// Nobody is authenticated by a request whose address holds a secret, and nobody is refused for an address that holds none.
fn no_secret_in_the_address(world: &World, state: &State) -> bool {
    state.sessions.iter().all(|session| {
        let request = world.request(session);
        let exposed = matches!(request.query, Some(Query::Secret | Query::EscapedSecret));
        if exposed {
            return matches!(
                session.stage,
                Stage::Replied(Reply::Error {
                    code: Code::InvalidRequest,
                    ..
                })
            );
        }
        let same = Request {
            query: None,
            ..request
        };
        world.endpoint().receive(&request) == world.endpoint().receive(&same)
    })
}

fn assertion_accepted_at_most_once(_: &World, state: &State) -> bool {
    state.accepted.iter().all(|(_, _, count)| *count <= 1)
}

fn claims_are_made_for_sound_assertions(world: &World, state: &State) -> bool {
    state
        .sessions
        .iter()
        .filter(|session| session.stage == Stage::Claim || session.store != StoreSide::Idle)
        .all(|session| is_sound(world, &world.request(session), session.at))
}

/// An assertion that the store has seen was claimed by itself before, or comes too late to be told from one that was.
fn nobody_uses_up_the_assertion_of_another(world: &World, state: &State) -> bool {
    let name = |session: &Session| {
        let assertion = world.request(session).assertion;
        assertion.map(|assertion| (assertion.iss, assertion.jti))
    };
    state.sessions.iter().enumerate().all(|(place, session)| {
        if session.store != StoreSide::Decided(Claimed::Seen) {
            return true;
        }
        let exp = world.request(session).assertion.map(|assertion| assertion.exp);
        let skew = world.registry.skew;
        let late =
            matches!(exp, Some(Date::At(exp)) if exp.saturating_add(skew).saturating_add(skew) <= state.now);
        let before = state.sessions.iter().enumerate().any(|(other, earlier)| {
            other != place && earlier.store != StoreSide::Idle && name(earlier) == name(session)
        });
        late || before
    })
}

fn granted_within_requested_and_registered(world: &World, state: &State) -> bool {
    state.sessions.iter().all(|session| {
        let Some(Reply::Token(grant)) = reply(session) else {
            return true;
        };
        let request = world.request(session);
        world.registry.find(grant.client).is_some_and(|client| {
            let asked = request.asked_scope().or(client.default_scope).unwrap_or(0);
            client.may_use_grant
                && request.grant_type == crate::term::GrantType::ClientCredentials
                && grant.scope & !(asked & client.scope) == 0
        })
    })
}

fn unavailable_is_neither_yes_nor_no(_: &World, state: &State) -> bool {
    state.sessions.iter().all(|session| {
        let unavailable = matches!(
            reply(session),
            Some(Reply::Error {
                code: Code::Unavailable,
                ..
            })
        );
        session.failed == unavailable
    })
}

fn no_secret_known_to_the_adversary(_: &World, state: &State) -> bool {
    state.learned.is_empty()
}

/// The token as it would be presented to a guard.
#[must_use]
pub const fn as_token(scope: Scope, issued_at: Time) -> Token {
    Token {
        typ: Type::AccessToken,
        iss: Issuer::Trusted,
        signed_by: Issuer::Trusted,
        aud: RESOURCE,
        exp: Date::At(issued_at.saturating_add(LIFETIME)),
        nbf: Date::Absent,
        scope,
        bound: false,
    }
}

/// At any guard, for any scope needed.
fn token_opens_only_what_was_granted(world: &World, state: &State) -> bool {
    state.tokens().all(|issued| {
        let token = as_token(issued.grant.scope, issued.at);
        (0..=0b111).all(|needed: Scope| {
            [RESOURCE, RESOURCE << 1].into_iter().all(|resource| {
                let guard = Guard {
                    resource,
                    skew: world.registry.skew,
                    fault: world.fault,
                };
                let open = guard.judge(&token, needed, state.now) == Verdict::Open;
                let ends = issued.at.saturating_add(LIFETIME).saturating_add(guard.skew);
                let due = resource == RESOURCE && needed & !issued.grant.scope == 0 && state.now < ends;
                open == due
            })
        })
    })
}

//! The guard over every token there can be: what opens a route, and that each seeded fault opens one too many.
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod tokens;

use countersign_model::fault::Fault;
use countersign_model::guard::{Guard, Issuer, Token, Type, Verdict};
use countersign_model::term::{Date, Time};
use tokens::tokens;

const RESOURCE: u8 = 0b01;
const SKEW: Time = 1;

/// The declarative reading: each sentence is one clause.
fn is_entitled(token: &Token, needed: u8, now: Time) -> bool {
    let begun = match token.nbf {
        Date::Absent => true,
        Date::WrongType => false,
        Date::At(nbf) => nbf <= now + SKEW,
    };
    token.typ == Type::AccessToken
        && token.iss == Issuer::Trusted
        && token.signed_by == Issuer::Trusted
        && token.aud & RESOURCE == RESOURCE
        && matches!(token.exp, Date::At(exp) if now < exp + SKEW)
        && begun
        && token.scope & needed == needed
        && !token.bound
}

/// The first token that opens what it should not, or is refused where it should not be.
fn first_difference(fault: Option<Fault>) -> Option<(Token, u8, Time)> {
    let guard = Guard {
        resource: RESOURCE,
        skew: SKEW,
        fault,
    };
    tokens().find_map(|token| {
        (0..8).find_map(|needed| {
            (0..7).find_map(|now| {
                let open = guard.judge(&token, needed, now) == Verdict::Open;
                (open != is_entitled(&token, needed, now)).then_some((token, needed, now))
            })
        })
    })
}

#[test]
fn a_token_opens_exactly_what_it_is_for() {
    assert_eq!(tokens().count(), 2 * 2 * 2 * 4 * 7 * 7 * 8 * 2);
    assert_eq!(first_difference(None), None);
}

#[test]
fn an_expired_token_is_never_accepted() {
    let guard = Guard {
        resource: RESOURCE,
        skew: SKEW,
        fault: None,
    };
    for token in tokens() {
        let end = match token.exp {
            Date::At(exp) => exp + SKEW,
            Date::Absent | Date::WrongType => 0,
        };
        assert!((end..9).all(|now| guard.judge(&token, 0, now) == Verdict::InvalidToken));
    }
}

#[test]
fn each_fault_of_the_guard_is_found() {
    for fault in [
        Fault::GuardAnyAudience,
        Fault::GuardAnyScope,
        Fault::GuardExpiryInclusive,
        Fault::GuardIgnoresBinding,
        Fault::GuardAnyType,
        Fault::GuardAnyIssuer,
        Fault::WrongTypeIsAbsent,
    ] {
        let Some((token, needed, now)) = first_difference(Some(fault)) else {
            panic!("{fault:?} opens nothing")
        };
        println!("{fault:?}: {token:?} opens {needed:#05b} at {now}");
    }
}

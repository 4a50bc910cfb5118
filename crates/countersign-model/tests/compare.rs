//! The properties that are judged by comparison: each has a test of its name.
#![allow(clippy::panic)]

use countersign_model::compare::{self, Comparison};
use countersign_model::guard::tokens;

fn holds(name: &str, at_least: usize) {
    let Some(Comparison { judge, of, .. }) = compare::ALL.iter().find(|known| known.name == name) else {
        panic!("{name} is no comparison")
    };
    let found = judge(None);
    if let Some(difference) = found.difference {
        panic!("{name}: {difference}");
    }
    assert!(found.compared >= at_least, "{} {of}", found.compared);
}

#[test]
fn unknown_client_like_wrong_secret() {
    holds("unknown_client_like_wrong_secret", 2_000);
}

#[test]
fn every_exchange_ends() {
    holds("every_exchange_ends", 4_000);
}

#[test]
fn token_opens_exactly_what_it_is_for() {
    assert_eq!(tokens().count(), 2 * 2 * 2 * 4 * 7 * 7 * 8 * 2);
    holds("token_opens_exactly_what_it_is_for", 1_400_000);
}

#[test]
fn expired_token_is_never_accepted() {
    holds("expired_token_is_never_accepted", 700_000);
}

#[test]
fn every_comparison_has_a_test() {
    let tested = [
        "unknown_client_like_wrong_secret",
        "every_exchange_ends",
        "token_opens_exactly_what_it_is_for",
        "expired_token_is_never_accepted",
    ];
    assert_eq!(tested, compare::ALL.map(|known| known.name));
}

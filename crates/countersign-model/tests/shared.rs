//! Shared token sources, explored to the end: each property has a test of its name.
#![allow(clippy::panic, clippy::print_stdout)]

use std::sync::LazyLock;

use countersign_model::explore::{Exploration, Model, explore};
use countersign_model::shared::{Caller, Shared, State, always, sometimes};

static EXPLORED: LazyLock<Exploration<State, Caller>> = LazyLock::new(|| {
    let properties: Vec<_> = always().into_iter().chain(sometimes()).collect();
    let found = explore(&SOURCES, &properties, 1_000_000);
    println!("shared sources: {found}");
    found
});

/// Room for all that can be asked for but one.
const SOURCES: Shared = Shared { most: 7, fault: None };

fn holds(property: &str) {
    assert!(EXPLORED.complete);
    let trace = EXPLORED
        .violations
        .iter()
        .find(|trace| trace.property == property);
    if let Some(trace) = trace {
        panic!("{}", SOURCES.tell(trace));
    }
}

#[test]
fn token_is_shared_for_equal_requests_alone() {
    holds("token_is_shared_for_equal_requests_alone");
}

#[test]
fn token_is_shared_by_one_secret_alone() {
    holds("token_is_shared_by_one_secret_alone");
}

#[test]
fn no_more_sources_than_there_may_be() {
    holds("no_more_sources_than_there_may_be");
}

#[test]
fn what_has_to_happen_somewhere_happens() {
    assert_eq!(EXPLORED.unreached, Vec::<&str>::new());
}

#[test]
fn every_property_has_a_test() {
    let tested = [
        "token_is_shared_for_equal_requests_alone",
        "token_is_shared_by_one_secret_alone",
        "no_more_sources_than_there_may_be",
    ];
    assert_eq!(
        tested.to_vec(),
        always().iter().map(|known| known.name).collect::<Vec<_>>()
    );
}

//! Shared token sources, explored to the end: each property has a test of its name, and each fault is found.
#![allow(clippy::panic, clippy::print_stdout)]

use std::sync::LazyLock;

use countersign_model::explore::{Exploration, counterexample, explore};
use countersign_model::fault::Fault;
use countersign_model::shared::{Caller, Shared, State, always, sometimes};

static EXPLORED: LazyLock<Exploration<State, Caller>> = LazyLock::new(|| {
    let properties: Vec<_> = always().into_iter().chain(sometimes()).collect();
    let found = explore(&sources(None), &properties, 1_000_000);
    println!("shared sources: {found}");
    found
});

/// Room for all that can be asked for but one.
const fn sources(fault: Option<Fault>) -> Shared {
    Shared { most: 7, fault }
}

fn holds(property: &str) {
    assert!(EXPLORED.complete);
    let trace = EXPLORED
        .violations
        .iter()
        .find(|trace| trace.property == property);
    if let Some(trace) = trace {
        panic!("{trace}");
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
fn one_source_for_equal_requests() {
    holds("one_source_for_equal_requests");
}

#[test]
fn what_has_to_happen_somewhere_happens() {
    assert_eq!(EXPLORED.unreached, Vec::<&str>::new());
}

#[test]
fn each_fault_of_shared_sources_is_found() {
    for (fault, expected) in [
        (Fault::KeyWithoutScope, "token_is_shared_for_equal_requests_alone"),
        (
            Fault::KeyWithoutEndpoint,
            "token_is_shared_for_equal_requests_alone",
        ),
        (
            Fault::KeyWithoutClient,
            "token_is_shared_for_equal_requests_alone",
        ),
        (Fault::SecretNotCompared, "token_is_shared_by_one_secret_alone"),
    ] {
        let property: Vec<_> = always()
            .into_iter()
            .filter(|known| known.name == expected)
            .collect();
        let Some(trace) = counterexample(&sources(Some(fault)), &property, 1_000_000) else {
            panic!("{fault:?} does not break {expected}")
        };
        println!("{fault:?} breaks {trace}");
    }
}

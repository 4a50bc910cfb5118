//! The token source, explored to the end: each property has a test of its name, and each fault is found.
#![allow(clippy::panic, clippy::print_stdout)]

use std::sync::LazyLock;

use countersign_model::explore::{Exploration, counterexample, explore};
use countersign_model::fault::Fault;
use countersign_model::source::{Action, Source, State, always, sometimes};

const HORIZON: u8 = 10;

static EXPLORED: LazyLock<Exploration<State, Action>> = LazyLock::new(|| {
    let source = Source {
        horizon: HORIZON,
        fault: None,
    };
    let properties: Vec<_> = always().into_iter().chain(sometimes()).collect();
    let found = explore(&source, &properties, 10_000_000);
    println!("the token source: {found}");
    found
});

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

macro_rules! properties {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                holds(stringify!($name));
            }
        )*

        #[test]
        fn every_property_has_a_test() {
            let tested = [$(stringify!($name)),*];
            for property in always() {
                assert!(tested.contains(&property.name), "{} has no test", property.name);
            }
        }
    };
}

properties! {
    expired_token_is_never_handed_out
    at_most_one_request_in_flight
    refused_client_is_not_sent_again
    no_busy_loop
    valid_token_is_served_while_a_renewal_fails
    source_recovers_when_the_server_does
}

#[test]
fn what_has_to_happen_somewhere_happens() {
    assert_eq!(EXPLORED.unreached, Vec::<&str>::new());
}

#[test]
fn each_fault_of_the_source_is_found() {
    for (fault, expected) in [
        (Fault::SourceKeepsExpired, "expired_token_is_never_handed_out"),
        (Fault::SourceSendsTwice, "at_most_one_request_in_flight"),
        (Fault::SourceForgetsLost, "source_recovers_when_the_server_does"),
        (Fault::SourceIgnoresRefusal, "refused_client_is_not_sent_again"),
        (Fault::SourceRetriesAtOnce, "no_busy_loop"),
        (
            Fault::SourceDropsWhileRenewing,
            "valid_token_is_served_while_a_renewal_fails",
        ),
        (Fault::SourceRenewsInALoop, "no_busy_loop"),
    ] {
        let source = Source {
            horizon: HORIZON,
            fault: Some(fault),
        };
        let property: Vec<_> = always()
            .into_iter()
            .filter(|known| known.name == expected)
            .collect();
        let Some(trace) = counterexample(&source, &property, 10_000_000) else {
            panic!("{fault:?} does not break {expected}")
        };
        let moves: Vec<Action> = trace.moves.iter().map(|(action, _)| *action).collect();
        println!("{fault:?} breaks {}: {moves:?}", trace.property);
    }
}

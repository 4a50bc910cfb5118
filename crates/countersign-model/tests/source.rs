//! The token source, explored to the end: each property has a test of its name.
#![allow(clippy::panic, clippy::print_stdout)]

use std::sync::LazyLock;

use countersign_model::explore::{Exploration, Model, explore};
use countersign_model::hunt::sources;
use countersign_model::source::{Action, State, always, sometimes, sometimes_disturbed};

static EXPLORED: LazyLock<Vec<Exploration<State, Action>>> = LazyLock::new(|| {
    let found: Vec<_> = sources(None)
        .into_iter()
        .map(|source| {
            let extra = if source.disturbed {
                sometimes_disturbed()
            } else {
                Vec::new()
            };
            let properties: Vec<_> = always().into_iter().chain(sometimes()).chain(extra).collect();
            explore(&source, &properties, 10_000_000)
        })
        .collect();
    for found in &found {
        println!("the token source: {found}");
    }
    found
});

fn holds(property: &str) {
    for (source, explored) in sources(None).iter().zip(EXPLORED.iter()) {
        assert!(explored.complete);
        let trace = explored
            .violations
            .iter()
            .find(|trace| trace.property == property);
        if let Some(trace) = trace {
            panic!("{}", source.tell(trace));
        }
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
    token_for_one_use_is_handed_out_once
    no_token_from_before_the_clock_went_back
    at_most_one_request_in_flight
    server_that_asks_for_time_gets_it
    refused_client_is_not_sent_again
    no_busy_loop
    valid_token_is_served_while_a_renewal_fails
    source_recovers_when_the_server_does
}

#[test]
fn what_has_to_happen_somewhere_happens() {
    for explored in EXPLORED.iter() {
        assert_eq!(explored.unreached, Vec::<&str>::new());
    }
}

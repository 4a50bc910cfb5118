//! The properties of the world: each has a test of its name. The bounds are explored once, to their end.
#![allow(clippy::arithmetic_side_effects, clippy::panic, clippy::print_stdout)]

use std::sync::LazyLock;

use countersign_model::bounds;
use countersign_model::explore::{Exploration, explore};
use countersign_model::property;
use countersign_model::world::{Action, State};

type Explored = (&'static str, Exploration<State, Action>);

/// More states than any of the bounds has.
const ENOUGH: usize = 10_000_000;

static EXPLORED: LazyLock<Vec<Explored>> = LazyLock::new(|| {
    let with = |extra: Vec<_>| property::always().into_iter().chain(extra).collect::<Vec<_>>();
    let explored = vec![
        (
            "one assertion and its repetitions, three requests",
            explore(
                &bounds::repetitions(3, None),
                &with(property::sometimes()),
                ENOUGH,
            ),
        ),
        (
            "assertions of all kinds, two requests",
            explore(&bounds::replays(2, None), &with(property::sometimes()), ENOUGH),
        ),
        (
            "one assertion and its repetitions, lost answers, two requests",
            explore(
                &bounds::lost_answers(2, None),
                &with(property::sometimes()),
                ENOUGH,
            ),
        ),
        (
            "secrets, two requests, failing hosts",
            explore(
                &bounds::outages(None),
                &with(property::sometimes_with_secrets()),
                ENOUGH,
            ),
        ),
        (
            "any one request, chosen secrets admitted",
            explore(
                &bounds::requests(true, None),
                &with(property::sometimes_with_secrets()),
                ENOUGH,
            ),
        ),
        (
            "any one request, generated secrets only",
            explore(
                &bounds::requests(false, None),
                &with(property::sometimes_with_secrets()),
                ENOUGH,
            ),
        ),
    ];
    for (name, exploration) in &explored {
        println!("{name}: {exploration}");
    }
    explored
});

/// Every exploration saw every state of its bounds, and this property failed in none of them.
fn holds(property: &str) {
    assert!(
        property::always().iter().any(|known| known.name == property),
        "{property} is no property of the world"
    );
    for (name, exploration) in EXPLORED.iter() {
        assert!(exploration.complete, "{name} was not explored to its end");
        let trace = exploration
            .violations
            .iter()
            .find(|trace| trace.property == property);
        if let Some(trace) = trace {
            panic!("{name}: {trace}");
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
            for property in property::always() {
                assert!(tested.contains(&property.name), "{} has no test", property.name);
            }
        }
    };
}

properties! {
    no_token_without_authentication
    one_authentication_method
    no_secret_in_the_address
    assertion_accepted_at_most_once
    claims_are_made_for_sound_assertions
    nobody_uses_up_the_assertion_of_another
    granted_within_requested_and_registered
    unavailable_is_neither_yes_nor_no
    no_secret_known_to_the_adversary
    token_opens_only_what_was_granted
}

#[test]
fn what_has_to_happen_somewhere_happens() {
    for (name, exploration) in EXPLORED.iter() {
        assert_eq!(exploration.unreached, Vec::<&str>::new(), "{name}");
    }
}

//! The properties of the world: each has a test of its name. The bounds are explored once, to their end.
#![allow(clippy::arithmetic_side_effects, clippy::panic, clippy::print_stdout)]

use std::sync::LazyLock;

use countersign_model::bounds;
use countersign_model::explore::{Exploration, Model, explore};
use countersign_model::property;
use countersign_model::world::{Action, State, World};

type Explored = (&'static str, World, Exploration<State, Action>);

/// More states than any of the bounds has.
const ENOUGH: usize = 10_000_000;

static EXPLORED: LazyLock<Vec<Explored>> = LazyLock::new(|| {
    let (assertions, secrets) = (property::sometimes, property::sometimes_with_secrets);
    let bounds = [
        (
            "one assertion and its repetitions, three requests",
            bounds::repetitions(3, None),
            assertions(),
        ),
        (
            "assertions of all kinds, two requests",
            bounds::replays(2, None),
            assertions(),
        ),
        (
            "one assertion and its repetitions, lost answers, two requests",
            bounds::lost_answers(2, None),
            assertions(),
        ),
        (
            "secrets, two requests, failing hosts",
            bounds::outages(None),
            secrets(),
        ),
        (
            "any one request, chosen secrets admitted",
            bounds::requests(true, None),
            secrets(),
        ),
        (
            "any one request, generated secrets only",
            bounds::requests(false, None),
            secrets(),
        ),
    ];
    let explored = bounds.into_iter().map(|(name, world, extra)| {
        let properties: Vec<_> = property::always().into_iter().chain(extra).collect();
        let exploration = explore(&world, &properties, ENOUGH);
        println!("{name}: {exploration}");
        (name, world, exploration)
    });
    explored.collect()
});

/// Every exploration saw every state of its bounds, and this property failed in none of them.
fn holds(property: &str) {
    assert!(
        property::always().iter().any(|known| known.name == property),
        "{property} is no property of the world"
    );
    for (name, world, exploration) in EXPLORED.iter() {
        assert!(exploration.complete, "{name} was not explored to its end");
        let trace = exploration
            .violations
            .iter()
            .find(|trace| trace.property == property);
        if let Some(trace) = trace {
            panic!("{name}: {}", world.tell(trace));
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
    for (name, _, exploration) in EXPLORED.iter() {
        assert_eq!(exploration.unreached, Vec::<&str>::new(), "{name}");
    }
}

//! Explores every model to the end of its widest bounds and prints what was found.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::process::ExitCode;

use countersign_model::explore::{Exploration, Model, Property, counterexample, explore};
use countersign_model::fault::Fault;
use countersign_model::source::{self, Source};
use countersign_model::world::World;
use countersign_model::{bounds, property};

/// More states than any of the bounds has.
const ENOUGH: usize = 30_000_000;

fn main() -> ExitCode {
    let mut whole = true;
    println!("| explored | states | moves | depth | s | properties that hold |");
    println!("|---|--:|--:|--:|--:|--:|");
    for (name, world, extra) in worlds() {
        let properties: Vec<_> = property::always().into_iter().chain(extra).collect();
        let found = explore(&world, &properties, ENOUGH);
        whole &= row(name, &found, properties.len());
    }
    let model = Source::plain(24, None);
    let properties: Vec<_> = source::always().into_iter().chain(source::sometimes()).collect();
    let found = explore(&model, &properties, ENOUGH);
    whole &= row(
        "the token source and its server, 24 units of time",
        &found,
        properties.len(),
    );

    let missed: Vec<Fault> = Fault::ALL.into_iter().filter(|fault| !is_found(*fault)).collect();
    println!(
        "\nfaults seeded into the models of endpoint, store, guard and source: {}; found by a property of the states: {}",
        Fault::ALL.len(),
        Fault::ALL.len().saturating_sub(missed.len())
    );
    println!("left to the tests that compare two runs, or every token over the terms: {missed:?}");
    if whole && missed.iter().all(|fault| FOUND_BY_COMPARISON.contains(fault)) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What no state shows, but two runs side by side, or every token over the terms: see `tests/indistinguishable.rs` and
/// `tests/guard.rs`.
const FOUND_BY_COMPARISON: [Fault; 4] = [
    Fault::UnknownClientAtOnce,
    Fault::GuardIgnoresBinding,
    Fault::GuardAnyType,
    Fault::GuardAnyIssuer,
];

type Bounds = (&'static str, World, Vec<Property<World>>);

fn worlds() -> Vec<Bounds> {
    vec![
        (
            "assertions of all kinds, 2 nodes, 3 requests",
            bounds::replays(3, None),
            property::sometimes(),
        ),
        (
            "one assertion and its repetitions, 2 nodes, 4 requests",
            bounds::repetitions(4, None),
            property::sometimes(),
        ),
        (
            "secrets and assertions, failing hosts, 2 requests",
            bounds::outages(None),
            property::sometimes_with_secrets(),
        ),
        (
            "any one request, chosen secrets admitted, failing hosts",
            bounds::requests(true, None),
            property::sometimes_with_secrets(),
        ),
        (
            "any one request, generated secrets only, failing hosts",
            bounds::requests(false, None),
            property::sometimes_with_secrets(),
        ),
    ]
}

fn row<S: std::fmt::Debug, A: std::fmt::Debug>(
    name: &str,
    found: &Exploration<S, A>,
    properties: usize,
) -> bool {
    let failed = found.violations.len().saturating_add(found.unreached.len());
    println!(
        "| {name} | {} | {} | {} | {:.1} | {} of {properties} |",
        found.states,
        found.moves,
        found.depth,
        found.took.as_secs_f64(),
        properties.saturating_sub(failed)
    );
    if !found.holds() {
        println!("\n{found}\n");
    }
    found.holds()
}

/// Whether some property of some model fails with this fault in it.
fn is_found(fault: Fault) -> bool {
    let fault = Some(fault);
    let worlds = [
        bounds::outages(fault),
        bounds::repetitions(2, fault),
        bounds::replays(2, fault),
        bounds::requests(true, fault),
    ];
    let source = Source::plain(10, fault);
    breaks(&source, &source::always()) || worlds.iter().any(|world| breaks(world, &property::always()))
}

fn breaks<M: Model>(model: &M, properties: &[Property<M>]) -> bool {
    counterexample(model, properties, ENOUGH).is_some()
}

//! The model allows all that the real token source does: every path of the real machine over an alphabet of inputs is
//! looked up in the model. What the source says, and the phase that it is in afterwards, must be among what the model can
//! say and be; where chance decides, the model can do several things, and each is followed.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

mod bounds;
mod machine;
mod paths;

use countersign_model::fault::Fault;
use countersign_model::source::{Source, Unstated};
use paths::{Alphabet, Difference, Looked, Sabotage, look_up};

const SOUND: Sabotage = Sabotage::None;

/// Deep enough for what needs two answers and two complaints.
const ENOUGH: usize = 6;

fn sources(fault: Option<Fault>) -> [Source; 2] {
    [Unstated::Lives(4), Unstated::SingleUse].map(|unstated| Source::disturbed(64, unstated, fault))
}

/// Looks up all paths of a sound source, and says how many there were.
fn allowed(what: &str, alphabet: Alphabet, length: usize) -> Looked {
    let mut all = Looked::default();
    for source in sources(None) {
        let looked = look_up(&source, alphabet, length, SOUND);
        all += looked.unwrap_or_else(|difference| panic!("{difference}"));
    }
    let inputs = alphabet.inputs().len();
    println!(
        "| a token source, {what}: up to {length} of {inputs} inputs | code to model | {} paths |",
        all.paths
    );
    assert!(all.paths > 20_000, "{}", all.paths);
    all
}

#[test]
fn whatever_is_answered_the_model_allows_what_the_source_does() {
    allowed("every answer", Alphabet::EveryAnswer, bounds::wide_or(4, 3));
}

#[test]
fn whatever_happens_the_model_allows_what_the_source_does() {
    allowed(
        "every disturbance",
        Alphabet::Representative,
        bounds::wide_or(5, 4),
    );
}

#[test]
fn however_long_it_goes_on_the_model_allows_what_the_source_does() {
    let looked = allowed("long", Alphabet::Few, bounds::wide_or(6, 5));
    assert_eq!(looked.phases.len(), countersign_client::phase::Phase::ALL.len());
}

/// The first difference, if there is one within the bounds; the shortest paths are looked up first.
fn difference(fault: Option<Fault>, sabotage: Sabotage) -> Option<Difference> {
    (1..=ENOUGH).find_map(|length| {
        sources(fault)
            .iter()
            .find_map(|source| look_up(source, Alphabet::Few, length, sabotage).err())
    })
}

/// The comparison can fail: a model with a fault in it does not allow what the real source does.
#[test]
fn each_fault_of_the_model_is_found_by_the_real_source() {
    let faults = Fault::ALL
        .iter()
        .copied()
        .filter(|fault| format!("{fault:?}").starts_with("Source"));
    let mut found = 0;
    for fault in faults {
        let difference = difference(Some(fault), SOUND);
        println!(
            "{fault:?} in the model: {}",
            difference.unwrap_or_else(|| panic!("{fault:?} is not found"))
        );
        found += 1;
    }
    println!("| faults seeded into the model of the source | code to model | {found} of {found} found |");
    assert_eq!(found, 10);
}

/// And a source with a fault in it does what the model does not allow.
#[test]
fn each_fault_of_the_source_is_found_by_the_model() {
    for sabotage in Sabotage::ALL {
        let difference = difference(None, sabotage);
        println!(
            "{sabotage:?}: {}",
            difference.unwrap_or_else(|| panic!("{sabotage:?} is not found"))
        );
    }
    let found = Sabotage::ALL.len();
    println!("| faults put around the real source | code to model | {found} of {found} found |");
}

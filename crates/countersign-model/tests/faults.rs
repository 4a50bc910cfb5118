//! Every fault that is seeded into a model is found by the property that is meant to find it, and every property finds one.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeSet;

use countersign_exhaust::is_current;
use countersign_model::fault::Fault;
use countersign_model::hunt::{FOUND_BY, hunt, page, properties};

#[test]
fn every_fault_is_found_by_its_property() {
    for (fault, property) in FOUND_BY {
        match hunt(*fault, property) {
            Some(told) => println!("{fault:?} breaks {told}"),
            None => panic!("{fault:?} does not break {property}"),
        }
    }
}

#[test]
fn every_fault_is_looked_for_and_every_property_finds_one() {
    let hunted: BTreeSet<Fault> = FOUND_BY.iter().map(|(fault, _)| *fault).collect();
    assert_eq!(hunted, Fault::ALL.iter().copied().collect());
    let finding: BTreeSet<&str> = FOUND_BY.iter().map(|(_, property)| *property).collect();
    assert_eq!(finding, properties().into_iter().collect());
}

#[test]
fn the_page_of_faults_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/faults.md");
    let page = page();
    assert!(!page.contains("not found"), "{page}");
    assert!(
        is_current(path, &page).expect("docs/model/faults.md"),
        "docs/model/faults.md is not current"
    );
}

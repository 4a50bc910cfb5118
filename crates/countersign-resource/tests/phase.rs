//! The table of the guard: complete, deterministic, every phase reachable, every path ends.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use std::collections::BTreeSet;

use countersign_exhaust::{Table, is_current};
use countersign_resource::phase::{Event, Phase, TRANSITIONS};

const TABLE: Table<Phase, Event> = Table {
    phases: Phase::ALL,
    events: Event::ALL,
    transitions: TRANSITIONS,
    start: Phase::Received,
};

#[test]
fn the_table_is_complete_and_deterministic_and_every_phase_is_reachable() {
    assert_eq!(TABLE.problems(Phase::after), Vec::<String>::new());
    assert_eq!(TABLE.product().count(), Phase::ALL.len() * Event::ALL.len());
    let names: BTreeSet<&str> = Phase::ALL.iter().map(|phase| phase.as_str()).collect();
    assert_eq!(names.len(), Phase::ALL.len());
}

#[test]
fn every_path_ends_within_two_answers_of_the_host() {
    let finals: BTreeSet<Phase> = Phase::ALL
        .iter()
        .copied()
        .filter(|phase| phase.is_final())
        .collect();
    assert_eq!(TABLE.finals(), finals);
    // The first move is the guard's own, the last one is the route's requirement.
    assert_eq!(TABLE.longest(), Some(4));
}

/// Whether the phase is reached although these moves are taken away.
fn reached_without(goal: Phase, forbidden: &[Event]) -> bool {
    TABLE
        .reachable(Phase::Received, |_, event| !forbidden.contains(&event))
        .contains(&goal)
}

#[test]
fn nobody_passes_without_a_verified_token_and_a_met_requirement() {
    assert!(!reached_without(Phase::Authorized, &[Event::RequirementMet]));
    assert!(!reached_without(
        Phase::Authorized,
        &[Event::TokenVerified, Event::PossessionAsserted]
    ));
    assert!(!reached_without(
        Phase::Authorized,
        &[Event::KeyNeeded, Event::AnswerNeeded]
    ));
    // A bound token has no other way than the assertion of its key.
    assert!(!reached_without(
        Phase::Verified,
        &[Event::TokenVerified, Event::PossessionAsserted]
    ));
}

#[test]
fn the_page_in_docs_is_the_table() {
    let head = "# The guard\n\nGenerated from `TRANSITIONS` in `countersign-resource/src/phase.rs`; a test compares. \
                To write it anew: `COUNTERSIGN_BLESS=1 cargo test -p countersign-resource --test phase`.\n\n\
                The longest path has four moves, two of which answer the host.";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/guard.md");
    let page = TABLE.page(head, Phase::as_str, Event::as_str);
    assert!(
        is_current(path, &page).expect("docs/model/guard.md"),
        "docs/model/guard.md is not current"
    );
}

//! The table of the token endpoint: complete, deterministic, every phase reachable, every path ends.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use std::collections::BTreeSet;

use countersign_exhaust::{Table, is_current};
use countersign_server::phase::{Event, Phase, TRANSITIONS};

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
fn every_path_ends_within_four_answers_of_the_host() {
    let finals: BTreeSet<Phase> = Phase::ALL
        .iter()
        .copied()
        .filter(|phase| phase.is_final())
        .collect();
    assert_eq!(TABLE.finals(), finals);
    // The first move is the endpoint's own.
    assert_eq!(TABLE.longest(), Some(5));
}

#[test]
fn a_token_needs_authentication_and_a_grant_on_every_path() {
    // Take away the moves of authentication, then those of the host's grant: the token is out of reach.
    for needed in [Event::ClientAuthenticated, Event::HostGranted, Event::TokenIssued] {
        let reached = TABLE.reachable(Phase::Received, |_, event| event != needed);
        assert!(!reached.contains(&Phase::Granted), "a token without {needed:?}");
    }
}

#[test]
fn the_page_in_docs_is_the_table() {
    let head = "# The token endpoint\n\nGenerated from `TRANSITIONS` in `countersign-server/src/phase.rs`; a test compares. \
                To write it anew: `COUNTERSIGN_BLESS=1 cargo test -p countersign-server --test phase`.\n\n\
                The longest path has five moves, four of which answer the host.";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/token-endpoint.md");
    let page = TABLE.page(head, Phase::as_str, Event::as_str);
    assert!(
        is_current(path, &page).expect("docs/model/token-endpoint.md"),
        "docs/model/token-endpoint.md is not current"
    );
}

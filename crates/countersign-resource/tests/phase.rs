//! The table of the guard: complete, deterministic, every phase reachable, every path ends.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::{BTreeMap, BTreeSet};

use countersign_resource::phase::{Event, Phase, TRANSITIONS, diagram};

#[test]
fn every_phase_and_event_is_listed_once() {
    assert_eq!(Phase::ALL.iter().collect::<BTreeSet<_>>().len(), Phase::ALL.len());
    assert_eq!(Event::ALL.iter().collect::<BTreeSet<_>>().len(), Event::ALL.len());
    let names: BTreeSet<&str> = Phase::ALL.iter().map(|phase| phase.as_str()).collect();
    assert_eq!(names.len(), Phase::ALL.len());
}

#[test]
fn the_table_is_deterministic() {
    let mut seen = BTreeMap::new();
    for (from, event, to) in TRANSITIONS {
        assert_eq!(
            seen.insert((from, event), to),
            None,
            "{from:?} on {event:?} leads to two phases"
        );
    }
}

#[test]
fn every_pair_of_phase_and_event_agrees_with_the_table() {
    let mut moves = 0;
    for phase in Phase::ALL {
        for event in Event::ALL {
            let listed: Vec<Phase> = TRANSITIONS
                .iter()
                .filter(|(from, on, _)| from == phase && on == event)
                .map(|(_, _, to)| *to)
                .collect();
            assert_eq!(
                phase.after(*event),
                listed.first().copied(),
                "{phase:?} on {event:?}"
            );
            if phase.is_final() {
                assert!(
                    listed.is_empty(),
                    "{phase:?} is final, yet {event:?} leads out of it"
                );
            }
            moves += listed.len();
        }
    }
    assert_eq!(moves, TRANSITIONS.len());
}

#[test]
fn every_phase_is_reachable_and_can_end() {
    let mut reachable = BTreeSet::from([Phase::Received]);
    for _ in Phase::ALL {
        let next: Vec<Phase> = TRANSITIONS
            .iter()
            .filter(|(from, _, _)| reachable.contains(from))
            .map(|(_, _, to)| *to)
            .collect();
        reachable.extend(next);
    }
    assert_eq!(reachable.len(), Phase::ALL.len());
    for phase in Phase::ALL {
        assert_eq!(
            phase.is_final(),
            !TRANSITIONS.iter().any(|(from, _, _)| from == phase),
            "{phase:?}"
        );
    }
}

/// The length of the longest path; `None` for a cycle.
fn longest(from: Phase, depth: usize) -> Option<usize> {
    if depth > Phase::ALL.len() {
        return None;
    }
    let mut most = 0;
    for (_, _, to) in TRANSITIONS.iter().filter(|(start, _, _)| *start == from) {
        most = most.max(longest(*to, depth + 1)? + 1);
    }
    Some(most)
}

#[test]
fn every_path_ends_within_two_answers_of_the_host() {
    // The first move is the guard's own, the last one is the route's requirement.
    assert_eq!(longest(Phase::Received, 0), Some(4));
}

/// Whether the phase is reached although these moves are taken away.
fn reached_without(goal: Phase, forbidden: &[Event]) -> bool {
    let mut reachable = BTreeSet::from([Phase::Received]);
    for _ in Phase::ALL {
        let next: Vec<Phase> = TRANSITIONS
            .iter()
            .filter(|(from, event, _)| reachable.contains(from) && !forbidden.contains(event))
            .map(|(_, _, to)| *to)
            .collect();
        reachable.extend(next);
    }
    reachable.contains(&goal)
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
fn the_diagram_in_docs_is_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/guard.md");
    let mut table = String::from("| phase | event | next phase |\n|---|---|---|\n");
    for (from, event, to) in TRANSITIONS {
        table.push_str(&format!(
            "| {} | {} | {} |\n",
            from.as_str(),
            event.as_str(),
            to.as_str()
        ));
    }
    let expected = format!(
        "# The guard\n\nGenerated from `TRANSITIONS` in `countersign-resource/src/phase.rs`; a test compares. \
         To write it anew: `COUNTERSIGN_BLESS=1 cargo test -p countersign-resource --test phase`.\n\n\
         The longest path has four moves, two of which answer the host.\n\n```mermaid\n{}```\n\n{table}",
        diagram()
    );
    if std::env::var_os("COUNTERSIGN_BLESS").is_some() {
        std::fs::write(path, &expected).expect("the diagram is written");
    }
    let actual = std::fs::read_to_string(path).expect("docs/model/guard.md");
    assert_eq!(actual, expected, "docs/model/guard.md is not current");
}

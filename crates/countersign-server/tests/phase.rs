//! The table of the token endpoint: complete, deterministic, every phase reachable, every path ends.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::{BTreeMap, BTreeSet};

use countersign_server::phase::{Event, Phase, TRANSITIONS, diagram};

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
fn every_path_ends_within_four_answers_of_the_host() {
    // The first move is the endpoint's own.
    assert_eq!(longest(Phase::Received, 0), Some(5));
}

#[test]
fn a_token_needs_authentication_and_a_grant_on_every_path() {
    // Take away the moves of authentication, then those of the host's grant: the token is out of reach.
    for needed in [Event::ClientAuthenticated, Event::HostGranted, Event::TokenIssued] {
        let mut reachable = BTreeSet::from([Phase::Received]);
        for _ in Phase::ALL {
            let next: Vec<Phase> = TRANSITIONS
                .iter()
                .filter(|(from, event, _)| reachable.contains(from) && *event != needed)
                .map(|(_, _, to)| *to)
                .collect();
            reachable.extend(next);
        }
        assert!(!reachable.contains(&Phase::Granted), "a token without {needed:?}");
    }
}

#[test]
fn the_diagram_in_docs_is_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/token-endpoint.md");
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
        "# The token endpoint\n\nGenerated from `TRANSITIONS` in `countersign-server/src/phase.rs`; a test compares. \
         To write it anew: `COUNTERSIGN_BLESS=1 cargo test -p countersign-server --test phase`.\n\n\
         The longest path has five moves, four of which answer the host.\n\n```mermaid\n{}```\n\n{table}",
        diagram()
    );
    if std::env::var_os("COUNTERSIGN_BLESS").is_some() {
        std::fs::write(path, &expected).expect("the diagram is written");
    }
    let actual = std::fs::read_to_string(path).expect("docs/model/token-endpoint.md");
    assert_eq!(actual, expected, "docs/model/token-endpoint.md is not current");
}

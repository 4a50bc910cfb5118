//! The table of the token source: complete, deterministic, every phase reachable, no phase a trap.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::{BTreeMap, BTreeSet};

use countersign_client::phase::{Event, Phase, TRANSITIONS, diagram};

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
            moves += listed.len();
        }
    }
    assert_eq!(moves, TRANSITIONS.len());
}

/// The phases that can be reached from here by moves that `allowed` lets pass.
fn reachable(start: Phase, allowed: impl Fn(Phase, Event) -> bool) -> BTreeSet<Phase> {
    let mut reached = BTreeSet::from([start]);
    for _ in Phase::ALL {
        let next: Vec<Phase> = TRANSITIONS
            .iter()
            .filter(|(from, event, _)| reached.contains(from) && allowed(*from, *event))
            .map(|(_, _, to)| *to)
            .collect();
        reached.extend(next);
    }
    reached
}

#[test]
fn every_phase_is_reachable_and_none_is_a_trap() {
    assert_eq!(reachable(Phase::Empty, |_, _| true).len(), Phase::ALL.len());
    for phase in Phase::ALL {
        let from_here = reachable(*phase, |_, _| true);
        assert!(
            from_here.contains(&Phase::Fresh),
            "no token ever again after {phase:?}"
        );
    }
}

#[test]
fn without_help_only_a_permanent_failure_ends_it() {
    // Take away what the host does about credentials: from everywhere but the two latched phases a token can be had.
    let helped = |event| {
        matches!(
            event,
            Event::CredentialsReplaced | Event::Resumed | Event::LateTokenGranted
        )
    };
    for phase in Phase::ALL {
        let reached = reachable(*phase, |_, event| !helped(event));
        let latched = matches!(phase, Phase::Stopped | Phase::Spending);
        assert_eq!(reached.contains(&Phase::Fresh), !latched, "{phase:?}");
    }
}

#[test]
fn a_request_is_sent_only_where_none_is_in_flight_and_then_one_is() {
    for (from, event, to) in TRANSITIONS {
        if *event == Event::Sent {
            assert!(!from.in_flight() && to.in_flight(), "{from:?}");
            assert!(!matches!(
                from,
                Phase::Waiting | Phase::Coasting | Phase::Stopped | Phase::Spending
            ));
        } else {
            assert!(
                from.in_flight() || !to.in_flight(),
                "{event:?} puts a request into flight"
            );
        }
    }
}

#[test]
fn a_token_comes_from_an_answer_alone() {
    for (from, event, to) in TRANSITIONS {
        if to.has_token() && !from.has_token() {
            assert!(
                matches!(event, Event::TokenGranted | Event::LateTokenGranted),
                "{event:?}"
            );
        }
    }
    let reached = reachable(Phase::Empty, |_, event| {
        !matches!(event, Event::TokenGranted | Event::LateTokenGranted)
    });
    assert!(reached.iter().all(|phase| !phase.has_token()));
}

#[test]
fn what_takes_a_token_away_does_so_in_every_phase_that_has_one() {
    for event in [
        Event::Expired,
        Event::Spent,
        Event::ClockSteppedBack,
        Event::Rejected,
        Event::RejectedAgain,
    ] {
        for phase in Phase::ALL {
            match phase.after(event) {
                Some(to) => assert!(phase.has_token() && !to.has_token(), "{phase:?} on {event:?}"),
                None => assert!(!phase.has_token(), "{phase:?} keeps its token on {event:?}"),
            }
        }
    }
}

#[test]
fn a_failure_that_will_not_pass_is_left_by_the_host_alone() {
    for phase in [Phase::Stopped, Phase::Spending] {
        for event in Event::ALL {
            if let Some(to) = phase.after(*event)
                && !matches!(event, Event::CredentialsReplaced | Event::Resumed)
            {
                assert!(
                    matches!(to, Phase::Stopped | Phase::Spending),
                    "{phase:?} on {event:?}"
                );
            }
        }
    }
}

#[test]
fn new_credentials_are_welcome_at_any_time() {
    for phase in Phase::ALL {
        let to = phase.after(Event::CredentialsReplaced).expect("a move");
        assert_eq!(
            (to.has_token(), to.in_flight()),
            (phase.has_token(), phase.in_flight())
        );
        assert!(matches!(to, Phase::Empty | Phase::Due | Phase::Fresh) || to == *phase);
    }
}

#[test]
fn the_diagram_in_docs_is_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/token-source.md");
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
        "# The token source\n\nGenerated from `TRANSITIONS` in `countersign-client/src/phase.rs`; a test compares. \
         To write it anew: `COUNTERSIGN_BLESS=1 cargo test -p countersign-client --test phase`.\n\n\
         A source lives as long as its host and has no final phase; from each phase a token can be had.\n\n\
         ```mermaid\n{}```\n\n{table}",
        diagram()
    );
    if std::env::var_os("COUNTERSIGN_BLESS").is_some() {
        std::fs::write(path, &expected).expect("the diagram is written");
    }
    let actual = std::fs::read_to_string(path).expect("docs/model/token-source.md");
    assert_eq!(actual, expected, "docs/model/token-source.md is not current");
}

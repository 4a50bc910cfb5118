//! The table of the token source: complete, deterministic, every phase reachable, no phase a trap.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use std::collections::BTreeSet;

use countersign_client::phase::{Event, Phase, TRANSITIONS};
use countersign_exhaust::{Table, is_current};

const TABLE: Table<Phase, Event> = Table {
    phases: Phase::ALL,
    events: Event::ALL,
    transitions: TRANSITIONS,
    start: Phase::Empty,
};

#[test]
fn the_table_is_complete_and_deterministic_and_every_phase_is_reachable() {
    assert_eq!(TABLE.problems(Phase::after), Vec::<String>::new());
    assert_eq!(TABLE.product().count(), Phase::ALL.len() * Event::ALL.len());
    let names: BTreeSet<&str> = Phase::ALL.iter().map(|phase| phase.as_str()).collect();
    assert_eq!(names.len(), Phase::ALL.len());
}

#[test]
fn no_phase_is_a_trap_and_no_phase_the_last() {
    assert_eq!(TABLE.finals(), BTreeSet::new());
    assert_eq!(TABLE.longest(), None, "a source lives on");
    for phase in Phase::ALL {
        let from_here = TABLE.reachable(*phase, |_, _| true);
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
        let reached = TABLE.reachable(*phase, |_, event| !helped(event));
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
    let reached = TABLE.reachable(Phase::Empty, |_, event| {
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
fn the_page_in_docs_is_the_table() {
    let head = "# The token source\n\nGenerated from `TRANSITIONS` in `countersign-client/src/phase.rs`; a test compares. \
                To write it anew: `COUNTERSIGN_BLESS=1 cargo test -p countersign-client --test phase`.\n\n\
                A source lives as long as its host and has no final phase; from each phase a token can be had.";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/token-source.md");
    let page = TABLE.page(head, Phase::as_str, Event::as_str);
    assert!(
        is_current(path, &page).expect("docs/model/token-source.md"),
        "docs/model/token-source.md is not current"
    );
}

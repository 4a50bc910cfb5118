//! Which error wins: of any two faults in one request, the one that stands higher in the table.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "../common/mod.rs"]
mod common;
mod faults;

use common::Format;
use countersign_grammar::chars;
use countersign_resource::Reason;
use faults::{base, compatible, spoil, tables};

#[test]
fn the_unspoilt_request_is_authorized() {
    for format in [Format::Jwt, Format::Opaque, Format::Either] {
        let outcome = base(format).run();
        assert_eq!((outcome.status, outcome.reason), (200, None), "{format:?}");
    }
}

#[test]
fn each_fault_alone_gives_its_reason() {
    for (format, faults) in tables() {
        for fault in faults {
            let mut scenario = base(format);
            spoil(&mut scenario, &[&fault]);
            assert_eq!(scenario.run().reason, Some(fault.reason), "{format:?}");
        }
    }
}

// = COUNTERSIGN-ORDER-1 (test)
#[test]
fn of_any_two_faults_the_higher_ranked_wins() {
    let mut pairs = 0;
    for (format, faults) in tables() {
        for first in &faults {
            for second in &faults {
                if first.reason >= second.reason || !compatible(first, second) {
                    continue;
                }
                for order in [[first, second], [second, first]] {
                    let mut scenario = base(format);
                    spoil(&mut scenario, &order);
                    assert_eq!(
                        scenario.run().reason,
                        Some(first.reason),
                        "{format:?}: {} / {}",
                        first.reason,
                        second.reason
                    );
                }
                pairs += 1;
            }
        }
    }
    assert!(pairs > 1000, "only {pairs} pairs");
}

#[test]
fn the_faults_cover_every_reason_and_follow_the_rank() {
    let faults: Vec<Reason> = tables()
        .iter()
        .flat_map(|(_, faults)| faults.iter().map(|fault| fault.reason))
        .collect();
    let ranked: Vec<Reason> = Reason::ranked().collect();
    for reason in &ranked {
        assert!(faults.contains(reason), "{reason:?}");
        assert!(!reason.clause().id().is_empty());
        assert!(!reason.describe().is_empty());
    }
    assert!(ranked.is_sorted(), "the rank is the order of the type");
}

/// What stands on the wire is within its grammar, and no finer than it should be.
// = RFC6750-3-1 (test)
// = RFC6750-3-2 (test)
// = RFC6750-3-3 (test)
// = RFC6750-3-11 (test)
// = RFC6750-3-13 (test)
// = RFC6750-3.1-1 (test)
// = RFC6750-3.1-3 (test)
// = RFC6750-3.1-5 (test)
// = RFC6750-3.1-7 (test)
// = RFC9068-4-12 (test)
#[test]
fn every_refusal_is_well_formed() {
    for (format, faults) in tables() {
        for fault in faults {
            let mut scenario = base(format);
            spoil(&mut scenario, &[&fault]);
            let outcome = scenario.run();
            assert_eq!(outcome.status, fault.reason.status());
            assert!(
                outcome
                    .headers
                    .contains(&("cache-control".into(), "no-store".into()))
            );
            let Some(challenge) = outcome.challenge() else {
                assert_eq!((outcome.status, fault.reason.error()), (503, None));
                continue;
            };
            assert!(challenge.starts_with("Bearer realm=\"resource\""), "{challenge}");
            assert!(challenge.bytes().all(chars::is_vschar));
            let status = match fault.reason.error() {
                None | Some("invalid_token") => 401,
                Some("invalid_request") => 400,
                Some("insufficient_scope") => 403,
                Some(other) => panic!("{other}"),
            };
            assert_eq!(outcome.status, status);
            assert_eq!(challenge.contains("error="), fault.reason.error().is_some());
            assert_eq!(
                challenge.contains("error_description="),
                fault.reason.error().is_some()
            );
            for name in ["realm=", "error=", "error_description=", "scope="] {
                assert!(challenge.matches(&format!(" {name}")).count() <= 1, "{challenge}");
            }
        }
    }
}

use super::super::answers::Grant;
use super::super::encoding::{Reading, Sending};
use super::super::list::PEERS;
use super::super::questions::{Account, COLUMNS};
use super::*;
use crate::interop::scenario::Runner;

const IN_FIELD: Refusal = Refusal::new(401, "invalid_client");
const IN_BODY: Refusal = Refusal::new(400, "invalid_client");
const MALFORMED: Refusal = Refusal::new(400, "invalid_request");

const PEER: Peer = Peer {
    name: "planted",
    runner: Runner::Curl,
    reading: Reading::Percent,
    malformed: Some(MALFORMED),
    wrong_in_field: IN_FIELD,
    wrong_in_body: IN_BODY,
    no_scope: Expected::Granted(None),
    unknown_scope: Expected::Granted(Some("read")),
    signing: None,
    exceptions: &[Exception {
        account: Account::Colon,
        method: None,
        sending: Some(Sending::Raw),
        expected: Expected::Unregistered,
        reason: "planted",
    }],
};

fn expected(way: Way, heading: &str) -> Expected {
    let column = COLUMNS.iter().find(|column| column.heading == heading).unwrap();
    PEER.expected(way, column, column.account.secret("Abc019"))
}

fn grant(scope: Option<&str>, comparison: &str) -> Outcome {
    Outcome::Granted(Grant {
        access_token: "very-secret-token".to_owned(),
        scope: scope.map(str::to_owned),
        comparison: comparison.to_owned(),
    })
}

fn refusal(status: u16, error: Option<&str>) -> Outcome {
    Outcome::Refused {
        status,
        error: error.map(str::to_owned),
    }
}

#[test]
fn what_is_expected_follows_from_how_a_server_reads() {
    let (minimal, form, raw) = (Sending::Minimal, Sending::Form, Sending::Raw);
    let granted = Expected::Granted(Some("read write"));
    let wrong = Expected::Refused(IN_FIELD);
    for (way, heading, expectation) in [
        (Way::Basic(form), "right secret", granted),
        (Way::Basic(raw), "no scope", Expected::Granted(None)),
        (Way::Basic(raw), "wrong secret", wrong),
        (Way::Post, "wrong secret", Expected::Refused(IN_BODY)),
        (Way::Post, "unknown scope", Expected::Granted(Some("read"))),
        (Way::Basic(minimal), "`:`", granted),
        (Way::Basic(raw), "`:`", Expected::Unregistered),
        (Way::Post, "`:`", granted),
        (Way::Basic(raw), "`%`", Expected::Refused(MALFORMED)),
        (Way::Basic(raw), "`%2F`", wrong),
        (Way::Basic(minimal), "`%2F`", granted),
        (Way::Basic(raw), "`+`", granted),
        (Way::Basic(form), "space", wrong),
        (Way::Basic(minimal), "space", granted),
        (Way::Post, "space", granted),
        (Way::Basic(raw), "non-ASCII", Expected::Unasked(NO_SECRET)),
        (Way::Post, "non-ASCII", Expected::Unasked(NO_SECRET)),
        (Way::Basic(raw), "non-ASCII, allowed", granted),
        (Way::Post, "non-ASCII, allowed", granted),
    ] {
        assert_eq!(expected(way, heading), expectation, "{way:?} {heading}");
    }
}

#[test]
fn a_right_outcome_is_no_problem() {
    for (expected, asked, outcome) in [
        (
            Expected::Granted(Some("read write")),
            Some("read write"),
            grant(Some("read write"), "same"),
        ),
        (
            Expected::Granted(Some("read")),
            Some("read admin"),
            grant(Some("read"), "narrowed"),
        ),
        (
            Expected::Granted(Some("read write")),
            Some("read admin"),
            grant(Some("read write"), "widened"),
        ),
        (
            Expected::Granted(Some("read")),
            None,
            grant(Some("read"), "unknown"),
        ),
        (Expected::Granted(None), None, grant(None, "unknown")),
        (Expected::Granted(None), Some("read"), grant(None, "same")),
        (
            Expected::Refused(IN_FIELD),
            None,
            refusal(401, Some("invalid_client")),
        ),
        (Expected::Unregistered, None, Outcome::Unregistered),
        (Expected::Unasked("why"), None, Outcome::Unasked("why".to_owned())),
    ] {
        assert_eq!(expected.judge(asked, &outcome), None, "{expected:?}");
    }
}

#[test]
fn every_other_outcome_is_a_problem_that_shows_no_token() {
    let outcomes = [
        grant(Some("read"), "same"),
        grant(Some("read"), "narrowed"),
        grant(Some("read write"), "same"),
        grant(None, "same"),
        refusal(401, Some("invalid_client")),
        refusal(400, Some("invalid_client")),
        refusal(401, Some("invalid_scope")),
        refusal(401, None),
        Outcome::Unasked("why".to_owned()),
        Outcome::Misunderstood("why".to_owned()),
        Outcome::Unregistered,
    ];
    for (expected, right) in [
        (Expected::Granted(Some("read")), 0),
        (Expected::Granted(None), 3),
        (Expected::Refused(IN_FIELD), 4),
        (Expected::Unasked("why"), 8),
        (Expected::Unregistered, 10),
    ] {
        for (number, outcome) in outcomes.iter().enumerate() {
            let problem = expected.judge(Some("read"), outcome);
            assert_eq!(problem.is_none(), number == right, "{expected:?} {outcome:?}");
            assert!(!problem.unwrap_or_default().contains("very-secret-token"));
        }
    }
    let told = Outcome::Unasked("another reason".to_owned());
    assert!(Expected::Unasked("why").judge(None, &told).is_some());
}

#[test]
fn each_exception_falls_to_a_question_and_changes_what_is_expected() {
    for peer in PEERS {
        let plain = Peer {
            exceptions: &[],
            ..*peer
        };
        for exception in peer.exceptions {
            let changed = Way::ALL.into_iter().any(|way| {
                COLUMNS.iter().any(|column| {
                    let secret = column.account.secret("Abc019");
                    peer.exception(way, column)
                        .is_some_and(|found| found.reason == exception.reason)
                        && peer.expected(way, column, secret) != plain.expected(way, column, secret)
                })
            });
            assert!(changed, "{}: {}", peer.name, exception.reason);
        }
    }
}

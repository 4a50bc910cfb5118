//! What disturbs a source: lost and late answers, a clock that moves, tokens refused, credentials replaced.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::panic)]

mod common;

use common::{at, client, fetched, json, send, source, token, used, waits};
use countersign_client::phase::{Event, Phase};
use countersign_client::{
    Action, Answer, Complaint, FailureKind, Handled, NoAnswer, Outcome, Rejected, SpecError,
};
use countersign_grammar::Limits;
use countersign_grammar::challenge::parse_challenges;

#[test]
fn a_lost_exchange_blocks_nobody() {
    // Dropped: noticed at once.
    let mut source = source();
    drop(send(&mut source, at(0)));
    assert_eq!(waits(&mut source, at(0)), 1);
    assert_eq!(
        source.failure().map(|failure| failure.kind()),
        Some(FailureKind::Lost)
    );
    // Kept: at its deadline. What it brings later is welcome if there is no token, and says nothing otherwise.
    let exchange = send(&mut source, at(1));
    assert_eq!(waits(&mut source, at(30)), 31);
    assert_eq!(waits(&mut source, at(31)), 33);
    let second = send(&mut source, at(33));
    let outcome = source.handle(exchange, json(401, r#"{"error":"invalid_client"}"#), at(34), 0);
    assert!(matches!(outcome, Handled::Ignored));
    assert_eq!(waits(&mut source, at(34)), 63, "the second is still in flight");
    source.handle(second, json(200, &token("second", 3600)), at(35), 0);
    assert_eq!(used(&mut source, at(35)), "second");
}

#[test]
fn a_late_token_is_taken_where_there_is_none() {
    let mut source = source();
    let late = send(&mut source, at(0));
    assert_eq!(waits(&mut source, at(30)), 31);
    let second = send(&mut source, at(31));
    assert!(matches!(
        source.handle(late, json(200, &token("late", 3600)), at(32), 0),
        Handled::Granted(_)
    ));
    assert_eq!(source.phase(), Phase::Renewing);
    assert_eq!(used(&mut source, at(32)), "late");
    source.handle(second, Outcome::NoAnswer(NoAnswer::TimedOut), at(33), 0);
    assert_eq!(used(&mut source, at(33)), "late");
    assert_eq!(source.phase(), Phase::Coasting);
}

#[test]
fn a_late_token_is_not_taken_after_the_clock_went_back() {
    let mut source = source();
    let late = send(&mut source, at(100));
    assert_eq!(waits(&mut source, at(130)), 131);
    assert_eq!(waits(&mut source, at(50)), 51, "the wait moves along");
    let outcome = source.handle(late, json(200, &token("late", 3600)), at(50), 0);
    assert!(matches!(outcome, Handled::Ignored), "nobody knows how old it is");
    assert_eq!(waits(&mut source, at(50)), 51);
}

#[test]
fn another_sources_exchange_is_ignored() {
    let (mut ours, mut theirs) = (source(), source());
    let exchange = send(&mut ours, at(0));
    let foreign = send(&mut theirs, at(0));
    assert!(matches!(
        ours.handle(foreign, json(200, &token("theirs", 60)), at(0), 0),
        Handled::Ignored
    ));
    assert_eq!(waits(&mut ours, at(1)), 30);
    ours.handle(exchange, json(200, &token("ours", 60)), at(1), 0);
    assert_eq!(used(&mut ours, at(1)), "ours");
}

#[test]
fn a_clock_that_goes_back_a_little_stands_still() {
    let mut source = fetched(3600);
    assert_eq!(used(&mut source, at(100)), "first");
    assert_eq!(used(&mut source, at(95)), "first");
    drop(send(&mut source, at(3585)));
    assert_eq!(used(&mut source, at(3589)), "first");
    assert!(!matches!(source.poll(at(3590)), Action::Use(_)));
    assert!(
        !matches!(source.poll(at(3585)), Action::Use(_)),
        "it does not come to life again"
    );
}

#[test]
fn a_clock_that_goes_back_a_lot_drops_the_token_and_prolongs_no_wait() {
    let mut source = fetched(3600);
    assert_eq!(used(&mut source, at(1000)), "first");
    let exchange = send(&mut source, at(500));
    assert_eq!(
        source.moves().collect::<Vec<_>>(),
        [Event::ClockSteppedBack, Event::Sent]
    );
    // In flight: the deadline moves along.
    assert_eq!(waits(&mut source, at(510)), 530);
    assert_eq!(waits(&mut source, at(10)), 30);
    let answer = Answer::new(503, b"").header("Retry-After", b"600");
    source.handle(exchange, Outcome::Answered(answer), at(20), 0);
    assert_eq!(waits(&mut source, at(20)), 620);
    // Waiting: so does the end of the wait, and nothing underflows.
    assert_eq!(waits(&mut source, at(10)), 610);
    assert!(
        matches!(source.poll(countersign_grammar::UnixTime::EPOCH), Action::Wait(until) if until.as_secs() == 600)
    );
    drop(send(&mut source, at(0)));
}

#[test]
fn a_clock_that_goes_forward_expires_and_ends_waits() {
    let mut source = fetched(3600);
    let exchange = send(&mut source, at(1_000_000));
    assert_eq!(source.moves().collect::<Vec<_>>(), [Event::Expired, Event::Sent]);
    source.handle(
        exchange,
        Outcome::NoAnswer(NoAnswer::TimedOut),
        countersign_grammar::UnixTime::MAX,
        5,
    );
    // The end of time: no wait is possible, and nothing overflows.
    drop(send(&mut source, countersign_grammar::UnixTime::MAX));
}

// = RFC6750-3.1-4 (test)
#[test]
fn a_rejected_token_is_renewed_once_and_not_in_a_loop() {
    let mut source = fetched(3600);
    let Action::Use(first) = source.poll(at(100)) else {
        panic!()
    };
    let first = std::sync::Arc::clone(first);
    assert_eq!(
        source.rejected(&first, Complaint::InvalidToken, at(100)),
        Rejected::Dropped
    );
    assert_eq!(
        source.rejected(&first, Complaint::InvalidToken, at(100)),
        Rejected::NotCurrent
    );
    let mut now = 100;
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
        let exchange = send(&mut source, at(now));
        source.handle(exchange, json(200, &token("next", 3600)), at(now), 0);
        let Action::Use(next) = source.poll(at(now)) else {
            panic!()
        };
        let next = std::sync::Arc::clone(next);
        assert_eq!(
            source.rejected(&first, Complaint::InvalidToken, at(now)),
            Rejected::NotCurrent
        );
        let again = source.rejected(&next, Complaint::InvalidToken, at(now));
        assert_eq!(again, Rejected::Again(at(now + wait)));
        assert_eq!(waits(&mut source, at(now)), now + wait);
        now += wait;
    }
    // One that has settled is a new beginning.
    let exchange = send(&mut source, at(now));
    source.handle(exchange, json(200, &token("good", 3600)), at(now), 0);
    let Action::Use(good) = source.poll(at(now + 60)) else {
        panic!()
    };
    let good = std::sync::Arc::clone(good);
    assert_eq!(
        source.rejected(&good, Complaint::InvalidToken, at(now + 60)),
        Rejected::Dropped
    );
}

#[test]
fn what_is_not_the_tokens_fault_keeps_it() {
    let mut source = fetched(3600);
    let Action::Use(held) = source.poll(at(1)) else {
        panic!()
    };
    let held = std::sync::Arc::clone(held);
    for complaint in [Complaint::InsufficientScope, Complaint::Other] {
        assert_eq!(source.rejected(&held, complaint, at(1)), Rejected::Kept);
    }
    assert_eq!(used(&mut source, at(2)), "first");
    // A token of another source, equal in everything, is none of ours.
    let mut other = fetched(3600);
    let Action::Use(twin) = other.poll(at(1)) else {
        panic!()
    };
    let twin = std::sync::Arc::clone(twin);
    assert_eq!(
        source.rejected(&twin, Complaint::InvalidToken, at(2)),
        Rejected::NotCurrent
    );
    assert_eq!(used(&mut source, at(2)), "first");
}

// = RFC6750-3.1-3 (test)
// = RFC6750-3.1-5 (test)
// = RFC9110-11.6.1-2 (test)
#[test]
fn a_complaint_is_read_from_all_challenges() {
    let invalid = r#"Bearer error="invalid_token""#;
    let scope = r#"bearer realm="a, b", error="insufficient_scope""#;
    for (status, fields, complaint) in [
        (401, &[][..], Some(Complaint::InvalidToken)),
        (401, &["Bearer"], Some(Complaint::InvalidToken)),
        (401, &["Basic realm=x"], Some(Complaint::InvalidToken)),
        (401, &[invalid], Some(Complaint::InvalidToken)),
        (
            401,
            &["Basic realm=x, Digest error=stale", invalid],
            Some(Complaint::InvalidToken),
        ),
        (401, &["Basic realm=x", scope], Some(Complaint::InsufficientScope)),
        (
            401,
            &[r#"Bearer error="invalid_request""#],
            Some(Complaint::Other),
        ),
        (403, &[scope], Some(Complaint::InsufficientScope)),
        (403, &[invalid], Some(Complaint::InvalidToken)),
        (403, &["Basic error=insufficient_scope"], Some(Complaint::Other)),
        (403, &[], Some(Complaint::Other)),
        (200, &[invalid], None),
        (400, &[invalid], None),
        (407, &[invalid], None),
        (500, &[], None),
    ] {
        let octets = fields.iter().map(|field| field.as_bytes());
        let challenges = parse_challenges(octets, &Limits::DEFAULT).expect("challenges");
        assert_eq!(
            Complaint::read(status, &challenges),
            complaint,
            "{status} {fields:?}"
        );
    }
}

#[test]
fn new_credentials_unlatch() {
    let mut source = source();
    let exchange = send(&mut source, at(0));
    source.handle(exchange, json(401, r#"{"error":"invalid_client"}"#), at(0), 0);
    assert_eq!(source.phase(), Phase::Stopped);
    source
        .credentials_replaced(client("canary-second"))
        .expect("the same client");
    let exchange = send(&mut source, at(1));
    let mut buffer = countersign_client::RequestBuffer::new();
    let field = countersign_grammar::basic::encode("s6BhdRkqt3", "canary-second", Default::default());
    assert_eq!(
        exchange.request([0; 16], &mut buffer).authorization(),
        field.as_deref().ok()
    );

    // An answer to the old ones says nothing about the new ones.
    source
        .credentials_replaced(client("canary-third"))
        .expect("the same client");
    assert_eq!(source.phase(), Phase::Fetching);
    let outcome = source.handle(exchange, json(401, r#"{"error":"invalid_client"}"#), at(2), 0);
    assert!(matches!(outcome, Handled::Ignored));
    drop(send(&mut source, at(2)));

    let other = countersign_client::ClientAuthentication::post(
        countersign_grammar::ClientId::parse("s6BhdRkqt3").expect("VSCHAR"),
        countersign_secret::Secret::from("x".to_owned()),
    );
    assert_eq!(source.credentials_replaced(other), Err(SpecError::OtherRequest));
}

#[test]
fn the_last_token_is_spent_after_a_refusal_for_good() {
    let mut source = fetched(3600);
    let exchange = send(&mut source, at(3530));
    source.handle(exchange, json(401, r#"{"error":"invalid_client"}"#), at(3531), 0);
    assert_eq!(source.phase(), Phase::Spending);
    assert_eq!(used(&mut source, at(3589)), "first");
    assert!(matches!(source.poll(at(3590)), Action::GiveUp(_)));
    source.resume();
    drop(send(&mut source, at(3590)));
}

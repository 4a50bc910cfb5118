//! The source, one behaviour after the other.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::panic)]

mod common;

use common::{at, fetched, json, send, source, token, used, waits};
use countersign_client::phase::{Event, Phase};
use countersign_client::{
    Action, Answer, FailureKind, Handled, NoAnswer, Outcome, RequestSpec, ScopeComparison, SourcePolicy,
    TokenEndpointUrl, TokenSource, WithoutLifetime,
};
use countersign_message::{Tolerance, Tolerances};
use countersign_scope::ScopeSet;

#[test]
fn one_request_is_in_flight() {
    let mut source = source();
    let exchange = send(&mut source, at(0));
    for seconds in [0, 1, 29] {
        assert_eq!(
            waits(&mut source, at(seconds)),
            30,
            "until the deadline of the exchange"
        );
    }
    assert_eq!(exchange.deadline(), at(30));
    let Handled::Granted(granted) = source.handle(exchange, json(200, &token("first", 3600)), at(29), 0)
    else {
        panic!()
    };
    assert_eq!(granted.generation(), 1);
    assert_eq!(used(&mut source, at(29)), "first");
}

#[test]
fn a_token_is_renewed_early_and_served_meanwhile() {
    let mut source = fetched(3600);
    assert_eq!(used(&mut source, at(3529)), "first");
    assert_eq!(source.phase(), Phase::Fresh);
    let exchange = send(&mut source, at(3530));
    assert_eq!(
        source.moves().collect::<Vec<_>>(),
        [Event::RenewalDue, Event::Sent]
    );
    assert_eq!(used(&mut source, at(3530)), "first");
    source.handle(exchange, json(200, &token("second", 3600)), at(3531), 0);
    assert_eq!(used(&mut source, at(3531)), "second");
}

#[test]
fn chance_brings_the_renewal_forward_within_its_spread() {
    for (entropy, due) in [
        (0, 3530),
        (60, 3470),
        (61, 3530),
        (u64::MAX, 3530 - u64::MAX % 61),
    ] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        source.handle(exchange, json(200, &token("first", 3600)), at(0), entropy);
        assert_eq!(used(&mut source, at(due - 1)), "first", "{entropy}");
        drop(send(&mut source, at(due)));
    }
}

// = RFC6749-5.1-7 (test)
#[test]
fn an_expired_token_is_never_handed_out() {
    let mut source = fetched(3600);
    drop(send(&mut source, at(3589)));
    assert_eq!(used(&mut source, at(3589)), "first");
    assert!(!matches!(source.poll(at(3590)), Action::Use(_)));

    // Its life began when it was asked for, not when the answer arrived.
    let mut source = common::source();
    let exchange = send(&mut source, at(0));
    source.handle(exchange, json(200, &token("first", 100)), at(29), 0);
    assert_eq!(used(&mut source, at(64)), "first");
    drop(send(&mut source, at(65)));
    assert_eq!(used(&mut source, at(89)), "first");
    assert!(!matches!(source.poll(at(90)), Action::Use(_)));
}

#[test]
fn a_failed_renewal_leaves_the_token_in_use_until_it_expires() {
    let mut source = fetched(3600);
    let exchange = send(&mut source, at(3530));
    source.handle(exchange, Outcome::NoAnswer(NoAnswer::NotConnected), at(3531), 0);
    assert_eq!(source.phase(), Phase::Coasting);
    assert_eq!(used(&mut source, at(3531)), "first");
    drop(send(&mut source, at(3532)));
    assert_eq!(used(&mut source, at(3533)), "first");
    assert_eq!(source.phase(), Phase::Coasting, "the answer is lost");
    drop(send(&mut source, at(3590)));
}

#[test]
fn the_backoff_doubles_up_to_its_cap_and_is_jittered_in_full() {
    let mut now = 0;
    let mut source = source();
    for (failures, window) in [1, 2, 4, 8, 16, 32, 60, 60].into_iter().enumerate() {
        for entropy in [0, 1, window - 1, window, u64::MAX] {
            let mut source = common::source();
            let mut now = 0;
            for _ in 0..failures {
                let exchange = send(&mut source, at(now));
                source.handle(exchange, Outcome::NoAnswer(NoAnswer::Broken), at(now), 0);
                now += 1;
            }
            let exchange = send(&mut source, at(now));
            source.handle(exchange, Outcome::NoAnswer(NoAnswer::Broken), at(now), entropy);
            assert_eq!(
                waits(&mut source, at(now)),
                now + 1 + entropy % window,
                "{failures} {entropy}"
            );
        }
        let exchange = send(&mut source, at(now));
        source.handle(
            exchange,
            json(503, r#"{"error":"temporarily_unavailable"}"#),
            at(now),
            window - 1,
        );
        assert_eq!(waits(&mut source, at(now)), now + window);
        now += window;
    }
}

#[test]
fn retry_after_is_kept_and_capped() {
    for (value, wait) in [
        ("120", 120),
        ("0", 1),
        ("3600", 3600),
        ("86400", 3600),
        ("soon", 1),
        ("-5", 1),
        ("1.5", 1),
    ] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        let answer = Answer::new(429, b"").header("retry-after", value.as_bytes());
        source.handle(exchange, Outcome::Answered(answer), at(0), 0);
        assert_eq!(waits(&mut source, at(0)), wait, "{value}");
    }
}

// = RFC9110-10.2.3-1 (test)
#[test]
fn a_retry_after_date_counts_from_the_servers_clock() {
    // The start is Tue, 14 Nov 2023 22:13:20 GMT.
    let later: &[u8] = b"Tue, 14 Nov 2023 22:15:20 GMT";
    let servers: &[u8] = b"Tue, 14 Nov 2023 22:14:20 GMT";
    for (headers, wait) in [
        (vec![("Retry-After", later)], 120),
        (vec![("Retry-After", later), ("Date", servers)], 60),
        (vec![("Date", later), ("Retry-After", servers)], 1),
        (vec![("Retry-After", later), ("Date", b"today")], 120),
        // Twice is unreadable, and so is nonsense: the backoff alone counts.
        (vec![("Retry-After", later), ("retry-after", later)], 1),
        (vec![("Retry-After", b"Tue, 14 Nov 2023")], 1),
    ] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        let mut answer = Answer::new(503, b"");
        for (name, value) in &headers {
            answer = answer.header(name, value);
        }
        source.handle(exchange, Outcome::Answered(answer), at(0), 0);
        assert_eq!(waits(&mut source, at(0)), wait, "{headers:?}");
    }
}

// = COUNTERSIGN-STRICT-2 (test)
#[test]
fn what_was_tolerated_is_returned_and_nothing_is_unless_named() {
    let spec = |tolerances| {
        RequestSpec::builder(
            TokenEndpointUrl::parse("https://as.example/token").expect("https"),
            common::client(common::SECRET),
        )
        .tolerances(tolerances)
        .build()
        .expect("a request")
    };
    let body = br#"{"access_token":"first","token_type":"Bearer","expires_in":"60"}"#;
    let answer = Answer::new(200, body).header("content-type", b"text/plain");
    let named = Tolerances::of(&[Tolerance::ContentType, Tolerance::ExpiresInString]);
    for (tolerances, used) in [
        (Tolerances::NONE, None),
        (named.without(Tolerance::ContentType), None),
        (named.without(Tolerance::ExpiresInString), None),
        (named, Some(named)),
        (Tolerances::ALL, Some(named)),
    ] {
        let mut source = TokenSource::new(spec(tolerances), SourcePolicy::new());
        let exchange = send(&mut source, at(0));
        match source.handle(exchange, Outcome::Answered(answer), at(0), 0) {
            Handled::Granted(token) => assert_eq!(Some(token.tolerated()), used),
            Handled::Failed(failure) => {
                assert!(matches!(failure.kind(), FailureKind::Unreadable(_)) && used.is_none());
            }
            Handled::Ignored => panic!(),
        }
    }
    // A refusal under status 200, where it is tolerated, is one.
    let mut source = TokenSource::new(spec(Tolerances::ALL), SourcePolicy::new());
    let exchange = send(&mut source, at(0));
    source.handle(
        exchange,
        json(200, r#"{"error":"incorrect_client_credentials"}"#),
        at(0),
        0,
    );
    assert!(matches!(source.poll(at(0)), Action::GiveUp(_)));
}

// = RFC9110-15.5.4-1 (test)
// = RFC9110-15.5.2-1 (test)
#[test]
fn a_refusal_for_good_is_not_repeated() {
    for (status, code) in [
        (401, "invalid_client"),
        (400, "invalid_client"),
        (400, "unauthorized_client"),
        (400, "unsupported_grant_type"),
        (400, "invalid_scope"),
        (400, "invalid_target"),
        (400, "invalid_request"),
        (403, "vendor_code"),
    ] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        let body = format!(r#"{{"error":"{code}","error_description":"canary"}}"#);
        source.handle(exchange, json(status, &body), at(0), 0);
        for seconds in [0, 1, 3600, 1_000_000_000] {
            let Action::GiveUp(failure) = source.poll(at(seconds)) else {
                panic!("{code}")
            };
            assert_eq!(failure.status(), Some(status));
            let named = (code != "vendor_code").then_some(code);
            assert!(matches!(failure.kind(), FailureKind::Refused(c) if c == named));
            assert!(failure.clause().is_some() && !format!("{failure} {failure:?}").contains("canary"));
        }
    }
}

#[test]
fn what_may_pass_is_tried_again() {
    for (status, body) in [
        (400, r#"{"error":"temporarily_unavailable"}"#),
        (400, r#"{"error":"server_error"}"#),
        (429, r#"{"error":"invalid_request"}"#),
        (408, r#"{"error":"invalid_request"}"#),
        (425, r#"{"error":"invalid_request"}"#),
        (500, r#"{"error":"invalid_client"}"#),
        (503, "<html>"),
        (200, "<html>"),
        (200, r#"{"error":"invalid_client"}"#),
        (204, ""),
        (307, ""),
    ] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        source.handle(exchange, json(status, body), at(0), 0);
        assert_eq!(waits(&mut source, at(0)), 1, "{status} {body}");
        drop(send(&mut source, at(1)));
    }
}

// = RFC9110-15.4-1 (test)
#[test]
fn a_redirect_is_a_failure_of_its_own() {
    for status in [300, 301, 302, 303, 307, 308, 399] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        let answer = Answer::new(status, b"{}").header("location", b"https://evil.example/token");
        let Handled::Failed(failure) = source.handle(exchange, Outcome::Answered(answer), at(0), 0) else {
            panic!()
        };
        assert_eq!(failure.kind(), FailureKind::Redirected);
    }
}

// = RFC6749-7.1-1 (test)
// = RFC6749-5.1-4 (test)
#[test]
fn a_token_of_another_type_is_not_used() {
    for (kind, understood) in [
        ("Bearer", true),
        ("bearer", true),
        ("BEARER", true),
        ("DPoP", false),
        ("mac", false),
        ("N_A", false),
    ] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        let body = format!(r#"{{"access_token":"first","token_type":"{kind}","expires_in":3600}}"#);
        match source.handle(exchange, json(200, &body), at(0), 0) {
            Handled::Granted(_) => assert!(understood, "{kind}"),
            Handled::Failed(failure) => {
                assert_eq!(
                    (failure.kind(), understood),
                    (FailureKind::TokenType, false),
                    "{kind}"
                );
                assert!(matches!(source.poll(at(1)), Action::GiveUp(_)));
            }
            Handled::Ignored => panic!("{kind}"),
        }
    }
    let mut source = source();
    let exchange = send(&mut source, at(0));
    let outcome = source.handle(exchange, json(200, &token("a|b", 3600)), at(0), 0);
    assert!(matches!(outcome, Handled::Failed(failure) if failure.kind() == FailureKind::NotBearerSafe));
}

// = RFC6749-5.1-6 (test)
#[test]
fn a_life_that_is_absent_short_or_endless() {
    let absent = r#"{"access_token":"first","token_type":"Bearer"}"#;
    let mut source = source();
    let exchange = send(&mut source, at(0));
    source.handle(exchange, json(200, absent), at(0), 0);
    assert_eq!(used(&mut source, at(200)), "first");
    assert!(
        !matches!(source.poll(at(290)), Action::Use(_)),
        "300 seconds are assumed"
    );

    let policy = SourcePolicy::new().without_lifetime(WithoutLifetime::SingleUse);
    let mut source = TokenSource::new(common::request(), policy);
    for seconds in 0..5 {
        let exchange = send(&mut source, at(seconds));
        source.handle(exchange, json(200, absent), at(seconds), 0);
        assert_eq!(used(&mut source, at(seconds)), "first");
    }
    let exchange = send(&mut source, at(5));
    source.handle(exchange, json(200, absent), at(5), 0);
    drop(send(&mut source, at(35)));

    // Zero is dead on arrival, and so is what took too long to arrive. It is a failure, so the server is not hammered.
    for (life, arrival) in [(0, 0), (1, 1), (10, 5), (30, 25)] {
        let mut source = common::source();
        let exchange = send(&mut source, at(0));
        let outcome = source.handle(exchange, json(200, &token("first", life)), at(arrival), 0);
        assert!(
            matches!(outcome, Handled::Failed(failure) if failure.kind() == FailureKind::ExpiredOnArrival),
            "{life}"
        );
        assert_eq!(waits(&mut source, at(arrival)), arrival + 1);
    }
    let mut source = fetched(1);
    assert_eq!(used(&mut source, at(0)), "first");
    assert!(!matches!(source.poll(at(1)), Action::Use(_)));

    for life in [86_401, 1 << 53, u64::MAX] {
        let mut source = fetched(life);
        assert_eq!(used(&mut source, at(86_400 - 71)), "first");
        drop(send(&mut source, at(86_400 - 70)));
        assert!(!matches!(source.poll(at(86_390)), Action::Use(_)), "{life}");
    }
}

// = RFC6749-5.1-9 (test)
// = RFC6749-3.3-5 (test)
#[test]
fn the_granted_scope_is_reported() {
    for (member, comparison, stated) in [
        ("", ScopeComparison::Same, None),
        (
            r#","scope":"write read""#,
            ScopeComparison::Same,
            Some("read write"),
        ),
        (r#","scope":"read""#, ScopeComparison::Narrowed, Some("read")),
        (
            r#","scope":"read write admin""#,
            ScopeComparison::Widened,
            Some("admin read write"),
        ),
        (r#","scope":"admin""#, ScopeComparison::Widened, Some("admin")),
    ] {
        let mut source = source();
        let exchange = send(&mut source, at(0));
        let body = format!(r#"{{"access_token":"first","token_type":"Bearer","expires_in":60{member}}}"#);
        let Handled::Granted(token) = source.handle(exchange, json(200, &body), at(0), 0) else {
            panic!("{member}")
        };
        assert_eq!(token.scope().comparison(), comparison, "{member}");
        assert_eq!(token.scope().stated().map(ScopeSet::as_str), stated, "{member}");
    }
}

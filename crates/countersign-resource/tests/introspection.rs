//! Opaque tokens: what is asked of the authorization server, and what its answer is worth (RFC 7662).
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{AUDIENCE, NOW, OPAQUE, Scenario};
use countersign_grammar::{Limits, UnixTime, form};
use countersign_resource::{
    Basis, Check, Introspect, IntrospectionPolicy, Leniency, Location, Part, Parts, Reason, ReceivedResponse,
    ResourceServer, Scratch, TokenFormat, TokenReason,
};
use countersign_scope::ScopeSet;
use serde_json::{Value, json};

fn guard() -> ResourceServer {
    ResourceServer::new(TokenFormat::Opaque(IntrospectionPolicy::new(AUDIENCE)))
}

#[track_caller]
fn ask<'r>(guard: &'r ResourceServer, field: &'r str, scratch: &'r mut Scratch) -> Introspect<'r> {
    let parts = Parts::new("GET", "/").header("authorization", field.as_bytes());
    match guard.receive(parts, UnixTime::from_secs(NOW), scratch) {
        Check::Introspect(ask) => ask,
        other => panic!("{other:?}"),
    }
}

// = RFC7662-2.1-1 (test)
// = RFC7662-2.1-2 (test)
// = RFC7662-2.1-3 (test)
// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn the_request_holds_the_token_and_nothing_shows_it() {
    for token in [OPAQUE, "a+b/c==", "~", "x.y.z"] {
        let (guard, mut scratch) = (guard(), Scratch::new());
        let field = format!("Bearer {token}");
        let ask = ask(&guard, &field, &mut scratch);
        let pairs = form::parse(ask.body(), &Limits::DEFAULT).expect("a form");
        assert_eq!(pairs.len(), 2);
        assert!(pairs[0].name.eq_str("token") && pairs[0].value.eq_str(token));
        assert!(pairs[1].name.eq_str("token_type_hint") && pairs[1].value.eq_str("access_token"));
        assert_eq!(Introspect::CONTENT_TYPE, "application/x-www-form-urlencoded");
        assert!(token.len() < 4 || !format!("{ask:?} {ask:#?}").contains(token));
    }
}

#[track_caller]
fn answered(status: u16, content_type: Option<&str>, body: &[u8]) -> (Option<Reason>, Option<Location>, u16) {
    let (guard, mut scratch) = (guard(), Scratch::new());
    let field = format!("Bearer {OPAQUE}");
    let answer = ReceivedResponse {
        status,
        content_type: content_type.map(str::as_bytes),
        body,
    };
    match ask(&guard, &field, &mut scratch).answered(answer) {
        Check::Verified(token) => match token.require(&ScopeSet::EMPTY) {
            Ok(access) => {
                assert_eq!(access.facts().basis(), Basis::Introspection);
                (None, None, 200)
            }
            Err(refusal) => panic!("{refusal:?}"),
        },
        Check::Refused(refusal) => {
            assert_eq!(refusal.www_authenticate().is_some(), refusal.status() != 503);
            let verdict = refusal.verdict();
            (verdict.reason(), verdict.location(), refusal.status())
        }
        other => panic!("{other:?}"),
    }
}

const JSON: Option<&str> = Some("application/json");

/// "Cannot say" is never "no": a caller with a good token is not told to throw it away.
// = COUNTERSIGN-UNAVAILABLE-1 (test)
// = RFC7662-2.2-1 (test)
// = RFC7662-2.2-2 (test)
#[test]
fn a_broken_answer_is_no_word_about_the_token() {
    let good = format!(r#"{{"active":true,"aud":"{AUDIENCE}"}}"#);
    assert_eq!(answered(200, JSON, good.as_bytes()).2, 200);
    for status in [
        0, 100, 201, 204, 302, 400, 401, 403, 404, 429, 500, 502, 503, 65_535,
    ] {
        let (reason, _, status) = answered(status, JSON, good.as_bytes());
        assert_eq!(
            (reason, status),
            (Some(Reason::Token(TokenReason::AnswerStatusWrong)), 503)
        );
    }
    for content_type in [
        None,
        Some(""),
        Some("text/html"),
        Some("application/token-introspection+jwt"),
        Some("application/json, text/html"),
        Some("application/jsonp"),
    ] {
        let (reason, _, status) = answered(200, content_type, good.as_bytes());
        let expected = Some(Reason::Token(TokenReason::AnswerContentTypeWrong));
        assert_eq!((reason, status), (expected, 503), "{content_type:?}");
    }
    for content_type in [
        "application/json;charset=UTF-8",
        "APPLICATION/JSON",
        " application/json ",
    ] {
        assert_eq!(
            answered(200, Some(content_type), good.as_bytes()).2,
            200,
            "{content_type}"
        );
    }
    let malformed = Some(Reason::Token(TokenReason::AnswerMalformed));
    for body in [
        &b""[..],
        b"{}",
        b"[]",
        b"null",
        b"true",
        b"{\"active\":true",
        b"{\"active\":\"true\"}",
        b"{\"active\":1}",
        b"{\"active\":null}",
        b"{\"active\":[true]}",
        b"{\"Active\":true}",
        b"{\"active\":true,\"active\":false}",
        b"{\"active\":false,\"\\u0061ctive\":true}",
        b"{\"active\":true,\"exp\":\"1\"}",
        b"{\"active\":true} {}",
        b"\xEF\xBB\xBF{\"active\":true}",
        b"{\"active\":true,\"scope\":[\"read\"]}",
        b"{\"active\":true,\"sub\":\"\xFF\"}",
    ] {
        let (reason, location, status) = answered(200, JSON, body);
        assert_eq!(
            (reason, status),
            (malformed, 503),
            "{}",
            String::from_utf8_lossy(body)
        );
        assert_eq!(location.map(|location| location.part), Some(Part::Answer));
    }
}

/// `false` is a plain answer, whatever stands beside it.
// = RFC7662-2.2-6 (test)
#[test]
fn inactive_is_no() {
    for body in [
        r#"{"active":false}"#.to_owned(),
        format!(
            r#"{{"active":false,"aud":"{AUDIENCE}","exp":{},"scope":"read"}}"#,
            NOW + 60
        ),
        format!(r#"{{"aud":"{AUDIENCE}","active":false}}"#),
        r#"{"active":false,"exp":"soon","scope":7,"cnf":null,"aud":[]}"#.to_owned(),
    ] {
        let (reason, _, status) = answered(200, JSON, body.as_bytes());
        assert_eq!(
            (reason, status),
            (Some(Reason::Token(TokenReason::Inactive)), 401),
            "{body}"
        );
    }
}

fn spoilt(member: &str, value: Value) -> Option<Reason> {
    let mut scenario = Scenario::opaque();
    scenario.claims.insert(member.into(), value);
    scenario.run().reason
}

// = RFC7662-2.2-5 (test)
// = RFC7662-2.2-3 (test)
#[test]
fn an_active_token_is_checked_like_any_other() {
    let refused = |reason| Some(Reason::Token(reason));
    assert_eq!(spoilt("exp", json!(NOW - 10)), refused(TokenReason::Expired));
    assert_eq!(spoilt("nbf", json!(NOW + 11)), refused(TokenReason::NotYetValid));
    assert_eq!(
        spoilt("iat", json!(NOW + 11)),
        refused(TokenReason::IssuedInTheFuture)
    );
    assert_eq!(
        spoilt("iss", json!("https://b.example")),
        refused(TokenReason::IssuerWrong)
    );
    assert_eq!(
        spoilt("aud", json!("https://b.example")),
        refused(TokenReason::AudienceWrong)
    );
    assert_eq!(spoilt("aud", json!(["https://b.example", AUDIENCE])), None);
    for name in ["Bearer", "bearer", "BEARER"] {
        assert_eq!(spoilt("token_type", json!(name)), None, "{name}");
    }
    for other in [json!("DPoP"), json!("access_token"), json!("urn:x:y")] {
        assert_eq!(
            spoilt("token_type", other.clone()),
            refused(TokenReason::TokenTypeWrong),
            "{other}"
        );
    }
    // A member that is not what RFC 7662 has it be spoils the answer, not the token.
    for (member, broken) in [
        ("scope", json!("read ")),
        ("scope", json!("")),
        ("scope", json!(vec!["read"; 129].join(" "))),
        ("token_type", json!("")),
        ("token_type", json!(null)),
        ("token_type", json!(["Bearer"])),
        ("exp", json!(1.7e9)),
        ("exp", json!(-1)),
        ("cnf", json!(null)),
        ("aud", json!([])),
    ] {
        let expected = refused(TokenReason::AnswerMalformed);
        assert_eq!(spoilt(member, broken.clone()), expected, "{member}: {broken}");
    }
    // What need not be said may be left out; what is said has its type.
    for member in ["iss", "sub", "client_id", "jti", "iat", "exp", "token_type"] {
        let mut scenario = Scenario::opaque();
        scenario.claims.remove(member);
        assert_eq!(scenario.run().status, 200, "{member}");
    }
}

// = RFC7662-4-6 (test)
#[test]
fn an_answer_without_audience_counts_only_by_name() {
    let mut scenario = Scenario::opaque();
    scenario.claims.remove("aud");
    assert_eq!(
        scenario.run().reason,
        Some(Reason::Token(TokenReason::AudienceMissing))
    );
    scenario.leniencies = vec![Leniency::IntrospectionWithoutAudience];
    let outcome = scenario.run();
    assert_eq!(
        (outcome.status, outcome.used),
        (200, vec![Leniency::IntrospectionWithoutAudience])
    );
    scenario.claims.insert("aud".into(), json!("https://b.example"));
    assert_eq!(
        scenario.run().reason,
        Some(Reason::Token(TokenReason::AudienceWrong))
    );
}

/// A kept answer is as good as a fresh one, until its end.
// = RFC7662-4-11 (test)
#[test]
fn a_kept_answer_is_not_used_beyond_its_end() {
    let mut scenario = Scenario::opaque();
    for (now, status) in [
        (NOW, 200),
        (NOW + 3600 + 9, 200),
        (NOW + 3600 + 10, 401),
        (u64::MAX, 401),
    ] {
        scenario.now = now;
        assert_eq!(scenario.run().status, status, "{now}");
    }
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn the_longest_answer_and_one_octet_more() {
    let answer = |length: usize| {
        let head = format!(r#"{{"active":true,"aud":"{AUDIENCE}","x":""#);
        let padding = "x".repeat(length - head.len() - 2);
        format!("{head}{padding}\"}}")
    };
    let longest = Limits::DEFAULT.body;
    assert_eq!(answered(200, JSON, answer(longest).as_bytes()).2, 200);
    let (reason, location, _) = answered(200, JSON, answer(longest + 1).as_bytes());
    assert_eq!(reason, Some(Reason::Token(TokenReason::AnswerMalformed)));
    assert_eq!(location, Some(Location::new(Part::Answer, longest)));
}

//! How a request carries its token: RFC 6750 section 2.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{FORM, OPAQUE, Scenario};
use countersign_resource::{Leniency, Location, Part, Reason, RequestReason};

fn refused(scenario: &Scenario) -> (RequestReason, Option<Location>) {
    let outcome = scenario.run();
    match outcome.reason {
        Some(Reason::Request(reason)) => (reason, outcome.location),
        other => panic!("{other:?}"),
    }
}

fn with_field(field: &str) -> Scenario {
    Scenario {
        in_field: false,
        more_fields: vec![field.into()],
        ..Scenario::opaque()
    }
}

// = RFC6750-2.1-1 (test)
// = RFC6750-2.1-3 (test)
// = RFC6750-2.1-4 (test)
// = OAUTH21-5.1.1-1 (test)
// = FAPI2SP-5.3.4-1 (test)
#[test]
fn the_field_is_bearer_some_spaces_and_a_token() {
    for field in [
        "Bearer mF_9.B5f-4.1JqM",
        "bearer mF_9.B5f-4.1JqM",
        "BEARER    mF_9.B5f-4.1JqM",
        " \tBearer mF_9.B5f-4.1JqM\t ",
        "Bearer a",
        "Bearer -._~+/09azAZ==",
    ] {
        assert_eq!(with_field(field).run().status, 200, "{field:?}");
    }
    let at = |at| Some(Location::new(Part::Authorization, at));
    use RequestReason::{AuthorizationMalformed, SchemeUnsupported, TokenMalformed};
    for (field, reason, location) in [
        ("", AuthorizationMalformed, at(0)),
        ("Bearer", TokenMalformed, at(6)),
        ("Bearer ", TokenMalformed, at(6)),
        ("Bearer\tmF_9", AuthorizationMalformed, at(6)),
        ("Bearer  mF_9 more", AuthorizationMalformed, at(12)),
        ("Bearer a,b", AuthorizationMalformed, at(8)),
        ("Bearer token=\"mF_9\"", TokenMalformed, at(7)),
        ("Bearer ====", AuthorizationMalformed, at(7)),
        ("Bearer \"mF_9\"", AuthorizationMalformed, at(7)),
        ("Bearer m\u{e9}", AuthorizationMalformed, at(8)),
        ("Bearermf_9", SchemeUnsupported, at(0)),
        ("mF_9.B5f-4.1JqM", SchemeUnsupported, at(0)),
        ("Token mF_9", SchemeUnsupported, at(0)),
        ("Basic czZCaGRSa3F0Mzpn", SchemeUnsupported, at(0)),
        ("DPoP mF_9", SchemeUnsupported, at(0)),
        ("Bearer mF_9, Basic czZC", AuthorizationMalformed, at(11)),
    ] {
        let actual = refused(&with_field(field));
        assert_eq!(actual.0, reason, "{field:?}");
        // The grammar crate answers for the exact octet; here it is known to point into the field.
        assert_eq!(
            actual.1.map(|location| location.part),
            location.map(|location| location.part)
        );
        assert!(
            actual.1.is_some_and(|location| location.at <= field.len()),
            "{field:?}"
        );
        if reason != AuthorizationMalformed {
            assert_eq!(actual.1, location, "{field:?}");
        }
    }
}

// = RFC9110-5.3-1 (test)
#[test]
fn two_fields_are_refused_whatever_they_hold() {
    let valid = format!("Bearer {OPAQUE}");
    for (first, second) in [
        (&*valid, &*valid),
        (&*valid, "Basic YTpi"),
        ("Basic YTpi", &*valid),
        (&*valid, ""),
    ] {
        let mut scenario = with_field(first);
        scenario.more_fields.push(second.into());
        let location = Some(Location::new(Part::Authorization, 0));
        assert_eq!(
            refused(&scenario),
            (RequestReason::AuthorizationRepeated, location)
        );
    }
}

fn in_form(leniencies: &[Leniency], form: &str) -> Scenario {
    Scenario {
        in_field: false,
        method: "POST",
        content_type: Some(FORM),
        body: Some(form.into()),
        leniencies: leniencies.to_vec(),
        ..Scenario::opaque()
    }
}

fn in_query(leniencies: &[Leniency], query: &str) -> Scenario {
    Scenario {
        in_field: false,
        target: format!("/photos?{query}"),
        leniencies: leniencies.to_vec(),
        ..Scenario::opaque()
    }
}

/// The token is taken from a body or a query only by name, and the proof says that it was.
// = COUNTERSIGN-STRICT-2 (test)
// = RFC6750-2.2-3 (test)
// = RFC6750-2.3-3 (test)
// = RFC6750-1.1-1 (test)
// = OAUTH21-5.1-3 (test)
// = FAPI2SP-5.3.4-2 (test)
#[test]
fn body_and_query_count_only_by_name() {
    let form = format!("a=1&access_token={OPAQUE}&b=%zz&a=2");
    let at = form.find(OPAQUE).expect("there");
    let accepted = in_form(&[Leniency::FormBody], &form).run();
    assert_eq!((accepted.status, accepted.used), (200, vec![Leniency::FormBody]));
    assert!(accepted.headers.is_empty());
    let accepted = in_query(&[Leniency::Query], &form).run();
    assert_eq!((accepted.status, accepted.used), (200, vec![Leniency::Query]));
    assert_eq!(accepted.headers, [("cache-control".into(), "private".into())]);
    let escaped = form.replace('.', "%2E").replace("access_token", "access%5ftoken");
    assert_eq!(in_query(&[Leniency::Query], &escaped).run().status, 200);

    for leniencies in [vec![], vec![Leniency::Query, Leniency::PlainJwt]] {
        let location = Some(Location::new(Part::Body, at));
        let expected = (RequestReason::BodyNotAccepted, location);
        assert_eq!(refused(&in_form(&leniencies, &form)), expected);
    }
    for leniencies in [vec![], vec![Leniency::FormBody, Leniency::UntypedJwt]] {
        let location = Some(Location::new(Part::Target, at + "/photos?".len()));
        let expected = (RequestReason::QueryNotAccepted, location);
        assert_eq!(refused(&in_query(&leniencies, &form)), expected);
    }
    let mut get = in_form(&[Leniency::FormBody], &form);
    for method in ["GET", "HEAD"] {
        get.method = method;
        assert_eq!(refused(&get).0, RequestReason::BodyOfGet);
    }
    for name in [
        "Access_token",
        "access_token ",
        "token",
        "access-token",
        "xaccess_token",
    ] {
        let query = format!("{name}={OPAQUE}");
        assert_eq!(
            refused(&in_query(&[Leniency::Query], &query)).0,
            RequestReason::NoToken,
            "{name}"
        );
    }
    // Another media type, or two of them, is not a form.
    for content_type in [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "x",
    ] {
        let mut scenario = in_form(&[Leniency::FormBody], &form);
        scenario.content_type = Some(content_type);
        assert_eq!(refused(&scenario).0, RequestReason::NoToken, "{content_type}");
    }
}

// = RFC6750-3.1-2 (test)
#[test]
fn one_token_in_one_place() {
    let all = [Leniency::FormBody, Leniency::Query];
    for leniencies in [&all[..], &[]] {
        let pair = format!("access_token={OPAQUE}");
        let mut field_and_query = in_query(leniencies, &pair);
        field_and_query.in_field = true;
        assert_eq!(refused(&field_and_query).0, RequestReason::MultipleMethods);
        let mut field_and_body = in_form(leniencies, &pair);
        field_and_body.in_field = true;
        assert_eq!(refused(&field_and_body).0, RequestReason::MultipleMethods);
        let mut query_and_body = in_form(leniencies, &pair);
        query_and_body.target = format!("/photos?{pair}");
        assert_eq!(refused(&query_and_body).0, RequestReason::MultipleMethods);
        for twice in [
            format!("{pair}&{pair}"),
            format!("{pair}&access_token"),
            format!("access_token=&{pair}"),
        ] {
            assert_eq!(
                refused(&in_query(leniencies, &twice)).0,
                RequestReason::TokenRepeated
            );
            assert_eq!(
                refused(&in_form(leniencies, &twice)).0,
                RequestReason::TokenRepeated
            );
        }
    }
    for broken in [
        "",
        "=",
        "a b",
        "a+b%20",
        "%zz",
        "a%00b",
        "a%26b",
        "caf%C3%A9",
        "a=b",
    ] {
        let pair = format!("access_token={broken}");
        assert_eq!(
            refused(&in_query(&all, &pair)).0,
            RequestReason::TokenMalformed,
            "{broken}"
        );
    }
}

/// `+` in a form is a space, in the field it is a plus.
#[test]
fn a_plus_is_read_as_the_place_has_it() {
    let mut scenario = in_query(&[Leniency::Query], "access_token=a%2Bb%2F%3D");
    assert_eq!(scenario.run().status, 200);
    scenario.target = "/photos?access_token=a+b".into();
    assert_eq!(refused(&scenario).0, RequestReason::TokenMalformed);
    assert_eq!(with_field("Bearer a+b/=").run().status, 200);
}

// = COUNTERSIGN-LIMITS-1 (test)
// = RFC9110-5.4-1 (test)
#[test]
fn the_longest_and_one_octet_more() {
    let mut scenario = with_field(&format!("Bearer {}", "a".repeat(93)));
    scenario.limits.header = 100;
    assert_eq!(scenario.run().status, 200);
    scenario.limits.header = 99;
    let location = Some(Location::new(Part::Authorization, 99));
    assert_eq!(refused(&scenario), (RequestReason::HeaderTooLong, location));
    let mut scenario = in_query(&[Leniency::Query], &format!("access_token={}", "a".repeat(79)));
    scenario.limits.header = 100;
    assert_eq!(scenario.run().status, 200);
    scenario.target.push('a');
    let location = Some(Location::new(Part::Target, 100));
    assert_eq!(refused(&scenario), (RequestReason::HeaderTooLong, location));
    let mut scenario = in_form(
        &[Leniency::FormBody],
        &format!("access_token={}", "a".repeat(487)),
    );
    scenario.limits.body = 500;
    assert_eq!(scenario.run().status, 200);
    scenario.body.as_mut().expect("there").push('a');
    let location = Some(Location::new(Part::Body, 500));
    assert_eq!(refused(&scenario), (RequestReason::BodyTooLong, location));
    // A body that is no form is not looked at, however long.
    let scenario = Scenario {
        body: Some("a".repeat(20_000)),
        content_type: Some("application/json"),
        ..Scenario::default()
    };
    assert_eq!(scenario.run().status, 200);
}

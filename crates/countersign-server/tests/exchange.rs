//! What goes over the wire: status, header fields and body of every kind of reply.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Registry, Scenario, TOKEN, basic_field};
use countersign_auth::{AuthMethod, AuthPolicy, AuthReason};
use countersign_server::{Reason, RequestReason, TokenEndpoint};

// = RFC6749-5.1-1 (test)
// = RFC6749-5.1-2 (test)
// = RFC6749-5.1-3 (test)
// = RFC6749-5.1-10 (test)
// = RFC6749-5.1-13 (test)
// = RFC6749-5.1-14 (test)
// = RFC6749-4.4.3-1 (test)
#[test]
fn a_granted_request() {
    let outcome = Scenario::default().run();
    assert_eq!(outcome.status, 200);
    assert_eq!(
        outcome.body,
        format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":3600,"scope":"read"}}"#)
    );
    assert_eq!(outcome.header("content-type"), Some("application/json"));
    assert_eq!(outcome.header("cache-control"), Some("no-store"));
    assert_eq!(outcome.header("pragma"), Some("no-cache"));
    assert_eq!(outcome.header("www-authenticate"), None);
    assert_eq!(
        outcome.log,
        "granted, client \"abc\" by client_secret_basic, scope \"read\""
    );
}

fn post(id: &str, secret: &str) -> Scenario {
    let mut scenario = Scenario {
        authorization: vec![],
        ..Scenario::default()
    };
    scenario.set("client_id", id);
    scenario.set("client_secret", secret);
    scenario
}

// = RFC6749-2.3.1-4 (test)
#[test]
fn credentials_in_the_body() {
    let outcome = post("abc", "secret").run();
    assert_eq!(outcome.status, 200);
    assert!(outcome.log.contains("client_secret_post"), "{}", outcome.log);
}

// = RFC6749-5.2-1 (test)
// = RFC6749-5.2-7 (test)
// = RFC6749-5.2-9 (test)
// = RFC9110-11.6.1-1 (test)
#[test]
fn invalid_client_is_401_with_a_challenge_exactly_if_the_header_was_used() {
    let wrong = Scenario {
        authorization: vec![basic_field("abc", "wrong")],
        ..Scenario::default()
    }
    .run();
    assert_eq!(
        (wrong.status, wrong.header("www-authenticate")),
        (401, Some("Basic realm=\"token\""))
    );
    assert_eq!(wrong.json()["error"], "invalid_client");

    let wrong = post("abc", "wrong").run();
    assert_eq!((wrong.status, wrong.header("www-authenticate")), (400, None));
    assert_eq!(wrong.json()["error"], "invalid_client");

    let none = Scenario {
        authorization: vec![],
        ..Scenario::default()
    }
    .run();
    assert_eq!((none.status, none.header("www-authenticate")), (400, None));
    assert_eq!(
        none.reason,
        Some(Reason::Authentication(AuthReason::NoCredentials))
    );

    let bearer = Scenario {
        authorization: vec!["Bearer abc".into()],
        ..Scenario::default()
    }
    .run();
    assert_eq!(
        (bearer.status, bearer.header("www-authenticate")),
        (401, Some("Basic realm=\"token\""))
    );
    assert_eq!(bearer.json()["error"], "invalid_client");

    let malformed = Scenario {
        authorization: vec!["Basic ?".into()],
        ..Scenario::default()
    }
    .run();
    assert_eq!(
        (malformed.status, malformed.header("www-authenticate")),
        (400, None)
    );
    assert_eq!(malformed.json()["error"], "invalid_request");
}

#[test]
fn the_realm_is_a_quoted_string() {
    let endpoint = TokenEndpoint::new(AuthPolicy::new())
        .with_realm("a \"b\" \\c")
        .expect("a quoted-string");
    let wrong = Scenario {
        authorization: vec![basic_field("abc", "wrong")],
        ..Scenario::default()
    };
    let outcome = wrong.run_at(&endpoint);
    assert_eq!(
        outcome.header("www-authenticate"),
        Some(r#"Basic realm="a \"b\" \\c""#)
    );
    assert!(
        TokenEndpoint::new(AuthPolicy::new())
            .with_realm("line\nbreak")
            .is_err()
    );
}

/// An unknown client and a wrong secret: the same octets, the same questions to the host.
// = COUNTERSIGN-EQUAL-1 (test)
#[test]
fn unknown_client_and_wrong_secret_look_alike() {
    for slow in [false, true] {
        for base in [
            Scenario {
                authorization: vec![basic_field("abc", "wrong")],
                ..Scenario::default()
            },
            post("abc", "wrong"),
        ] {
            let base = Scenario { slow, ..base };
            let wrong = base.run();
            let others = [
                Scenario {
                    registry: Registry::Unknown,
                    ..base.clone()
                },
                Scenario {
                    public: true,
                    ..base.clone()
                },
                Scenario {
                    methods: vec![AuthMethod::AssertedByCaller],
                    ..base.clone()
                },
                Scenario {
                    secret: "wrong",
                    window: (0, 0),
                    ..base.clone()
                },
                Scenario {
                    secret: "wrong",
                    window: (u64::MAX, u64::MAX),
                    ..base.clone()
                },
            ];
            for other in others {
                let other = other.run();
                assert_ne!(other.reason, wrong.reason, "the log tells them apart");
                assert_eq!(
                    (other.status, &other.headers, &other.body),
                    (wrong.status, &wrong.headers, &wrong.body)
                );
                assert_eq!(other.trace, wrong.trace);
            }
        }
    }
}

// = RFC6749-3.2-5 (test)
// = RFC9110-15.5.6-1 (test)
#[test]
fn only_post_is_a_token_request() {
    for method in [
        "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "post", "Post", "", "POST ",
    ] {
        let outcome = Scenario {
            method,
            ..Scenario::default()
        }
        .run();
        assert_eq!(
            (outcome.status, outcome.header("allow")),
            (405, Some("POST")),
            "{method:?}"
        );
        assert_eq!(outcome.json()["error"], "invalid_request");
    }
}

// = RFC6749-3.2-6 (test)
// = RFC9110-8.3.1-1 (test)
#[test]
fn only_a_form_in_utf_8_is_a_token_request() {
    for (value, expected) in [
        ("application/x-www-form-urlencoded", None),
        ("APPLICATION/X-WWW-FORM-URLENCODED", None),
        ("application/x-www-form-urlencoded;charset=UTF-8", None),
        ("application/x-www-form-urlencoded; charset=utf-8", None),
        ("application/x-www-form-urlencoded; charset=\"UTF-8\"", None),
        ("application/x-www-form-urlencoded;", None),
        (
            "application/x-www-form-urlencoded; charset=utf8",
            Some(RequestReason::CharsetWrong),
        ),
        (
            "application/x-www-form-urlencoded; charset=iso-8859-1",
            Some(RequestReason::CharsetWrong),
        ),
        (
            "application/x-www-form-urlencoded2",
            Some(RequestReason::ContentTypeWrong),
        ),
        ("application/json", Some(RequestReason::ContentTypeWrong)),
        (
            "multipart/form-data; boundary=x",
            Some(RequestReason::ContentTypeWrong),
        ),
        ("text/plain", Some(RequestReason::ContentTypeWrong)),
        (
            "application/x-www-form-urlencoded, application/json",
            Some(RequestReason::ContentTypeMalformed),
        ),
        ("application", Some(RequestReason::ContentTypeMalformed)),
        ("", Some(RequestReason::ContentTypeMalformed)),
    ] {
        let outcome = Scenario {
            content_types: vec![value],
            ..Scenario::default()
        }
        .run();
        assert_eq!(outcome.reason, expected.map(Reason::Request), "{value:?}");
    }
}

// = RFC6749-2.3.1-9 (test)
// = OAUTH21-2.4.1-4 (test)
#[test]
fn a_secret_in_the_query_is_refused_and_other_parameters_there_are_passed_over() {
    for (query, refused) in [
        ("", false),
        ("?", false),
        ("?tenant=a", false),
        ("?client_secret=", false),
        ("?my_client_secret=x", false),
        ("?client_secretive=x", false),
        ("?x=client_secret=y", false),
        ("?client_secret=x", true),
        ("?a=%&client%5Fsecret=x", true),
        ("?client_id=a&client_secret=b", true),
        ("?client_assertion=x", true),
    ] {
        let outcome = Scenario {
            target: format!("/oauth2/token{query}"),
            ..Scenario::default()
        }
        .run();
        let reason = refused.then_some(Reason::Request(RequestReason::CredentialsInQuery));
        assert_eq!(outcome.reason, reason, "{query}");
    }
    for (target, refused) in [
        ("http://as.example/oauth2/token", false),
        ("http://as.example/oauth2/token/a@b", false),
        ("http://abc123@as.example/oauth2/token", true),
        ("https://abc123:secret@as.example/oauth2/token", true),
        ("https://:@as.example/oauth2/token", true),
    ] {
        let outcome = Scenario {
            target: target.to_owned(),
            ..Scenario::default()
        }
        .run();
        let reason = refused.then_some(Reason::Request(RequestReason::CredentialsInQuery));
        assert_eq!(outcome.reason, reason, "{target}");
    }
}

// = RFC6749-3.2-7 (test)
// = RFC6749-3.2-8 (test)
#[test]
fn empty_parameters_count_as_absent_and_unknown_ones_are_ignored() {
    let mut scenario = Scenario {
        default_scope: Some("write"),
        ..Scenario::default()
    };
    scenario.set("scope", "");
    scenario.set("client_id", "");
    scenario.set("client_secret", "");
    scenario.set("resource", "");
    scenario.set("unheard_of", "x");
    let outcome = scenario.run();
    assert_eq!(outcome.json()["scope"], "write");
    scenario.set("grant_type", "");
    assert_eq!(
        scenario.run().reason,
        Some(Reason::Request(RequestReason::GrantTypeMissing))
    );
}

// = RFC9110-5.5-1 (test)
#[test]
fn spaces_and_tabs_around_a_field_value_are_dropped_and_nothing_else() {
    let padded = |before: &str, after: &str| {
        let field = format!("{before}{}{after}", basic_field("abc", "secret"));
        let outcome = Scenario {
            authorization: vec![field],
            ..Scenario::default()
        }
        .run();
        outcome.reason
    };
    assert_eq!(padded(" \t ", "\t"), None);
    for other in ["\n", "\r", "\0", "\u{b}", "\u{a0}"] {
        let malformed = Some(Reason::Authentication(AuthReason::AuthorizationMalformed));
        assert_eq!(padded(other, ""), malformed, "{other:?}");
        assert_eq!(padded("", other), malformed, "{other:?}");
    }
}

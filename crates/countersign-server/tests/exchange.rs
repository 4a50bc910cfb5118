//! What goes over the wire: status, header fields and body of every kind of reply.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Policy, Registry, Scenario, TOKEN, Verifier, basic_field, pair, small_limits};
use countersign_auth::{AuthMethod, AuthPolicy, AuthReason, AuthenticatedClient};
use countersign_scope::Strategy;
use countersign_server::{GrantReason, Location, Part, Parts, Reason, RequestReason, TokenEndpoint};

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

// = RFC6749-4.4.2-2 (test)
// = RFC6749-5.2-11 (test)
#[test]
fn the_grant_type_is_compared_exactly() {
    for other in [
        "Client_Credentials",
        "client_credentials ",
        "password",
        "client_credential",
        "x:y",
    ] {
        let mut scenario = Scenario::default();
        scenario.set("grant_type", other);
        let outcome = scenario.run();
        assert_eq!(outcome.json()["error"], "unsupported_grant_type", "{other:?}");
        assert_eq!(
            outcome.client_id.as_deref(),
            Some("abc"),
            "only an authenticated client learns that"
        );
    }
}

// = RFC6749-3.3-2 (test)
// = RFC6749-3.3-5 (test)
// = RFC6749-3.3-6 (test)
// = RFC6749-5.1-9 (test)
// = RFC6749-5.2-12 (test)
#[test]
fn scope_is_granted_within_the_registration_and_always_stated() {
    let scope = |requested: Option<&str>, default: Option<&'static str>| {
        let mut scenario = Scenario {
            default_scope: default,
            ..Scenario::default()
        };
        scenario.remove("scope");
        if let Some(scope) = requested {
            scenario.set("scope", scope);
        }
        let body = scenario.run().json();
        body.get("scope")
            .or(body.get("error"))
            .and_then(|value| value.as_str())
            .expect("either")
            .to_owned()
    };
    assert_eq!(scope(Some("read"), None), "read");
    assert_eq!(scope(Some("write read"), None), "read write");
    assert_eq!(scope(Some("read read"), None), "read");
    assert_eq!(
        scope(Some("write delete read"), Some("read")),
        "delete read write"
    );
    assert_eq!(scope(None, Some("read write")), "read write");
    assert_eq!(scope(None, None), "invalid_scope");
    for refused in [
        "admin",
        "read admin",
        "READ",
        " read",
        "read ",
        "read  write",
        "re\"ad",
        "r\\",
        "r\u{e9}",
        "\t",
    ] {
        assert_eq!(scope(Some(refused), Some("read")), "invalid_scope", "{refused:?}");
    }
}

#[test]
fn a_client_without_registered_scope_gets_a_token_without_scope() {
    let mut scenario = Scenario {
        scope: "",
        ..Scenario::default()
    };
    assert_eq!(scenario.run().json()["error"], "invalid_scope");
    scenario.remove("scope");
    assert_eq!(scenario.run().json().get("scope"), None);
}

#[test]
fn strategies_cover_more_than_the_registered_names() {
    for (strategy, scope, requested, granted) in [
        (Strategy::Hierarchic, "orders", "orders.read", true),
        (Strategy::Hierarchic, "orders.read", "orders", false),
        (Strategy::Wildcard, "orders.*", "orders.read", true),
        (Strategy::Wildcard, "orders.*", "orders", false),
        (Strategy::Exact, "orders", "orders.read", false),
    ] {
        let mut scenario = Scenario {
            strategy,
            scope,
            ..Scenario::default()
        };
        scenario.set("scope", requested);
        let outcome = scenario.run();
        assert_eq!(outcome.status == 200, granted, "{scope} {requested}");
        if granted {
            assert_eq!(outcome.json()["scope"], requested);
        }
    }
}

// = RFC6749-3.3-4 (test)
#[test]
fn the_host_can_narrow_and_never_widen() {
    let mut scenario = Scenario {
        policy: Policy::Narrow("delete read"),
        ..Scenario::default()
    };
    scenario.set("scope", "read write");
    assert_eq!(scenario.run().json()["scope"], "read");
    scenario.policy = Policy::Narrow("delete");
    assert_eq!(
        scenario.run().reason,
        Some(Reason::Grant(GrantReason::ScopeDenied))
    );
}

// = RFC8707-2-1 (test)
// = RFC8707-2-2 (test)
// = RFC8707-2-7 (test)
#[test]
fn resources_are_absolute_uris_that_are_registered() {
    for (resource, expected) in [
        ("https://api.example", None),
        ("https://api.example/", Some(GrantReason::ResourceNotAllowed)),
        ("HTTPS://api.example", Some(GrantReason::ResourceNotAllowed)),
        ("https://api.example#x", Some(GrantReason::ResourceMalformed)),
        ("/api", Some(GrantReason::ResourceMalformed)),
        ("api", Some(GrantReason::ResourceMalformed)),
    ] {
        let mut scenario = Scenario::default();
        scenario.set("resource", resource);
        assert_eq!(scenario.run().reason, expected.map(Reason::Grant), "{resource}");
    }
    // The one parameter that may be repeated.
    let mut scenario = Scenario::default();
    scenario.parameters.push(pair("resource", "https://api.example"));
    scenario.parameters.push(pair("resource", "https://api.example"));
    assert_eq!(scenario.run().status, 200);
}

// = COUNTERSIGN-UNAVAILABLE-1 (test)
#[test]
fn unavailable_is_never_the_same_as_no() {
    let unavailable = [
        Scenario {
            registry: Registry::Unavailable,
            ..Scenario::default()
        },
        Scenario {
            policy: Policy::Unavailable,
            ..Scenario::default()
        },
        Scenario {
            issuer_up: false,
            ..Scenario::default()
        },
        Scenario {
            slow: true,
            secret: "other",
            verifier: Verifier::Unavailable,
            ..Scenario::default()
        },
    ];
    let bodies: Vec<String> = unavailable
        .into_iter()
        .map(|scenario| {
            let outcome = scenario.run();
            assert_eq!((outcome.status, outcome.header("www-authenticate")), (503, None));
            assert_eq!(outcome.json()["error"], "temporarily_unavailable");
            outcome.body
        })
        .collect();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

// = COUNTERSIGN-RECORD-1 (test)
#[test]
fn the_record_of_another_client_is_the_hosts_mistake() {
    let outcome = Scenario {
        record_id: "abd",
        ..Scenario::default()
    }
    .run();
    assert_eq!(outcome.status, 500);
    assert_eq!(outcome.json()["error"], "server_error");
}

// = COUNTERSIGN-LIMITS-1 (test)
// = RFC9110-5.4-1 (test)
#[test]
fn limits_hold_to_the_octet() {
    let endpoint = TokenEndpoint::new(AuthPolicy::new()).with_limits(small_limits());
    let mut scenario = Scenario::default();
    let room = 512 - scenario.body().len() - "&p=".len();
    scenario.parameters.push(pair("p", &"x".repeat(room)));
    assert_eq!(scenario.run_at(&endpoint).status, 200);
    scenario.set("p", &"x".repeat(room + 1));
    let outcome = scenario.run_at(&endpoint);
    assert_eq!(outcome.status, 413);
    assert_eq!(outcome.location, Some(Location::new(Part::Body, 512)));

    let mut scenario = Scenario {
        target: format!("/{}", "x".repeat(127)),
        ..Scenario::default()
    };
    assert_eq!(scenario.run_at(&endpoint).status, 200);
    scenario.target.push('x');
    assert_eq!(
        scenario.run_at(&endpoint).reason,
        Some(Reason::Request(RequestReason::HeaderTooLong))
    );

    let cut = Parts::new("POST", "/", b"")
        .header("content-type", common::FORM.as_bytes())
        .body_cut();
    let outcome = Scenario::default().drive(endpoint.receive(cut, common::NOW));
    assert_eq!(outcome.status, 413);
}

#[test]
fn a_slow_hash_authenticates_through_its_step() {
    let scenario = Scenario {
        slow: true,
        secret: "generated",
        chosen: vec!["slow"],
        verifier: Verifier::Matches,
        ..Scenario::default()
    };
    assert_eq!(scenario.run().status, 200);
    assert_eq!(
        Scenario {
            verifier: Verifier::Differs,
            ..scenario.clone()
        }
        .run()
        .status,
        401
    );
    // A host that calls the decoy of an unknown client verified gets no further.
    assert_eq!(
        Scenario {
            registry: Registry::Unknown,
            ..scenario
        }
        .run()
        .status,
        401
    );
}

#[test]
fn an_asserted_client_takes_the_same_way_from_authorization_on() {
    let endpoint = TokenEndpoint::new(AuthPolicy::new());
    let scenario = Scenario::default();
    let run = |body: &str, authorization: Option<&str>| {
        let mut parts =
            Parts::new("POST", "/token", body.as_bytes()).header("content-type", common::FORM.as_bytes());
        if let Some(value) = authorization {
            parts = parts.header("authorization", value.as_bytes());
        }
        let client = AuthenticatedClient::asserted_by_caller(scenario.record());
        scenario.drive(endpoint.receive_asserted(parts, common::NOW, client))
    };
    let outcome = run("grant_type=client_credentials&scope=read&client_id=abc", None);
    assert_eq!(outcome.status, 200);
    assert!(outcome.log.contains("asserted_by_caller"), "{}", outcome.log);
    assert_eq!(
        run("grant_type=client_credentials&scope=admin", None).json()["error"],
        "invalid_scope"
    );
    assert_eq!(
        run("grant_type=client_credentials&client_id=abd", None).json()["error"],
        "invalid_client"
    );
    assert_eq!(
        run("grant_type=client_credentials&client_secret=s", None).json()["error"],
        "invalid_request"
    );
    assert_eq!(
        run("grant_type=client_credentials", Some("Basic YTpi")).json()["error"],
        "invalid_request"
    );
    assert_eq!(run("", None).json()["error"], "invalid_request");
}

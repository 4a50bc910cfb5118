//! What an authenticated client gets: grant type, scope and resources within its registration.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Policy, Scenario, pair};
use countersign_scope::Strategy;
use countersign_server::{GrantReason, Reason};

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

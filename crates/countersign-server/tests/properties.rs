//! Properties over arbitrary requests, registrations and hosts.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{NOW, Policy, Registry, Scenario, basic_field};
use countersign_auth::AuthPolicy;
use countersign_scope::ScopeSet;
use countersign_server::{Parts, TokenEndpoint};
use proptest::prelude::*;

fn scope() -> impl Strategy<Value = String> {
    proptest::collection::btree_set(prop::sample::select(vec!["a", "b", "c", "a.b", "x:y", "*"]), 1..5)
        .prop_map(|tokens| tokens.into_iter().collect::<Vec<_>>().join(" "))
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    // = COUNTERSIGN-SCOPE-1 (test)
    // = RFC6749-3.3-4 (test)
    #[test]
    fn granted_scope_is_within_requested_and_registered(
        registered in scope(),
        requested in scope(),
        kept in proptest::option::of(scope()),
    ) {
        let mut scenario = Scenario { scope: leak(registered.clone()), ..Scenario::default() };
        scenario.set("scope", &requested);
        scenario.policy = kept.map_or(Policy::Grant, |kept| Policy::Narrow(leak(kept)));
        let outcome = scenario.run();
        let set = |text: &str| ScopeSet::parse(text).expect("scope");
        if outcome.status == 200 {
            let granted = set(outcome.json()["scope"].as_str().expect("stated"));
            prop_assert!(granted.is_subset(&set(&requested)));
            prop_assert!(granted.is_subset(&set(&registered)));
            if let Policy::Narrow(kept) = scenario.policy {
                prop_assert!(granted.is_subset(&set(kept)));
            }
        } else {
            let body = outcome.json();
            prop_assert_eq!(body["error"].as_str(), Some("invalid_scope"));
        }
    }

    /// The order of the parameters and the spelling of a space mean nothing.
    #[test]
    fn order_of_parameters_does_not_matter(shift in 0_usize..5, requested in scope()) {
        let mut scenario = Scenario { scope: "a b c a.b x:y *", authorization: vec![], ..Scenario::default() };
        scenario.set("scope", &requested);
        scenario.set("client_id", "abc");
        scenario.set("client_secret", "secret");
        let expected = scenario.run();
        let len = scenario.parameters.len();
        scenario.parameters.rotate_left(shift % len);
        let actual = scenario.run();
        prop_assert_eq!((actual.status, actual.body), (expected.status, expected.body));
    }

    /// Whatever comes, there is a reply, each move is in the table, and without the secret there is no token.
    #[test]
    fn arbitrary_octets_end_in_a_reply(
        method in prop::sample::select(vec!["POST", "GET", ""]),
        target in "[ -~]{0,40}",
        content_type in proptest::option::of("[ -~]{0,60}"),
        authorization in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..60)),
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let endpoint = TokenEndpoint::new(AuthPolicy::new());
        let mut parts = Parts::new(method, &target, &body);
        let content_type = content_type.unwrap_or_else(|| common::FORM.to_owned());
        parts = parts.header("content-type", content_type.as_bytes());
        if let Some(authorization) = &authorization {
            parts = parts.header("authorization", authorization);
        }
        let outcome = Scenario::default().drive(endpoint.receive(parts, NOW));
        prop_assert!(outcome.status >= 400);
        prop_assert!(outcome.reason.is_some());
        prop_assert!(outcome.json()["error"].is_string());
    }

    // = COUNTERSIGN-SECRET-1 (test)
    #[test]
    fn no_reply_log_line_or_debug_text_shows_what_was_presented(
        secret in "[A-Za-z0-9]{16,40}",
        in_body in any::<bool>(),
        slow in any::<bool>(),
        registry in prop::sample::select(vec![Registry::Found, Registry::Unknown, Registry::Unavailable]),
        spoil in 0_usize..8,
    ) {
        let mut scenario = Scenario { slow, registry, ..Scenario::default() };
        let field = basic_field("abc", &secret);
        if in_body {
            scenario.authorization.clear();
            scenario.set("client_id", "abc");
            scenario.set("client_secret", &secret);
        } else {
            scenario.authorization = vec![field.clone()];
        }
        match spoil {
            0 => scenario.target.push_str(&format!("?client_secret={secret}")),
            1 => scenario.raw_tail.push_str(&format!("&x=%&{secret}={secret}")),
            2 => scenario.set("grant_type", &secret),
            3 => scenario.set("scope", &secret),
            4 => scenario.set("resource", &secret),
            5 => scenario.authorization.push(format!("Bearer {secret}")),
            6 => scenario.content_types = vec![leak(secret.clone())],
            _ => {}
        }
        let outcome = scenario.run();
        let encoded = field.split_once(' ').expect("a scheme").1;
        for text in [&outcome.body, &outcome.log, &outcome.debug, &format!("{:?}", outcome.headers)] {
            prop_assert!(!text.contains(&secret), "{text}");
            prop_assert!(!text.contains(encoded), "{text}");
        }
    }
}

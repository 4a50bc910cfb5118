//! What the host does: it fails, it cuts bodies, it verifies slow hashes, it vouches for a client.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Policy, Registry, Scenario, Verifier, pair, small_limits};
use countersign_auth::{
    AuthMethod, AuthPolicy, AuthReason, AuthenticatedClient, ChosenHash, ChosenSecrets, Claimant, HeldRecord,
};
use countersign_server::{
    Answers, Grant, IssuedToken, Location, Part, Parts, Reason, RequestReason, Step, TokenEndpoint,
    Unavailable,
};

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

/// The host gets the secret and every hash to try it against, the decoy in place of one that the client has not.
#[test]
fn a_slow_hash_is_verified_against_what_was_presented() {
    let decoy = || ChosenSecrets::new(ChosenHash::new("decoy")).with_rotation();
    let endpoint = TokenEndpoint::new(AuthPolicy::new().chosen_secrets(decoy()));
    let scenario = Scenario {
        secret: "generated",
        chosen: vec!["slow"],
        ..Scenario::default()
    };
    let body = scenario.body();
    for (known, hashes) in [(true, ["slow", "decoy"]), (false, ["decoy", "decoy"])] {
        let parts = Parts::new("POST", "/token", body.as_bytes())
            .header("content-type", common::FORM.as_bytes())
            .header("authorization", scenario.authorization[0].as_bytes());
        let Step::LookUpClient(ask) = endpoint.receive(parts, common::NOW) else {
            panic!("no question for the client")
        };
        let step = if known {
            ask.found(scenario.record())
        } else {
            ask.unknown()
        };
        let Step::VerifySecret(ask) = step else {
            panic!("no question for the secret")
        };
        assert_eq!(ask.presented(), b"secret");
        let tried: Vec<_> = ask.candidates().map(|(_, hash)| hash.expose()).collect();
        assert_eq!(tried, hashes);
    }
}

/// A host that says nothing of slow hashes and of replay.
struct Bare<'s>(&'s Scenario);

impl<'r> Answers<'r> for Bare<'_> {
    fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable> {
        assert_eq!(client.client_id(), "abc");
        Ok(Some(self.0.record().into()))
    }

    fn issue(&mut self, _: &Grant<'_>) -> Result<IssuedToken<'_>, Unavailable> {
        Err(Unavailable)
    }
}

// = COUNTERSIGN-UNAVAILABLE-1 (test)
#[test]
fn a_host_that_verifies_no_slow_hashes_never_says_no() {
    let policy = AuthPolicy::new().chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy")));
    let endpoint = TokenEndpoint::new(policy);
    let scenario = Scenario {
        secret: "generated",
        chosen: vec!["slow"],
        ..Scenario::default()
    };
    let body = scenario.body();
    let parts = Parts::new("POST", "/token", body.as_bytes())
        .header("content-type", common::FORM.as_bytes())
        .header("authorization", scenario.authorization[0].as_bytes());
    let reply = endpoint.answer(parts, common::NOW, Vec::new(), &mut Bare(&scenario));
    let reason = Reason::Authentication(AuthReason::VerifierUnavailable);
    assert_eq!((reply.status(), reply.verdict().reason()), (503, Some(reason)));
    assert_eq!(Unavailable.to_string(), "no answer can be had");
}

// = RFC6749-2.3.2-2 (test)
#[test]
fn an_asserted_client_takes_the_same_way_from_authorization_on() {
    let endpoint = TokenEndpoint::new(AuthPolicy::new());
    let scenario = Scenario {
        methods: vec![AuthMethod::AssertedByCaller],
        ..Scenario::default()
    };
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

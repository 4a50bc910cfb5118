//! Client assertions at the token endpoint: every refusal, which one wins, and the replay store as a step.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{ISSUER, NOW, Outcome, Registry, Replay, Scenario, basic_field, pair};
use countersign_auth::{AuthMethod, AuthReason};
use countersign_jose::{Algorithm, HmacKey, TokenSigner};
use countersign_server::phase::{Event, Phase};
use countersign_server::{Denial, Reason};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A request with an assertion, until something in it is changed.
#[derive(Clone)]
struct Asserting {
    scenario: Scenario,
    algorithm: Algorithm,
    signed_with: u8,
    typ: Option<&'static str>,
    claims: Vec<(&'static str, String)>,
    token: Option<&'static str>,
}

impl Default for Asserting {
    fn default() -> Self {
        let now = NOW.as_secs();
        let claims = [
            ("iss", "\"abc\"".to_owned()),
            ("sub", "\"abc\"".to_owned()),
            ("aud", format!("\"{ISSUER}\"")),
            ("exp", (now + 60).to_string()),
            ("jti", "\"7f3a\"".to_owned()),
        ];
        Self {
            scenario: Scenario {
                authorization: Vec::new(),
                methods: vec![AuthMethod::ClientSecretJwt],
                assertion_key: Some(7),
                parameters: vec![
                    pair("grant_type", "client_credentials"),
                    pair("scope", "read"),
                    pair("client_assertion_type", JWT_BEARER),
                ],
                ..Scenario::default()
            },
            algorithm: Algorithm::Hs256,
            signed_with: 7,
            typ: None,
            claims: claims.into(),
            token: None,
        }
    }
}

impl Asserting {
    fn set(&mut self, claim: &'static str, value: &str) {
        self.claims.retain(|(name, _)| *name != claim);
        if !value.is_empty() {
            self.claims.push((claim, value.to_owned()));
        }
    }

    fn run(&self) -> Outcome {
        let claims = self
            .claims
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"));
        let payload = format!("{{{}}}", claims.collect::<Vec<_>>().join(","));
        let key = HmacKey::new(
            self.algorithm,
            &[self.signed_with; 64][..self.algorithm.tag_len()],
        );
        let mut token = String::new();
        TokenSigner::new(&key.expect("long enough"), self.typ).sign_payload(payload.as_bytes(), &mut token);
        let mut scenario = self.scenario.clone();
        scenario
            .parameters
            .push(pair("client_assertion", self.token.unwrap_or(&token)));
        scenario.run()
    }
}

struct Fault {
    reason: AuthReason,
    touches: &'static [&'static str],
    spoil: fn(&mut Asserting),
}

/// Each thing that can be wrong with an assertion, in the order of the rank.
fn faults() -> Vec<Fault> {
    let fault = |reason, touches, spoil| Fault {
        reason,
        touches,
        spoil,
    };
    vec![
        fault(AuthReason::AssertionNotAlone, &["ways"], |a| {
            a.scenario.authorization = vec![basic_field("abc", "secret")];
        }),
        fault(AuthReason::AssertionIncomplete, &["kind"], |a| {
            a.scenario.remove("client_assertion_type")
        }),
        fault(AuthReason::AssertionUnsupported, &["kind"], |a| {
            a.scenario.set("client_assertion_type", "urn:x:saml");
        }),
        fault(AuthReason::AssertionMalformed, &["token"], |a| {
            a.token = Some("a.b")
        }),
        fault(AuthReason::AssertionTypeWrong, &["token", "typ"], |a| {
            a.typ = Some("at+jwt")
        }),
        fault(AuthReason::AssertionAlgorithmUnsupported, &["token"], |a| {
            a.token = Some("eyJhbGciOiJSUzI1NiJ9.e30.AA");
        }),
        fault(AuthReason::AssertionClaimsMalformed, &["token", "nbf"], |a| {
            a.set("nbf", "null")
        }),
        fault(AuthReason::AssertionIssuerMissing, &["token", "iss"], |a| {
            a.set("iss", "")
        }),
        fault(
            AuthReason::AssertionSubjectMissing,
            &["token", "sub", "iss"],
            |a| a.set("sub", ""),
        ),
        fault(AuthReason::AssertionIssuerWrong, &["token", "sub", "iss"], |a| {
            a.set("iss", "\"abd\"")
        }),
        fault(AuthReason::AssertionAudienceMissing, &["token", "aud"], |a| {
            a.set("aud", "")
        }),
        fault(AuthReason::AssertionExpiryMissing, &["token", "exp"], |a| {
            a.set("exp", "")
        }),
        fault(AuthReason::AssertionIdMissing, &["token", "jti"], |a| {
            a.set("jti", "")
        }),
        fault(AuthReason::ClientIdMismatch, &["id"], |a| {
            a.scenario.set("client_id", "abd")
        }),
        fault(AuthReason::RegistryUnavailable, &["registry"], |a| {
            a.scenario.registry = Registry::Unavailable;
        }),
        fault(AuthReason::MethodNotRegistered, &["methods"], |a| {
            a.scenario.methods = vec![AuthMethod::ClientSecretBasic];
        }),
        fault(AuthReason::AssertionAlgorithmWrong, &["token", "key"], |a| {
            a.algorithm = Algorithm::Hs384
        }),
        fault(AuthReason::AssertionSignatureWrong, &["token", "key"], |a| {
            a.signed_with = 8
        }),
        fault(AuthReason::AssertionAudienceWrong, &["token", "aud"], |a| {
            a.set("aud", "\"https://other.example\"");
        }),
        fault(AuthReason::AssertionExpired, &["token", "exp"], |a| {
            a.set("exp", "1699999990")
        }),
        fault(AuthReason::AssertionNotYetValid, &["token", "nbf"], |a| {
            a.set("nbf", "1700000011")
        }),
        fault(AuthReason::AssertionIssuedInTheFuture, &["token", "iat"], |a| {
            a.set("iat", "1700000011")
        }),
        fault(AuthReason::AssertionLivesTooLong, &["token", "exp"], |a| {
            a.set("exp", "1700000311")
        }),
        fault(AuthReason::ReplayStoreUnavailable, &["replay"], |a| {
            a.scenario.replay = Replay::Unavailable
        }),
        fault(AuthReason::AssertionReplayed, &["replay"], |a| {
            a.scenario.replay = Replay::Seen
        }),
    ]
}

#[test]
fn a_sound_assertion_takes_the_way_through_the_replay_store() {
    let outcome = Asserting::default().run();
    assert_eq!((outcome.status, outcome.reason), (200, None), "{}", outcome.body);
    assert!(outcome.log.contains("client_secret_jwt"), "{}", outcome.log);
    let way = [
        (Event::ClientPresented, Phase::LookUpClient),
        (Event::AssertionSound, Phase::ClaimOnce),
        (Event::ClientAuthenticated, Phase::Authorize),
        (Event::HostGranted, Phase::Issue),
        (Event::TokenIssued, Phase::Granted),
    ];
    assert_eq!(outcome.trace, way);
}

// = RFC7523-3.2-1 (test)
// = RFC7521-4.2.1-1 (test)
// = RFC7521-4.2.1-2 (test)
#[test]
fn each_fault_alone_gives_its_reason_and_the_code_for_clients() {
    for fault in faults() {
        let mut request = Asserting::default();
        (fault.spoil)(&mut request);
        let outcome = request.run();
        assert_eq!(outcome.reason, Some(Reason::Authentication(fault.reason)));
        let expected = match fault.reason {
            AuthReason::AssertionIncomplete => (400, "invalid_request"),
            AuthReason::RegistryUnavailable | AuthReason::ReplayStoreUnavailable => {
                (503, "temporarily_unavailable")
            }
            // The Authorization field was used.
            AuthReason::AssertionNotAlone => (401, "invalid_client"),
            _ => (400, "invalid_client"),
        };
        let body = outcome.json();
        assert_eq!(
            (outcome.status, body["error"].as_str()),
            (expected.0, Some(expected.1)),
            "{:?}",
            fault.reason
        );
    }
}

// = COUNTERSIGN-ORDER-1 (test)
#[test]
fn of_any_two_faults_the_higher_ranked_wins() {
    let faults = faults();
    let mut pairs = 0;
    for (place, first) in faults.iter().enumerate() {
        for second in &faults[place + 1..] {
            // Both spoil the same thing, or one replaces the token in which the other would show.
            let same = |touch: &&&str| **touch != "token" && second.touches.contains(*touch);
            let replaced =
                |one: &Fault, other: &Fault| one.touches == ["token"] && other.touches.contains(&"token");
            if first.touches.iter().any(|touch| same(&touch))
                || replaced(first, second)
                || replaced(second, first)
            {
                continue;
            }
            let mut request = Asserting::default();
            (first.spoil)(&mut request);
            (second.spoil)(&mut request);
            let reason = request.run().reason;
            assert_eq!(
                reason,
                Some(Reason::Authentication(first.reason)),
                "with {:?}",
                second.reason
            );
            pairs += 1;
        }
    }
    assert!(pairs > 150, "only {pairs} pairs");
}

#[test]
fn the_faults_cover_every_reason_about_assertions_and_follow_the_rank() {
    let faults: Vec<Reason> = faults()
        .iter()
        .map(|fault| Reason::Authentication(fault.reason))
        .collect();
    for reason in Reason::ranked().filter(|reason| common::is_of_assertions(*reason)) {
        assert!(faults.contains(&reason), "{reason:?}");
    }
    assert!(faults.is_sorted());
}

/// The same octets and the same questions for a client that is unknown and one whose key did not sign.
// = COUNTERSIGN-EQUAL-1 (test)
#[test]
fn an_unknown_client_looks_like_a_wrong_signature() {
    for algorithm in Algorithm::ALL {
        let mut request = Asserting {
            algorithm: *algorithm,
            signed_with: 8,
            ..Asserting::default()
        };
        let wrong = request.run();
        request.scenario.registry = Registry::Unknown;
        let unknown = request.run();
        assert_eq!(wrong.trace, unknown.trace);
        assert_eq!(
            (wrong.status, &wrong.headers, &wrong.body),
            (unknown.status, &unknown.headers, &unknown.body)
        );
        assert_ne!(wrong.reason, unknown.reason, "the log tells them apart");
    }
}

/// What comes after the claim is refused as for any other client, and the assertion is used up.
#[test]
fn a_grant_is_refused_after_the_claim() {
    let mut request = Asserting::default();
    request.scenario.set("scope", "admin");
    let outcome = request.run();
    assert_eq!(outcome.json()["error"], "invalid_scope");
    assert_eq!(outcome.trace[1], (Event::AssertionSound, Phase::ClaimOnce));
    let mut request = Asserting::default();
    request.scenario.policy = common::Policy::Deny(Denial::Client);
    assert_eq!(request.run().json()["error"], "unauthorized_client");
}

/// What the legacy policy let pass stands in the verdict and in its line for the log.
// = COUNTERSIGN-STRICT-2 (test)
#[test]
fn what_was_tolerated_is_logged() {
    let mut request = Asserting::default();
    request.scenario.legacy_audience = Some("https://auth.example/token");
    let outcome = request.run();
    assert!(!outcome.log.contains("tolerating"), "{}", outcome.log);
    request.set("aud", "\"https://auth.example/token\"");
    let outcome = request.run();
    assert_eq!(outcome.status, 200);
    assert!(
        outcome
            .log
            .contains("tolerating audience-is-endpoint [RFC7523BIS-4-2]"),
        "{}",
        outcome.log
    );
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn no_octet_of_the_assertion_is_shown() {
    let nothing: fn(&mut Asserting) = |_| {};
    for spoil in faults().into_iter().map(|fault| fault.spoil).chain([nothing]) {
        let mut request = Asserting::default();
        request.set("jti", "\"CANARY\"");
        spoil(&mut request);
        let outcome = request.run();
        let seen = format!(
            "{} {} {} {:?}",
            outcome.debug, outcome.log, outcome.body, outcome.headers
        );
        assert!(!seen.contains("CANARY") && !seen.contains("eyJ"), "{seen}");
    }
}

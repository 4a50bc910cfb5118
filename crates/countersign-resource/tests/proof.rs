//! What the proofs say: whose key a token is bound to, what a route requires, and what can leave the request.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{AUDIENCE, NOW, Proof, Scenario, key};
use countersign_grammar::{UnixTime, base64url};
use countersign_resource::{Basis, Check, Parts, Possession, Reason, Requirement, Scratch, TokenReason};
use countersign_scope::{ScopeSet, Separator, Strategy};
use serde_json::json;

#[track_caller]
fn reason(scenario: &Scenario) -> TokenReason {
    match scenario.run().reason {
        Some(Reason::Token(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn bound(confirmation: serde_json::Value, proof: Proof) -> Scenario {
    let mut scenario = Scenario::default();
    scenario.claims.insert("cnf".into(), confirmation);
    scenario.proof = proof;
    scenario
}

// = RFC7800-3.1-1 (test)
// = RFC7800-3.1-2 (test)
// = RFC8705-3-2 (test)
// = RFC8705-3-3 (test)
// = RFC8705-3.2-1 (test)
// = RFC9449-6-1 (test)
// = RFC9449-7.1-3 (test)
// = RFC9449-7.2-1 (test)
// = FAPI2SP-5.3.4-5 (test)
#[test]
fn a_bound_token_never_passes_as_a_plain_one() {
    let digest = [5; 32];
    let thumbprint = base64url::encode(&digest);
    let certificate = json!({"x5t#S256": thumbprint});
    for mut scenario in [Scenario::default(), Scenario::opaque()] {
        let mut run = |confirmation: &serde_json::Value, proof| {
            scenario.claims.insert("cnf".into(), confirmation.clone());
            scenario.proof = proof;
            let outcome = scenario.run();
            (outcome.reason, outcome.possession)
        };
        let refused = |reason| (Some(Reason::Token(reason)), None);
        assert_eq!(
            run(&certificate, Proof::Certificate(digest)),
            (None, Some(Possession::Certificate))
        );
        assert_eq!(
            run(&certificate, Proof::Certificate([6; 32])),
            refused(TokenReason::CertificateWrong)
        );
        assert_eq!(
            run(&certificate, Proof::Unproven),
            refused(TokenReason::PossessionUnproven)
        );
        assert_eq!(
            run(&certificate, Proof::Unavailable),
            refused(TokenReason::PossessionUnavailable)
        );
        assert_eq!(
            run(&certificate, Proof::Asserted),
            (None, Some(Possession::AssertedByCaller))
        );
        for other in [
            json!({"kid": "k"}),
            json!({"jwk": {"kty": "oct"}}),
            json!({"x": null}),
        ] {
            assert_eq!(
                run(&other, Proof::Unproven),
                refused(TokenReason::PossessionUnproven),
                "{other}"
            );
            assert_eq!(
                run(&other, Proof::Certificate(digest)),
                refused(TokenReason::PossessionUnproven)
            );
        }
        // A certificate is no proof of a second key, and a member that nobody knows names none.
        for second in ["jwk", "jwe", "jku", "kid"] {
            let both = json!({"x5t#S256": thumbprint, second: "x"});
            for (presented, reason) in [
                (digest, TokenReason::PossessionUnproven),
                ([6; 32], TokenReason::CertificateWrong),
            ] {
                assert_eq!(
                    run(&both, Proof::Certificate(presented)),
                    refused(reason),
                    "{both}"
                );
            }
            assert_eq!(
                run(&both, Proof::Asserted),
                (None, Some(Possession::AssertedByCaller))
            );
        }
        assert_eq!(
            run(
                &json!({"x": 1, "x5t#S256": thumbprint}),
                Proof::Certificate(digest)
            ),
            (None, Some(Possession::Certificate))
        );
        // A token of DPoP was sent by the wrong scheme, which no assertion mends.
        for dpop in [json!({"jkt": "x"}), json!({"jkt": "x", "x5t#S256": thumbprint})] {
            for proof in [Proof::Asserted, Proof::Certificate(digest)] {
                assert_eq!(run(&dpop, proof), refused(TokenReason::BoundToDpop), "{dpop}");
            }
        }
    }
    for broken in [
        json!(null),
        json!({}),
        json!([]),
        json!("x"),
        json!({"x5t#S256": 1}),
        json!({"jkt": null}),
    ] {
        let scenario = bound(broken.clone(), Proof::Asserted);
        assert_eq!(reason(&scenario), TokenReason::ConfirmationMalformed, "{broken}");
    }
    assert_eq!(Scenario::default().run().possession, Some(Possession::NotNeeded));
}

// = FAPI2SP-5.3.4-4 (test)
#[test]
fn a_route_may_require_an_audience_and_a_strategy() {
    let photos = || Requirement::of(ScopeSet::parse("photos.read").expect("scope"));
    let run = |scope: &str, requirement: Requirement| {
        let mut scenario = Scenario::default();
        scenario.claims.insert("scope".into(), json!(scope));
        scenario.requirement = requirement;
        scenario.run().status
    };
    assert_eq!(run("photos.read", photos()), 200);
    assert_eq!(run("photos", photos()), 403);
    assert_eq!(run("photos", photos().by(Strategy::Hierarchic)), 200);
    assert_eq!(run("photos.read.raw", photos().by(Strategy::Hierarchic)), 403);
    assert_eq!(run("photos.*", photos().by(Strategy::Wildcard)), 200);
    assert_eq!(run("photos.*", photos()), 403);
    let colon = Requirement::of(ScopeSet::parse("a:b").expect("scope")).by(Strategy::Hierarchic);
    assert_eq!(run("a", colon.clone()), 403);
    assert_eq!(run("a", colon.separated_by(Separator::Colon)), 200);
    assert_eq!(run("photos.read", photos().for_audience(AUDIENCE)), 200);
    assert_eq!(
        run("photos.read", photos().for_audience("https://api2.example")),
        401
    );

    let mut without = Scenario::default();
    without.claims.remove("scope");
    assert_eq!(without.run().status, 403);
    without.requirement = Requirement::any_token();
    assert_eq!(without.run().status, 200);
}

#[test]
fn the_proof_says_what_was_proven_and_can_leave_the_request() {
    let scenario = Scenario::default();
    let guard = scenario.server();
    let field = format!("Bearer {}", scenario.token());
    let mut scratch = Scratch::new();
    let owned = {
        let parts = Parts::new("GET", "/").header("authorization", field.as_bytes());
        let Check::LookUpKey(ask) = guard.receive(parts, UnixTime::from_secs(NOW), &mut scratch) else {
            panic!()
        };
        assert_eq!((ask.issuer(), ask.kid()), (common::ISSUER, Some("k1")));
        let Check::Verified(token) = ask.key(&key(&[7; 32], None)) else {
            panic!()
        };
        token
            .require(&ScopeSet::parse("read").expect("scope"))
            .expect("has it")
            .into_owned()
    };
    drop((guard, scratch, field));
    let facts = owned.facts();
    assert_eq!(
        (facts.issuer(), facts.subject()),
        (Some(common::ISSUER), Some("abc"))
    );
    assert_eq!((facts.client_id(), facts.token_id()), (Some("abc"), Some("t-1")));
    assert_eq!((facts.scope(), facts.scope_set().len()), (Some("read write"), 2));
    assert_eq!(facts.expires_at(), Some(UnixTime::from_secs(NOW + 3600)));
    assert!(facts.is_for(AUDIENCE) && !facts.is_for("https://api2.example"));
    assert!(facts.claim("iat").is_some() && facts.claim("nbf").is_none());
    assert!(matches!(facts.basis(), Basis::Signature(algorithm) if algorithm.name() == "HS256"));
    assert_eq!(
        owned.verdict().to_string(),
        r#"authorized, client "abc", subject "abc", scope "read write""#
    );
}

//! What the values of the guard show of themselves, to a log or a debugger: enough to tell them apart, and nothing of a
//! token that is not verified. That no secret is among it is shown by `properties.rs`.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{FORM, NOW, OPAQUE, Proof, Scenario};
use countersign_grammar::{UnixTime, base64url};
use countersign_jose::Algorithm;
use countersign_resource::phase::{Event, Phase};
use countersign_resource::{
    Check, Introspect, JwtPolicy, Leniencies, Leniency, Location, Part, Parts, Reason, ResourceServer,
    Scratch,
};
use serde_json::json;

/// The check that a request with this field begins with.
fn begin<'r>(server: &'r ResourceServer, field: &'r str, scratch: &'r mut Scratch) -> Check<'r> {
    let parts = Parts::new("GET", "/").header("Authorization", field.as_bytes());
    server.receive(parts, UnixTime::from_secs(NOW), scratch)
}

#[test]
fn the_question_for_keys_says_what_the_header_asks_for() {
    for (name, algorithm) in [
        ("HS256", Algorithm::Hs256),
        ("HS384", Algorithm::Hs384),
        ("HS512", Algorithm::Hs512),
    ] {
        let mut scenario = Scenario::default();
        scenario.header.insert("alg".into(), json!(name));
        let (server, mut scratch) = (scenario.server(), Scratch::new());
        let field = format!("Bearer {}", scenario.token());
        let Check::LookUpKey(ask) = begin(&server, &field, &mut scratch) else {
            panic!("no question for keys")
        };
        assert_eq!(ask.algorithm(), Some(algorithm));
        let shown = format!("{ask:?}");
        assert!(
            shown.starts_with("LookUpKey { jws: ") && shown.ends_with(", .. }"),
            "{shown}"
        );
    }
}

#[test]
fn the_question_about_a_token_shows_nothing_of_it() {
    let (server, mut scratch) = (Scenario::opaque().server(), Scratch::new());
    let field = format!("Bearer {OPAQUE}");
    let Check::Introspect(ask) = begin(&server, &field, &mut scratch) else {
        panic!("no question about the token")
    };
    assert_eq!(Introspect::CONTENT_TYPE, FORM);
    assert_eq!(
        ask.body(),
        format!("token={OPAQUE}&token_type_hint=access_token").as_bytes()
    );
    assert_eq!(format!("{ask:?}"), "Introspect { .. }");
}

#[test]
fn the_question_for_possession_says_which_kind_of_key() {
    let thumbprint = base64url::encode(&[5; 32]);
    for (confirmation, certificate) in [
        (json!({"x5t#S256": thumbprint}), Some(thumbprint.as_str())),
        (json!({"kid": "k-of-cnf"}), None),
    ] {
        let mut scenario = Scenario::default();
        scenario.claims.insert("cnf".into(), confirmation.clone());
        let (server, mut scratch) = (scenario.server(), Scratch::new());
        let field = format!("Bearer {}", scenario.token());
        let Check::LookUpKey(ask) = begin(&server, &field, &mut scratch) else {
            panic!("no question for keys")
        };
        let Check::ProvePossession(ask) = ask.key(&common::key(&[7; 32], None)) else {
            panic!("no question for possession")
        };
        let shown = ask.confirmation();
        assert_eq!(shown.certificate_thumbprint(), certificate);
        assert_eq!(shown.jwk_thumbprint(), None);
        assert_eq!(shown.json(), confirmation.to_string());
        assert_eq!(
            format!("{shown:?}"),
            format!(
                "Confirmation {{ certificate: {}, jwk: false, .. }}",
                certificate.is_some()
            )
        );
    }
}

#[test]
fn the_proof_shows_how_it_was_won_and_none_of_the_claims() {
    let mut scenario = Scenario::default();
    scenario.claims.insert("cnf".into(), json!({"kid": "k"}));
    scenario.header.insert("typ".into(), json!("JWT"));
    scenario.leniencies = vec![Leniency::PlainJwt];
    scenario.proof = Proof::Asserted;
    let shown = scenario.run().debug;
    let facts = "TokenFacts { basis: Signature(Hs256), carrier: Authorization, possession: AssertedByCaller, \
                 leniencies: {PlainJwt}, .. }";
    for expected in [
        format!("VerifiedToken {{ facts: {facts}, .. }}"),
        format!("Authorized {{ facts: {facts} }}"),
    ] {
        assert!(shown.contains(&expected), "{expected} is not in {shown}");
    }
}

#[test]
fn a_refusal_shows_its_reason_and_place() {
    let scenario = Scenario {
        signing_key: [8; 32],
        ..Scenario::default()
    };
    let outcome = scenario.run();
    let location = outcome.location.expect("in the field");
    let expected = format!(
        "Refusal {{ status: 401, reason: Token(BadSignature), location: Some({location:?}), facts: None, .. }}"
    );
    assert!(outcome.debug.contains(&expected), "{}", outcome.debug);
    assert_eq!(
        outcome.log,
        format!(
            "refused: the signature does not match [RFC9068-4-7] at authorization octet {}",
            location.at
        )
    );
}

#[test]
fn the_log_says_what_was_tolerated() {
    let mut scenario = Scenario::default();
    scenario.header.remove("typ");
    scenario.leniencies = vec![Leniency::UntypedJwt];
    scenario.claims.insert("scope".into(), json!("other"));
    let log = scenario.run().log;
    assert!(
        log.starts_with("refused: the scope of the token does not suffice [RFC6749-7-1]"),
        "{log}"
    );
    assert!(
        log.ends_with(r#", client "abc", subject "abc", scope "other", tolerated untyped-jwt"#),
        "{log}"
    );
}

#[test]
fn a_request_shows_sizes_only() {
    let parts = Parts::new("POST", "/photos");
    assert_eq!(
        format!("{parts:?}"),
        "Parts { method_octets: 4, target_octets: 7, authorization: false, body_octets: None, .. }"
    );
    let parts = parts.header("authorization", b"Bearer a").body(b"access_token=a");
    assert_eq!(
        format!("{parts:?}"),
        "Parts { method_octets: 4, target_octets: 7, authorization: true, body_octets: Some(14), .. }"
    );
    assert_eq!(format!("{:?}", Scratch::new()), "Scratch(..)");
}

#[test]
fn places_phases_and_leniencies_have_names() {
    assert_eq!(Location::new(Part::Claims, 7).to_string(), "claims octet 7");
    let parts = [
        Part::Target,
        Part::Authorization,
        Part::Body,
        Part::Claims,
        Part::Answer,
    ];
    assert_eq!(
        parts.map(Part::as_str),
        ["target", "authorization", "body", "claims", "answer"]
    );
    assert_eq!(Phase::LookUpKey.as_str(), "LookUpKey");
    assert_eq!(Event::KeyNeeded.as_str(), "key needed");
    for reason in Reason::ranked() {
        assert_eq!(reason.to_string(), reason.describe());
        assert!(reason.describe().len() > 10, "{reason:?}");
    }
}

#[test]
fn a_policy_says_whose_tokens_it_takes() {
    assert_eq!(
        JwtPolicy::new("https://as.example", "a")
            .or_audience("b")
            .issuer(),
        "https://as.example"
    );
}

#[test]
fn a_set_of_leniencies_is_a_set() {
    assert!(Leniencies::NONE.is_empty() && Leniencies::NONE.iter().next().is_none());
    assert_eq!(Leniencies::NONE, Leniencies::default());
    assert_eq!(format!("{:?}", Leniencies::NONE), "{}");
    let names = [
        "form-body",
        "query",
        "plain-jwt",
        "untyped-jwt",
        "introspection-without-audience",
    ];
    let clauses = [
        "RFC6750-2.2-6",
        "RFC6750-2.3-5",
        "RFC9068-4-3",
        "RFC9068-4-3",
        "RFC7662-4-6",
    ];
    assert_eq!(Leniency::ALL.len(), names.len());
    for ((leniency, name), clause) in Leniency::ALL.iter().copied().zip(names).zip(clauses) {
        assert_eq!((leniency.as_str(), leniency.clause().id()), (name, clause));
        assert_eq!(leniency.to_string(), name);
        let one = Leniencies::NONE.with(leniency);
        assert!(!one.is_empty());
        // A second time changes nothing.
        assert_eq!(one.with(leniency), one);
        assert_eq!(one.iter().collect::<Vec<_>>(), [leniency]);
        for other in Leniency::ALL.iter().copied() {
            assert_eq!(one.contains(other), other == leniency, "{leniency} and {other}");
            let both: Leniencies = [leniency, other].into_iter().collect();
            assert!(both.contains(leniency) && both.contains(other));
        }
    }
    let all: Leniencies = Leniency::ALL.iter().copied().collect();
    assert_eq!(all.iter().collect::<Vec<_>>(), Leniency::ALL);
}

//! JWT access tokens: what is in them, and that preparing a client changes nothing.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::sync::Arc;

use common::{NOW, Scenario};
use countersign_auth::{AuthPolicy, ClientRecord};
use countersign_grammar::Limits;
use countersign_jose::{Algorithm, HmacKey, UnverifiedJws};
use countersign_scope::ScopeSet;
use countersign_server::jwt::{CompactText, JwtAccessTokens, TokenProfile};
use countersign_server::{Grant, Parts, Step, TokenEndpoint};
use proptest::prelude::*;
use serde_json::{Value, json};

fn key() -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &[7; 32]).expect("long enough")
}

fn tokens(profile: TokenProfile) -> JwtAccessTokens {
    JwtAccessTokens::new("https://as.example", "https://api.example", key(), profile)
}

/// Drives a request until there is a grant, and hands it to `look`.
fn with_grant(scenario: &Scenario, look: impl FnOnce(&Grant<'_>)) {
    with_grant_of(&scenario.record(), scenario, look);
}

/// The same with a record that others hold as well.
fn with_grant_of(record: &Arc<ClientRecord>, scenario: &Scenario, look: impl FnOnce(&Grant<'_>)) {
    let endpoint = TokenEndpoint::new(AuthPolicy::new());
    let body = scenario.body();
    let parts = Parts::new("POST", "/token", body.as_bytes())
        .header("content-type", common::FORM.as_bytes())
        .header("authorization", scenario.authorization[0].as_bytes());
    let mut step = endpoint.receive(parts, NOW);
    loop {
        step = match step {
            Step::LookUpClient(ask) => ask.found(Arc::clone(record)),
            Step::Authorize(ask) => ask.grant_requested(),
            Step::Issue(ask) => return look(ask.grant()),
            Step::VerifySecret(_) | Step::ClaimOnce(_) | Step::Reply(_) => panic!("no grant"),
        };
    }
}

fn parts_of(token: &str) -> (String, Value) {
    let jws = UnverifiedJws::parse(token, &Limits::DEFAULT).expect("a compact JWS");
    let verified = jws.verify(&key()).expect("our signature");
    let header = token.split('.').next().expect("a header");
    let header = countersign_grammar::base64url::decode(header).expect("base64url");
    (
        String::from_utf8(header).expect("UTF-8"),
        serde_json::from_slice(verified.payload()).expect("claims"),
    )
}

// = RFC9068-2.2-1 (test)
// = RFC9068-2.2-2 (test)
// = RFC9068-2.2-3 (test)
// = RFC9068-2.2-4 (test)
// = RFC9068-2.2-5 (test)
// = RFC9068-2.2-6 (test)
// = RFC9068-2.2-7 (test)
// = RFC9068-2.2-8 (test)
// = RFC9068-2.2.3-1 (test)
// = RFC6750-5.2-10 (test)
// = RFC8725-3.9-1 (test)
// = RFC7519-4.1.7-1 (test)
#[test]
fn the_claims_are_those_of_rfc_9068() {
    let mut scenario = Scenario::default();
    scenario.set("scope", "write read");
    with_grant(&scenario, |grant| {
        let mut out = CompactText::new();
        out.push_encoded(b"what was here before");
        let token = tokens(TokenProfile::AtJwt)
            .with_lifetime(60)
            .mint(grant, [0xAB; 16], &mut out)
            .expect("minted");
        let _ = token;
        let (header, claims) = parts_of(out.as_str());
        assert_eq!(header, r#"{"alg":"HS256","typ":"at+jwt"}"#);
        assert_eq!(
            claims,
            json!({
                "iss": "https://as.example",
                "aud": "https://api.example",
                "sub": "abc",
                "client_id": "abc",
                "scope": "read write",
                "iat": 1_700_000_000_u64,
                "exp": 1_700_000_060_u64,
                "jti": "ab".repeat(16),
            })
        );
    });
}

// = RFC9068-2.1-5 (test)
// = RFC9068-2.1-6 (test)
#[test]
fn the_plain_profile_has_exactly_this_header() {
    with_grant(&Scenario::default(), |grant| {
        let mut out = CompactText::new();
        let _ = tokens(TokenProfile::Jwt)
            .mint(grant, [0; 16], &mut out)
            .expect("minted");
        assert_eq!(parts_of(out.as_str()).0, r#"{"alg":"HS256","typ":"JWT"}"#);
        assert!(out.as_str().starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
    });
}

// = RFC8707-2-8 (test)
#[test]
fn resources_become_the_audience() {
    let mut scenario = Scenario {
        resources: vec!["https://one.example", "https://two.example"],
        ..Scenario::default()
    };
    for (resources, aud) in [
        (&["https://one.example"][..], json!("https://one.example")),
        (
            &["https://two.example", "https://one.example"],
            json!(["https://two.example", "https://one.example"]),
        ),
    ] {
        scenario.remove("resource");
        for resource in resources {
            scenario.parameters.push(common::pair("resource", resource));
        }
        with_grant(&scenario, |grant| {
            let mut out = CompactText::new();
            let _ = tokens(TokenProfile::AtJwt)
                .mint(grant, [0; 16], &mut out)
                .expect("minted");
            assert_eq!(parts_of(out.as_str()).1["aud"], aud);
        });
    }
}

#[test]
fn without_scope_there_is_no_scope_claim() {
    let mut scenario = Scenario {
        scope: "",
        ..Scenario::default()
    };
    scenario.remove("scope");
    with_grant(&scenario, |grant| {
        let mut out = CompactText::new();
        let _ = tokens(TokenProfile::AtJwt)
            .mint(grant, [0; 16], &mut out)
            .expect("minted");
        assert_eq!(parts_of(out.as_str()).1.get("scope"), None);
    });
}

#[test]
fn a_prepared_client_gets_the_same_tokens() {
    let tokens = tokens(TokenProfile::AtJwt);
    let scenario = Scenario::default();
    let prepared = tokens.prepare(scenario.record()).expect("HS256");
    let other = tokens
        .prepare(
            Scenario {
                record_id: "abd",
                ..Scenario::default()
            }
            .record(),
        )
        .expect("HS256");
    let mut with_resource = scenario.clone();
    with_resource.set("resource", "https://api.example");
    for scenario in [scenario, with_resource] {
        with_grant(&scenario, |grant| {
            let (mut plain, mut fast, mut foreign) =
                (CompactText::new(), CompactText::new(), CompactText::new());
            let _ = tokens.mint(grant, [5; 16], &mut plain).expect("minted");
            let _ = tokens
                .mint_prepared(&prepared, grant, [5; 16], &mut fast)
                .expect("minted");
            let _ = tokens
                .mint_prepared(&other, grant, [5; 16], &mut foreign)
                .expect("minted");
            assert_eq!(plain.as_str(), fast.as_str());
            assert_eq!(
                plain.as_str(),
                foreign.as_str(),
                "a prepared client is never used for another"
            );
        });
    }
    assert_eq!(
        format!("{prepared:?}").matches("abc").count(),
        1,
        "only the identifier is shown"
    );
}

/// What was prepared by another issuer, under another key or for another audience, is not used: a host that replaces its
/// key and keeps what it prepared under the old one mints under the new one all the same.
#[test]
fn what_another_issuer_prepared_is_not_used() {
    let scenario = Scenario::default();
    let record = scenario.record();
    let key = || HmacKey::new(Algorithm::Hs256, &[9; 32]).expect("long enough");
    let new = |iss: &str, aud: &str, key| JwtAccessTokens::new(iss, aud, key, TokenProfile::AtJwt);
    let (iss, aud) = ("https://as.example", "https://api.example");
    let ours = new(iss, aud, key()).with_lifetime(60);
    let usual = ScopeSet::parse("read").expect("a scope");
    for other in [
        new(
            iss,
            aud,
            HmacKey::new(Algorithm::Hs256, &[8; 32]).expect("long enough"),
        ),
        new("https://other.example", aud, key()),
        new(iss, "https://other.example", key()),
    ] {
        let prepared = [
            other.prepare(Arc::clone(&record)),
            other.prepare_for(Arc::clone(&record), &usual),
        ];
        for prepared in prepared {
            with_grant_of(&record, &scenario, |grant| {
                let (mut plain, mut fast) = (CompactText::new(), CompactText::new());
                let _ = ours.mint(grant, [5; 16], &mut plain).expect("minted");
                let _ = ours
                    .mint_prepared(prepared.as_ref().expect("HS256"), grant, [5; 16], &mut fast)
                    .expect("minted");
                assert_eq!(plain.as_str(), fast.as_str());
            });
        }
    }
}

/// Whatever a client usually asks for, its token is for what it asks for now; and what is prepared for one registration
/// says nothing about another one, in which the same places are those of other scopes.
#[test]
fn a_usual_scope_changes_no_token() {
    let tokens = tokens(TokenProfile::AtJwt);
    let scenario = Scenario::default();
    let record = scenario.record();
    let usual = |text| {
        let scope = ScopeSet::parse(text).expect("a sound scope");
        tokens.prepare_for(Arc::clone(&record), &scope)
    };
    let prepared = usual("write read").expect("HS256");
    let elsewhere = Scenario {
        scope: "admin root zone",
        ..Scenario::default()
    };
    let renewed = scenario.record();
    for (record, scenario, requests) in [
        (
            &record,
            &scenario,
            [
                "read write",
                "write read",
                "read",
                "write delete",
                "delete read write",
            ],
        ),
        (
            &renewed,
            &scenario,
            [
                "read write",
                "write read",
                "read",
                "write delete",
                "delete read write",
            ],
        ),
        (
            &elsewhere.record(),
            &elsewhere,
            ["admin root", "root zone", "admin", "zone", "admin root zone"],
        ),
    ] {
        for requested in requests {
            let mut scenario = scenario.clone();
            scenario.set("scope", requested);
            with_grant_of(record, &scenario, |grant| {
                let (mut plain, mut fast) = (CompactText::new(), CompactText::new());
                let _ = tokens.mint(grant, [5; 16], &mut plain).expect("minted");
                let _ = tokens
                    .mint_prepared(&prepared, grant, [5; 16], &mut fast)
                    .expect("minted");
                assert_eq!(plain.as_str(), fast.as_str(), "{requested}");
                let claims = parts_of(fast.as_str()).1;
                let granted = ScopeSet::parse(claims["scope"].as_str().expect("stated")).expect("a scope");
                assert_eq!(granted, ScopeSet::parse(requested).expect("a scope"));
            });
        }
    }
    for not_registered in ["other", "read other"] {
        assert!(usual(not_registered).is_none(), "{not_registered}");
    }
    assert!(
        tokens
            .prepare_for(Arc::clone(&record), &ScopeSet::new())
            .is_none()
    );
}

#[test]
fn a_client_identifier_cannot_break_out_of_its_claim() {
    let id = r#"a","sub":"admin"#;
    let scenario = Scenario {
        record_id: id,
        authorization: vec![common::basic_field(id, "secret")],
        ..Scenario::default()
    };
    with_grant(&scenario, |grant| {
        let mut out = CompactText::new();
        let _ = tokens(TokenProfile::AtJwt)
            .mint(grant, [0; 16], &mut out)
            .expect("minted");
        assert_eq!(parts_of(out.as_str()).1["sub"], id);
    });
}

proptest! {
    /// Wherever the prepared part of a token ends, and whatever has to be escaped in it: each way to mint says the same,
    /// of this client and no other.
    #[test]
    fn every_way_to_mint_gives_one_token(
        id in "[ -~]{1,45}",
        issuer in "[ -~]{1,30}",
        audience in "[ -~]{1,30}",
        asked in proptest::sample::subsequence(vec!["delete", "read", "write"], 1..=3),
        usual in proptest::sample::subsequence(vec!["delete", "read", "write"], 1..=3),
        before in proptest::collection::vec(any::<u8>(), 0..700),
    ) {
        let mut scenario = Scenario {
            record_id: Box::leak(id.clone().into_boxed_str()),
            authorization: vec![common::basic_field(&id, "secret")],
            ..Scenario::default()
        };
        scenario.set("scope", &asked.join(" "));
        let record = scenario.record();
        let tokens = JwtAccessTokens::new(issuer.as_str(), audience.as_str(), key(), TokenProfile::AtJwt);
        let usual = ScopeSet::parse(&usual.join(" ")).expect("a sound scope");
        let prepared = [tokens.prepare(Arc::clone(&record)), tokens.prepare_for(Arc::clone(&record), &usual)];
        with_grant_of(&record, &scenario, |grant| {
            let mut plain = CompactText::new();
            let _ = tokens.mint(grant, [5; 16], &mut plain).expect("minted");
            let (_, claims) = parts_of(plain.as_str());
            let said = ["iss", "aud", "sub", "client_id", "scope"].map(|name| claims[name].as_str());
            let asked = asked.join(" ");
            assert_eq!(said, [&issuer, &audience, &id, &id, &asked].map(|text| Some(text.as_str())));
            // In a buffer that held something else.
            let mut fast = CompactText::new();
            fast.push_encoded(&before);
            for prepared in &prepared {
                let prepared = prepared.as_ref().expect("HS256");
                let _ = tokens.mint_prepared(prepared, grant, [5; 16], &mut fast).expect("minted");
                assert_eq!(plain.as_str(), fast.as_str());
            }
        });
    }
}

//! JWT access tokens: RFC 9068 section 4, and what RFC 8725 adds.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{AUDIENCE, Format, Keys, NOW, OPAQUE, Scenario, sign};
use countersign_grammar::base64url;
use countersign_resource::{Leniency, Location, Part, Reason, TokenReason};
use serde_json::json;

#[track_caller]
fn refused(scenario: &Scenario) -> (TokenReason, Option<Location>) {
    let outcome = scenario.run();
    match outcome.reason {
        Some(Reason::Token(reason)) => (reason, outcome.location),
        other => panic!("{other:?}"),
    }
}

fn with_header(header: serde_json::Value) -> Scenario {
    Scenario {
        header: common::object(header),
        ..Scenario::default()
    }
}

// = RFC9068-4-3 (test)
// = RFC8725-3.11-1 (test)
// = RFC8725-3.12-1 (test)
// = RFC8725-2.8-1 (test)
#[test]
fn only_the_type_of_an_access_token_counts() {
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        assert_eq!(
            with_header(json!({"alg": "HS256", "typ": typ})).run().status,
            200,
            "{typ}"
        );
    }
    let others = [
        "JWT",
        "jwt",
        "application/jwt",
        "",
        "at+jwt ",
        "text/at+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "id+jwt",
    ];
    for typ in others {
        let scenario = with_header(json!({"alg": "HS256", "typ": typ}));
        assert_eq!(refused(&scenario).0, TokenReason::TypeWrong, "{typ:?}");
        let mut named = scenario.clone();
        named.leniencies = vec![Leniency::PlainJwt];
        let accepted = ["JWT", "jwt", "application/jwt"].contains(&typ);
        assert_eq!(named.run().status == 200, accepted, "{typ:?}");
        if accepted {
            assert_eq!(named.run().used, [Leniency::PlainJwt]);
        }
        let mut untyped = scenario;
        untyped.leniencies = vec![Leniency::UntypedJwt];
        assert_eq!(refused(&untyped).0, TokenReason::TypeWrong, "{typ:?}");
    }
    let mut untyped = with_header(json!({"alg": "HS256"}));
    assert_eq!(refused(&untyped).0, TokenReason::TypeWrong);
    untyped.leniencies = vec![Leniency::PlainJwt];
    assert_eq!(refused(&untyped).0, TokenReason::TypeWrong);
    untyped.leniencies = vec![Leniency::UntypedJwt];
    assert_eq!(
        (untyped.run().status, untyped.run().used),
        (200, vec![Leniency::UntypedJwt])
    );
    // A leniency that is allowed and not needed is not reported.
    let strict = Scenario {
        leniencies: Leniency::ALL.to_vec(),
        ..Scenario::default()
    };
    assert!(strict.run().used.is_empty());
}

// = RFC9068-4-7 (test)
// = RFC9068-4-8 (test)
// = RFC9068-4-9 (test)
// = RFC8725-3.1-3 (test)
// = RFC7517-4.5-1 (test)
#[test]
fn the_key_decides_and_not_the_header() {
    for alg in ["none", "None", "NONE", "nOnE"] {
        assert_eq!(
            refused(&with_header(json!({"alg": alg, "typ": "at+jwt"}))).0,
            TokenReason::Unsecured
        );
    }
    for alg in ["RS256", "ES256", "hs256", "HS256 ", "", "HS1"] {
        let scenario = with_header(json!({"alg": alg, "typ": "at+jwt"}));
        assert_eq!(refused(&scenario).0, TokenReason::AlgorithmUnsupported, "{alg:?}");
    }
    for alg in ["HS384", "HS512"] {
        let mut scenario = with_header(json!({"alg": alg, "typ": "at+jwt"}));
        assert_eq!(refused(&scenario).0, TokenReason::KeyUnknown);
        scenario.keys = Keys::One;
        assert_eq!(refused(&scenario).0, TokenReason::AlgorithmMismatch);
    }
    let unsigned = Scenario::default().token();
    let unsigned = unsigned.rsplit_once('.').expect("three parts").0;
    let scenario = Scenario {
        token: Some(format!("{unsigned}.")),
        ..Scenario::default()
    };
    assert_eq!(refused(&scenario).0, TokenReason::Unsecured);

    // No `kid` selects the only key that fits, a `kid` that is not there selects none, and two that fit none.
    let of = |kid: Option<&str>, key_ids: &[Option<&'static str>], keys| {
        let mut scenario = Scenario {
            key_ids: key_ids.to_vec(),
            keys,
            ..Scenario::default()
        };
        match kid {
            Some(kid) => scenario.header.insert("kid".into(), json!(kid)),
            None => scenario.header.remove("kid"),
        };
        scenario.run().reason
    };
    let unknown = Some(Reason::Token(TokenReason::KeyUnknown));
    let ambiguous = Some(Reason::Token(TokenReason::KeyAmbiguous));
    assert_eq!(of(None, &[Some("k1")], Keys::Set), None);
    assert_eq!(of(Some("k2"), &[Some("k1"), Some("k2")], Keys::Set), None);
    assert_eq!(of(Some("k2"), &[Some("k1")], Keys::Set), unknown);
    assert_eq!(of(Some("k1"), &[None], Keys::Set), unknown);
    assert_eq!(of(Some("k1"), &[], Keys::Set), unknown);
    assert_eq!(of(None, &[Some("k1"), Some("k2")], Keys::Set), ambiguous);
    assert_eq!(of(Some("k1"), &[Some("k1")], Keys::One), None);
    assert_eq!(of(Some("k2"), &[Some("k1")], Keys::One), unknown);
    assert_eq!(of(Some("k2"), &[None], Keys::One), None);
    assert_eq!(of(None, &[Some("k1")], Keys::One), None);
}

#[test]
fn a_fault_of_the_token_is_pointed_at_in_the_field() {
    let token = Scenario::default().token();
    let (input, _) = token.rsplit_once('.').expect("three parts");
    let mut scenario = Scenario {
        signing_key: [8; 32],
        ..Scenario::default()
    };
    let at = "Bearer ".len() + input.len() + 1;
    assert_eq!(
        refused(&scenario),
        (
            TokenReason::BadSignature,
            Some(Location::new(Part::Authorization, at))
        )
    );
    scenario.token = Some(OPAQUE.into());
    let (reason, location) = refused(&scenario);
    assert_eq!(
        (reason, location.map(|location| location.part)),
        (TokenReason::NotAJws, Some(Part::Authorization))
    );
    // One in the claims is pointed at in their JSON.
    let payload = br#"{"iss":"https://as.example","exp":"soon"}"#.to_vec();
    let scenario = Scenario {
        payload: Some(payload),
        ..Scenario::default()
    };
    assert_eq!(
        refused(&scenario),
        (TokenReason::ClaimWrong, Some(Location::new(Part::Claims, 34)))
    );
}

// = RFC7515-4.1.11-1 (test)
#[test]
fn extensions_are_refused_before_a_key_is_asked_for() {
    for header in [
        json!({"alg": "HS256", "typ": "at+jwt", "crit": ["exp"], "exp": 1}),
        json!({"alg": "HS256", "typ": "at+jwt", "crit": []}),
        json!({"alg": "HS256", "typ": "at+jwt", "b64": true}),
    ] {
        let outcome = with_header(header.clone()).run();
        assert_eq!(
            outcome.reason,
            Some(Reason::Token(TokenReason::CriticalExtension)),
            "{header}"
        );
        assert_eq!(outcome.trace.len(), 1, "{header}");
    }
}

/// Where the key lies is never taken from the token, whatever it offers.
// = RFC8725-3.10-2 (test)
#[test]
fn a_key_in_the_header_is_not_looked_at() {
    let own = base64url::encode(&[8; 32]);
    let mut scenario = with_header(json!({
        "alg": "HS256", "typ": "at+jwt", "kid": "k1", "jwk": {"kty": "oct", "k": own},
        "jku": "https://attacker.example/keys", "x5u": "https://attacker.example/cert",
    }));
    scenario.signing_key = [8; 32];
    assert_eq!(refused(&scenario).0, TokenReason::BadSignature);
    scenario.signing_key = [7; 32];
    assert_eq!(scenario.run().status, 200);
}

// = RFC9068-4-5 (test)
// = RFC9068-4-6 (test)
// = RFC8725-3.8-1 (test)
// = RFC8725-3.9-2 (test)
// = RFC9700-2.3-3 (test)
#[test]
fn issuer_and_audience_are_compared_character_for_character() {
    let issuers = [
        "https://as.example/",
        "https://AS.example",
        "https://as.example:443",
        "https://as.exampl",
        "",
    ];
    for issuer in issuers {
        let mut scenario = Scenario::default();
        scenario.claims.insert("iss".into(), json!(issuer));
        assert_eq!(refused(&scenario).0, TokenReason::IssuerWrong, "{issuer}");
    }
    for audience in [
        json!(AUDIENCE),
        json!([AUDIENCE]),
        json!(["https://b.example", AUDIENCE]),
        json!("https://api2.example"),
    ] {
        let mut scenario = Scenario::default();
        scenario.claims.insert("aud".into(), audience.clone());
        assert_eq!(scenario.run().status, 200, "{audience}");
    }
    for audience in [
        json!("https://api.example/"),
        json!("https://API.example"),
        json!(""),
        json!(["https://api.example/", "api.example"]),
        json!("https://api.example https://b.example"),
    ] {
        let mut scenario = Scenario::default();
        scenario.claims.insert("aud".into(), audience.clone());
        assert_eq!(refused(&scenario).0, TokenReason::AudienceWrong, "{audience}");
    }
}

#[test]
fn either_format_is_chosen_by_the_periods_and_never_changed() {
    let mut scenario = Scenario {
        format: Format::Either,
        ..Scenario::default()
    };
    assert_eq!(scenario.run().status, 200);
    // Two periods: verified here, and not asked about when that fails.
    scenario.signing_key = [8; 32];
    let outcome = scenario.run();
    assert_eq!(outcome.reason, Some(Reason::Token(TokenReason::BadSignature)));
    scenario.token = Some("looks.like.one".into());
    assert_eq!(refused(&scenario).0, TokenReason::NotAJws);
    for opaque in ["mF_9", "a.b", "a.b.c.d", "a.b.c.d.e"] {
        let mut scenario = Scenario::opaque();
        scenario.format = Format::Either;
        scenario.token = Some(opaque.into());
        assert_eq!(scenario.run().status, 200, "{opaque}");
    }
    // With one format the look decides nothing.
    let mut scenario = Scenario::opaque();
    scenario.token = Some(Scenario::default().token());
    assert_eq!(scenario.run().status, 200);
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn scope_tokens_are_counted_and_not_octets() {
    for (mut scenario, too_long) in [
        (Scenario::default(), TokenReason::ScopeTooLong),
        (Scenario::opaque(), TokenReason::AnswerMalformed),
    ] {
        scenario.limits.scope_tokens = 3;
        scenario.requirement = countersign_resource::Requirement::any_token();
        let long = "x".repeat(100);
        for (scope, reason) in [
            (long.as_str(), None),
            ("a b c", None),
            ("alpha beta gamma", None),
            ("a a a", None),
            ("a b c d", Some(too_long)),
            ("a a a a", Some(too_long)),
        ] {
            scenario.claims.insert("scope".into(), json!(scope));
            assert_eq!(scenario.run().reason, reason.map(Reason::Token), "{scope}");
        }
    }
}

/// Two readers of one claim: the name may be written with an escape, twice it may not be.
#[test]
fn a_claim_has_one_value() {
    let claims = |extra: &str| {
        let rest = format!(
            r#""aud":"{AUDIENCE}","sub":"abc","client_id":"abc","jti":"t","iat":{NOW},"exp":{}"#,
            NOW + 60
        );
        Scenario {
            payload: Some(format!(r#"{{{rest},{extra}}}"#).into_bytes()),
            ..Scenario::default()
        }
    };
    let issuer = common::ISSUER;
    assert_eq!(
        claims(&format!(r#""\u0069ss":"{issuer}","scop\u0065":"re\u0061d""#))
            .run()
            .status,
        200
    );
    for twice in [
        format!(r#""iss":"{issuer}","\u0069ss":"x""#),
        format!(r#""iss":"{issuer}","scope":"read","scope":"admin""#),
        format!(r#""iss":"{issuer}","cnf":{{"kid":"k"}},"c\u006ef":null"#),
        format!(r#""iss":"{issuer}","client_id":"admin""#),
    ] {
        assert_eq!(
            refused(&claims(&twice)).0,
            TokenReason::ClaimsMalformed,
            "{twice}"
        );
    }
    let raw = sign(r#"{"alg":"HS256","alg":"none","typ":"at+jwt"}"#, b"{}", &[7; 32]);
    let scenario = Scenario {
        token: Some(raw),
        ..Scenario::default()
    };
    assert_eq!(refused(&scenario).0, TokenReason::NotAJws);
}

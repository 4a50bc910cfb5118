//! Every claim in every JSON shape, on both routes; and every claim at the edges of time.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{AUDIENCE, ISSUER, NOW, Proof, Scenario};
use countersign_resource::{Reason, Requirement, TokenReason};
use serde_json::{Value, json};

/// One of each JSON type, and the edges of those that are more than one thing.
fn shapes() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1_700_000_000),
        json!(1_700_003_600),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("a b"),
        json!("1700003600"),
        json!("\u{e9}"),
        json!(ISSUER),
        json!(AUDIENCE),
        json!([]),
        json!([AUDIENCE]),
        json!(["x"]),
        json!([1]),
        json!([null]),
        json!([[AUDIENCE]]),
        json!({}),
        json!({"x": 1}),
        json!({"jkt": "x"}),
        json!({"x5t#S256": "x"}),
    ]
}

/// What the table says of a claim of this shape: nothing, or the reason to refuse. Written from the RFCs, not from
/// the code.
fn expected(claim: &str, shape: &Value, jwt: bool) -> Option<TokenReason> {
    use TokenReason as R;
    let mistyped = Some(if jwt { R::ClaimWrong } else { R::AnswerMalformed });
    // RFC 7519 section 2 lets a date have a fraction, RFC 7662 section 2.2 does not.
    let whole = jwt || shape.is_u64();
    let date = shape
        .as_f64()
        .filter(|number| whole && *number >= 0.0 && *number < 1.8e19 * 1.03);
    // RFC 7519 section 4.1.3: a string, or an array of strings; an empty one names nobody.
    let audience: Option<Vec<&str>> = match shape {
        Value::String(one) => Some(vec![one]),
        Value::Array(many) if !many.is_empty() => many.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let text = shape.as_str();
    let (now, skew) = (1.7e9, 10.0);
    match claim {
        "iss" => match text {
            None => mistyped,
            Some(ISSUER) => None,
            Some(_) => Some(R::IssuerWrong),
        },
        "aud" => match audience {
            None => mistyped,
            Some(named) if named.contains(&AUDIENCE) => None,
            Some(_) => Some(R::AudienceWrong),
        },
        "sub" | "jti" => match text {
            None => mistyped,
            Some("") if jwt => Some(if claim == "sub" {
                R::SubjectMissing
            } else {
                R::TokenIdMissing
            }),
            Some(_) => None,
        },
        "client_id" => match text {
            Some(text) if !text.is_ascii() => mistyped,
            None => mistyped,
            Some("") if jwt => Some(R::ClientIdMissing),
            Some(_) => None,
        },
        "exp" => match date {
            None => mistyped,
            Some(exp) if now >= exp.floor() + skew => Some(R::Expired),
            Some(_) => None,
        },
        "nbf" => match date {
            None => mistyped,
            Some(nbf) if now + skew < nbf.ceil() => Some(R::NotYetValid),
            Some(_) => None,
        },
        "iat" => match date {
            None => mistyped,
            Some(iat) if now + skew < iat.ceil() => Some(R::IssuedInTheFuture),
            Some(_) => None,
        },
        "scope" => match text {
            None => mistyped,
            Some(text) if text.is_empty() || !text.is_ascii() => Some(if jwt {
                R::ScopeMalformed
            } else {
                R::AnswerMalformed
            }),
            Some(_) => None,
        },
        "cnf" => match shape {
            Value::Object(members) if members.is_empty() => Some(R::ConfirmationMalformed),
            Value::Object(members) if members.contains_key("jkt") => Some(R::BoundToDpop),
            Value::Object(_) => Some(R::PossessionUnproven),
            _ if !jwt => Some(R::AnswerMalformed),
            _ => Some(R::ConfirmationMalformed),
        },
        // RFC 7662 gives these a meaning, RFC 9068 none.
        "active" if !jwt => match shape {
            Value::Bool(true) => None,
            Value::Bool(false) => Some(R::Inactive),
            _ => Some(R::AnswerMalformed),
        },
        // RFC 6749 appendix A.13: a type name or a URI.
        "token_type" if !jwt => match text {
            Some("x" | "1700003600" | ISSUER | AUDIENCE) => Some(R::TokenTypeWrong),
            _ => Some(R::AnswerMalformed),
        },
        "username" if !jwt && text.is_none() => Some(R::AnswerMalformed),
        _ => None,
    }
}

// = RFC9068-2.2-1 (test)
// = RFC9068-2.2-4 (test)
// = RFC9068-2.2-6 (test)
// = RFC9068-2.2-8 (test)
// = RFC7519-7.2-1 (test)
// = RFC7662-2.2-4 (test)
// = RFC6749-3.3-3 (test)
#[test]
fn each_claim_in_each_shape() {
    const CLAIMS: [&str; 14] = [
        "iss",
        "aud",
        "sub",
        "client_id",
        "jti",
        "exp",
        "nbf",
        "iat",
        "scope",
        "cnf",
        "active",
        "token_type",
        "kid",
        "username",
    ];
    let (mut accepted, mut refused) = (0, 0);
    for (base, jwt) in [(Scenario::default(), true), (Scenario::opaque(), false)] {
        for claim in CLAIMS {
            for shape in shapes() {
                let mut scenario = base.clone();
                scenario.requirement = Requirement::any_token();
                scenario.proof = Proof::Unproven;
                scenario.claims.insert(claim.into(), shape.clone());
                let expected = expected(claim, &shape, jwt).map(Reason::Token);
                let outcome = scenario.run();
                assert_eq!(outcome.reason, expected, "{claim}: {shape}, as a JWT: {jwt}");
                if outcome.status == 200 {
                    accepted += 1;
                } else {
                    refused += 1;
                }
            }
        }
    }
    assert_eq!(accepted + refused, 2 * 14 * 27);
    assert!(refused > accepted, "{refused} refused, {accepted} accepted");
}

// = RFC9068-2.2-1 (test)
// = RFC9068-2.2-2 (test)
// = RFC9068-2.2-3 (test)
// = RFC9068-2.2-4 (test)
// = RFC9068-2.2-6 (test)
// = RFC9068-2.2-7 (test)
// = RFC9068-2.2-8 (test)
#[test]
fn each_required_claim_is_required() {
    use TokenReason as R;
    for (claim, reason, clause) in [
        ("iss", R::IssuerMissing, "RFC9068-2.2-1"),
        ("exp", R::ExpiryMissing, "RFC9068-2.2-2"),
        ("aud", R::AudienceMissing, "RFC8725-3.9-2"),
        ("sub", R::SubjectMissing, "RFC9068-2.2-4"),
        ("client_id", R::ClientIdMissing, "RFC9068-2.2-6"),
        ("iat", R::IssuedAtMissing, "RFC9068-2.2-7"),
        ("jti", R::TokenIdMissing, "RFC9068-2.2-8"),
    ] {
        let mut scenario = Scenario::default();
        scenario.claims.remove(claim);
        assert_eq!(scenario.run().reason, Some(Reason::Token(reason)), "{claim}");
        assert_eq!(reason.clause().id(), clause);
    }
}

/// Around each edge, for each claim of time, and the extremes: an expired token is never verified.
// = RFC9068-4-10 (test)
// = RFC9068-4-11 (test)
// = RFC6749-7-1 (test)
// = OAUTH21-5.2-1 (test)
// = FAPI2SP-5.3.4-3 (test)
#[test]
fn the_edges_of_time() {
    const SKEW: u64 = 10;
    let edges = |around: u64| (around - 2..=around + 2).chain([0, 1, u64::MAX - SKEW, u64::MAX]);
    for base in [Scenario::default(), Scenario::opaque()] {
        for exp in [NOW + 1, NOW + 3600] {
            for now in edges(exp + SKEW).chain(edges(exp)) {
                let mut scenario = base.clone();
                for claim in ["iat", "nbf"] {
                    scenario.claims.insert(claim.into(), json!(0));
                }
                scenario.claims.insert("exp".into(), json!(exp));
                scenario.now = now;
                let expired = u128::from(now) >= u128::from(exp) + u128::from(SKEW);
                let reason = expired.then_some(Reason::Token(TokenReason::Expired));
                assert_eq!(scenario.run().reason, reason, "exp {exp} at {now}");
            }
        }
        for (claim, reason) in [
            ("nbf", TokenReason::NotYetValid),
            ("iat", TokenReason::IssuedInTheFuture),
        ] {
            for now in edges(NOW - SKEW).chain(edges(NOW)) {
                let mut scenario = base.clone();
                scenario.claims.insert("iat".into(), json!(0));
                scenario.claims.insert("exp".into(), json!(u64::MAX));
                scenario.claims.insert(claim.into(), json!(NOW));
                scenario.now = now;
                let early = now.saturating_add(SKEW) < NOW;
                let reason = early.then_some(Reason::Token(reason));
                let outcome = scenario.run().reason;
                // At the very end of time everything is expired.
                if now == u64::MAX {
                    assert_eq!(
                        outcome,
                        Some(Reason::Token(TokenReason::Expired)),
                        "{claim} at {now}"
                    );
                } else {
                    assert_eq!(outcome, reason, "{claim} at {now}");
                }
            }
        }
    }
}

//! Properties over arbitrary requests, tokens and hosts.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::time::{Duration, Instant};

use common::{FORM, Format, Keys, Proof, Scenario};
use countersign_grammar::{Limits, UnixTime};
use countersign_resource::{Leniency, Parts, Reason, Requirement, Scratch, TokenReason};
use countersign_scope::{ScopeSet, Separator, Strategy as Matching};
use proptest::prelude::*;
use serde_json::json;

fn scope() -> impl Strategy<Value = String> {
    let tokens = vec!["a", "b", "c", "a.b", "a.b.c", "x:y", "*", "a.*"];
    proptest::collection::btree_set(prop::sample::select(tokens), 1..5)
        .prop_map(|tokens| tokens.into_iter().collect::<Vec<_>>().join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Nobody is authorized for more than was granted, and everybody for what was.
    // = RFC6749-7-1 (test)
    #[test]
    fn authorized_exactly_if_the_required_scope_is_granted(
        granted in proptest::option::of(scope()),
        required in proptest::option::of(scope()),
        matching in prop::sample::select(Matching::ALL.to_vec()),
        opaque in any::<bool>(),
    ) {
        let mut scenario = if opaque { Scenario::opaque() } else { Scenario::default() };
        match &granted {
            Some(granted) => scenario.claims.insert("scope".into(), json!(granted)),
            None => scenario.claims.remove("scope"),
        };
        let set = |text: &Option<String>| text.as_ref().map_or(ScopeSet::EMPTY, |text| {
            ScopeSet::parse(text).expect("scope")
        });
        let (granted, required) = (set(&granted), set(&required));
        scenario.requirement = Requirement::of(required.clone()).by(matching);
        let outcome = scenario.run();
        let covered = required.iter().all(|required| {
            granted.iter().any(|granted| {
                matching.covers_by(Separator::Dot, granted.as_str(), required.as_str())
            })
        });
        prop_assert_eq!(outcome.status, if covered { 200 } else { 403 });
        if matching == Matching::Exact {
            prop_assert_eq!(covered, required.is_subset(&granted));
        }
    }

    /// Whatever the claims of time and the clock say, a token that is over is not verified.
    #[test]
    fn an_expired_token_is_never_verified(exp in any::<u64>(), now in any::<u64>(), near in 0_u64..40) {
        for now in [now, exp.saturating_add(near), exp.saturating_sub(near)] {
            for mut scenario in [Scenario::default(), Scenario::opaque()] {
                scenario.claims.insert("exp".into(), json!(exp));
                scenario.claims.insert("iat".into(), json!(0));
                scenario.now = now;
                let expired = now >= exp.saturating_add(10);
                let expected = expired.then_some(Reason::Token(TokenReason::Expired));
                prop_assert_eq!(scenario.run().reason, expected);
            }
        }
    }

    /// Without the key nothing passes, however the token is made.
    #[test]
    fn nothing_passes_under_another_key(
        octets in any::<[u8; 32]>(),
        claims in "[ -~]{0,60}",
        kid in proptest::option::of("[a-z0-9]{0,3}"),
        leniencies in proptest::sample::subsequence(Leniency::ALL.to_vec(), 0..5),
        either in any::<bool>(),
    ) {
        prop_assume!(octets != [7; 32]);
        let mut scenario = Scenario { signing_key: octets, leniencies, ..Scenario::default() };
        scenario.format = if either { Format::Either } else { Format::Jwt };
        scenario.claims.insert("x".into(), json!(claims));
        match kid {
            Some(kid) => scenario.header.insert("kid".into(), json!(kid)),
            None => scenario.header.remove("kid"),
        };
        prop_assert!(matches!(
            scenario.run().reason,
            Some(Reason::Token(TokenReason::BadSignature | TokenReason::KeyUnknown))
        ));
    }

    /// Whatever comes, there is an end, each move is in the table, and nothing is authorized.
    #[test]
    fn arbitrary_octets_end_in_a_refusal(
        method in prop::sample::select(vec!["POST", "GET", ""]),
        target in "[ -~]{0,60}",
        content_type in proptest::option::of("[ -~]{0,60}"),
        authorization in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..60)),
        body in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..200)),
        answer in proptest::collection::vec(any::<u8>(), 0..60),
        bearer in any::<bool>(),
    ) {
        let mut scenario = Scenario { format: Format::Either, leniencies: Leniency::ALL.to_vec(), ..Scenario::default() };
        scenario.answer = Some((200, Some("application/json"), answer));
        let guard = scenario.server();
        let authorization = authorization.map(|octets| {
            let scheme = if bearer { &b"Bearer "[..] } else { b"" };
            [scheme, &octets].concat()
        });
        let content_type = content_type.unwrap_or_else(|| FORM.to_owned());
        let mut parts = Parts::new(method, &target).header("content-type", content_type.as_bytes());
        if let Some(authorization) = &authorization {
            parts = parts.header("authorization", authorization);
        }
        if let Some(body) = &body {
            parts = parts.body(body);
        }
        let mut scratch = Scratch::new();
        let outcome = scenario.drive(guard.receive(parts, UnixTime::from_secs(common::NOW), &mut scratch), String::new());
        prop_assert!(outcome.status >= 400);
        prop_assert!(outcome.reason.is_some());
    }

    /// The short way for the usual field and the grammar read the same: a query without a token only closes the short way.
    #[test]
    fn the_usual_field_is_read_as_the_grammar_has_it(
        field in "(Bearer |bearer |Bearer  |)[a-z=._~+/,\" -]{0,12}",
    ) {
        let run = |target: &str| {
            let scenario = Scenario {
                in_field: false, target: target.into(), more_fields: vec![field.clone()], ..Scenario::opaque()
            };
            let outcome = scenario.run();
            (outcome.status, outcome.reason, outcome.location, outcome.log)
        };
        prop_assert_eq!(run("/photos"), run("/photos?a=b"));
    }

    /// A scratch that was used before changes nothing.
    #[test]
    fn what_is_left_in_the_scratch_does_not_matter(first in "[!-~]{0,40}", opaque in any::<bool>()) {
        let mut before = if opaque { Scenario::opaque() } else { Scenario::default() };
        before.token = Some(first);
        let after = if opaque { Scenario::default() } else { Scenario::opaque() };
        let mut scratch = Scratch::new();
        for (scenario, expected) in [(&before, None), (&after, Some(200))] {
            let guard = scenario.server();
            let field = format!("Bearer {}", scenario.token());
            let parts = Parts::new("GET", "/").header("authorization", field.as_bytes());
            let check = guard.receive(parts, UnixTime::from_secs(common::NOW), &mut scratch);
            let outcome = scenario.drive(check, String::new());
            if let Some(expected) = expected {
                prop_assert_eq!(outcome.status, expected);
            }
        }
    }
}

/// The secret of a request is its token. It is put into every place that is read, and looked for in all that is shown.
// = COUNTERSIGN-SECRET-1 (test)
// = RFC9700-4.9.3-2 (test)
#[test]
fn no_text_shows_a_token() {
    const CANARY: &str = "c4n4ryT0kenc4n4ryT0ken";
    type Place = fn(&mut Scenario);
    let places: [Place; 22] = [
        |s| s.token = Some(CANARY.into()),
        |s| s.scheme = CANARY,
        |s| s.token = Some(format!("{CANARY}.{CANARY}.{CANARY}")),
        |s| s.token = Some(format!("e30.{CANARY}.{CANARY}")),
        |s| s.token = Some(format!("{CANARY} {CANARY}")),
        |s| s.token = Some(format!("{CANARY}=\"{CANARY}\"")),
        |s| s.more_fields = vec![CANARY.into()],
        |s| s.more_fields = vec![format!("Bearer {CANARY}")],
        |s| s.target = format!("/photos?access_token={CANARY}"),
        |s| s.target = format!("/{CANARY}?{CANARY}={CANARY}"),
        |s| {
            s.in_field = false;
            s.target = format!("/photos?access_token={CANARY}");
        },
        |s| {
            s.in_field = false;
            s.content_type = Some(FORM);
            s.body = Some(format!("access_token={CANARY}"));
        },
        |s| {
            s.in_field = false;
            s.content_type = Some(FORM);
            s.body = Some(format!("access_token={CANARY}&access_token={CANARY}"));
        },
        |s| s.content_type = Some(CANARY),
        |s| s.method = CANARY,
        |s| drop(s.header.insert("kid".into(), json!(CANARY))),
        |s| drop(s.header.insert("typ".into(), json!(CANARY))),
        |s| drop(s.header.insert("alg".into(), json!(CANARY))),
        |s| drop(s.claims.insert("iss".into(), json!(CANARY))),
        |s| drop(s.claims.insert("jti".into(), json!(CANARY))),
        |s| drop(s.claims.insert("cnf".into(), json!({"kid": CANARY}))),
        |s| s.answer = Some((200, Some("application/json"), CANARY.as_bytes().to_vec())),
    ];
    let mut shown = 0;
    for place in places {
        for format in [Format::Jwt, Format::Opaque, Format::Either] {
            for leniencies in [vec![], Leniency::ALL.to_vec()] {
                for signing_key in [[7; 32], [8; 32]] {
                    for proof in [Proof::Unproven, Proof::Asserted] {
                        for keys in [Keys::Set, Keys::Unavailable] {
                            let base = if format == Format::Opaque {
                                Scenario::opaque()
                            } else {
                                Scenario::default()
                            };
                            let mut scenario = Scenario {
                                format,
                                signing_key,
                                proof,
                                keys,
                                ..base
                            };
                            scenario.leniencies = leniencies.clone();
                            place(&mut scenario);
                            let token = scenario.token();
                            let outcome = scenario.run();
                            let headers = format!("{:?}", outcome.headers);
                            let location = format!("{:?} {:?}", outcome.location, outcome.reason);
                            for text in [&outcome.log, &outcome.debug, &headers, &location] {
                                assert!(!text.contains(CANARY), "{text}");
                                assert!(token.len() < 8 || !text.contains(&token), "{text}");
                            }
                            shown += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(shown, 22 * 3 * 2 * 2 * 2 * 2);
}

/// Inputs made to be slow, of a mebibyte and with the bounds raised: work that grows with the square of the length
/// would take hours.
// = COUNTERSIGN-LIMITS-2 (test)
#[test]
fn hostile_requests_take_linear_time() {
    const LENGTH: usize = 1 << 20;
    let mut limits = Limits::DEFAULT;
    (limits.header, limits.body, limits.jwt) = (usize::MAX, usize::MAX, usize::MAX);
    let base = || Scenario {
        limits,
        format: Format::Either,
        leniencies: Leniency::ALL.to_vec(),
        ..Scenario::default()
    };
    let with_token = |token: String| Scenario {
        token: Some(token),
        ..base()
    };
    let mut many_scopes = base();
    many_scopes.limits.scope_tokens = usize::MAX;
    many_scopes
        .claims
        .insert("scope".into(), json!(vec!["a"; LENGTH / 2].join(" ")));
    let mut many_audiences = base();
    many_audiences
        .claims
        .insert("aud".into(), json!(vec!["https://b.example"; LENGTH / 20]));
    let mut wide_confirmation = base();
    wide_confirmation
        .claims
        .insert("cnf".into(), json!({"kid": "a".repeat(LENGTH)}));
    let scenarios = [
        with_token("a".repeat(LENGTH)),
        with_token("=".repeat(LENGTH)),
        with_token(".".repeat(LENGTH)),
        with_token(format!("{}=", "a".repeat(LENGTH))),
        with_token(" ".repeat(LENGTH)),
        with_token(",".repeat(LENGTH)),
        with_token(format!("a=\"{}", "\\\"".repeat(LENGTH / 2))),
        with_token(format!("{}.{}.a", "A".repeat(LENGTH / 2), "A".repeat(LENGTH / 2))),
        Scenario {
            target: format!("/?{}", "&".repeat(LENGTH)),
            ..base()
        },
        Scenario {
            target: format!("/?{}", "access_toke=&".repeat(LENGTH / 13)),
            ..base()
        },
        Scenario {
            target: format!("/?{}", "access_token=&".repeat(LENGTH / 14)),
            in_field: false,
            ..base()
        },
        Scenario {
            target: format!("/?access_token={}", "%3D".repeat(LENGTH / 3)),
            in_field: false,
            ..base()
        },
        Scenario {
            body: Some("=".repeat(LENGTH)),
            content_type: Some(FORM),
            ..base()
        },
        Scenario {
            body: Some("%61&".repeat(LENGTH / 4)),
            content_type: Some(FORM),
            ..base()
        },
        many_scopes,
        many_audiences,
        wide_confirmation,
    ];
    for scenario in scenarios {
        let start = Instant::now();
        let _ = scenario.run();
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

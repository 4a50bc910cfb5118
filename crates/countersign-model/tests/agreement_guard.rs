//! The real guard opens exactly what the model opens, and refuses in the same words, for every token over the terms.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

use countersign_grammar::UnixTime;
use countersign_jose::{Algorithm, HmacKey, HmacKeySet, Skew, TokenSigner};
use countersign_model::guard::{Guard, Issuer, Token, Type, Verdict, tokens};
use countersign_model::term::{Date, Scope, Time};
use countersign_resource::{Check, JwtPolicy, Parts, ResourceServer, Scratch, TokenFormat};
use countersign_scope::ScopeSet;

const ZERO: u64 = 1_700_000_000;
const UNIT: u64 = 10;
const TRUSTED: &str = "https://as.example";
const OTHER: &str = "https://other.example";
const RESOURCES: [(u8, &str); 2] = [(0b01, "https://api.example"), (0b10, "https://elsewhere.example")];

fn at(time: Time) -> UnixTime {
    UnixTime::from_secs(ZERO + UNIT * u64::from(time))
}

fn key(of: Issuer) -> HmacKey {
    let octet = match of {
        Issuer::Trusted => 7,
        Issuer::Other => 8,
    };
    HmacKey::new(Algorithm::Hs256, &[octet; 32]).expect("long enough")
}

fn scope(scope: Scope) -> ScopeSet {
    let text: Vec<&str> = [(1, "a"), (2, "b"), (4, "c")]
        .into_iter()
        .filter(|(bit, _)| scope & bit != 0)
        .map(|(_, text)| text)
        .collect();
    if text.is_empty() {
        ScopeSet::new()
    } else {
        ScopeSet::parse(&text.join(" ")).expect("a scope")
    }
}

/// The field that presents a token.
fn field(token: &Token) -> String {
    let typ = match token.typ {
        Type::AccessToken => "at+jwt",
        Type::Another => "client-authentication+jwt",
    };
    let mut text = String::from("Bearer ");
    TokenSigner::new(&key(token.signed_by), Some(typ)).sign(&mut text, |claims| {
        let issuer = if token.iss == Issuer::Trusted {
            TRUSTED
        } else {
            OTHER
        };
        claims.member_str("iss", issuer).member_str("sub", "inventory");
        claims.member_str("client_id", "inventory").member_str("jti", "1");
        claims.member_u64("iat", ZERO);
        let named: Vec<&str> = RESOURCES
            .into_iter()
            .filter(|(bit, _)| token.aud & bit != 0)
            .map(|(_, name)| name)
            .collect();
        if !named.is_empty() {
            claims.member_strs("aud", named);
        }
        for (name, date) in [("exp", token.exp), ("nbf", token.nbf)] {
            match date {
                Date::Absent => {}
                Date::WrongType => {
                    claims.member_str(name, "1700000000");
                }
                Date::At(time) => {
                    claims.member_u64(name, at(time).as_secs());
                }
            }
        }
        if token.scope != 0 {
            claims.member_str("scope", &scope(token.scope).to_string());
        }
        if token.bound {
            claims.member_object("cnf", |cnf| {
                cnf.member_str("x5t#S256", "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2");
            });
        }
    });
    text
}

/// What the real guard makes of a token, for each scope that can be needed.
fn judged(guard: &ResourceServer, keys: &HmacKeySet, field: &str, now: UnixTime) -> Vec<Verdict> {
    let mut scratch = Scratch::new();
    let mut verdicts = Vec::new();
    for needed in 0..8 {
        let parts = Parts::new("GET", "/").header("authorization", field.as_bytes());
        let mut check = guard.receive(parts, now, &mut scratch);
        let outcome = loop {
            check = match check {
                Check::LookUpKey(ask) => ask.keys(keys),
                Check::Introspect(_) => panic!("no opaque tokens here"),
                // Nobody has shown a key: a bearer does not.
                Check::ProvePossession(ask) => ask.unproven(),
                Check::Refused(refusal) => break Err(refusal),
                Check::Verified(token) => break token.require(&scope(needed)),
            };
        };
        let verdict = match outcome {
            Ok(_) => Verdict::Open,
            Err(refusal) => match (refusal.status(), refusal.www_authenticate()) {
                (401, Some(challenge)) if challenge.contains("invalid_token") => Verdict::InvalidToken,
                (403, Some(challenge)) if challenge.contains("insufficient_scope") => {
                    Verdict::InsufficientScope
                }
                other => panic!("{other:?}"),
            },
        };
        verdicts.push(verdict);
        if verdict == Verdict::InvalidToken {
            // It does not come to what is needed.
            return vec![Verdict::InvalidToken; 8];
        }
    }
    verdicts
}

#[test]
fn the_guard_judges_as_the_model_does() {
    let model = Guard {
        resource: 0b01,
        skew: 1,
        fault: None,
    };
    let skew = Skew::from_secs(UNIT).expect("a small skew");
    let policy = JwtPolicy::new(TRUSTED, RESOURCES.first().expect("two").1);
    let guard = ResourceServer::new(TokenFormat::Jwt(policy)).with_skew(skew);
    let keys = HmacKeySet::new(vec![key(Issuer::Trusted)]);
    let (mut compared, mut open) = (0, 0);
    for token in tokens() {
        let field = field(&token);
        for now in 0..7 {
            let verdicts = judged(&guard, &keys, &field, at(now));
            for (needed, verdict) in (0..8).zip(verdicts) {
                assert_eq!(
                    verdict,
                    model.judge(&token, needed, now),
                    "{token:?} for {needed:#05b} at {now}"
                );
                compared += 1;
                open += usize::from(verdict == Verdict::Open);
            }
        }
    }
    println!("| the guard, any token | both | {compared} judgements, {open} of them open |");
    assert!(compared > 1_000_000 && open > 1_000, "{compared}, {open}");
}

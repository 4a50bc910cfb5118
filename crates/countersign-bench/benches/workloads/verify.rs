//! W6: an HS256 access token of 380 octets, from the `Authorization` field to the right to pass.

use std::hint::black_box;

use countersign_bench::{Case, Gate, Role, Workload};
use countersign_grammar::UnixTime;
use countersign_jose::{Algorithm, HmacKey, HmacKeySet, TokenSigner};
use countersign_resource::{Check, JwtPolicy, Parts, ResourceServer, Scratch, TokenFormat};
use countersign_scope::ScopeSet;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{DecodingKey, Validation};
use serde::Deserialize;
use sha2::Sha256;

const KEY: [u8; 32] = [7; 32];
const ISSUER: &str = "https://auth.example";
const AUDIENCE: &str = "https://api.example/v1";
const NOW: u64 = 1_700_000_000;
/// In the far future, because the peer reads the clock itself.
const EXPIRES: u64 = 4_102_444_800;

const JSONWEBTOKEN: &str = "jsonwebtoken (RustCrypto)";

pub(crate) fn workload() -> Workload {
    let token = token();
    assert_eq!(token.len(), 380);
    let (signing_input, _) = token.rsplit_once('.').expect("a JWS has three parts");
    let (signing_input, blocks) = (
        signing_input.to_owned(),
        (signing_input.len() as u64 + 9).div_ceil(64) + 1,
    );

    let guard = ResourceServer::new(TokenFormat::Jwt(JwtPolicy::new(ISSUER, AUDIENCE)));
    let keys = HmacKeySet::new(vec![key()]);
    let required = ScopeSet::parse("orders:read").expect("a scope");
    let field = format!("Bearer {token}");
    let mut scratch = Scratch::new();
    let mut ours = move || authorize(&guard, black_box(&field), &keys, &required, &mut scratch);
    assert!(ours(), "the token is sound");

    let keyed = <Hmac<Sha256> as KeyInit>::new_from_slice(&KEY).expect("any length will do");
    let limit = move || {
        let mut mac = keyed.clone();
        mac.update(black_box(&signing_input).as_bytes());
        mac.finalize().into_bytes()
    };
    let mut peer = jsonwebtoken(token);
    assert!(peer(), "the token is sound for the peer");
    Workload {
        name: "W6",
        about: "an HS256 access token of 380 octets, from the Authorization field to the right to pass",
        cases: vec![
            Case::new(Role::Limit, "keyed HMAC of the signing input", limit).compressions(blocks),
            Case::new(Role::Ours, "the guard: field, key, claims, scope", ours)
                .compressions(blocks)
                .gate_kept_at(
                    Gate::Limit {
                        gate: 2.3,
                        target: 1.85,
                    },
                    5.8,
                )
                .gate_kept_at(
                    Gate::Peer {
                        name: JSONWEBTOKEN,
                        gate: 3.5,
                        target: 4.5,
                    },
                    1.2,
                )
                .gate(Gate::Allocations(0)),
            Case::new(Role::Peer, JSONWEBTOKEN, peer).compressions(blocks + 2),
        ],
    }
}

fn authorize(
    guard: &ResourceServer,
    field: &str,
    keys: &HmacKeySet,
    required: &ScopeSet,
    scratch: &mut Scratch,
) -> bool {
    let parts = Parts::new("GET", "/v1/orders").header("authorization", field.as_bytes());
    let mut check = guard.receive(parts, UnixTime::from_secs(NOW), scratch);
    loop {
        check = match check {
            Check::LookUpKey(ask) => ask.keys(keys),
            Check::Introspect(ask) => ask.unavailable(),
            Check::ProvePossession(ask) => ask.unproven(),
            Check::Refused(_) => return false,
            Check::Verified(token) => return black_box(token.require(required)).is_ok(),
        };
    }
}

fn key() -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &KEY).expect("long enough")
}

/// The claims of RFC 9068, in 215 octets.
fn token() -> String {
    let mut token = String::new();
    TokenSigner::new(key(), Some("at+jwt")).sign(&mut token, |claims| {
        claims
            .member_str("iss", ISSUER)
            .member_str("aud", AUDIENCE)
            .member_str("sub", "s6BhdRkqt3")
            .member_str("client_id", "s6BhdRkqt3")
            .member_str("scope", "orders:read orders:write")
            .member_u64("iat", NOW)
            .member_u64("exp", EXPIRES)
            .member_str("jti", "5a9c0f2e-7b1d-4836-9c4e-1f0a7d52b6e3-1");
    });
    token
}

/// What somebody writes who has no guard: the peer checks `exp`, `aud` and `iss`, the rest is looked at by hand.
fn jsonwebtoken(token: String) -> impl FnMut() -> bool {
    #[derive(Deserialize)]
    struct Claims {
        scope: String,
    }
    let key = DecodingKey::from_secret(&KEY);
    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[ISSUER]);
    validation.set_required_spec_claims(&["exp", "aud", "iss"]);
    move || {
        let decoded = jsonwebtoken::decode::<Claims>(black_box(&token), &key, &validation);
        decoded.is_ok_and(|token| token.claims.scope.split(' ').any(|scope| scope == "orders:read"))
    }
}

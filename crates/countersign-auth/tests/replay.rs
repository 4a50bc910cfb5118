//! What is left of an assertion when everything in it is right: whether it was used before.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod asserting;

use std::sync::Arc;

use asserting::*;
use countersign_auth::{AuthMethod, AuthReason, Check, ClientRecord, Credential, RecordError, ReplayKey};
use countersign_grammar::UnixTime;

// = RFC7523-3-12 (test)
// = COUNTERSIGN-UNAVAILABLE-1 (test)
#[test]
fn the_replay_store_has_the_last_word() {
    let body = body(&sign(&key(1), None, &claims(&[])));
    let policy = strict();
    pending(&policy, &body, |pending| {
        assert_eq!(pending.key(), &ReplayKey::new(ISSUER, "inventory", "7f3a"));
        assert_eq!(pending.retain_until(), UnixTime::from_secs(NOW + 60 + 2 * 10));
        let refusal = pending.seen_before();
        assert_eq!(refusal.reason(), AuthReason::AssertionReplayed);
        assert_eq!(refusal.client_id(), Some("inventory"));
        assert_eq!(refusal.method(), Some(AuthMethod::ClientSecretJwt));
    });
    pending(&policy, &body, |pending| {
        assert_eq!(pending.unavailable().reason(), AuthReason::ReplayStoreUnavailable);
    });
    pending(&policy, &body, |pending| {
        assert_eq!(pending.first_use().credential(), Some("old"))
    });
}

/// An assertion that was judged in place is spent: no second question can come of it, and so no second proof.
// = RFC7523-3-12 (test)
// = COUNTERSIGN-PROOF-1 (test)
#[test]
fn one_assertion_raises_one_question() {
    let (policy, body) = (strict(), body(&sign(&key(1), None, &claims(&[]))));
    let (record, now) = (Arc::new(record()), UnixTime::from_secs(NOW));
    let mut claimant = claimant(&policy, &body).expect("it can be read");
    let first = claimant.check_in_place(Arc::clone(&record).into(), now);
    assert!(matches!(first, Check::ClaimOnce(_)));
    match claimant.check_in_place(record.into(), now) {
        Check::Refused(refusal) => assert_eq!(refusal.reason(), AuthReason::WrongSecret),
        other => panic!("{other:?}"),
    }
}

/// Every cut of three texts into three parts gives a key of its own.
// = RFC7519-4.1.7-1 (test)
#[test]
fn replay_keys_are_injective() {
    let text = "abcabcabc";
    let mut keys = std::collections::BTreeMap::new();
    let mut parts = 0;
    for first in 0..=text.len() {
        for second in first..=text.len() {
            let cut = (&text[..first], &text[first..second], &text[second..]);
            parts += 1;
            keys.insert(ReplayKey::new(cut.0, cut.1, cut.2), cut);
        }
    }
    assert_eq!(keys.len(), parts);
    // Nor is one of the three left out, which equal lengths would hide above.
    let key = ReplayKey::new("https://as.example", "inventory", "7f3a");
    for (issuer, client, jti) in [
        ("https://bs.example", "inventory", "7f3a"),
        ("https://as.example", "inventorz", "7f3a"),
        ("https://as.example", "inventory", "7f3b"),
    ] {
        assert_ne!(ReplayKey::new(issuer, client, jti), key);
    }
}

/// A store keeps them: each part behind its length in eight octets.
#[test]
fn the_octets_of_a_key_are_its_parts_behind_their_lengths() {
    let octets = [
        &[0, 0, 0, 0, 0, 0, 0, 2][..],
        b"as",
        &[0, 0, 0, 0, 0, 0, 0, 0],
        &[0, 0, 0, 0, 0, 0, 1, 0],
        &[b'j'; 256],
    ];
    let key = ReplayKey::new("as", "", &"j".repeat(256));
    assert_eq!(key.as_octets(), octets.concat());
}

#[test]
fn nothing_of_an_assertion_is_shown() {
    let token = sign(&key(1), None, &claims(&[("jti", "\"CANARY-jti\"")]));
    let signature = token.rsplit('.').next().expect("a part").to_owned();
    let (policy, body) = (strict(), body(&token));
    let claimant = format!("{:?}", claimant(&policy, &body));
    assert!(
        claimant.contains("Assertion(AssertionClaim { algorithm: Hs256, .. })"),
        "{claimant}"
    );
    for part in ["CANARY", &signature, &token] {
        assert!(!claimant.contains(part), "{claimant}");
    }
    pending(&policy, &body, |pending| {
        let shown = format!("{pending:?} {:?} {:?}", pending.key(), policy);
        for part in ["CANARY", &signature, &token] {
            assert!(!shown.contains(part), "{shown}");
        }
    });
}

#[test]
fn a_client_has_two_keys_for_assertions_at_most() {
    let build = |keys: u8| {
        let builder = ClientRecord::builder("inventory").method(AuthMethod::ClientSecretJwt);
        (0..keys)
            .fold(builder, |builder, number| {
                builder.credential(Credential::assertion_key(number.to_string(), key(number)))
            })
            .build()
            .err()
    };
    assert_eq!(build(2), None);
    assert_eq!(build(3), Some(RecordError::TooManyAssertionKeys));
}

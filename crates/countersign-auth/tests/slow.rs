//! Secrets that people chose: verified outside, and no failure told from another. And nothing secret in any output.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::sync::Arc;

use common::{NOW, basic_field, check, claim, generated, record, refused};
use countersign_auth::{
    AuthMethod, AuthPolicy, AuthReason, Check, ChosenHash, ChosenSecrets, ClientRecord, Credential, Presented,
};
use countersign_secret::{Pepper, Secret, SecretDigest};

fn slow_policy() -> AuthPolicy {
    AuthPolicy::new().chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy")))
}

fn chosen_record(hashes: &[&str]) -> Arc<ClientRecord> {
    let builder = ClientRecord::builder("abc").method(AuthMethod::ClientSecretBasic);
    let builder = hashes.iter().fold(builder, |builder, hash| {
        builder.credential(Credential::chosen(
            format!("label of {hash}"),
            ChosenHash::new(*hash),
        ))
    });
    Arc::new(builder.build().expect("sound"))
}

#[test]
fn a_chosen_secret_is_verified_outside() {
    let policy = slow_policy();
    let field = basic_field("abc", "correct horse");
    let Check::VerifySecret(pending) = check(&policy, &field, chosen_record(&["slow"])) else {
        panic!("a slow hash needs a verification step");
    };
    assert_eq!(pending.presented(), b"correct horse");
    let candidates: Vec<_> = pending
        .candidates()
        .map(|(candidate, hash)| (candidate, hash.expose()))
        .collect();
    let [(candidate, "slow")] = candidates[..] else {
        panic!("one candidate, the record's")
    };
    let client = pending.matches(candidate).expect("verified");
    assert_eq!(client.credential(), Some("label of slow"));

    let Check::VerifySecret(pending) = check(&policy, &field, chosen_record(&["slow"])) else {
        panic!()
    };
    assert_eq!(pending.differs().reason(), AuthReason::WrongSecret);
    let Check::VerifySecret(pending) = check(&policy, &field, chosen_record(&["slow"])) else {
        panic!()
    };
    assert_eq!(pending.unavailable().reason(), AuthReason::VerifierUnavailable);
}

/// Unknown client, wrong generated secret, wrong chosen secret, public client, wrong method: one trace for all.
#[test]
fn with_slow_hashes_every_failure_is_followed_by_the_same_step() {
    let policy = slow_policy();
    let field = basic_field("abc", "wrong");
    let presented = Presented {
        authorization: Some(field.as_bytes()),
        ..Presented::default()
    };
    let public = Arc::new(ClientRecord::builder("abc").public().build().expect("sound"));
    let post_only = Arc::new(
        ClientRecord::builder("abc")
            .method(AuthMethod::ClientSecretPost)
            .build()
            .expect("sound"),
    );
    let checks = [
        claim(&policy, &presented).check_unknown(NOW),
        check(&policy, &field, record("abc", &["right"])),
        check(&policy, &field, chosen_record(&["slow"])),
        check(&policy, &field, chosen_record(&[])),
        check(&policy, &field, public),
        check(&policy, &field, post_only),
    ];
    for (index, check) in checks.into_iter().enumerate() {
        let Check::VerifySecret(pending) = check else {
            panic!("case {index} has another trace")
        };
        assert_eq!(pending.candidates().count(), 1, "case {index}");
        let (candidate, _) = pending.candidates().next().expect("one");
        if index == 2 {
            continue;
        }
        // A host that calls a decoy verified still authenticates nobody.
        assert!(
            pending.matches(candidate).is_err(),
            "case {index}: a decoy authenticated a client"
        );
    }
}

/// The host verifies hashes and knows nothing of time: a hash that matches after its time is refused here.
// = RFC6749-4.4.2-5 (test)
#[test]
fn a_chosen_secret_outside_of_its_time_is_refused_although_it_matches() {
    let (before, after) = (NOW.saturating_add(1), NOW);
    for (credential, expected) in [
        (
            Credential::chosen("x", ChosenHash::new("slow")).valid_until(after),
            Some(AuthReason::CredentialExpired),
        ),
        (
            Credential::chosen("x", ChosenHash::new("slow")).valid_from(before),
            Some(AuthReason::CredentialNotYetValid),
        ),
        (
            Credential::chosen("x", ChosenHash::new("slow"))
                .valid_from(NOW)
                .valid_until(before),
            None,
        ),
    ] {
        let record = ClientRecord::builder("abc")
            .method(AuthMethod::ClientSecretBasic)
            .credential(credential);
        let policy = slow_policy();
        let field = basic_field("abc", "correct horse");
        let Check::VerifySecret(pending) = check(&policy, &field, Arc::new(record.build().expect("sound")))
        else {
            panic!("a slow hash needs a verification step")
        };
        let (candidate, _) = pending.candidates().next().expect("one");
        let reason = pending.matches(candidate).err().map(|refusal| refusal.reason());
        assert_eq!(reason, expected);
    }
}

#[test]
fn an_empty_secret_is_refused_although_a_hash_of_nothing_matches() {
    let policy = slow_policy();
    let field = basic_field("abc", "");
    let Check::VerifySecret(pending) = check(&policy, &field, chosen_record(&["hash of nothing"])) else {
        panic!("the same step as for any other secret")
    };
    let (candidate, _) = pending.candidates().next().expect("one");
    let reason = pending.matches(candidate).err().map(|refusal| refusal.reason());
    assert_eq!(reason, Some(AuthReason::WrongSecret));
}

#[test]
fn rotation_pads_to_two_hashes_and_more_are_refused() {
    let policy =
        AuthPolicy::new().chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy")).with_rotation());
    let field = basic_field("abc", "x");
    for (hashes, shown) in [
        (&[][..], ["decoy", "decoy"]),
        (&["one"], ["one", "decoy"]),
        (&["one", "two"], ["one", "two"]),
    ] {
        let Check::VerifySecret(pending) = check(&policy, &field, chosen_record(hashes)) else {
            panic!()
        };
        assert_eq!(
            pending
                .candidates()
                .map(|(_, hash)| hash.expose())
                .collect::<Vec<_>>(),
            shown
        );
    }
    let Check::VerifySecret(pending) = check(&policy, &field, chosen_record(&["one", "two", "three"])) else {
        panic!()
    };
    assert_eq!(pending.differs().reason(), AuthReason::RecordUnusable);
    // Without a policy for slow hashes, such a record is the host's mistake.
    let none = AuthPolicy::new();
    assert_eq!(
        refused(check(&none, &field, chosen_record(&["one"]))).reason(),
        AuthReason::RecordUnusable
    );
}

#[test]
fn no_debug_output_shows_a_secret() {
    const SENTINEL: &str = "sEnTiNeL-0123456789";
    let policy = AuthPolicy::new()
        .chosen_secrets(ChosenSecrets::new(ChosenHash::new(SENTINEL)))
        .pepper(Pepper::new(&Secret::new(SENTINEL.repeat(2).into_bytes())).expect("long"));
    let field = basic_field("abc", SENTINEL);
    let presented = Presented {
        authorization: Some(field.as_bytes()),
        ..Presented::default()
    };
    let token68 = field.split_once(' ').expect("a scheme").1;
    // Octets of a slice are shown as numbers, so the length of what is shown counts as well.
    assert!(format!("{presented:?}").len() < 200, "{presented:?}");
    let mut shown = format!("{policy:?} {presented:?}");
    let claimant = claim(&policy, &presented);
    shown.push_str(&format!("{claimant:?}"));
    let check = claimant.check(chosen_record(&[SENTINEL]), NOW);
    shown.push_str(&format!("{check:?}"));
    shown.push_str(&format!("{:?}", record("abc", &[SENTINEL])));
    let hash = SecretDigest::sha256(&generated(SENTINEL)).to_text();
    let shown = shown.replace(&format!("label of {SENTINEL}"), "");
    assert!(!shown.contains(SENTINEL), "{shown}");
    assert!(!shown.contains(token68), "{shown}");
    assert!(!shown.contains(hash.split_once(':').expect("kind").1), "{shown}");
}

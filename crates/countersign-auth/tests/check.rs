//! Facts in, verdicts out: what a record and a presented secret come to.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::{NOW, authenticated, basic_field, check, claim, digest, generated, record, refused, value};
use countersign_auth::{
    AuthMethod, AuthPolicy, AuthReason, AuthenticatedClient, Check, ChosenHash, ChosenSecrets, ClientRecord,
    ClientRecordBuilder, Credential, Presented, RecordError,
};
use countersign_grammar::UnixTime;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{Pepper, Secret, SecretDigest};

// = RFC6749-4.4.2-5 (test)
// = RFC6749-10.2-1 (test)
#[test]
fn only_the_right_secret_authenticates() {
    let policy = AuthPolicy::new();
    let right = basic_field("abc", "secretXYZ");
    assert_eq!(
        authenticated(check(&policy, &right, record("abc", &["secretXYZ"]))).client_id(),
        "abc"
    );
    for wrong in [
        "secretXYz",
        "secretXY",
        "secretXYZZ",
        "",
        " secretXYZ",
        "secretxyz",
    ] {
        let field = basic_field("abc", wrong);
        let refusal = refused(check(&policy, &field, record("abc", &["secretXYZ"])));
        assert_eq!(refusal.reason(), AuthReason::WrongSecret, "{wrong:?}");
        assert_eq!(refusal.client_id(), Some("abc"));
    }
}

/// One presentation, one proof: a claimant that was checked in place proves nothing a second time, whatever came of the
/// first check, and asks nothing of the host.
// = COUNTERSIGN-PROOF-1 (test)
#[test]
fn what_was_presented_is_spent_by_the_first_check() {
    let (fast, field) = (AuthPolicy::new(), basic_field("abc", "secretXYZ"));
    let slow = AuthPolicy::new().chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy")));
    let right = || record("abc", &["secretXYZ"]);
    for policy in [&fast, &slow] {
        let presented = Presented {
            authorization: Some(field.as_bytes()),
            ..Presented::default()
        };
        let mut claimant = claim(policy, &presented);
        let first = claimant.check_in_place(right().into(), NOW);
        assert_eq!(authenticated(first).client_id(), "abc");
        let second = refused(claimant.check_in_place(right().into(), NOW));
        assert_eq!(second.reason(), AuthReason::WrongSecret);
        assert_eq!(
            refused(claimant.check_unknown(NOW)).reason(),
            AuthReason::UnknownClient
        );

        let mut claimant = claim(policy, &presented);
        let first = claimant.check_in_place(record("abc", &["another"]).into(), NOW);
        assert_eq!(
            matches!(first, Check::VerifySecret(_)),
            std::ptr::eq(policy, &raw const slow)
        );
        let second = refused(claimant.check_in_place(right().into(), NOW));
        assert_eq!(second.reason(), AuthReason::WrongSecret);
    }
}

/// In a form a secret may be written with escapes; what is compared is what they stand for.
// = RFC6749-2.3.1-4 (test)
#[test]
fn an_escaped_secret_in_the_body_is_decoded() {
    let policy = AuthPolicy::new();
    let long = ("%25".repeat(400), "%".repeat(400));
    for (written, secret) in [
        ("p%26w%2Bd+x", "p&w+d x"),
        ("%73%65%63%72%65%74", "secret"),
        ("secret", "secret"),
        (long.0.as_str(), long.1.as_str()),
    ] {
        let (id, body) = ("client_id=abc", format!("client_secret={written}"));
        let presented = Presented {
            client_id: Some(value(id)),
            client_secret: Some(value(&body)),
            ..Presented::default()
        };
        let client = authenticated(claim(&policy, &presented).check(record("abc", &[secret]), NOW));
        assert_eq!(client.method(), AuthMethod::ClientSecretPost, "{written}");
        if written != secret {
            let refusal = refused(claim(&policy, &presented).check(record("abc", &[written]), NOW));
            assert_eq!(refusal.reason(), AuthReason::WrongSecret, "{written}");
        }
    }
}

#[test]
fn a_record_without_credentials_authenticates_nobody() {
    let policy = AuthPolicy::new();
    for secret in ["", "secret"] {
        let field = basic_field("abc", secret);
        assert_eq!(
            refused(check(&policy, &field, record("abc", &[]))).reason(),
            AuthReason::WrongSecret
        );
    }
}

#[test]
fn the_log_says_which_credential_matched_in_every_place() {
    let secrets = ["one", "two", "three", "four"];
    let policy = AuthPolicy::new();
    for (index, secret) in secrets.iter().enumerate() {
        let field = basic_field("abc", secret);
        let client = authenticated(check(&policy, &field, record("abc", &secrets)));
        assert_eq!(client.credential(), Some(format!("secret-{index}").as_str()));
    }
}

#[test]
fn a_credential_counts_from_not_before_until_just_before_not_after() {
    let policy = AuthPolicy::new();
    let field = basic_field("abc", "s");
    for (from, until, expected) in [
        (0, u64::MAX, None),
        (1_700_000_000, 1_700_000_001, None),
        (1_700_000_001, u64::MAX, Some(AuthReason::CredentialNotYetValid)),
        (0, 1_700_000_000, Some(AuthReason::CredentialExpired)),
        (0, 0, Some(AuthReason::CredentialExpired)),
    ] {
        let credential = Credential::generated("only", digest("s"))
            .valid_from(UnixTime::from_secs(from))
            .valid_until(UnixTime::from_secs(until));
        let record = ClientRecord::builder("abc")
            .method(AuthMethod::ClientSecretBasic)
            .credential(credential)
            .build()
            .expect("sound");
        let reason = match check(&policy, &field, Arc::new(record)) {
            Check::Authenticated(_) => None,
            Check::Refused(refusal) => Some(refusal.reason()),
            Check::VerifySecret(_) | Check::ClaimOnce(_) => panic!("no slow hash"),
        };
        assert_eq!(reason, expected, "{from}..{until}");
    }
}

/// The same secret under an expired and an open label counts, in either order.
#[test]
fn an_open_credential_wins_over_a_closed_one_with_the_same_secret() {
    let policy = AuthPolicy::new();
    let field = basic_field("abc", "s");
    let closed = || Credential::generated("closed", digest("s")).valid_until(UnixTime::EPOCH);
    let open = || Credential::generated("open", digest("s"));
    for credentials in [[closed(), open()], [open(), closed()]] {
        let record = credentials
            .into_iter()
            .fold(
                ClientRecord::builder("abc").method(AuthMethod::ClientSecretBasic),
                |builder, credential| builder.credential(credential),
            )
            .build()
            .expect("sound");
        let client = authenticated(check(&policy, &field, Arc::new(record)));
        assert_eq!(client.credential(), Some("open"));
    }
}

// = COUNTERSIGN-RECORD-1 (test)
#[test]
fn the_record_of_another_client_is_refused_even_with_its_secret() {
    let policy = AuthPolicy::new();
    let field = basic_field("abc", "s");
    for other in ["abd", "ABC", "abc "] {
        assert_eq!(
            refused(check(&policy, &field, record(other, &["s"]))).reason(),
            AuthReason::RecordMismatch
        );
    }
}

// = RFC6749-2.3-2 (test)
// = RFC6749-4.4-1 (test)
#[test]
fn public_clients_and_unregistered_methods_are_refused() {
    let policy = AuthPolicy::new();
    let field = basic_field("abc", "s");
    let public = ClientRecord::builder("abc")
        .public()
        .method(AuthMethod::ClientSecretBasic)
        .build()
        .expect("sound");
    assert_eq!(
        refused(check(&policy, &field, Arc::new(public))).reason(),
        AuthReason::PublicClient
    );

    let post_only = ClientRecord::builder("abc")
        .method(AuthMethod::ClientSecretPost)
        .credential(Credential::generated("only", digest("s")))
        .build()
        .expect("sound");
    let refusal = refused(check(&policy, &field, Arc::new(post_only)));
    assert_eq!(refusal.reason(), AuthReason::MethodNotRegistered);
    assert_eq!(refusal.method(), Some(AuthMethod::ClientSecretBasic));
}

#[test]
fn peppered_digests_need_the_pepper() {
    let pepper = || Pepper::new(&Secret::new(vec![9; 32])).expect("long enough");
    let digest = SecretDigest::hmac_sha256(&pepper(), &generated("s"));
    let record = Arc::new(
        ClientRecord::builder("abc")
            .method(AuthMethod::ClientSecretBasic)
            .credential(Credential::generated("only", digest))
            .build()
            .expect("sound"),
    );
    let field = basic_field("abc", "s");
    let with = AuthPolicy::new().pepper(pepper());
    assert_eq!(
        authenticated(check(&with, &field, Arc::clone(&record))).client_id(),
        "abc"
    );
    let without = AuthPolicy::new();
    assert_eq!(
        refused(check(&without, &field, Arc::clone(&record))).reason(),
        AuthReason::WrongSecret
    );
    let other = AuthPolicy::new().pepper(Pepper::new(&Secret::new(vec![8; 32])).expect("long enough"));
    assert_eq!(
        refused(check(&other, &field, record)).reason(),
        AuthReason::WrongSecret
    );
}

#[test]
fn an_asserted_client_is_recorded_as_such_and_comes_alone() {
    let asserted = |builder: ClientRecordBuilder| {
        AuthenticatedClient::asserted_by_caller(Arc::new(builder.build().expect("sound")))
    };
    let client = asserted(ClientRecord::builder("abc").method(AuthMethod::AssertedByCaller));
    assert_eq!(
        (client.method(), client.credential()),
        (AuthMethod::AssertedByCaller, None)
    );
    let nothing = Presented::default();
    assert!(nothing.accompanies(&client).is_ok());
    let same = Presented {
        client_id: Some(value("client_id=abc")),
        ..nothing
    };
    assert!(same.accompanies(&client).is_ok());
    let other = Presented {
        client_id: Some(value("client_id=abd")),
        ..nothing
    };
    assert_eq!(
        other.accompanies(&client).expect_err("refused").reason(),
        AuthReason::ClientIdMismatch
    );
    for second in [
        Presented {
            authorization: Some(b"Basic YTpi"),
            ..nothing
        },
        Presented {
            client_secret: Some(value("client_secret=s")),
            ..nothing
        },
        Presented {
            client_assertion: Some(value("client_assertion=a")),
            ..nothing
        },
    ] {
        assert_eq!(
            second.accompanies(&client).expect_err("refused").reason(),
            AuthReason::MultipleMethods
        );
    }
    let basic_only = asserted(ClientRecord::builder("abc").method(AuthMethod::ClientSecretBasic));
    assert_eq!(
        nothing.accompanies(&basic_only).expect_err("refused").reason(),
        AuthReason::MethodNotRegistered
    );
    // A proof by another method comes through this door only for a client that is registered for it.
    let (policy, field) = (AuthPolicy::new(), basic_field("abc", "s"));
    let Check::Authenticated(proven) = check(&policy, &field, record("abc", &["s"])) else {
        panic!("the secret is right")
    };
    assert_eq!(
        nothing.accompanies(&proven).expect_err("refused").reason(),
        AuthReason::MethodNotRegistered
    );
    let public = asserted(
        ClientRecord::builder("abc")
            .public()
            .method(AuthMethod::AssertedByCaller),
    );
    assert_eq!(
        nothing.accompanies(&public).expect_err("refused").reason(),
        AuthReason::PublicClient
    );
}

#[test]
fn inconsistent_records_are_not_built() {
    let build = |id: &str| ClientRecord::builder(id).build().map(|_| ());
    assert_eq!(build(""), Err(RecordError::ClientIdEmpty));
    assert_eq!(build("a\n"), Err(RecordError::ClientIdMalformed));
    assert_eq!(build("é"), Err(RecordError::ClientIdMalformed));
    let credential = |label: &str| Credential::generated(label, digest("s"));
    let twice = ClientRecord::builder("a")
        .credential(credential("x"))
        .credential(credential("x"));
    assert_eq!(twice.build().err(), Some(RecordError::LabelRepeated));
    let five = (0..5).fold(ClientRecord::builder("a"), |builder, n| {
        builder.credential(credential(&n.to_string()))
    });
    assert_eq!(five.build().err(), Some(RecordError::TooManyCredentials));
    let public = ClientRecord::builder("a").public().credential(credential("x"));
    assert_eq!(public.build().err(), Some(RecordError::PublicWithCredentials));
    let scope = ClientRecord::builder("a")
        .scope(RegisteredScope::new(
            ScopeSet::parse("read").expect("scope"),
            Strategy::Exact,
        ))
        .default_scope(ScopeSet::parse("write").expect("scope"));
    assert_eq!(scope.build().err(), Some(RecordError::DefaultScopeNotRegistered));
}

#[test]
fn every_reason_has_its_own_words_and_a_clause() {
    let words: BTreeSet<&str> = AuthReason::RANKED
        .iter()
        .map(|reason| reason.describe())
        .collect();
    assert_eq!(words.len(), AuthReason::RANKED.len());
    assert!(AuthReason::RANKED.is_sorted(), "the rank is the order");
    for reason in AuthReason::RANKED {
        assert!(!reason.clause().id().is_empty());
    }
}

//! Secrets that people chose: their slow hashes are verified by the caller, or not at all.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::{NOW, Owned};
use countersign_auth::{AuthMethod, AuthPolicy, ChosenHash, ChosenSecrets, ClientRecord, Credential};
use countersign_explain::{Code, Explainer, Report, Severity, Verdict};
use countersign_grammar::UnixTime;
use countersign_server::TokenEndpoint;

fn endpoint() -> TokenEndpoint {
    TokenEndpoint::new(AuthPolicy::new().chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy"))))
}

fn clients() -> [Arc<ClientRecord>; 2] {
    let builder = |id: &str| ClientRecord::builder(id).method(AuthMethod::ClientSecretBasic);
    let hash = |secret: &str| Credential::chosen("first", ChosenHash::new(format!("hash of {secret}")));
    let over = hash("melon").valid_until(UnixTime::from_secs(1));
    [
        builder("abc").credential(hash("melon")),
        builder("old").credential(over),
    ]
    .map(|builder| Arc::new(builder.build().unwrap()))
}

/// Verifies the toy hashes above.
fn verify(presented: &[u8], hash: &ChosenHash) -> bool {
    hash.expose()
        .strip_prefix("hash of ")
        .is_some_and(|secret| secret.as_bytes() == presented)
}

fn explain(endpoint: &TokenEndpoint, joined: &str, verifier: bool) -> Report {
    let clients = clients();
    let request = Owned::form("grant_type=client_credentials").basic(joined);
    let explainer = Explainer::new().endpoint(endpoint).clients(&clients, NOW);
    let explainer = if verifier {
        explainer.verifier(&verify)
    } else {
        explainer
    };
    explainer.request(&request.captured())
}

fn codes(report: &Report) -> Vec<Code> {
    report.findings().iter().map(|finding| finding.code()).collect()
}

#[test]
fn with_a_verifier_the_secret_is_right_or_wrong() {
    let endpoint = endpoint();
    let report = explain(&endpoint, "abc:melon", true);
    assert_eq!((codes(&report), report.verdict()), (vec![], &Verdict::Granted));
    assert_eq!(
        codes(&explain(&endpoint, "abc:lemon", true)),
        [Code::WRONG_SECRET]
    );
    assert_eq!(
        codes(&explain(&endpoint, "old:melon", true)),
        [Code::SECRET_EXPIRED]
    );
    assert_eq!(
        codes(&explain(&endpoint, "abd:melon", true)),
        [Code::CLIENT_UNKNOWN]
    );
    // What was done to the right secret is found out with the verifier, too.
    let report = explain(&endpoint, "abc:+melon", true);
    let wrong = report
        .findings()
        .iter()
        .find(|finding| finding.code() == Code::WRONG_SECRET)
        .unwrap();
    assert!(wrong.text().contains("white space"), "{wrong}");
}

#[test]
fn without_a_verifier_it_is_neither() {
    let endpoint = endpoint();
    for joined in ["abc:melon", "abc:lemon"] {
        let report = explain(&endpoint, joined, false);
        assert_eq!(
            (codes(&report), report.verdict()),
            (vec![Code::SECRET_UNVERIFIED], &Verdict::Undecided)
        );
        assert_eq!(report.worst(), Some(Severity::Warning));
    }
    // Whether there is such a client does not depend on the secret.
    assert_eq!(
        codes(&explain(&endpoint, "abd:melon", false)),
        [Code::CLIENT_UNKNOWN]
    );
}

#[test]
fn a_record_that_the_policy_has_no_place_for() {
    let endpoint = common::endpoint();
    let report = explain(&endpoint, "abc:melon", true);
    assert_eq!(codes(&report), [Code::RECORD_UNUSABLE]);
    assert!(matches!(report.verdict(), Verdict::Refused { status: 500, .. }));
    let request = Owned::form("grant_type=client_credentials").basic("abc:melon");
    common::assert_consistent(&endpoint, &clients(), &request);
}

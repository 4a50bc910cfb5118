#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;

use super::{is_about_keys, outcome};
use crate::cases::file::Rows;
use crate::workspace;

/// Each refusal rests on what its row is about: the beginning of the id, and words of the reason. The first that fits counts.
const REASONS: &[(&str, &str)] = &[
    ("doorkeeper-aud-missing", "has no audience"),
    ("doorkeeper-aud-", "is not this server"),
    (
        "doorkeeper-client-id-contradicts",
        "client_id in the body differs",
    ),
    ("doorkeeper-iss-ne-sub", "is not its subject"),
    ("doorkeeper-unknown-client", "the client is unknown"),
    ("doorkeeper-wrong-key", "no key of the client verifies"),
    ("doorkeeper-alg-none", "not a signed JWT"),
    ("doorkeeper-exp-past", "has expired"),
    ("doorkeeper-exp-missing", "has no expiry"),
    ("doorkeeper-exp-too-far", "too far ahead"),
    ("doorkeeper-exp-", "a claim of the client assertion is malformed"),
    ("doorkeeper-jti-missing", "has no identifier"),
    ("doorkeeper-replay", "was used before"),
    ("doorkeeper-garbage", "not a signed JWT"),
    ("doorkeeper-not-a-jwt", "not a signed JWT"),
    (
        "doorkeeper-payload-",
        "a claim of the client assertion is malformed",
    ),
    ("ids-aud-1", "is not this server"),
    ("ids-replay", "was used before"),
    ("ids-weak-expired", "has expired"),
    ("ids-weak-none", "not a signed JWT"),
    ("ids-weak-", "is not its subject"),
    ("conf-claims-mtls-bad", "is not this server"),
    ("conf-claims-missing-iss", "has no issuer"),
    ("conf-claims-missing-aud", "has no audience"),
    ("conf-claims-missing-exp", "has no expiry"),
    ("conf-claims-missing-sub", "has no subject"),
    ("conf-claims-aud-wrong", "is not this server"),
    ("conf-claims-iss-wrong", "is not its subject"),
    ("conf-claims-sub-wrong", "is not its subject"),
    ("conf-claims-nbf-", "is not valid yet"),
    ("conf-claims-exp-4m-past", "has expired"),
    ("conf-claims-exp-5m-past", "has expired"),
    ("conf-claims-exp-", "too far ahead"),
    ("conf-claims-iat-", "was issued in the future"),
    ("conf-audstring-5", "a claim of the client assertion is malformed"),
    ("conf-audstring-", "is not this server"),
];

#[test]
fn no_row_is_refused_for_another_reason_than_its_own() {
    let text = fs::read_to_string(workspace::root().join("docs/spec/cases/asserts.jsonl")).unwrap();
    let rows = Rows::read(&text).unwrap();
    let mut used = BTreeSet::new();
    let mut refused = 0;
    for row in rows.all() {
        let fields = row.fields();
        if fields.text("kind") != Some("client_assertion") || is_about_keys(fields) {
            continue;
        }
        let ours = outcome(fields).unwrap();
        let Some(why) = ours.why else {
            assert_eq!(ours.outcome, "ok", "{}", row.id());
            continue;
        };
        refused += 1;
        let expected = REASONS
            .iter()
            .find(|(start, _)| row.id().starts_with(start))
            .unwrap();
        assert!(why.contains(expected.1), "{}: {why}", row.id());
        used.insert(expected.0);
    }
    assert_eq!((refused, used.len()), (47, REASONS.len()));
}

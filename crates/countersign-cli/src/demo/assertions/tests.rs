#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use hyper::HeaderMap;
use hyper::body::Bytes;

use super::*;

const TOKEN: &str = r#"{"access_token":"a","token_type":"Bearer"}"#;
const REFUSED: &str = r#"{"error":"invalid_client"}"#;
const BY: Option<&str> = Some("client_secret_jwt");

fn passes(
    expected: Expected,
    (status, body): (u16, &'static str),
    method: Option<&'static str>,
    clause: Option<&'static str>,
) -> bool {
    let answer = Answer {
        status,
        headers: HeaderMap::new(),
        body: Bytes::from_static(body.as_bytes()),
    };
    let decision = Decision {
        auth_method: method,
        clause,
        ..Decision::of_transport("x", "y")
    };
    judge(expected, &answer, &decision).iter().all(Check::passes)
}

#[test]
fn each_part_of_an_answer_is_looked_at() {
    let refused = Expected::Refused("RFC7523-3-12", "z");
    let clause = Some("RFC7523-3-12");
    assert!(passes(refused, (400, REFUSED), BY, clause));
    // A second token for one assertion, above all.
    assert!(!passes(refused, (200, TOKEN), BY, None));
    assert!(!passes(refused, (401, REFUSED), BY, clause));
    assert!(!passes(
        refused,
        (400, r#"{"error":"invalid_request"}"#),
        BY,
        clause
    ));
    assert!(!passes(refused, (400, "refused"), BY, clause));
    assert!(!passes(refused, (400, REFUSED), BY, Some("RFC7523-3-14")));
    assert!(!passes(refused, (400, REFUSED), BY, None));
    assert!(!passes(refused, (400, REFUSED), None, clause));

    assert!(passes(Expected::Granted, (200, TOKEN), BY, None));
    assert!(!passes(Expected::Granted, (201, TOKEN), BY, None));
    assert!(!passes(Expected::Granted, (200, "{}"), BY, None));
    assert!(!passes(Expected::Granted, (400, REFUSED), BY, clause));
    assert!(!passes(
        Expected::Granted,
        (200, TOKEN),
        Some("client_secret_post"),
        None
    ));
}

#[test]
fn each_request_has_a_name_and_the_repeated_one_comes_after_a_good_one() {
    let names: BTreeSet<_> = SIGNED.iter().map(|signed| signed.id).collect();
    assert_eq!(names.len(), SIGNED.len());
    let again = SIGNED
        .iter()
        .position(|signed| signed.assertion == Assertion::Again)
        .unwrap();
    let before = SIGNED.get(again.checked_sub(1).unwrap()).unwrap();
    assert_eq!(before.assertion, Assertion::New);
    assert!(matches!(before.expected, Expected::Granted));
}

#![allow(clippy::unwrap_used, clippy::panic)]

use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::HeaderValue;

use super::*;

fn answer(status: u16, challenge: Option<&str>, body: &str) -> Answer {
    let mut headers = HeaderMap::new();
    if let Some(challenge) = challenge {
        headers.insert("www-authenticate", HeaderValue::from_str(challenge).unwrap());
    }
    Answer {
        status,
        headers,
        body: Bytes::from(body.to_owned()),
    }
}

fn decided(clause: Option<&'static str>) -> Decision {
    Decision {
        clause,
        ..Decision::of_transport(if clause.is_some() { "refused" } else { "authorized" }, "x")
    }
}

fn passes(expected: &Expected, answer: &Answer, decision: &Decision) -> bool {
    judge(expected, answer, challenge(answer).as_ref(), decision)
        .iter()
        .all(Check::passes)
}

#[test]
fn each_part_of_a_refusal_is_looked_at() {
    const CHALLENGE: &str = r#"Bearer realm="x", error="insufficient_scope", scope="write""#;
    const CLAUSE: &str = "RFC6749-7-1";
    let expected = refused(403, Some("insufficient_scope"), "write", CLAUSE);
    let good = answer(403, Some(CHALLENGE), "");
    assert!(passes(&expected, &good, &decided(Some(CLAUSE))));
    assert!(!passes(&expected, &good, &decided(Some("RFC6750-3-1"))));
    assert!(!passes(&expected, &good, &decided(None)));
    for wrong in [
        answer(401, Some(CHALLENGE), ""),
        answer(403, None, ""),
        answer(403, Some(&CHALLENGE.replace("Bearer", "Basic")), ""),
        answer(
            403,
            Some(&CHALLENGE.replace("insufficient_scope", "invalid_token")),
            "",
        ),
        answer(403, Some(&CHALLENGE.replace("\"write\"", "\"read\"")), ""),
        answer(403, Some(r#"Bearer realm="x""#), ""),
        answer(403, Some("Bearer realm=\""), ""),
        answer(403, Some(CHALLENGE), "[]"),
    ] {
        assert!(!passes(&expected, &wrong, &decided(Some(CLAUSE))), "{wrong:?}");
    }
    // A bare challenge is one without an error.
    let bare = refused(401, None, "read", "RFC6750-3-1");
    let good = answer(401, Some(r#"Bearer realm="x", scope="read""#), "");
    assert!(passes(&bare, &good, &decided(Some("RFC6750-3-1"))));
    let error = answer(401, Some(r#"Bearer error="invalid_token", scope="read""#), "");
    assert!(!passes(&bare, &error, &decided(Some("RFC6750-3-1"))));
}

#[test]
fn each_part_of_a_success_is_looked_at() {
    let good = answer(200, None, r#"{"items":[]}"#);
    assert!(passes(&AUTHORIZED, &good, &decided(None)));
    assert!(!passes(&AUTHORIZED, &good, &decided(Some("RFC6750-3-1"))));
    for wrong in [
        answer(201, None, r#"{"items":[]}"#),
        answer(200, Some("Bearer"), r#"{"items":[]}"#),
        answer(200, None, ""),
        answer(200, None, r#"{"items":1}"#),
    ] {
        assert!(!passes(&AUTHORIZED, &wrong, &decided(None)), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_wrong_expectation_is_noticed() {
    let player = Player::start("127.0.0.1:0".parse().unwrap()).await.unwrap();
    for call in CALLS {
        assert!(play(&player, call).await.passes(), "{}", call.id);
        for (other, expected) in CALLS.iter().map(|other| (other.id, &other.expected)) {
            let swapped = Call {
                expected: Expected { ..*expected },
                ..*call
            };
            // Every call has an outcome of its own.
            assert_eq!(play(&player, &swapped).await.passes(), other == call.id);
        }
    }
    player.stop().await;
}

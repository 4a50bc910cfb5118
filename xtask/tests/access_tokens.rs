//! Rows on access tokens are judged by the guard of a resource server.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use countersign_grammar::base64url;
use countersign_jose::{Algorithm, HmacKey, sign_compact};
use serde_json::{Value, json};
use xtask::cases::run_text;

const NOW: u64 = 1_700_000_000;

fn row(typ: &str, spoil: impl Fn(&mut Value), more: Value) -> Value {
    let mut claims = json!({
        "iss": "https://as.example", "aud": ["https://api.example"], "sub": "s", "client_id": "c", "jti": "j",
        "iat": NOW, "exp": NOW + 60, "scope": "read",
    });
    spoil(&mut claims);
    let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap();
    let mut token = String::new();
    sign_compact(Some(typ), claims.to_string().as_bytes(), &key, &mut token);
    let mut row = json!({
        "id": "planted", "kind": "at_jwt", "token": token, "now": NOW,
        "key": {"kty": "oct", "k": base64url::encode(&[7; 32])},
    });
    for (name, value) in more.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

/// What the guard makes of the row: the clause of the refusal, or nothing.
fn clause(mut row: Value) -> Option<&'static str> {
    row["verdict"] = json!("ok");
    let outcome = run_text("jwt", &row.to_string()).unwrap();
    assert_eq!((outcome.judged(), outcome.left_out()), (1, 0), "{outcome:?}");
    let refused = outcome
        .differences
        .first()
        .map(|(_, difference)| difference.clause.unwrap());
    // The other verdict is the other way round.
    row["verdict"] = json!("error");
    let outcome = run_text("jwt", &row.to_string()).unwrap();
    assert_eq!(outcome.differences.is_empty(), refused.is_some(), "{outcome:?}");
    refused
}

#[test]
fn the_guard_decides() {
    let none = |_: &mut Value| {};
    assert_eq!(clause(row("at+jwt", none, json!({}))), None);
    assert_eq!(
        clause(row("at+jwt", none, json!({"expect": {"scope": "read"}}))),
        None
    );
    assert_eq!(clause(row("at+jwt", none, json!({"now": NOW + 59}))), None);
    assert_eq!(
        clause(row("at+jwt", none, json!({"now": NOW + 60, "leeway": 1}))),
        None
    );
    for (refused, row) in [
        ("RFC9068-4-3", row("JWT", none, json!({}))),
        ("RFC9068-4-10", row("at+jwt", none, json!({"now": NOW + 60}))),
        (
            "RFC9068-4-5",
            row("at+jwt", none, json!({"expect": {"iss": "https://as.example/"}})),
        ),
        (
            "RFC9068-4-6",
            row("at+jwt", none, json!({"expect": {"aud": "https://b.example"}})),
        ),
        (
            "RFC6749-7-1",
            row("at+jwt", none, json!({"expect": {"scope": "admin"}})),
        ),
        (
            "RFC9068-2.2-8",
            row(
                "at+jwt",
                |claims| drop(claims.as_object_mut().unwrap().remove("jti")),
                json!({}),
            ),
        ),
        (
            "RFC8725-3.9-2",
            row(
                "at+jwt",
                |claims| drop(claims.as_object_mut().unwrap().remove("aud")),
                json!({}),
            ),
        ),
        (
            "RFC9449-7.2-1",
            row("at+jwt", |claims| claims["cnf"] = json!({"jkt": "x"}), json!({})),
        ),
        (
            "RFC9068-4-7",
            row(
                "at+jwt",
                none,
                json!({"key": {"kty": "oct", "k": base64url::encode(&[8; 32])}}),
            ),
        ),
        (
            "RFC9068-4-9",
            row("at+jwt", none, json!({"keys": [{"kty": "oct", "k": "AA"}]})),
        ),
    ] {
        assert_eq!(clause(row.clone()), Some(refused), "{row}");
    }
}

#[test]
fn what_cannot_be_judged_is_named() {
    for more in [
        json!({"key": {"kty": "RSA"}}),
        json!({"key": null}),
        json!({"keys": 1}),
        json!({"leeway": 300}),
        json!({"token": 1}),
        json!({"expect": {"scope": ""}}),
    ] {
        let mut row = row("at+jwt", |_| {}, more);
        row["verdict"] = json!("ok");
        let outcome = run_text("jwt", &row.to_string()).unwrap();
        assert_eq!((outcome.judged(), outcome.left_out()), (0, 1), "{row}");
    }
}

//! `countersign token` against servers that are odd, and what it sends to them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::hostile::{Hostile, json};
use countersign_grammar::base64;

// = COUNTERSIGN-STRICT-2 (test)
#[test]
fn a_tolerance_is_named_used_and_told() {
    let odd = json(
        200,
        r#"{"access_token":"t","token_type":"bearer","expires_in":"60","scope":"a,b"}"#,
    );
    let server = Hostile::answering(odd);
    server.ask(&[]).assert_ended(4, &["--tolerate expires-in-string"]);
    let ran = server.ask(&["--tolerate", "expires-in-string", "--tolerate", "form-body", "-v"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "t\n"), "{}", ran.told);
    assert!(
        ran.told
            .contains("* tolerated: expires-in-string [RFC6749-5.1-11]\n"),
        "{}",
        ran.told
    );
    assert!(!ran.told.contains("form-body"), "only what was needed");
    let ran = server.ask(&["--provider", "paypal", "--format", "json"]);
    let printed: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(printed["tolerated"], serde_json::json!(["expires-in-string"]));
    assert_eq!(printed["expires_in"], 60);

    // What a provider calls a bearer token is one at that provider only.
    let bot = Hostile::answering(json(200, r#"{"access_token":"t","token_type":"bot"}"#));
    bot.ask(&[]).assert_ended(4, &["[RFC6749-7.1-1]"]);
    assert_eq!(bot.ask(&["--provider", "slack"]).out, "t\n");
    let wide = Hostile::answering(json(200, r#"{"access_token":"00D!x","token_type":"Bearer"}"#));
    wide.ask(&[]).assert_ended(4, &["[RFC6750-2.1-1]"]);
    assert_eq!(wide.ask(&["--provider", "salesforce"]).out, "00D!x\n");
}

#[test]
fn a_scope_that_differs_is_a_note() {
    let server = Hostile::answering(json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","scope":"read"}"#,
    ));
    let ran = server.ask(&["--scope", "read write"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "t\n"));
    assert!(
        ran.told.contains("less than asked for: \"read\" [RFC6749-3.3-5]"),
        "{}",
        ran.told
    );
    let ran = server.ask(&["--scope", "write"]);
    assert!(ran.told.contains("other than asked for"), "{}", ran.told);
    assert_eq!(server.ask(&["--scope", "read"]).told, "");
}

#[test]
fn what_is_sent_is_what_was_asked_for() {
    let server = Hostile::answering(json(200, r#"{"access_token":"t","token_type":"Bearer"}"#));
    let more = [
        "--scope",
        "read",
        "--resource",
        "https://a.example/x",
        "--resource",
        "https://b.example/y",
        "--parameter",
        "audience=https://a.example/?a=b",
    ];
    assert_eq!(server.ask(&[&more[..], &["--auth", "post"]].concat()).code, 0);
    assert_eq!(server.ask(&["--basic-encoding", "raw"]).code, 0);
    let [post, basic] = server.requests().try_into().unwrap();
    let (head, body) = post.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /token HTTP/1.1\r\n"), "{head}");
    assert!(!head.to_ascii_lowercase().contains("authorization"), "{head}");
    for pair in [
        "grant_type=client_credentials",
        "scope=read",
        "client_id=abc123",
        "client_secret=CaNaRy7sEcReT",
        "resource=https%3A%2F%2Fa.example%2Fx",
        "resource=https%3A%2F%2Fb.example%2Fy",
        "audience=https%3A%2F%2Fa.example%2F%3Fa%3Db",
    ] {
        assert!(body.split('&').any(|found| found == pair), "{pair} in {body}");
    }
    let field = format!(
        "authorization: Basic {}\r\n",
        base64::encode(b"abc123:CaNaRy7sEcReT")
    );
    assert!(basic.contains(&field), "{basic}");
    assert!(
        basic.ends_with("\r\n\r\ngrant_type=client_credentials"),
        "{basic}"
    );
}

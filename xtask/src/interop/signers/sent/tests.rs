use countersign_grammar::base64url;
use serde_json::json;

use super::*;

const SIGNER: Signer = Signer {
    name: "planted",
    algorithms: &[],
    typ: Some("JWT"),
    audience: Audience::Issuer,
    lifetime: 60,
    not_before: true,
    jti: Jti::Characters(3),
    client_id: true,
    told_by: None,
};

fn question() -> Question {
    Question {
        name: "q".to_owned(),
        url: "http://127.0.0.1:1/token".to_owned(),
        method: "client_secret_jwt",
        client_id: "client".to_owned(),
        client_secret: "secret".to_owned(),
        scope: "read",
        issuer: "https://issuer.example",
        algorithm: "HS256",
        audience: None,
        lifetime: None,
    }
}

/// The header and the claims that are right for the question.
fn right() -> Value {
    json!({
        "header": {"alg": "HS256", "typ": "JWT"},
        "claims": {
            "iss": "client", "sub": "client", "aud": "https://issuer.example",
            "iat": 1_000, "nbf": 1_000, "exp": 1_060, "jti": "abc",
        },
    })
}

fn body(parts: &Value, more: &str) -> String {
    let encoded = |part: &Value| base64url::encode(part.to_string().as_bytes());
    let (header, claims) = (encoded(&parts["header"]), encoded(&parts["claims"]));
    format!("grant_type=client_credentials{more}&client_assertion={header}.{claims}.AAAA")
}

fn differs(parts: &Value, signer: &Signer, question: &Question) -> Option<&'static str> {
    let sent = Sent::read(&body(parts, "&client_id=client")).unwrap();
    sent.differs(signer, question)
}

#[test]
fn what_was_asked_for_does_not_differ() {
    assert_eq!(differs(&right(), &SIGNER, &question()), None);
    let endpoint = Signer {
        audience: Audience::Endpoint,
        ..SIGNER
    };
    assert_eq!(differs(&right(), &endpoint, &question()), Some("aud"));
    let mut parts = right();
    parts["claims"]["aud"] = json!("http://127.0.0.1:1/token");
    assert_eq!(differs(&parts, &endpoint, &question()), None);
    let untyped = Signer { typ: None, ..SIGNER };
    let mut parts = right();
    parts["header"] = json!({"alg": "HS256"});
    assert_eq!(differs(&parts, &untyped, &question()), None);
}

#[test]
fn what_it_was_told_counts_and_not_what_it_chooses() {
    let told = Question {
        audience: Some("https://elsewhere.example".to_owned()),
        lifetime: Some(30),
        ..question()
    };
    let mut parts = right();
    parts["claims"]["aud"] = json!("https://elsewhere.example");
    for (lifetime, difference) in [
        (30 - LATE - 1, Some("exp")),
        (30 - LATE, None),
        (30, None),
        (31, Some("exp")),
        (60, Some("exp")),
    ] {
        parts["claims"]["exp"] = json!(1_000 + lifetime);
        assert_eq!(differs(&parts, &SIGNER, &told), difference, "{lifetime}");
    }
}

#[test]
fn each_member_is_compared() {
    let changes: &[(&str, Value, &str)] = &[
        ("/header/alg", json!("HS384"), "alg"),
        ("/header/typ", json!("at+jwt"), "typ"),
        ("/claims/iss", json!("other"), "iss or sub"),
        ("/claims/sub", json!("other"), "iss or sub"),
        ("/claims/aud", json!("https://elsewhere.example"), "aud"),
        ("/claims/aud", json!(["https://issuer.example"]), "aud"),
        ("/claims/exp", json!(1_059), "exp"),
        ("/claims/exp", json!(1_061), "exp"),
        ("/claims/exp", json!(999), "exp"),
        ("/claims/iat", json!("1000"), "exp"),
        ("/claims/nbf", json!(999), "nbf"),
        ("/claims/nbf", Value::Null, "nbf"),
        ("/claims/jti", json!("abcd"), "jti"),
        ("/claims/jti", json!(123), "jti"),
    ];
    for (pointer, value, what) in changes {
        let mut parts = right();
        *parts.pointer_mut(pointer).unwrap() = value.clone();
        let found = differs(&parts, &SIGNER, &question());
        assert_eq!(found, Some(*what), "{pointer} {value}");
    }
    let mut parts = right();
    parts["header"]["kid"] = json!("k");
    assert_eq!(
        differs(&parts, &SIGNER, &question()),
        Some("the number of header members")
    );
    let mut parts = right();
    parts["claims"]["scope"] = json!("read");
    assert_eq!(
        differs(&parts, &SIGNER, &question()),
        Some("the number of claims")
    );
}

#[test]
fn the_client_beside_the_assertion_is_compared() {
    let silent = Signer {
        client_id: false,
        ..SIGNER
    };
    for (more, signer, difference) in [
        ("", &SIGNER, Some("client_id")),
        ("&client_id=other", &SIGNER, Some("client_id")),
        ("&client_id=client", &silent, Some("client_id")),
        ("", &silent, None),
    ] {
        let sent = Sent::read(&body(&right(), more)).unwrap();
        assert_eq!(sent.differs(signer, &question()), difference, "{more}");
    }
}

#[test]
fn a_body_without_an_assertion_or_with_the_secret_is_an_error_that_shows_nothing() {
    let right = body(&right(), "");
    for wrong in [
        String::new(),
        "grant_type=client_credentials".to_owned(),
        "client_assertion=hunter2".to_owned(),
        "client_assertion=hunter2.hunter2.hunter2".to_owned(),
        format!("{right}&client_secret=hunter2"),
        format!("{right}&client_assertion=hunter2"),
        format!("{right}%zz"),
        right.replace("client_assertion=", "client_assertion=hunter2"),
    ] {
        let error = Sent::read(&wrong).err().unwrap();
        assert!(!format!("{error:#} {error:?}").contains("hunter2"), "{error:#}");
    }
    assert!(Sent::read(&right).is_ok());
}

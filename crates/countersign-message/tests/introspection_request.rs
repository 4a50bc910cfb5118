//! Introspection requests both ways, and what must not be shown of a request or of a response.
#![allow(clippy::unwrap_used)]

use countersign_grammar::{Limits, SyntaxErrorKind};
use countersign_message::{
    AccessToken, IntrospectionRequest, IntrospectionRequestBuilder, IntrospectionResponse, RequestErrorKind,
};
use proptest::prelude::*;

fn response(body: &str) -> Result<IntrospectionResponse<'_>, countersign_message::DocumentError> {
    IntrospectionResponse::parse(body.as_bytes(), &Limits::DEFAULT)
}

// = RFC7662-2.1-1 (test)
// = RFC7662-2.1-2 (test)
// = RFC7662-2.1-3 (test)
#[test]
fn requests() {
    let parse = |body: &'static str| IntrospectionRequest::parse(body.as_bytes(), &Limits::DEFAULT);
    let request = parse("token_type_hint=a+b&token=c%26d&client_id=e").unwrap();
    assert_eq!(request.token().text.decode(), "c&d");
    assert_eq!((request.token().at, request.token().value_at), (20, 26));
    assert_eq!(request.token_type_hint().unwrap().text.decode(), "a b");
    assert!(request.client().client_id().unwrap().text.eq_str("e"));
    for (body, kind, at) in [
        ("", RequestErrorKind::ParameterMissing, 0),
        ("token=", RequestErrorKind::ParameterMissing, 6),
        ("tokens=a", RequestErrorKind::ParameterMissing, 8),
        ("Token=a", RequestErrorKind::ParameterMissing, 7),
        ("token=a&token=b", RequestErrorKind::ParameterRepeated, 8),
        ("token=a&%74oken=b", RequestErrorKind::ParameterRepeated, 8),
        ("token=a&x=1&x=2", RequestErrorKind::ParameterRepeated, 12),
        (
            "token=a&token_type_hint=b&token_type_hint=b",
            RequestErrorKind::ParameterRepeated,
            26,
        ),
        (
            "token=%4",
            RequestErrorKind::Malformed(SyntaxErrorKind::BadPercentEscape),
            6,
        ),
        ("{\"token\":\"a\"}", RequestErrorKind::ParameterMissing, 13),
    ] {
        let error = parse(body).map(drop).unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{body}");
    }
    let missing = parse("a=b").map(drop).unwrap_err();
    assert_eq!(
        (missing.parameter(), missing.clause().id()),
        (Some("token"), "RFC7662-2.1-2")
    );
}

#[test]
fn nothing_secret_is_shown() {
    const CANARY: &str = "canary-7f3a";
    let token = AccessToken::parse(CANARY).unwrap();
    let builder = IntrospectionRequestBuilder::new(&token).token_type_hint(CANARY);
    let mut body = String::new();
    builder.write(&mut body);
    let request = IntrospectionRequest::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
    let members = ["username", "sub", "aud", "iss", "jti", "client_id", "other"];
    let members: String = members
        .iter()
        .map(|name| format!(",\"{name}\":\"{CANARY}\""))
        .collect();
    let answer = format!("{{\"active\":true{members},\"cnf\":{{\"jkt\":\"{CANARY}\"}}}}");
    let answered = response(&answer).unwrap();
    for shown in [
        format!("{builder:?}"),
        format!("{request:?}"),
        format!("{answered:?} {answered:#?}"),
    ] {
        assert!(!shown.contains(CANARY), "{shown}");
    }
    for body in [
        format!("{{\"active\":\"{CANARY}\"}}"),
        format!("{{\"active\":true,\"exp\":\"{CANARY}\"}}"),
        format!("{{\"active\":true,\"scope\":\"\\\"{CANARY}\"}}"),
        format!("{{\"active\":true,\"{CANARY}\":1,\"{CANARY}\":2}}"),
        format!("{{\"active\":true,\"cnf\":\"{CANARY}\"}}"),
    ] {
        let error = response(&body).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(CANARY));
    }
}

proptest! {
    /// Whatever a token is made of.
    #[test]
    fn requests_come_back(text in "[ -~]{1,40}", hint in "[ -~]{0,10}") {
        let token = AccessToken::parse(text.as_str()).unwrap();
        let mut body = String::new();
        IntrospectionRequestBuilder::new(&token).token_type_hint(&hint).write(&mut body);
        let request = IntrospectionRequest::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(request.token().text.decode(), text);
        prop_assert_eq!(request.token_type_hint().map(|hint| hint.text.decode().into_owned()).unwrap_or_default(), hint);
    }
}

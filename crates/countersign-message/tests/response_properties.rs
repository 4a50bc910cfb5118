//! Error responses, and properties of all responses: what is printed is parsed to the same, and nothing panics.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use countersign_grammar::{ErrorDescription, ErrorUri, Limits, TokenType};
use countersign_message::{
    AccessToken, ErrorCode, ErrorResponse, ExtraValue, Response, ResponseError, ResponseErrorKind,
    TokenResponse, parse_response,
};
use countersign_scope::Scope;
use proptest::prelude::*;

fn parse(body: &str) -> Result<TokenResponse<'_>, ResponseError> {
    TokenResponse::parse(body.as_bytes(), &Limits::DEFAULT)
}

fn written(response: &TokenResponse<'_>) -> String {
    let mut body = String::new();
    response.write_json(&mut body);
    body
}

/// A body in which one member is replaced, or left out for the empty text.
fn with(member: &str, value: &str) -> String {
    let members = [
        ("access_token", "\"a\""),
        ("token_type", "\"Bearer\""),
        ("expires_in", "3600"),
        ("scope", "\"r w\""),
        ("refresh_token", "\"b\""),
    ];
    let members: Vec<String> = members
        .iter()
        .map(|(name, usual)| (name, if *name == member { value } else { usual }))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

// = RFC6749-5.1-8 (test)
// = RFC6749-5.1-15 (test)
// = RFC6749-5.2-13 (test)
// = RFC6749-5.2-15 (test)
// = RFC6749-A.7-1 (test)
// = RFC6749-A.8-1 (test)
#[test]
fn error_texts_are_nqschars() {
    let parse = |body: &str| {
        ErrorResponse::parse(body.as_bytes(), &Limits::DEFAULT)
            .map(|_| ())
            .map_err(|e| e.clause())
    };
    for octet in 0..=0xFF_u32 {
        let expected = matches!(octet, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        let code = parse(&format!("{{\"error\":\"a\\u{octet:04x}\"}}"));
        assert_eq!(code.is_ok(), expected, "{octet:#04x}");
        assert!(expected || code.unwrap_err().id() == "RFC6749-5.2-13");
        let description = parse(&format!(
            "{{\"error\":\"a\",\"error_description\":\"a\\u{octet:04x}\"}}"
        ));
        assert_eq!(description.is_ok(), expected, "{octet:#04x}");
        assert!(expected || description.unwrap_err().id() == "RFC6749-5.2-15");
    }
    for body in [
        "{}",
        r#"{"error":""}"#,
        r#"{"error":null}"#,
        r#"{"error":{"message":"x"}}"#,
        r#"{"error":"a","error_description":""}"#,
        r#"{"error":"a","error_description":null}"#,
        r#"{"error":"a","error_uri":7}"#,
        r#"{"error":"a","error_uri":"a b"}"#,
        r#"{"error":"a","error_uri":"http://[x"}"#,
        r#"{"error":"a","error_uri":"%zz"}"#,
        r#"{"Error":"a"}"#,
    ] {
        assert!(parse(body).is_err(), "{body}");
    }
    assert!(parse(r#"{"error":"a","error_uri":"/errors#a"}"#).is_ok());
}

#[test]
fn codes_and_texts_are_one_to_one() {
    let texts = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_target",
        "temporarily_unavailable",
        "server_error",
    ];
    assert!(ErrorCode::NAMED.iter().map(ErrorCode::as_str).eq(texts));
    for (code, text) in ErrorCode::NAMED.iter().zip(texts) {
        let parsed = ErrorCode::parse(text).unwrap();
        assert!(!matches!(parsed, ErrorCode::Other(_)));
        assert_eq!(parsed, *code);
        assert_eq!(ErrorCode::NAMED.iter().filter(|other| *other == code).count(), 1);
        // A text that only looks like it is another code.
        assert_ne!(ErrorCode::parse(text.to_uppercase()).unwrap(), *code);
    }
}

// = RFC6749-5.2-2 (test)
#[test]
fn rfc_6749_section_5_2() {
    let body = "{\n  \"error\":\"invalid_request\"\n}";
    let Response::Error(response) = parse_response(400, body.as_bytes(), &Limits::DEFAULT).unwrap() else {
        panic!()
    };
    assert_eq!(response, ErrorResponse::new(ErrorCode::InvalidRequest));
    let mut out = Vec::new();
    response.write_json(&mut out);
    assert_eq!(out, br#"{"error":"invalid_request"}"#);
}

/// The body says what it is, the status must agree.
// = RFC6749-5.1-1 (test)
// = RFC6749-5.2-1 (test)
#[test]
fn status_and_body_agree() {
    let success = br#"{"access_token":"a","token_type":"Bearer"}"#;
    let error = br#"{"error":"invalid_client"}"#;
    let both = br#"{"access_token":"a","token_type":"Bearer","error":"x"}"#;
    for status in 0..=999_u16 {
        let on = |body: &'static [u8]| parse_response(status, body, &Limits::DEFAULT);
        match on(success) {
            Ok(Response::Success(_)) => assert_eq!(status, 200),
            Ok(Response::Error(_)) => panic!("{status}"),
            Err(refusal) if (400..=599).contains(&status) => {
                assert_eq!(
                    (refusal.kind(), refusal.member()),
                    (ResponseErrorKind::Missing, Some("error"))
                );
            }
            Err(refusal) => {
                assert_eq!(refusal.kind(), ResponseErrorKind::StatusMismatch);
                assert_ne!(status, 200);
            }
        }
        for body in [&error[..], both] {
            match on(if body == error { error } else { both }) {
                Ok(Response::Error(_)) => assert!((400..=599).contains(&status)),
                Ok(Response::Success(_)) => panic!("{status}: an error was taken for a token"),
                Err(refusal) => {
                    assert_eq!(refusal.kind(), ResponseErrorKind::StatusMismatch);
                    assert!(!(400..=599).contains(&status));
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_octets_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..100), status in any::<u16>()) {
        if let Err(error) = parse_response(status, &body, &Limits::DEFAULT) {
            prop_assert!(error.at() <= body.len());
        }
    }

    #[test]
    fn objects_like_responses_are_read_or_refused(
        members in proptest::collection::vec((
            prop::sample::select(vec!["access_token", "token_type", "expires_in", "scope", "error", "error_uri", "x"]),
            prop::sample::select(vec!["\"a\"", "\"\"", "1", "-1", "null", "[]", "\"a b\"", "\"\\u0000\"", "{\"a\":1}"]),
        ), 0..6),
        status in prop::sample::select(vec![200, 201, 400, 401, 500]),
    ) {
        let text: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let body = format!("{{{}}}", text.join(","));
        let has = |name: &str| members.iter().any(|(found, _)| *found == name);
        match parse_response(status, body.as_bytes(), &Limits::DEFAULT) {
            Ok(Response::Success(_)) => prop_assert!(status == 200 && has("access_token") && !has("error")),
            Ok(Response::Error(_)) => prop_assert!(status >= 400 && has("error")),
            Err(error) => prop_assert!(error.at() <= body.len()),
        }
    }

    #[test]
    fn a_token_response_comes_back(
        token in "[ -~]{1,40}", token_type in "[A-Za-z0-9._-]{1,8}", seconds in any::<Option<u64>>(),
        scope in proptest::option::of("[!#-\\[\\]-~]{1,6}( [!#-\\[\\]-~]{1,6}){0,3}"),
        name in "[a-z]{1,4}[0-9._-]{1,2}", value in "\\PC{0,10}",
    ) {
        let mut response =
            TokenResponse::new(AccessToken::parse(token.as_str()).unwrap(), TokenType::parse(token_type.as_str()).unwrap());
        if let Some(seconds) = seconds {
            response = response.with_expires_in(seconds);
        }
        if let Some(scope) = &scope {
            response = response.with_scope(Scope::parse(scope.as_str()).unwrap());
        }
        let response = response.with_extra(&name, ExtraValue::Text(&value)).unwrap();
        let body = written(&response);
        let mut octets = Vec::new();
        response.write_json(&mut octets);
        prop_assert_eq!(&octets, body.as_bytes());

        let parsed = parse(&body).unwrap();
        prop_assert_eq!(parsed.access_token().expose(), &token);
        prop_assert_eq!(parsed.token_type().as_str(), &token_type);
        prop_assert_eq!(parsed.expires_in(), seconds);
        prop_assert_eq!(parsed.scope().present().map(Scope::as_str), scope.as_deref());
        prop_assert!(!parsed.had_refresh_token());
        prop_assert!(parsed.extra().map(|member| member.name()).eq([name.as_str()]));
        // Canonical: what was written is a fixed point.
        prop_assert_eq!(&written(&parsed), &body);
        let owned = parsed.into_access_token().into_owned();
        prop_assert_eq!(owned.expose(), token);
    }

    // = RFC6749-5.1-12 (test)
    #[test]
    fn the_order_of_members_carries_no_meaning(members in Just(vec![
        "\"access_token\":\"a\"", "\"token_type\" : \"b\"", "\"expires_in\":1", "\"scope\":\"c d\"", "\"x\":[1]",
        "\"refresh_token\":\"e\"",
    ]).prop_shuffle()) {
        let body = format!("{{{}}}", members.join(" ,\n"));
        let response = parse(&body).unwrap();
        prop_assert_eq!(
            written(&response),
            r#"{"access_token":"a","token_type":"b","expires_in":1,"scope":"c d","x":[1]}"#
        );
        prop_assert!(response.had_refresh_token());
    }

    // = RFC6749-5.1-15 (test)
    #[test]
    fn unknown_members_change_nothing(
        name in "[a-z]{1,3}", value in prop::sample::select(vec!["null", "[]", "{\"scope\":7}", "\"s\"", "-1e9", "true"]),
    ) {
        let usual = with("", "");
        let more = usual.replacen('{', &format!("{{\"{name}\":{value},"), 1);
        let (left, right) = (parse(&usual).unwrap(), parse(&more).unwrap());
        prop_assert_eq!(left.access_token().expose(), right.access_token().expose());
        prop_assert_eq!(left.expires_in(), right.expires_in());
        prop_assert_eq!(left.scope(), right.scope());
        prop_assert_eq!(right.extra().len(), 1);
    }

    #[test]
    fn an_error_response_comes_back(
        code in prop_oneof![Just("invalid_scope".to_owned()), "[ !#-\\[\\]-~]{1,20}"],
        description in proptest::option::of("[ !#-\\[\\]-~]{1,30}"),
        uri in proptest::option::of("https://[a-z]{1,8}/[a-z]{0,8}"),
    ) {
        let mut response = ErrorResponse::new(ErrorCode::parse(code.as_str()).unwrap());
        if let Some(description) = &description {
            response = response.with_description(ErrorDescription::parse(description.as_str()).unwrap());
        }
        if let Some(uri) = &uri {
            response = response.with_uri(ErrorUri::parse(uri.as_str()).unwrap());
        }
        let mut body = String::new();
        response.write_json(&mut body);
        let parsed = ErrorResponse::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(&parsed, &response);
        prop_assert_eq!(parsed.clone().into_owned(), response);
        let mut again = String::new();
        parsed.write_json(&mut again);
        prop_assert_eq!(again, body);
    }
}

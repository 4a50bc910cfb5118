//! Token responses, error responses, and telling one from the other.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use countersign_grammar::json::RawValue;
use countersign_grammar::{Limits, SyntaxErrorKind, TokenType};
use countersign_message::{
    AccessToken, BuildErrorKind, ExtraValue, Response, ResponseError, ResponseErrorKind, TokenResponse,
    parse_response,
};
use countersign_scope::{ScopeErrorKind, ScopeParameter, ScopeSet};

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
#[test]
fn rfc_6749_section_5_1() {
    let body = "{\n  \"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\n  \"token_type\":\"example\",\n  \"expires_in\":3600,\n  \
                \"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\",\n  \"example_parameter\":\"example_value\"\n}";
    let response = parse(body).unwrap();
    assert_eq!(response.access_token().expose(), "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(response.token_type().as_str(), "example");
    assert!(!response.token_type().is_bearer());
    assert_eq!(response.expires_in(), Some(3600));
    assert!(response.had_refresh_token());
    assert_eq!(response.scope(), ScopeParameter::Absent);
    let extra: Vec<&str> = response.extra().map(|member| member.name()).collect();
    assert_eq!(extra, ["example_parameter"]);
    // = RFC6749-4.4.3-1 (test)
    assert_eq!(
        written(&response),
        r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,"example_parameter":"example_value"}"#
    );
}

#[test]
fn rfc_6749_section_4_4_3() {
    let body = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,"example_parameter":"example_value"}"#;
    let Response::Success(response) = parse_response(200, body.as_bytes(), &Limits::DEFAULT).unwrap() else {
        panic!()
    };
    assert!(!response.had_refresh_token());
    assert_eq!(written(&response), body);
}

// = RFC6749-5.1-2 (test)
// = RFC6749-5.1-3 (test)
#[test]
fn what_is_required_is_there() {
    for (member, clause) in [("access_token", "RFC6749-5.1-2"), ("token_type", "RFC6749-5.1-3")] {
        let body = with(member, "");
        let error = parse(&body).unwrap_err();
        assert_eq!(
            (error.kind(), error.at()),
            (ResponseErrorKind::Missing, body.len())
        );
        assert_eq!((error.member(), error.clause().id()), (Some(member), clause));
    }
    for member in ["expires_in", "scope", "refresh_token"] {
        assert!(parse(&with(member, "")).is_ok(), "{member}");
    }
}

// = RFC6749-5.1-11 (test)
#[test]
fn a_member_has_its_type() {
    for member in [
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "refresh_token",
    ] {
        let wrong = ["null", "true", "[]", "{}", "[\"a\"]"];
        let other = if member == "expires_in" { "\"3600\"" } else { "1" };
        for value in wrong.into_iter().chain([other]) {
            let body = with(member, value);
            let error = parse(&body).unwrap_err();
            assert_eq!(error.kind(), ResponseErrorKind::WrongType, "{body}");
            assert_eq!(
                (error.member(), error.clause().id()),
                (Some(member), "RFC6749-5.1-11")
            );
            assert!(body[error.at()..].starts_with(value), "{body} at {}", error.at());
        }
    }
}

// = RFC6749-A.14-1 (test)
#[test]
fn expires_in_is_digits() {
    for (value, expected) in [
        ("0", 0),
        ("1", 1),
        ("3600", 3600),
        ("18446744073709551615", u64::MAX),
    ] {
        assert_eq!(
            parse(&with("expires_in", value)).unwrap().expires_in(),
            Some(expected)
        );
    }
    for value in ["-1", "-0", "1.5", "3600.0", "1e3", "18446744073709551616"] {
        let error = parse(&with("expires_in", value)).unwrap_err();
        assert!(
            matches!(error.kind(), ResponseErrorKind::MalformedValue(_)),
            "{value}"
        );
        assert_eq!(
            (error.member(), error.clause().id()),
            (Some("expires_in"), "RFC6749-A.14-1")
        );
    }
    for value in ["01", "+1", "1.", ".5", "0x10", "NaN", "1 0"] {
        let error = parse(&with("expires_in", value)).unwrap_err();
        assert!(matches!(error.kind(), ResponseErrorKind::NotJson(_)), "{value}");
    }
}

// = RFC6749-A.12-1 (test)
// = RFC6749-A.17-1 (test)
#[test]
fn tokens_are_vschars() {
    for octet in 0..=0xFF_u32 {
        let character = char::from_u32(octet).unwrap();
        let expected = (0x20..=0x7E).contains(&octet);
        assert_eq!(
            AccessToken::parse(character.to_string()).is_ok(),
            expected,
            "{octet:#04x}"
        );
        // Escaped, so that JSON lets every character through.
        for (member, clause) in [
            ("access_token", "RFC6749-A.12-1"),
            ("refresh_token", "RFC6749-A.17-1"),
        ] {
            let body = with(member, &format!("\"a\\u{octet:04x}\""));
            match parse(&body) {
                Ok(response) => {
                    assert!(expected, "{octet:#04x}");
                    let exposed = response.access_token().expose();
                    assert!(member != "access_token" || exposed == format!("a{character}"));
                }
                Err(error) => {
                    assert!(!expected, "{octet:#04x}");
                    let kind = ResponseErrorKind::MalformedValue(SyntaxErrorKind::UnexpectedOctet);
                    assert_eq!((error.kind(), error.clause().id()), (kind, clause));
                }
            }
        }
    }
    for member in ["access_token", "refresh_token", "token_type"] {
        let error = parse(&with(member, "\"\"")).unwrap_err();
        assert_eq!(
            error.kind(),
            ResponseErrorKind::MalformedValue(SyntaxErrorKind::Empty),
            "{member}"
        );
    }
}

#[test]
fn what_bearer_can_carry() {
    for (token, expected) in [
        ("a", true),
        ("aZ09-._~+/", true),
        ("a==", true),
        ("=", false),
        ("a=b", false),
        ("a b", false),
        ("a|b", false),
        ("a,b", false),
        ("\"a\"", false),
    ] {
        assert_eq!(
            AccessToken::parse(token).unwrap().is_bearer_safe(),
            expected,
            "{token}"
        );
    }
}

// = RFC6749-5.1-4 (test)
#[test]
fn token_type_ignores_case_and_keeps_its_spelling() {
    for spelling in ["bearer", "Bearer", "BEARER"] {
        let body = with("token_type", &format!("\"{spelling}\""));
        let response = parse(&body).unwrap();
        assert!(response.token_type().is_bearer());
        assert_eq!(response.token_type().as_str(), spelling);
    }
    assert!(
        !parse(&with("token_type", "\"DPoP\""))
            .unwrap()
            .token_type()
            .is_bearer()
    );
}

// = RFC6749-3.3-3 (test)
#[test]
fn a_scope_is_a_scope_string() {
    let body = with("scope", "\"write read\"");
    let response = parse(&body).unwrap();
    assert_eq!(response.scope().present().unwrap().as_str(), "write read");
    assert_eq!(
        response.scope_set().present(),
        Some(ScopeSet::parse("read write").unwrap())
    );
    for (value, kind) in [
        ("", ScopeErrorKind::Empty),
        (" a", ScopeErrorKind::LeadingSpace),
        ("a ", ScopeErrorKind::TrailingSpace),
        ("a  b", ScopeErrorKind::DoubledSpace),
        ("a\\tb", ScopeErrorKind::UnexpectedOctet),
        ("a\\\"b", ScopeErrorKind::UnexpectedOctet),
        ("\u{e9}", ScopeErrorKind::UnexpectedOctet),
    ] {
        let error = parse(&with("scope", &format!("\"{value}\"")))
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error.kind(), ResponseErrorKind::MalformedScope(kind), "{value}");
        assert_eq!(error.member(), Some("scope"));
    }
}

// = RFC6749-3.2-10 (test)
#[test]
fn a_repeated_member_is_refused() {
    for member in ["access_token", "token_type", "expires_in", "scope", "error", "x"] {
        let first = &member[..1];
        let escaped = format!("\\u{:04x}{}", first.as_bytes()[0], &member[1..]);
        for again in [member, &escaped] {
            let body =
                format!("{{\"access_token\":\"a\",\"token_type\":\"b\",\"{member}\":1,\"{again}\":1}}");
            let error = parse(&body).unwrap_err();
            assert_eq!(
                (error.kind(), error.clause().id()),
                (ResponseErrorKind::Repeated, "RFC6749-3.2-10"),
                "{body}"
            );
        }
    }
}

// = RFC6749-5.1-10 (test)
#[test]
fn a_response_is_one_object() {
    for body in [
        "",
        " ",
        "[]",
        "\"a\"",
        "null",
        "{",
        "{}{}",
        "{\"access_token\":\"a\",}",
        "{'access_token':'a'}",
        "\u{feff}{}",
        "broken json",
        "access_token=a&token_type=Bearer",
        "<OAuth/>",
    ] {
        let error = parse(body).unwrap_err();
        assert!(
            matches!(error.kind(), ResponseErrorKind::NotJson(_)),
            "{body}: {error}"
        );
    }
    let error = TokenResponse::parse(b"{\"a\":\"\xFF\"}", &Limits::DEFAULT).unwrap_err();
    assert_eq!(
        error.kind(),
        ResponseErrorKind::NotJson(SyntaxErrorKind::InvalidUtf8)
    );
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn limits_hold() {
    let body = with("", "");
    let mut limits = Limits::DEFAULT;
    (limits.body, limits.parameters, limits.scope_tokens) = (body.len(), 5, 2);
    assert!(TokenResponse::parse(body.as_bytes(), &limits).is_ok());
    let refused = |limits: &Limits| {
        TokenResponse::parse(body.as_bytes(), limits)
            .map(|_| ())
            .unwrap_err()
    };
    limits.scope_tokens = 1;
    assert_eq!(
        refused(&limits).kind(),
        ResponseErrorKind::MalformedScope(ScopeErrorKind::TooManyTokens)
    );
    limits.parameters = 4;
    assert_eq!(refused(&limits).kind(), ResponseErrorKind::TooManyMembers);
    limits.body -= 1;
    assert_eq!(refused(&limits).kind(), ResponseErrorKind::BodyTooLong);
    assert_eq!(refused(&limits).clause().id(), "COUNTERSIGN-LIMITS-1");
}

// = RFC6749-3.2-10 (test)
// = RFC7493-4.2-1 (test)
#[test]
fn extra_members_stay_extra() {
    let new = || TokenResponse::new(AccessToken::parse("a").unwrap(), TokenType::parse("b").unwrap());
    for name in [
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "refresh_token",
        "error",
        "error_description",
        "error_uri",
    ] {
        let error = new().with_extra(name, ExtraValue::Bool(true)).unwrap_err();
        assert_eq!(error.kind(), BuildErrorKind::ReservedName, "{name}");
    }
    for name in ["", "a b", "a\"", "\u{e9}"] {
        let error = new().with_extra(name, ExtraValue::Bool(true)).unwrap_err();
        assert_eq!(error.kind(), BuildErrorKind::BadName, "{name}");
    }
    let json = RawValue::parse(b"[1, {\"a\": null}]", &Limits::DEFAULT).unwrap();
    let response = new()
        .with_extra("t", ExtraValue::Bool(true))
        .and_then(|response| response.with_extra("n", ExtraValue::Integer(7)))
        .and_then(|response| response.with_extra("s", ExtraValue::Text("\"q\"")))
        .and_then(|response| response.with_extra("j", ExtraValue::Json(json)))
        .unwrap();
    assert_eq!(
        written(&response),
        r#"{"access_token":"a","token_type":"b","t":true,"n":7,"s":"\"q\"","j":[1, {"a": null}]}"#
    );
    assert_eq!(
        response
            .with_extra("t", ExtraValue::Bool(true))
            .unwrap_err()
            .kind(),
        BuildErrorKind::NameRepeated
    );
}

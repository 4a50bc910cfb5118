//! Each tolerance by itself: the answer that needs it, what it is read as, and how it is refused without.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use countersign_grammar::{Limits, SyntaxErrorKind as Syntax};
use countersign_message::{ErrorCode, ErrorResponse, ResponseErrorKind as Kind, Tolerance, Tolerances};
use countersign_scope::ScopeParameter;

mod common;

use common::{Answer, FORM, token};

#[test]
fn names_and_clauses() {
    for (number, tolerance) in Tolerance::ALL.iter().enumerate() {
        assert_eq!(tolerance.as_str().parse(), Ok(*tolerance));
        assert_eq!(tolerance.to_string(), tolerance.as_str());
        let one = Tolerances::NONE.with(*tolerance);
        assert_eq!((one.len(), one.iter().collect::<Vec<_>>()), (1, vec![*tolerance]));
        assert!(one.is_subset(Tolerances::ALL) && !Tolerances::ALL.is_subset(one));
        assert!(!Tolerances::ALL.without(*tolerance).contains(*tolerance));
        assert!(
            Tolerance::ALL[..number]
                .iter()
                .all(|other| other.as_str() < tolerance.as_str())
        );
    }
    assert!("Form-Body".parse::<Tolerance>().is_err());
    assert!("".parse::<Tolerance>().is_err());
    let two: Tolerances = [Tolerance::FormBody, Tolerance::EmptyBody].into_iter().collect();
    assert_eq!(
        format!("{two} {two:?}"),
        "empty-body, form-body {EmptyBody, FormBody}"
    );
    assert_eq!((Tolerances::NONE.is_empty(), two.is_empty()), (true, false));
}

// = RFC6749-5.1-10 (test)
// = RFC6749-5.2-17 (test)
#[test]
fn content_type() {
    let body = token(r#""expires_in":1"#);
    for media in [
        "application/json",
        "Application/JSON ; charset=\"utf-8\"",
        " application/json;charset=UTF-8",
    ] {
        Answer(200, Some(media), &body).token(&[]);
    }
    let malformed = [
        "",
        "json",
        "application/",
        "application/json; charset = utf-8",
        "application/json, text/html",
    ];
    let others = [
        "text/html",
        "text/plain",
        "application/hal+json",
        "application/problem+json",
        FORM.unwrap(),
    ];
    for media in malformed.into_iter().chain(others) {
        for (status, body) in [(200, body.as_str()), (400, r#"{"error":"invalid_scope"}"#)] {
            let answer = Answer(status, Some(media), body);
            answer.needs(&[Tolerance::ContentType]);
            let refusal = answer.refused_without(&[Tolerance::ContentType]);
            assert_eq!(refusal, (Kind::ContentType, 0, "RFC6749-5.1-10"), "{media}");
        }
    }
    // A field beyond the limit is no media type, whatever it begins with.
    let long = format!("application/json;a={}", "b".repeat(Limits::DEFAULT.header));
    Answer(200, Some(&long), &body).token(&[Tolerance::ContentType]);
}

#[test]
fn missing_content_type() {
    let answer = Answer(200, None, r#"{"access_token":"12/34","token_type":"BEARER"}"#);
    assert_eq!(
        answer
            .token(&[Tolerance::MissingContentType])
            .access_token()
            .expose(),
        "12/34"
    );
    let refusal = answer.refused_without(&[Tolerance::MissingContentType]);
    assert_eq!(refusal, (Kind::ContentType, 0, "RFC6749-5.1-10"));
}

#[test]
fn expires_in_string() {
    for (value, seconds) in [
        ("3599", 3599),
        ("0", 0),
        ("007", 7),
        ("18446744073709551615", u64::MAX),
    ] {
        let body = token(&format!(r#""expires_in":"{value}""#));
        let answer = Answer::json(200, &body);
        assert_eq!(
            answer.token(&[Tolerance::ExpiresInString]).expires_in(),
            Some(seconds)
        );
        let refusal = answer.refused_without(&[Tolerance::ExpiresInString]);
        assert_eq!(refusal, (Kind::WrongType, 55, "RFC6749-5.1-11"));
    }
    for value in [
        "",
        " 1",
        "+1",
        "-1",
        "1.0",
        "1e3",
        "0x1",
        "TEXT",
        "18446744073709551616",
        "\u{661}",
    ] {
        let body = token(&format!(r#""expires_in":"{value}""#));
        assert_eq!(Answer::json(200, &body).refused().0, Kind::WrongType, "{value}");
    }
}

#[test]
fn expires_in_float() {
    for (value, seconds) in [
        ("3600.12", 3600),
        ("3600.0", 3600),
        ("0.9", 0),
        ("3.6e3", 3600),
        ("1E2", 100),
        ("-0", 0),
    ] {
        let body = token(&format!(r#""expires_in":{value}"#));
        let answer = Answer::json(200, &body);
        assert_eq!(
            answer.token(&[Tolerance::ExpiresInFloat]).expires_in(),
            Some(seconds),
            "{value}"
        );
        let refusal = answer.refused_without(&[Tolerance::ExpiresInFloat]);
        assert_eq!(
            refusal,
            (Kind::MalformedValue(Syntax::BadNumber), 55, "RFC6749-A.14-1")
        );
    }
    for value in [
        "-1",
        "-0.5",
        "1e99",
        "18446744073709551616",
        "18446744073709551616.5",
    ] {
        let body = token(&format!(r#""expires_in":{value}"#));
        assert_eq!(Answer::json(200, &body).refused().2, "RFC6749-A.14-1", "{value}");
    }
    for value in ["true", "false", "[]", "[1]", "{}"] {
        let body = token(&format!(r#""expires_in":{value}"#));
        assert_eq!(Answer::json(200, &body).refused().0, Kind::WrongType, "{value}");
    }
}

// = OAUTH21-C.3-1 (test)
#[test]
fn null_member() {
    for member in ["expires_in", "scope", "refresh_token"] {
        let body = token(&format!(r#""{member}":null"#));
        let answer = Answer::json(200, &body);
        let response = answer.token(&[Tolerance::NullMember]);
        assert_eq!(
            (response.expires_in(), response.had_refresh_token()),
            (None, false)
        );
        assert_eq!(response.scope(), ScopeParameter::Absent);
        assert_eq!(
            answer.refused_without(&[Tolerance::NullMember]).0,
            Kind::WrongType
        );
    }
    for member in ["error_description", "error_uri"] {
        let body = format!(r#"{{"error":"invalid_scope","{member}":null}}"#);
        let answer = Answer::json(400, &body);
        assert_eq!(
            answer.error(&[Tolerance::NullMember]),
            ErrorResponse::new(ErrorCode::InvalidScope)
        );
        assert_eq!(
            answer.refused_without(&[Tolerance::NullMember]).0,
            Kind::WrongType
        );
    }
    let answer = Answer::json(200, r#"{"access_token":"a","token_type":null}"#);
    answer.token(&[Tolerance::MissingTokenType, Tolerance::NullMember]);
    // What must be there is not there when it is null, and an `error` that is there grants nothing.
    for (status, body) in [
        (200, r#"{"access_token":null,"token_type":"Bearer"}"#),
        (200, r#"{"access_token":"a","token_type":"Bearer","error":null}"#),
        (400, r#"{"error":null}"#),
    ] {
        Answer::json(status, body).refused_without(&[Tolerance::ErrorWithStatus200]);
    }
}

#[test]
fn missing_token_type() {
    for body in [
        r#"{"access_token":"foo","refresh_token":"bar"}"#,
        r#"{"access_token":"foo","token_type":""}"#,
    ] {
        let answer = Answer::json(200, body);
        assert_eq!(
            answer.token(&[Tolerance::MissingTokenType]).token_type().as_str(),
            "Bearer"
        );
    }
    let answer = Answer::json(200, r#"{"access_token":"foo"}"#);
    let refusal = answer.refused_without(&[Tolerance::MissingTokenType]);
    assert_eq!(refusal, (Kind::Missing, 22, "RFC6749-5.1-3"));
}

#[test]
fn odd_token_type() {
    for value in ["Application Access Token", "be\\\"arer", "b\u{e9}arer", " "] {
        let body = format!(r#"{{"access_token":"a","token_type":"{value}"}}"#);
        let answer = Answer::json(200, &body);
        assert!(answer.token(&[Tolerance::OddTokenType]).token_type().is_bearer());
        assert_eq!(
            answer.refused_without(&[Tolerance::OddTokenType]).2,
            "RFC6749-A.13-1"
        );
    }
    // Whoever says that the token is bound to a key is believed, however oddly it is said.
    // = RFC6749-7.1-1 (test)
    for value in ["DPoP ", " dpop", "mac; x", "Bearer, DPoP", "n_a "] {
        let body = format!(r#"{{"access_token":"a","token_type":"{value}"}}"#);
        let answer = Answer::json(200, &body);
        assert_eq!(answer.refused_without(&[]).2, "RFC6749-A.13-1", "{value}");
    }
    // A type with a name stays what it is: whether it is understood is up to the client.
    for value in ["bot", "DPoP", "OAuth", "access_token"] {
        let body = format!(r#"{{"access_token":"a","token_type":"{value}"}}"#);
        assert_eq!(Answer::json(200, &body).token(&[]).token_type().as_str(), value);
    }
    for value in ["123", "true", "[\"Bearer\"]", "{}"] {
        let body = format!(r#"{{"access_token":"a","token_type":{value}}}"#);
        assert_eq!(Answer::json(200, &body).refused().0, Kind::WrongType);
    }
}

#[test]
fn status_201() {
    let body = token(r#""expires_in":172800"#);
    let answer = Answer::json(201, &body);
    assert_eq!(answer.token(&[Tolerance::Status201]).expires_in(), Some(172_800));
    let refusal = answer.refused_without(&[Tolerance::Status201]);
    assert_eq!(refusal, (Kind::StatusMismatch, 0, "RFC6749-5.1-1"));
    for status in (0..=1000).filter(|status| ![200, 201].contains(status) && !(400..600).contains(status)) {
        assert_eq!(
            Answer::json(status, &body).refused().0,
            Kind::StatusMismatch,
            "{status}"
        );
    }
    assert_eq!(
        Answer::json(201, r#"{"error":"invalid_scope"}"#).refused().0,
        Kind::StatusMismatch
    );
}

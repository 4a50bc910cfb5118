//! The tolerances for errors: codes in other places, no code at all, and bodies that are no object.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

mod common;

use common::{Answer, FORM, JSON};
use countersign_grammar::{Limits, SyntaxErrorKind as Syntax};
use countersign_message::{
    ErrorCode, ErrorResponse, Response, ResponseErrorKind as Kind, Tolerance, Tolerances,
};

fn parts<'a>(response: &'a ErrorResponse<'_>) -> (&'a str, Option<&'a str>) {
    (
        response.error().as_str(),
        response.description().map(|description| description.as_str()),
    )
}

#[test]
fn error_with_status_200() {
    let answer = Answer::json(200, r#"{"ok":false,"error":"invalid_client_id"}"#);
    let error = answer.error(&[Tolerance::ErrorWithStatus200]);
    assert_eq!(parts(&error), ("invalid_client_id", None));
    let refusal = answer.refused_without(&[Tolerance::ErrorWithStatus200]);
    assert_eq!(refusal, (Kind::StatusMismatch, 0, "RFC6749-5.1-1"));
    // A token next to an error is dropped, whatever is tolerated.
    let both = Answer::json(
        200,
        r#"{"access_token":"a","token_type":"Bearer","error":"invalid_scope"}"#,
    );
    assert_eq!(
        *both.error(&[Tolerance::ErrorWithStatus200]).error(),
        ErrorCode::InvalidScope
    );
    // Nothing else makes an error of a body without a known code.
    for body in [
        "{}",
        r#"{"message":"no"}"#,
        r#"{"status":200}"#,
        r#"{"errors":[]}"#,
        r#"{"errcode":null}"#,
    ] {
        assert_eq!(
            Answer::json(200, body).refused(),
            (Kind::Missing, body.len(), "RFC6749-5.1-2"),
            "{body}"
        );
    }
    for status in [0, 199, 201, 204, 299, 300, 302, 399, 600, u16::MAX] {
        assert_eq!(
            Answer::json(status, answer.2).refused().0,
            Kind::StatusMismatch,
            "{status}"
        );
    }
}

#[test]
fn nested_error() {
    let code_and_text = "Invalid OAuth access token - Cannot parse access token";
    let facebook = format!(
        r#"{{"error":{{"message":"{code_and_text}","type":"OAuthException","code":190,"fbtrace_id":"AbC"}}}}"#
    );
    let answer = Answer::json(400, &facebook);
    let error = answer.error(&[Tolerance::NestedError]);
    assert_eq!(parts(&error), ("OAuthException", Some(code_and_text)));
    let refusal = answer.refused_without(&[Tolerance::NestedError]);
    assert_eq!(refusal, (Kind::WrongType, 9, "RFC6749-5.1-11"));

    for (status, body, code, description) in [
        (
            400,
            r#"{"errors":[{"errorType":"invalid_grant"}],"success":false}"#,
            "invalid_grant",
            None,
        ),
        (
            403,
            r#"{"errors":[{"code":99,"message":"Unable"}]}"#,
            "99",
            Some("Unable"),
        ),
        (
            400,
            r#"{"meta":{"error_type":"A","code":400,"error_message":"..."}}"#,
            "A",
            Some("..."),
        ),
        (
            400,
            r#"{"error":{"code":"b"},"error_description":"its own"}"#,
            "b",
            Some("its own"),
        ),
    ] {
        let answer = Answer::json(status, body);
        let error = answer.error(&[Tolerance::NestedError]);
        assert_eq!(parts(&error), (code, description), "{body}");
    }
    let answer = Answer::json(502, r#"{"error":{"status":502,"message":"Bad gateway."}}"#);
    let error = answer.error(&[Tolerance::MissingError, Tolerance::NestedError]);
    assert_eq!(parts(&error), ("server_error", Some("Bad gateway.")));
    // An `error` that is there goes before other names for it.
    let answer = Answer::json(400, r#"{"error":{"code":"a"},"errorCode":"b"}"#);
    assert_eq!(parts(&answer.error(&[Tolerance::NestedError])), ("a", None));
    let error = Answer::json(200, r#"{"error":{"code":1}}"#);
    let error = error.error(&[Tolerance::ErrorWithStatus200, Tolerance::NestedError]);
    assert_eq!(parts(&error), ("1", None));

    for value in [
        "null",
        "true",
        "1",
        "[]",
        "[{\"code\":1}]",
        "\"\"",
        "\"\\u0001\"",
        "\"\u{e9}\"",
    ] {
        let body = format!(r#"{{"error":{value},"errorCode":"x"}}"#);
        let (kind, at, _) = Answer::json(400, &body).refused();
        assert!(
            matches!(kind, Kind::WrongType | Kind::MalformedValue(_)),
            "{body}"
        );
        assert_eq!(at, 9);
    }
}

#[test]
fn renamed_error() {
    for (status, body, code, description) in [
        (
            400,
            r#"{"error_type":"OAuthException","code":400,"error_message":"no"}"#,
            "OAuthException",
            Some("no"),
        ),
        (
            400,
            r#"{"errorCode":"invalid_client","errorSummary":"Invalid"}"#,
            "invalid_client",
            Some("Invalid"),
        ),
        (
            401,
            r#"{"ErrorCode":"invalid_client","Error":"wrong"}"#,
            "invalid_client",
            Some("wrong"),
        ),
        (
            400,
            r#"{"status":"BAD_AUTH_CODE","message":"bad code"}"#,
            "BAD_AUTH_CODE",
            Some("bad code"),
        ),
        (400, r#"{"errcode":40029}"#, "40029", None),
        // A description outside the grammar is no fault where the specification knows of none.
        (400, r#"{"errcode":40029,"errmsg":"a \"quote\""}"#, "40029", None),
    ] {
        let answer = Answer::json(status, body);
        let error = answer.error(&[Tolerance::RenamedError]);
        assert_eq!(parts(&error), (code, description), "{body}");
        let without = [Tolerance::RenamedError, Tolerance::MissingError];
        assert_eq!(
            answer.refused_without(&without),
            (Kind::Missing, body.len(), "RFC6749-5.2-2")
        );
    }
    let answer = Answer::json(200, r#"{"errcode":40029,"errmsg":"invalid code"}"#);
    let error = answer.error(&[Tolerance::ErrorWithStatus200, Tolerance::RenamedError]);
    assert_eq!(parts(&error), ("40029", Some("invalid code")));
    // A token is a token, whatever else stands beside it.
    let answer = Answer::json(
        200,
        r#"{"access_token":"a","token_type":"b","errcode":1,"status":"x","message":"y"}"#,
    );
    answer.token(&[]);
    // `error` goes before other names.
    let answer = Answer::json(400, r#"{"error":"invalid_scope","errorCode":"x","message":"y"}"#);
    assert_eq!(parts(&answer.error(&[])), ("invalid_scope", None));
    let lines = Answer::json(400, r#"{"errorCode":"x","message":"a\r\nb"}"#);
    let (Response::Error(error), used) = lines.read(Tolerances::ALL).unwrap() else {
        panic!()
    };
    assert_eq!(parts(&error), ("x", Some("a b")));
    assert_eq!(used.to_string(), "crlf-in-description, renamed-error");
    for body in [
        r#"{"errorCode":7}"#,
        r#"{"errorCode":"\u0001"}"#,
        r#"{"status":400}"#,
        r#"{"errcode":true}"#,
    ] {
        let allowed = Tolerances::ALL.without(Tolerance::MissingError);
        let error = Answer::json(400, body).read(allowed).unwrap_err();
        assert_eq!((error.kind(), error.at()), (Kind::Missing, body.len()), "{body}");
    }
}

// = RFC6749-5.2-2 (test)
#[test]
fn missing_error() {
    let answer = Answer::json(400, r#"{"custom_error":"non-compliant"}"#);
    assert_eq!(
        parts(&answer.error(&[Tolerance::MissingError])),
        ("invalid_request", None)
    );
    let refusal = answer.refused_without(&[Tolerance::MissingError]);
    assert_eq!(refusal, (Kind::Missing, 32, "RFC6749-5.2-2"));
    // Its description adds a tolerance, without which the answer says less.
    let twitch = Answer::json(403, r#"{"status":403,"message":"invalid client secret"}"#);
    let (Response::Error(error), used) = twitch.read(Tolerances::ALL).unwrap() else {
        panic!()
    };
    assert_eq!(parts(&error), ("invalid_client", Some("invalid client secret")));
    assert_eq!(used.to_string(), "missing-error, renamed-error");
    let one = Tolerances::NONE.with(Tolerance::MissingError);
    let (Response::Error(error), used) = twitch.read(one).unwrap() else {
        panic!()
    };
    assert_eq!((parts(&error), used), (("invalid_client", None), one));
}

#[test]
fn what_a_status_says() {
    for status in 0..=u16::MAX {
        let expected = match status {
            401 | 403 => Some("invalid_client"),
            429 | 503 => Some("temporarily_unavailable"),
            400..=499 => Some("invalid_request"),
            500..=599 => Some("server_error"),
            _ => None,
        };
        let code = ErrorCode::for_status(status);
        assert_eq!(code.as_ref().map(ErrorCode::as_str), expected);
    }
}

#[test]
fn empty_body() {
    let glewlwyd = Answer(403, None, "");
    assert_eq!(
        parts(&glewlwyd.error(&[Tolerance::EmptyBody])),
        ("invalid_client", None)
    );
    let refusal = glewlwyd.refused_without(&[Tolerance::EmptyBody, Tolerance::MissingContentType]);
    assert_eq!(refusal, (Kind::ContentType, 0, "RFC6749-5.1-10"));
    let refusal = Answer::json(400, "").refused_without(&[Tolerance::EmptyBody]);
    assert_eq!(refusal, (Kind::NotJson(Syntax::Empty), 0, "RFC6749-5.1-10"));
    for status in [0, 199, 200, 201, 204, 302, 399, 600] {
        assert_eq!(
            Answer::json(status, "").refused().0,
            Kind::NotJson(Syntax::Empty),
            "{status}"
        );
    }
}

#[test]
fn opaque_body() {
    for (status, media, body, code) in [
        (
            502,
            Some("text/html"),
            "<!DOCTYPE html><html></html>",
            "server_error",
        ),
        (401, Some("text/plain"), "Unauthorized", "invalid_client"),
        (
            401,
            JSON,
            "{\"ErrorCode\":\"invalid_client\"\n\"Error\":\"x\"}",
            "invalid_client",
        ),
        (400, JSON, "[]", "invalid_request"),
        (400, JSON, "\"no\"", "invalid_request"),
        (400, JSON, " ", "invalid_request"),
        (400, None, "\u{feff}{\"error\":\"x\"}", "invalid_request"),
        (400, FORM, "foo=bar", "invalid_request"),
        (400, FORM, "error=%", "invalid_request"),
    ] {
        let error = Answer(status, media, body).error(&[Tolerance::OpaqueBody]);
        assert_eq!(parts(&error), (code, None), "{body}");
    }
    let answer = Answer::json(401, "Unauthorized");
    let refusal = answer.refused_without(&[Tolerance::OpaqueBody]);
    assert_eq!(
        refusal,
        (Kind::NotJson(Syntax::UnexpectedOctet), 0, "RFC6749-5.1-10")
    );
    for status in [0, 200, 201, 302, 399, 600] {
        assert!(
            matches!(Answer::json(status, "Unauthorized").refused().0, Kind::NotJson(_)),
            "{status}"
        );
    }
    // An object is read as one: a fault in it is not hidden by what stands around it.
    for (body, kind) in [
        (r#"{"error":"a","error":"b"}"#.to_owned(), Kind::Repeated),
        (r#"{"error":"a","x":{"y":1,"y":2}}"#.to_owned(), Kind::Repeated),
        (
            r#"{"error":"\u0000"}"#.to_owned(),
            Kind::MalformedValue(Syntax::UnexpectedOctet),
        ),
        ("x".repeat(Limits::DEFAULT.body + 1), Kind::BodyTooLong),
        (
            format!("{{\"x\":{}", "[".repeat(Limits::DEFAULT.json_depth)),
            Kind::NotJson(Syntax::TooDeep),
        ),
    ] {
        assert_eq!(Answer::json(400, &body).refused().0, kind);
    }
}

// = RFC6749-5.2-15 (test)
#[test]
fn crlf_in_description() {
    for (value, read) in [
        (
            "AADSTS70011: no.\\r\\nTrace ID: 1\\r\\nTimestamp: 2",
            "AADSTS70011: no. Trace ID: 1 Timestamp: 2",
        ),
        ("\\na\\rb\\n", "a b"),
        ("a\\n\\nb", "a b"),
        ("a \\n b", "a   b"),
    ] {
        let body = format!(r#"{{"error":"invalid_scope","error_description":"{value}"}}"#);
        let answer = Answer::json(400, &body);
        let (Response::Error(error), used) = answer.read(Tolerances::ALL).unwrap() else {
            panic!()
        };
        assert_eq!(
            (parts(&error), used),
            (
                ("invalid_scope", Some(read)),
                Tolerances::of(&[Tolerance::CrlfInDescription])
            )
        );
        let without = [Tolerance::CrlfInDescription, Tolerance::OddDescription];
        let refusal = answer.refused_without(&without);
        let kind = Kind::MalformedValue(Syntax::UnexpectedOctet);
        assert_eq!(refusal, (kind, 45, "RFC6749-5.2-15"));
    }
}

#[test]
fn odd_description() {
    for value in [
        "a \\\"quote\\\"",
        "gr\u{fc}\u{df}e",
        "a\\tb",
        "",
        "\\r\\n",
        "a\\r\\n\\u0000",
    ] {
        let body = format!(r#"{{"error":"invalid_client","error_description":"{value}"}}"#);
        let answer = Answer::json(401, &body);
        let error = answer.error(&[Tolerance::OddDescription]);
        assert_eq!(parts(&error), ("invalid_client", None), "{value}");
        assert_eq!(
            answer.refused_without(&[Tolerance::OddDescription]).2,
            "RFC6749-5.2-15"
        );
    }
    for value in ["1", "true", "[]", "{}"] {
        let body = format!(r#"{{"error":"invalid_client","error_description":{value}}}"#);
        assert_eq!(Answer::json(401, &body).refused().0, Kind::WrongType);
    }
    let body = r#"{"error":"invalid_client","error_uri":"a b"}"#;
    assert_eq!(Answer::json(401, body).refused().2, "RFC6749-5.2-16");
}

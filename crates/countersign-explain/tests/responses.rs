//! Captured responses: what they grant, and every finding.
#![allow(clippy::unwrap_used)]

use countersign_explain::{CapturedResponse, Code, Explainer, Part, ResponseReport, Severity};
use countersign_grammar::Limits;
use countersign_message::{ErrorResponse, TokenResponse};
use proptest::prelude::*;
use proptest::sample::select;

fn explain(status: u16, body: &str) -> ResponseReport {
    Explainer::new().response(&CapturedResponse::new(status, body.as_bytes()))
}

fn findings(report: &ResponseReport) -> String {
    let list = report.findings().iter().map(|finding| {
        let place = finding.place();
        let part = match place.part {
            Part::Header { index, name } => format!("{name}#{index}"),
            part => part.as_str().to_string(),
        };
        format!(
            "{}@{part}:{}..{}",
            finding.code(),
            place.octets.start,
            place.octets.end
        )
    });
    list.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(status: u16, body: &str, expected: &str) {
    let report = explain(status, body);
    assert_eq!(findings(&report), expected, "{body}");
}

#[test]
fn good_responses() {
    let body = r#"{"access_token":"abc","token_type":"bearer","expires_in":60,"example_parameter":"x"}"#;
    check(200, body, "");
    let report = explain(200, body);
    let grant = report.grant().unwrap();
    assert_eq!(
        (
            grant.token_type(),
            grant.expires_in(),
            grant.states_scope(),
            grant.scope_count()
        ),
        (Some("bearer"), Some(60), false, 0)
    );
    assert_eq!(
        report.to_string(),
        "grants a bearer token for 60 seconds with the scope that was requested; 0 errors, 0 warnings, 0 pieces of advice"
    );

    check(
        400,
        r#"{"error":"invalid_client","error_description":"no","error_uri":"https://a.example/b"}"#,
        "",
    );
    let report = explain(400, r#"{"error":"invalid_scope","error_description":"not that"}"#);
    assert_eq!(
        (
            report.error().unwrap().error(),
            report.error().unwrap().description()
        ),
        (Some("invalid_scope"), Some("not that"))
    );
    assert!(report.grant().is_none());
}

// = RFC6749-5.1-2 (test)
// = RFC6749-5.1-3 (test)
// = RFC6749-7.1-1 (test)
// = RFC6750-2.1-1 (test)
// = OAUTH21-C.3-1 (test)
#[test]
fn tokens() {
    let with = |members: &str| format!("{{{members}}}");
    check(
        200,
        "{}",
        "access-token-missing@body:2..2 token-type-missing@body:2..2 expires-in-missing@body:2..2",
    );
    check(
        200,
        &with(r#""access_token":1,"token_type":"Bearer","expires_in":1"#),
        "member-type@body:16..17",
    );
    check(
        200,
        &with(r#""access_token":"","token_type":"Bearer","expires_in":1"#),
        "access-token-malformed@body:17..17",
    );
    check(
        200,
        &with(r#""access_token":"a\u00e9","token_type":"Bearer","expires_in":1"#),
        "access-token-malformed@body:17..24",
    );
    check(
        200,
        &with(r#""access_token":"a b","token_type":"Bearer","expires_in":1"#),
        "access-token-not-bearer@body:17..20",
    );
    check(
        200,
        &with(r#""access_token":"=","token_type":"Bearer","expires_in":1"#),
        "access-token-not-bearer@body:17..18",
    );
    check(
        200,
        &with(r#""access_token":null,"token_type":"Bearer","expires_in":1"#),
        "access-token-missing@body:58..58 member-null@body:16..20",
    );
    check(
        200,
        &with(r#""access_token":"a","token_type":"","expires_in":1"#),
        "token-type-malformed@body:34..34",
    );
    check(
        200,
        &with(r#""access_token":"a","token_type":"mac","expires_in":1"#),
        "token-type-unknown@body:34..37",
    );
    check(
        201,
        &with(r#""access_token":"a","token_type":"Bearer","expires_in":1"#),
        "success-status@status:0..3",
    );
    check(
        200,
        &with(
            r#""access_token":"a","token_type":"Bearer","expires_in":1,"refresh_token":"r","id_token":"i""#,
        ),
        "refresh-token-present@body:74..75 id-token-present@body:89..90",
    );
}

// = RFC6749-A.14-1 (test)
// = RFC6749-5.1-11 (test)
#[test]
fn lifetimes() {
    let with = |value: &str| format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":{value}}}"#);
    for (value, expected) in [
        ("3600", ""),
        ("\"3600\"", "expires-in-string@body:56..60"),
        ("0", "expires-in-zero@body:55..56"),
        ("-1", "expires-in-malformed@body:55..57"),
        ("1.5", "expires-in-malformed@body:55..58"),
        ("1e3", "expires-in-malformed@body:55..58"),
        ("true", "member-type@body:55..59"),
        ("99999999999999999999999", "expires-in-malformed@body:55..78"),
    ] {
        check(200, &with(value), expected);
    }
}

#[test]
fn scopes() {
    let with = |value: &str| {
        format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":1,"scope":{value}}}"#)
    };
    for (value, expected, count) in [
        ("\"read write\"", "", 2),
        ("\"\"", "response-scope-empty@body:66..66", 0),
        ("\"read  write\"", "response-scope-malformed@body:66..77", 2),
        ("\" \"", "response-scope-malformed@body:66..67", 0),
        ("\"read,write\"", "response-scope-comma@body:66..76", 1),
        ("[\"read\"]", "member-type@body:65..73", 0),
    ] {
        check(200, &with(value), expected);
        assert_eq!(
            explain(200, &with(value)).grant().unwrap().scope_count(),
            count,
            "{value}"
        );
    }
}

// = RFC6749-5.2-16 (test)
// = RFC6749-5.2-2 (test)
#[test]
fn errors() {
    check(500, "{}", "error-missing@body:2..2");
    check(200, r#"{"error":"invalid_client"}"#, "error-status@status:0..3");
    check(400, r#"{"error":"oops"}"#, "error-unknown@body:10..14");
    check(400, r#"{"error":"a\"b"}"#, "error-malformed@body:10..14");
    check(400, r#"{"error":""}"#, "error-malformed@body:10..10");
    check(400, r#"{"error":7}"#, "member-type@body:9..10");
    check(
        400,
        r#"{"error":"invalid_scope","error_description":"caf\u00e9"}"#,
        "error-description-malformed@body:46..55",
    );
    check(
        400,
        r#"{"error":"invalid_scope","error_uri":"a b"}"#,
        "error-uri-malformed@body:38..41",
    );
    check(
        401,
        r#"{"error":"invalid_client"}"#,
        "challenge-missing@headers:0..0",
    );
    check(
        405,
        r#"{"error":"invalid_request"}"#,
        "allow-missing@headers:0..0",
    );
    check(
        503,
        r#"{"error":"temporarily_unavailable"}"#,
        "unavailable@status:0..3",
    );
    check(
        200,
        r#"{"error":"x","access_token":"a","token_type":"Bearer","expires_in":1}"#,
        "error-with-token@body:10..11 error-status@status:0..3 error-unknown@body:10..11",
    );
}

// = RFC9110-15.4-1 (test)
// = RFC6749-5.1-10 (test)
// = RFC6749-5.1-5 (test)
#[test]
fn bodies_that_are_no_object() {
    check(200, "", "response-not-json@body:0..0");
    check(502, "<html>", "response-not-json@body:0..1");
    check(
        200,
        "access_token=a&token_type=bearer",
        "response-not-json@body:0..1",
    );
    check(200, "\u{feff}{}", "response-not-json@body:0..1");
    check(200, r#"{"access_token":"a"}x"#, "response-not-json@body:20..21");
    check(200, "[]", "response-not-json@body:0..1");
    check(
        200,
        r#"{"access_token":"a","access_token":"b"}"#,
        "member-repeated@body:20..21 token-type-missing@body:39..39 expires-in-missing@body:39..39",
    );
    check(302, "", "redirect@status:0..3");
    let said = |body: &str| explain(200, body).findings().first().unwrap().text().to_string();
    assert!(
        said("<html>").contains("HTML")
            && said("").contains("empty")
            && said("access_token=a").contains("form data")
    );
    assert!(said("\u{feff}{}").contains("byte order mark"));
}

// = RFC6749-5.1-13 (test)
// = RFC6749-5.2-17 (test)
// = OAUTH21-3.2.3-4 (test)
#[test]
fn header_fields() {
    let body = br#"{"access_token":"a","token_type":"Bearer","expires_in":1}"#;
    let with = |fields: &[(&'static str, &'static str)]| {
        let response = fields
            .iter()
            .fold(CapturedResponse::new(200, body), |response, (name, value)| {
                response.header(name, value.as_bytes())
            });
        findings(&Explainer::new().response(&response))
    };
    let good = [
        ("Content-Type", "application/json;charset=UTF-8"),
        ("cache-control", "private, No-Store"),
        ("pragma", "no-cache"),
    ];
    assert_eq!(with(&good), "");
    assert_eq!(with(&good[..2]), "pragma-missing@headers:0..0");
    assert_eq!(with(&good[1..]), "response-type@headers:0..0");
    assert_eq!(
        with(&[("Content-Type", " text/html "), good[1], good[2]]),
        "response-type@Content-Type#0:1..10"
    );
    assert_eq!(
        with(&good[..1]),
        "no-store-missing@headers:0..0 pragma-missing@headers:0..0"
    );
    let challenge = CapturedResponse::new(401, br#"{"error":"invalid_client"}"#)
        .header("WWW-Authenticate", b"Basic realm=\"token\"")
        .header("Content-Type", b"application/json");
    assert_eq!(findings(&Explainer::new().response(&challenge)), "");
}

fn value() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "\"a\"",
            "\"\"",
            "\"a b\"",
            "\"Bearer\"",
            "\"\\u00e9\"",
            "1",
            "0",
            "3600",
            "-1",
            "1.0",
            "\"3600\"",
            "[]",
            "{}",
            "true",
            "\"a  b\"",
            "\"https://a.example/\"",
            "\"invalid_client\"",
            "\"\\\"\"",
            "\" \"",
        ][..],
    )
}

fn object(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec((select(names), value()), 0..6).prop_map(|members| {
        let list: Vec<_> = members
            .iter()
            .map(|(name, value)| format!("{name:?}:{value}"))
            .collect();
        format!("{{{}}}", list.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// What the strict parser of token responses takes has no error finding, and what it refuses has one.
    #[test]
    fn token_responses_are_judged_like_the_parser_does(body in object(&["access_token", "token_type", "expires_in", "scope", "x"])) {
        let report = explain(200, &body);
        let parsed = TokenResponse::parse(body.as_bytes(), &Limits::DEFAULT);
        // An empty scope is tolerated by many, so it is a warning here.
        if report.has(Code::RESPONSE_SCOPE_EMPTY) {
            prop_assert!(parsed.is_err());
        } else {
            prop_assert_eq!(report.worst() == Some(Severity::Error), parsed.is_err(), "{} {:?} {:?}", body, parsed, report);
        }
    }

    #[test]
    fn error_responses_are_judged_like_the_parser_does(body in object(&["error", "error_description", "error_uri", "x"])) {
        let report = explain(400, &body);
        let parsed = ErrorResponse::parse(body.as_bytes(), &Limits::DEFAULT);
        prop_assert_eq!(report.worst() == Some(Severity::Error), parsed.is_err(), "{} {:?} {:?}", body, parsed, report);
    }
}

/// The names are those of the parser, which a client is configured with.
#[test]
fn what_a_client_has_to_tolerate() {
    let token = |members: &str| format!(r#"{{"access_token":"abc","token_type":"Bearer",{members}}}"#);
    for (status, body, expected) in [
        (200, token(r#""expires_in":60"#), Some("")),
        (
            200,
            token(r#""expires_in":"60","scope":["a"]"#),
            Some("expires-in-string, scope-array"),
        ),
        (
            200,
            String::from("access_token=abc"),
            Some("content-type, form-body, missing-token-type"),
        ),
        (403, String::new(), Some("empty-body")),
        (
            200,
            token(r#""error":"invalid_scope""#),
            Some("error-with-status-200"),
        ),
        (200, token(r#""expires_in":true"#), None),
        (200, token(r#""access_token":"abc""#), None),
        (302, token(r#""expires_in":60"#), None),
    ] {
        let report = explain(status, &body);
        let names = report.tolerances().map(|tolerances| tolerances.to_string());
        assert_eq!(names.as_deref(), expected, "{body}");
        let json = serde_json::to_value(&report).unwrap();
        let listed = json["tolerances"].as_array().map(Vec::len);
        assert_eq!(
            listed,
            report.tolerances().map(|tolerances| tolerances.iter().count())
        );
    }
    let body = token(r#""expires_in":60"#);
    let report = |name, value| {
        let captured = CapturedResponse::new(200, body.as_bytes()).header(name, value);
        Explainer::new()
            .response(&captured)
            .tolerances()
            .unwrap()
            .to_string()
    };
    assert_eq!(report("Content-Type", b" application/json "), "");
    assert_eq!(report("Content-Type", b"text/plain"), "content-type");
    assert_eq!(report("Server", b"x"), "missing-content-type");
}

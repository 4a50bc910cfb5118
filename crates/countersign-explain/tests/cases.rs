//! The cases of docs/spec/cases, explained.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Owned, assert_consistent, cases, clients, endpoint, raw_endpoint};
use countersign_explain::{CapturedRequest, CapturedResponse, Code, Explainer, Report, Severity};
use serde_json::Value;

#[test]
fn every_token_request_is_explained_as_the_server_judges_it() {
    let mut count = 0;
    for row in cases("token_request.jsonl") {
        let Some(request) = Owned::from_case(&row) else {
            continue;
        };
        count += 1;
        for endpoint in [endpoint(), raw_endpoint()] {
            assert_consistent(&endpoint, &clients(&row["policy"]), &request);
            assert_consistent(&endpoint, &[], &request);
        }
    }
    assert!(count > 120, "{count}");
}

#[test]
fn every_lesson_is_explained_as_the_server_judges_it() {
    let mut count = 0;
    for row in cases("lesson.jsonl") {
        let Some(request) = Owned::from_case(&row) else {
            continue;
        };
        count += 1;
        let report = assert_consistent(&endpoint(), &clients(&row["policy"]), &request);
        let refused = row["expect"]["outcome"] == "error";
        assert_eq!(report.worst() == Some(Severity::Error), refused, "{}", row["id"]);
    }
    assert!(count >= 11, "{count}");
}

fn lesson(id: &str) -> Report {
    let row = lesson_row(id);
    let request = Owned::from_case(&row).unwrap();
    common::explain(&endpoint(), &clients(&row["policy"]), &request)
}

fn lesson_row(id: &str) -> Value {
    cases("lesson.jsonl")
        .into_iter()
        .find(|row| row["id"] == id)
        .unwrap()
}

fn errors(report: &Report) -> Vec<Code> {
    let errors = report
        .findings()
        .iter()
        .filter(|finding| finding.severity() == Severity::Error);
    errors.map(|finding| finding.code()).collect()
}

#[test]
fn lessons_say_what_they_must() {
    let mut count = 0;
    for row in cases("lesson.jsonl") {
        let said = match &row["explain"]["must_say"] {
            Value::String(text) => vec![text.clone()],
            Value::Array(texts) => texts
                .iter()
                .map(|text| text.as_str().unwrap().to_string())
                .collect(),
            _ => continue,
        };
        let report = lesson(row["id"].as_str().unwrap());
        for text in said {
            count += 1;
            assert!(
                report.findings().iter().any(|finding| finding.text() == text),
                "{}: {text}",
                row["id"]
            );
        }
    }
    assert_eq!(count, 5);
}

#[test]
fn lessons_do_not_say_what_they_must_not() {
    let report = lesson("lesson-why-invalid-client");
    assert_eq!(
        errors(&report),
        [Code::METHOD_NOT_REGISTERED, Code::SCOPE_MISSING]
    );
    // Not that parameters of the authentication are missing, nor Content-Type, nor grant_type.
    for code in report.findings().iter().map(|finding| finding.code().as_str()) {
        assert!(
            !code.starts_with("content-type") && !code.starts_with("grant-type"),
            "{code}"
        );
        assert!(!code.ends_with("-alone") && code != "no-credentials", "{code}");
    }

    let report = lesson("lesson-json-cause");
    assert_eq!(
        errors(&report),
        [Code::CONTENT_TYPE_NOT_FORM, Code::SCOPE_MISSING]
    );
    assert!(
        !report
            .findings()
            .iter()
            .any(|finding| finding.text().contains("GET"))
    );
}

#[test]
fn a_url_with_everything_in_it() {
    let report = lesson("lesson-syntax-d");
    assert_eq!(
        errors(&report),
        [
            Code::METHOD_NOT_POST,
            Code::CREDENTIALS_IN_QUERY,
            Code::GRANT_TYPE_IN_QUERY,
            Code::SCOPE_MISSING
        ]
    );
}

#[test]
fn wrong_secret_and_unknown_client_are_told_apart_here() {
    assert_eq!(errors(&lesson("lesson-wrong-secret")), [Code::WRONG_SECRET]);
    assert_eq!(errors(&lesson("lesson-unknown-client")), [Code::CLIENT_UNKNOWN]);
    assert_eq!(
        errors(&lesson("lesson-syntax-a-other-secret")),
        [Code::WRONG_SECRET, Code::SCOPE_MISSING]
    );
}

#[test]
fn scopes_of_a_response_are_counted() {
    let row = lesson_row("lesson-count-scopes");
    let body = row["response"]["body"].as_str().unwrap();
    let response = CapturedResponse::new(200, body.as_bytes());
    let report = Explainer::new().response(&response);
    let grant = report.grant().unwrap();
    assert_eq!(
        (grant.scope(), grant.scope_count()),
        (&["read", "write", "delete"].map(String::from)[..], 3)
    );
    assert_eq!(
        (grant.token_type(), grant.expires_in()),
        (Some("Bearer"), Some(3600))
    );
    assert_eq!(report.worst(), None);
    assert_eq!(
        report.to_string(),
        "grants a Bearer token for 3600 seconds with 3 scope tokens: read write delete; \
         0 errors, 0 warnings, 0 pieces of advice"
    );
}

#[test]
fn a_plain_http_endpoint_is_an_error() {
    let row = lesson_row("lesson-https-only");
    let url = row["endpoint"].as_str().unwrap();
    assert_eq!(
        countersign_explain::endpoint(url).unwrap().code(),
        Code::ENDPOINT_NOT_HTTPS
    );
    let report = Explainer::new().request(&CapturedRequest::new("POST", url, b""));
    assert!(report.has(Code::ENDPOINT_NOT_HTTPS));
}

//! Large and hostile captures: the work is linear, the number of findings bounded.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::{Owned, client, endpoint};
use countersign_explain::{CapturedResponse, Code, Explainer, Report, secret_ranges};
use proptest::prelude::*;

fn explain(request: &Owned) -> Report {
    let report = common::explain(&endpoint(), &[client("abc123", "secretXYZ")], request);
    assert!(report.findings().len() < 200, "{}", report.findings().len());
    report
}

/// Generous, for a build without optimisation: quadratic work would take hours.
const PATIENCE: Duration = Duration::from_secs(60);

#[track_caller]
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let (start, clock) = (Instant::now(), computed());
    let done = work();
    let took = match (clock, computed()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    };
    assert!(took < PATIENCE, "{took:?}");
    done
}

/// How long this thread has computed, where the system tells: on a busy machine the time of day says little.
fn computed() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split(' ').next()?.parse().ok()?))
}

#[test]
fn a_hundred_thousand_parameters() {
    let body: String = (0..100_000)
        .map(|number| format!("p{number}={number}&"))
        .collect();
    let report = soon(|| explain(&Owned::form(&body)));
    assert!(report.has(Code::TOO_MANY_PARAMETERS));
    let omitted: Vec<_> = report
        .omitted()
        .iter()
        .map(|more| (more.code, more.count))
        .collect();
    assert_eq!(omitted, [(Code::PARAMETER_UNKNOWN, 99_990)]);
    assert_eq!(report.summary().advice, 100_000);
}

#[test]
fn a_hundred_thousand_members() {
    let body: String = (0..100_000)
        .map(|number| format!("\"p{number:06}x\":1,"))
        .collect();
    let mut request = Owned::form(&format!("{{{body}\"z\":1}}"));
    let report = soon(|| explain(&request));
    assert!(!report.findings().is_empty());
    let response = CapturedResponse::new(200, &request.body);
    assert!(
        !soon(|| Explainer::new().response(&response))
            .findings()
            .is_empty()
    );
    // A name that is there twice makes it no object.
    request.body.truncate(request.body.len().saturating_sub(1));
    request.body.extend_from_slice(b",\"p000000x\":1}");
    assert_eq!(soon(|| secret_ranges(&request.captured())).len(), 1);
}

#[test]
fn one_parameter_a_hundred_thousand_times() {
    let report = soon(|| explain(&Owned::form(&"scope=a&".repeat(100_000))));
    assert_eq!(
        report.omitted().iter().map(|more| more.count).sum::<usize>(),
        99_989
    );
}

#[test]
fn ten_megabytes() {
    for body in [
        "a".repeat(10_000_000),
        "&".repeat(10_000_000),
        "%".repeat(10_000_000),
        format!("grant_type={}", "x".repeat(10_000_000)),
        format!(
            "grant_type=client_credentials&client_id=abc123&client_secret={}",
            "+".repeat(10_000_000)
        ),
        format!("{{\"scope\":\"{}\"}}", "\\u0061".repeat(1_500_000)),
        "{".repeat(10_000_000),
    ] {
        let request = Owned::form(&body);
        let report = soon(|| explain(&request));
        assert!(report.has(Code::BODY_TOO_LONG));
        soon(|| secret_ranges(&request.captured()));
    }
}

#[test]
fn a_million_scope_tokens() {
    for token in ["read+", "admin+", "++", "%22+", "a,b+"] {
        let body = format!(
            "grant_type=client_credentials&client_id=abc123&client_secret=secretXYZ&scope={}",
            token.repeat(500_000)
        );
        soon(|| explain(&Owned::form(&body)));
    }
}

#[test]
fn ten_megabytes_of_response() {
    for body in [
        format!(
            r#"{{"access_token":"{}","token_type":"Bearer","scope":"{}"}}"#,
            "t".repeat(5_000_000),
            "read ".repeat(1_000_000)
        ),
        "{\"a\":".repeat(1_000_000),
        "<".repeat(10_000_000),
    ] {
        let response = CapturedResponse::new(200, body.as_bytes());
        let report = soon(|| Explainer::new().response(&response));
        assert!(report.findings().len() < 100);
    }
}

#[test]
fn headers_without_end() {
    let mut request = Owned::form("grant_type=client_credentials");
    for _ in 0..10_000 {
        request = request
            .header("Authorization", "Basic x")
            .header("Content-Type", "x")
            .header("Content-Length", "x");
    }
    let report = soon(|| explain(&request));
    assert!(
        report
            .omitted()
            .iter()
            .any(|more| more.code == Code::AUTHORIZATION_REPEATED && more.count == 9_989)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever stands in a capture, it is explained, and every place lies within its part.
    #[test]
    fn nothing_is_beyond_explanation(
        method in "\\PC{0,8}",
        target in "\\PC{0,40}",
        name in prop_oneof![Just(String::from("authorization")), Just(String::from("content-type")), "\\PC{0,12}"],
        value in prop::collection::vec(any::<u8>(), 0..40),
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80),
            "[{}\":,a-z&=%+\\r\\n\0]{0,60}".prop_map(String::into_bytes),
        ],
        status in any::<u16>(),
    ) {
        let request = Owned { method, target, headers: vec![(name, value)], body };
        let report = explain(&request);
        for finding in report.findings() {
            let place = finding.place();
            let len = match place.part {
                countersign_explain::Part::Method => request.method.len(),
                countersign_explain::Part::Target => request.target.len(),
                countersign_explain::Part::Header { index, .. } => request.headers.get(index).unwrap().1.len(),
                countersign_explain::Part::Body => request.body.len(),
                _ => 0,
            };
            prop_assert!(place.octets.start <= place.octets.end && place.octets.end <= len, "{:?}", finding);
            prop_assert!(!finding.text().is_empty() && !finding.remedy().is_empty());
        }
        let response = CapturedResponse::new(status, &request.body);
        let _ = Explainer::new().response(&response);
        for place in secret_ranges(&request.captured()) {
            prop_assert!(place.octets.start < place.octets.end);
        }
    }
}

//! Hostile answers under every tolerance: the work is linear in the body, and the limits come first.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, Instant};

use countersign_grammar::Limits;
use countersign_message::{
    ReceivedResponse, Response, ResponseError, ResponseErrorKind, Tolerances, parse_response_with,
};

/// Generous, for a build without optimisation: quadratic work would take hours.
const PATIENCE: Duration = Duration::from_secs(30);

const MANY: usize = 100_000;

/// Reads an answer within the limits that it needs, soon, and within the usual ones.
#[track_caller]
fn read(status: u16, body: &str) -> Result<Response<'_>, ResponseError> {
    let received = ReceivedResponse {
        status,
        content_type: Some(b"text/plain"),
        body: body.as_bytes(),
    };
    let refused = parse_response_with(received, Tolerances::ALL, &Limits::DEFAULT).unwrap_err();
    assert_eq!(refused.kind(), ResponseErrorKind::BodyTooLong);
    assert_eq!(refused.at(), Limits::DEFAULT.body);

    let mut limits = Limits::DEFAULT;
    (limits.body, limits.parameters, limits.scope_tokens) = (body.len(), usize::MAX, usize::MAX);
    let start = Instant::now();
    let read = parse_response_with(received, Tolerances::ALL, &limits);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    read.map(|response| response.into_value())
}

fn names(shape: impl Fn(usize) -> String) -> String {
    (0..MANY).map(shape).collect()
}

// = COUNTERSIGN-LIMITS-1 (test)
// = COUNTERSIGN-LIMITS-2 (test)
#[test]
fn many_members_and_tokens() {
    let token = |scope: &str| format!(r#"{{"access_token":"a","scope":{scope}}}"#);
    for scope in [
        format!("\"{}a\"", "a,".repeat(MANY)),
        format!("\"{}\"", " a,  ".repeat(MANY)),
        format!("\"{}\"", ",".repeat(MANY)),
        format!("\"{}\"", " ".repeat(MANY)),
        format!("[{}\"a\"]", "\"a\",".repeat(MANY)),
    ] {
        let body = token(&scope);
        // Some are no scope under any tolerance; each is soon decided.
        if let Ok(Response::Error(error)) = read(200, &body) {
            panic!("{error:?}");
        }
    }
    let form = names(|number| format!("p{number}=%41&"));
    let body = format!("{form}access_token=a");
    let Response::Success(response) = read(200, &body).unwrap() else {
        panic!()
    };
    assert_eq!(response.extra().len(), MANY);
    assert!(read(200, &format!("{form}access_token=a&p7=b")).is_err());
}

// = COUNTERSIGN-LIMITS-2 (test)
#[test]
fn large_errors() {
    let members = names(|number| format!("\"p{number}\":1,"));
    let lines = "a\\r\\n".repeat(MANY);
    for body in [
        format!("{{{members}\"message\":\"b\"}}"),
        format!("{{\"error\":{{{members}\"code\":1}}}}"),
        format!("{{\"errors\":[{}{{\"code\":1}}]}}", "{\"code\":1},".repeat(MANY)),
        format!("{{\"error\":\"a\",\"error_description\":\"{lines}\"}}"),
        format!("error=a&{}", names(|number| format!("p{number}&"))),
        "[".repeat(MANY),
        "<p>".repeat(MANY),
        "&".repeat(MANY),
        "=&".repeat(MANY),
    ] {
        let deep = body.starts_with("[[");
        match read(400, &body) {
            Ok(Response::Error(_)) => {}
            Ok(Response::Success(_)) => panic!("a token"),
            Err(error) => assert!(deep, "{error}"),
        }
    }
}

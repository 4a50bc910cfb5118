//! What holds for every answer and every set of tolerances.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use countersign_grammar::Limits;
use countersign_grammar::media_type::MediaType;
use countersign_message::{
    ErrorResponse, ReceivedResponse, Response, ResponseError, ResponseErrorKind, Tolerance, Tolerances,
    parse_response, parse_response_with,
};
use countersign_scope::ScopeErrorKind;
use proptest::prelude::*;

/// Everything that a response says, to be compared.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    Token {
        json: String,
        scope: String,
        refresh_token: bool,
    },
    Error(ErrorResponse<'static>),
}

#[derive(Debug, Clone)]
struct Answer {
    status: u16,
    content_type: Option<&'static str>,
    body: Vec<u8>,
}

fn said(response: Response<'_>) -> Said {
    match response {
        Response::Success(response) => {
            let mut json = String::new();
            response.write_json(&mut json);
            Said::Token {
                json,
                scope: format!("{:?}", response.scope()),
                refresh_token: response.had_refresh_token(),
            }
        }
        Response::Error(error) => Said::Error(error.into_owned()),
    }
}

impl Answer {
    fn read(&self, tolerances: Tolerances) -> Result<(Said, Tolerances), ResponseError> {
        let received = ReceivedResponse {
            status: self.status,
            content_type: self.content_type.map(str::as_bytes),
            body: &self.body,
        };
        let response = parse_response_with(received, tolerances, &Limits::DEFAULT)?;
        let used = response.used();
        Ok((said(response.into_value()), used))
    }

    fn check(&self, allowed: Tolerances) {
        self.nothing_tolerated();
        let (value, used) = match self.read(allowed) {
            Ok(outcome) => outcome,
            Err(error) => {
                assert!(error.at() <= self.body.len());
                return;
            }
        };
        assert!(used.is_subset(allowed), "{used} of {allowed}");
        assert_eq!(self.read(used), Ok((value.clone(), used)));
        for tolerance in used.iter() {
            // Needed: the answer is refused without, or it says something else.
            let without = self.read(used.without(tolerance)).map(|(value, _)| value);
            assert_ne!(without.as_ref(), Ok(&value), "{tolerance} is not needed");
        }
        for tolerance in Tolerance::ALL {
            let more = self.read(allowed.with(*tolerance));
            let list_too_long = |error: &ResponseError| {
                error.kind() == ResponseErrorKind::MalformedScope(ScopeErrorKind::TooManyTokens)
            };
            assert!(
                more.as_ref().err().is_none_or(list_too_long),
                "{tolerance} takes away"
            );
        }
        if let Said::Token { .. } = value {
            assert!(matches!(self.status, 200 | 201));
            // Whoever looks for the words finds a token, and no error.
            let text = String::from_utf8_lossy(&self.body);
            assert!(text.contains("access_token") || text.contains('\\') || text.contains('%'));
            assert!(
                !text.contains("\"error\":") && !text.contains("&error="),
                "{text}"
            );
        }
    }

    /// With no tolerance it is the strict parse after a check of the media type.
    fn nothing_tolerated(&self) {
        let json = self.content_type.is_some_and(|media| {
            MediaType::parse(media.as_bytes()).is_ok_and(|media| media.essence_is("application/json"))
        });
        let read = self.read(Tolerances::NONE);
        if !json {
            assert_eq!(read.unwrap_err().kind(), ResponseErrorKind::ContentType);
            return;
        }
        let strict = parse_response(self.status, &self.body, &Limits::DEFAULT).map(said);
        assert_eq!(read, strict.map(|value| (value, Tolerances::NONE)));
    }
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![
        4 => Just(200_u16), 4 => Just(400), 1 => Just(401),
        1 => prop::sample::select(vec![0, 201, 204, 302, 399, 403, 429, 500, 502, 503, 599, 600]),
    ]
}

fn content_type() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![
        3 => Just(Some("application/json")),
        1 => Just(None),
        2 => prop::sample::select(vec![
            Some("application/x-www-form-urlencoded"), Some("text/html"), Some("Application/JSON; charset=utf-8"),
            Some("application/json; a"), Some(""),
        ]),
    ]
}

fn tolerances() -> impl Strategy<Value = Tolerances> {
    prop_oneof![
        Just(Tolerances::ALL),
        proptest::sample::subsequence(Tolerance::ALL, 0..=Tolerance::ALL.len())
            .prop_map(|tolerances| tolerances.into_iter().collect()),
    ]
}

/// A member, often one with a deviation.
fn member() -> impl Strategy<Value = (&'static str, &'static str)> {
    let any = (
        prop::sample::select(vec![
            "access_token",
            "token_type",
            "expires_in",
            "scope",
            "refresh_token",
            "error",
            "error_description",
            "error_uri",
            "errors",
            "meta",
            "status",
            "message",
            "errorCode",
            "errcode",
            "error_type",
            "x",
        ]),
        prop::sample::select(vec![
            r#""a""#,
            r#""""#,
            "1",
            "1.5",
            "-1",
            "null",
            "[]",
            "{}",
            r#""a b""#,
            r#""a,b""#,
            r#""a  b ""#,
            r#"["a","b"]"#,
            r#""\u0000""#,
            r#""a\r\nb""#,
            r#"{"type":"a","message":"b"}"#,
            r#"[{"code":7,"message":"a\nb"}]"#,
            r#""3600""#,
            r#"{"message":"a"}"#,
            r#""\"""#,
        ]),
    );
    let usual = prop::sample::select(vec![
        ("token_type", r#""Bearer""#),
        ("token_type", r#""Application Access Token""#),
        ("token_type", "null"),
        ("expires_in", "3600"),
        ("expires_in", r#""3600""#),
        ("expires_in", "3600.5"),
        ("expires_in", "null"),
        ("scope", r#""a b""#),
        ("scope", r#""a, b""#),
        ("scope", r#""""#),
        ("scope", r#"["a"]"#),
        ("scope", r#"" a,  b""#),
        ("error", r#""invalid_scope""#),
        ("error", r#"{"code":1}"#),
        ("error_description", r#""a\r\nb""#),
        ("error_description", r#""\u00e9""#),
        ("message", r#""a""#),
        ("errcode", "40029"),
    ]);
    prop_oneof![2 => usual, 1 => any]
}

fn json_body() -> impl Strategy<Value = Vec<u8>> {
    (any::<bool>(), proptest::collection::vec(member(), 0..5)).prop_map(|(token, mut members)| {
        if token {
            members.push(("access_token", r#""t""#));
        }
        // Mostly unique, for a repeated name ends everything.
        let mut seen = Vec::new();
        members.retain(|(name, _)| {
            let new = !seen.contains(name);
            seen.push(*name);
            new
        });
        let members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    })
}

fn form_body() -> impl Strategy<Value = Vec<u8>> {
    let pair = prop::sample::select(vec![
        "access_token=t",
        "token_type=bearer",
        "expires_in=60",
        "expires_in=x",
        "scope=a%2Cb",
        "scope=",
        "scope=a+b",
        "scope=+a",
        "error=invalid_scope",
        "error=%00",
        "error_description=a%0D%0Ab",
        "errorCode=x",
        "message=m",
        "x=%",
        "access_token=u",
        "",
        "x",
    ]);
    proptest::collection::vec(pair, 0..5).prop_map(|pairs| pairs.join("&").into_bytes())
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => json_body(),
        3 => form_body(),
        1 => prop::sample::select(vec!["", " ", "[]", "<html>", "Unauthorized", "null"]).prop_map(Vec::from),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    // = COUNTERSIGN-STRICT-2 (test)
    #[test]
    fn every_answer_under_every_set(
        status in status(), content_type in content_type(), body in body(), tolerances in tolerances(),
    ) {
        Answer { status, content_type, body }.check(tolerances);
    }

    // = RFC6749-3.2-10 (test)
    #[test]
    fn a_repeated_member_is_never_tolerated(
        members in proptest::collection::vec(member(), 0..4), again in member(), at in 0..4_usize, status in status(),
    ) {
        let mut members = members;
        members.insert(at.min(members.len()), again);
        members.push((again.0, "1"));
        let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let body = format!("{{{}}}", members.join(",")).into_bytes();
        let error = Answer { status, content_type: Some("application/json"), body }.read(Tolerances::ALL).unwrap_err();
        prop_assert_eq!(error.kind(), ResponseErrorKind::Repeated);
    }

    // = RFC6749-A.12-1 (test)
    #[test]
    fn a_malformed_access_token_is_never_tolerated(
        token in prop::sample::select(vec![
            "null", "1", "true", "[]", "[\"a\"]", "{}", "\"\"", "\"\\u0000\"", "\"a\\r\\nb\"", "\"\u{e9}\"", "\"\\u007f\"",
        ]),
        others in proptest::collection::vec(member(), 0..4), content_type in content_type(), tolerances in tolerances(),
        status in prop::sample::select(vec![200, 201]),
    ) {
        let mut body = format!("{{\"access_token\":{token}");
        for (number, (name, value)) in others.iter().enumerate() {
            let new = others[..number].iter().all(|(earlier, _)| earlier != name);
            if new && *name != "access_token" {
                body.push_str(&format!(",\"{name}\":{value}"));
            }
        }
        body.push('}');
        let answer = Answer { status, content_type, body: body.into_bytes() };
        match answer.read(tolerances) {
            Ok((Said::Token { .. }, used)) => prop_assert!(false, "{:?} gives a token with {}", answer, used),
            Ok((Said::Error(_), used)) => prop_assert!(used.contains(Tolerance::ErrorWithStatus200)),
            Err(_) => {}
        }
    }
}

#[test]
fn the_generators_reach_every_tolerance() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reached = Tolerances::NONE;
    for _ in 0..20_000 {
        let parts = (status(), content_type(), body())
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let (status, content_type, body) = parts;
        let answer = Answer {
            status,
            content_type,
            body,
        };
        if let Ok((_, used)) = answer.read(Tolerances::ALL) {
            reached = reached.union(used);
        }
    }
    assert_eq!(reached, Tolerances::ALL);
}

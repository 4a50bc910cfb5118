//! Every row of the course against a server in this process, held against the file itself and not against the
//! command's own judge.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::{Answer, Running, command};
use countersign_auth::ClientRecord;
use countersign_cli::config::Bounds;
use countersign_cli::demo::course;
use countersign_cli::serve::registry::MemoryRegistry;
use countersign_grammar::base64url;
use countersign_http::{Unavailable, server::Registry};
use serde_json::Value;

const SPECIFICATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/cases/lesson.jsonl");

/// The registry of the server, shared with the test.
struct Shared(Arc<MemoryRegistry>);

impl Registry for Shared {
    async fn look_up(&self, client_id: &str) -> Result<Option<Arc<ClientRecord>>, Unavailable> {
        self.0.look_up(client_id).await
    }
}

#[test]
fn the_copy_is_the_specification() {
    assert_eq!(std::fs::read_to_string(SPECIFICATION).unwrap(), course::COURSE);
}

#[tokio::test]
async fn every_request_is_answered_as_the_course_says() {
    let registry = Arc::new(MemoryRegistry::default());
    let shared = Shared(Arc::clone(&registry));
    let server = Running::with(Bounds::DEFAULT, |_| shared, |endpoint| endpoint).await;
    let mut answers = BTreeMap::new();
    let rows = course::COURSE.lines().zip(course::read(course::COURSE).unwrap());
    for (line, row) in rows {
        let Some(policy) = &row.policy else {
            continue;
        };
        registry.replace(policy.records().unwrap());
        let json: Value = serde_json::from_str(line).unwrap();
        let answer = server.send(request(&json)).await;
        check(&json, &answer, &answers);
        if let Some(method) = json["expect"]["auth_method"].as_str() {
            assert_eq!(server.log.last().decision.auth_method, Some(method), "{}", row.id);
        }
        answers.insert(row.id, answer);
    }
    assert_eq!(answers.len(), 11);
    server.stop().await;
}

/// The octets of the request, in the order of the row.
fn request(row: &Value) -> String {
    let body = row["body"].as_str().unwrap();
    let mut request = format!(
        "{} {} HTTP/1.1\r\n",
        row["method"].as_str().unwrap(),
        row["path"].as_str().unwrap()
    );
    for (name, value) in row["headers"].as_object().unwrap() {
        request.push_str(&format!("{name}: {}\r\n", value.as_str().unwrap()));
    }
    if !body.is_empty() {
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    request + "\r\n" + body
}

/// Every member of `expect` must have a meaning here.
fn check(row: &Value, answer: &Answer, before: &BTreeMap<String, Answer>) {
    let expect = row["expect"].as_object().unwrap();
    let json = answer.json();
    let id = &row["id"];
    for (name, value) in expect {
        let passes = match name.as_str() {
            "outcome" => {
                (value == "ok") == (answer.status == 200) && (value == "error") == json["error"].is_string()
            }
            "http_status" => {
                value == answer.status || expect.get("http_status_alternative") == Some(&answer.status.into())
            }
            "http_status_alternative" => expect.contains_key("http_status"),
            "error" | "token_type" | "expires_in" | "scope" => &json[name] == value,
            "client_id" => &claims(&json)["sub"] == value && &claims(&json)["client_id"] == value,
            // It is in the log, which the caller looks at.
            "auth_method" => true,
            "access_token" => {
                assert!(
                    value
                        .as_str()
                        .unwrap()
                        .contains(r#"exactly {"alg":"HS256","typ":"JWT"}"#)
                );
                let token = json["access_token"].as_str().unwrap();
                token.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.") && token.split('.').count() == 3
            }
            "present" => value
                .as_array()
                .unwrap()
                .iter()
                .all(|name| json.get(name.as_str().unwrap()).is_some()),
            "absent" => value
                .as_array()
                .unwrap()
                .iter()
                .all(|name| json.get(name.as_str().unwrap()).is_none()),
            "allow" => answer.header("allow") == value.as_str(),
            "www_authenticate_scheme" => {
                answer.header("www-authenticate").unwrap().split(' ').next() == value.as_str()
            }
            "same_bytes_as" => before[value.as_str().unwrap()].timeless() == answer.timeless(),
            _ => panic!("{id}: {name} has no meaning here"),
        };
        assert!(passes, "{id}: {name} is to be {value}: {answer:?}");
    }
}

fn claims(json: &Value) -> Value {
    let token = json["access_token"].as_str().unwrap();
    let payload = base64url::decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

#[test]
fn the_demonstration_plays_the_whole_course() {
    let output = command().arg("demo").output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..]),
        "{told}"
    );
    for line in course::COURSE.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert!(told.contains(row["id"].as_str().unwrap()), "{}", row["id"]);
    }
    for id in ["with-token", "without-token", "expired", "altered", "wrong-scope"] {
        assert!(told.contains(&format!("  call-{id}\n")), "{id}");
    }
    for id in ["new", "again", "for-another", "expired", "guessed", "fresh"] {
        assert!(told.contains(&format!("  assertion-{id}\n")), "{id}");
    }
    for clause in ["RFC7523-3-12", "RFC7523BIS-4-4", "RFC7523-3-9", "RFC7523-3-14"] {
        assert!(told.contains(&format!("[{clause}]\n")), "{clause}");
    }
    assert_eq!(told.matches("&client_assertion=*****").count(), 6);
    assert_eq!(told.matches("= ok").count(), 27);
    assert!(told.contains("All 27 answers are as expected."));
    let challenges: Vec<_> = told
        .lines()
        .filter(|line| line.starts_with("    < www-authenticate: Bearer "))
        .collect();
    assert_eq!(challenges.len(), 4, "{challenges:?}");
    assert!(!told.contains('\u{1b}'), "no colour in a pipe");
    // The question about other secrets names them; the requests do not.
    let sent: Vec<_> = told.lines().filter(|line| line.starts_with("    > ")).collect();
    assert!(sent.len() > 30);
    for secret in ["secretXYZ", "secretXYy", "secret456", "YWJjMTIzOnNlY3JldFlZWg"] {
        assert!(
            sent.iter().all(|line| !line.contains(secret)),
            "{secret} is masked"
        );
    }
    let shown: Vec<_> = told.split('"').filter(|text| text.starts_with("eyJ")).collect();
    assert!(
        shown.len() >= 7 && shown.iter().all(|token| token.chars().count() < 30),
        "{shown:?}"
    );
}

#[test]
fn a_wrong_answer_is_an_exit_status() {
    let folder = tempfile::tempdir().unwrap();
    let play = |course: &str| {
        let path = folder.path().join("course.jsonl");
        std::fs::write(&path, course).unwrap();
        let output = command().args(["demo", "--course"]).arg(&path).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let wrong = course::COURSE.replacen("\"http_status\": 405", "\"http_status\": 404", 1);
    let (code, told) = play(&wrong);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("1 of 16 answers is wrong.") && told.contains("expected status 404, found 405"),
        "{told}"
    );
    let more = told.contains("call-") || told.contains("assertion-");
    assert!(!more, "another course is played as it is");

    let unsaid = course::COURSE.replacen("treat it as leaked\"]", "treat it as lost\"]", 1);
    assert_ne!(unsaid, course::COURSE);
    assert_eq!(play(&unsaid).0, Some(1));
    let unknown = "{\"id\": \"x\", \"question\": \"?\", \"expect\": {\"statement\": \"so it is\"}}";
    assert_eq!(play(unknown).0, Some(1));
    let empty = "{\"id\": \"x\", \"question\": \"?\", \"response\": {\"status\": 200, \"content_type\": \"a/b\", \
                 \"body\": \"{\\\"access_token\\\":\\\"a\\\",\\\"token_type\\\":\\\"b\\\"}\"}, \"expect\": {}}";
    assert_eq!(play(empty).0, Some(1), "nothing was looked at");
    for broken in [
        "",
        "{}",
        "no json",
        "{\"id\": \"x\", \"question\": \"?\", \"expect\": {\"typo\": 1}}",
    ] {
        assert_eq!(play(broken).0, Some(2), "{broken}");
    }
}

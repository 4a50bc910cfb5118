#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
//! The runner of the cases itself: it sees a wrong expectation, a broken line and a panic.

use std::fs;
use std::path::Path;
use std::process::Command;

use xtask::cases::{
    FileError, FileReport, Judgement, Outcome, Report, RowErrorKind, Rows, Unusable, run_text,
};
use xtask::workspace;

/// A row with a wrong expectation differs, whatever it is about: no judge says yes to everything.
#[test]
fn a_turned_expectation_is_a_difference() {
    for (name, row) in [
        (
            "urlencoded",
            r#"{"op":"parse","profile":"whatwg","input":"a=b","pairs":[["a","c"]],"verdict":"ok"}"#,
        ),
        (
            "urlencoded",
            r#"{"op":"parse","profile":"rfc6749","input":"a=b","pairs":null,"verdict":"error"}"#,
        ),
        (
            "urlencoded",
            r#"{"op":"parse","profile":"rfc6749","input":"a=%ZZ","pairs":[["a","%ZZ"]],"verdict":"ok"}"#,
        ),
        (
            "urlencoded",
            r#"{"op":"parse_value","input":"a+b","value":"a+b","verdict":"ok"}"#,
        ),
        (
            "urlencoded",
            r#"{"op":"serialize","pairs":[["a","b c"]],"input":"a=b%20c"}"#,
        ),
        (
            "urlencoded",
            r#"{"op":"serialize_value","value":"a b","input":"a b"}"#,
        ),
        (
            "urlencoded",
            r#"{"op":"reserialize","profile":"whatwg","input":"a","output":"a"}"#,
        ),
        (
            "basic",
            r#"{"header":"Basic YTpi","verdict":"ok","raw_user":"a","raw_pass":"c"}"#,
        ),
        ("basic", r#"{"header":"Basic YTpi","verdict":"none"}"#),
        (
            "basic",
            r#"{"header":"Basic YQ==","verdict":"ok","raw_user":"a","raw_pass":null}"#,
        ),
        (
            "basic",
            r#"{"header":"Basic YTpi","verdict":"ok","raw_user":"a","raw_pass":"b","http_status":401}"#,
        ),
        (
            "basic",
            r#"{"header":"Basic YSsx OmI=","verdict":"ok","user":"a 1","pass":"b","decode":"form"}"#,
        ),
        (
            "basic",
            r#"{"header":"Basic YSsxOmI=","verdict":"ok","user":"a 1","pass":"b","raw_user":"a 1","raw_pass":"b","decode":"form"}"#,
        ),
        (
            "basic",
            r#"{"op":"encode","raw_user":"a:b","raw_pass":"c","header":"Basic YTpiOmM=","verdict":"ok"}"#,
        ),
        (
            "scope",
            r#"{"kind":"abnf_scope","scope":"a b","valid":false,"tokens":null}"#,
        ),
        (
            "scope",
            r#"{"kind":"abnf_octets","valid_hex":"20","invalid_hex":"21"}"#,
        ),
        (
            "scope",
            r#"{"kind":"allowed","scope":"a","server_scopes":["a"],"client_scopes":["b"],"verdict":"ok"}"#,
        ),
        (
            "scope",
            r#"{"kind":"match","strategy":"wildcard","haystack":["a.*"],"needle":"a","expected":true}"#,
        ),
        (
            "scope",
            r#"{"kind":"subset","available":"a b","required":"a c","expected":true}"#,
        ),
        (
            "scope",
            r#"{"kind":"set_equal","a":"a b","b":"b a","expected":false}"#,
        ),
        (
            "scope",
            r#"{"kind":"audience","haystack":["urn:a"],"needles":["urn:b"],"expected":true}"#,
        ),
        (
            "scope",
            r#"{"kind":"token_roundtrip","query":"grant_type=client_credentials&scope=a","scope":"b"}"#,
        ),
        (
            "hmac_sha256",
            r#"{"key":"00","msg":"","tag":"0000000000000000000000000000000000000000000000000000000000000000","tag_bits":256,"verdict":"ok"}"#,
        ),
        (
            "jwt",
            r#"{"kind":"base64url","input":"YQ","octets":[98],"verdict":"ok"}"#,
        ),
        (
            "jwt",
            r#"{"kind":"jwt_claims","claims":{"exp":10},"now":9,"verdict":"error"}"#,
        ),
        (
            "jwt",
            r#"{"kind":"jwt_claims","claims":{"exp":10},"now":10,"verdict":"ok"}"#,
        ),
        (
            "jwt",
            r#"{"kind":"unsecured_jwt","token":"eyJhbGciOiJub25lIn0.e30.","verdict":"ok"}"#,
        ),
        (
            "jwt",
            r#"{"kind":"decode_unverified","token":"eyJhbGciOiJIUzI1NiJ9.e30.AAAA","claims":{"a":1},"verdict":"ok"}"#,
        ),
        (
            "lesson",
            r#"{"response":{"body":"{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"scope\":\"a b\"}"},"expect":{"outcome":"ok","scopes":["a","b"],"count":3}}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"application/json","body":"{}","verdict":"ok"}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"error"}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok","facts":{"access_token":"b"}}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok","facts":{"token_type":"c"}}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\",\"x\":1}","verdict":"ok","facts":{"extra":[]}}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\",\"scope\":\"c\"}","verdict":"ok","facts":{"scope":"d"}}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"application/json","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok","facts":{"has_refresh_token":true}}"#,
        ),
        (
            "token_response",
            r#"{"status":200,"content_type":"text/html","body":"{\"access_token\":\"a\",\"token_type\":\"b\"}","verdict":"ok"}"#,
        ),
        (
            "token_response",
            r#"{"kind":"expires_in_value","expires_in":7,"expected_seconds":8,"verdict":"ok"}"#,
        ),
        (
            "token_error",
            r#"{"status":400,"content_type":"application/json","body":"{\"error\":\"a\"}","facts":{"error":"b"}}"#,
        ),
        (
            "token_error",
            r#"{"status":400,"content_type":"application/json","body":"{\"error\":\"a\"}","facts":{"error":"a","error_description":"b"}}"#,
        ),
        (
            "token_error",
            r#"{"status":400,"content_type":"application/json","body":"{\"error\":\"a\",\"error_uri\":\"b\"}","facts":{"error":"a"}}"#,
        ),
        (
            "token_error",
            r#"{"status":200,"content_type":"application/json","body":"{\"error\":\"a\"}","facts":{"error":"a"}}"#,
        ),
        ("token_request", POST_WITH_WRONG_STATUS),
        ("token_request", GRANTED_AS_AN_ERROR),
    ] {
        let text = format!(r#"{{"id":"planted",{}"#, row.strip_prefix('{').unwrap());
        let outcome = run_text(name, &text).unwrap();
        assert_eq!(outcome.differences.len(), 1, "{name}: {row}: {outcome:?}");
        assert_eq!(outcome.differences[0].0, "planted");
    }
}

const POST_WITH_WRONG_STATUS: &str = r#"{"level":"http","method":"POST","path":"/token","headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":"grant_type=client_credentials&client_id=a&client_secret=b","policy":{"clients":{"a":{"secret":"b"}}},"expect":{"outcome":"ok","http_status":201}}"#;
const GRANTED_AS_AN_ERROR: &str = r#"{"level":"http","method":"POST","path":"/token","headers":{"Content-Type":"application/x-www-form-urlencoded"},"body":"grant_type=client_credentials&client_id=a&client_secret=b","policy":{"clients":{"a":{"secret":"b"}}},"expect":{"outcome":"error","error":"invalid_client"}}"#;

#[test]
fn a_broken_line_is_an_error_with_its_number() {
    let good = r#"{"id":"a"}"#;
    for (line, kind) in [
        ("{\"id\":", None),
        ("[]", Some(RowErrorKind::NotAnObject)),
        ("{}", Some(RowErrorKind::NoId)),
        (r#"{"id":1}"#, Some(RowErrorKind::NoId)),
        (good, Some(RowErrorKind::IdRepeated(String::from("a")))),
    ] {
        let error = run_text("scope", &format!("{good}\n\n{line}\n")).unwrap_err();
        assert_eq!(error.line(), Some(3), "{line}");
        let FileError::Row(error) = error else {
            panic!("{error}")
        };
        match kind {
            Some(kind) => assert_eq!(*error.kind(), kind),
            None => assert!(matches!(error.kind(), RowErrorKind::NotJson(_)), "{error}"),
        }
    }
}

#[test]
fn a_panic_is_caught_and_named() {
    let rows = Rows::read("{\"id\":\"calm\"}\n{\"id\":\"loud\"}\n{\"id\":\"after\"}\n").unwrap();
    let outcome = Outcome::of(&rows, |row, _| match row.id() {
        "loud" => panic!("planted"),
        "after" => Err(Unusable::because("no fields")),
        _ => Ok(Judgement::Agrees),
    });
    assert_eq!(outcome.panics, [(String::from("loud"), String::from("planted"))]);
    assert_eq!((outcome.agree, outcome.judged(), outcome.left_out()), (1, 2, 1));
    let file = FileReport {
        name: String::from("x"),
        result: Ok(outcome),
    };
    let report = Report { files: vec![file] };
    assert!(!report.is_sound());
    assert!(report.to_string().contains("loud: PANIC \"planted\""), "{report}");
}

/// What is not known is named with its rows and counted nowhere.
#[test]
fn what_is_not_handled_is_named() {
    for (name, row) in [
        ("asserts", r#"{"id":"a"}"#),
        ("token_response", r#"{"id":"a"}"#),
        ("www_authenticate", r#"{"id":"a"}"#),
        ("unheard-of", r#"{"id":"a","x":1}"#),
        ("scope", r#"{"id":"a","kind":"unheard-of"}"#),
        (
            "scope",
            r#"{"id":"a","kind":"match","strategy":"lax","haystack":[],"needle":"a"}"#,
        ),
        ("urlencoded", r#"{"id":"a","op":"parse"}"#),
        ("basic", r#"{"id":"a","op":"rule","text":"be kind"}"#),
        (
            "jwt",
            r#"{"id":"a","kind":"jws","token":"a.b.c","key":{"kty":"RSA"},"verdict":"ok"}"#,
        ),
        ("token_request", r#"{"id":"a","expect":{"outcome":"ok"}}"#),
        (
            "hmac_sha256",
            r#"{"id":"a","key":"0","msg":"","tag":"","verdict":"ok"}"#,
        ),
    ] {
        let outcome = run_text(name, row).unwrap();
        assert_eq!((outcome.judged(), outcome.left_out()), (0, 1), "{name}: {row}");
        let (why, ids) = outcome.not_handled.first_key_value().unwrap();
        assert!(!why.is_empty() && ids == &["a"], "{why}");
    }
}

fn command(folder: &Path, json: bool) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("cases").arg("--dir").arg(folder);
    if json {
        command.arg("--json");
    }
    let output = command.output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_prints_every_file_and_a_total() {
    let (code, text, _) = command(&workspace::root().join("docs/spec/cases"), false);
    assert_eq!(code, Some(0), "{text}");
    for name in [
        "basic",
        "hmac_sha256",
        "jwt",
        "lesson",
        "scope",
        "token_error",
        "token_request",
        "token_response",
        "urlencoded",
    ] {
        assert!(
            text.lines()
                .any(|line| line.starts_with(&format!("{name} agree "))),
            "{name}"
        );
    }
    let last = text.lines().last().unwrap();
    let (code, json, _) = command(&workspace::root().join("docs/spec/cases"), true);
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(
        last,
        format!(
            "total {} of {}",
            document["total"]["agree"], document["total"]["of"]
        )
    );
    assert_eq!(document["files"].as_array().unwrap().len(), 9);
}

#[test]
fn the_command_fails_on_what_it_cannot_read() {
    let folder = std::env::temp_dir().join(format!("cases-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (code, _, error) = command(&folder, false);
    assert_eq!(code, Some(1));
    assert!(error.contains("no case file"), "{error}");

    fs::write(
        folder.join("scope.jsonl"),
        "{\"id\":\"a\",\"kind\":\"abnf_scope\",\"scope\":\"a\",\"valid\":false}\n",
    )
    .unwrap();
    let (code, text, _) = command(&folder, false);
    assert_eq!(
        (code, text.lines().last()),
        (Some(0), Some("total 0 of 1")),
        "{text}"
    );
    assert!(text.contains("  a: theirs error; ours a"), "{text}");

    fs::write(folder.join("jwt.jsonl"), "\n{\"id\":\"a\"\n").unwrap();
    fs::write(folder.join("basic.jsonl"), [0xFF]).unwrap();
    let (code, text, _) = command(&folder, false);
    assert_eq!(
        (code, text.lines().last()),
        (Some(1), Some("total 0 of 1")),
        "{text}"
    );
    assert!(text.contains("jwt cannot be run: line 2: not JSON"), "{text}");
    assert!(text.contains("basic cannot be run: not UTF-8"), "{text}");
    let (code, json, _) = command(&folder, true);
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, &document["files"][1]["line"]),
        (Some(1), &serde_json::json!(2))
    );
    fs::remove_dir_all(&folder).unwrap();
}

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
//! The runner of the cases itself: it sees a wrong expectation, a broken line and a panic.

#[path = "support/turned.rs"]
mod turned;

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
    for &(name, row) in turned::ROWS {
        let text = format!(r#"{{"id":"planted",{}"#, row.strip_prefix('{').unwrap());
        let outcome = run_text(name, &text).unwrap();
        assert_eq!(outcome.differences.len(), 1, "{name}: {row}: {outcome:?}");
        assert_eq!(outcome.differences[0].0, "planted");
    }
}

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
        "asserts",
        "basic",
        "hmac_sha256",
        "jwt",
        "lesson",
        "scope",
        "token_error",
        "token_request",
        "token_response",
        "urlencoded",
        "www_authenticate",
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
    assert_eq!(document["files"].as_array().unwrap().len(), 11);
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

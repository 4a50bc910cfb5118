#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::print_stdout)]
//! The case files of docs/spec/cases against the crates, and their lists of differences.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use xtask::cases::differences::Differences;
use xtask::cases::{FileReport, Outcome, Row, Rows, Topic, run_text};
use xtask::{catalogue, workspace};

const NONE: [&str; 0] = [];

fn folder() -> PathBuf {
    workspace::root().join("docs/spec/cases")
}

/// Runs a file, prints what came of it, and holds it against its list and against how many rows are expected to agree,
/// to differ, and not to be judged.
fn run(name: &str, agree: usize, differ: usize, left_out: &[(&str, usize)]) {
    let text = fs::read_to_string(folder().join(format!("{name}.jsonl"))).unwrap();
    let outcome = run_text(name, &text).unwrap();
    let list = Differences::load(&folder().join(format!("{name}.differences.toml"))).unwrap();
    let problems = problems(&text, &outcome, &list);
    let report = FileReport {
        name: String::from(name),
        result: Ok(outcome),
    };
    println!("{report}");
    assert_eq!(problems, NONE);
    let outcome = report.result.unwrap();
    assert!(outcome.panics.is_empty());
    assert_eq!((outcome.agree, outcome.differences.len()), (agree, differ));
    let found: Vec<(&str, usize)> = outcome
        .not_handled
        .iter()
        .map(|(why, ids)| (why.as_str(), ids.len()))
        .collect();
    assert_eq!(found, left_out);
    assert_eq!(
        outcome.judged() + outcome.left_out(),
        Rows::read(&text).unwrap().all().len()
    );
}

fn problems(text: &str, outcome: &Outcome, list: &Differences) -> Vec<String> {
    let rows = Rows::read(text).unwrap();
    let ids: BTreeSet<&str> = rows.all().iter().map(Row::id).collect();
    let entries = catalogue::load().unwrap();
    let clauses: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    list.check(outcome, &ids, &clauses)
}

#[test]
fn asserts() {
    let left_out = [
        ("a rule about the grant of RFC 7523, which is not done here", 1),
        (
            "about public keys, certificates or which key is chosen, not about the assertion",
            15,
        ),
    ];
    run("asserts", 79, 10, &left_out);
}

#[test]
fn urlencoded() {
    run("urlencoded", 108, 1, &[]);
}

#[test]
fn basic() {
    run("basic", 62, 6, &[]);
}

#[test]
fn scope() {
    let audiences = "an audience that is no absolute URI cannot be registered as a resource";
    run("scope", 119, 3, &[(audiences, 6)]);
}

#[test]
fn token_request() {
    let left_out = [
        ("another grant than client_credentials", 3),
        ("client assertions are not supported yet", 1),
    ];
    run("token_request", 95, 28, &left_out);
}

/// The list of differences says with which tolerances each row is read that the strict parse refuses.
#[test]
fn token_response() {
    run("token_response", 59, 31, &[]);
}

#[test]
fn token_error() {
    run("token_error", 21, 26, &[]);
}

#[test]
fn hmac_sha256() {
    run(
        "hmac_sha256",
        51,
        0,
        &[("truncated tags are not verified here, and each is refused", 54)],
    );
}

#[test]
fn jwt() {
    let left_out = [
        ("a rule about what is not done here: asymmetric keys", 2),
        ("asymmetric keys are not supported yet", 101),
        (
            "marked `suspect`: the label of the source contradicts itself or the RFC",
            1,
        ),
        ("no extension is ever written here", 1),
    ];
    run("jwt", 157, 10, &left_out);
}

#[test]
fn lesson() {
    run("lesson", 16, 0, &[]);
}

#[test]
fn www_authenticate() {
    let left_out = [
        ("the row states no fact that a parser shows", 2),
        ("the row states no field value", 1),
        ("the row states only part of what is to be written", 1),
    ];
    run("www_authenticate", 211, 30, &left_out);
}

/// Every list belongs to a case file.
#[test]
fn no_list_stands_alone() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(stem) = name.strip_suffix(".differences.toml") {
            assert!(folder().join(format!("{stem}.jsonl")).exists(), "{name}");
            assert!(Topic::of_file(stem).is_some(), "{name}");
        }
    }
}

/// The list is held to in both directions.
#[test]
fn a_list_that_is_not_exact_is_refused() {
    let text = "{\"id\":\"same\",\"kind\":\"parse\",\"scope\":\"a\",\"tokens\":[\"a\"],\"verdict\":\"ok\"}\n\
                {\"id\":\"other\",\"kind\":\"parse\",\"scope\":\"a \",\"tokens\":[\"a\"],\"verdict\":\"ok\"}\n";
    let outcome = run_text("scope", text).unwrap();
    let entry = |id: &str, theirs: &str, clause: &str, reason: &str| {
        format!(
            "[[difference]]\nid = {id:?}\ntheirs = {theirs:?}\nours = \"error\"\nclause = {clause:?}\nreason = {reason:?}\n"
        )
    };
    let exact = entry("other", "a", "RFC6749-3.3-3", "strict");
    let check = |list: &str| problems(text, &outcome, &Differences::parse(list).unwrap());
    assert_eq!(check(&exact), NONE);
    for (list, why) in [
        (String::new(), "other differs and is not listed"),
        (format!("{exact}{exact}"), "other is listed twice"),
        (
            exact.clone() + &entry("same", "a", "RFC6749-3.3-3", "x"),
            "same is listed, and it does not differ",
        ),
        (
            exact.clone() + &entry("none", "a", "RFC6749-3.3-3", "x"),
            "none is listed, and there is no such row",
        ),
        (
            entry("other", "a", "RFC6749-99-1", "x"),
            "RFC6749-99-1, which does not exist",
        ),
        (
            entry("other", "b", "RFC6749-3.3-3", "x"),
            "other is listed as \"b\" against \"error\", and it is \"a\"",
        ),
        (
            entry("other", "a", "RFC6749-3.3-3", " "),
            "other is listed without a reason",
        ),
    ] {
        let problems = check(&list);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(why), "{problems:?}");
    }
    assert!(Differences::parse("[[difference]]\nid = \"a\"\n").is_err());
    assert!(Differences::parse(&format!("{exact}surplus = 1\n")).is_err());
}

/// A file with another name is judged by what its rows have.
#[test]
fn the_name_of_a_file_is_no_condition() {
    for name in [
        "urlencoded",
        "basic",
        "scope",
        "token_request",
        "hmac_sha256",
        "jwt",
        "www_authenticate",
    ] {
        let text = fs::read_to_string(folder().join(format!("{name}.jsonl"))).unwrap();
        let (by_name, by_fields) = (
            run_text(name, &text).unwrap(),
            run_text("anything", &text).unwrap(),
        );
        assert_eq!(by_fields.agree, by_name.agree, "{name}");
        assert_eq!(by_fields.differences, by_name.differences, "{name}");
        assert_eq!(by_fields.not_handled, by_name.not_handled, "{name}");
    }
    assert_eq!(Topic::of_file("jwt-more"), Some(Topic::Jwt));
    assert_eq!(Topic::of_file("token_request.2"), Some(Topic::TokenRequest));
    assert_eq!(Topic::of_file("jwtx"), None);
}

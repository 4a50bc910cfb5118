#![allow(clippy::unwrap_used)]
//! The survivors of mutation testing are compared with those that are explained, exactly.

use xtask::mutants::{CRATES, EXPLAINED, Explained, Outcomes, problems, table};
use xtask::workspace;

const SCOPE: &str = "countersign-scope";
const SERVER: &str = "countersign-server";

/// A run over these mutants: crate, rest of the name, what became of it.
fn run(mutants: &[(&str, &str, &str)]) -> Outcomes {
    Outcomes::parse(&report(mutants, mutants.len(), "Success")).unwrap()
}

fn report(mutants: &[(&str, &str, &str)], total: usize, baseline: &str) -> String {
    let mut outcomes = vec![serde_json::json!({ "scenario": "Baseline", "summary": baseline })];
    for (line, (owner, what, summary)) in (7..).zip(mutants) {
        let name = format!("crates/{owner}/src/set.rs:{line}:13: {what}");
        outcomes.push(serde_json::json!({
            "scenario": { "Mutant": { "name": name, "package": owner, "genre": "FnValue" } },
            "summary": summary,
        }));
    }
    serde_json::json!({ "outcomes": outcomes, "total_mutants": total, "end_time": "2026-11-01T00:00:00Z" })
        .to_string()
}

/// The list of these names, all of the same file.
fn listed(names: &[(&str, &str)]) -> Explained {
    let names: Vec<_> = names
        .iter()
        .map(|(owner, what)| format!("crates/{owner}/src/set.rs: {what}"))
        .collect();
    Explained::parse(&format!(
        "[[survivor]]\nmutants = {names:?}\nreason = \"It is the same for every input.\"\n"
    ))
    .unwrap()
}

#[test]
fn survivors_that_are_explained_are_no_problem_wherever_they_stand() {
    let outcomes = run(&[
        (SCOPE, "replace > with >= in len", "MissedMutant"),
        (SCOPE, "replace > with < in len", "CaughtMutant"),
        (SCOPE, "replace len -> usize with 0", "Timeout"),
        (SCOPE, "replace len -> usize with Default::default()", "Unviable"),
    ]);
    let explained = listed(&[(SCOPE, "replace > with >= in len")]);
    assert_eq!(problems(&[SCOPE], &outcomes, &explained), [""; 0]);
}

#[test]
fn a_survivor_that_is_not_explained_is_a_problem() {
    let outcomes = run(&[(SCOPE, "replace > with >= in len", "MissedMutant")]);
    for explained in [
        Explained::default(),
        listed(&[(SERVER, "replace > with >= in len")]),
    ] {
        let problems = problems(&[SCOPE], &outcomes, &explained);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(
            "crates/countersign-scope/src/set.rs: replace > with >= in len: 1 survived, 0 explained; test it"
        ));
    }
}

#[test]
fn an_explained_survivor_that_a_test_notices_is_a_problem() {
    let explained = listed(&[(SCOPE, "replace > with >= in len")]);
    for summary in ["CaughtMutant", "Timeout"] {
        let outcomes = run(&[(SCOPE, "replace > with >= in len", summary)]);
        let problems = problems(&[SCOPE], &outcomes, &explained);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].ends_with("0 survived, 1 explained; docs/model/mutants.toml is out of date"));
    }
    let gone = run(&[(SCOPE, "replace another", "CaughtMutant")]);
    assert_eq!(problems(&[SCOPE], &gone, &explained).len(), 1);
}

#[test]
fn a_name_that_survives_twice_is_explained_twice() {
    let name = "replace > with >= in len";
    let twice = run(&[(SCOPE, name, "MissedMutant"), (SCOPE, name, "MissedMutant")]);
    let once = run(&[(SCOPE, name, "MissedMutant"), (SCOPE, name, "CaughtMutant")]);
    let (one, two) = (listed(&[(SCOPE, name)]), listed(&[(SCOPE, name), (SCOPE, name)]));
    assert!(problems(&[SCOPE], &twice, &two).is_empty());
    assert!(problems(&[SCOPE], &once, &one).is_empty());
    assert_eq!(problems(&[SCOPE], &twice, &one).len(), 1);
    assert_eq!(problems(&[SCOPE], &once, &two).len(), 1);
}

#[test]
fn only_the_crates_that_were_run_are_compared() {
    let outcomes = run(&[(SCOPE, "replace len", "CaughtMutant")]);
    let explained = listed(&[(SERVER, "replace > with >= in len")]);
    assert!(problems(&[SCOPE], &outcomes, &explained).is_empty());
    let problems = problems(&[SCOPE, SERVER], &outcomes, &explained);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(problems[0], "countersign-server: no mutant was tried");
}

#[test]
fn a_crate_whose_mutants_do_not_compile_was_not_tried() {
    let outcomes = run(&[(SCOPE, "replace len", "Unviable")]);
    assert_eq!(
        problems(&[SCOPE], &outcomes, &Explained::default()),
        ["countersign-scope: no mutant was tried"]
    );
}

#[test]
fn a_run_that_was_cut_short_or_failed_is_an_error() {
    let mutants = [(SCOPE, "replace len", "CaughtMutant")];
    assert!(Outcomes::parse(&report(&mutants, 1, "Success")).is_ok());
    assert!(Outcomes::parse(&report(&mutants, 2, "Success")).is_err());
    assert!(Outcomes::parse(&report(&mutants, 1, "Failure")).is_err());
    assert!(Outcomes::parse(&report(&[(SCOPE, "replace len", "Failure")], 1, "Success")).is_err());
    let endless = report(&mutants, 1, "Success").replace("\"2026-11-01T00:00:00Z\"", "null");
    assert!(Outcomes::parse(&endless).is_err());
    assert!(Outcomes::parse("{}").is_err());
}

#[test]
fn a_name_without_line_and_column_is_an_error() {
    for bad in ["set.rs: replace", "set.rs:7: replace", "set.rs:7:x: replace"] {
        let text =
            report(&[(SCOPE, "replace", "MissedMutant")], 1, "Success").replace("set.rs:7:13: replace", bad);
        assert!(Outcomes::parse(&text).is_err(), "{bad}");
    }
}

#[test]
fn a_list_without_reasons_or_of_other_crates_is_an_error() {
    let entry = |name: &str, reason: &str| {
        Explained::parse(&format!(
            "[[survivor]]\nmutants = [{name:?}]\nreason = {reason:?}\n"
        ))
    };
    let reason = "It is the same for every input.";
    assert!(entry("crates/countersign-scope/src/set.rs: replace", reason).is_ok());
    assert!(entry("crates/countersign-scope/src/set.rs: replace", "equivalent").is_err());
    assert!(entry("crates/countersign-client/src/lib.rs: replace", reason).is_err());
    assert!(entry("crates/countersign-scope/tests/set.rs: replace", reason).is_err());
    assert!(
        Explained::parse("[[survivor]]\nmutants = []\nreason = \"It is the same for every input.\"\n")
            .is_err()
    );
    assert!(Explained::parse("[[survivors]]\n").is_err());
}

#[test]
fn the_table_counts_each_crate_and_all_of_them() {
    let outcomes = run(&[
        (SCOPE, "replace > with >= in len", "MissedMutant"),
        (SCOPE, "replace > with < in len", "CaughtMutant"),
        (SERVER, "replace > with < in len", "CaughtMutant"),
        (SERVER, "replace > with == in len", "Timeout"),
        (SERVER, "replace len", "Unviable"),
    ]);
    let explained = listed(&[(SCOPE, "replace > with >= in len")]);
    let text = table(&[SCOPE, SERVER], &outcomes, &explained);
    let rows: Vec<_> = text.lines().skip(2).collect();
    assert_eq!(
        rows,
        [
            "| `countersign-scope` | 2 | 1 | 0 | 0 | 1 | 1 |",
            "| `countersign-server` | 3 | 1 | 1 | 1 | 0 | 0 |",
            "| all | 5 | 2 | 1 | 1 | 1 | 1 |",
        ]
    );
}

#[test]
fn the_list_names_files_that_exist_and_the_page_has_its_counts() {
    let explained = Explained::load().unwrap();
    for file in explained.files() {
        assert!(workspace::root().join(file).is_file(), "{EXPLAINED}: {file}");
    }
    let page = workspace::read("docs/model/mutants.md").unwrap();
    for owner in CRATES {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{owner}` |")));
        let counts: Vec<usize> = row
            .unwrap()
            .split('|')
            .filter_map(|cell| cell.trim().parse().ok())
            .collect();
        let [total, caught, timeouts, unviable, survived, explained_] = counts[..] else {
            panic!("{owner}: {counts:?}");
        };
        assert_eq!(total, caught + timeouts + unviable + survived, "{owner}");
        assert_eq!(
            (survived, explained_),
            (explained.count(owner), explained.count(owner)),
            "{owner}"
        );
    }
}

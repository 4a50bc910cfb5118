//! The page for readers names every property, every fault that it speaks of exists, and nothing else is claimed.
#![allow(clippy::panic)]

use std::collections::BTreeSet;

use countersign_model::fault::Fault;
use countersign_model::hunt::{hunt, properties};

const PAGE: &str = include_str!("../../../docs/model/README.md");

#[test]
fn every_property_stands_in_a_table_and_nothing_else_does() {
    let known: BTreeSet<&str> = properties().into_iter().collect();
    let told: BTreeSet<&str> = PAGE
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(known, told);
}

#[test]
fn every_fault_that_is_named_exists() {
    let faults: Vec<String> = Fault::ALL.iter().map(|fault| format!("{fault:?}")).collect();
    let mut named = 0;
    for word in PAGE.split(['`', '(', ')']) {
        let camel = word.len() > 8 && word.starts_with(|c: char| c.is_ascii_uppercase());
        if camel && word.chars().all(char::is_alphanumeric) && word.chars().any(char::is_lowercase) {
            assert!(faults.iter().any(|fault| fault == word), "{word} is no fault");
            named += 1;
        }
    }
    assert!(named >= 2, "{named}");
}

#[test]
fn the_counterexample_that_is_shown_is_the_one_that_is_found() {
    let Some(told) = hunt(Fault::CheckThenSet, "assertion_accepted_at_most_once") else {
        panic!("nothing is found")
    };
    assert!(PAGE.contains(&format!("```text\n{told}```")), "{told}");
}

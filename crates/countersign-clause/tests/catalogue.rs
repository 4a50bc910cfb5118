//! The catalogue as a whole.

#![cfg(feature = "catalogue")]

use std::collections::BTreeSet;

use countersign_clause::{ALL, Level, RFC6749_2_2_1, Role, Tier, Topic, by_id};

#[test]
fn ids_ascend_strictly() {
    assert!(ALL.len() > 800, "the catalogue holds {} clauses", ALL.len());
    for pair in ALL.windows(2) {
        assert!(
            pair[0].id() < pair[1].id(),
            "{} stands before {}",
            pair[0],
            pair[1]
        );
    }
}

#[test]
fn every_clause_is_found_by_its_id() {
    for clause in ALL {
        assert!(core::ptr::eq(by_id(clause.id()).unwrap(), *clause), "{clause}");
    }
}

#[test]
fn an_id_that_is_no_clause_is_not_found() {
    for id in [
        "",
        "RFC6749",
        "RFC6749-2.2",
        "rfc6749-2.2-1",
        "RFC6749-2.2-1 ",
        "RFC6749_2_2_1",
        "ZZZ",
    ] {
        assert_eq!(by_id(id), None, "{id}");
    }
}

#[test]
fn clauses_compare_by_id() {
    assert_eq!(by_id("RFC6749-2.2-1"), Some(&RFC6749_2_2_1));
    assert_ne!(by_id("RFC6749-2.2-2"), Some(&RFC6749_2_2_1));
    assert_eq!(ALL.iter().collect::<BTreeSet<_>>().len(), ALL.len());
}

#[test]
fn debug_and_display_print_the_id_alone() {
    assert_eq!(format!("{RFC6749_2_2_1:?}"), "RFC6749-2.2-1");
    assert_eq!(format!("[{RFC6749_2_2_1:>15}]"), "[  RFC6749-2.2-1]");
}

#[test]
fn every_word_is_used_and_distinct() {
    fn distinct(words: impl Iterator<Item = &'static str>) -> usize {
        words.collect::<BTreeSet<_>>().len()
    }
    assert_eq!(
        distinct(ALL.iter().map(|clause| clause.level().as_str())),
        Level::ALL.len()
    );
    assert_eq!(
        distinct(ALL.iter().map(|clause| clause.role().as_str())),
        Role::ALL.len()
    );
    assert_eq!(
        distinct(ALL.iter().map(|clause| clause.tier().as_str())),
        Tier::ALL.len()
    );
    assert_eq!(
        distinct(ALL.iter().map(|clause| clause.topic().as_str())),
        Topic::ALL.len()
    );
}

#[test]
fn the_spec_and_section_belong_to_the_id() {
    for clause in ALL {
        assert!(
            clause.id().contains(clause.section()),
            "{clause}: section {}",
            clause.section()
        );
        assert!(!clause.spec().is_empty(), "{clause}");
        if let Some(number) = clause.spec().strip_prefix("RFC ") {
            let number: String = number.chars().take_while(char::is_ascii_digit).collect();
            assert!(
                clause.id().starts_with(&format!("RFC{number}-")),
                "{clause}: {}",
                clause.spec()
            );
        }
    }
}

#[cfg(feature = "text")]
#[test]
fn every_clause_says_something() {
    for clause in ALL {
        assert!(clause.text().ends_with(['.', ')']), "{clause}: {}", clause.text());
        assert!(!clause.check().is_empty(), "{clause}");
    }
}

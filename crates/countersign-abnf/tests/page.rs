//! docs/model/grammars.md is drawn from the table of productions.
#![allow(clippy::unwrap_used)]

use countersign_abnf::{PRODUCTIONS, page};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/grammars.md");

#[test]
fn the_page_is_that_of_the_table() {
    if std::env::var_os("COUNTERSIGN_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(PATH, page()).unwrap();
    }
    let committed = std::fs::read_to_string(PATH).unwrap();
    assert_eq!(committed, page(), "docs/model/grammars.md is out of date");
}

#[test]
fn a_million_strings_each() {
    for production in PRODUCTIONS {
        assert!(production.strings() >= 1_000_000, "{}", production.name);
        assert!(production.faults.len() >= 5, "{}", production.name);
    }
}

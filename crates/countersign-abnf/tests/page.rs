//! docs/model/grammars.md is drawn from the table of productions.
#![allow(clippy::unwrap_used)]

use countersign_abnf::{PRODUCTIONS, page};
use countersign_exhaust::is_current;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/grammars.md");

#[test]
fn the_page_is_that_of_the_table() {
    assert!(
        is_current(PATH, &page()).unwrap(),
        "docs/model/grammars.md is not current"
    );
}

#[test]
fn a_million_strings_each() {
    for production in PRODUCTIONS {
        assert!(production.strings() >= 1_000_000, "{}", production.name);
        assert!(production.faults.len() >= 5, "{}", production.name);
    }
}

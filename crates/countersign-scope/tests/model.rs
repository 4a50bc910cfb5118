//! docs/model/scope.md is drawn from the transition table.
#![allow(clippy::unwrap_used)]

use countersign_exhaust::is_current;
use countersign_scope::{write_diagram, write_table};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model/scope.md");

fn page() -> String {
    let mut page = String::from(
        "# The scope machine\n\n\
         Generated from `ScopeState::TABLE` in `countersign-scope`. To write it anew after a change:\n\
         `COUNTERSIGN_BLESS=1 cargo test -p countersign-scope --test model`.\n\n\
         ```abnf\n\
         scope       = scope-token *( SP scope-token )   ; RFC 6749 A.4\n\
         scope-token = 1*NQCHAR\n\
         NQCHAR      = %x21 / %x23-5B / %x5D-7E\n\
         ```\n\n\
         The machine starts in `Start`, reads octets, and the text is a scope string if it ends in a state that accepts.\n\n",
    );
    write_table(&mut page).unwrap();
    page.push_str("\n```mermaid\n");
    write_diagram(&mut page).unwrap();
    page.push_str("```\n");
    page
}

#[test]
fn the_page_is_that_of_the_table() {
    assert!(
        is_current(PATH, &page()).unwrap(),
        "docs/model/scope.md is not current"
    );
}

/// The drawing says what the table says: each arrow of the text is a cell and each cell has its arrow.
#[test]
fn each_cell_is_drawn_once() {
    let mut drawing = String::new();
    write_diagram(&mut drawing).unwrap();
    let labels: usize = drawing
        .lines()
        .filter_map(|line| line.split_once(" : "))
        .map(|(_, classes)| classes.split(", ").count())
        .sum();
    assert_eq!(labels, 12);
    assert_eq!(drawing.matches("Start --> Token : NQCHAR\n").count(), 1);
    assert_eq!(
        drawing
            .matches("Invalid --> Invalid : NQCHAR, SP, other\n")
            .count(),
        1
    );
    assert_eq!(drawing.matches("--> [*]").count(), 1);
}

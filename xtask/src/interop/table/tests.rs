use super::*;
use crate::interop::scenario::Runner;
use crate::interop::wire::{Grant, Refusal};

const CLIENT: Client = Client {
    name: "client",
    runner: Runner::Node("x.mjs"),
    encoding: Encoding::Raw,
    ascii_only: false,
};

fn row(cells: &[&str]) -> Row {
    Row {
        client: named(&CLIENT, Some("1.2.3")),
        method: "client_secret_post",
        encoding: CLIENT.encoding,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
    }
}

#[test]
fn names_a_library_with_its_version_and_curl_without() {
    assert_eq!(named(&CLIENT, Some("1.2.3")), "client 1.2.3 (npm)");
    let curl = Client {
        runner: Runner::Curl,
        ..CLIENT
    };
    assert_eq!(named(&curl, None), "client");
}

#[test]
fn a_cell_says_what_happened_and_shows_no_token() {
    let grant = Grant {
        access_token: Some("secret".to_owned()),
        scope: Some("read".to_owned()),
        ..Grant::default()
    };
    assert_eq!(cell(&Outcome::Granted(grant)), "token, `read`");
    assert_eq!(cell(&Outcome::Granted(Grant::default())), "token, `no scope`");
    let refusal = Refusal {
        status: 401,
        error: Some("invalid_client".to_owned()),
        challenge: None,
    };
    assert_eq!(cell(&Outcome::Refused(refusal)), "401 `invalid_client`");
    assert_eq!(cell(&Outcome::Failed("/a/path".to_owned())), "failed");
}

#[test]
fn every_row_of_the_page_is_as_wide_as_its_head() {
    let cells = vec!["x"; COLUMNS.len()];
    let verifier = Verifier {
        name: "library".to_owned(),
        verified: Host::ALL.map(|host| (host, 7)).to_vec(),
        problems: Vec::new(),
    };
    let page = document(&[row(&cells), row(&cells)], "The signers.\n", &[verifier]);
    let tables: Vec<Vec<&str>> = page
        .split("\n\n")
        .filter(|block| block.starts_with('|'))
        .map(|block| block.lines().collect())
        .collect();
    assert_eq!(tables.iter().map(Vec::len).collect::<Vec<_>>(), [4, 3]);
    for table in &tables {
        let width = table[1].matches("---").count();
        assert!(
            table.iter().all(|line| line.matches('|').count() == width + 1),
            "{table:?}"
        );
    }
    assert!(page.ends_with('\n') && !page.ends_with("\n\n") && !page.contains("\n\n\n"));
    assert!(page.contains("| library | 7 | 7 | 7 | 7 | 7 |"));
    assert!(page.contains("\n\nThe signers.\n\n## Verifying"));
    for column in COLUMNS {
        assert!(page.contains(&format!("- *{}*: {}.", column.heading, column.meaning)));
    }
}

#[test]
fn a_bar_in_a_cell_does_not_end_it() {
    let table = markdown([vec!["a".to_owned()], vec!["b|c".to_owned()]].into_iter());
    assert_eq!(table, "| a |\n|---|\n| b\\|c |\n");
}

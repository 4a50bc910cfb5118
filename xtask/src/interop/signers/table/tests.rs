use super::*;
use crate::interop::wire::{Grant, Outcome, Refusal};

fn row(number: usize) -> Row {
    let signer = &SIGNERS[number];
    let granted = Outcome::Granted(Grant {
        access_token: Some("very-secret-token".to_owned()),
        scope: Some("read".to_owned()),
        ..Grant::default()
    });
    let refused = Outcome::Refused(Refusal {
        status: 400,
        error: Some("invalid_client".to_owned()),
        challenge: None,
    });
    let tolerated = Logged::Granted(Some("audience-is-endpoint"));
    let mut outcomes = vec![(granted.clone(), Some(Logged::Granted(None))); COLUMNS.len() - 2];
    outcomes.push((Outcome::Unasked("alg".to_owned()), None));
    outcomes.push((granted, Some(tolerated)));
    outcomes.resize(
        COLUMNS.len() + 2,
        (refused, Some(Logged::Refused("RFC7523-3-12"))),
    );
    Row {
        client: format!("{} 1.2.3 (npm)", signer.name),
        signer,
        outcomes,
    }
}

#[test]
fn the_section_is_made_of_whole_tables() {
    let section = section(&Signed {
        rows: (0..SIGNERS.len()).map(row).collect(),
        ..Signed::default()
    });
    let tables: Vec<Vec<_>> = section
        .split("\n\n")
        .filter(|block| block.starts_with('|'))
        .map(|block| block.lines().collect())
        .collect();
    let sizes: Vec<_> = tables.iter().map(Vec::len).collect();
    assert_eq!(sizes, [SIGNERS.len() + 2; 2]);
    for table in &tables {
        let width = table[1].matches("---").count();
        assert!(
            table.iter().all(|line| line.matches('|').count() == width + 1),
            "{table:?}"
        );
    }
    assert!(section.ends_with('\n') && !section.ends_with("\n\n") && !section.contains("\n\n\n"));
    assert!(!section.contains("very-secret-token"));
    let cells = "| token, `read` | not asked | token, `read`: audience-is-endpoint | 400 `invalid_client`, RFC7523-3-12 |";
    assert!(section.contains(cells), "{section}");
}

#[test]
fn every_column_is_explained_and_every_option_named() {
    let section = section(&Signed {
        rows: vec![row(0)],
        ..Signed::default()
    });
    for column in COLUMNS {
        let line = format!("\n- *{}*: {}.\n", column.heading, column.meaning);
        assert_eq!(section.matches(&line).count(), 1, "{line}");
    }
    for heading in [AGAIN, CARRIED] {
        assert_eq!(section.matches(&format!("\n- *{heading}*: ")).count(), 1);
    }
    for signer in SIGNERS {
        let line = format!("\n- {}: `", signer.name);
        let options = usize::from(signer.told_by.is_some());
        assert_eq!(section.matches(&line).count(), options, "{line}");
    }
}

use super::super::answers::Grant;
use super::*;

fn granted(scope: Option<&str>, comparison: &str) -> Outcome {
    Outcome::Granted(Grant {
        access_token: "very-secret-token".to_owned(),
        scope: scope.map(str::to_owned),
        comparison: comparison.to_owned(),
    })
}

#[test]
fn a_cell_says_what_happened_and_shows_no_token() {
    let refused = |error: Option<&str>| Outcome::Refused {
        status: 401,
        error: error.map(str::to_owned),
    };
    for (outcome, text) in [
        (granted(Some("read"), "same"), "token, `read`"),
        (granted(Some("read"), "unknown"), "token, `read`"),
        (granted(Some("read"), "narrowed"), "token, `read`: narrowed"),
        (granted(Some("read"), "widened"), "token, `read`: widened"),
        (granted(None, "same"), "token, no scope stated"),
        (refused(Some("invalid_client")), "401 `invalid_client`"),
        (refused(None), "401 `no error code`"),
        (Outcome::Unasked("secret".to_owned()), "not asked"),
        (Outcome::Misunderstood("secret".to_owned()), "not understood"),
        (Outcome::Unregistered, "not registered"),
    ] {
        assert_eq!(cell(&outcome), text);
    }
}

#[test]
fn the_section_is_made_of_whole_tables_and_gives_every_reason() {
    let rows: Vec<_> = PEERS
        .iter()
        .flat_map(|peer| {
            Way::ALL.map(|way| Row {
                peer,
                version: "1.2.3".to_owned(),
                way,
                outcomes: COLUMNS.iter().map(|_| Outcome::Unregistered).collect(),
            })
        })
        .collect();
    let outcomes = vec![
        guard::Outcome::Stopped {
            status: 401,
            clause: None,
        };
        CASES.len()
    ];
    let guarded = vec![Guarded {
        peer: &PEERS[0],
        version: "1.2.3".to_owned(),
        outcomes,
    }];
    let signed = vec![Signed {
        peer: &PEERS[0],
        version: "1.2.3".to_owned(),
        outcomes: vec![granted(Some("read"), "same"); signing::CASES.len()],
    }];
    let section = sections(&Found {
        rows,
        signed,
        guarded,
        problems: Vec::new(),
    });
    let tables: Vec<Vec<_>> = section
        .split("\n\n")
        .filter(|block| block.starts_with('|'))
        .map(|block| block.lines().collect())
        .collect();
    let sizes: Vec<_> = tables.iter().map(Vec::len).collect();
    assert_eq!(sizes, [PEERS.len() * Way::ALL.len() + 2, 1 + 2, 1 + 2]);
    for table in &tables {
        let width = table[1].matches("---").count();
        assert!(
            table.iter().all(|line| line.matches('|').count() == width + 1),
            "{table:?}"
        );
    }
    assert!(section.contains("| 401, no clause |"));
    for case in CASES {
        assert!(section.contains(&format!("- *{}*: {}.\n", case.heading, case.meaning)));
    }
    for case in signing::CASES {
        assert!(section.contains(&format!("- *{}*: {}.\n", case.heading, case.meaning)));
    }
    for signing in PEERS.iter().filter_map(|peer| peer.signing) {
        assert_eq!(section.matches(&format!(": {}.\n", signing.note)).count(), 1);
    }
    assert!(!section.contains("very-secret-token"));
    for peer in PEERS {
        let rows = section.matches(&format!("| {} 1.2.3 (", peer.name)).count();
        assert_eq!(rows, 4 + 2 * usize::from(peer.name == PEERS[0].name));
        for exception in peer.exceptions {
            let line = format!("- {}: {}.\n", peer.name, exception.reason);
            assert_eq!(section.matches(&line).count(), 1, "{line}");
        }
    }
    assert!(section.ends_with('\n') && !section.ends_with("\n\n") && !section.contains("\n\n\n"));
}

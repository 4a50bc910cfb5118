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
    let section = section(&rows);
    let lines: Vec<_> = section.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(lines.len(), PEERS.len() * Way::ALL.len() + 2);
    let width = COLUMNS.len() + 4;
    assert!(lines.iter().all(|line| line.matches('|').count() == width + 1));
    for peer in PEERS {
        assert_eq!(section.matches(&format!("| {} 1.2.3 (", peer.name)).count(), 4);
        for exception in peer.exceptions {
            let line = format!("- {}: {}.\n", peer.name, exception.reason);
            assert_eq!(section.matches(&line).count(), 1, "{line}");
        }
    }
    assert!(section.ends_with('\n') && !section.ends_with("\n\n") && !section.contains("\n\n\n"));
}

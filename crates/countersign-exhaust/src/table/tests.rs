use std::collections::BTreeSet;

use super::Table;

/// A door: closed, open, and in the end broken.
const DOOR: Table<char, u8> = Table {
    phases: &['c', 'o', 'b'],
    events: &[1, 2],
    transitions: &[('c', 1, 'o'), ('o', 2, 'b')],
    start: 'c',
};

fn after(phase: char, event: u8) -> Option<char> {
    match (phase, event) {
        ('c', 1) => Some('o'),
        ('o', 2) => Some('b'),
        _ => None,
    }
}

#[test]
fn a_sound_table_has_no_problems() {
    assert_eq!(DOOR.problems(after), Vec::<String>::new());
    assert_eq!(DOOR.product().count(), 6);
    assert_eq!(DOOR.finals(), BTreeSet::from(['b']));
    assert_eq!(DOOR.longest(), Some(2));
    assert_eq!(
        DOOR.reachable('c', |_, event| event != 2),
        BTreeSet::from(['c', 'o'])
    );
}

#[test]
fn each_fault_of_a_table_is_found() {
    let faults: [(Table<char, u8>, &str); 7] = [
        (
            Table {
                phases: &['c', 'o', 'b', 'c'],
                ..DOOR
            },
            "'c' is listed twice",
        ),
        (
            Table {
                events: &[1, 2, 2],
                ..DOOR
            },
            "2 is listed twice",
        ),
        (
            Table {
                events: &[1, 2, 3],
                ..DOOR
            },
            "3 never happens",
        ),
        (
            Table {
                phases: &['c', 'o'],
                ..DOOR
            },
            "'o' on 2 to 'b' names what is not listed",
        ),
        (
            Table {
                transitions: &[('c', 1, 'o'), ('o', 2, 'b'), ('o', 2, 'c')],
                ..DOOR
            },
            "'o' on 2 leads to two phases",
        ),
        (
            Table {
                transitions: &[('c', 1, 'b'), ('o', 2, 'b')],
                ..DOOR
            },
            "'c' on 1 is Some('b') in the table, and another where it is asked for",
        ),
        (
            Table {
                phases: &['c', 'o', 'b', 'x'],
                ..DOOR
            },
            "'x' cannot be reached",
        ),
    ];
    for (table, expected) in faults {
        let problems = table.problems(after);
        assert!(
            problems.iter().any(|problem| problem == expected),
            "{expected}: {problems:?}"
        );
    }
}

#[test]
fn a_cycle_has_no_longest_path() {
    let swings = Table {
        transitions: &[('c', 1, 'o'), ('o', 2, 'c'), ('o', 1, 'b')],
        ..DOOR
    };
    assert_eq!(swings.longest(), None);
    let stays = Table {
        transitions: &[('c', 1, 'c')],
        ..DOOR
    };
    assert_eq!(stays.longest(), None);
}

#[test]
fn a_longer_path_counts_though_a_shorter_one_leads_to_the_same_phase() {
    let short_cut = Table {
        transitions: &[('c', 1, 'o'), ('o', 2, 'b'), ('c', 2, 'b')],
        ..DOOR
    };
    assert_eq!(short_cut.longest(), Some(2));
}

#[test]
fn the_page_shows_every_move() {
    let name = |phase| match phase {
        'c' => "Closed",
        'o' => "Open",
        _ => "Broken",
    };
    assert_eq!(
        DOOR.page("# A door", name, |_| "push"),
        "# A door\n\n```mermaid\nstateDiagram-v2\n    [*] --> Closed\n    Closed --> Open: push\n    \
         Open --> Broken: push\n    Broken --> [*]\n```\n\n| phase | event | next phase |\n|---|---|---|\n\
         | Closed | push | Open |\n| Open | push | Broken |\n"
    );
}

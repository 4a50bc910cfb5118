//! The laws of the matching strategies, on every token over a small alphabet, and known answers.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use countersign_scope::{Separator, Strategy};

/// Every text of one to `max` characters over `a`, `b`, `.` and `*`.
fn tokens(max: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut from = 0;
    for _ in 0..max {
        let until = all.len();
        for at in from..until {
            for character in ['a', 'b', '.', '*'] {
                let longer = format!("{}{character}", all[at]);
                all.push(longer);
            }
        }
        from = until;
    }
    all.remove(0);
    all
}

#[test]
fn each_strategy_is_a_partial_order() {
    let tokens = tokens(4);
    assert_eq!(tokens.len(), 4 + 16 + 64 + 256);
    for strategy in Strategy::ALL {
        let covers: Vec<Vec<usize>> = tokens
            .iter()
            .map(|above| {
                (0..tokens.len())
                    .filter(|below| strategy.covers(above, &tokens[*below]))
                    .collect()
            })
            .collect();
        let mut pairs = 0;
        for (above, covered) in covers.iter().enumerate() {
            assert!(
                covered.contains(&above),
                "{strategy:?} reflexive at {:?}",
                tokens[above]
            );
            for below in covered {
                if *below != above {
                    pairs += 1;
                    assert!(!covers[*below].contains(&above), "{strategy:?} antisymmetric");
                }
                for lowest in &covers[*below] {
                    assert!(
                        covered.contains(lowest),
                        "{strategy:?} transitive: {:?} > {:?} > {:?}",
                        tokens[above],
                        tokens[*below],
                        tokens[*lowest]
                    );
                }
            }
        }
        // Not vacuous: only the exact strategy relates no two different tokens.
        assert_eq!(pairs == 0, strategy == Strategy::Exact, "{strategy:?}");
    }
}

#[test]
fn what_is_exact_is_covered_by_every_strategy() {
    for left in tokens(3) {
        for right in tokens(3) {
            for strategy in Strategy::ALL {
                assert!(!Strategy::Exact.covers(&left, &right) || strategy.covers(&left, &right));
            }
        }
    }
}

/// The separator is the only thing that a separator changes.
#[test]
fn separators_are_interchangeable() {
    for left in tokens(3) {
        for right in tokens(3) {
            for strategy in Strategy::ALL {
                let by_dot = strategy.covers(&left, &right);
                for separator in [Separator::Dot, Separator::Colon, Separator::Slash] {
                    let swap = |token: &str| token.replace('.', &separator.char().to_string());
                    assert_eq!(strategy.covers_by(separator, &swap(&left), &swap(&right)), by_dot);
                }
            }
        }
    }
}

// = RFC6749-3.3-1 (test)
#[test]
fn known_answers() {
    use Strategy::{Exact, Hierarchic, Wildcard};
    for (strategy, registered, requested, expected) in [
        (Exact, "foo.bar", "foo.bar", true),
        (Exact, "foo.bar", "foo.bar.baz", false),
        (Exact, "foo.bar", "foo.bar1", false),
        (Exact, "user:*", "user:1", false),
        (Exact, "read", "Read", false),
        (Hierarchic, "a", "a", true),
        (Hierarchic, "a", "a.b", true),
        (Hierarchic, "a", "a.b.c", true),
        (Hierarchic, "a.b", "a", false),
        (Hierarchic, "a", "ab", false),
        (Hierarchic, "a", "b.a", false),
        (Hierarchic, "a", "A.b", false),
        (Hierarchic, "*", "a", false),
        (Wildcard, "*", "asdf", true),
        (Wildcard, "*", "asdf.asdf", true),
        (Wildcard, "*", "", false),
        (Wildcard, "foo", "*", false),
        (Wildcard, "foo", "foo.*", false),
        (Wildcard, "foo", "fo*", false),
        (Wildcard, "foo*", "foo", false),
        (Wildcard, "foo*", "fooa", false),
        (Wildcard, "foo*", "foo*", true),
        (Wildcard, "foo.*", "foo.bar", true),
        (Wildcard, "foo.*", "foo.bar.baz", true),
        (Wildcard, "foo.*", "foo", false),
        (Wildcard, "foo.*", "foo.", false),
        (Wildcard, "foo.*.baz", "foo.*.baz", true),
        (Wildcard, "foo.*.baz", "foo.bar.baz", true),
        (Wildcard, "foo.*.baz", "foo..baz", false),
        (Wildcard, "foo.*.baz", "foo.baz", false),
        (Wildcard, "foo.*.baz", "foo.bar.qux.baz", false),
        (Wildcard, "foo.*.baz", "foo.bar.baz.qux", false),
        (Wildcard, "Foo.*", "foo.bar", false),
    ] {
        assert_eq!(
            strategy.covers(registered, requested),
            expected,
            "{strategy:?} {registered} {requested}"
        );
    }
}

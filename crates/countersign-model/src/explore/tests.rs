#![allow(clippy::arithmetic_side_effects)]
use super::{Claim, Model, Property, explore, walk};

/// Two counters that go up by turns or together, up to a bound.
struct Counters {
    bound: u8,
    alike: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    First,
    Second,
    Both,
}

impl Model for Counters {
    type State = (u8, u8);
    type Action = Count;

    fn initial(&self) -> Vec<(u8, u8)> {
        vec![(0, 0)]
    }

    fn actions(&self, &(first, second): &(u8, u8), out: &mut Vec<Count>) {
        if first < self.bound {
            out.push(Count::First);
        }
        if second < self.bound {
            out.push(Count::Second);
        }
        if first < self.bound && second < self.bound {
            out.push(Count::Both);
        }
    }

    fn after(&self, &(first, second): &(u8, u8), action: &Count) -> (u8, u8) {
        match action {
            Count::First => (first + 1, second),
            Count::Second => (first, second + 1),
            Count::Both => (first + 1, second + 1),
        }
    }

    fn representative(&self, (first, second): (u8, u8)) -> (u8, u8) {
        if self.alike && first > second {
            (second, first)
        } else {
            (first, second)
        }
    }
}

const PLAIN: Counters = Counters {
    bound: 9,
    alike: false,
};

#[test]
fn every_state_is_seen_once_and_every_move_counted() {
    let found = explore(&PLAIN, &[], usize::MAX);
    assert!(found.holds());
    assert_eq!(found.states, 100);
    assert_eq!(found.moves, 90 + 90 + 81);
    assert_eq!(found.depth, 9);
}

#[test]
fn alike_states_are_seen_once() {
    let model = Counters { alike: true, ..PLAIN };
    assert_eq!(explore(&model, &[], usize::MAX).states, 55);
}

#[test]
fn a_violation_comes_with_a_shortest_trace() {
    let never = Property::<Counters>::always("the sum is not six", |_, (first, second)| first + second != 6);
    let found = explore(&PLAIN, &[never], usize::MAX);
    assert!(!found.holds());
    let [trace] = found.violations.as_slice() else {
        panic!("one property fails once: {found}")
    };
    assert_eq!(trace.moves.len(), 3, "three times both");
    assert!(trace.moves.iter().all(|(action, _)| *action == Count::Both));
    assert_eq!(trace.moves.last().map(|(_, state)| *state), Some((3, 3)));
    assert!(trace.to_string().contains("3. Both"), "{trace}");
}

#[test]
fn every_property_is_judged_for_itself() {
    let properties = [
        Property::<Counters>::always("small", |_, (first, _)| *first < 2),
        Property::always("smaller", |_, (first, _)| *first < 1),
        Property::always("bounded", |model, (first, _)| *first <= model.bound),
        Property::sometimes("both ends", |model, state| *state == (model.bound, 0)),
        Property::sometimes("beyond", |model, (first, _)| *first > model.bound),
    ];
    let found = explore(&PLAIN, &properties, usize::MAX);
    let lengths: Vec<(&str, usize)> = found
        .violations
        .iter()
        .map(|trace| (trace.property, trace.moves.len()))
        .collect();
    assert_eq!(lengths, [("smaller", 1), ("small", 2)]);
    assert_eq!(found.unreached, ["beyond"]);
    assert_eq!(properties[4].claim, Claim::Sometimes);
}

#[test]
fn a_search_that_stops_early_says_so() {
    let found = explore(&PLAIN, &[], 50);
    assert!(!found.complete && !found.holds());
    assert!(found.to_string().contains("stopped"), "{found}");
}

#[test]
fn a_walk_takes_every_move_by_a_shortest_way() {
    let mut seen = std::collections::BTreeSet::new();
    let walked = walk(&PLAIN, |start, moves| {
        let mut state = *start;
        for (action, after) in moves {
            state = PLAIN.after(&state, action);
            assert_eq!(state, *after);
        }
        let [.., (_, (first, second)), _] = moves else {
            return;
        };
        assert_eq!(moves.len() - 1, usize::from(*first.max(second)), "{moves:?}");
        seen.insert(state);
    });
    assert_eq!(walked, explore(&PLAIN, &[], usize::MAX).moves);
    assert_eq!(seen.len(), 100 - 3, "the start and the two that only it leads to");
}

#![allow(clippy::unwrap_used)]

use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, vec};

use super::*;
use crate::{ScopeRefusal, Strategy};

/// Tokens of which each numbers its place, so that the order of the text is that of the numbers.
fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("scope-{number:04}")).collect()
}

fn registered(names: &[String], strategy: Strategy) -> RegisteredScope {
    RegisteredScope::new(ScopeSet::parse(&names.join(" ")).unwrap(), strategy)
}

fn is_bits(selection: &Selection) -> bool {
    matches!(selection.0, Chosen::Bits(_))
}

/// By bits or by a set, the answers are equal; which of the two it is costs or saves an allocation.
#[test]
fn up_to_128_exact_tokens_are_one_bit_each() {
    for (count, strategy, bits) in [
        (1, Strategy::Exact, true),
        (127, Strategy::Exact, true),
        (128, Strategy::Exact, true),
        (129, Strategy::Exact, false),
        (1, Strategy::Hierarchic, false),
        (1, Strategy::Wildcard, false),
    ] {
        let names = names(count);
        let registered = registered(&names, strategy);
        let asked = registered.evaluate(&names.join(" "), count).unwrap();
        for selection in [asked, registered.select_all(), registered.select_none()] {
            assert_eq!(is_bits(&selection), bits, "{count} {strategy:?}");
        }
    }
}

// = RFC6749-3.3-4 (test)
#[test]
fn narrowing_keeps_what_is_selected_and_kept_and_nothing_else() {
    for (count, strategy) in [
        (4, Strategy::Exact),
        (128, Strategy::Exact),
        (129, Strategy::Exact),
        (4, Strategy::Wildcard),
    ] {
        let names = names(count);
        let registered = registered(&names, strategy);
        let all = registered.select_all();
        for (from, name) in names.iter().enumerate() {
            let keep = ScopeSet::parse(&format!("{name} scope-9999")).unwrap();
            let narrowed = all.narrowed_to(&registered, &keep);
            assert_eq!(narrowed.to_set(&registered).to_string(), *name);
            // What is not selected does not come back.
            let others: Vec<_> = names.iter().filter(|other| *other != name).cloned().collect();
            let others = registered.evaluate(&others.join(" "), count).unwrap();
            assert!(
                others.narrowed_to(&registered, &keep).is_empty(),
                "{from} of {count}"
            );
        }
        assert!(all.narrowed_to(&registered, &ScopeSet::new()).is_empty());
    }
}

#[test]
fn a_selection_is_within_another_only_with_every_token() {
    for count in [3, 128, 129] {
        let names = names(count);
        let registered = registered(&names, Strategy::Exact);
        let all = registered.select_all();
        let none = registered.select_none();
        for name in &names {
            let one = registered.evaluate(name, 1).unwrap();
            assert!(one.is_subset_of(&all) && one.is_subset_of(&one) && none.is_subset_of(&one));
            assert!(!all.is_subset_of(&one) && !one.is_subset_of(&none));
            assert!(one.same_as(&one) && !one.same_as(&all) && !all.same_as(&one) && !none.same_as(&one));
            assert!(!one.is_empty());
            assert_eq!(one.len(), 1);
        }
        let (first, last) = (&names[..1], &names[count - 1..]);
        let [first, last] = [first, last].map(|names| registered.evaluate(&names.join(" "), 1).unwrap());
        assert!(!first.is_subset_of(&last) && !last.is_subset_of(&first) && !first.same_as(&last));
        assert!(none.is_empty() && none.same_as(&none));
    }
}

/// Two tokens whose bits stand at one place in the two words.
#[test]
fn equal_words_are_not_nothing() {
    let names = names(128);
    let registered = registered(&names, Strategy::Exact);
    for number in 0..64 {
        let text = format!("{} {}", names[number], names[number + 64]);
        let two = registered.evaluate(&text, 2).unwrap();
        assert!(!two.is_empty() && !two.is_subset_of(&registered.select_none()));
        assert_eq!((two.len(), two.to_set(&registered).to_string()), (2, text));
    }
}

/// Of two registered scopes nothing is known but that nothing is in everything.
#[test]
fn selections_of_different_kinds_have_nothing_in_common() {
    let few = registered(&names(2), Strategy::Exact);
    let many = registered(&names(200), Strategy::Exact);
    let (bits, set) = (few.select_all(), many.select_all());
    assert!(is_bits(&bits) && !is_bits(&set));
    assert!(!bits.is_subset_of(&set) && !set.is_subset_of(&bits) && !bits.same_as(&set));
    assert!(few.select_none().is_subset_of(&set) && many.select_none().is_subset_of(&bits));
    // A selection by bits has no token in a scope that is not selected from by bits.
    assert_eq!(bits.strs(&many).count(), 0);
    assert_eq!(bits.write_to(&many, &mut [b'?'; 40]), Some(0));
}

#[test]
fn text_and_octets_are_the_tokens_in_order() {
    for (count, strategy) in [
        (5, Strategy::Exact),
        (5, Strategy::Wildcard),
        (128, Strategy::Exact),
        (129, Strategy::Exact),
    ] {
        let names = names(count);
        let registered = registered(&names, strategy);
        let reversed: Vec<_> = names.iter().rev().map(String::as_str).collect();
        let all = registered.evaluate(&reversed.join(" "), count).unwrap();
        let mut text = String::from("scope=");
        all.write(&registered, &mut text);
        assert_eq!(text, format!("scope={}", names.join(" ")));
        let mut memory = vec![0; text.len()];
        let len = all.write_to(&registered, &mut memory).unwrap();
        assert_eq!(memory[..len], text.as_bytes()["scope=".len()..]);
        assert_eq!(all.strs(&registered).collect::<Vec<_>>(), names);
        assert_eq!(all.len(), count);
        let mut nothing = String::new();
        registered.select_none().write(&registered, &mut nothing);
        assert_eq!(nothing, "");
    }
}

#[test]
fn what_the_host_selects_is_covered_or_nothing() {
    for strategy in Strategy::ALL {
        let registered = RegisteredScope::new(ScopeSet::parse("a b").unwrap(), strategy);
        assert!(registered.select(&ScopeSet::new()).unwrap().is_empty());
        assert!(registered.select(&ScopeSet::parse("a c").unwrap()).is_none());
        assert!(matches!(
            registered.evaluate("a c", 2),
            Err(ScopeRefusal::NotAllowed { at: 2, len: 1 })
        ));
    }
}

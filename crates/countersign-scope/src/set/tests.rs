#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use std::collections::BTreeSet;
use std::string::{String, ToString};
use std::vec::Vec;

use proptest::prelude::*;

use super::*;

fn token() -> impl Strategy<Value = String> {
    // A small alphabet, so that sets meet; `!` sorts lowest of all, `a` and `ab` share a prefix.
    "[!ab.~]{1,3}"
}

fn set() -> impl Strategy<Value = ScopeSet> {
    proptest::collection::vec(token(), 0..12).prop_map(|tokens| of(&tokens))
}

fn of(tokens: &[String]) -> ScopeSet {
    tokens
        .iter()
        .map(|token| ScopeToken::parse(token.as_str()).unwrap())
        .collect()
}

fn model(set: &ScopeSet) -> BTreeSet<String> {
    set.iter().map(|token| token.to_string()).collect()
}

proptest! {
    #[test]
    fn a_set_is_a_sorted_set(tokens in proptest::collection::vec(token(), 0..12)) {
        let expected: BTreeSet<String> = tokens.iter().cloned().collect();
        let set = of(&tokens);
        prop_assert!(set.iter().map(|token| token.to_string()).eq(expected.iter().cloned()));
        prop_assert_eq!(set.len(), expected.len());
        prop_assert_eq!(set.is_empty(), expected.is_empty());

        let mut grown = ScopeSet::new();
        let mut seen = BTreeSet::new();
        for token in &tokens {
            prop_assert_eq!(grown.insert(ScopeToken::parse(token.as_str()).unwrap()), seen.insert(token.clone()));
        }
        prop_assert_eq!(&grown, &set);

        let mut extended = ScopeSet::new();
        let (left, right) = tokens.split_at(tokens.len() / 2);
        extended.extend(left.iter().map(|token| ScopeToken::parse(token.as_str()).unwrap()));
        extended.extend(right.iter().map(|token| ScopeToken::parse(token.as_str()).unwrap()));
        prop_assert_eq!(extended, set);
    }

    #[test]
    fn contains_agrees_with_the_model(set in set(), token in "[!ab.~ ]{0,4}") {
        prop_assert_eq!(set.contains(&token), model(&set).contains(&token));
    }

    #[test]
    fn order_is_that_of_the_sequences(left in set(), right in set()) {
        let sequence = |set: &ScopeSet| set.iter().map(|token| token.to_string()).collect::<Vec<_>>();
        prop_assert_eq!(left.cmp(&right), sequence(&left).cmp(&sequence(&right)));
    }

    #[test]
    fn operations_agree_with_the_model(left in set(), right in set()) {
        let (l, r) = (model(&left), model(&right));
        prop_assert_eq!(model(&left.union(&right)), &l | &r);
        prop_assert_eq!(model(&left.intersection(&right)), &l & &r);
        prop_assert_eq!(model(&left.difference(&right)), &l - &r);
        prop_assert_eq!(left.is_subset(&right), l.is_subset(&r));
    }

    #[test]
    fn laws_of_the_algebra(a in set(), b in set(), c in set()) {
        // Commutative, associative, idempotent.
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.intersection(&b), b.intersection(&a));
        prop_assert_eq!(a.union(&b).union(&c), a.union(&b.union(&c)));
        prop_assert_eq!(a.intersection(&b).intersection(&c), a.intersection(&b.intersection(&c)));
        prop_assert_eq!(a.union(&a), a.clone());
        prop_assert_eq!(a.intersection(&a), a.clone());
        // Absorption and distribution.
        prop_assert_eq!(a.union(&a.intersection(&b)), a.clone());
        prop_assert_eq!(a.intersection(&a.union(&b)), a.clone());
        prop_assert_eq!(a.intersection(&b.union(&c)), a.intersection(&b).union(&a.intersection(&c)));
        // The empty set.
        prop_assert_eq!(a.union(&ScopeSet::EMPTY), a.clone());
        prop_assert_eq!(a.intersection(&ScopeSet::EMPTY), ScopeSet::EMPTY);
        prop_assert_eq!(a.difference(&ScopeSet::EMPTY), a.clone());
        prop_assert_eq!(a.difference(&a), ScopeSet::EMPTY);
        // Difference and intersection part a set.
        prop_assert_eq!(a.difference(&b).union(&a.intersection(&b)), a.clone());
        prop_assert!(a.difference(&b).intersection(&b).is_empty());
        // The subset order agrees with the operations.
        prop_assert_eq!(a.is_subset(&b), a.union(&b) == b);
        prop_assert_eq!(a.is_subset(&b), a.intersection(&b) == a);
        prop_assert_eq!(a.is_subset(&b), a.difference(&b).is_empty());
        prop_assert!(a.intersection(&b).is_subset(&a) && a.is_subset(&a.union(&b)));
        prop_assert!(a.is_subset(&a) && ScopeSet::EMPTY.is_subset(&a));
    }

    // = RFC6749-3.3-2 (test)
    #[test]
    fn order_and_repetition_carry_no_meaning(
        tokens in proptest::collection::vec(token(), 1..10).prop_shuffle(),
        again in any::<prop::sample::Index>(),
    ) {
        let set = ScopeSet::parse(&tokens.join(" ")).unwrap();
        let mut reversed: Vec<String> = tokens.iter().rev().cloned().collect();
        reversed.push(again.get(&tokens).clone());
        prop_assert_eq!(&ScopeSet::parse(&reversed.join(" ")).unwrap(), &set);
        prop_assert_eq!(&ScopeSet::parse_normalising(&reversed.join("   ")).unwrap(), &set);
    }

    #[test]
    fn printing_and_parsing_come_back(set in set()) {
        match set.to_scope_string() {
            None => prop_assert!(set.is_empty()),
            Some(text) => {
                prop_assert_eq!(&ScopeSet::parse(&text).unwrap(), &set);
                prop_assert_eq!(&text.parse::<ScopeSet>().unwrap(), &set);
                prop_assert_eq!(set.to_string(), text);
            }
        }
    }

    #[test]
    fn parsing_is_strict_and_total(text in "[ab \"]{0,8}|\\PC{0,12}") {
        let parsed = ScopeSet::parse(&text);
        prop_assert_eq!(parsed.clone().err(), crate::check(&text).err());
        // A bound refuses alike through both doors, and refuses nothing that fits.
        for most in 0..4 {
            let bounded = ScopeSet::parse_bounded(&text, most);
            let scope = crate::Scope::parse_bounded(text.as_str(), most);
            prop_assert_eq!(scope.map(|scope| scope.to_set()), bounded.clone());
            if text.split(' ').count() <= most {
                prop_assert_eq!(bounded, parsed.clone());
            } else {
                prop_assert!(bounded.is_err());
            }
        }
        // What the strict reading accepts, the lenient one reads alike.
        if let Ok(set) = parsed {
            prop_assert_eq!(ScopeSet::parse_normalising(&text), Ok(set));
        }
    }
}

#[test]
fn the_empty_text_stands_for_no_set() {
    assert_eq!(ScopeSet::parse("").unwrap_err().kind(), ScopeErrorKind::Empty);
    for text in ["", " ", "      "] {
        assert_eq!(
            ScopeSet::parse_normalising(text).unwrap_err().kind(),
            ScopeErrorKind::Empty
        );
    }
    assert!(!ScopeSet::new().contains(""));
    assert!(!ScopeSet::parse("a b").unwrap().contains(""));
    assert!(!ScopeSet::parse("a b").unwrap().contains("a b"));
}

// = RFC6749-3.3-1 (test)
#[test]
fn case_matters() {
    let set = ScopeSet::parse("Read read").unwrap();
    assert_eq!(set.len(), 2);
    assert!(!ScopeSet::parse("Read").unwrap().contains("read"));
}

#[test]
fn the_lenient_reading_drops_spaces_and_nothing_else() {
    assert_eq!(
        ScopeSet::parse_normalising("foo bar baz ").unwrap().to_string(),
        "bar baz foo"
    );
    assert_eq!(
        ScopeSet::parse_normalising("foo       bar").unwrap().to_string(),
        "bar foo"
    );
    assert_eq!(
        ScopeSet::parse_normalising("basic  test 0    ")
            .unwrap()
            .to_string(),
        "0 basic test"
    );
    for (text, at) in [
        ("\n", 0),
        ("\t", 0),
        ("  a\tb", 3),
        ("a  \"b", 3),
        ("a \u{a0}b", 2),
    ] {
        let error = ScopeSet::parse_normalising(text).unwrap_err();
        assert_eq!(
            (error.kind(), error.at()),
            (ScopeErrorKind::UnexpectedOctet, at),
            "{text:?}"
        );
    }
}

#[test]
fn the_bound_counts_repetitions_and_comes_first() {
    assert!(ScopeSet::parse_bounded("a a b", 3).is_ok());
    let error = ScopeSet::parse_bounded("a a b", 2).unwrap_err();
    assert_eq!((error.kind(), error.at()), (ScopeErrorKind::TooManyTokens, 4));
    let error = ScopeSet::parse_bounded("a", 0).unwrap_err();
    assert_eq!((error.kind(), error.at()), (ScopeErrorKind::TooManyTokens, 0));
    assert_eq!(
        ScopeSet::parse_bounded("", 0).unwrap_err().kind(),
        ScopeErrorKind::Empty
    );
}

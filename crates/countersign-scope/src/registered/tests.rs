#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, vec};

use proptest::prelude::*;
use proptest::strategy::Strategy as _;

use super::*;
use crate::{ScopeErrorKind, ScopeToken, Strategy};

fn token() -> impl proptest::strategy::Strategy<Value = String> {
    "[ab.*:]{1,5}|[a-c]{15,18}"
}

fn set(most: usize) -> impl proptest::strategy::Strategy<Value = ScopeSet> {
    proptest::collection::vec(token(), 0..most).prop_map(|tokens| {
        tokens
            .into_iter()
            .map(|token| ScopeToken::parse(token).unwrap())
            .collect()
    })
}

fn strategy() -> impl proptest::strategy::Strategy<Value = Strategy> {
    prop::sample::select(Strategy::ALL.to_vec())
}

fn separator() -> impl proptest::strategy::Strategy<Value = Separator> {
    prop::sample::select(vec![Separator::Dot, Separator::Colon, Separator::Slash])
}

/// What covering means, without index, bits or search.
fn covers_by_definition(set: &ScopeSet, strategy: Strategy, separator: Separator, token: &str) -> bool {
    ScopeToken::parse(token).is_ok()
        && set
            .iter()
            .any(|registered| strategy.covers_by(separator, registered.as_str(), token))
}

/// What evaluating means: split, then look at one token after the other.
fn evaluate_by_definition(
    registered: &RegisteredScope,
    text: &str,
    most: usize,
) -> Result<ScopeSet, ScopeRefusal> {
    let mut at = 0;
    let mut covered = Vec::new();
    for token in text.split(' ') {
        if ScopeToken::parse(token).is_err() {
            return Err(ScopeRefusal::Malformed(crate::check(text).unwrap_err()));
        }
        if covered.len() >= most {
            return Err(ScopeRefusal::TooMany { at });
        }
        if !covers_by_definition(
            registered.set(),
            registered.strategy(),
            registered.separator(),
            token,
        ) {
            return Err(ScopeRefusal::NotAllowed { at, len: token.len() });
        }
        covered.push(token);
        at += token.len() + 1;
    }
    Ok(ScopeSet::from_checked(covered))
}

proptest! {
    #[test]
    fn covers_is_what_it_is_by_definition(
        set in set(8), strategy in strategy(), separator in separator(), token in "[ab.*: ]{0,6}|[a-c]{15,18}",
    ) {
        let expected = covers_by_definition(&set, strategy, separator, &token);
        let registered = RegisteredScope::with_separator(set, strategy, separator);
        prop_assert_eq!(registered.covers(&token), expected);
    }

    #[test]
    fn evaluate_is_what_it_is_by_definition(
        set in set(8), strategy in strategy(), most in 0_usize..6,
        picks in proptest::collection::vec((any::<prop::sample::Index>(), token(), 0..8_u8), 0..5),
        text in prop_oneof![Just(None), "[ab.* \"]{0,8}".prop_map(Some)],
    ) {
        let registered = RegisteredScope::new(set.clone(), strategy);
        let names: Vec<String> = set.iter().map(|token| token.to_string()).collect();
        // Mostly registered names, sometimes others, sometimes noise.
        let text = text.unwrap_or_else(|| {
            let words: Vec<String> = picks
                .iter()
                .map(|(pick, other, dice)| if *dice == 0 || names.is_empty() { other.clone() } else { pick.get(&names).clone() })
                .collect();
            words.join(" ")
        });
        let expected = evaluate_by_definition(&registered, &text, most);
        let outcome = registered.evaluate(&text, most).map(|selection| {
            let set = selection.to_set(&registered);
            let mut written = String::new();
            selection.write(&registered, &mut written);
            assert_eq!(written, set.to_string());
            written_alike(&selection, &registered, &written);
            assert_eq!(selection.len(), set.len());
            assert_eq!(selection.is_empty(), set.is_empty());
            assert!(selection.iter(&registered).eq(set.iter()));
            set
        });
        prop_assert_eq!(outcome, expected, "{:?} against {:?}", text, set);

        // As it stands in a form: a plus sign for each space, and no space is one.
        let in_form = text.replace(' ', "+");
        let evaluated = |outcome: Result<Selection, ScopeRefusal>| outcome.map(|selection| selection.to_set(&registered));
        prop_assert_eq!(
            evaluated(registered.evaluate_with_plus(in_form.as_bytes(), most)),
            evaluated(registered.evaluate(&text, most))
        );
        if text.contains(' ') {
            let refused = registered.evaluate_with_plus(text.as_bytes(), usize::MAX).is_err();
            prop_assert!(refused, "a space is no separator here");
        }
    }

    #[test]
    fn narrowing_stays_inside_and_is_idempotent(set in set(8), asked in set(8), strategy in strategy()) {
        let registered = RegisteredScope::new(set, strategy);
        let narrow = registered.narrow(&asked);
        prop_assert!(narrow.is_subset(&asked));
        prop_assert!(narrow.iter().all(|token| registered.covers(token.as_str())));
        prop_assert!(asked.difference(&narrow).iter().all(|token| !registered.covers(token.as_str())));
        prop_assert_eq!(registered.narrow(&narrow), narrow.clone());
        prop_assert_eq!(registered.select(&asked).is_some(), narrow == asked);
        prop_assert_eq!(registered.select(&narrow).unwrap().to_set(&registered), narrow);
        // Everything registered covers itself.
        prop_assert_eq!(&registered.narrow(registered.set()), registered.set());
    }

    #[test]
    fn a_selection_is_a_set_of_tokens(set in set(8), a in set(8), b in set(8), strategy in strategy()) {
        let registered = RegisteredScope::new(set, strategy);
        let (a, b) = (registered.narrow(&a), registered.narrow(&b));
        let (left, right) = (registered.select(&a).unwrap(), registered.select(&b).unwrap());
        prop_assert_eq!(left.same_as(&right), a == b);
        prop_assert_eq!(left.is_subset_of(&right), a.is_subset(&b));
        let narrowed = left.narrowed_to(&registered, &b);
        prop_assert_eq!(narrowed.to_set(&registered), a.intersection(&b));
        prop_assert!(narrowed.is_subset_of(&left));
        prop_assert!(registered.select_none().is_subset_of(&left));
    }

    #[test]
    fn evaluate_never_panics(text in "\\PC{0,40}", most in any::<usize>(), set in set(4), strategy in strategy()) {
        let registered = RegisteredScope::new(set, strategy);
        if let Err(refusal) = registered.evaluate(&text, most) {
            prop_assert!(refusal.at() <= text.len());
        }
    }
}

/// Sizes around the number of bits: the two ways to answer are the same.
#[test]
fn every_size_evaluates_alike() {
    for size in [0_u32, 1, 2, 63, 64, 127, 128, 129, 200, 1000] {
        let names: Vec<String> = (0..size)
            .map(|number| format!("name-of-scope-{number}"))
            .collect();
        let set: ScopeSet = names
            .iter()
            .map(|name| ScopeToken::parse(name.as_str()).unwrap())
            .collect();
        let registered = RegisteredScope::new(set.clone(), Strategy::Exact);
        assert_eq!(registered.select_all().to_set(&registered), set, "{size}");
        assert_eq!(registered.select_all().len(), names.len());
        assert!(registered.select_none().is_empty());
        if size > 0 {
            let all = registered.evaluate(&names.join(" "), names.len()).unwrap();
            assert!(all.same_as(&registered.select_all()));
            for name in &names {
                assert_eq!(
                    registered
                        .evaluate(name, 1)
                        .unwrap()
                        .to_set(&registered)
                        .to_string(),
                    *name
                );
            }
        }
        let refusal = registered.evaluate("name-of-scope-x", 1).unwrap_err();
        assert_eq!(refusal, ScopeRefusal::NotAllowed { at: 0, len: 15 });
    }
}

/// Too many tokens for the index: the set itself is searched.
#[test]
fn a_set_beyond_the_index_works() {
    let names: Vec<String> = (0..65_536).map(|number| format!("{number}")).collect();
    let set = ScopeSet::from_checked(names.iter().map(String::as_str));
    let registered = RegisteredScope::new(set, Strategy::Exact);
    assert!(registered.index.is_none());
    assert!(registered.covers("65535") && registered.covers("0"));
    assert!(!registered.covers("65536") && !registered.covers(""));
    assert_eq!(registered.evaluate("7 65535 9", 3).unwrap().len(), 3);
}

/// Names that share their first 16 octets differ only beyond the key.
#[test]
fn long_names_are_told_apart() {
    let long = |last: char| format!("https://api.example.com/photos/{last}");
    let set = ScopeSet::parse(&[long('a'), long('b')].join(" ")).unwrap();
    let registered = RegisteredScope::new(set, Strategy::Exact);
    assert_eq!(
        registered
            .evaluate(&long('a'), 1)
            .unwrap()
            .to_set(&registered)
            .to_string(),
        long('a')
    );
    assert!(registered.evaluate(&long('c'), 1).is_err());
    assert!(registered.evaluate("https://api.exam", 1).is_err());
}

// = RFC6749-5.2-12 (test)
#[test]
fn the_first_offence_wins() {
    let registered = RegisteredScope::new(ScopeSet::parse("a b c").unwrap(), Strategy::Exact);
    let kind = |text: &str| registered.evaluate(text, 3).unwrap_err();
    assert_eq!(kind("a x \""), ScopeRefusal::NotAllowed { at: 2, len: 1 });
    assert!(matches!(kind("a \" x"), ScopeRefusal::Malformed(error) if error.at() == 2));
    assert_eq!(kind("a b c a"), ScopeRefusal::TooMany { at: 6 });
    assert_eq!(kind("a b c x"), ScopeRefusal::TooMany { at: 6 });
    assert!(matches!(kind(""), ScopeRefusal::Malformed(error) if error.kind() == ScopeErrorKind::Empty));
    assert!(
        matches!(kind("a "), ScopeRefusal::Malformed(error) if error.kind() == ScopeErrorKind::TrailingSpace)
    );
    for (text, at, clause) in [
        ("a x", 2, "RFC6749-5.2-12"),
        ("a b c a", 6, "COUNTERSIGN-LIMITS-1"),
        ("a b  c", 4, "RFC6749-3.3-3"),
        ("a b\"", 3, "RFC6749-A.4-1"),
    ] {
        let refusal = kind(text);
        assert_eq!((refusal.at(), refusal.clause().id()), (at, clause), "{text:?}");
        assert!(refusal.to_string().ends_with(&format!(", at octet {at}")));
        let source = core::error::Error::source(&refusal).map(ToString::to_string);
        let malformed = matches!(refusal, ScopeRefusal::Malformed(_));
        assert_eq!(source, malformed.then(|| refusal.to_string()));
    }
}

/// A hierarchy as deep as its text allows takes a look-up only for as many octets as the longest registered name has.
#[test]
fn a_deep_token_is_bounded_work() {
    let registered = RegisteredScope::new(ScopeSet::parse("a").unwrap(), Strategy::Hierarchic);
    let deep = format!("b{}", ".a".repeat(100_000));
    assert!(!registered.covers(&deep));
    let deep = format!("a{}", ".a".repeat(100_000));
    assert!(registered.covers(&deep));
}

/// A text of several tokens is no token, even where a registered one is an ancestor of its first octets.
#[test]
fn what_is_not_a_token_is_not_covered() {
    for (set, strategy) in [
        ("a", Strategy::Hierarchic),
        ("a.* *", Strategy::Wildcard),
        ("a.b", Strategy::Exact),
    ] {
        let registered = RegisteredScope::new(ScopeSet::parse(set).unwrap(), strategy);
        assert!(registered.covers("a.b"));
        for text in ["a.b c", "a.b ", " a.b", "a.\"", "a.b\u{e9}", " ", ""] {
            assert!(!registered.covers(text), "{text:?} {strategy:?}");
        }
    }
}

#[test]
fn equal_registrations_are_equal() {
    let set = ScopeSet::parse("a b").unwrap();
    let exact = RegisteredScope::new(set.clone(), Strategy::Exact);
    assert_eq!(exact, exact.clone());
    assert_ne!(exact, RegisteredScope::new(set.clone(), Strategy::Wildcard));
    assert_ne!(
        exact,
        RegisteredScope::with_separator(set, Strategy::Exact, Separator::Slash)
    );
}

/// To memory that is large enough, just large enough, or too small by any number of octets.
#[track_caller]
fn written_alike(selection: &Selection, registered: &RegisteredScope, text: &str) {
    for room in [text.len(), text.len() + 1, text.len() + 16] {
        let mut memory = std::vec![b'?'; room];
        assert_eq!(selection.write_to(registered, &mut memory), Some(text.len()));
        assert_eq!(memory[..text.len()], *text.as_bytes());
    }
    for room in (0..text.len()).rev().take(40) {
        assert_eq!(
            selection.write_to(registered, &mut std::vec![b'?'; room]),
            None,
            "{text} in {room}"
        );
    }
}

/// Names of every length around that of the key of the index, numbers in both halves of the bits.
#[test]
fn octets_are_those_of_the_text() {
    let names: Vec<String> = (0..128)
        .map(|number| format!("{number:03}{}", "x".repeat(number % 20)))
        .collect();
    let registered = RegisteredScope::new(ScopeSet::parse(&names.join(" ")).unwrap(), Strategy::Exact);
    for from in 0..names.len() {
        for count in [0, 1, 2, 63, 64, 65] {
            let chosen: Vec<&str> = names.iter().skip(from).take(count).map(String::as_str).collect();
            let selection = registered
                .select(
                    &chosen
                        .iter()
                        .map(|name| ScopeToken::parse(*name).unwrap())
                        .collect(),
                )
                .unwrap();
            written_alike(&selection, &registered, &chosen.join(" "));
        }
    }
}

#[test]
fn octets_that_are_no_text_are_malformed() {
    for strategy in Strategy::ALL {
        let registered = RegisteredScope::new(ScopeSet::parse("a b.* \u{23}").unwrap(), strategy);
        for (octets, at) in [
            (&b"\xFF"[..], 0),
            (b"a\xC3", 1),
            (b"a \xC3\xA9", 2),
            (b"a\x80b.x", 1),
            (b"a b.x\0", 5),
            (b"aaaaaaaaaaaaaaaaaaaaaaa\xF0", 23),
        ] {
            match registered.evaluate_octets(octets, 8) {
                Err(ScopeRefusal::Malformed(error)) => assert_eq!(error.at(), at, "{octets:02x?}"),
                other => panic!("{other:?} for {octets:02x?}"),
            }
        }
    }
}

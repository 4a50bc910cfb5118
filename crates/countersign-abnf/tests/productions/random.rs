//! Longer texts than every: sentences of the grammar, sentences with an octet changed, symbols, and any octets.

use std::sync::LazyLock;

use countersign_abnf::{MOST_OCTETS, PRODUCTIONS, Production, Recogniser};
use proptest::prelude::*;

use crate::{VERDICTS, recogniser};

/// The recognisers, made once.
static TABLE: LazyLock<Vec<(Production, Recogniser)>> = LazyLock::new(|| {
    let with_recogniser = |production: Production| (production, recogniser(&production));
    PRODUCTIONS.map(with_recogniser).into()
});

#[derive(Debug, Clone)]
enum Change {
    None,
    Insert(usize, u8),
    Remove(usize),
    Replace(usize, u8),
    Cut(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let octet = || {
        prop_oneof![
            any::<u8>(),
            prop::sample::select(b" \t\"\\=,;:%+./-09eEA".to_vec())
        ]
    };
    prop_oneof![
        2 => Just(Change::None),
        1 => (any::<usize>(), octet()).prop_map(|(at, octet)| Change::Insert(at, octet)),
        1 => any::<usize>().prop_map(Change::Remove),
        1 => (any::<usize>(), octet()).prop_map(|(at, octet)| Change::Replace(at, octet)),
        1 => any::<usize>().prop_map(Change::Cut),
    ]
}

fn changed(mut text: Vec<u8>, change: &Change) -> Vec<u8> {
    let place = |at: usize| at % (text.len() + 1);
    match *change {
        Change::None => {}
        Change::Insert(at, octet) => text.insert(place(at), octet),
        Change::Remove(at) if place(at) < text.len() => drop(text.remove(place(at))),
        Change::Replace(at, octet) if place(at) < text.len() => {
            let at = place(at);
            text[at] = octet;
        }
        Change::Remove(_) | Change::Replace(..) => {}
        Change::Cut(at) => text.truncate(place(at)),
    }
    text.truncate(MOST_OCTETS);
    text
}

fn same((production, recogniser): &(Production, Recogniser), text: &[u8]) {
    // Where a text stands before the strings, the verdict is asked about what begins with it.
    let (_, verdict) = VERDICTS
        .iter()
        .find(|(name, _)| *name == production.name)
        .unwrap();
    if text.starts_with(production.before) && text.len() <= MOST_OCTETS {
        assert_eq!(
            verdict(text),
            recogniser.matches(text),
            "{}: {}",
            production.name,
            text.escape_ascii()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn sentences_and_what_is_nearly_one(
        choices in prop::collection::vec(any::<usize>(), 64),
        change in change(),
    ) {
        for one in &*TABLE {
            let mut choices = choices.iter().cycle();
            let sentence = one.1.sentence(&mut || *choices.next().unwrap());
            same(one, &changed(sentence, &change));
        }
    }

    #[test]
    fn symbols(places in prop::collection::vec(any::<prop::sample::Index>(), 0..40)) {
        for one in &*TABLE {
            let symbols = places.iter().map(|place| *place.get(one.0.symbols));
            same(one, &symbols.fold(one.0.before.to_vec(), |text, symbol| [&text[..], symbol].concat()));
        }
    }

    #[test]
    fn octets(octets in prop::collection::vec(any::<u8>(), 0..100)) {
        for one in &*TABLE {
            same(one, &[one.0.before, &octets].concat());
        }
    }
}

/// The sentences are sentences, and longer than the strings of the table.
#[test]
fn sentences_match() {
    for (production, recogniser) in &*TABLE {
        let mut state = 1_usize;
        let mut longest = 0;
        for _ in 0..500 {
            let sentence = recogniser.sentence(&mut || {
                state = state
                    .wrapping_mul(0x5851_F42D_4C95_7F2D)
                    .wrapping_add(0x1405_7B7E_F767_814F);
                state >> 33
            });
            if sentence.len() <= MOST_OCTETS && (!production.utf8 || core::str::from_utf8(&sentence).is_ok())
            {
                assert!(recogniser.matches(&sentence), "{}", sentence.escape_ascii());
                longest = longest.max(sentence.len());
            }
        }
        assert!(
            longest > 2 * usize::try_from(production.most).unwrap(),
            "{}",
            production.name
        );
    }
}

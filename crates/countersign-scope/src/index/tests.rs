#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::collections::BTreeSet;
use std::string::String;
use std::vec::Vec;
use std::{format, vec};

use super::*;

fn set(names: &[String]) -> ScopeSet {
    ScopeSet::parse(&names.join(" ")).unwrap()
}

#[test]
fn every_token_has_its_place_and_no_other_text_has_one() {
    for count in [1, 2, 3, 4, 5, 64, 65, 1000] {
        let names: Vec<_> = (0..count).map(|number| format!("name-{number:05}")).collect();
        let set = set(&names);
        let index = Index::new(&set).unwrap();
        assert_eq!(index.len(), count);
        for (number, name) in (0_u16..).zip(&names) {
            assert!(index.contains(&set, name));
            assert_eq!(index.token(&set, number), Some(name.as_str()));
            for room in [name.len(), 16, 40] {
                let mut memory = vec![b'?'; room.max(name.len())];
                assert_eq!(index.copy(&set, number, &mut memory), Some(name.len()));
                assert_eq!(memory[..name.len()], *name.as_bytes());
            }
            for room in 0..name.len() {
                assert_eq!(index.copy(&set, number, &mut vec![b'?'; room]), None);
            }
            for other in [
                &name[1..],
                &format!("{name}0"),
                &format!("{name}\""),
                &format!("{name} "),
                "",
            ] {
                assert!(!index.contains(&set, other), "{other:?}");
            }
        }
        let beyond = u16::try_from(count).unwrap();
        assert_eq!(index.token(&set, beyond), None);
        assert_eq!(index.copy(&set, beyond, &mut [b'?'; 40]), Some(0));
    }
}

/// With so few slots every second text meets an occupied one; beyond the key, only the whole text decides.
#[test]
fn texts_that_share_key_and_length_are_told_apart() {
    for len in [15, 16, 17, 24, 40] {
        let name = |last: char| format!("{}{last}", &"https://api.example.com/photos/readable/"[..len - 1]);
        let set = set(&[name('a')]);
        let index = Index::new(&set).unwrap();
        assert!(index.contains(&set, &name('a')));
        for other in ('b'..='z').chain('A'..='Z') {
            assert!(!index.contains(&set, &name(other)), "{other} after {}", len - 1);
        }
    }
}

/// Names that differ in one octet, wherever it stands, begin at many slots: otherwise each search would walk through
/// every registered name with the same beginning.
#[test]
fn keys_that_differ_in_one_octet_begin_at_many_slots() {
    let slots = [FREE; 128];
    let mut counts = Vec::new();
    for len in [1_usize, 5, 8, 12, 16, 20, 24, 32] {
        for at in 0..len {
            let octets = (b'#'..=b'[').chain(b']'..=b'c');
            let starts: BTreeSet<_> = octets
                .map(|octet| {
                    let mut name = vec![b'm'; len];
                    name[at] = octet;
                    let (_, key) = scan::key(str::from_utf8(&name).unwrap());
                    probe(&slots, key).next().unwrap()
                })
                .collect();
            counts.push(starts.len());
        }
    }
    // By chance, 64 names begin at 50 of 128 slots.
    assert!(*counts.iter().min().unwrap() > 16, "{counts:?}");
    assert!(counts.iter().sum::<usize>() > 48 * counts.len(), "{counts:?}");
}

#[test]
fn a_search_looks_at_each_slot_once() {
    for count in [1, 2, 8, 128] {
        let slots = vec![FREE; count];
        for name in ["a", "name", "a name beyond the key"] {
            let mut looked: Vec<_> = probe(&slots, scan::key(name).1).collect();
            looked.sort_unstable();
            assert_eq!(looked, (0..count).collect::<Vec<_>>());
        }
    }
}

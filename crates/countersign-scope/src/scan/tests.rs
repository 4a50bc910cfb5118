#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use std::string::String;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::state::fold;
use countersign_exhaust::every_string_of_octets;

/// The scanner must agree with the fold on the verdict, and with a plain split on the tokens.
#[track_caller]
fn agrees(text: &[u8]) {
    assert_eq!(check(text), fold(text), "{text:02x?}");
    agrees_with_plus(text);
    let mut scanner = Scanner::<SPACE>::new(text);
    let mut tokens = Vec::new();
    while let Some(token) = scanner.next() {
        let Ok(token) = token else {
            assert!(fold(text).is_err(), "{text:02x?}");
            return;
        };
        tokens.push(&text[token.at..token.at + token.len]);
    }
    let split: Vec<&[u8]> = text.split(|octet| *octet == b' ').collect();
    assert_eq!(tokens, split, "{text:02x?}");
}

/// With plus signs between tokens, the scanner says what it says with spaces there; and a space is foreign.
#[track_caller]
fn agrees_with_plus(text: &[u8]) {
    let with_spaces: Vec<u8> = text
        .iter()
        .map(|octet| match octet {
            b'+' => b' ',
            b' ' => 0,
            octet => *octet,
        })
        .collect();
    let (mut plus, mut space) = (Scanner::<PLUS>::new(text), Scanner::<SPACE>::new(&with_spaces));
    loop {
        let (left, right) = (plus.next(), space.next());
        match (left, right) {
            (None, None) => return,
            (Some(Ok(left)), Some(Ok(right))) => {
                assert_eq!(
                    (left.at, left.len, left.key),
                    (right.at, right.len, right.key),
                    "{text:02x?}"
                );
            }
            (Some(Err(Refused)), Some(Err(Refused))) => {
                assert_eq!(plus.reason(), space.reason(), "{text:02x?}");
                assert_eq!(Err(plus.reason()), fold(&with_spaces), "{text:02x?}");
                return;
            }
            (left, right) => panic!("{left:?} and {right:?} for {text:02x?}"),
        }
    }
}

// = RFC6749-A.4-1 (test)
#[test]
fn equal_to_the_fold_on_every_short_string_over_the_classes() {
    // Long enough to cross a word.
    let mut count = 0_u32;
    every_string_of_octets(b"a \"", 10, &mut |text| {
        agrees(text);
        count += 1;
    });
    assert_eq!(count, (3_u32.pow(11) - 1) / 2);
    every_string_of_octets(b"!~ \"\\\x00\x20\x7F\x80\xFF", 4, &mut agrees);
    every_string_of_octets(b"a+ \"", 8, &mut agrees_with_plus);
    every_string_of_octets(b"*+,! \x00\x7F\xFF", 4, &mut agrees_with_plus);
}

/// Borrows and carries run from octet to octet, so every pair of octets is tried at every lane of three words.
#[test]
fn equal_to_the_fold_on_every_pair_of_octets_at_every_lane() {
    for lane in 0..9 {
        let mut text = [b'a'; 19];
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                text[lane] = first;
                text[lane + 1] = second;
                agrees_with_plus(&text);
                if check(&text) != fold(&text) {
                    panic!("{first:02x} {second:02x} at {lane}");
                }
            }
        }
    }
}

#[test]
fn each_length_has_its_own_key() {
    let text = "abcdefghijklmnopqrstuvwxyz0123456789";
    for len in 1..=text.len() {
        let (measured, key) = key(&text[..len]);
        assert_eq!(measured, len);
        let mut head = [0; 16];
        let in_key = len.min(16);
        head[..in_key].copy_from_slice(&text.as_bytes()[..in_key]);
        assert_eq!(key.first.to_le_bytes(), head[..8]);
        assert_eq!(key.second.to_le_bytes(), head[8..]);
    }
}

#[test]
fn the_hash_sees_octets_beyond_the_key() {
    let (_, left) = key("0123456789abcdefX");
    let (_, right) = key("0123456789abcdefY");
    assert_eq!((left.first, left.second), (right.first, right.second));
    assert_ne!(left.hash, right.hash);
}

proptest! {
    #[test]
    fn equal_to_the_fold_on_any_octets(text in proptest::collection::vec(any::<u8>(), 0..80)) {
        agrees(&text);
    }

    #[test]
    fn equal_to_the_fold_near_the_language(text in "[!-~ ]{0,60}[ \"\\\\\u{7f}]?[!-~ ]{0,60}") {
        let text: String = text;
        agrees(text.as_bytes());
    }

    #[test]
    fn equal_to_the_fold_inside_the_language(text in "[!#-\\[\\]-~]{1,30}( [!#-\\[\\]-~]{1,30}){0,9}") {
        prop_assert!(check(text.as_bytes()).is_ok());
        agrees(text.as_bytes());
    }
}

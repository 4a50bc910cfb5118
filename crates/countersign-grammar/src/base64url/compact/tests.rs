#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]

use std::format;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{ALPHABET, CompactText, PAIRS};

/// RFC 4648 section 5 by the book: bit by bit.
fn by_the_book(octets: &[u8]) -> Vec<u8> {
    let bits: Vec<u8> = octets
        .iter()
        .flat_map(|o| (0..8).rev().map(move |i| (o >> i) & 1))
        .collect();
    bits.chunks(6)
        .map(|chunk| {
            let number = (0..6).fold(0, |n, i| n << 1 | chunk.get(i).copied().unwrap_or(0));
            ALPHABET[usize::from(number)]
        })
        .collect()
}

fn encoded(octets: &[u8]) -> CompactText {
    let mut text = CompactText::new();
    text.push_encoded(octets);
    text
}

#[test]
fn the_table_is_the_alphabet_twice() {
    for (bits, pair) in PAIRS.iter().enumerate() {
        assert_eq!(
            pair.to_le_bytes(),
            [ALPHABET[bits / 64], ALPHABET[bits % 64]],
            "{bits}"
        );
    }
}

#[test]
fn rfc_4648_section_10() {
    for (octets, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(encoded(octets.as_bytes()).as_str(), text);
    }
}

/// The buffers are used again, full of what came before.
#[test]
fn every_length_behind_every_short_text() {
    let octets: Vec<u8> = (0..200).map(|i| (i * 167 % 251) as u8).collect();
    let mut text = CompactText::new();
    for len in 0..=octets.len() {
        let expected = by_the_book(&octets[..len]);
        for before in 0..9 {
            text.clear();
            assert!(text.is_empty());
            for _ in 0..before {
                text.push_period();
            }
            text.push_encoded_by(|out| {
                assert!(out.is_empty());
                out.push(&octets[..len]);
            });
            assert_eq!(
                text.as_octets(),
                [&[b'.'; 9][..before], &expected].concat(),
                "{len} octets"
            );
            assert_eq!(text.len(), before + expected.len());
        }
    }
}

#[test]
fn nothing_is_encoded_as_nothing() {
    let mut text = encoded(b"");
    assert!(text.is_empty());
    text.push_period();
    text.push_encoded_by(|_| {});
    let mut twice = text.clone();
    twice.push_text(&text);
    assert_eq!([text.as_str(), twice.as_str()], [".", ".."]);
}

#[test]
fn memory_for_a_text_is_asked_for_once() {
    for len in 0..100 {
        let octets = vec![b'{'; len];
        let mut text = CompactText::with_capacity(encoded(&octets).len());
        let had = (text.memory.capacity(), text.octets.capacity());
        text.push_encoded(&octets);
        assert_eq!((text.memory.capacity(), text.octets.capacity()), had, "{len}");
    }
}

#[test]
fn debug_shows_the_length_alone() {
    assert_eq!(format!("{:?}", encoded(b"secret")), "CompactText(8 octets)");
}

proptest! {
    #[test]
    fn agrees_with_the_book_and_with_the_decoder(octets: Vec<u8>) {
        let text = encoded(&octets);
        prop_assert_eq!(text.as_octets(), &by_the_book(&octets)[..]);
        prop_assert_eq!(crate::base64url::decode(text.as_str()).unwrap(), octets);
    }
}

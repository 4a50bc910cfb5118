#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]

use std::vec::Vec;

use proptest::prelude::*;

use super::{ALPHABET, PAIRS, encode_tail, push_encoded};

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

fn encoded(prefix: &[u8], octets: &[u8]) -> Vec<u8> {
    let mut buffer = [prefix, octets].concat();
    encode_tail(&mut buffer, prefix.len());
    buffer
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
        assert_eq!(encoded(b"", octets.as_bytes()), text.as_bytes());
    }
}

#[test]
fn every_length_with_every_prefix_length() {
    let octets: Vec<u8> = (0..200).map(|i| (i * 167 % 251) as u8).collect();
    for len in 0..=octets.len() {
        let expected = by_the_book(&octets[..len]);
        for prefix in 0..9 {
            let prefix = &b"abcdefgh."[..prefix];
            assert_eq!(
                encoded(prefix, &octets[..len]),
                [prefix, &expected].concat(),
                "{len} octets"
            );
            let mut pushed = prefix.to_vec();
            push_encoded(&mut pushed, &octets[..len]);
            assert_eq!(pushed, encoded(prefix, &octets[..len]), "{len} octets");
        }
    }
}

#[test]
fn an_empty_tail_stays_empty() {
    let mut buffer = Vec::from(*b"abc");
    encode_tail(&mut buffer, 3);
    assert_eq!(buffer, b"abc");
}

proptest! {
    #[test]
    fn agrees_with_the_book_and_with_the_decoder(octets: Vec<u8>) {
        let text = encoded(b"", &octets);
        prop_assert_eq!(&text, &by_the_book(&octets));
        let text = core::str::from_utf8(&text).unwrap();
        prop_assert_eq!(countersign_grammar::base64url::decode(text).unwrap(), octets);
    }
}

use std::collections::BTreeSet;
use std::string::String;
use std::vec::Vec;

use proptest::prelude::*;

use crate::{GeneratedSecret, generate_client_id};

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The number behind the digits, least significant digit first, as big-endian octets.
fn decode<const N: usize>(text: &[u8]) -> [u8; N] {
    let mut number = [0_u8; N];
    for digit in text.iter().rev() {
        let mut carry = ALPHABET.bytes().position(|c| c == *digit).unwrap();
        for octet in number.iter_mut().rev() {
            carry += usize::from(*octet) * 62;
            *octet = (carry & 0xff) as u8;
            carry >>= 8;
        }
        assert_eq!(
            carry, 0,
            "the text stands for a larger number than there is entropy"
        );
    }
    number
}

fn secret(entropy: [u8; 32]) -> String {
    String::from_utf8(GeneratedSecret::generate(entropy).expose().to_vec()).unwrap()
}

proptest! {
    // = RFC6749-10.10-2 (test)
    // = RFC6749-10.10-1 (test)
    #[test]
    fn a_generated_secret_holds_every_bit_of_its_entropy(entropy: [u8; 32]) {
        let text = secret(entropy);
        prop_assert_eq!(text.len(), 43);
        prop_assert!(text.bytes().all(|octet| octet.is_ascii_alphanumeric()));
        prop_assert_eq!(decode::<32>(text.as_bytes()), entropy);
    }

    #[test]
    fn a_client_id_holds_every_bit_of_its_entropy(entropy: [u8; 16]) {
        let text = generate_client_id(entropy);
        prop_assert_eq!(text.len(), 22);
        prop_assert!(text.bytes().all(|octet| octet.is_ascii_alphanumeric()));
        prop_assert_eq!(decode::<16>(text.as_bytes()), entropy);
    }
}

#[test]
fn the_extremes_fit() {
    assert_eq!(secret([0; 32]), "0".repeat(43));
    assert_eq!(decode::<32>(secret([0xff; 32]).as_bytes()), [0xff; 32]);
    assert_eq!(generate_client_id([0; 16]), "0".repeat(22));
    assert_eq!(
        decode::<16>(generate_client_id([0xff; 16]).as_bytes()),
        [0xff; 16]
    );
}

#[test]
fn every_single_bit_changes_the_text() {
    let mut texts = BTreeSet::from([secret([0; 32])]);
    for bit in 0..256 {
        let mut entropy = [0; 32];
        entropy[bit / 8] = 1 << (bit % 8);
        assert!(texts.insert(secret(entropy)), "bit {bit} is lost");
    }
}

#[test]
fn the_digits_are_the_alphabet_in_order() {
    let digits: Vec<char> = (0..62_u8)
        .map(|value| {
            let mut entropy = [0; 16];
            entropy[15] = value;
            generate_client_id(entropy).chars().next().unwrap()
        })
        .collect();
    assert_eq!(digits.into_iter().collect::<String>(), ALPHABET);
}

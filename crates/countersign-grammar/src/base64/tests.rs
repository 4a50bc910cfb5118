//! Against another crate's strict engine, and the offsets of the errors.

#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::SyntaxErrorKind::{BadBase64, BadBase64Padding, BadBase64TrailingBits, TooLong, UnexpectedEnd};
use countersign_exhaust::every_text;
use proptest::prelude::*;

/// Every text of up to five of these: letters with and without low bits, both last characters, the pad, foreigners.
#[test]
fn every_short_text_is_judged_as_elsewhere() {
    let pieces = ["A", "Q", "g", "w", "/", "+", "=", "-", "B"];
    every_text(&pieces, 5, &mut |text| {
        assert_eq!(decode(text).ok(), STANDARD.decode(text).ok(), "{text}");
    });
}

// = RFC4648-3.5-1 (test)
// = RFC4648-3.2-1 (test)
// = RFC4648-3.1-1 (test)
#[test]
fn every_two_octets_come_back() {
    for octets in (0..=u16::MAX).map(u16::to_be_bytes) {
        let text = encode(&octets);
        assert_eq!(text.len(), 4);
        assert!(!text.contains(['\r', '\n']));
        assert_eq!(decode(&text).as_deref(), Ok(&octets[..]));
    }
}

/// One octet string has one text: of all texts with four characters and one pad, only those that are written.
// = RFC4648-3.5-2 (test)
#[test]
fn no_two_texts_for_one_octet_string() {
    let alphabet: Vec<char> = (0..=0x7F_u8)
        .filter(|octet| crate::chars::is_base64_char(*octet))
        .map(char::from)
        .collect();
    for a in &alphabet {
        for b in &alphabet {
            let text = String::from_iter([*a, *b, '=', '=']);
            if let Ok(octets) = decode(&text) {
                assert_eq!(encode(&octets), text);
            }
        }
    }
}

// = RFC4648-3.3-1 (test)
#[test]
fn every_foreign_octet_at_every_place() {
    for octet in (0..=0x7F_u8).filter(|octet| !crate::chars::is_base64_char(*octet)) {
        for at in 0..8 {
            let mut text: Vec<u8> = b"Zm9vYmFy".to_vec();
            text[at] = octet;
            let text = String::from_utf8(text).unwrap();
            let expected = match (octet, at) {
                (b'=', 7) => (BadBase64TrailingBits, 6),
                (b'=', _) => (BadBase64Padding, at),
                _ => (BadBase64, at),
            };
            let error = decode(&text).unwrap_err();
            assert_eq!((error.kind(), error.at()), expected, "{text:?}");
        }
    }
}

#[test]
fn offsets() {
    for (text, kind, at) in [
        ("Z", UnexpectedEnd, 1),
        ("Z=", UnexpectedEnd, 1),
        ("Z==", UnexpectedEnd, 1),
        ("Z===", BadBase64Padding, 1),
        ("=", BadBase64Padding, 0),
        ("==", BadBase64Padding, 0),
        ("====", BadBase64Padding, 0),
        ("Zg", BadBase64Padding, 2),
        ("Zg=", BadBase64Padding, 3),
        ("Zg===", BadBase64Padding, 2),
        ("Zm8", BadBase64Padding, 3),
        ("Zm8==", BadBase64Padding, 4),
        ("Zm9v=", BadBase64Padding, 4),
        ("Zm9v==", BadBase64Padding, 4),
        ("Zg==Zg==", BadBase64Padding, 2),
        ("Zh==", BadBase64TrailingBits, 1),
        ("Zm9=", BadBase64TrailingBits, 2),
        ("Zm9", BadBase64TrailingBits, 2),
        ("Zm9v\n", BadBase64, 4),
        ("Zm9v Zm9v", BadBase64, 4),
        ("Zm-v", BadBase64, 2),
        ("Zm\u{E9}v", BadBase64, 2),
    ] {
        let error = decode(text).unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{text:?}");
    }
}

#[test]
fn a_buffer_that_is_too_short() {
    let text = "Zm9vYmE=";
    assert_eq!(decoded_len(text), 5);
    for (room, at) in [(0, 0), (1, 1), (2, 2), (3, 4), (4, 5)] {
        let error = decode_to_slice(text, &mut vec![0; room]).unwrap_err();
        assert_eq!((error.kind(), error.at()), (TooLong, at));
    }
    let mut longer = [0xAA; 7];
    assert_eq!(decode_to_slice(text, &mut longer), Ok(5));
    assert_eq!(&longer, b"fooba\xAA\xAA");
}

proptest! {
    #[test]
    fn any_octets_come_back(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = encode(&octets);
        prop_assert_eq!(&text, &STANDARD.encode(&octets));
        prop_assert_eq!(decoded_len(&text), octets.len());
        prop_assert_eq!(decode(&text), Ok(octets));
    }

    #[test]
    fn any_text_is_judged_as_elsewhere(text in "[A-Za-z0-9+/]{0,40}={0,3}|\\PC{0,20}") {
        prop_assert_eq!(decode(&text).ok(), STANDARD.decode(&text).ok());
    }
}

//! Against another crate's strict engine, and the offsets of the errors.

#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::SyntaxErrorKind::{BadBase64, BadBase64TrailingBits, TooLong, UnexpectedEnd};
use countersign_exhaust::every_text;
use proptest::prelude::*;

#[test]
fn every_short_text_is_judged_as_elsewhere() {
    let pieces = ["A", "Q", "g", "w", "_", "-", "=", "+", "B"];
    every_text(&pieces, 5, &mut |text| {
        assert_eq!(decode(text).ok(), URL_SAFE_NO_PAD.decode(text).ok(), "{text}");
    });
}

#[test]
fn vectors() {
    for (octets, text) in [
        (&b""[..], ""),
        (b"f", "Zg"),
        (b"fo", "Zm8"),
        (b"foo", "Zm9v"),
        (&[3, 236, 255, 224, 193], "A-z_4ME"),
        (
            b"{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        ),
    ] {
        assert_eq!(encode(octets), text);
        assert_eq!(decode(text).as_deref(), Ok(octets));
    }
}

// = RFC4648-3.3-1 (test)
#[test]
fn every_foreign_octet_at_every_place() {
    for octet in (0..=0x7F_u8).filter(|octet| !crate::chars::is_base64url_char(*octet)) {
        for at in 0..8 {
            let mut text: Vec<u8> = b"Zm9vYmFy".to_vec();
            text[at] = octet;
            let error = decode(std::str::from_utf8(&text).unwrap()).unwrap_err();
            assert_eq!((error.kind(), error.at()), (BadBase64, at));
        }
    }
}

// = RFC4648-3.5-1 (test)
// = RFC4648-3.5-2 (test)
#[test]
fn offsets() {
    for (text, kind, at) in [
        ("Z", UnexpectedEnd, 1),
        ("Zm9vY", UnexpectedEnd, 5),
        ("Zh", BadBase64TrailingBits, 1),
        ("Zm9", BadBase64TrailingBits, 2),
        ("Zm9vZm9", BadBase64TrailingBits, 6),
        ("Zg==", BadBase64, 2),
        ("Zm9v.", BadBase64, 4),
        ("Zm9/Z", BadBase64, 3),
    ] {
        let error = decode(text).unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{text:?}");
    }
    let error = decode_to_slice("Zm9v", &mut [0; 2]).unwrap_err();
    assert_eq!((error.kind(), error.at()), (TooLong, 2));
}

#[test]
fn lengths() {
    for (characters, octets) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 3), (6, 4), (43, 32), (86, 64)] {
        assert_eq!(decoded_len(characters), octets);
    }
    assert!(decoded_len(usize::MAX) < usize::MAX);
}

proptest! {
    #[test]
    fn any_octets_come_back(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = encode(&octets);
        prop_assert!(text.bytes().all(crate::chars::is_base64url_char));
        prop_assert_eq!(decode(&text), Ok(octets));
    }

    #[test]
    fn any_text_is_judged_as_elsewhere(text in "[A-Za-z0-9_-]{0,40}|\\PC{0,20}") {
        prop_assert_eq!(decode(&text).ok(), URL_SAFE_NO_PAD.decode(&text).ok());
    }
}

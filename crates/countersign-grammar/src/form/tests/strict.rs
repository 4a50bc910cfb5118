use super::{reference, strict, unlimited};
use crate::form::{FormText, pairs};
use countersign_exhaust::{every_string, every_string_of_octets};
use proptest::prelude::*;
use std::{vec, vec::Vec};

/// Pairs, offsets and errors are those of the reference; and every way to read a text agrees.
#[track_caller]
fn same(body: &[u8]) {
    let read = strict(body).map(|pairs| {
        let piece = |pair: crate::form::Pair<'_>| {
            every_reading_agrees(pair.name);
            every_reading_agrees(pair.value);
            assert_eq!(
                &body[pair.at..][..pair.name.raw().len()],
                pair.name.raw().as_bytes()
            );
            assert_eq!(
                &body[pair.value_at..][..pair.value.raw().len()],
                pair.value.raw().as_bytes()
            );
            (
                pair.name.decode().into_owned(),
                pair.value.decode().into_owned(),
                pair.at,
                pair.value_at,
            )
        };
        pairs.into_iter().map(piece).collect::<Vec<_>>()
    });
    assert_eq!(
        read,
        reference::parse(body),
        "{:?}",
        std::string::String::from_utf8_lossy(body)
    );
    for (piece, at) in body.split(|octet| *octet == b'&').map(|piece| (piece, 0)) {
        let alone = FormText::parse(piece).map(|text| text.decode().into_owned());
        assert_eq!(
            alone,
            reference::decode(piece, |_| true).map_err(|error| error.offset_by(at))
        );
    }
}

#[track_caller]
fn every_reading_agrees(text: FormText<'_>) {
    let decoded = text.decode();
    assert_eq!(text.is_escaped(), text.raw().contains(['%', '+']));
    assert_eq!(text.is_empty(), decoded.is_empty());
    assert!(text.octets().eq(decoded.bytes()));
    assert!(text.eq_str(&decoded));
    let mut out = vec![0xAA; decoded.len()];
    assert_eq!(text.decode_to_slice(&mut out), Some(decoded.len()));
    assert_eq!(out, decoded.as_bytes());
    if let Some(short) = decoded.len().checked_sub(1) {
        assert_eq!(text.decode_to_slice(&mut out[..short]), None);
    }
}

/// One octet of each class that the parser tells apart, the borders of `%x21-7E`, hexadecimal digits of both cases.
#[test]
fn every_short_string_of_octets() {
    every_string_of_octets(b"&=%+aF2g!~ \x7F\x80\x00", 4, &mut same);
}

/// Triplets at the borders of each row of the UTF-8 table (Unicode, table 3-7), whole and broken.
#[test]
fn every_short_string_of_triplets() {
    let alphabet: [&[u8]; 18] = [
        b"%7F", b"%80", b"%8f", b"%90", b"%9F", b"%A0", b"%BF", b"%C1", b"%C2", b"%E0", b"%ED", b"%EF",
        b"%F0", b"%F4", b"%F5", b"%", b"x", b" ",
    ];
    every_string(b"", &alphabet, 4, &mut same);
}

#[test]
fn delimiters_anywhere() {
    every_string(b"", &[b"&", b"=", b"a", b"%41", b"+"], 7, &mut same);
}

/// What has ended stays ended.
#[test]
fn nothing_comes_after_the_end() {
    every_string(b"", &[b"&", b"=", b"a", b"%41", b"%", b"\xFF"], 6, &mut |body| {
        let mut items = pairs(body, &unlimited());
        while items.next().is_some() {}
        for _ in 0..3 {
            assert!(items.next().is_none(), "{body:?}");
        }
    });
}

proptest! {
    #[test]
    fn arbitrary_octets(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        same(&body);
    }

    #[test]
    fn near_misses(body in "([a-z0-9%&=+]|%[0-9A-Fa-f]{2}|%C3%A9|%E2%82%AC|%F0%9F%92%A9){0,60}") {
        same(body.as_bytes());
    }

    #[test]
    fn the_first_error_is_the_last_item(body in proptest::collection::vec(any::<u8>(), 0..100)) {
        let mut items = pairs(&body, &unlimited());
        let errors = items.by_ref().filter(Result::is_err).count();
        prop_assert!(errors <= 1);
        prop_assert!(items.next().is_none());
        prop_assert!(items.next().is_none());
    }
}

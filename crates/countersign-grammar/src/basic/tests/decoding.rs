use super::{pair, read, read_text};
use crate::SyntaxErrorKind::{
    BadBase64, BadBase64Padding, BadPercentEscape, Empty, InvalidUtf8, MissingColon, MissingSpace, TooLong,
    UnexpectedOctet,
};
use crate::basic::{
    BasicEncoding,
    BasicEncoding::{Form, Raw},
    decode, parse_field,
};
use crate::form::tests::reference;
use crate::{SyntaxError, base64, chars};
use proptest::prelude::*;
use std::{format, string::String, vec, vec::Vec};

/// The decoded text read once more, without regard to cost.
fn naive(text: &[u8], encoding: BasicEncoding) -> Result<(String, String), SyntaxError> {
    let end = base64::encode(text).len();
    let place = |error: SyntaxError| SyntaxError::new(error.kind(), error.at() * 8 / 6);
    if text.is_empty() {
        return Err(SyntaxError::new(Empty, 0));
    }
    let colon = text
        .iter()
        .position(|octet| *octet == b':')
        .ok_or(SyntaxError::new(MissingColon, end))?;
    let half = |at: usize, half: &[u8]| {
        let read = match encoding {
            Form => reference::decode(half, |octet| !chars::is_ctl(octet)),
            Raw => raw(half),
        };
        read.map_err(|error| place(error.offset_by(at)))
    };
    Ok((half(0, &text[..colon])?, half(colon + 1, &text[colon + 1..])?))
}

fn raw(half: &[u8]) -> Result<String, SyntaxError> {
    for at in 0..half.len() {
        if let Err(error) = std::str::from_utf8(&half[..=at])
            && error.error_len().is_some()
        {
            return Err(SyntaxError::new(InvalidUtf8, error.valid_up_to()));
        }
        if chars::is_ctl(half[at]) {
            return Err(SyntaxError::new(UnexpectedOctet, at));
        }
    }
    String::from_utf8(half.to_vec())
        .map_err(|error| SyntaxError::new(InvalidUtf8, error.utf8_error().valid_up_to()))
}

#[track_caller]
fn same(text: &[u8]) {
    assert_eq!(read_text(text, Form), naive(text, Form), "{text:?}");
    assert_eq!(read_text(text, Raw), naive(text, Raw), "{text:?}");
}

// = RFC7617-2-6 (test)
#[test]
fn every_octet_in_either_half() {
    for octet in 0..=u8::MAX {
        same(&[b'a', octet, b':', b'b']);
        same(&[b'a', b':', b'b', octet]);
        same(format!("a%{octet:02X}:b").as_bytes());
        same(format!("a:b%{octet:02x}").as_bytes());
    }
}

#[test]
fn every_short_string() {
    let alphabet: [&[u8]; 14] = [
        b":", b"a", b"+", b"%", b"%3A", b"%C3", b"%A9", b"%00", b"%2", b" ", b"\x7F", b"\xC3", b"\xA9", b"=&",
    ];
    let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
    for _ in 0..4 {
        texts = texts
            .iter()
            .flat_map(|text| alphabet.iter().map(move |piece| [&text[..], piece].concat()))
            .collect();
        texts.iter().for_each(|text| same(text));
    }
}

// = RFC7617-2-8 (test)
#[test]
fn the_first_colon_separates() {
    assert_eq!(read_text(b"a:b:c:", Form), Ok(pair("a", "b:c:")));
    assert_eq!(read_text(b"::", Raw), Ok(pair("", ":")));
    assert_eq!(read_text(b":", Form), Ok(pair("", "")));
    assert_eq!(read_text(b"a%3Ab:c", Form), Ok(pair("a:b", "c")));
    assert_eq!(read_text(b"a%3Ab:c", Raw), Ok(pair("a%3Ab", "c")));
}

#[track_caller]
fn refused(token68: &str, encoding: BasicEncoding, kind: crate::SyntaxErrorKind, at: usize) {
    let error = read(token68, encoding).unwrap_err();
    assert_eq!((error.kind(), error.at()), (kind, at));
}

// = RFC7617-2-9 (test)
// = RFC7617-2-4 (test)
#[test]
fn malformed_token68() {
    refused("", Form, Empty, 0);
    refused("Zm9v", Form, MissingColon, 4);
    refused("Zm9vYmFy", Raw, MissingColon, 8);
    refused("Zm9vOg", Form, BadBase64Padding, 6);
    refused("Zm9vOmJhcg=", Form, BadBase64Padding, 11);
    refused("Zm9v-mJhcg==", Form, BadBase64, 4);
    refused("Zm9vOmJhcg== ", Form, BadBase64Padding, 10);
    refused("foo:bar", Form, BadBase64, 3);
}

#[test]
fn offsets_count_in_the_token68() {
    // "abc%zz:d": the percent sign is octet 3, the first of the second group.
    refused(&base64::encode(b"abc%zz:d"), Form, BadPercentEscape, 4);
    refused(&base64::encode(b"ab%zz:d"), Form, BadPercentEscape, 2);
    refused(&base64::encode(b"abc:def%4"), Form, BadPercentEscape, 9);
    refused(&base64::encode(b"a%41:b%FF"), Form, InvalidUtf8, 8);
    refused(&base64::encode(b"a%2B:b\n"), Form, UnexpectedOctet, 8);
    refused(&base64::encode(b"open sesame:x"), Form, UnexpectedOctet, 5);
    refused(&base64::encode(b"ab:\xFF"), Raw, InvalidUtf8, 4);
    refused(&base64::encode(b"ab:c\x7F"), Raw, UnexpectedOctet, 5);
}

#[test]
fn a_buffer_that_is_too_short() {
    let token68 = "czZCaGRSa3F0MzpnWDFmQmF0M2JW";
    for (room, at) in [(0, 0), (1, 1), (3, 4), (20, 26)] {
        let error = decode(token68, Form, &mut vec![0; room]).unwrap_err();
        assert_eq!((error.kind(), error.at()), (TooLong, at));
    }
    let mut longer = [0; 40];
    assert_eq!(
        decode(token68, Form, &mut longer).unwrap().user_id(),
        "s6BhdRkqt3"
    );
}

#[track_caller]
fn field_refused(field: &str, kind: crate::SyntaxErrorKind, at: usize) {
    let error = parse_field(field.as_bytes(), Form, &mut [0; 64]).unwrap_err();
    assert_eq!((error.kind(), error.at()), (kind, at), "{field:?}");
}

// = RFC7617-2-3 (test)
// = RFC7617-2-5 (test)
#[test]
fn whole_fields() {
    for field in [
        "Basic Zm9vOmJhcg==",
        "basic Zm9vOmJhcg==",
        "BASIC   Zm9vOmJhcg==",
        "bAsIc Zm9vOmJhcg==",
    ] {
        let mut buffer = [0; 16];
        let both = parse_field(field.as_bytes(), Form, &mut buffer).unwrap().unwrap();
        assert_eq!((both.user_id(), both.password()), ("foo", "bar"), "{field}");
    }
    for field in [
        "",
        "B",
        "Basi",
        "Bearer Zm9vOmJhcg==",
        "Basics Zm9vOmJhcg==",
        "Basic_Zm9vOmJhcg==",
        " Basic Zm9vOg==",
        "\u{E9}",
    ] {
        assert!(
            parse_field(field.as_bytes(), Form, &mut [0; 16])
                .unwrap()
                .is_none(),
            "{field}"
        );
    }
    field_refused("Basic", Empty, 5);
    field_refused("Basic ", Empty, 6);
    field_refused("Basic    ", Empty, 9);
    field_refused("Basic\tZm9vOg==", MissingSpace, 5);
    field_refused("Basic,Zm9vOg==", MissingSpace, 5);
    field_refused("Basic=", MissingSpace, 5);
    field_refused("Basic \tZm9vOg==", BadBase64, 6);
    field_refused("Basic Zm9vOg== ", BadBase64Padding, 12);
    field_refused("Basic Zm9vOg==,", BadBase64Padding, 12);
    field_refused("Basic realm=\"x\"", BadBase64Padding, 11);
    field_refused("Basic Zm9v", MissingColon, 10);
    field_refused("Basic  Zm9v", MissingColon, 11);
}

#[test]
fn debug_shows_neither_half() {
    let mut buffer = [0; 16];
    let shown = format!("{:?}", decode("Zm9vOmJhcg==", Form, &mut buffer).unwrap());
    assert!(!shown.contains("foo") && !shown.contains("bar"), "{shown}");
}

proptest! {
    #[test]
    fn arbitrary_octets(text in proptest::collection::vec(any::<u8>(), 0..60)) {
        same(&text);
    }

    #[test]
    fn near_misses(text in "([a-z:+%]|%[0-9A-F]{2}|%C3%A9|\u{E9}| ){0,30}") {
        same(text.as_bytes());
    }

    #[test]
    fn any_field_is_read_without_panic(field in proptest::collection::vec(any::<u8>(), 0..60), room in 0..40_usize) {
        let mut buffer = vec![0; room];
        let _ = parse_field(&field, Form, &mut buffer);
        let with_scheme = [b"Basic ", &field[..]].concat();
        prop_assert!(!matches!(parse_field(&with_scheme, Raw, &mut buffer), Ok(None)));
    }
}

//! Every class against its ABNF, transcribed apart from the ranges, on all 256 octets.

#![allow(clippy::arithmetic_side_effects)]

use super::*;
use std::vec::Vec;

#[track_caller]
fn same(class: fn(u8) -> bool, reference: impl Fn(u8) -> bool, size: usize) {
    let mut count = 0;
    for octet in 0..=255 {
        assert_eq!(class(octet), reference(octet), "octet {octet:02X}");
        count += usize::from(class(octet));
    }
    assert_eq!(count, size);
}

fn one_of(octets: &str) -> impl Fn(u8) -> bool {
    move |octet| octets.as_bytes().contains(&octet)
}

fn alphanumeric_or(octets: &str) -> impl Fn(u8) -> bool {
    move |octet| char::from(octet).is_ascii_alphanumeric() || octets.as_bytes().contains(&octet)
}

fn printable_except(octets: &str) -> impl Fn(u8) -> bool {
    move |octet| char::from(octet).is_ascii_graphic() && !octets.as_bytes().contains(&octet)
}

#[test]
fn rfc_5234_core_rules() {
    same(is_alpha, |octet| char::from(octet).is_ascii_alphabetic(), 52);
    same(is_digit, one_of("0123456789"), 10);
    same(is_hexdig, one_of("0123456789ABCDEFabcdef"), 22);
    same(is_ctl, |octet| char::from(octet).is_ascii_control(), 33);
    same(is_vchar, printable_except(""), 94);
}

#[test]
fn rfc_6749_classes() {
    same(
        is_vschar,
        |octet| octet == b' ' || printable_except("")(octet),
        95,
    );
    same(is_nqchar, printable_except("\"\\"), 92);
    same(
        is_nqschar,
        |octet| octet == b' ' || printable_except("\"\\")(octet),
        93,
    );
    same(is_name_char, alphanumeric_or("-._"), 65);
}

#[test]
fn rfc_9110_classes() {
    same(is_tchar, alphanumeric_or("!#$%&'*+-.^_`|~"), 77);
    // The same rule in the words of section 5.6.2: any VCHAR, except delimiters.
    same(is_tchar, printable_except("\"(),/:;<=>?@[\\]{}"), 77);
    same(is_token68_char, alphanumeric_or("-._~+/"), 68);
    same(
        is_qdtext,
        |octet| !is_ctl(octet) && octet != b'"' && octet != b'\\' || octet == b'\t',
        222,
    );
    same(is_quoted_pair_char, |octet| !is_ctl(octet) || octet == b'\t', 224);
    same(is_obs_text, |octet| !octet.is_ascii(), 128);
    same(is_ows, one_of(" \t"), 2);
}

#[test]
fn rfc_4648_alphabets() {
    same(is_base64_char, alphanumeric_or("+/"), 64);
    same(is_base64url_char, alphanumeric_or("-_"), 64);
}

#[test]
fn rfc_3986_classes() {
    let gen_delims = ":/?#[]@";
    let sub_delims = "!$&'()*+,;=";
    same(is_unreserved, alphanumeric_or("-._~"), 66);
    same(is_sub_delim, one_of(sub_delims), 11);
    same(
        is_pchar,
        |octet| is_unreserved(octet) || one_of(sub_delims)(octet) || octet == b':' || octet == b'@',
        79,
    );
    same(
        is_uri_char,
        |octet| {
            is_unreserved(octet) || one_of(sub_delims)(octet) || one_of(gen_delims)(octet) || octet == b'%'
        },
        85,
    );
}

#[test]
fn unicodecharnocrlf_on_every_character() {
    for character in '\0'..=char::MAX {
        let point = u32::from(character);
        let reference = point == 9 || (point >= 0x20 && point != 0x7F && point != 0xFFFE && point != 0xFFFF);
        assert_eq!(is_unicodecharnocrlf(character), reference, "U+{point:04X}");
    }
}

#[test]
fn many_at_a_time_is_one_after_the_other() {
    for octet in 0..=255 {
        assert_eq!(are_token68_chars(&[octet]), is_token68_char(octet), "{octet}");
        assert_eq!(are_vschar(&[octet]), is_vschar(octet), "{octet}");
        // At each place of a text that is long enough for every width of a vector.
        for at in [0, 1, 15, 16, 31, 63, 64, 99] {
            let mut text = [b'a'; 100];
            text[at] = octet;
            assert_eq!(
                are_token68_chars(&text),
                is_token68_char(octet),
                "{octet} at {at}"
            );
            assert_eq!(are_vschar(&text), is_vschar(octet), "{octet} at {at}");
        }
    }
    assert!(are_token68_chars(b"") && are_vschar(b""));
}

/// What the productions of other crates rest on.
#[test]
fn relations_between_classes() {
    let members = |holds: fn(u8) -> bool| (0..=255).filter(|octet| holds(*octet)).collect::<Vec<u8>>();

    // A valid scope or error never needs a backslash inside a quoted-string.
    assert!((0..=255).all(|octet| !is_nqschar(octet) || is_qdtext(octet)));
    // A scope with one of these must be sent as quoted-string.
    assert_eq!(
        members(|octet| is_nqchar(octet) && !is_tchar(octet)),
        b"(),/:;<=>?@[]{}"
    );
    // An access_token with one of these cannot be sent as Bearer.
    assert_eq!(
        members(|octet| is_vschar(octet) && !is_token68_char(octet)),
        b" !\"#$%&'()*,:;<=>?@[\\]^`{|}"
    );
    // The set of error_uri is looser than a URI.
    assert_eq!(
        members(|octet| is_nqchar(octet) && !is_uri_char(octet)),
        b"<>^`{|}"
    );
    assert!((0..=255).all(|octet| !is_uri_char(octet) || is_nqchar(octet)));
}

//! Every pair of octets behind a percent sign, and every pair of octets that is percent-encoded.

use countersign_grammar::SyntaxErrorKind::{
    self, BadPercentEscape, InvalidUtf8, MissingColon, UnexpectedOctet,
};
use countersign_grammar::basic::{self, BasicEncoding};
use countersign_grammar::form::{self, FormText};
use countersign_grammar::{Limits, SyntaxError, base64};

/// The value of two hexadecimal digits.
fn value(pair: [u8; 2]) -> Option<u8> {
    let digit = |octet: u8| char::from(octet).to_digit(16);
    let (high, low) = (digit(pair[0])?, digit(pair[1])?);
    u8::try_from(high * 16 + low).ok()
}

/// What the form says of a text with one triplet, or none, at the third octet.
fn expected(pair: [u8; 2]) -> Result<char, SyntaxErrorKind> {
    match value(pair) {
        Some(octet) if octet.is_ascii() => Ok(char::from(octet)),
        Some(_) => Err(InvalidUtf8),
        None => Err(BadPercentEscape),
    }
}

// = RFC6749-B-2 (test)
// = WHATWGURL-5.1-3 (test)
#[test]
fn every_pair_of_octets_behind_a_percent_sign() {
    let mut taken = 0;
    for pair in (0..=u16::MAX).map(u16::to_be_bytes) {
        let text = [b'a', b'b', b'%', pair[0], pair[1], b'c'];
        let read = FormText::parse(&text).map(|text| text.decode().into_owned());
        let plain = expected(pair).map(|plain| format!("ab{plain}c"));
        let refused = |kind| SyntaxError::new(kind, 2);
        assert_eq!(read, plain.clone().map_err(refused), "{}", text.escape_ascii());
        taken += u32::from(read.is_ok());

        // In a body the pair may hold a delimiter, before which the triplet is cut off as well.
        let first = form::pairs(&text, &Limits::DEFAULT).next().unwrap();
        let name = first.map(|pair| pair.name.decode().into_owned());
        assert_eq!(name, plain.clone().map_err(refused), "{}", text.escape_ascii());
        let value = [b"n=", &text[..]].concat();
        let first = form::pairs(&value, &Limits::DEFAULT).next().unwrap();
        let value = first.map(|pair| pair.value.decode().into_owned());
        let refused = |kind| SyntaxError::new(kind, 4);
        assert_eq!(value, plain.map_err(refused), "{}", text.escape_ascii());
    }
    // 128 octets below 80, their digits in either case: 22 ways to write the low one, 8 the high.
    assert_eq!(taken, 8 * 22);
}

// = RFC6749-2.3.1-3 (test)
#[test]
fn every_pair_of_octets_behind_a_percent_sign_in_basic() {
    let mut buffer = [0; 16];
    let mut taken = 0;
    for pair in (0..=u16::MAX).map(u16::to_be_bytes) {
        for (text, half) in [
            ([b'u', b':', b'p', b'%', pair[0], pair[1]], 1),
            ([b'u', b'%', pair[0], pair[1], b':', b'p'], 0),
        ] {
            let field = base64::encode(&text);
            let read = basic::decode(&field, BasicEncoding::Form, &mut buffer)
                .map(|both| [both.user_id(), both.password()].map(str::to_owned))
                .map_err(SyntaxError::kind);
            let plain = match expected(pair) {
                Ok(plain) if plain.is_ascii_control() => Err(UnexpectedOctet),
                Ok(plain) => Ok([
                    ["u".to_owned() + &plain.to_string(), "p".to_owned()],
                    ["u".to_owned(), "p".to_owned() + &plain.to_string()],
                ][half]
                    .clone()),
                Err(kind) => Err(kind),
            };
            assert_eq!(read, plain, "{}", text.escape_ascii());
            assert_ne!(read, Err(MissingColon));
            taken += u32::from(read.is_ok());
        }
    }
    // %20 to %7E: of the octets below 80, the rows 2 to 7 without 7F, which has two spellings.
    assert_eq!(taken, 2 * (6 * 22 - 2));
}

#[test]
fn every_pair_of_octets_behind_a_percent_sign_by_guess() {
    for pair in (0..=u16::MAX).map(u16::to_be_bytes) {
        if pair.contains(&b'&') || pair.contains(&b'=') || pair.contains(&b'+') {
            continue;
        }
        let text = [b'a', b'%', pair[0], pair[1]];
        let expected = match value(pair) {
            Some(octet) => vec![b'a', octet],
            None => text.to_vec(),
        };
        let read = form::parse_lossy(&text);
        assert_eq!(
            read,
            [(String::from_utf8_lossy(&expected).into_owned(), String::new())]
        );
    }
}

/// As two triplets, in both cases of the digits: what UTF-8 says of the two octets, the form says of the triplets.
#[test]
fn every_pair_of_octets_percent_encoded() {
    for pair in (0..=u16::MAX).map(u16::to_be_bytes) {
        for text in [
            format!("%{:02X}%{:02X}", pair[0], pair[1]),
            format!("%{:02x}%{:02x}", pair[0], pair[1]),
        ] {
            let read = FormText::parse(text.as_bytes()).map(|text| text.decode().into_owned());
            let expected = core::str::from_utf8(&pair)
                .map(str::to_owned)
                .map_err(|error| SyntaxError::new(InvalidUtf8, 3 * error.valid_up_to()));
            assert_eq!(read, expected, "{text}");
        }
    }
}

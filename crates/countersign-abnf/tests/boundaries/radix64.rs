//! base64 and base64url: every length, every last character, every number of pads.

use countersign_grammar::SyntaxErrorKind::{
    BadBase64, BadBase64Padding, BadBase64TrailingBits, TooLong, UnexpectedEnd,
};
use countersign_grammar::{SyntaxError, base64, base64url};

/// The alphabet of RFC 4648 section 5; that of section 4 has `+` and `/` in the last two places.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of some octets, bit by bit.
fn text(octets: &[u8]) -> String {
    let bit = |place: usize| {
        octets
            .get(place / 8)
            .map_or(0, |octet| octet >> (7 - place % 8) & 1)
    };
    let characters = (8 * octets.len()).div_ceil(6);
    let value = |at: usize| (0..6).fold(0, |value, place| value << 1 | usize::from(bit(6 * at + place)));
    (0..characters)
        .map(|at| char::from(ALPHABET[value(at)]))
        .collect()
}

fn padded(text: &str) -> String {
    let pads = [0, 0, 2, 1][text.len() % 4];
    text.replace('-', "+").replace('_', "/") + &"=".repeat(pads)
}

fn octets(len: usize) -> Vec<u8> {
    (0..len)
        .map(|at| u8::try_from((at * 151 + len * 59) % 256).unwrap())
        .collect()
}

/// Through every block of the decoder and what is left after it.
#[test]
fn every_length_comes_back() {
    for len in 0..=200 {
        let octets = octets(len);
        let url = text(&octets);
        assert_eq!(base64url::encode(&octets), url);
        assert_eq!(base64url::decode(&url).as_ref(), Ok(&octets));
        assert_eq!(base64url::decoded_len(url.len()), len);
        let padded = padded(&url);
        assert_eq!(base64::encode(&octets), padded);
        assert_eq!(base64::decode(&padded).as_ref(), Ok(&octets));
        assert_eq!(base64::decoded_len(&padded), len);
        // Every buffer that is too short, at the character whose octet has no room.
        for room in 0..len {
            let refused = Err(SyntaxError::new(TooLong, room * 8 / 6));
            let mut out = vec![0; room];
            assert_eq!(
                base64url::decode_to_slice(&url, &mut out),
                refused,
                "{len} {room}"
            );
            assert_eq!(
                base64::decode_to_slice(&padded, &mut out),
                refused,
                "{len} {room}"
            );
        }
    }
}

/// Of each length with each number of pads: the right one, or at which octet it is wrong.
// = RFC4648-3.2-1 (test)
#[test]
fn every_length_with_every_number_of_pads() {
    for len in 0..=70 {
        for pads in 0..=4 {
            let text = "A".repeat(len) + &"=".repeat(pads);
            let wanted = [0, 0, 2, 1][len % 4];
            let url = base64url::decode(&text).map(|octets| octets.len());
            let expected = match (pads, len % 4) {
                (1.., _) => Err(SyntaxError::new(BadBase64, len)),
                (0, 1) => Err(SyntaxError::new(UnexpectedEnd, len)),
                _ => Ok(len * 6 / 8),
            };
            assert_eq!(url, expected, "{text}");
            let padded = base64::decode(&text);
            assert_eq!(padded.is_ok(), len % 4 != 1 && pads == wanted, "{text}");
            match padded {
                Ok(octets) => assert_eq!(octets, vec![0; len * 6 / 8]),
                Err(error) if len % 4 == 1 && pads < 3 => {
                    assert_eq!(error, SyntaxError::new(UnexpectedEnd, len))
                }
                Err(error) => {
                    assert_eq!(error.kind(), BadBase64Padding, "{text}");
                    assert!((len..=len + wanted).contains(&error.at()), "{text} {error}");
                }
            }
        }
    }
}

/// Each octet as the last one of each length: in the alphabet, and the bits that are not used zero.
// = RFC4648-3.3-1 (test)
// = RFC4648-3.5-2 (test)
#[test]
fn every_last_octet_of_every_length() {
    for len in 1..=70 {
        let unused = [0, 6, 4, 2][len % 4];
        let mut taken = 0;
        for last in (0..=0x7F_u8).map(char::from) {
            let url = "A".repeat(len - 1) + &last.to_string();
            let value = ALPHABET.iter().position(|octet| char::from(*octet) == last);
            let expected = match value {
                None => Err(SyntaxError::new(BadBase64, len - 1)),
                Some(_) if unused == 6 => Err(SyntaxError::new(UnexpectedEnd, len)),
                Some(value) if value % (1 << unused) != 0 => {
                    Err(SyntaxError::new(BadBase64TrailingBits, len - 1))
                }
                Some(value) => {
                    // What is used of the last character ends the last octet.
                    let mut octets = vec![0; len * 6 / 8];
                    *octets.last_mut().unwrap() = u8::try_from((value >> unused) % 256).unwrap();
                    if unused == 4 {
                        octets[len * 6 / 8 - 1] = u8::try_from(value >> 4).unwrap();
                    }
                    Ok(octets)
                }
            };
            assert_eq!(base64url::decode(&url), expected, "{url}");
            if !matches!(last, '-' | '_' | '+' | '/' | '=') {
                assert_eq!(base64::decode(&padded(&url)), expected, "{url}");
            }
            taken += u32::from(expected.is_ok());
        }
        assert_eq!(taken, [64, 0, 4, 16][len % 4], "{len}");
    }
}

/// Each two characters of each place of a group: the octets are those of the bits, and written again the same text.
#[test]
fn every_two_characters_at_every_place() {
    for len in [2, 3, 4, 6, 7, 8, 18, 19, 20, 21, 22, 23, 24] {
        for at in 0..len - 1 {
            for first in ALPHABET {
                for second in ALPHABET {
                    let mut url = vec![b'A'; len];
                    (url[at], url[at + 1]) = (*first, *second);
                    let url = String::from_utf8(url).unwrap();
                    match base64url::decode(&url) {
                        Ok(octets) => assert_eq!(text(&octets), url),
                        Err(error) if len % 4 == 1 => assert_eq!(error.kind(), UnexpectedEnd),
                        Err(error) => {
                            assert_eq!(error, SyntaxError::new(BadBase64TrailingBits, len - 1));
                            assert_eq!(at, len - 2);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn lengths_at_the_ends_of_the_range() {
    let near = |end: usize| end.saturating_sub(70)..=end.saturating_add(70);
    for characters in near(0)
        .chain(near(usize::MAX / 6))
        .chain(near(usize::MAX / 2))
        .chain(near(usize::MAX))
    {
        let exact = u128::try_from(characters).unwrap() * 6 / 8;
        assert_eq!(u128::try_from(base64url::decoded_len(characters)).unwrap(), exact);
    }
}

//! Forms, and the Basic credentials that are made of them.

use countersign_grammar::basic::{self, BasicEncoding, BasicEscape};
use countersign_grammar::form::{self, EscapeSet};

use crate::limits;

// = RFC7617-2-6 (test)
// = RFC7617-2-9 (test)
// = RFC6749-2.3.1-3 (test)
pub(crate) fn basic_form(text: &[u8]) -> bool {
    let taken = basic(text, BasicEncoding::Form, |half| unescaped(half).unwrap());
    if let Some((user_id, password)) = &taken {
        for set in [EscapeSet::Whatwg, EscapeSet::Html4] {
            printed(user_id, password, BasicEncoding::Form, BasicEscape::Form(set));
        }
    }
    taken.is_some()
}

// = RFC7617-2-6 (test)
// = RFC7617-2-9 (test)
pub(crate) fn basic_raw(text: &[u8]) -> bool {
    let taken = basic(text, BasicEncoding::Raw, <[u8]>::to_vec);
    if let Some((user_id, password)) = &taken {
        let field = printed(user_id, password, BasicEncoding::Raw, BasicEscape::Raw);
        assert_eq!(field, format!("Basic {}", base64(text)));
    }
    taken.is_some()
}

// = WHATWGURL-5.1-1 (test)
// = WHATWGURL-5.1-2 (test)
// = WHATWGURL-5.1-3 (test)
pub(crate) fn form(text: &[u8]) -> bool {
    let read: Result<Vec<_>, _> = form::pairs(text, &limits())
        .map(|pair| pair.map(|pair| (pair.name.decode(), pair.value.decode())))
        .collect();
    match read {
        Ok(read) => {
            let pieces = text
                .split(|octet| *octet == b'&')
                .filter(|piece| !piece.is_empty());
            let expected = pieces.map(|piece| {
                let equals = piece.iter().position(|octet| *octet == b'=');
                let (name, value) = piece.split_at(equals.unwrap_or(piece.len()));
                (
                    unescaped(name).unwrap(),
                    unescaped(value.get(1..).unwrap_or_default()).unwrap(),
                )
            });
            let octets = read
                .iter()
                .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()));
            assert!(octets.eq(expected), "{}", text.escape_ascii());
            let pairs = || read.iter().map(|(name, value)| (&**name, &**value));
            let body = form::serialize(pairs(), EscapeSet::Whatwg);
            let again: Vec<_> = form::pairs(body.as_bytes(), &limits())
                .map(|pair| {
                    pair.map(|pair| (pair.name.decode(), pair.value.decode()))
                        .unwrap()
                })
                .collect();
            assert_eq!(again, read, "{}", text.escape_ascii());
            true
        }
        Err(error) => {
            assert!(error.at() <= text.len());
            false
        }
    }
}

/// The two halves as the crate reads them, held against the same by another way.
fn basic(text: &[u8], encoding: BasicEncoding, half: impl Fn(&[u8]) -> Vec<u8>) -> Option<(String, String)> {
    let mut buffer = [0; 256];
    let credentials = basic::decode(&base64(text), encoding, &mut buffer).ok()?;
    let colon = text.iter().position(|octet| *octet == b':').unwrap();
    assert_eq!(
        credentials.user_id_octets(),
        half(&text[..colon]),
        "{}",
        text.escape_ascii()
    );
    assert_eq!(
        credentials.password_octets(),
        half(&text[colon + 1..]),
        "{}",
        text.escape_ascii()
    );
    Some((
        credentials.user_id().to_owned(),
        credentials.password().to_owned(),
    ))
}

fn printed(user_id: &str, password: &str, encoding: BasicEncoding, escape: BasicEscape) -> String {
    let field = basic::encode(user_id, password, escape).unwrap();
    let mut buffer = [0; 512];
    let again = basic::parse_field(field.as_bytes(), encoding, &mut buffer)
        .unwrap()
        .unwrap();
    assert_eq!((again.user_id(), again.password()), (user_id, password));
    field
}

/// Octets with each `+` a space and each triplet its octet; `None` if a `%` begins none.
fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut at = 0;
    while let Some(octet) = text.get(at) {
        let hex = text
            .get(at + 1..at + 3)
            .and_then(|hex| core::str::from_utf8(hex).ok());
        match octet {
            b'+' => plain.push(b' '),
            b'%' => {
                plain.push(u8::from_str_radix(hex?, 16).ok()?);
                at += 2;
            }
            octet => plain.push(*octet),
        }
        at += 1;
    }
    Some(plain)
}

/// RFC 4648 section 4, bit by bit.
pub(crate) fn base64(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in octets.chunks(3) {
        let at = |place: usize| usize::from(group.get(place).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            text.push(if place <= group.len() {
                char::from(ALPHABET[word >> (18 - 6 * place) & 63])
            } else {
                '='
            });
        }
    }
    text
}

//! Octets that are not UTF-8 are refused in Basic credentials, raw or escaped, and never read as nothing.

use countersign_grammar::SyntaxErrorKind;
use countersign_grammar::base64;
use countersign_grammar::basic::{self, BasicEncoding};

const MALFORMED: [&[u8]; 6] = [
    b"\xFF",
    b"\x80",
    b"\xC3",
    b"\xC0\xAF",
    b"\xED\xA0\x80",
    b"\xF4\x90\x80\x80",
];

fn escaped(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("%{octet:02X}")).collect()
}

fn kind(text: &[u8], encoding: BasicEncoding) -> Option<SyntaxErrorKind> {
    let mut buffer = [0; 64];
    let outcome = basic::decode(&base64::encode(text), encoding, &mut buffer);
    outcome.err().map(countersign_grammar::SyntaxError::kind)
}

#[test]
fn either_half_in_either_encoding() {
    for octets in MALFORMED {
        for (before, after) in [("a", "b:c"), ("", ":"), ("a:b", "c"), (":", "")] {
            let raw = [before.as_bytes(), octets, after.as_bytes()].concat();
            assert_eq!(
                kind(&raw, BasicEncoding::Raw),
                Some(SyntaxErrorKind::InvalidUtf8),
                "{raw:?}"
            );
            let form = format!("{before}{}{after}", escaped(octets));
            assert_eq!(
                kind(form.as_bytes(), BasicEncoding::Form),
                Some(SyntaxErrorKind::InvalidUtf8),
                "{form}"
            );
        }
    }
}

/// Halves that are malformed alone and well-formed together are malformed: a sequence does not go over the colon.
#[test]
fn a_sequence_ends_with_its_half() {
    assert_eq!(
        kind(b"a%C3:%A9b", BasicEncoding::Form),
        Some(SyntaxErrorKind::InvalidUtf8)
    );
    assert_eq!(kind(b"a%C3%A9:%C3%A9b", BasicEncoding::Form), None);
    assert_eq!(kind("a\u{E9}:\u{E9}b".as_bytes(), BasicEncoding::Raw), None);
}

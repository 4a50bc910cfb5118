use crate::Limits;
use crate::SyntaxErrorKind::{BadPercentEscape, InvalidUtf8, UnexpectedOctet};
use crate::form::{FormText, lossy_pairs, pairs};
use std::format;

#[test]
fn refused_texts() {
    for (text, kind, at) in [
        (&b" "[..], UnexpectedOctet, 0),
        (b"a&b", UnexpectedOctet, 1),
        (b"ab\xFF", UnexpectedOctet, 2),
        (b"%", BadPercentEscape, 0),
        (b"a%4 ", BadPercentEscape, 1),
        (b"a%C3&", InvalidUtf8, 1),
        (b"%FF&", InvalidUtf8, 0),
    ] {
        let error = FormText::parse(text).unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{text:?}");
    }
    assert!(FormText::parse(b"a=b").unwrap().eq_str("a=b"));
}

#[test]
fn equality_looks_at_all_octets() {
    for (raw, same, different) in [
        (&b""[..], "", "a"),
        (b"read", "read", "rea"),
        (b"read", "read", "reads"),
        (b"read", "read", "Read"),
        (b"%72ead", "read", "%72ead"),
        (b"a+b", "a b", "a+b"),
        (b"a%2Bb", "a+b", "a+bc"),
        (b"a%2Bb", "a+b", "a+"),
    ] {
        let text = FormText::parse(raw).unwrap();
        assert!(text.eq_str(same) && !text.eq_str(different), "{raw:?}");
    }
}

#[test]
fn debug_shows_no_octet_of_a_value() {
    let body = b"client_secret=XyZZy%21&a=XyZZy";
    let items = pairs(body, &Limits::DEFAULT);
    let all = items.clone().map(Result::unwrap).collect::<std::vec::Vec<_>>();
    let octets = all[0].value.octets();
    let shown = format!("{items:?} {all:?} {octets:?} {:?}", lossy_pairs(body));
    assert!(
        !shown.contains("XyZZy") && shown.contains("FormText(8 octets)"),
        "{shown}"
    );
}

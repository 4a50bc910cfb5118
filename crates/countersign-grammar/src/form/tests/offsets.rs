use super::refused;
use crate::Limits;
use crate::SyntaxErrorKind::{BadPercentEscape, DuplicateParameter, InvalidUtf8, UnexpectedOctet};
use crate::form::{parse, parse_with};

// = WHATWGURL-5.1-3 (test)
#[test]
fn malformed_escapes() {
    for (body, at) in [
        ("%", 0),
        ("%4", 0),
        ("%zz", 0),
        ("%4z", 0),
        ("%z4", 0),
        ("%%41", 0),
        ("a=%", 2),
        ("a=b%2", 3),
        ("a=%41%4", 5),
        ("a=1&b%=2", 5),
        ("a=1&b=2%", 7),
        ("a%=%", 1),
        ("a=%4&b=1", 2),
        ("a=%\u{FF11}1", 2),
        ("a=%+1", 2),
        ("a=%-1", 2),
        ("a=%C3%", 5),
        ("a=%E2%82%zz", 8),
    ] {
        refused(body.as_bytes(), BadPercentEscape, at);
    }
}

// = RFC6749-B-2 (test)
// = WHATWGURL-5.1-3 (test)
#[test]
fn octets_that_are_not_utf_8() {
    for (body, at) in [
        ("%80", 0),
        ("a=%FF", 2),
        ("a=%C3", 2),
        ("a=%C3b", 2),
        ("a=%C3+%A9", 2),
        ("a=%C3&b=%A9", 2),
        ("%C3=%A9", 0),
        ("a=%C3%A9%C3", 8),
        ("a=%C0%80", 2),
        ("a=%ED%A0%80", 2),
        ("a=x%F4%90%80%80", 3),
        ("a=%E2%82", 2),
        ("a=1&b=2&c=%F0%9F%92", 10),
    ] {
        refused(body.as_bytes(), InvalidUtf8, at);
    }
}

#[test]
fn octets_that_no_form_holds() {
    for (body, at) in [
        (&b" "[..], 0),
        (b"a b=c", 1),
        (b"a=b c", 3),
        (b"a=b\n", 3),
        (b"a=b\r\n", 3),
        (b"a=\0", 2),
        (b"a=\x7F", 2),
        (b"a=b&\tc=d", 4),
        (b"a=\xC3\xA9", 2),
        (b"\xEF\xBB\xBFa=b", 0),
        (b"a=%C3 ", 5),
        (b"a=%41 %zz", 5),
        (b"a=1&&\xA0", 5),
    ] {
        refused(body, UnexpectedOctet, at);
    }
}

#[test]
fn every_octet_alone() {
    for octet in 0..=u8::MAX {
        let read = super::decoded(&[octet]);
        match octet {
            b'&' => assert_eq!(read, Ok(std::vec![])),
            b'%' => refused(&[octet], BadPercentEscape, 0),
            0x21..=0x7E => assert_eq!(read.map(|pairs| pairs.len()), Ok(1)),
            _ => refused(&[octet], UnexpectedOctet, 0),
        }
    }
}

#[test]
fn the_first_error_in_the_body_wins() {
    refused(b"a=%zz&b= ", BadPercentEscape, 2);
    refused(b"a= &b=%zz", UnexpectedOctet, 2);
    refused(b"a=%FF%zz", InvalidUtf8, 2);
    refused(b"a=%zz%FF", BadPercentEscape, 2);
}

#[track_caller]
fn duplicate(body: &str, at: usize) {
    let error = parse(body.as_bytes(), &Limits::DEFAULT).unwrap_err();
    assert_eq!((error.kind(), error.at()), (DuplicateParameter, at));
}

// = RFC6749-3.2-9 (test)
#[test]
fn repeated_names() {
    duplicate("scope=a&scope=b", 8);
    duplicate("scope=a&scope=a", 8);
    duplicate("scope=&scope", 7);
    duplicate("x=1&y=2&x=3&y=4", 8);
    duplicate("sc%6Fpe=a&scope=b", 10);
    duplicate("scope=a&s%63ope=b", 8);
    duplicate("a+b=1&a%20b=2", 6);
    duplicate("=1&=2", 3);
    duplicate("resource=a&resource=b", 11);
    // The first error wins, whatever its kind.
    let error = parse(b"a=1&a=2&b=%zz", &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.at(), 4);
    let error = parse(b"a=1&b=%zz&a=2", &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.kind(), BadPercentEscape);
}

// = RFC8707-2-4 (test)
#[test]
fn names_that_may_repeat() {
    let body = b"resource=a&audience=b&resource=c&re%73ource=d";
    let pairs = parse_with(body, &Limits::DEFAULT, &["resource", "audience"]).unwrap();
    assert_eq!(pairs.len(), 4);
    let error = parse_with(body, &Limits::DEFAULT, &["audience"]).unwrap_err();
    assert_eq!((error.kind(), error.at()), (DuplicateParameter, 22));
    assert!(parse_with(b"Resource=a&Resource=b", &Limits::DEFAULT, &["resource"]).is_err());
}

#[test]
fn names_are_compared_with_their_case() {
    assert_eq!(
        parse(b"scope=a&Scope=b&SCOPE=c", &Limits::DEFAULT).unwrap().len(),
        3
    );
}

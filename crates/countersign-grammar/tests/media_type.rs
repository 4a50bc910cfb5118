//! Media types: values, and each refusal at its octet.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;

use countersign_grammar::SyntaxErrorKind::{
    self, DuplicateParameter, Empty, InvalidUtf8, TooLong, TooMany, UnexpectedEnd, UnexpectedOctet,
};
use countersign_grammar::media_type::MediaType;
use countersign_grammar::{Limits, SyntaxError, quoted};
use proptest::prelude::*;

#[track_caller]
fn media_type_refused(text: &[u8], kind: SyntaxErrorKind, at: usize) {
    assert_eq!(
        MediaType::parse(text).map(drop),
        Err(SyntaxError::new(kind, at)),
        "{}",
        text.escape_ascii()
    );
}

// = RFC9110-8.3.1-1 (test)
// = RFC9110-8.3.1-2 (test)
#[test]
fn media_types() {
    for text in [
        "application/x-www-form-urlencoded",
        "Application/X-WWW-Form-URLEncoded",
        "\t application/x-www-form-urlencoded ",
        "application/x-www-form-urlencoded;",
        "application/x-www-form-urlencoded ; ;\t; charset=UTF-8 ;",
    ] {
        let media_type = MediaType::parse(text.as_bytes()).unwrap();
        assert!(
            media_type.essence_is("application/x-www-form-urlencoded"),
            "{text}"
        );
        assert!(!media_type.essence_is("application/json") && !media_type.essence_is("application"));
        assert!(!media_type.essence_is("application/x-www-form-urlencoded;"));
    }
    let media_type = MediaType::parse(b"a/b;X=\"q\\\"\";y=z").unwrap();
    assert_eq!((media_type.type_(), media_type.subtype()), ("a", "b"));
    assert_eq!(media_type.parameter("x").as_deref(), Some("q\""));
    assert!(matches!(media_type.parameter("Y"), Some(Cow::Borrowed("z"))));
    assert_eq!(media_type.parameter("z"), None);
    let parameters: Vec<_> = media_type
        .parameters()
        .map(|parameter| (parameter.name(), parameter.at()))
        .collect();
    assert_eq!(parameters, [("X", 4), ("y", 12)]);
}

/// One value in its spellings.
// = RFC9110-5.6.6-1 (test)
#[test]
fn charset_in_its_spellings() {
    for text in [
        "a/b;charset=utf-8",
        "a/b; Charset=\"UTF-8\"",
        "a/b; charset=\"ut\\f-8\"",
        "a/b;CHARSET=Utf-8",
    ] {
        let media_type = MediaType::parse(text.as_bytes()).unwrap();
        assert!(
            media_type
                .parameter_value("charset")
                .unwrap()
                .eq_ignore_ascii_case("UTF-8"),
            "{text}"
        );
    }
    let other = MediaType::parse(b"a/b;charset=utf-88").unwrap();
    assert!(
        !other
            .parameter_value("charset")
            .unwrap()
            .eq_ignore_ascii_case("utf-8")
    );
}

#[test]
fn malformed_media_types() {
    media_type_refused(b"", Empty, 0);
    media_type_refused(b"  ", Empty, 0);
    media_type_refused(b"a", UnexpectedEnd, 1);
    media_type_refused(b"a/", UnexpectedEnd, 2);
    media_type_refused(b"/b", UnexpectedOctet, 0);
    media_type_refused(b"a /b", UnexpectedOctet, 1);
    media_type_refused(b"a/ b", UnexpectedOctet, 2);
    media_type_refused(b"a/b/c", UnexpectedOctet, 3);
    media_type_refused(b"a/b c", UnexpectedOctet, 4);
    media_type_refused(b"a/b, c/d", UnexpectedOctet, 3);
    media_type_refused(b"a/b;c", UnexpectedEnd, 5);
    media_type_refused(b"a/b;c=", UnexpectedEnd, 6);
    media_type_refused(b"a/b;=c", UnexpectedOctet, 4);
    media_type_refused(b"a/b;c =d", UnexpectedOctet, 5);
    media_type_refused(b"a/b;c= d", UnexpectedOctet, 6);
    media_type_refused(b"a/b;c=d e=f", UnexpectedOctet, 8);
    media_type_refused(b"a/b;c=d,e=f", UnexpectedOctet, 7);
    media_type_refused(b"a/b;c=\"d", UnexpectedEnd, 8);
    media_type_refused(b"a/b;c='d e'", UnexpectedOctet, 9);
    media_type_refused(b"a/b\r\n", UnexpectedOctet, 3);
    media_type_refused(b"a/b;c=\"\r\n\"", UnexpectedOctet, 7);
    media_type_refused(b"a/b;c=\"\xe9\"", InvalidUtf8, 7);
    media_type_refused("\u{e9}/b".as_bytes(), UnexpectedOctet, 0);
    media_type_refused(b"a/b;c=1;C=1", DuplicateParameter, 8);
    media_type_refused(b"a/b;charset=utf-8; charset=utf-8", DuplicateParameter, 19);

    let mut limits = Limits::DEFAULT;
    limits.parameters = 1;
    let outcome = |text: &str| MediaType::parse_with(text.as_bytes(), &limits).map(drop);
    assert_eq!(outcome("a/b;c=1;"), Ok(()));
    assert_eq!(outcome("a/b;c=1;;"), Err(SyntaxError::new(TooMany, 9)));
    assert_eq!(outcome("a/b;c=1;d=2"), Err(SyntaxError::new(TooMany, 8)));
}

#[test]
fn length_is_bounded() {
    let mut limits = Limits::DEFAULT;
    limits.header = 10;
    let long = |text: &str| MediaType::parse_with(text.as_bytes(), &limits).map(drop);
    assert_eq!(long("text/plain"), Ok(()));
    assert_eq!(long("text/plain "), Err(SyntaxError::new(TooLong, 10)));
    assert!(MediaType::parse(&[b'a'; 8193]).is_err_and(|error| error.kind() == TooLong));
}

/// A parameter may be anything that somebody put there by mistake.
#[test]
fn debug_is_redacted() {
    let media_type = MediaType::parse(b"text/plain; a=s3cr3t").unwrap();
    assert_eq!(format!("{media_type:?}"), "MediaType(text/plain, 1 parameters)");
}

proptest! {
    #[test]
    fn media_types_read_back(
        (type_, subtype) in ("[a-zA-Z0-9.+-]{1,12}", "[a-zA-Z0-9.+-]{1,12}"),
        parameters in prop::collection::btree_map("[a-z]{1,6}", "[\\t -~]{0,40}", 0..6),
    ) {
        let mut text = format!("{type_}/{subtype}");
        for (name, value) in &parameters {
            text += &format!(" ; {name}={}", quoted::emit_quoted(value).unwrap());
        }
        let media_type = MediaType::parse(text.as_bytes()).unwrap();
        let essence = format!("{type_}/{subtype}").to_ascii_uppercase();
        prop_assert!(media_type.essence_is(&essence));
        for (name, value) in &parameters {
            prop_assert_eq!(media_type.parameter(&name.to_ascii_uppercase()).unwrap(), &value[..]);
        }
        prop_assert_eq!(media_type.parameters().len(), parameters.len());
    }
}

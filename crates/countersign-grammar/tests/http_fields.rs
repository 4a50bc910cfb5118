//! Tokens, quoted strings and the Authorization field: values, and each refusal at its octet.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::borrow::Cow;

use countersign_grammar::SyntaxErrorKind::{
    self, DuplicateParameter, Empty, InvalidUtf8, MissingSpace, TooLong, TooMany, TrailingData,
    UnexpectedEnd, UnexpectedOctet,
};
use countersign_grammar::authorization::{AuthParams, Authorization, Credentials};
use countersign_grammar::{Limits, SyntaxError, quoted};
use proptest::prelude::*;

fn authorization(text: &[u8]) -> Result<Authorization<'_>, SyntaxError> {
    Authorization::parse(text, &Limits::DEFAULT)
}

#[track_caller]
fn authorization_refused(text: &[u8], kind: SyntaxErrorKind, at: usize) {
    assert_eq!(
        authorization(text).map(drop),
        Err(SyntaxError::new(kind, at)),
        "{}",
        text.escape_ascii()
    );
}

#[track_caller]
fn params<'a>(field: &'a Authorization<'a>) -> &'a AuthParams<'a> {
    match field.data() {
        Credentials::Params(params) => params,
        other @ (Credentials::None | Credentials::Token68(_)) => panic!("{other:?}"),
    }
}

#[track_caller]
fn token68(text: &[u8]) -> (String, String, usize) {
    let field = authorization(text).unwrap();
    match field.data() {
        Credentials::Token68(data) => (field.scheme().to_owned(), (*data).to_owned(), field.data_at()),
        other @ (Credentials::None | Credentials::Params(_)) => panic!("{other:?}"),
    }
}

#[test]
fn tokens() {
    assert_eq!(
        quoted::token(b"!#$%&'*+-.^_`|~09azAZ"),
        Ok("!#$%&'*+-.^_`|~09azAZ")
    );
    for (text, kind, at) in [
        (&b""[..], Empty, 0),
        (b" a", UnexpectedOctet, 0),
        (b"a ", UnexpectedOctet, 1),
        (b"\"a\"", UnexpectedOctet, 0),
        (b"ab\xe9", UnexpectedOctet, 2),
        (b"a\r\n", UnexpectedOctet, 1),
    ] {
        assert_eq!(quoted::token(text), Err(SyntaxError::new(kind, at)));
    }
}

// = RFC9110-5.6.4-1 (test)
#[test]
fn quoted_strings() {
    assert!(matches!(quoted::quoted_string(b"\"\""), Ok(Cow::Borrowed(""))));
    assert!(matches!(
        quoted::quoted_string(b"\"a\tb c\""),
        Ok(Cow::Borrowed("a\tb c"))
    ));
    assert_eq!(quoted::quoted_string(br#""\"\\\a\ ""#).unwrap(), "\"\\a ");
    assert_eq!(
        quoted::quoted_string("\"\u{e9}\\\u{1f600}\"".as_bytes()).unwrap(),
        "\u{e9}\u{1f600}"
    );
    for (text, kind, at) in [
        (&b""[..], UnexpectedEnd, 0),
        (b"a", UnexpectedOctet, 0),
        (b" \"\"", UnexpectedOctet, 0),
        (b"\"", UnexpectedEnd, 1),
        (b"\"abc", UnexpectedEnd, 4),
        (b"\"abc\\", UnexpectedEnd, 5),
        (b"\"abc\\\"", UnexpectedEnd, 6),
        (b"\"a\0\"", UnexpectedOctet, 2),
        (b"\"a\r\n b\"", UnexpectedOctet, 2),
        (b"\"a\\\n\"", UnexpectedOctet, 3),
        (b"\"a\\\x7f\"", UnexpectedOctet, 3),
        (b"\"a\x7f\"", UnexpectedOctet, 2),
        (b"\"ab\xff\"", InvalidUtf8, 3),
        (b"\"\xc3\\\xa9\"", InvalidUtf8, 1),
        (b"\"a\" ", TrailingData, 3),
        (b"\"a\"\"b\"", TrailingData, 3),
    ] {
        assert_eq!(
            quoted::quoted_string(text),
            Err(SyntaxError::new(kind, at)),
            "{}",
            text.escape_ascii()
        );
    }
}

/// What can be written and what cannot, octet by octet; only the quote and the backslash are escaped.
// = RFC9110-5.6.4-2 (test)
// = RFC9110-5.5-2 (test)
#[test]
fn emitting_each_character() {
    for code in 0..=0x24f_u32 {
        let char = char::from_u32(code).unwrap();
        let written = quoted::emit_quoted(&format!("a{char}b"));
        match char {
            '"' | '\\' => assert_eq!(written.unwrap(), format!("\"a\\{char}b\"")),
            '\t' | ' '..='~' => assert_eq!(written.unwrap(), format!("\"a{char}b\"")),
            _ => assert_eq!(written, Err(SyntaxError::new(UnexpectedOctet, 1)), "{code:#x}"),
        }
    }
    let mut out = String::from("realm=");
    assert!(quoted::emit_quoted_into(&mut out, "a\nb").is_err());
    assert_eq!(out, "realm=", "nothing is written on error");
    quoted::emit_quoted_into(&mut out, "").unwrap();
    assert_eq!(out, "realm=\"\"");
}

// = RFC9110-11.1-1 (test)
#[test]
fn schemes() {
    for scheme in ["basic", "BASIC", "Basic", "bAsIc"] {
        assert!(
            authorization(format!("{scheme} QQ==").as_bytes())
                .unwrap()
                .scheme_is("Basic")
        );
    }
    let field = authorization(b"Negotiate").unwrap();
    assert!(matches!(field.data(), Credentials::None) && !field.scheme_is("Basic"));
    assert_eq!((field.scheme(), field.data_at()), ("Negotiate", 9));
    // Spaces behind the scheme are around the value, not inside it.
    assert!(matches!(
        authorization(b"Basic   ").unwrap().data(),
        Credentials::None
    ));
    assert!(!authorization(b"Basic").unwrap().scheme_is("Basi"));

    authorization_refused(b"", Empty, 0);
    authorization_refused(b" \t ", Empty, 0);
    authorization_refused(b"=", UnexpectedOctet, 0);
    authorization_refused(b",", UnexpectedOctet, 0);
    authorization_refused(b" \"Basic\" x", UnexpectedOctet, 1);
    authorization_refused(b"Basic\tQQ==", MissingSpace, 5);
    authorization_refused(b"Basic,QQ==", MissingSpace, 5);
    authorization_refused(b"Basic:QQ==", MissingSpace, 5);
    authorization_refused(b"QQ==", MissingSpace, 2);
    authorization_refused(b"Basic\x00QQ", MissingSpace, 5);
    authorization_refused("Basic\u{a0}QQ".as_bytes(), MissingSpace, 5);
    authorization_refused(b"Basic \tQQ==", UnexpectedOctet, 7);
}

// = RFC9110-5.5-1 (test)
#[test]
fn token68_data() {
    let expected = |data: &str, at| ("Bearer".to_owned(), data.to_owned(), at);
    assert_eq!(token68(b"Bearer abc"), expected("abc", 7));
    assert_eq!(token68(b"Bearer    abc"), expected("abc", 10));
    assert_eq!(token68(b" \tBearer abc\t "), expected("abc", 9));
    assert_eq!(token68(b"Bearer a="), expected("a=", 7));
    assert_eq!(token68(b"Bearer a======"), expected("a======", 7));
    assert_eq!(token68(b"Bearer -._~+/09azAZ=="), expected("-._~+/09azAZ==", 7));

    authorization_refused(b"Bearer abc def", UnexpectedOctet, 11);
    authorization_refused(b"Bearer abc, def", TrailingData, 10);
    authorization_refused(b"Bearer abc,", TrailingData, 10);
    authorization_refused(b"Bearer abc==x", TrailingData, 12);
    authorization_refused(b"Bearer a/b=c", TrailingData, 11);
    authorization_refused(b"Bearer a/b==, c", TrailingData, 12);
    authorization_refused(b"Bearer =", UnexpectedOctet, 7);
    authorization_refused(b"Bearer ab\"c\"", TrailingData, 9);
    authorization_refused(b"Bearer a b", UnexpectedOctet, 9);
    authorization_refused(b"Bearer abc\r\n", TrailingData, 10);
    authorization_refused("Bearer abc\u{e9}".as_bytes(), TrailingData, 10);
}

// = RFC9110-11.2-2 (test)
// = RFC9110-5.6.3-2 (test)
#[test]
fn auth_params() {
    let text = br#"Digest  Realm="a, \"b\"" , qop = auth,x	=	"y=z",e="""#;
    let field = authorization(text).unwrap();
    let params = params(&field);
    let expected = [("Realm", "a, \"b\""), ("qop", "auth"), ("x", "y=z"), ("e", "")];
    let found: Vec<_> = params.iter().collect();
    let found: Vec<_> = found.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(
        (found, params.len(), params.is_empty()),
        (expected.to_vec(), 4, false)
    );
    assert!(params.param("REALM").unwrap().eq_str("a, \"b\"") && params.param("real").is_none());
    let places: Vec<_> = params.params().map(|param| param.at()).collect();
    assert_eq!((places, field.data_at()), (vec![8, 27, 38, 48], 8));
    assert!(matches!(
        params.params().nth(1).unwrap().value().decode(),
        Cow::Borrowed("auth")
    ));
    // A token and the same in quotes are one value.
    let plain = authorization(b"x a=b").unwrap();
    let quoted = authorization(b"x A=\"\\b\"").unwrap();
    assert_eq!(
        self::params(&plain).param("a").unwrap().decode(),
        self::params(&quoted).param("a").unwrap().decode()
    );

    authorization_refused(b"Digest a=b c=d", UnexpectedOctet, 11);
    authorization_refused(b"Digest a=b; c=d", UnexpectedOctet, 10);
    authorization_refused(b"Digest a=b,c", UnexpectedEnd, 12);
    authorization_refused(b"Digest a=b,c=", UnexpectedEnd, 13);
    authorization_refused(b"Digest a=b,=d", UnexpectedOctet, 11);
    authorization_refused(b"Digest a==b", TrailingData, 10);
    authorization_refused(b"Digest a=\"b", UnexpectedEnd, 11);
    authorization_refused(b"Digest a=\"b\"c", UnexpectedOctet, 12);
    authorization_refused(b"Digest a=\"\x80\"", InvalidUtf8, 10);
    authorization_refused(b"Digest a=b,c d=e", UnexpectedOctet, 13);
    authorization_refused(b"Digest a=b,abc/=", UnexpectedOctet, 14);
    authorization_refused(b"Digest a=b\r\nX: y", UnexpectedOctet, 10);
}

// = RFC9110-11.2-1 (test)
#[test]
fn duplicate_auth_params() {
    authorization_refused(b"Digest a=b,a=b", DuplicateParameter, 11);
    authorization_refused(b"Digest realm=x, nonce=y, REALM=\"z\"", DuplicateParameter, 25);
    authorization_refused(b"Digest a=1,b=2,B=3,", DuplicateParameter, 15);
    assert!(authorization(b"Digest a=1,aa=2,a-=3").is_ok());
}

// = RFC9110-5.6.1.2-1 (test)
#[test]
fn empty_elements_are_bounded() {
    for text in ["x ,a=b", "x a=b,", "x a=b,,c=d", "x , ,\t,a=b , , c=d,,"] {
        let field = authorization(text.as_bytes()).unwrap();
        assert!(!params(&field).is_empty(), "{text}");
    }
    assert!(params(&authorization(b"x ,").unwrap()).is_empty());

    let mut limits = Limits::DEFAULT;
    limits.parameters = 2;
    let outcome = |text: &str| Authorization::parse(text.as_bytes(), &limits).map(drop);
    assert_eq!(outcome("x ,a=b,"), Ok(()));
    assert_eq!(outcome("x ,,a=b"), Ok(()));
    assert_eq!(outcome("x ,,a=b,"), Err(SyntaxError::new(TooMany, 8)));
    assert_eq!(outcome("x ,,"), Err(SyntaxError::new(TooMany, 4)));
    assert_eq!(outcome("x a=1,b=2"), Ok(()));
    assert_eq!(outcome("x a=1,b=2,c=3"), Err(SyntaxError::new(TooMany, 10)));
    // A duplicate beyond the bound is one too many first: the work per parameter is what is bounded.
    assert_eq!(outcome("x a=1,b=2,a=3"), Err(SyntaxError::new(TooMany, 10)));
}

#[test]
fn length_is_bounded() {
    let mut limits = Limits::DEFAULT;
    limits.header = 10;
    let long = |text: &str| Authorization::parse(text.as_bytes(), &limits).map(drop);
    assert_eq!(long("Bearer abc"), Ok(()));
    assert_eq!(long("Bearer abcd"), Err(SyntaxError::new(TooLong, 10)));
    assert_eq!(long("Bearer abc "), Err(SyntaxError::new(TooLong, 10)));
}

/// Neither credentials nor a token that was sent in the place of the scheme.
#[test]
fn debug_is_redacted() {
    for text in [
        "s3cr3t",
        "s3cr3t abc",
        "Bearer s3cr3t",
        "Basic s3cr3t==",
        "Digest response=s3cr3t, nonce=\"s3cr3t\"",
        "Digest s3cr3t=a",
    ] {
        let field = authorization(text.as_bytes()).unwrap();
        let mut shown = format!("{field:?} {:?}", field.data());
        if let Credentials::Params(params) = field.data() {
            shown += &format!(
                "{params:?} {:?}",
                params.params().map(|param| param.value()).collect::<Vec<_>>()
            );
        }
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert!(shown.contains("Authorization"), "{shown}");
    }
    assert!(format!("{:?}", authorization(b"bearer x").unwrap()).contains("\"Bearer\""));
}

fn writable() -> impl Strategy<Value = String> {
    "[\\t -~]{0,40}"
}

proptest! {
    #[test]
    fn quoted_strings_read_back(text in writable()) {
        let written = quoted::emit_quoted(&text).unwrap();
        prop_assert_eq!(quoted::quoted_string(written.as_bytes()).unwrap(), &text[..]);
        let specials = text.matches(['"', '\\']).count();
        prop_assert_eq!(written.len(), text.len() + 2 + specials);
    }

    #[test]
    fn only_what_reads_back_is_written(text in any::<String>()) {
        match quoted::emit_quoted(&text) {
            Ok(written) => prop_assert_eq!(quoted::quoted_string(written.as_bytes()).unwrap(), &text[..]),
            Err(error) => {
                let octet = text.as_bytes()[error.at()];
                prop_assert!((octet < 0x20 && octet != b'\t') || octet >= 0x7f);
            }
        }
    }

    #[test]
    fn auth_params_read_back(
        params in prop::collection::btree_map("[a-z]{1,6}", writable(), 0..8),
        separator in prop::sample::select(vec![",", ", ", " ,\t", ",,"]),
        equals in prop::sample::select(vec!["=", " =", "= ", "\t= \t"]),
    ) {
        let list: Vec<_> = params
            .iter()
            .map(|(name, value)| {
                let value =
                    if quoted::is_token(value) { value.clone() } else { quoted::emit_quoted(value).unwrap() };
                format!("{name}{equals}{value}")
            })
            .collect();
        let text = format!("Digest ,{}", list.join(separator));
        let field = authorization(text.as_bytes()).unwrap();
        let read: Vec<_> = self::params(&field).iter().map(|(name, value)| (name.to_owned(), value.into_owned())).collect();
        prop_assert_eq!(read, params.into_iter().collect::<Vec<_>>());
    }
}

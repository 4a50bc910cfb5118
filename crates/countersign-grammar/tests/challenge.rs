//! Challenges: values, each refusal at its line and octet, and what can be written.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use countersign_grammar::SyntaxErrorKind::{
    self, DuplicateParameter, Empty, InvalidUtf8, MissingScheme, MissingSpace, TooLong, TooMany,
    TrailingData, UnexpectedEnd, UnexpectedOctet,
};
use countersign_grammar::challenge::{Challenge, ChallengeError, emit_challenges, parse_challenges};
use countersign_grammar::{Limits, SyntaxError};
use proptest::prelude::*;

fn parse<'a>(lines: &[&'a str]) -> Result<Vec<Challenge<'a>>, ChallengeError> {
    parse_challenges(lines.iter().map(|line| line.as_bytes()), &Limits::DEFAULT)
}

/// Each challenge as `scheme token68 name=value ..`, with a bar between two.
#[track_caller]
fn read(lines: &[&str]) -> String {
    let parsed = parse(lines).unwrap();
    let shown = parsed.iter().map(|challenge| {
        let mut shown = challenge.scheme().to_owned();
        shown.extend(challenge.token68().map(|token68| format!(" <{token68}>")));
        shown.extend(challenge.params().map(|(name, value)| format!(" {name}={value}")));
        shown
    });
    shown.collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn refused(lines: &[&[u8]], kind: SyntaxErrorKind, line: usize, at: usize) {
    let error = parse_challenges(lines.iter().copied(), &Limits::DEFAULT).unwrap_err();
    let shown: Vec<_> = lines.iter().map(|line| line.escape_ascii().to_string()).collect();
    assert_eq!(
        (error.kind(), error.line(), error.at()),
        (kind, line, at),
        "{shown:?}"
    );
    assert_eq!(error.syntax(), SyntaxError::new(kind, at));
}

#[test]
fn one_challenge() {
    assert_eq!(read(&["Basic"]), "Basic");
    assert_eq!(read(&["  Basic realm=\"a b\"\t"]), "Basic realm=a b");
    assert_eq!(read(&["Basic realm=a"]), "Basic realm=a");
    assert_eq!(read(&["Basic realm=\"\""]), "Basic realm=");
    assert_eq!(read(&["Basic realm \t=\t \"a\", b = c"]), "Basic realm=a b=c");
    assert_eq!(read(&["Basic   realm=\"a, b=c\""]), "Basic realm=a, b=c");
    assert_eq!(read(&["Basic realm=\"\\a\\\"\\\\\""]), "Basic realm=a\"\\");
    assert_eq!(read(&["Negotiate"]), "Negotiate");
    assert_eq!(read(&["Negotiate YQ=="]), "Negotiate <YQ==>");
    assert_eq!(read(&["Negotiate a="]), "Negotiate <a=>");
    assert_eq!(read(&["Negotiate a= "]), "Negotiate <a=>");
    assert_eq!(read(&["Basic realm="]), "Basic <realm=>");
    assert_eq!(read(&["Negotiate a=b"]), "Negotiate a=b");
    assert_eq!(read(&["Negotiate a= b"]), "Negotiate a=b");
    assert_eq!(read(&["Negotiate a/b"]), "Negotiate <a/b>");
}

/// A comma ends a parameter or a challenge; the octets behind it say which.
#[test]
fn a_comma_and_what_follows() {
    assert_eq!(
        read(&["Basic realm=a, Bearer realm=b"]),
        "Basic realm=a | Bearer realm=b"
    );
    assert_eq!(read(&["Basic realm=a, Bearer =b"]), "Basic realm=a Bearer=b");
    assert_eq!(read(&["Basic realm=a, Bearer\t=b"]), "Basic realm=a Bearer=b");
    assert_eq!(read(&["Basic realm=a, Bearer"]), "Basic realm=a | Bearer");
    assert_eq!(
        read(&["Basic realm=a, Bearer , c=d, e"]),
        "Basic realm=a | Bearer c=d | e"
    );
    assert_eq!(
        read(&["Basic realm=a, Negotiate b=, c d"]),
        "Basic realm=a | Negotiate <b=> | c <d>"
    );
    assert_eq!(read(&["Basic , realm=a"]), "Basic realm=a");
    assert_eq!(read(&["Basic,Bearer"]), "Basic | Bearer");
    assert_eq!(read(&["Basic\t,\tBearer"]), "Basic | Bearer");
    assert_eq!(read(&["a b=c , d"]), "a b=c | d");
}

// = RFC9110-5.6.1.2-1 (test)
#[test]
fn empty_elements() {
    assert_eq!(read(&[]), "");
    assert_eq!(read(&[""]), "");
    assert_eq!(read(&["", " \t"]), "");
    assert_eq!(read(&[" , ,\t,"]), "");
    assert_eq!(read(&[",Basic ,, ,realm=a,,"]), "Basic realm=a");
    assert_eq!(
        read(&["Basic realm=a,,, b=c,, ,Bearer,"]),
        "Basic realm=a b=c | Bearer"
    );
    let most = Limits::DEFAULT.parameters;
    assert_eq!(read(&[&",".repeat(most - 1)]), "");
    refused(&[",".repeat(most).as_bytes()], TooMany, 0, most);
    refused(&vec![&b""[..]; most + 1], TooMany, most, 0);
}

// = RFC9110-11.6.1-2 (test)
#[test]
fn several_lines_are_one_list() {
    let newauth = r#"Newauth realm="apps", type=1, title="Login to \"apps\"""#;
    let expected = r#"Basic realm=simple | Newauth realm=apps type=1 title=Login to "apps""#;
    assert_eq!(read(&[&format!("Basic realm=\"simple\", {newauth}")]), expected);
    assert_eq!(read(&["Basic realm=\"simple\"", newauth]), expected);
    assert_eq!(read(&["Basic realm=a", "Bearer"]), "Basic realm=a | Bearer");
    assert_eq!(
        read(&["Basic realm=a", "Basic realm=b"]),
        "Basic realm=a | Basic realm=b"
    );
    assert_eq!(
        read(&["Basic realm=a", "charset=\"UTF-8\""]),
        "Basic realm=a charset=UTF-8"
    );
    assert_eq!(
        read(&["Basic realm=a", "", "b=c, Bearer"]),
        "Basic realm=a b=c | Bearer"
    );
    refused(&[b"Basic realm=a", b"Bearer", b"b=c"], MissingScheme, 2, 0);
    refused(&[b"Basic realm=a", b"b=c, REALM=d"], DuplicateParameter, 1, 5);
    // The white space behind the scheme is no part of the first value.
    refused(&[b"Basic ", b"realm=a"], MissingScheme, 1, 0);
    refused(&[b"Basic realm=\"a", b"b\""], UnexpectedEnd, 0, 14);
    refused(&[b"Basic realm=\"a\\", b"b\""], UnexpectedEnd, 0, 15);
}

#[test]
fn refusals() {
    for (line, kind, at) in [
        (&b"\"a\""[..], UnexpectedOctet, 0),
        (b"=", UnexpectedOctet, 0),
        (b"a, (", UnexpectedOctet, 3),
        (b"a=b", MissingScheme, 0),
        (b"a =b", MissingScheme, 0),
        (b"Basic, realm=a", MissingScheme, 7),
        (b"Negotiate YQ==, b=c", MissingScheme, 16),
        (b"Negotiate YQ, b=c", MissingScheme, 14),
        (b"Basic\trealm=a", MissingSpace, 5),
        (b"Basic\t realm=a", MissingSpace, 5),
        (b"Basic;realm=a", MissingSpace, 5),
        (b"Basic/realm=a", MissingSpace, 5),
        (b"Basic realm=a, Bearer\trealm=b", MissingSpace, 21),
        (b"Basic \trealm=a", UnexpectedOctet, 6),
        (b"Basic realm=, b=c", MissingScheme, 14),
        (b"Basic realm= ;", TrailingData, 13),
        (b"Basic realm=a, b=", UnexpectedEnd, 17),
        (b"Basic realm=a, b==", UnexpectedOctet, 17),
        (b"Basic realm==a", TrailingData, 13),
        (b"Basic realm=a b=c", UnexpectedOctet, 14),
        (b"Basic realm=\"a\"b", UnexpectedOctet, 15),
        (b"Basic realm=\"a", UnexpectedEnd, 14),
        (b"Basic realm=\"a\\", UnexpectedEnd, 15),
        (b"Basic realm=\"a\0\"", UnexpectedOctet, 14),
        (b"Basic realm=\"a\r\n b\"", UnexpectedOctet, 14),
        (b"Basic realm=\"a\xe9\"", InvalidUtf8, 14),
        (b"Basic realm='a b'", UnexpectedOctet, 15),
        (b"Basic realm=a\\b", UnexpectedOctet, 13),
        (b"Basic realm=a, realm=b", DuplicateParameter, 15),
        (b"Basic realm=a, Realm=\"a\"", DuplicateParameter, 15),
        (b"Negotiate YQ== b", TrailingData, 15),
        (b"Negotiate YQ==b", TrailingData, 14),
        (b"Negotiate YQ==, b c d", TrailingData, 20),
        (b"Negotiate a/b c", TrailingData, 14),
        (b"Basic\r\n realm=a", MissingSpace, 5),
        (b"\r\nBasic", UnexpectedOctet, 0),
    ] {
        refused(&[line], kind, 0, at);
        refused(&[b"Bearer realm=z, DPoP", line], kind, 1, at);
    }
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn limits() {
    let most = Limits::DEFAULT.parameters;
    let params: Vec<_> = (0..=most).map(|number| format!("p{number:02}=a")).collect();
    let line = format!("a {}", params[..most].join(","));
    assert_eq!(parse(&[&line]).unwrap()[0].params().len(), most);
    let line = format!("{line},{}", params[most]);
    refused(&[line.as_bytes()], TooMany, 0, line.len() - 5);

    let schemes = vec![&b"a"[..]; most];
    assert_eq!(
        parse_challenges(schemes.iter().copied(), &Limits::DEFAULT)
            .unwrap()
            .len(),
        most
    );
    refused(&vec![&b"a b=c"[..]; most + 1], TooMany, most, 0);

    let mut limits = Limits::DEFAULT;
    limits.header = 10;
    let parse = |lines: [&'static [u8]; 2]| parse_challenges(lines, &limits).map(drop);
    assert_eq!(parse([b"Basic", b"Basic"]), Ok(()));
    let error = parse([b"Basic", b"Bearer"]).unwrap_err();
    assert_eq!((error.kind(), error.line(), error.at()), (TooLong, 1, 5));
    assert_eq!(
        error.to_string(),
        "the text is longer than the limit, at octet 5 of line 1"
    );
}

// = RFC9110-11.1-1 (test)
// = RFC9110-11.2-2 (test)
#[test]
fn schemes_and_names_ignore_case() {
    let parsed = parse(&["BEARER Realm=a, sCOPE=\"b C\", DPoP"]).unwrap();
    let bearer = &parsed[0];
    assert!(bearer.is("bearer") && !bearer.is("Basic") && !bearer.is("Bearer "));
    assert_eq!(bearer.param("REALM"), Some("a"));
    assert_eq!(bearer.param("scope"), Some("b C"));
    assert_eq!(bearer.param("error"), None);
    assert_eq!(parse(&["a b"]).unwrap()[0].param("b"), None);
}

// = RFC9110-11.2-1 (test)
// = RFC9110-5.5-2 (test)
#[test]
fn what_cannot_be_built() {
    let bearer = || Challenge::new("Bearer").unwrap();
    for (scheme, kind, at) in [
        ("", Empty, 0),
        ("a b", UnexpectedOctet, 1),
        ("a\r\n", UnexpectedOctet, 1),
    ] {
        assert_eq!(Challenge::new(scheme).unwrap_err(), SyntaxError::new(kind, at));
        assert_eq!(
            bearer().with_param(scheme, "").unwrap_err(),
            SyntaxError::new(kind, at)
        );
    }
    for value in ["a\r\nb", "a\nb", "a\0", "a\u{e9}", "a\x7f"] {
        let error = bearer().with_param("realm", value).unwrap_err();
        assert_eq!(error, SyntaxError::new(UnexpectedOctet, 1));
    }
    for (token68, kind, at) in [
        ("", Empty, 0),
        ("=", UnexpectedOctet, 0),
        ("a=b", UnexpectedOctet, 2),
    ] {
        assert_eq!(
            bearer().with_token68(token68).unwrap_err(),
            SyntaxError::new(kind, at)
        );
    }
    let twice = bearer()
        .with_param("realm", "a")
        .unwrap()
        .with_param("REALM", "b");
    assert_eq!(twice.unwrap_err().kind(), DuplicateParameter);
    let both = bearer().with_param("realm", "a").unwrap().with_token68("YQ==");
    assert_eq!(both.unwrap_err().kind(), TrailingData);
    let both = bearer().with_token68("YQ==").unwrap();
    assert_eq!(
        both.clone().with_param("realm", "a").unwrap_err().kind(),
        TrailingData
    );
    assert_eq!(both.with_token68("YQ==").unwrap_err().kind(), TrailingData);
}

/// The words of a challenge as RFC 6750 section 3 prints them: each value in quotes, none twice, no empty element.
// = RFC9110-11.5-1 (test)
// = RFC9110-5.6.1.1-1 (test)
// = RFC9110-5.6.3-1 (test)
#[test]
fn what_is_written() {
    let challenge = Challenge::new("Bearer").unwrap();
    assert_eq!(challenge.to_string(), "Bearer");
    let challenge = challenge.with_param("realm", "example").unwrap();
    let challenge = challenge.with_param("scope", r#"a"b\c"#).unwrap();
    assert_eq!(
        challenge.to_string(),
        r#"Bearer realm="example", scope="a\"b\\c""#
    );
    let negotiate = Challenge::new("Negotiate").unwrap().with_token68("YQ==").unwrap();
    let all = [negotiate, challenge, Challenge::new("DPoP").unwrap()];
    assert_eq!(
        emit_challenges(&all),
        r#"Negotiate YQ==, Bearer realm="example", scope="a\"b\\c", DPoP"#
    );
    assert_eq!(emit_challenges(&[]), "");
}

#[test]
fn debug_shows_no_value() {
    let parsed = parse(&["Negotiate c2VjcmV0, Bearer realm=secret, error=\"also secret\""]).unwrap();
    assert_eq!(
        format!("{parsed:?}"),
        "[Challenge(Negotiate 8 octets), Challenge(Bearer realm=6 octets error=11 octets)]"
    );
}

fn challenge() -> impl Strategy<Value = Challenge<'static>> {
    let token = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,8}";
    let params = prop::collection::btree_map("[!#$%&'*+.^_`|~0-9a-z-]{1,8}", "[\\t -~]{0,12}", 0..5);
    let with_params = (token, params).prop_map(|(scheme, params)| {
        let empty = Challenge::new(scheme).unwrap();
        params.into_iter().fold(empty, |challenge, (name, value)| {
            challenge.with_param(name, value).unwrap()
        })
    });
    let with_token68 = (token, "[A-Za-z0-9._~+/-]{1,12}={0,3}")
        .prop_map(|(scheme, token68)| Challenge::new(scheme).unwrap().with_token68(token68).unwrap());
    prop_oneof![with_params, with_token68]
}

proptest! {
    #[test]
    fn what_is_written_is_read(challenges in prop::collection::vec(challenge(), 0..5)) {
        let field = emit_challenges(&challenges);
        let parsed = parse_challenges([field.as_bytes()], &Limits::DEFAULT).unwrap();
        prop_assert_eq!(&parsed, &challenges);
        let owned: Vec<_> = parsed.into_iter().map(Challenge::into_owned).collect();
        prop_assert_eq!(&owned, &challenges);
        // A line for each is the same list.
        let lines: Vec<_> = challenges.iter().map(Challenge::to_string).collect();
        let parsed = parse_challenges(lines.iter().map(String::as_bytes), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(parsed, challenges);
    }
}

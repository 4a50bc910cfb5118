//! Recorded cases of other implementations; the names are the ids in docs/spec/cases/urlencoded.jsonl.

use super::{decoded, strict};
use crate::form::{EscapeSet, FormText, parse_lossy, serialize};
use std::{string::String, vec::Vec};

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn owned(pairs: Pairs<'_>) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect()
}

#[test]
fn rfc6749_bodies() {
    let cases: [(&str, Pairs<'_>); 3] = [
        (
            "grant_type=client_credentials",
            &[("grant_type", "client_credentials")],
        ),
        (
            "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
            &[
                ("grant_type", "refresh_token"),
                ("refresh_token", "tGzv3JOkF0XG5Qx2TlKWIA"),
                ("client_id", "s6BhdRkqt3"),
                ("client_secret", "7Fjfp0ZBr1KtDRbnfVdmIw"),
            ],
        ),
        (
            "code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb",
            &[
                ("code", "SplxlOBeZQQYbYS6WxSbIA"),
                ("redirect_uri", "https://client.example.com/cb"),
            ],
        ),
    ];
    for (body, pairs) in cases {
        assert_eq!(decoded(body.as_bytes()).unwrap(), owned(pairs));
    }
}

#[test]
fn oauthlib_urldecode() {
    let cases: [(&str, Pairs<'_>); 17] = [
        ("", &[]),
        ("=", &[("", "")]),
        ("%20", &[(" ", "")]),
        ("+", &[(" ", "")]),
        ("c2", &[("c2", "")]),
        ("c2=", &[("c2", "")]),
        ("foo=bar", &[("foo", "bar")]),
        ("foo_%20~=.bar-", &[("foo_ ~", ".bar-")]),
        ("foo=1,2,3", &[("foo", "1,2,3")]),
        ("foo=(1,2,3)", &[("foo", "(1,2,3)")]),
        ("foo=bar.*", &[("foo", "bar.*")]),
        ("foo=bar@spam", &[("foo", "bar@spam")]),
        ("foo=bar/baz", &[("foo", "bar/baz")]),
        ("foo=bar?baz", &[("foo", "bar?baz")]),
        ("foo=bar's", &[("foo", "bar's")]),
        ("foo=$", &[("foo", "$")]),
        ("you=shall+pass", &[("you", "shall pass")]),
    ];
    for (body, pairs) in cases {
        assert_eq!(decoded(body.as_bytes()).unwrap(), owned(pairs), "{body}");
    }
    for body in ["foo bar", "%R", "%RA", "%AR", "%RR"] {
        assert!(strict(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn go_queryunescape() {
    for (text, value) in [("", ""), ("1%41", "1A"), ("%4a", "J"), ("a+b", "a b")] {
        assert_eq!(FormText::parse(text.as_bytes()).unwrap().decode(), value);
    }
    for text in ["%", "%1", "%zzzzz"] {
        assert!(FormText::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn wpt_and_rack_parse() {
    let cases: [(&str, Pairs<'_>); 24] = [
        ("test", &[("test", "")]),
        ("\u{FEFF}test=\u{FEFF}", &[("\u{FEFF}test", "\u{FEFF}")]),
        ("%EF%BF%BF=%EF%BF%BF", &[("\u{FFFF}", "\u{FFFF}")]),
        ("%FE%FF", &[("\u{FFFD}\u{FFFD}", "")]),
        ("\u{2020}&\u{2020}=x", &[("\u{2020}", ""), ("\u{2020}", "x")]),
        ("%C2", &[("\u{FFFD}", "")]),
        (
            "_charset_=windows-1252&test=%C2x",
            &[("_charset_", "windows-1252"), ("test", "\u{FFFD}x")],
        ),
        ("", &[]),
        ("a=", &[("a", "")]),
        ("&", &[]),
        ("&a", &[("a", "")]),
        ("a&a", &[("a", ""), ("a", "")]),
        ("&&&a=b&&&&c=d&", &[("a", "b"), ("c", "d")]),
        ("a==a", &[("a", "=a")]),
        ("a=a+b+c+d", &[("a", "a b c d")]),
        ("%a=a", &[("%a", "a")]),
        ("%a_=a", &[("%a_", "a")]),
        ("%61+%4d%4D=", &[("a MM", "")]),
        ("id=0&value=%", &[("id", "0"), ("value", "%")]),
        ("b=%2%2af%2a", &[("b", "%2*f*")]),
        ("b=%%2a", &[("b", "%*")]),
        ("a=b c", &[("a", "b c")]),
        (
            "my+weird+field=q1%212%22%27w%245%267%2Fz8%29%3F",
            &[("my weird field", "q1!2\"'w$5&7/z8)?")],
        ),
        ("foo%3Dbaz=bar", &[("foo=baz", "bar")]),
    ];
    for (body, pairs) in cases {
        assert_eq!(parse_lossy(body.as_bytes()), owned(pairs), "{body}");
    }
}

#[test]
fn wpt_and_rusturl_serialize() {
    let cases: [(&str, Pairs<'_>); 15] = [
        ("a=b+c", &[("a", "b c")]),
        ("a=&a=&=b&=", &[("a", ""), ("a", ""), ("", "b"), ("", "")]),
        ("=b&=b", &[("", "b"), ("", "b")]),
        ("=", &[("", "")]),
        ("a=b%2Bc", &[("a", "b+c")]),
        ("a%2Bb=c", &[("a+b", "c")]),
        ("%3D=a&b=%3D", &[("=", "a"), ("b", "=")]),
        ("%26=a", &[("&", "a")]),
        ("*-._=c", &[("*-._", "c")]),
        ("a%25b=c", &[("a%b", "c")]),
        ("a%00b=c", &[("a\0b", "c")]),
        ("a=b%F0%9F%92%A9c", &[("a", "b\u{1F4A9}c")]),
        ("b=%252*f*", &[("b", "%2*f*")]),
        (
            "a%0Ab=c%0Dd&e%0A%0Df=g%0D%0Ah",
            &[("a\nb", "c\rd"), ("e\n\rf", "g\r\nh")],
        ),
        (
            "foo=%C3%A9%26&bar=&foo=%23",
            &[("foo", "\u{E9}&"), ("bar", ""), ("foo", "#")],
        ),
    ];
    for (body, pairs) in cases {
        assert_eq!(serialize(pairs.iter().copied(), EscapeSet::Whatwg), body);
        assert_eq!(decoded(body.as_bytes()).unwrap(), owned(pairs));
    }
}

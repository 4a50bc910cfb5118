use super::decoded;
use crate::form::{EscapeSet, encode, encode_into, serialize};
use proptest::prelude::*;
use std::{borrow::Cow, format, string::String, vec::Vec};

// = WHATWGURL-5.2-1 (test)
#[test]
fn every_octet_in_every_set() {
    for octet in 0..=0x7F_u8 {
        let text = String::from(char::from(octet));
        for set in EscapeSet::ALL {
            let (left, plus) = match set {
                EscapeSet::Whatwg => ("*-._", true),
                EscapeSet::Html4 => ("", true),
                EscapeSet::Minimal => ("*-._~", false),
                EscapeSet::Rfc3986 => ("-._~", false),
            };
            let left = char::from(octet).is_ascii_alphanumeric() || left.contains(&text);
            let expected = match octet {
                b' ' if plus => String::from("+"),
                _ if left => text.clone(),
                _ => format!("%{octet:02X}"),
            };
            assert_eq!(encode(&text, *set), expected);
            assert_eq!(set.leaves(octet), left);
        }
    }
    for octet in 0x80..=u8::MAX {
        assert!(EscapeSet::ALL.iter().all(|set| !set.leaves(octet)));
    }
}

// = RFC6749-B-1 (test)
#[test]
fn the_vector_of_appendix_b() {
    let text = " %&+\u{A3}\u{20AC}";
    assert_eq!(encode(text, EscapeSet::Whatwg), "+%25%26%2B%C2%A3%E2%82%AC");
    assert_eq!(encode(text, EscapeSet::Html4), "+%25%26%2B%C2%A3%E2%82%AC");
    assert_eq!(encode(text, EscapeSet::Rfc3986), "%20%25%26%2B%C2%A3%E2%82%AC");
}

#[test]
fn borrowed_if_nothing_is_escaped() {
    assert!(matches!(
        encode("client_credentials", EscapeSet::Whatwg),
        Cow::Borrowed(_)
    ));
    assert!(matches!(encode("", EscapeSet::Html4), Cow::Borrowed("")));
    assert!(matches!(
        encode("client_credentials", EscapeSet::Html4),
        Cow::Owned(_)
    ));
}

#[test]
fn what_stands_before_stays() {
    let mut body = String::from("a=%&");
    encode_into(&mut body, "b=c", EscapeSet::Whatwg);
    assert_eq!(body, "a=%&b%3Dc");
}

#[test]
fn serialized_pairs() {
    assert_eq!(serialize([], EscapeSet::Whatwg), "");
    assert_eq!(serialize([("", "")], EscapeSet::Whatwg), "=");
    assert_eq!(
        serialize([("a", ""), ("b", "=&")], EscapeSet::Whatwg),
        "a=&b=%3D%26"
    );
}

fn set() -> impl Strategy<Value = EscapeSet> {
    proptest::sample::select(EscapeSet::ALL)
}

proptest! {
    // = RFC6749-B-1 (test)
    // = RFC6749-B-2 (test)
    #[test]
    fn any_text_comes_back(pairs in proptest::collection::vec((any::<String>(), any::<String>()), 0..8), set in set()) {
        let borrowed = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body = serialize(borrowed, set);
        prop_assert_eq!(decoded(body.as_bytes()), Ok(pairs.clone()));
        prop_assert_eq!(crate::form::parse_lossy(body.as_bytes()), pairs);
    }

    #[test]
    fn any_vschar_text_comes_back(value in "[ -~]{0,40}", set in set()) {
        let body = serialize([("client_secret", value.as_str())], set);
        prop_assert!(body.bytes().all(|octet| octet.is_ascii_graphic()));
        prop_assert_eq!(decoded(body.as_bytes()).unwrap(), [(String::from("client_secret"), value)]);
    }

    #[test]
    fn whatwg_is_what_another_crate_writes(pairs in proptest::collection::vec((any::<String>(), any::<String>()), 0..5)) {
        let borrowed: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected = form_urlencoded::Serializer::new(String::new()).extend_pairs(&borrowed).finish();
        prop_assert_eq!(serialize(borrowed, EscapeSet::Whatwg), expected);
    }
}

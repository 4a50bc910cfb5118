//! Token requests: known answers, negative cases, and relations between bodies.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

use countersign_grammar::form::{EscapeSet, serialize};
use countersign_grammar::{Limits, SyntaxErrorKind};
use countersign_message::{Parameter, RequestError, RequestErrorKind, TokenRequest};
use proptest::prelude::*;

const KNOWN: [&str; 6] = [
    "grant_type",
    "client_id",
    "client_secret",
    "scope",
    "client_assertion_type",
    "client_assertion",
];

fn parse(body: &str) -> Result<TokenRequest<'_>, RequestError> {
    TokenRequest::parse(body.as_bytes(), &Limits::DEFAULT)
}

/// What a request says, without where it says it.
fn said(request: &TokenRequest<'_>) -> (Vec<Option<String>>, Vec<String>) {
    let text =
        |parameter: Option<Parameter<'_>>| parameter.map(|parameter| parameter.text.decode().into_owned());
    let known = vec![
        text(request.grant_type()),
        text(request.client_id()),
        text(request.client_secret()),
        text(request.scope()),
        text(request.client_assertion_type()),
        text(request.client_assertion()),
    ];
    (
        known,
        request
            .resources()
            .map(|parameter| parameter.text.decode().into_owned())
            .collect(),
    )
}

fn write(pairs: &[(String, String)], escape: EscapeSet) -> String {
    serialize(
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        escape,
    )
}

#[test]
fn a_request_says_whether_it_names_a_client() {
    for (name, is_about) in KNOWN.map(|name| (name, name.starts_with("client_"))) {
        let body = format!("{name}=x");
        assert_eq!(parse(&body).unwrap().has_client(), is_about, "{name}");
        let empty = format!("{name}=");
        assert!(!parse(&empty).unwrap().has_client(), "{name}");
    }
}

/// Pairs of distinct names, some known, some not, with any values.
fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        prop::sample::select(KNOWN.to_vec()).prop_map(String::from),
        "[a-z]{1,6}",
        "\\PC{1,4}",
    ];
    let value = prop_oneof!["[a-z ]{0,12}", "\\PC{0,6}"];
    proptest::collection::vec((name, value), 0..10).prop_map(|pairs| {
        let mut seen = std::collections::BTreeSet::new();
        pairs
            .into_iter()
            .filter(|(name, _)| seen.insert(name.clone()))
            .collect()
    })
}

#[test]
fn rfc_6749_section_4_4_2() {
    let request = parse("grant_type=client_credentials").unwrap();
    let grant_type = request.grant_type().unwrap();
    assert!(grant_type.text.eq_str("client_credentials"));
    assert_eq!((grant_type.at, grant_type.value_at), (0, 11));
    assert_eq!(said(&request).0.iter().flatten().count(), 1);
}

#[test]
fn rfc_6749_section_2_3_1() {
    let body = "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA\
                &client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw";
    let request = parse(body).unwrap();
    assert!(request.client_id().unwrap().text.eq_str("s6BhdRkqt3"));
    assert!(
        request
            .client_secret()
            .unwrap()
            .text
            .eq_str("7Fjfp0ZBr1KtDRbnfVdmIw")
    );
    let refresh_token = request.parameter("refresh_token").unwrap();
    assert_eq!(&body[refresh_token.at..][..13], "refresh_token");
    assert_eq!(&body[refresh_token.value_at..][..4], "tGzv");
}

// = RFC6749-B-2 (test)
#[test]
fn the_vector_of_appendix_b() {
    let request = parse("scope=+%25%26%2B%C2%A3%E2%82%AC").unwrap();
    assert_eq!(request.scope().unwrap().text.decode(), " %&+\u{a3}\u{20ac}");
}

#[test]
fn the_empty_body_is_a_request_that_says_nothing() {
    let request = parse("").unwrap();
    assert!(said(&request).0.iter().all(Option::is_none));
    assert_eq!(request.resources().count(), 0);
    assert_eq!(request.parameters().count(), 0);
}

// = RFC6749-3.2-7 (test)
#[test]
fn a_parameter_without_a_value_counts_as_not_sent() {
    for name in KNOWN {
        for body in [format!("{name}="), name.to_owned()] {
            let request = parse(&body).unwrap();
            assert_eq!(said(&request), said(&parse("").unwrap()), "{body}");
            assert!(request.parameter(name).is_none());
        }
        // It repeats nothing, and nothing repeats it.
        for body in [
            format!("{name}=&{name}=x"),
            format!("{name}=x&{name}="),
            format!("{name}&{name}=x&{name}="),
        ] {
            assert_eq!(
                said(&parse(&body).unwrap()),
                said(&parse(&format!("{name}=x")).unwrap()),
                "{body}"
            );
        }
    }
}

// = RFC6749-3.2-9 (test)
// = RFC6749-5.2-4 (test)
#[test]
fn a_repeated_parameter_is_refused_by_name() {
    for name in KNOWN {
        for body in [
            format!("{name}=x&{name}=x"),
            format!("{name}=x&{name}=y"),
            format!("{name}=x&%{:02X}{}=y", name.as_bytes()[0], &name[1..]),
        ] {
            let error = parse(&body).unwrap_err();
            assert_eq!(error.kind(), RequestErrorKind::ParameterRepeated, "{body}");
            assert_eq!((error.at(), error.parameter()), (name.len() + 3, Some(name)));
            assert_eq!(error.clause().id(), "RFC6749-3.2-9");
        }
    }
}

// = COUNTERSIGN-STRICT-3 (test)
#[test]
fn a_repeated_unknown_parameter_is_refused_too() {
    for (body, at) in [
        ("a=1&a=1", 4),
        ("a=1&b=2&%61=3", 8),
        ("x+y=1&x%20y=2", 6),
        ("=1&=2", 3),
    ] {
        let error = parse(body).unwrap_err();
        assert_eq!(
            (error.kind(), error.at()),
            (RequestErrorKind::ParameterRepeated, at),
            "{body}"
        );
        assert_eq!(
            (error.parameter(), error.clause().id()),
            (None, "COUNTERSIGN-STRICT-3")
        );
    }
    assert!(parse("a=1&A=1&b=1").is_ok());
}

// = RFC8707-2-4 (test)
#[test]
fn resource_and_audience_may_repeat() {
    let request =
        parse("resource=https%3A%2F%2Fa&audience=x&resource=&resource=https%3A%2F%2Fb&audience=y").unwrap();
    assert_eq!(said(&request).1, ["https://a", "https://b"]);
    let offsets: Vec<usize> = request.resources().map(|resource| resource.at).collect();
    assert_eq!(offsets, [0, 46]);
    assert!(request.parameter("audience").unwrap().text.eq_str("x"));
}

/// Shape before repetition, then the first repetition, whatever its name.
// = COUNTERSIGN-ORDER-1 (test)
#[test]
fn which_fault_wins() {
    for (body, kind, at) in [
        (
            "scope=a&scope=b&x=%zz",
            RequestErrorKind::Malformed(SyntaxErrorKind::BadPercentEscape),
            18,
        ),
        ("x=1&x=2&scope=a&scope=b", RequestErrorKind::ParameterRepeated, 4),
        ("scope=a&scope=b&x=1&x=2", RequestErrorKind::ParameterRepeated, 8),
        ("y=1&scope=a&scope=b&y=2", RequestErrorKind::ParameterRepeated, 12),
        ("scope=a&x=1&x=2&scope=b", RequestErrorKind::ParameterRepeated, 12),
        ("scope=a&scope=b&scope=c", RequestErrorKind::ParameterRepeated, 8),
    ] {
        let error = parse(body).unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{body}");
    }
}

// = RFC6749-5.2-6 (test)
// = COUNTERSIGN-STRICT-1 (test)
#[test]
fn what_is_no_form_is_refused() {
    for body in [
        &b"scope=%"[..],
        b"scope=%4",
        b"scope=%4g",
        b"%=x",
        b"scope=%FF",
        b"scope=%C3",
        b"scope=\xFF",
        b"scope=%ED%A0%80",
        b"sc%FFpe=a",
    ] {
        let error = TokenRequest::parse(body, &Limits::DEFAULT).unwrap_err();
        assert!(
            matches!(error.kind(), RequestErrorKind::Malformed(_)),
            "{body:?}: {error}"
        );
        assert!(["RFC6749-5.2-6", "RFC6749-B-2"].contains(&error.clause().id()));
        assert!(error.at() <= body.len());
    }
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn limits_hold_to_the_octet() {
    let body = "scope=aaaa&x=1";
    let mut limits = Limits::DEFAULT;
    limits.body = body.len();
    limits.parameters = 2;
    assert!(TokenRequest::parse(body.as_bytes(), &limits).is_ok());
    limits.body -= 1;
    let error = TokenRequest::parse(body.as_bytes(), &limits).unwrap_err();
    assert_eq!(
        (error.kind(), error.clause().id()),
        (RequestErrorKind::BodyTooLong, "COUNTERSIGN-LIMITS-1")
    );
    limits.body += 1;
    limits.parameters = 1;
    let error = TokenRequest::parse(body.as_bytes(), &limits).unwrap_err();
    assert_eq!(error.kind(), RequestErrorKind::TooManyParameters);
}

proptest! {
    #[test]
    fn any_octets_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..120)) {
        match TokenRequest::parse(&body, &Limits::DEFAULT) {
            Ok(request) => prop_assert!(request.parameters().count() <= Limits::DEFAULT.parameters),
            Err(error) => prop_assert!(error.at() <= body.len()),
        }
    }

    #[test]
    fn bodies_like_requests_are_read_or_refused(body in "(grant_type|scope|a|%61|%zz|=|&|\\+|x|%C3%A9){0,16}") {
        if let Err(error) = parse(&body) {
            prop_assert!(error.at() <= body.len());
        }
    }

    #[test]
    fn what_is_written_is_read(pairs in pairs(), escape in escape_set()) {
        let body = write(&pairs, escape);
        let request = parse(&body).unwrap();
        let value = |name: &str| {
            pairs.iter().find(|(found, value)| found == name && !value.is_empty()).map(|(_, value)| value.clone())
        };
        let expected: Vec<Option<String>> = KNOWN.iter().map(|name| value(name)).collect();
        prop_assert_eq!(said(&request).0, expected);
        for (name, _) in &pairs {
            let found = request.parameter(name).map(|parameter| parameter.text.decode().into_owned());
            prop_assert_eq!(found, value(name));
        }
    }

    #[test]
    fn order_carries_no_meaning(
        (pairs, shuffled) in pairs().prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle())),
    ) {
        let (left, right) = (write(&pairs, EscapeSet::Whatwg), write(&shuffled, EscapeSet::Whatwg));
        prop_assert_eq!(said(&parse(&left).unwrap()), said(&parse(&right).unwrap()));
    }

    #[test]
    fn spellings_of_a_character_carry_no_meaning(pairs in pairs()) {
        let plus = write(&pairs, EscapeSet::Whatwg);
        let outcome = said(&parse(&plus).unwrap());
        prop_assert_eq!(&said(&parse(&plus.replace('+', "%20")).unwrap()), &outcome);
        prop_assert_eq!(&said(&parse(&write(&pairs, EscapeSet::Rfc3986)).unwrap()), &outcome);
        // Every octet escaped, with lower-case digits.
        let escaped: Vec<String> = pairs.iter().map(|(name, value)| {
            let all = |text: &str| text.bytes().map(|octet| format!("%{octet:02x}")).collect::<String>();
            format!("{}={}", all(name), all(value))
        }).collect();
        prop_assert_eq!(&said(&parse(&escaped.join("&")).unwrap()), &outcome);
    }

    // = RFC6749-3.2-7 (test)
    #[test]
    fn removing_what_is_empty_changes_nothing(pairs in pairs(), at in any::<prop::sample::Index>(), name in 0..6_usize) {
        let mut with_empty = pairs.clone();
        with_empty.insert(at.index(pairs.len() + 1), (KNOWN[name].to_owned(), String::new()));
        let (left, right) = (write(&pairs, EscapeSet::Whatwg), write(&with_empty, EscapeSet::Whatwg));
        prop_assert_eq!(said(&parse(&left).unwrap()), said(&parse(&right).unwrap()));
        let separated = left.replace('&', "&&");
        prop_assert_eq!(said(&parse(&left).unwrap()), said(&parse(&separated).unwrap()));
    }

    // = RFC6749-3.2-8 (test)
    #[test]
    fn an_unknown_parameter_changes_nothing(pairs in pairs(), at in any::<prop::sample::Index>(), value in "\\PC{1,8}") {
        let mut more = pairs.clone();
        more.insert(at.index(pairs.len() + 1), ("unknown_to_all".to_owned(), value));
        let (left, right) = (write(&pairs, EscapeSet::Whatwg), write(&more, EscapeSet::Whatwg));
        prop_assert_eq!(said(&parse(&left).unwrap()), said(&parse(&right).unwrap()));
    }

    // = RFC6749-3.2-9 (test)
    #[test]
    fn a_repetition_is_always_refused(
        pairs in pairs(), pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), value in "\\PC{1,8}",
    ) {
        let valued: Vec<&(String, String)> = pairs
            .iter()
            .filter(|(name, value)| !value.is_empty() && name != "resource" && name != "audience")
            .collect();
        prop_assume!(!valued.is_empty());
        let name = pick.get(&valued).0.clone();
        let mut twice = pairs.clone();
        twice.insert(at.index(pairs.len() + 1), (name, value));
        let error = parse(&write(&twice, EscapeSet::Whatwg)).map(|_| ()).unwrap_err();
        prop_assert_eq!(error.kind(), RequestErrorKind::ParameterRepeated);
    }
}

fn escape_set() -> impl Strategy<Value = EscapeSet> {
    prop::sample::select(vec![
        EscapeSet::Whatwg,
        EscapeSet::Html4,
        EscapeSet::Minimal,
        EscapeSet::Rfc3986,
    ])
}

use super::unlimited;
use crate::form::{pairs, parse, parse_with};
use crate::{Limits, SyntaxErrorKind};
use std::{format, string::String, vec::Vec};

fn limits(body: usize, parameters: usize) -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = body;
    limits.parameters = parameters;
    limits
}

#[test]
fn the_body_limit_is_looked_at_first() {
    assert!(parse(b"abc=d", &limits(5, 1)).is_ok());
    // Neither the space nor the escape before the limit is seen.
    let error = parse(b" %zz=d", &limits(5, 0)).unwrap_err();
    assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::TooLong, 5));
    let mut items = pairs(b"a=b", &limits(0, 9));
    assert_eq!(
        items.next().unwrap().unwrap_err().kind(),
        SyntaxErrorKind::TooLong
    );
    assert!(items.next().is_none());
    assert_eq!(parse(b"", &limits(0, 0)).unwrap().len(), 0);
}

#[test]
fn the_number_of_pairs() {
    assert_eq!(parse(b"a&b&c", &limits(99, 3)).unwrap().len(), 3);
    let error = parse(b"a&b&c&d", &limits(99, 3)).unwrap_err();
    assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::TooMany, 6));
    // What is beyond the limit is not looked at.
    let error = parse(b"a&b&c&%zz", &limits(99, 3)).unwrap_err();
    assert_eq!(error.kind(), SyntaxErrorKind::TooMany);
    let error = parse(b"&&a", &limits(99, 0)).unwrap_err();
    assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::TooMany, 2));
}

#[test]
fn empty_pieces_do_not_count() {
    assert_eq!(parse(b"&&&a&&b&&&", &limits(99, 2)).unwrap().len(), 2);
    assert_eq!(parse(b"&&&", &limits(99, 0)).unwrap().len(), 0);
}

/// Distinct names, one name repeated, and escapes: 100,000 each. A quadratic parser would not come back.
#[test]
fn a_hundred_thousand_parameters() {
    let distinct: String = (0..100_000)
        .map(|number| format!("p{number}={number}&"))
        .collect();
    assert_eq!(parse(distinct.as_bytes(), &unlimited()).unwrap().len(), 100_000);

    let repeated = "resource=a&".repeat(100_000);
    assert_eq!(
        parse_with(repeated.as_bytes(), &unlimited(), &["resource"])
            .unwrap()
            .len(),
        100_000
    );

    let escaped: String = (0..100_000)
        .map(|number| format!("%70{number}=%E2%82%AC&"))
        .collect();
    assert_eq!(parse(escaped.as_bytes(), &unlimited()).unwrap().len(), 100_000);

    let last = format!("{distinct}p%377=again");
    let error = parse(last.as_bytes(), &unlimited()).unwrap_err();
    assert_eq!(
        (error.kind(), error.at()),
        (SyntaxErrorKind::DuplicateParameter, distinct.len())
    );
}

#[test]
fn names_beyond_the_few_are_compared_too() {
    let body: Vec<String> = (0..40).map(|number| format!("p{number}=1")).collect();
    for repeated in [0, 31, 32, 39] {
        let first = body.join("&");
        let body = format!("{first}&p{repeated}=2");
        let error = parse(body.as_bytes(), &unlimited()).unwrap_err();
        assert_eq!(
            (error.kind(), error.at()),
            (SyntaxErrorKind::DuplicateParameter, first.len() + 1)
        );
    }
}

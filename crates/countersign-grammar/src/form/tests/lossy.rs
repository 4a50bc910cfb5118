use crate::form::{lossy_pairs, parse_lossy};
use countersign_exhaust::every_string_of_octets;
use proptest::prelude::*;
use std::{string::String, vec::Vec};

/// Another implementation of the same algorithm.
fn oracle(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

// = WHATWGURL-5.1-1 (test)
// = WHATWGURL-5.1-2 (test)
// = WHATWGURL-5.1-3 (test)
#[test]
fn every_short_string() {
    every_string_of_octets(b"&=%+a2F\xC3\xA9\x00 ", 4, &mut |text| {
        assert_eq!(parse_lossy(text), oracle(text), "{text:?}");
    });
}

#[test]
fn stops_where_the_caller_stops() {
    let mut pairs = lossy_pairs(b"a=1&b=2");
    assert_eq!(pairs.next().unwrap().0, "a");
    assert_eq!(pairs.next().unwrap().1, "2");
    assert!(pairs.next().is_none());
}

proptest! {
    #[test]
    fn arbitrary_octets(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(parse_lossy(&body), oracle(&body));
    }

    #[test]
    fn what_is_read_strictly_is_read_alike(body in "([a-z&=+]|%[2-7][0-9A-F]|%C3%A9){0,40}") {
        if let Ok(strict) = super::decoded(body.as_bytes()) {
            prop_assert_eq!(strict, parse_lossy(body.as_bytes()));
        }
    }
}

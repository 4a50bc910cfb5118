#![allow(clippy::unwrap_used)]

use std::format;
use std::string::String;

use countersign_grammar::UnixTime;
use proptest::prelude::*;

use super::NumericDate;

fn bounds(number: &str) -> Option<(u64, u64)> {
    NumericDate::parse(number).map(|date| (date.floor().as_secs(), date.ceil().as_secs()))
}

// = RFC7519-2-2 (test)
#[test]
fn numbers_and_what_they_round_to() {
    for (number, floor, ceil) in [
        ("0", 0, 0),
        ("-0", 0, 0),
        ("-0.0e5", 0, 0),
        ("1300819380", 1_300_819_380, 1_300_819_380),
        ("1300819380.0", 1_300_819_380, 1_300_819_380),
        (
            "1300819380.000000000000000000000000000000001",
            1_300_819_380,
            1_300_819_381,
        ),
        ("1300819380.999999", 1_300_819_380, 1_300_819_381),
        ("1.30081938e9", 1_300_819_380, 1_300_819_380),
        ("1.30081938E+9", 1_300_819_380, 1_300_819_380),
        ("1.300819385e8", 130_081_938, 130_081_939),
        ("13008193800e-1", 1_300_819_380, 1_300_819_380),
        ("13008193805e-1", 1_300_819_380, 1_300_819_381),
        ("5e-1", 0, 1),
        ("0.0000001", 0, 1),
        ("1e-400", 0, 1),
        ("1e-99999999999999999999999999", 0, 1),
        ("0e99999999999999999999999999", 0, 0),
        ("0.000e400", 0, 0),
        ("18446744073709551615", u64::MAX, u64::MAX),
        ("18446744073709551615.5", u64::MAX, u64::MAX),
        ("1e19", 10_000_000_000_000_000_000, 10_000_000_000_000_000_000),
        ("0.00000000001e20", 1_000_000_000, 1_000_000_000),
    ] {
        assert_eq!(bounds(number), Some((floor, ceil)), "{number}");
    }
}

#[test]
fn what_is_no_date() {
    for number in [
        "",
        "-",
        "-1",
        "-0.1",
        "-1e-400",
        "+1",
        "01",
        "00",
        "-01",
        ".5",
        "1.",
        "1.e3",
        "1e",
        "1e+",
        "1e-",
        "1e1.5",
        "1e1e1",
        "1.2.3",
        " 1",
        "1 ",
        "1,5",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "null",
        "\"1\"",
        "١",
        "18446744073709551616",
        "1e20",
        "2e19",
        "1e400",
        "1e99999999999999999999999999",
        "184467440737095516150",
    ] {
        assert_eq!(NumericDate::parse(number), None, "{number}");
    }
}

/// The octets beside the digits, and every other one: wherever one stands, there is no date.
#[test]
fn an_octet_that_is_no_digit_makes_no_date() {
    for octet in (0..=0x7F_u8).filter(|octet| !octet.is_ascii_digit()) {
        let other = char::from(octet);
        let mut texts = std::vec![std::format!("{other}"), std::format!("1{other}")];
        if !matches!(octet, b'.' | b'e' | b'E') {
            texts.extend([
                std::format!("1{other}1"),
                std::format!("1e{other}"),
                std::format!("1.{other}"),
            ]);
        }
        for text in texts {
            assert_eq!(NumericDate::parse(&text), None, "{text:?}");
        }
    }
}

#[test]
fn a_long_number_costs_its_length() {
    let zeros = "0".repeat(16_000);
    assert_eq!(bounds(&format!("0.{zeros}1e16001")), Some((1, 1)));
    assert_eq!(bounds(&format!("1{zeros}e-16000")), Some((1, 1)));
    assert_eq!(bounds(&format!("1{zeros}")), None);
    assert_eq!(bounds(&format!("1.{zeros}1")), Some((1, 2)));
}

proptest! {
    #[test]
    fn whole_seconds_are_exact(seconds: u64) {
        prop_assert_eq!(NumericDate::parse(&format!("{seconds}")), Some(NumericDate::new(UnixTime::from_secs(seconds))));
    }

    #[test]
    fn the_floor_is_that_of_the_reader(number in "-?(0|[1-9][0-9]{0,21})(\\.[0-9]{1,6})?([eE][+-]?[0-9]{1,3})?") {
        let text = format!("{{\"n\":{number}}}");
        let object = countersign_grammar::json::parse_object(text.as_bytes(), &countersign_grammar::Limits::DEFAULT).unwrap();
        let read = object.member("n").unwrap().as_number().unwrap();
        prop_assert_eq!(bounds(&number).map(|(floor, _)| floor), read.as_seconds_floor());
    }

    #[test]
    fn a_point_shifted_back_and_forth_changes_nothing(seconds in 0..=u64::MAX / 1000, shift in 0_u32..30) {
        let zeros: String = "0".repeat(usize::try_from(shift).unwrap());
        prop_assert_eq!(bounds(&format!("{seconds}.{zeros}")), if shift == 0 { None } else { Some((seconds, seconds)) });
        prop_assert_eq!(bounds(&format!("{seconds}000e-3")), Some((seconds, seconds)));
    }

    #[test]
    fn arbitrary_text_does_not_panic(text: String) {
        if let Some(date) = NumericDate::parse(&text) {
            prop_assert!(date.floor() <= date.ceil());
        }
    }
}

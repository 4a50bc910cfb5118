//! Dates and Retry-After: every day of the calendar against one that counts days, every second of one day, the years of
//! two digits at their boundaries.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

use countersign_grammar::{HttpDate, RetryAfter, SyntaxError, UnixTime};
use proptest::prelude::*;

const DAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const fn secs(seconds: u64) -> UnixTime {
    UnixTime::from_secs(seconds)
}

fn parse(text: &str) -> Result<HttpDate, SyntaxError> {
    HttpDate::parse(text.as_bytes())
}

#[track_caller]
fn at(text: &str, now: u64) -> u64 {
    parse(text).unwrap().at(secs(now)).as_secs()
}

/// A calendar that knows the lengths of the months and which years are leap years, and counts from a Thursday.
struct Calendar {
    days: u64,
    year: u32,
    month: usize,
    day: u32,
}

impl Calendar {
    const fn new() -> Self {
        Self {
            days: 0,
            year: 1970,
            month: 0,
            day: 1,
        }
    }

    fn length(&self) -> u32 {
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        LENGTHS[self.month] + u32::from(leap && self.month == 1)
    }

    fn next(&mut self) {
        self.days += 1;
        self.day += 1;
        if self.day > self.length() {
            self.day = 1;
            self.month += 1;
            if self.month == 12 {
                self.month = 0;
                self.year += 1;
            }
        }
    }

    fn weekday(&self) -> &'static str {
        DAYS[usize::try_from(self.days % 7).unwrap()]
    }

    /// The three forms at a time of day.
    fn forms(&self, time: &str) -> [String; 3] {
        let (day, month, year, name) = (self.day, MONTHS[self.month], self.year, self.weekday());
        let short = &name[..3];
        [
            format!("{short}, {day:02} {month} {year} {time} GMT"),
            format!("{name}, {day:02}-{month}-{:02} {time} GMT", year % 100),
            format!("{short} {month} {day:2} {time} {year}"),
        ]
    }
}

/// Every day of the 400 years after which the calendar repeats itself, in each form, and the last second of each.
// = RFC9110-10.2.3-1 (test)
#[test]
fn every_day() {
    let mut calendar = Calendar::new();
    while calendar.year < 2370 {
        let expected = calendar.days * 86_400 + 86_399;
        for form in calendar.forms("23:59:59") {
            assert_eq!(at(&form, expected), expected, "{form}");
            assert_eq!(
                RetryAfter::parse(form.as_bytes()),
                parse(&form).map(RetryAfter::At)
            );
        }
        let written = HttpDate::new(secs(expected)).unwrap();
        assert_eq!(written.to_string(), calendar.forms("23:59:59")[0]);
        assert_eq!(written, parse(&written.to_string()).unwrap());
        calendar.next();
    }
}

/// The first and the last day of each month up to the last date that can be written.
#[test]
fn every_month_to_the_end() {
    let mut calendar = Calendar::new();
    while calendar.year < 10_000 {
        if calendar.day == 1 || calendar.day == calendar.length() {
            let expected = calendar.days * 86_400;
            for form in [0, 2].map(|form| calendar.forms("00:00:00")[form].clone()) {
                assert_eq!(at(&form, 0), expected, "{form}");
            }
            assert_eq!(
                HttpDate::new(secs(expected)).unwrap().to_string(),
                calendar.forms("00:00:00")[0]
            );
        }
        calendar.next();
    }
    let last = secs(calendar.days * 86_400 - 1);
    assert_eq!(
        HttpDate::new(last).unwrap().to_string(),
        "Fri, 31 Dec 9999 23:59:59 GMT"
    );
    assert_eq!(HttpDate::new(last.saturating_add(1)), None);
    assert_eq!(HttpDate::new(UnixTime::MAX), None);
}

#[test]
fn every_second_of_a_day() {
    for second in 0..86_400_u64 {
        let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        assert_eq!(at(&format!("Thu, 01 Jan 1970 {time} GMT"), 0), second);
        assert!(
            HttpDate::new(secs(second))
                .unwrap()
                .to_string()
                .ends_with(&format!("{time} GMT"))
        );
    }
    // A leap second is the second behind the day.
    let leap = "Sat, 31 Dec 2016 23:59:60 GMT";
    assert_eq!(at(leap, 0), at("Sun, 01 Jan 2017 00:00:00 GMT", 0));
    assert_eq!(parse(leap).unwrap().to_string(), leap);
}

#[test]
fn examples_of_the_rfc() {
    for form in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        assert_eq!(at(form, 1_700_000_000), 784_111_777);
        assert_eq!(at(&format!(" \t{form} "), 1_700_000_000), 784_111_777);
    }
    assert_eq!(at("Fri, 31 Dec 1999 23:59:59 GMT", 0), 946_684_799);
}

#[test]
fn before_the_epoch() {
    for form in [
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "Wed Dec 31 23:59:59 1969",
        "Sat, 01 Jan 0000 00:00:00 GMT",
        "Mon, 01 Jan 1900 12:00:00 GMT",
        "Tue, 29 Feb 0000 12:00:00 GMT",
    ] {
        assert_eq!(at(form, 1_700_000_000), 0, "{form}");
    }
}

/// Two digits are the last year with them that is at most 50 years ahead, to the second.
#[test]
fn years_of_two_digits() {
    let time = |text: &str| at(text, 0);
    for (now, text, expected) in [
        (
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tuesday, 14-Nov-73 22:13:20 GMT",
            "Tue, 14 Nov 2073 22:13:20 GMT",
        ),
        (
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Tuesday, 14-Nov-73 22:13:21 GMT",
            "Wed, 14 Nov 1973 22:13:21 GMT",
        ),
        (
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Wednesday, 15-Nov-73 00:00:00 GMT",
            "Thu, 15 Nov 1973 00:00:00 GMT",
        ),
        (
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Monday, 01-Jan-73 00:00:00 GMT",
            "Sun, 01 Jan 2073 00:00:00 GMT",
        ),
        (
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Monday, 01-Jan-74 00:00:00 GMT",
            "Tue, 01 Jan 1974 00:00:00 GMT",
        ),
        (
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "Saturday, 01-Jan-00 00:00:00 GMT",
            "Sat, 01 Jan 2000 00:00:00 GMT",
        ),
        (
            "Fri, 31 Dec 2049 23:59:59 GMT",
            "Friday, 31-Dec-99 23:59:59 GMT",
            "Thu, 31 Dec 2099 23:59:59 GMT",
        ),
        (
            "Fri, 31 Dec 2049 23:59:59 GMT",
            "Friday, 01-Jan-00 00:00:00 GMT",
            "Sat, 01 Jan 2000 00:00:00 GMT",
        ),
        (
            "Sat, 01 Jan 2050 00:00:00 GMT",
            "Friday, 01-Jan-00 00:00:00 GMT",
            "Fri, 01 Jan 2100 00:00:00 GMT",
        ),
        (
            "Thu, 31 Dec 2099 00:00:00 GMT",
            "Friday, 01-Jan-05 00:00:00 GMT",
            "Thu, 01 Jan 2105 00:00:00 GMT",
        ),
        (
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Thursday, 01-Jan-20 00:00:00 GMT",
            "Wed, 01 Jan 2020 00:00:00 GMT",
        ),
    ] {
        assert_eq!(at(text, time(now)), time(expected), "{text} at {now}");
    }
    // A year before the epoch, and a leap day in a century without one.
    assert_eq!(at("Friday, 02-Jan-20 00:00:00 GMT", 0), 0);
    let march = time("Mon, 01 Mar 2100 00:00:00 GMT");
    assert_eq!(
        at(
            "Tuesday, 29-Feb-00 00:00:00 GMT",
            time("Mon, 01 Mar 2060 00:00:00 GMT")
        ),
        march
    );
    assert_eq!(
        at(
            "Tuesday, 29-Feb-00 00:00:00 GMT",
            time("Thu, 01 Mar 2040 00:00:00 GMT")
        ),
        951_782_400
    );
}

/// Whatever the clock says: not more than 50 years ahead, and more than 49 years behind; nothing overflows.
#[test]
fn the_window_of_two_digits() {
    let mut calendar = Calendar::new();
    while calendar.year < 2130 {
        let now = calendar.days * 86_400;
        for digits in 0..100 {
            let found = at(&format!("Monday, 15-Jun-{digits:02} 12:00:00 GMT"), now);
            assert!(found <= now + 86_400 * (50 * 365 + 13));
            assert!(
                found == 0 || found + 86_400 * (50 * 365 + 13) > now,
                "{digits} {now} {found}"
            );
        }
        for _ in 0..97 {
            calendar.next();
        }
    }
    for now in [u64::MAX, u64::MAX - 86_400 * 366 * 50] {
        let date = parse("Monday, 15-Jun-99 12:00:00 GMT")
            .unwrap()
            .at(secs(now))
            .as_secs();
        assert!(date > u64::MAX - 86_400 * 366 * 101);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(seconds in 0..253_402_300_800_u64, now in any::<u64>(), delay in any::<u64>()) {
        let date = HttpDate::new(secs(seconds)).unwrap();
        prop_assert_eq!(parse(&date.to_string()), Ok(date));
        prop_assert_eq!(date.at(secs(now)), secs(seconds));
        for value in [RetryAfter::At(date), RetryAfter::Seconds(delay)] {
            prop_assert_eq!(RetryAfter::parse(value.to_string().as_bytes()), Ok(value));
        }
    }
}

//! Times, skews and dates over the product of their boundary values, against arithmetic that cannot overflow.

use countersign_grammar::{Limits, UnixTime};
use countersign_jose::{ClaimError, ClaimErrorKind, Claims, NumericDate, Skew};

/// Both ends, what a skew changes near them, and the powers of two and ten where types and formats end.
fn boundaries() -> Vec<u64> {
    let max = u64::MAX;
    let places = [
        0,
        10,
        60,
        120,
        1 << 31,
        1 << 32,
        1 << 53,
        10_u64.pow(18),
        10_u64.pow(19),
        1 << 63,
        max - 120,
        max - 60,
        max,
    ];
    let mut values: Vec<u64> = places
        .into_iter()
        .flat_map(|place| [place.saturating_sub(1), place, place.saturating_add(1)])
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn capped(seconds: u128) -> u64 {
    u64::try_from(seconds).unwrap_or(u64::MAX)
}

fn sum(one: u64, other: u64) -> u64 {
    capped(u128::from(one) + u128::from(other))
}

#[test]
fn additions_and_differences_end_at_the_ends() {
    for a in boundaries() {
        for b in boundaries() {
            let (time, other) = (UnixTime::from_secs(a), UnixTime::from_secs(b));
            assert_eq!(time.saturating_add(b).as_secs(), sum(a, b), "{a} {b}");
            let difference = i128::from(a) - i128::from(b);
            let difference = u64::try_from(difference.max(0)).unwrap();
            assert_eq!(time.saturating_sub(b).as_secs(), difference, "{a} {b}");
            assert_eq!(time.saturating_since(other), difference, "{a} {b}");
            assert_eq!(time < other, a < b);
        }
    }
}

#[test]
fn a_skew_is_a_minute_at_most() {
    for seconds in (0..=1000).chain(boundaries()) {
        let skew = Skew::from_secs(seconds).map(Skew::as_secs);
        assert_eq!(skew, (seconds <= 60).then_some(seconds), "{seconds}");
    }
}

/// The same instant with a fraction and with an exponent.
// = RFC7519-2-2 (test)
#[test]
fn floor_and_ceiling_at_every_boundary() {
    for seconds in boundaries() {
        let bounds = |text: &str| {
            let date = NumericDate::parse(text)?;
            Some((date.floor().as_secs(), date.ceil().as_secs()))
        };
        // A zero is the one number that begins with a zero, and goes on with nothing.
        let digits = if seconds == 0 {
            "x".to_owned()
        } else {
            seconds.to_string()
        };
        let (whole, above) = (Some((seconds, seconds)), Some((seconds, sum(seconds, 1))));
        for (text, expected) in [
            (format!("{seconds}"), whole),
            (format!("{seconds}.0"), whole),
            (format!("{seconds}.000000000000000000000000"), whole),
            (format!("{digits}000e-3").replace("x000", "0"), whole),
            (format!("{seconds}e0"), whole),
            (format!("{seconds}.5"), above),
            (format!("{seconds}.000000000000000000000001"), above),
            (format!("{seconds}.999999999999999999999999"), above),
            (format!("{digits}5E-1").replace('x', ""), above),
        ] {
            assert_eq!(bounds(&text), expected, "{text}");
            let negative = bounds(&format!("-{text}"));
            assert_eq!(negative, expected.filter(|both| *both == (0, 0)), "-{text}");
        }
        // Ten times as much, if it fits.
        let ten = u64::try_from(u128::from(seconds) * 10).ok().map(|ten| (ten, ten));
        assert_eq!(bounds(&format!("{seconds}e1")), ten, "{seconds}");
        assert_eq!(
            bounds(&format!("{seconds}0")),
            if seconds == 0 { None } else { ten },
            "{seconds}"
        );
    }
    for beyond in [
        "18446744073709551616",
        "18446744073709551616.0",
        "18446744073709551615.5e1",
        "1e20",
        "184467440737095516160e-1",
    ] {
        assert_eq!(NumericDate::parse(beyond), None, "{beyond}");
    }
}

/// `exp`, `nbf` and `iat` of every boundary value, with a fraction and without, at every boundary value of the clock,
/// and with every skew that is one.
// = RFC7519-4.1.4-1 (test)
// = RFC7519-4.1.4-2 (test)
// = RFC7519-4.1.5-1 (test)
#[test]
fn every_claim_at_every_time_with_every_skew() {
    let skews = [0, 1, 9, 10, 59, 60];
    for seconds in boundaries() {
        for (text, ceil) in [
            (format!("{seconds}"), seconds),
            (format!("{seconds}.5"), sum(seconds, 1)),
        ] {
            let judged = ["exp", "nbf", "iat"].map(|claim| format!("{{\"{claim}\":{text}}}"));
            let [exp, nbf, iat] = judged
                .each_ref()
                .map(|json| Claims::parse(json.as_bytes(), &Limits::DEFAULT).unwrap());
            for now in boundaries() {
                for skew in skews {
                    let check = |claims: &Claims<'_>| {
                        claims
                            .check_times(UnixTime::from_secs(now), Skew::from_secs(skew).unwrap())
                            .map_err(ClaimError::kind)
                    };
                    // Where a sum does not fit, the last instant stands for it: a token is refused sooner for it.
                    let live = now < sum(seconds, skew);
                    let begun = sum(now, skew) >= ceil;
                    let or = |holds: bool, kind| if holds { Ok(()) } else { Err(kind) };
                    assert_eq!(
                        check(&exp),
                        or(live, ClaimErrorKind::Expired),
                        "exp {text}, {now}, {skew}"
                    );
                    assert_eq!(
                        check(&nbf),
                        or(begun, ClaimErrorKind::NotYetValid),
                        "nbf {text}, {now}, {skew}"
                    );
                    assert_eq!(
                        check(&iat),
                        or(begun, ClaimErrorKind::IssuedInTheFuture),
                        "iat {text}, {now}, {skew}"
                    );
                    assert!(!live || u128::from(now) < u128::from(seconds) + u128::from(skew));
                }
            }
        }
    }
}

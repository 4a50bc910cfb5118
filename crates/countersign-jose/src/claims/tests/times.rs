use std::borrow::ToOwned;
use std::format;
use std::string::String;

use countersign_grammar::UnixTime;

use super::parse;
use crate::{ClaimError, ClaimErrorKind, Skew};

/// `exp`, `nbf` and `iat` of 1000 seconds, perhaps a fraction more, over every second around it and every skew.
// = RFC7519-4.1.4-1 (test)
// = RFC7519-4.1.4-2 (test)
// = RFC7519-4.1.5-1 (test)
// = RFC7519-2-2 (test)
#[test]
fn times_at_every_second_around_the_boundary() {
    for (text, exact) in [
        ("1000", 1000.0_f64),
        ("1000.0", 1000.0),
        ("1000.001", 1000.001),
        ("1000.999", 1000.999),
    ] {
        for skew in 0..=60_u32 {
            for now in 900..1100_u32 {
                let (at, allowed) = (
                    UnixTime::from_secs(now.into()),
                    Skew::from_secs(skew.into()).unwrap(),
                );
                let check = |claim: &str| {
                    parse(&format!(r#"{{"{claim}":{text}}}"#))
                        .unwrap()
                        .check_times(at, allowed)
                        .map_err(ClaimError::kind)
                };
                // What the token says, in exact seconds; a fraction only ever makes it stricter.
                let (now, skew) = (f64::from(now), f64::from(skew));
                let exp = if now < exact.floor() + skew {
                    Ok(())
                } else {
                    Err(ClaimErrorKind::Expired)
                };
                assert_eq!(check("exp"), exp, "exp {text}, now {now}, skew {skew}");
                assert!(exp.is_err() || now - skew < exact);
                let nbf = if now + skew >= exact {
                    Ok(())
                } else {
                    Err(ClaimErrorKind::NotYetValid)
                };
                assert_eq!(check("nbf"), nbf, "nbf {text}, now {now}, skew {skew}");
                let iat = if now + skew >= exact {
                    Ok(())
                } else {
                    Err(ClaimErrorKind::IssuedInTheFuture)
                };
                assert_eq!(check("iat"), iat, "iat {text}, now {now}, skew {skew}");
            }
        }
    }
}

#[test]
fn times_at_the_ends_of_the_range() {
    let max = u64::MAX;
    let end = |json: String, now: u64| {
        parse(&json)
            .unwrap()
            .check_times(UnixTime::from_secs(now), Skew::MAX)
    };
    assert!(end(format!(r#"{{"exp":{max}}}"#), max - 1).is_ok());
    assert!(end(format!(r#"{{"exp":{max}}}"#), max).is_err());
    assert!(end(r#"{"exp":0}"#.to_owned(), 59).is_ok());
    assert!(end(r#"{"exp":0}"#.to_owned(), 60).is_err());
    assert!(end(format!(r#"{{"nbf":{max}}}"#), max - 60).is_ok());
    assert!(end(format!(r#"{{"nbf":{max}}}"#), max - 61).is_err());
    assert!(end(r#"{"nbf":0,"iat":0}"#.to_owned(), 0).is_ok());
    assert!(end("{}".to_owned(), max).is_ok());
}

#[test]
fn the_first_fault_in_order_is_reported() {
    let claims = parse(r#"{"iat":200,"nbf":200,"exp":50}"#).unwrap();
    let error = claims
        .check_times(UnixTime::from_secs(100), Skew::NONE)
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.claim(), error.at()),
        (ClaimErrorKind::Expired, Some("exp"), 27)
    );
    assert_eq!(error.clause().id(), "RFC7519-4.1.4-1");
    let claims = parse(r#"{"iat":200,"nbf":200}"#).unwrap();
    let error = claims
        .check_times(UnixTime::from_secs(100), Skew::NONE)
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.claim(), error.at()),
        (ClaimErrorKind::NotYetValid, Some("nbf"), 17)
    );
}

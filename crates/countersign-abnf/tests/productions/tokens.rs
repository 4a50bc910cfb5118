//! Scope, compact JWS, NumericDate.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use countersign_abnf::{NUMERIC_DATE, Recogniser};
use countersign_grammar::{UnixTime, base64url, production};
use countersign_jose::{NumericDate, UnverifiedJws};
use countersign_scope::{Scope, ScopeSet};

use crate::{limits, recogniser};

// = RFC6749-A.4-1 (test)
pub(crate) fn scope(text: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(text) else {
        // The crate is asked about text alone, and no text outside ASCII is a scope.
        return false;
    };
    let taken = countersign_scope::check(text).is_ok();
    assert_eq!(production::is_scope(text), taken, "{text}");
    assert_eq!(Scope::parse(text).is_ok(), taken, "{text}");
    let set = ScopeSet::parse(text);
    assert_eq!(set.is_ok(), taken, "{text}");
    if let Ok(set) = set {
        let printed = set.to_string();
        let tokens: BTreeSet<&str> = text.split(' ').collect();
        assert_eq!(
            printed,
            tokens.into_iter().collect::<Vec<_>>().join(" "),
            "{text}"
        );
        assert_eq!(ScopeSet::parse(&printed), Ok(set), "{text}");
    }
    taken
}

// = RFC7515-2-1 (test)
// = RFC7515-5.2-1 (test)
// = RFC4648-3.5-2 (test)
pub(crate) fn compact_jws(text: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(text) else {
        return false;
    };
    match UnverifiedJws::parse(text, &limits()) {
        Ok(jws) => {
            // One octet string, one text: header and payload, written again, are the signing input.
            let header = base64url::encode(jws.header().json());
            let payload = base64url::encode(jws.unverified_payload());
            let (input, signature) = text.rsplit_once('.').unwrap();
            assert_eq!(input, format!("{header}.{payload}"), "{text}");
            let octets = base64url::decode(signature).unwrap();
            assert_eq!(base64url::encode(&octets), signature, "{text}");
            true
        }
        Err(error) => {
            assert!(error.at() <= text.len(), "{text}");
            false
        }
    }
}

// = RFC7519-2-2 (test)
pub(crate) fn numeric_date(text: &[u8]) -> bool {
    static NUMBER: LazyLock<Recogniser> = LazyLock::new(|| recogniser(&NUMERIC_DATE));
    let Ok(text) = core::str::from_utf8(text) else {
        return false;
    };
    match NumericDate::parse(text) {
        Some(date) => {
            let bounds = (date.floor().as_secs(), date.ceil().as_secs());
            assert_eq!(Some(bounds), bounds_of(text), "{text}");
            let printed = date.floor().to_string();
            let whole = UnixTime::from_secs(bounds.0);
            assert_eq!(
                NumericDate::parse(&printed),
                Some(NumericDate::new(whole)),
                "{text}"
            );
            true
        }
        None => NUMBER.matches(text.as_bytes()) && bounds_of(text).is_none(),
    }
}

/// The whole seconds before and after a number, by shifting the decimal point; `None` if it is negative or too large.
fn bounds_of(number: &str) -> Option<(u64, u64)> {
    let lower = number.to_ascii_lowercase();
    let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let negative = whole.starts_with('-');
    let digits = [whole.trim_start_matches('-'), decimals].concat();
    let point = i64::try_from(digits.len() - decimals.len()).unwrap() + exponent_of(exponent);
    let leading = digits.len() - digits.trim_start_matches('0').len();
    let (digits, point) = (&digits[leading..], point - i64::try_from(leading).unwrap());
    if digits.is_empty() {
        return Some((0, 0));
    }
    if negative || point > 20 {
        return None;
    }
    let point = usize::try_from(point.max(0)).unwrap();
    let padded = format!("0{digits}{}", "0".repeat(20));
    let (whole, rest) = padded.split_at(point + 1);
    let floor = u64::try_from(whole.parse::<u128>().unwrap()).ok()?;
    let fraction = point == 0 || rest.contains(|digit| digit != '0');
    Some((floor, floor.saturating_add(u64::from(fraction))))
}

/// A million stands for everything beyond it, which no text of so few digits can make up for.
fn exponent_of(text: &str) -> i64 {
    let digits = text.trim_start_matches(['+', '-']).trim_start_matches('0');
    let size = if digits.len() > 6 {
        1_000_000
    } else {
        format!("0{digits}").parse().unwrap()
    };
    if text.starts_with('-') { -size } else { size }
}

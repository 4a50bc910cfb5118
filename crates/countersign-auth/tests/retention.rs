//! Until when the use of an assertion has to be remembered, over the boundary values of all that goes into it, against
//! arithmetic that cannot overflow.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::panic)]

mod asserting;

use std::sync::Arc;

use asserting::*;
use countersign_auth::{
    AssertionPolicy, AuthMethod, AuthPolicy, AuthReason, Check, ClientRecord, Credential,
};
use countersign_jose::Skew;

fn capped(seconds: u128) -> u64 {
    u64::try_from(seconds).unwrap_or(u64::MAX)
}

fn sum(one: u64, other: u64) -> u64 {
    capped(u128::from(one) + u128::from(other))
}

/// What the clauses say of an assertion that expires then: until when it is remembered, or why it is refused.
fn expected((floor, ceil): (u64, u64), now: u64, skew: u64, longest: u64) -> Result<u64, AuthReason> {
    if now >= sum(floor, skew) {
        return Err(AuthReason::AssertionExpired);
    }
    if ceil > sum(sum(now, longest), skew) {
        return Err(AuthReason::AssertionLivesTooLong);
    }
    Ok(sum(ceil, 2 * skew))
}

// = RFC7523-3-10 (test)
// = RFC7523-3-12 (test)
// = RFC7521-5.2-9 (test)
#[test]
fn every_boundary_of_now_expiry_skew_and_longest_life() {
    let max = u64::MAX;
    let record = ClientRecord::builder("inventory")
        .method(AuthMethod::ClientSecretJwt)
        .credential(Credential::assertion_key("only", key(1)))
        .build();
    let record = Arc::new(record.expect("a record"));
    let (mut remembered, mut expired, mut too_long) = (0, 0, 0);
    // At the very last second no credential is valid any more.
    for now in [0, 1, 60, NOW, max - 400, max - 120, max - 61, max - 60, max - 1] {
        for ahead in [
            -61, -60, -59, -11, -10, -9, -1, 0, 1, 59, 60, 61, 299, 300, 301, 310, 311, 360, 361,
        ] {
            let seconds = i128::from(now) + ahead;
            let Ok(seconds) = u64::try_from(seconds) else {
                continue;
            };
            for (text, ceil) in [
                (format!("{seconds}"), seconds),
                (format!("{seconds}.25"), sum(seconds, 1)),
            ] {
                let body = body(&sign(&key(1), None, &claims(&[("exp", &text), ("iat", "")])));
                for (skew, longest) in [
                    (0, 300),
                    (1, 300),
                    (10, 300),
                    (60, 300),
                    (60, 0),
                    (0, 0),
                    (60, max),
                    (0, max),
                ] {
                    let policy = AssertionPolicy::strict(ISSUER)
                        .skew(Skew::from_secs(skew).expect("small"))
                        .longest(longest);
                    let policy = AuthPolicy::new().assertions(policy);
                    let outcome = match check(&policy, &body, Some(Arc::clone(&record)), now) {
                        Ok(Check::ClaimOnce(pending)) => Ok(pending.retain_until().as_secs()),
                        Ok(Check::Refused(refusal)) => Err(refusal.reason()),
                        other => panic!("{other:?}"),
                    };
                    let case = format!("exp {text}, now {now}, skew {skew}, longest {longest}");
                    assert_eq!(outcome, expected((seconds, ceil), now, skew, longest), "{case}");
                    match outcome {
                        Ok(until) => {
                            // A node whose clock is one skew behind the store's accepts it until then and no longer.
                            let last = u128::from(seconds) + 2 * u128::from(skew);
                            assert!(u128::from(until) >= last.min(max.into()), "{case}");
                            remembered += 1;
                        }
                        Err(AuthReason::AssertionExpired) => expired += 1,
                        Err(_) => too_long += 1,
                    }
                }
            }
        }
    }
    assert!(
        remembered > 300 && expired > 300 && too_long > 300,
        "{remembered} {expired} {too_long}"
    );
}

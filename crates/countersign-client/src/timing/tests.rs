#![allow(clippy::arithmetic_side_effects)]

use countersign_grammar::UnixTime;
use proptest::prelude::*;

use super::{Clock, backoff, schedule, window};
use crate::{SourcePolicy, WithoutLifetime};

const SENT: UnixTime = UnixTime::from_secs(1_000_000);

fn policy() -> impl Strategy<Value = SourcePolicy> {
    let seconds = || prop_oneof![Just(0), 0..100_u64, any::<u64>()];
    (seconds(), seconds(), seconds(), seconds(), seconds(), seconds()).prop_map(
        |(margin, early, spread, longest, first, cap)| {
            SourcePolicy::new()
                .margin(margin)
                .renew_early(early, spread)
                .longest_lifetime(longest)
                .backoff(first, cap)
        },
    )
}

proptest! {
    #[test]
    fn a_token_is_renewed_while_it_is_usable_and_usable_while_it_lives(
        policy in policy(),
        life in prop_oneof![0..200_u64, any::<u64>()],
        entropy: u64,
    ) {
        let made = schedule(SENT, Some(life), &policy, entropy);
        let lived = life.min(policy.longest_lifetime);
        prop_assert!(made.usable_until <= SENT.saturating_add(lived));
        prop_assert!(made.usable_until >= SENT.saturating_add(lived / 2), "the margin takes half at most");
        prop_assert!(made.renew_at <= made.usable_until);
        prop_assert!(made.renew_at >= SENT, "never due before it was asked for");
        let early = made.usable_until.saturating_since(made.renew_at);
        prop_assert!(early <= lived / 4 + lived / 8, "three eighths of the life at most");
        prop_assert!(!made.single_use);
    }

    #[test]
    fn a_wait_is_at_least_a_second_and_at_most_its_window(policy in policy(), failures: u32, entropy: u64) {
        let wait = backoff(failures, &policy, entropy);
        prop_assert!((1..=window(failures, &policy)).contains(&wait));
        prop_assert!(window(failures, &policy) <= policy.longest_backoff);
        prop_assert!(window(failures, &policy) <= window(failures.saturating_add(1), &policy));
    }

    #[test]
    fn the_clock_never_goes_back_unnoticed(
        readings in proptest::collection::vec(0..50_u64, 1..20),
        tolerance in 0..10_u64,
    ) {
        let mut clock = Clock::new();
        let mut before: Option<UnixTime> = None;
        let mut steps = 0;
        for reading in readings {
            let reading = UnixTime::from_secs(reading);
            let (now, step) = clock.read(reading, tolerance);
            match step {
                None => prop_assert!(before.is_none_or(|before| now >= before)),
                Some(by) => {
                    steps += 1;
                    prop_assert!(by > tolerance);
                    prop_assert_eq!(before, Some(now.saturating_add(by)));
                }
            }
            prop_assert!(now.saturating_since(reading) <= tolerance);
            before = Some(now);
        }
        prop_assert_eq!(clock.steps_back, steps);
    }
}

#[test]
fn every_wait_of_a_window_can_come() {
    let policy = SourcePolicy::new();
    for failures in 0..9 {
        let most = window(failures, &policy);
        let waits: std::collections::BTreeSet<u64> = (0..200)
            .map(|entropy| backoff(failures, &policy, entropy))
            .collect();
        assert_eq!(waits, (1..=most).collect(), "{failures}");
    }
    assert_eq!(
        [0, 1, 2, 3, 7, 64, 65, u32::MAX].map(|failures| window(failures, &policy)),
        [1, 1, 2, 4, 60, 60, 60, 60]
    );
}

#[test]
fn a_token_for_one_use_is_kept_for_as_long_as_somebody_can_be_waiting() {
    let policy = SourcePolicy::new()
        .patience(20)
        .without_lifetime(WithoutLifetime::SingleUse);
    let made = schedule(SENT, None, &policy, u64::MAX);
    assert!(made.single_use);
    assert_eq!(
        (made.usable_until, made.renew_at),
        (SENT.saturating_add(20), SENT.saturating_add(20))
    );
    assert!(
        !schedule(SENT, Some(60), &policy, 0).single_use,
        "where the server says how long it lives, it counts"
    );
}

//! When things happen, as pure functions of the policy, the time and entropy.

use countersign_grammar::UnixTime;

use crate::{SourcePolicy, WithoutLifetime};

/// How long a token is handed out, and when it is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schedule {
    pub(crate) usable_until: UnixTime,
    pub(crate) renew_at: UnixTime,
    pub(crate) single_use: bool,
}

/// The schedule of a token that was asked for at `sent`: its life began no earlier than that.
// = RFC6749-5.1-7
pub(crate) fn schedule(
    sent: UnixTime,
    expires_in: Option<u64>,
    policy: &SourcePolicy,
    entropy: u64,
) -> Schedule {
    let lifetime = match (expires_in, policy.without_lifetime) {
        (Some(seconds), _) | (None, WithoutLifetime::Assume(seconds)) => seconds,
        (None, WithoutLifetime::SingleUse) => {
            // Long enough for whoever waits for it; renewing it early would be a waste.
            let until = sent.saturating_add(policy.patience);
            return Schedule {
                usable_until: until,
                renew_at: until,
                single_use: true,
            };
        }
    };
    let lifetime = lifetime.min(policy.longest_lifetime);
    let margin = policy.margin.min(lifetime / 2);
    let early = policy.early.min(lifetime / 4);
    let spread = chance(policy.spread.min(lifetime / 8), entropy);
    let usable_until = sent.saturating_add(lifetime.saturating_sub(margin));
    Schedule {
        usable_until,
        renew_at: usable_until.saturating_sub(early.saturating_add(spread)),
        single_use: false,
    }
}

/// The longest wait after this many failures in a row: `first` · 2ⁿ⁻¹, at most the cap.
pub(crate) fn window(failures: u32, policy: &SourcePolicy) -> u64 {
    let doublings = failures.saturating_sub(1);
    let factor = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
    policy
        .first_backoff
        .saturating_mul(factor)
        .min(policy.longest_backoff)
}

/// The wait after this many failures in a row: full jitter, but at least a second.
pub(crate) fn backoff(failures: u32, policy: &SourcePolicy, entropy: u64) -> u64 {
    chance(window(failures, policy).saturating_sub(1), entropy).saturating_add(1)
}

/// A number from 0 to `most`.
fn chance(most: u64, entropy: u64) -> u64 {
    match most.checked_add(1) {
        Some(choices) => entropy.checked_rem(choices).unwrap_or(0),
        None => entropy,
    }
}

/// The latest reading of the host's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    latest: Option<UnixTime>,
    /// How often it went back.
    pub(crate) steps_back: u32,
}

impl Clock {
    pub(crate) const fn new() -> Self {
        Self {
            latest: None,
            steps_back: 0,
        }
    }

    /// Takes a reading; returns the time to go by, and the seconds by which the clock went back, if it did.
    pub(crate) fn read(&mut self, reading: UnixTime, tolerance: u64) -> (UnixTime, Option<u64>) {
        let Some(latest) = self.latest else {
            self.latest = Some(reading);
            return (reading, None);
        };
        match latest.saturating_since(reading) {
            0 => {
                self.latest = Some(reading);
                (reading, None)
            }
            behind if behind <= tolerance => (latest, None),
            behind => {
                self.latest = Some(reading);
                self.steps_back = self.steps_back.saturating_add(1);
                (reading, Some(behind))
            }
        }
    }
}

#[cfg(test)]
mod tests;

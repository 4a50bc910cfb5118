//! The system's clock. It is read here and nowhere else.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use countersign_grammar::UnixTime;

/// The time now, in whole seconds.
pub(crate) fn now() -> UnixTime {
    // A clock before 1970 is 1970: every token is then expired at birth, which fails closed.
    UnixTime::from_secs(since_epoch().as_secs())
}

/// How long it is until then, to the fraction of a second.
#[cfg(feature = "client")]
pub(crate) fn time_until(then: UnixTime) -> Duration {
    Duration::from_secs(then.as_secs()).saturating_sub(since_epoch())
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

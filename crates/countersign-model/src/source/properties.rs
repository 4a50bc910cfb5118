//! What the source promises, each as a function over its states. The names are those of the tests.

use super::{Action, Doing, Held, Reply, Said, Server, Source, State};
use crate::explore::Property;
use crate::term::Time;

/// The properties that hold in every state.
#[must_use]
pub fn always() -> Vec<Property<Source>> {
    vec![
        Property::always(
            "expired_token_is_never_handed_out",
            |_: &Source, state: &State| !matches!(state.said, Some(Said::Use(until) | Said::Granted(until)) if until <= state.now),
        ),
        Property::always(
            "token_for_one_use_is_handed_out_once",
            |_: &Source, state: &State| state.held.and_then(|held| held.uses).is_none_or(|uses| uses <= 1),
        ),
        Property::always(
            "no_token_from_before_the_clock_went_back",
            |_: &Source, state: &State| {
                !(matches!(state.said, Some(Said::Use(_))) && state.held.is_some_and(|held| held.doubtful))
            },
        ),
        Property::always("at_most_one_request_in_flight", |_: &Source, state: &State| {
            state.open <= 1
        }),
        Property::always("refused_client_is_not_sent_again", |_: &Source, state: &State| {
            !state.hammered
        }),
        Property::always(
            "server_that_asks_for_time_gets_it",
            |_: &Source, state: &State| !state.pressed,
        ),
        Property::always("no_busy_loop", |_: &Source, state: &State| {
            state.sent_now <= SENT_AT_ONCE
                && !matches!(state.said, Some(Said::Wait(until) | Said::Again(until)) if until <= state.now)
        }),
        Property::always(
            "valid_token_is_served_while_a_renewal_fails",
            serves_while_renewing,
        ),
        Property::always("source_recovers_when_the_server_does", recovers),
    ]
}

/// How many requests are sent at one time: one; one more if a resource server rejects the token that came of it; and the
/// same again if a token comes so late that it is to be renewed at once. Then there is a wait.
const SENT_AT_ONCE: u8 = 4;

/// What has to happen somewhere, so that the properties above speak of something.
#[must_use]
pub fn sometimes() -> Vec<Property<Source>> {
    vec![
        Property::sometimes("a_token_is_used", |_: &Source, state: &State| {
            matches!(state.said, Some(Said::Use(_)))
        }),
        Property::sometimes(
            "a_token_is_used_while_its_renewal_is_under_way",
            |_: &Source, state: &State| {
                matches!(
                    (state.said, state.doing),
                    (Some(Said::Use(_)), Doing::InFlight(_))
                )
            },
        ),
        Property::sometimes("the_source_gives_up", |_: &Source, state: &State| {
            state.said == Some(Said::GiveUp)
        }),
        Property::sometimes("a_second_rejection_makes_it_wait", |_: &Source, state: &State| {
            state.rejections == 2 && matches!(state.doing, Doing::Pausing(_))
        }),
    ]
}

/// The same where the clock goes back and servers ask for time.
#[must_use]
pub fn sometimes_disturbed() -> Vec<Property<Source>> {
    vec![
        Property::sometimes(
            "the_clock_went_back_under_a_request",
            |_: &Source, state: &State| matches!(state.doing, Doing::InFlight(flight) if flight.doubtful),
        ),
        Property::sometimes("a_server_has_asked_for_time", |_: &Source, state: &State| {
            state.alone_until > state.now
        }),
        Property::sometimes(
            "a_wait_is_longer_than_the_first",
            |source: &Source, state: &State| {
                source.policy.window(state.failures.saturating_add(1)) > source.policy.first_backoff
            },
        ),
    ]
}

/// With a token that still counts, a caller gets it, or a request to send on the way to the next one.
fn serves_while_renewing(source: &Source, state: &State) -> bool {
    let at = state.latest.map_or(state.now, |latest| latest.max(state.now));
    let counts = |held: Held| held.until > at && held.uses.is_none_or(|uses| uses == 0);
    let held = state.held.is_some_and(counts) && !source.is_set_back(state);
    let mut next = state.clone();
    source.apply(&mut next, Action::Poll);
    if next.said == Some(Said::Send) {
        source.apply(&mut next, Action::Poll);
    }
    !held || matches!(next.said, Some(Said::Use(_)))
}

/// With a server that is up and takes the client, callers who keep asking get a token soon: after what is under way is
/// given up, one wait, and one request.
fn recovers(source: &Source, state: &State) -> bool {
    let mut next = state.clone();
    next.server = Server::Up;
    if next.refused || next.doing == Doing::GivenUp {
        source.apply(&mut next, Action::Replace);
    }
    for _ in 0..=recovery(source) {
        source.apply(&mut next, Action::Poll);
        match next.said {
            Some(Said::Use(_)) => return true,
            Some(Said::Send) => {
                source.apply(&mut next, Action::Answer(Reply::Token(Some(GOOD)), 0));
                source.apply(&mut next, Action::Poll);
                if matches!(next.said, Some(Said::Use(_))) {
                    return true;
                }
            }
            _ => {}
        }
        source.apply(&mut next, Action::Tick);
    }
    false
}

/// How long a token lives that a server which is up issues.
const GOOD: Time = 4;

/// Patience, the longest wait, and how far a clock may be behind that stands still for it.
fn recovery(source: &Source) -> Time {
    let policy = &source.policy;
    let wait = policy.longest_backoff.max(policy.longest_retry_after);
    policy
        .patience
        .saturating_add(wait)
        .saturating_add(policy.tolerance)
}

//! What the source promises, each as a function over its states. The names are those of the tests.

use super::{Action, BACKOFF, Doing, PATIENCE, Said, Server, Source, State};
use crate::explore::Property;

/// The properties that hold in every state.
#[must_use]
pub fn always() -> Vec<Property<Source>> {
    vec![
        Property::always(
            "expired_token_is_never_handed_out",
            |_: &Source, state: &State| !matches!(state.said, Some(Said::Use(until)) if until <= state.now),
        ),
        Property::always("at_most_one_request_in_flight", |_: &Source, state: &State| {
            state.open <= 1
        }),
        Property::always("refused_client_is_not_sent_again", |_: &Source, state: &State| {
            !state.hammered
        }),
        Property::always("no_busy_loop", |_: &Source, state: &State| {
            state.sent_now <= SENT_AT_ONCE
                && !matches!(state.said, Some(Said::Wait(until)) if until <= state.now)
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

/// With a token that still counts, a caller gets it, or a request to send on the way to the next one.
fn serves_while_renewing(source: &Source, state: &State) -> bool {
    let held = state.held.is_some_and(|held| held.until > state.now);
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
    for _ in 0..=PATIENCE.saturating_add(BACKOFF).saturating_add(1) {
        source.apply(&mut next, Action::Poll);
        match next.said {
            Some(Said::Use(_)) => return true,
            Some(Said::Send) => {
                source.apply(&mut next, Action::Answer);
                source.apply(&mut next, Action::Poll);
                if matches!(next.said, Some(Said::Use(_))) {
                    return true;
                }
            }
            Some(Said::Wait(_) | Said::GiveUp) | None => {}
        }
        source.apply(&mut next, Action::Tick);
    }
    false
}

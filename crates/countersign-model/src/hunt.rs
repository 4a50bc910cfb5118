//! Which property finds which fault, and how: a property that no fault breaks says nothing.

use crate::explore::{Model, Property, counterexample};
use crate::fault::Fault;
use crate::shared::{self, Shared};
use crate::source::{self, Source, Unstated};
use crate::{bounds, compare, property};

/// Each fault with the property that it is found by; some with two.
pub const FOUND_BY: &[(Fault, &str)] = &[
    (Fault::ClaimBeforeSignature, CLAIMS),
    (Fault::ClaimBeforeAudience, CLAIMS),
    (Fault::ClaimBeforeTimes, CLAIMS),
    (Fault::JtiWithoutIssuer, USED_UP),
    (Fault::CheckThenSet, ONCE),
    (Fault::KeptUntilExpiry, USED_UP),
    (Fault::KeptForOneClock, USED_UP),
    (Fault::LateClaimIsFirst, ONCE),
    (Fault::UnavailableIsConsent, UNAVAILABLE),
    (Fault::UnavailableIsUnknown, UNAVAILABLE),
    (Fault::LastParameterWins, AUTHENTICATION),
    (Fault::FirstParameterWins, AUTHENTICATION),
    (Fault::SubstringOfQuery, "no_secret_in_the_address"),
    (Fault::BodyOverridesBasic, AUTHENTICATION),
    (Fault::BodyOverridesBasic, "one_authentication_method"),
    (Fault::ClientIdIgnored, AUTHENTICATION),
    (Fault::SecondColonCuts, AUTHENTICATION),
    (Fault::EmptySecretAccepted, AUTHENTICATION),
    (Fault::AnyMethod, AUTHENTICATION),
    (Fault::FutureCredential, AUTHENTICATION),
    (Fault::PastCredential, AUTHENTICATION),
    (Fault::SignatureUnchecked, CLAIMS),
    (Fault::SubjectUnchecked, CLAIMS),
    (Fault::AnyAudience, CLAIMS),
    (Fault::ExpiryOptional, CLAIMS),
    (Fault::ExpiryUncapped, CLAIMS),
    (Fault::ExpiryInclusive, CLAIMS),
    (Fault::WrongTypeIsAbsent, CLAIMS),
    (Fault::WrongTypeIsAbsent, OPENS),
    (Fault::AsksForEver, "every_exchange_ends"),
    (Fault::UnknownClientAtOnce, "unknown_client_like_wrong_secret"),
    (Fault::DefaultIsEverything, GRANTED),
    (Fault::OneScopeTokenSuffices, GRANTED),
    (Fault::HostMayWiden, GRANTED),
    (Fault::AnyGrantType, GRANTED),
    (Fault::ErrorEchoesSecret, "no_secret_known_to_the_adversary"),
    (Fault::GuardAnyAudience, "token_opens_only_what_was_granted"),
    (Fault::GuardAnyScope, "token_opens_only_what_was_granted"),
    (Fault::GuardExpiryInclusive, "expired_token_is_never_accepted"),
    (Fault::GuardIgnoresBinding, OPENS),
    (Fault::GuardAnyType, OPENS),
    (Fault::GuardAnyIssuer, OPENS),
    (Fault::SourceKeepsExpired, "expired_token_is_never_handed_out"),
    (Fault::SourceSendsTwice, "at_most_one_request_in_flight"),
    (Fault::SourceForgetsLost, "source_recovers_when_the_server_does"),
    (Fault::SourceIgnoresRefusal, "refused_client_is_not_sent_again"),
    (Fault::SourceRetriesAtOnce, "no_busy_loop"),
    (
        Fault::SourceDropsWhileRenewing,
        "valid_token_is_served_while_a_renewal_fails",
    ),
    (Fault::SourceRenewsInALoop, "no_busy_loop"),
    (Fault::SourceSpendsTwice, "token_for_one_use_is_handed_out_once"),
    (
        Fault::SourceTrustsClock,
        "no_token_from_before_the_clock_went_back",
    ),
    (
        Fault::SourceIgnoresRetryAfter,
        "server_that_asks_for_time_gets_it",
    ),
    (Fault::KeyWithoutScope, "token_is_shared_for_equal_requests_alone"),
    (
        Fault::KeyWithoutEndpoint,
        "token_is_shared_for_equal_requests_alone",
    ),
    (
        Fault::KeyWithoutClient,
        "token_is_shared_for_equal_requests_alone",
    ),
    (Fault::SecretNotCompared, "token_is_shared_by_one_secret_alone"),
    (Fault::SharedWithoutEnd, "no_more_sources_than_there_may_be"),
];

const AUTHENTICATION: &str = "no_token_without_authentication";
const CLAIMS: &str = "claims_are_made_for_sound_assertions";
const GRANTED: &str = "granted_within_requested_and_registered";
const ONCE: &str = "assertion_accepted_at_most_once";
const OPENS: &str = "token_opens_exactly_what_it_is_for";
const UNAVAILABLE: &str = "unavailable_is_neither_yes_nor_no";
const USED_UP: &str = "nobody_uses_up_the_assertion_of_another";

/// The names of all properties.
#[must_use]
pub fn properties() -> Vec<&'static str> {
    let world = property::always().into_iter().map(|known| known.name);
    let source = source::always().into_iter().map(|known| known.name);
    let shared = shared::always().into_iter().map(|known| known.name);
    let compared = compare::ALL.into_iter().map(|known| known.name);
    world.chain(compared).chain(source).chain(shared).collect()
}

/// More states than any of the bounds has.
const ENOUGH: usize = 10_000_000;

/// The shortest counterexample to a property that a fault makes, in words, if there is one.
#[must_use]
pub fn hunt(fault: Fault, property: &str) -> Option<String> {
    let fault = Some(fault);
    if let Some(comparison) = compare::ALL.iter().find(|known| known.name == property) {
        return (comparison.judge)(fault).difference;
    }
    let worlds = [
        bounds::outages(fault),
        bounds::repetitions(2, fault),
        bounds::replays(2, fault),
        bounds::requests(true, fault),
    ];
    among(&worlds, property::always(), property)
        .or_else(|| among(&sources(fault), source::always(), property))
        .or_else(|| among(&[Shared { most: 2, fault }], shared::always(), property))
}

/// The sources within the narrow bounds.
#[must_use]
pub const fn sources(fault: Option<Fault>) -> [Source; 3] {
    [
        Source::plain(10, fault),
        Source::disturbed(3, Unstated::Lives(4), fault),
        Source::disturbed(3, Unstated::SingleUse, fault),
    ]
}

fn among<M: Model>(models: &[M], properties: Vec<Property<M>>, name: &str) -> Option<String> {
    let wanted: Vec<_> = properties
        .into_iter()
        .filter(|known| known.name == name)
        .collect();
    if wanted.is_empty() {
        return None;
    }
    models
        .iter()
        .find_map(|model| Some(model.tell(&counterexample(model, &wanted, ENOUGH)?)))
}

/// The page of all faults: what each is, what finds it, and in how many moves.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# The seeded faults\n\nGenerated from `countersign-model/src/fault.rs` and `hunt.rs`; a test compares. To write it anew: \
         `COUNTERSIGN_BLESS=1 cargo test -p countersign-model --test faults`.\n\nWeaknesses of other implementations, of \
         earlier states of these models, and for each property that none of those breaks, one that does. Seeded one at a \
         time, each makes the property beside it fail; the last column says after how many moves, on the shortest way. \
         `cargo xtask model --list` prints the ways.\n\n\
         | fault | what is done wrong | found by | moves |\n|---|---|---|--:|\n",
    );
    for (fault, property) in FOUND_BY {
        let found = hunt(*fault, property);
        let moves = found.as_deref().map_or("not found", |told| {
            told.split_once(", after ")
                .and_then(|(_, rest)| rest.split_once(" moves"))
                .map_or("by comparison", |(moves, _)| moves)
        });
        page.push_str(&format!(
            "| `{fault:?}` |{} | `{property}` | {moves} |\n",
            fault.describe()
        ));
    }
    page
}

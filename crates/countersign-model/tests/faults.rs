//! Every fault that is seeded into the model is found, by the property that is meant to find it.
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

use countersign_model::bounds;
use countersign_model::explore::counterexample;
use countersign_model::fault::Fault;
use countersign_model::property;

/// Which property finds a fault of the endpoint or the store. Those of a guard or a source alone and those that only a
/// comparison of two runs shows are in `guard.rs`, `source.rs` and `indistinguishable.rs`.
const FOUND_BY: &[(Fault, &str)] = &[
    (
        Fault::ClaimBeforeSignature,
        "claims_are_made_for_sound_assertions",
    ),
    (Fault::ClaimBeforeAudience, "claims_are_made_for_sound_assertions"),
    (Fault::ClaimBeforeTimes, "claims_are_made_for_sound_assertions"),
    (Fault::JtiWithoutIssuer, "nobody_uses_up_the_assertion_of_another"),
    (Fault::CheckThenSet, "assertion_accepted_at_most_once"),
    (Fault::KeptUntilExpiry, "nobody_uses_up_the_assertion_of_another"),
    (Fault::KeptForOneClock, "nobody_uses_up_the_assertion_of_another"),
    (Fault::LateClaimIsFirst, "assertion_accepted_at_most_once"),
    (Fault::UnavailableIsConsent, "unavailable_is_neither_yes_nor_no"),
    (Fault::UnavailableIsUnknown, "unavailable_is_neither_yes_nor_no"),
    (Fault::LastParameterWins, "no_token_without_authentication"),
    (Fault::FirstParameterWins, "no_token_without_authentication"),
    (Fault::SubstringOfQuery, "no_secret_in_the_address"),
    (Fault::BodyOverridesBasic, "no_token_without_authentication"),
    (Fault::ClientIdIgnored, "no_token_without_authentication"),
    (Fault::SecondColonCuts, "no_token_without_authentication"),
    (Fault::EmptySecretAccepted, "no_token_without_authentication"),
    (Fault::AnyMethod, "no_token_without_authentication"),
    (Fault::FutureCredential, "no_token_without_authentication"),
    (Fault::PastCredential, "no_token_without_authentication"),
    (Fault::SignatureUnchecked, "claims_are_made_for_sound_assertions"),
    (Fault::SubjectUnchecked, "claims_are_made_for_sound_assertions"),
    (Fault::AnyAudience, "claims_are_made_for_sound_assertions"),
    (Fault::ExpiryOptional, "claims_are_made_for_sound_assertions"),
    (Fault::ExpiryUncapped, "claims_are_made_for_sound_assertions"),
    (Fault::ExpiryInclusive, "claims_are_made_for_sound_assertions"),
    (Fault::WrongTypeIsAbsent, "claims_are_made_for_sound_assertions"),
    (
        Fault::DefaultIsEverything,
        "granted_within_requested_and_registered",
    ),
    (
        Fault::OneScopeTokenSuffices,
        "granted_within_requested_and_registered",
    ),
    (Fault::HostMayWiden, "granted_within_requested_and_registered"),
    (Fault::AnyGrantType, "granted_within_requested_and_registered"),
    (Fault::ErrorEchoesSecret, "no_secret_known_to_the_adversary"),
    (Fault::GuardAnyAudience, "token_opens_only_what_was_granted"),
    (Fault::GuardAnyScope, "token_opens_only_what_was_granted"),
    (Fault::GuardExpiryInclusive, "token_opens_only_what_was_granted"),
];

/// The faults that `guard.rs`, `source.rs` and `indistinguishable.rs` find.
const FOUND_ELSEWHERE: &[Fault] = &[
    Fault::UnknownClientAtOnce,
    Fault::GuardIgnoresBinding,
    Fault::GuardAnyType,
    Fault::GuardAnyIssuer,
    Fault::SourceKeepsExpired,
    Fault::SourceSendsTwice,
    Fault::SourceForgetsLost,
    Fault::SourceIgnoresRefusal,
    Fault::SourceRetriesAtOnce,
    Fault::SourceDropsWhileRenewing,
    Fault::SourceRenewsInALoop,
    Fault::SourceSpendsTwice,
    Fault::SourceTrustsClock,
    Fault::SourceIgnoresRetryAfter,
    Fault::KeyWithoutScope,
    Fault::KeyWithoutEndpoint,
    Fault::KeyWithoutClient,
    Fault::SecretNotCompared,
];

#[test]
fn every_fault_is_found_by_its_property() {
    for (fault, expected) in FOUND_BY {
        let worlds = [
            bounds::outages(Some(*fault)),
            bounds::repetitions(2, Some(*fault)),
            bounds::replays(2, Some(*fault)),
            bounds::requests(true, Some(*fault)),
        ];
        let property = property::always()
            .into_iter()
            .filter(|known| known.name == *expected);
        let property: Vec<_> = property.collect();
        assert_eq!(property.len(), 1, "{expected}");
        let trace = worlds
            .iter()
            .find_map(|world| Some((world, counterexample(world, &property, 10_000_000)?)));
        let Some((world, trace)) = trace else {
            panic!("{fault:?} does not break {expected}")
        };
        println!("{fault:?} breaks {}", world.tell(&trace));
    }
}

#[test]
fn every_fault_is_looked_for() {
    for fault in Fault::ALL {
        let here = FOUND_BY.iter().filter(|(known, _)| *known == fault).count();
        let elsewhere = FOUND_ELSEWHERE.iter().filter(|known| **known == fault).count();
        assert_eq!(here + elsewhere, 1, "{fault:?}");
    }
}

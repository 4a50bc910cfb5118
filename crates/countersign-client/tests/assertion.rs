//! The method `client_secret_jwt`: what our own token endpoint says to what is sent.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::panic)]

mod asserting;

use asserting::{
    ALGORITHMS, ID, ISSUER, NOW, SECRET, Server, TYPES, URL, body, builder, client, source, started, strict,
    uri, written,
};
use countersign_auth::{AssertionPolicy, AuthReason};
use countersign_client::{
    Algorithm, AssertionProfile, AssertionTyp, ClientAuthentication, SourcePolicy, SourcesError, SpecError,
    TokenSource, TokenSources,
};
use countersign_grammar::UnixTime;
use countersign_grammar::form::EscapeSet;
use countersign_scope::ScopeSet;
use proptest::prelude::*;

fn signing(algorithm: Algorithm, profile: AssertionProfile) -> ClientAuthentication {
    client(ID, SECRET.as_bytes(), algorithm, profile)
}

// = RFC7523BIS-4-1 (test)
// = RFC7523-3-13 (test)
#[test]
fn every_algorithm_type_and_escape_is_understood_by_strict_and_legacy_servers() {
    let mut exchanges = 0;
    for algorithm in ALGORITHMS {
        let (mut strict_server, mut legacy_server) = (Server::strict(algorithm), Server::legacy(algorithm));
        for typ in TYPES {
            for escape in EscapeSet::ALL {
                let spec = builder(signing(algorithm, strict().typed(typ)))
                    .escape(*escape)
                    .build();
                let mut source = TokenSource::new(spec.expect("a request"), SourcePolicy::new());
                exchanges += 1;
                let body = written(&started(&mut source, NOW), exchanges);
                assert_eq!(
                    strict_server.answer(&body, NOW),
                    Ok(()),
                    "{algorithm} {typ:?} {escape:?}"
                );
                assert_eq!(
                    legacy_server.answer(&body, NOW),
                    Ok(()),
                    "{algorithm} {typ:?} {escape:?}"
                );
            }
        }
    }
    assert_eq!(exchanges, 3 * 3 * 4);
}

// = RFC7523BIS-4-2 (test)
// = RFC7523-3-5 (test)
#[test]
fn the_address_of_an_endpoint_is_an_audience_by_name_and_for_those_who_admit_it() {
    for algorithm in ALGORITHMS {
        let body = body(signing(algorithm, AssertionProfile::legacy(uri(URL))), 1);
        assert_eq!(Server::legacy(algorithm).answer(&body, NOW), Ok(()));
        let refused = Server::strict(algorithm).answer(&body, NOW);
        assert_eq!(refused, Err(AuthReason::AssertionAudienceWrong));
    }
}

#[test]
fn who_is_not_the_client_of_the_server_is_refused() {
    let mut server = Server::strict(Algorithm::Hs256);
    let mut refused =
        |client, reason| assert_eq!(server.answer(&body(client, 1), NOW), Err(reason), "{reason}");
    let with = |id: &str, secret: &[u8]| client(id, secret, Algorithm::Hs256, strict());
    let other_secret = AuthReason::AssertionSignatureWrong;
    refused(with(ID, &[SECRET.as_bytes(), b"x"].concat()), other_secret);
    refused(with(ID, &SECRET.as_bytes()[1..]), other_secret);
    refused(with(ID, SECRET.to_uppercase().as_bytes()), other_secret);
    refused(with(ID, &[0; 32]), other_secret);
    refused(with("s6BhdRkqt4", SECRET.as_bytes()), AuthReason::UnknownClient);
    refused(
        signing(Algorithm::Hs384, strict()),
        AuthReason::AssertionAlgorithmWrong,
    );
    refused(
        signing(Algorithm::Hs512, strict()),
        AuthReason::AssertionAlgorithmWrong,
    );
    for issuer in [
        "https://as.example/",
        "https://AS.example",
        "https://as.example:443",
        "http://as.example",
    ] {
        let profile = AssertionProfile::strict(uri(issuer));
        refused(
            signing(Algorithm::Hs256, profile),
            AuthReason::AssertionAudienceWrong,
        );
    }
    assert_eq!(
        server.answer(&body(signing(Algorithm::Hs256, strict()), 1), NOW),
        Ok(())
    );
}

#[test]
fn a_request_counts_once_and_another_of_the_same_exchange_counts_too() {
    for algorithm in ALGORITHMS {
        let mut server = Server::strict(algorithm);
        let mut source = source(signing(algorithm, strict()));
        let exchange = started(&mut source, NOW);
        let (first, same, other) = (
            written(&exchange, 1),
            written(&exchange, 1),
            written(&exchange, 2),
        );
        assert_eq!(first, same);
        assert_ne!(first, other);
        assert_eq!(server.answer(&first, NOW), Ok(()));
        for replayed in [&first, &same] {
            assert_eq!(server.answer(replayed, NOW), Err(AuthReason::AssertionReplayed));
        }
        assert_eq!(server.answer(&other, NOW), Ok(()));

        // The next exchange signs anew, and what the host drew before does not count again.
        drop(exchange);
        let later = UnixTime::from_secs(NOW.as_secs() + 120);
        let _ = source.poll(later);
        let exchange = started(&mut source, UnixTime::from_secs(later.as_secs() + 120));
        assert_ne!(written(&exchange, 1), first);
        assert_eq!(server.answer(&written(&exchange, 3), exchange.started()), Ok(()));
        assert_eq!(
            server.answer(&written(&exchange, 1), exchange.started()),
            Err(AuthReason::AssertionReplayed)
        );
    }
}

#[test]
fn an_assertion_counts_for_a_minute_and_the_skew_by_the_clock_of_the_server() {
    let skew = 10;
    for start in [NOW.as_secs(), 1_000] {
        let mut source = source(signing(Algorithm::Hs256, strict()));
        let exchange = started(&mut source, UnixTime::from_secs(start));
        let mut server = Server::strict(Algorithm::Hs256);
        let mut entropy = 0;
        for (now, expected) in [
            (start - skew - 1, Err(AuthReason::AssertionIssuedInTheFuture)),
            (start - skew, Ok(())),
            (start, Ok(())),
            (start + 59, Ok(())),
            (start + 60, Ok(())),
            (start + 60 + skew - 1, Ok(())),
            (start + 60 + skew, Err(AuthReason::AssertionExpired)),
        ] {
            entropy += 1;
            let answer = server.answer(&written(&exchange, entropy), UnixTime::from_secs(now));
            assert_eq!(answer, expected, "{now}");
        }
    }
}

#[test]
fn new_credentials_sign_the_next_request() {
    let mut source = source(signing(Algorithm::Hs256, strict()));
    let first = started(&mut source, NOW);
    let new = SECRET.replace("c4n4ry", "second");
    let replace = |source: &mut TokenSource, client| source.credentials_replaced(client);
    let with = |secret: &str, algorithm, profile| client(ID, secret.as_bytes(), algorithm, profile);
    for other in [
        with(&new, Algorithm::Hs384, strict()),
        with(&new, Algorithm::Hs256, strict().typed(AssertionTyp::Jwt)),
        with(&new, Algorithm::Hs256, AssertionProfile::legacy(uri(URL))),
        client("other", new.as_bytes(), Algorithm::Hs256, strict()),
        ClientAuthentication::post(
            countersign_grammar::ClientId::parse(ID).expect("VSCHAR"),
            countersign_secret::Secret::from(new.clone()),
        ),
    ] {
        assert_eq!(replace(&mut source, other), Err(SpecError::OtherRequest));
    }
    // The name of the key belongs to the secret, and is renewed with it.
    let named = strict().with_key_id("second");
    replace(&mut source, with(&new, Algorithm::Hs256, named)).expect("the same client");
    let mut old_server = Server::strict(Algorithm::Hs256);
    let policy = AssertionPolicy::strict(ISSUER);
    let mut new_server = Server::new(policy, ID, new.as_bytes(), Algorithm::Hs256);
    // The exchange that was under way keeps the credentials that it was started with.
    assert_eq!(old_server.answer(&written(&first, 1), NOW), Ok(()));
    drop(first);
    let later = UnixTime::from_secs(NOW.as_secs() + 120);
    let _ = source.poll(later);
    let later = UnixTime::from_secs(NOW.as_secs() + 240);
    let second = written(&started(&mut source, later), 2);
    assert_eq!(
        old_server.answer(&second, later),
        Err(AuthReason::AssertionSignatureWrong)
    );
    assert_eq!(new_server.answer(&second, later), Ok(()));
    let (header, _) = asserting::json(&asserting::assertion(&second));
    assert!(header.ends_with(r#","kid":"second"}"#), "{header}");
}

#[test]
fn a_source_is_shared_with_who_knows_the_secret() {
    let mut sources = TokenSources::new(SourcePolicy::new(), 10);
    let mut ask = |secret: &str, algorithm| {
        let spec = builder(client(ID, secret.as_bytes(), algorithm, strict())).build();
        sources.source(spec.expect("a request")).map(|_| ())
    };
    assert_eq!(ask(SECRET, Algorithm::Hs256), Ok(()));
    assert_eq!(ask(SECRET, Algorithm::Hs256), Ok(()));
    // HMAC takes a key and the same key with zeros behind it for one.
    for guess in [SECRET.to_uppercase(), format!("{SECRET}x"), format!("{SECRET}\0")] {
        assert_eq!(ask(&guess, Algorithm::Hs256), Err(SourcesError::OtherCredentials));
    }
    assert_eq!(
        ask(
            "another secret of the same client, long enough for all",
            Algorithm::Hs384
        ),
        Ok(())
    );
    assert_eq!(sources.len(), 2);
}

proptest! {
    #[test]
    fn whatever_the_client_is_called_and_whatever_octets_it_knows(
        id in "[ -~]{1,40}",
        secret in proptest::collection::vec(any::<u8>(), 64..200),
        algorithm in proptest::sample::select(&ALGORITHMS[..]),
        typ in proptest::sample::select(&TYPES[..]),
        escape in proptest::sample::select(EscapeSet::ALL),
        entropy in any::<u8>(),
        flipped in any::<prop::sample::Index>(),
        start in 100..u64::MAX / 2,
    ) {
        let now = UnixTime::from_secs(start);
        let policy = || AssertionPolicy::strict(ISSUER);
        let mut server = Server::new(policy(), &id, &secret, algorithm);
        let spec = builder(client(&id, &secret, algorithm, strict().typed(typ)))
            .scope(ScopeSet::new())
            .extra("vendor", "&client_assertion=0")
            .escape(escape)
            .build()
            .expect("a request");
        let mut source = TokenSource::new(spec, SourcePolicy::new());
        let body = written(&started(&mut source, now), entropy);
        prop_assert_eq!(server.answer(&body, now), Ok(()));
        prop_assert_eq!(server.answer(&body, now), Err(AuthReason::AssertionReplayed));

        let mut other = secret.clone();
        let place = flipped.index(other.len());
        if let Some(octet) = other.get_mut(place) {
            *octet ^= 1;
        }
        let mut server = Server::new(policy(), &id, &other, algorithm);
        prop_assert_eq!(server.answer(&body, now), Err(AuthReason::AssertionSignatureWrong));
    }
}

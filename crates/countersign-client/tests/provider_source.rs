//! A source with the profile of a server: what it says is taken, and nothing else.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::panic)]

mod common;

use common::{at, json, send};
use countersign_client::{
    ClientAuthentication, FailureKind, Handled, Provider, RequestSpec, SecretPlacement, SourcePolicy,
    TokenEndpointUrl, TokenSource,
};
use countersign_grammar::ClientId;
use countersign_message::Tolerances;
use countersign_secret::Secret;

fn spec(provider: Option<&'static Provider>) -> RequestSpec {
    let (id, secret) = (
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from("secret".to_owned()),
    );
    let client = match provider {
        Some(provider) => ClientAuthentication::for_provider(id, secret, provider),
        None => ClientAuthentication::basic(id, secret),
    };
    let endpoint = TokenEndpointUrl::parse("https://as.example/token").expect("https");
    let mut request = RequestSpec::builder(endpoint, client);
    if let Some(provider) = provider {
        request = request.provider(provider);
    }
    request.build().expect("a request")
}

/// What becomes of an answer with this type and this token.
fn outcome(provider: Option<&'static Provider>, token_type: &str, token: &str) -> Option<FailureKind> {
    let mut source = TokenSource::new(spec(provider), SourcePolicy::new());
    let exchange = send(&mut source, at(0));
    let body = format!(r#"{{"access_token":"{token}","token_type":"{token_type}","expires_in":60}}"#);
    match source.handle(exchange, json(200, &body), at(0), 0) {
        Handled::Granted(_) => None,
        Handled::Failed(failure) => Some(failure.kind()),
        Handled::Ignored => panic!("the answer is current"),
    }
}

#[test]
fn a_profile_places_the_secret_and_names_the_tolerances() {
    for provider in Provider::ALL {
        let spec = spec(Some(provider));
        let placement = provider.placement().unwrap_or_default();
        assert_eq!(
            spec.authentication().method(),
            placement.method(),
            "{}",
            provider.name()
        );
        assert_eq!(spec.tolerances(), provider.tolerances());
        assert_eq!(spec.provider().map(Provider::name), Some(provider.name()));
    }
    assert_eq!(spec(None).tolerances(), Tolerances::NONE);
    assert!(spec(None).provider().is_none());
    assert!(matches!(SecretPlacement::default(), SecretPlacement::Basic(_)));
}

// = RFC6749-7.1-1 (test)
#[test]
fn another_name_for_bearer_counts_where_the_profile_has_it_alone() {
    let mut names = 0;
    for provider in Provider::ALL {
        for name in provider.bearer_names() {
            names += 1;
            assert_eq!(
                outcome(Some(provider), name, "token"),
                None,
                "{} {name}",
                provider.name()
            );
            assert_eq!(
                outcome(None, name, "token"),
                Some(FailureKind::TokenType),
                "{name}"
            );
        }
        assert_eq!(outcome(Some(provider), "Bearer", "token"), None);
        for name in ["DPoP", "mac", "bearerer"] {
            assert_eq!(
                outcome(Some(provider), name, "token"),
                Some(FailureKind::TokenType),
                "{name}"
            );
        }
    }
    assert!(names > 0);
}

// = RFC6750-2.1-1 (test)
#[test]
fn a_wide_token_is_taken_where_the_profile_has_such_alone() {
    let wide = "00Dx0000000BV7z!AR8AQP0j";
    let mut profiles = 0;
    for provider in Provider::ALL {
        let expected = (!provider.has_wide_tokens()).then_some(FailureKind::NotBearerSafe);
        assert_eq!(
            outcome(Some(provider), "Bearer", wide),
            expected,
            "{}",
            provider.name()
        );
        assert_eq!(
            outcome(Some(provider), "Bearer", "a b"),
            Some(FailureKind::NotBearerSafe)
        );
        profiles += u32::from(provider.has_wide_tokens());
    }
    assert!(profiles > 0);
    assert_eq!(outcome(None, "Bearer", wide), Some(FailureKind::NotBearerSafe));
}

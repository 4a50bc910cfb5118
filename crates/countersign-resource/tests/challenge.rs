//! The challenges of RFC 6750 section 3, and which header field is looked at.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::Scenario;
use countersign_grammar::{Limits, challenge};
use countersign_message::{BearerMethod, IssuerIdentifier, ProtectedResourceMetadata, ResourceIdentifier};
use countersign_resource::{
    Check, IntrospectionPolicy, JwtPolicy, Leniency, Parts, Reason, RequestReason, Requirement,
    ResourceServer, Scratch, TokenFormat,
};
use countersign_scope::ScopeSet;

fn guard() -> ResourceServer {
    ResourceServer::new(TokenFormat::Jwt(JwtPolicy::new("i", "a")))
}

/// What the challenge of a request without a token looks like, read by the parser of challenges.
fn challenge_of(guard: &ResourceServer, scope: &ScopeSet) -> String {
    let mut scratch = Scratch::new();
    let now = countersign_grammar::UnixTime::EPOCH;
    match guard.receive(Parts::new("GET", "/"), now, &mut scratch) {
        Check::Refused(refusal) => {
            // The second statement of a scope changes nothing.
            let refusal = refusal.with_scope(scope).with_scope(scope);
            refusal.www_authenticate().expect("401").to_owned()
        }
        other => panic!("{other:?}"),
    }
}

// = RFC6750-3-4 (test)
// = RFC6750-3-5 (test)
// = RFC6750-3-6 (test)
// = RFC6750-3-7 (test)
// = RFC6750-3-12 (test)
// = RFC9728-5-1 (test)
// = RFC9728-5.1-1 (test)
#[test]
fn the_challenge_names_realm_scope_and_metadata() {
    let url = "https://api.example/.well-known/oauth-protected-resource";
    let scope = ScopeSet::parse("write read").expect("scope");
    let guard = guard()
        .with_realm("the \"photo\" \\ service")
        .and_then(|guard| guard.with_metadata_url(url))
        .expect("fits");
    let field = challenge_of(&guard, &scope);
    let challenges = challenge::parse_challenges([field.as_bytes()], &Limits::DEFAULT).expect("well formed");
    assert_eq!(challenges.len(), 1);
    assert!(challenges[0].is("Bearer"));
    let params: Vec<(&str, &str)> = challenges[0].params().collect();
    let expected = [
        ("realm", "the \"photo\" \\ service"),
        ("resource_metadata", url),
        ("scope", "read write"),
    ];
    assert_eq!(params, expected);
    assert_eq!(
        challenge_of(&self::guard(), &ScopeSet::EMPTY),
        "Bearer realm=\"resource\""
    );
}

// = RFC9728-2-1 (test)
// = RFC9728-2-5 (test)
// = RFC9728-5.1-1 (test)
#[test]
fn the_metadata_says_what_the_guard_does() {
    let resource = || ResourceIdentifier::parse("https://api.example/v1").expect("https");
    let policies = || {
        let introspection = IntrospectionPolicy::new("a").of_issuer("https://as2.example");
        (JwtPolicy::new("https://as.example", "a"), introspection)
    };
    let strict = ResourceServer::new(TokenFormat::Jwt(policies().0)).for_resource(resource());
    assert_eq!(
        challenge_of(&strict, &ScopeSet::EMPTY),
        "Bearer realm=\"resource\", \
         resource_metadata=\"https://api.example/.well-known/oauth-protected-resource/v1\""
    );
    let (jwt, introspection) = policies();
    let lenient = ResourceServer::new(TokenFormat::Either(jwt, introspection))
        .for_resource(resource())
        .allowing(Leniency::FormBody)
        .allowing(Leniency::Query);
    let opaque =
        ResourceServer::new(TokenFormat::Opaque(IntrospectionPolicy::new("a"))).for_resource(resource());
    let (one, two) = ("https://as.example", "https://as2.example");
    for (guard, issuers, methods) in [
        (&strict, &[one][..], &[BearerMethod::Header][..]),
        (&lenient, &[one, two], &BearerMethod::ALL),
        (&opaque, &[], &[BearerMethod::Header]),
    ] {
        let mut body = Vec::new();
        guard.metadata().expect("named").write_json(&mut body);
        let read =
            ProtectedResourceMetadata::parse(&body, &resource(), &Limits::DEFAULT).expect("well formed");
        let named: Vec<&str> = read
            .authorization_servers()
            .map(IssuerIdentifier::as_str)
            .collect();
        assert_eq!(named, issuers);
        assert_eq!(read.bearer_methods_supported(), Some(methods));
    }
    // Without a name there is no document; an issuer that is no URL has no place in one.
    assert!(guard().metadata().is_none());
    let guard = guard().for_resource(resource());
    assert_eq!(guard.metadata().expect("named").authorization_servers().len(), 0);
}

#[test]
fn what_could_end_the_field_is_refused_when_it_is_configured() {
    for realm in ["a\r\nSet-Cookie: b", "a\n", "\0", "\u{7f}", "\u{e9}"] {
        assert!(guard().with_realm(realm).is_err(), "{realm:?}");
    }
    for url in [
        "http://api.example/m",
        "/m",
        "",
        "https://api.example/#m",
        "https://api.example/\"",
        "https://api.example/\r\n",
        "ftp://api.example",
    ] {
        assert!(guard().with_metadata_url(url).is_err(), "{url:?}");
    }
}

// = RFC6750-3.1-5 (test)
// = RFC6750-3.1-6 (test)
// = RFC9110-11.4-2 (test)
#[test]
fn a_lack_of_scope_is_403_and_names_the_scope() {
    let scenario = Scenario {
        requirement: Requirement::of(ScopeSet::parse("read delete").expect("scope")),
        ..Scenario::default()
    };
    let outcome = scenario.run();
    assert_eq!(outcome.status, 403);
    assert_eq!(
        outcome.challenge(),
        Some(
            "Bearer realm=\"resource\", error=\"insufficient_scope\", error_description=\"the access token does not \
             have the required scope\", scope=\"delete read\""
        )
    );
}

/// The names of header fields have no case, and other fields mean nothing.
// = RFC9110-5.1-1 (test)
#[test]
fn field_names_have_no_case() {
    let mut scratch = Scratch::new();
    let now = countersign_grammar::UnixTime::EPOCH;
    for name in ["authorization", "Authorization", "AUTHORIZATION", "aUTHORIZATION"] {
        let guard = guard();
        let parts = Parts::new("GET", "/").header(name, b"Basic YTpi");
        let Check::Refused(refusal) = guard.receive(parts, now, &mut scratch) else {
            panic!()
        };
        let reason = Reason::Request(RequestReason::SchemeUnsupported);
        assert_eq!(refusal.verdict().reason(), Some(reason), "{name}");
    }
    for name in ["proxy-authorization", "authorization ", "x-authorization", ""] {
        let guard = guard();
        let parts = Parts::new("GET", "/").header(name, b"Bearer a");
        let Check::Refused(refusal) = guard.receive(parts, now, &mut scratch) else {
            panic!()
        };
        let reason = Reason::Request(RequestReason::NoToken);
        assert_eq!(refusal.verdict().reason(), Some(reason), "{name}");
    }
}

//! Names, sets and what the values show of themselves, to a log or a debugger. That no secret is among it is shown by
//! `slow.rs` and `replay.rs`.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::{basic_field, check, claim, digest, record, refused, value};
use countersign_auth::{
    AssertionPolicy, AssertionTolerance, AssertionTolerances, AuthMethod, AuthPolicy, AuthReason,
    AuthenticatedClient, ChosenHash, ClientRecord, ClientType, Credential, DefaultScope, Location, MethodSet,
    Part, Presented, RecordError, ReplayKey,
};
use countersign_grammar::AbsoluteUri;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};

#[test]
fn methods_have_their_registered_names() {
    let names = [
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
        "asserted_by_caller",
    ];
    assert_eq!(AuthMethod::ALL.len(), names.len());
    for (method, name) in AuthMethod::ALL.iter().copied().zip(names) {
        assert_eq!((method.as_str(), method.to_string()), (name, name.to_owned()));
        assert_eq!(AuthMethod::from_name(name), Some(method));
        for other in [name.to_uppercase(), format!("{name} "), name[1..].to_owned()] {
            assert_eq!(AuthMethod::from_name(&other), None, "{other:?}");
        }
    }
    assert_eq!(AuthMethod::from_name(""), None);
}

#[test]
fn a_set_of_methods_is_a_set() {
    assert!(MethodSet::EMPTY.is_empty());
    assert_eq!(MethodSet::EMPTY, MethodSet::default());
    assert_eq!(format!("{:?}", MethodSet::EMPTY), "{}");
    for method in AuthMethod::ALL.iter().copied() {
        let one = MethodSet::EMPTY.with(method);
        assert!(!one.is_empty());
        // A second time changes nothing.
        assert_eq!(one.with(method), one);
        assert_eq!(one.iter().collect::<Vec<_>>(), [method]);
        assert_eq!(format!("{one:?}"), format!("{{{:?}}}", method.as_str()));
        for other in AuthMethod::ALL.iter().copied() {
            assert_eq!(one.contains(other), other == method, "{method} and {other}");
            let both: MethodSet = [method, other].into_iter().collect();
            assert!(both.contains(method) && both.contains(other));
        }
    }
    let all: MethodSet = AuthMethod::ALL.iter().copied().collect();
    assert_eq!(all.iter().collect::<Vec<_>>(), AuthMethod::ALL);
}

#[test]
fn tolerances_have_names_and_clauses_and_make_a_set() {
    let expected = [
        (
            AssertionTolerance::AudienceIsEndpoint,
            "audience-is-endpoint",
            "RFC7523BIS-4-2",
        ),
        (
            AssertionTolerance::AudienceAmongOthers,
            "audience-among-others",
            "RFC7523BIS-4-1",
        ),
    ];
    assert_eq!(AssertionTolerance::ALL.len(), expected.len());
    let none = AssertionTolerances::NONE;
    assert!(none.is_empty() && none == AssertionTolerances::default() && none.iter().next().is_none());
    for (tolerance, name, clause) in expected {
        assert_eq!((tolerance.as_str(), tolerance.clause().id()), (name, clause));
        let one = none.with(tolerance);
        assert!(!one.is_empty());
        assert_eq!(one.with(tolerance), one);
        assert_eq!(one.iter().collect::<Vec<_>>(), [tolerance]);
        for (other, ..) in expected {
            assert_eq!(one.contains(other), other == tolerance);
            let both = one.with(other);
            assert!(both.contains(tolerance) && both.contains(other));
        }
    }
}

#[test]
fn places_have_names() {
    let names = ["method", "target", "content-type", "authorization", "body"];
    let parts = [
        Part::Method,
        Part::Target,
        Part::ContentType,
        Part::Authorization,
        Part::Body,
    ];
    for (part, name) in parts.into_iter().zip(names) {
        assert_eq!(part.as_str(), name);
        assert_eq!(Location::new(part, 7).to_string(), format!("{name} octet 7"));
    }
}

#[test]
fn every_fault_of_a_record_says_which() {
    let faults = [
        RecordError::ClientIdEmpty,
        RecordError::ClientIdMalformed,
        RecordError::DefaultScopeNotRegistered,
        RecordError::LabelRepeated,
        RecordError::PublicWithCredentials,
        RecordError::TooManyAssertionKeys,
        RecordError::TooManyCredentials,
    ];
    let words: BTreeSet<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), faults.len());
    assert!(words.iter().all(|words| words.len() > 20), "{words:?}");
}

#[test]
fn a_refusal_says_its_reason() {
    let policy = AuthPolicy::new();
    let field = basic_field("abc", "wrong");
    let refusal = refused(check(&policy, &field, record("abc", &["right"])));
    assert_eq!(refusal.to_string(), AuthReason::WrongSecret.describe());
    assert_eq!(AuthReason::WrongSecret.to_string(), "the secret is wrong");
    assert_eq!(
        (refusal.client_id(), refusal.method()),
        (Some("abc"), Some(AuthMethod::ClientSecretBasic))
    );
}

/// The identifier is shown escaped, however it is held: as it came, decoded, or too long for the buffer.
#[test]
fn an_identifier_is_shown_as_text() {
    let policy = AuthPolicy::new();
    let long = "x".repeat(60);
    for id in [
        "abc",
        "a\"b\\c",
        "0123456789-0123456789-0123456789-012345",
        long.as_str(),
    ] {
        let field = basic_field(id, "secret");
        let presented = Presented {
            authorization: Some(field.as_bytes()),
            ..Presented::default()
        };
        let claimant = claim(&policy, &presented);
        assert_eq!(claimant.client_id(), id);
        let shown = format!("{claimant:?}");
        assert!(shown.contains(&format!("client_id: {id:?}")), "{shown}");
    }
}

#[test]
fn what_is_not_to_be_read_shows_its_kind_only() {
    assert_eq!(format!("{:?}", ReplayKey::new("i", "c", "j")), "ReplayKey(..)");
    assert_eq!(format!("{:?}", ChosenHash::new("$argon2id$x")), "ChosenHash(..)");
    assert_eq!(ChosenHash::new("$argon2id$x").expose(), "$argon2id$x");
    let presented = Presented {
        authorization: Some(b"Basic YTpi"),
        authorization_repeated: true,
        client_id: Some((value("client_id=a").0, 10)),
        client_secret: Some((value("client_secret=b").0, 14)),
        client_assertion: None,
        client_assertion_type: Some((value("client_assertion_type=c").0, 22)),
    };
    assert_eq!(
        format!("{presented:?}"),
        "Presented { authorization_octets: Some(10), authorization_repeated: true, client_id_at: Some(10), \
         client_secret_at: Some(14), client_assertion_at: Some(22) }"
    );
    assert_eq!(
        format!("{:?}", Presented::default()),
        "Presented { authorization_octets: None, authorization_repeated: false, client_id_at: None, \
         client_secret_at: None, client_assertion_at: None }"
    );
}

#[test]
fn a_record_says_what_was_registered() {
    let read = || ScopeSet::parse("read").expect("scope");
    let scope = Arc::new(RegisteredScope::new(
        ScopeSet::parse("read write").expect("scope"),
        Strategy::Exact,
    ));
    let resources = ["https://api.example/a", "https://api.example/b"];
    let build = || {
        ClientRecord::builder("abc")
            .method(AuthMethod::ClientSecretPost)
            .credential(Credential::generated("first", digest("s")))
            .credential(Credential::chosen("second", ChosenHash::new("h")))
            .scope(scope.clone())
    };
    let builder = resources.iter().fold(build(), |builder, resource| {
        builder.resource(AbsoluteUri::parse(*resource).expect("a URI"))
    });
    let full = builder.default_scope(read()).build().expect("sound");
    assert_eq!((full.client_id(), full.client_id_octets()), ("abc", &b"abc"[..]));
    assert_eq!(full.client_type(), ClientType::Confidential);
    assert_eq!(
        full.methods(),
        MethodSet::EMPTY.with(AuthMethod::ClientSecretPost)
    );
    assert_eq!(
        full.credentials().map(Credential::label).collect::<Vec<_>>(),
        ["first", "second"]
    );
    assert!(full.client_credentials_allowed());
    assert_eq!((full.scope(), &*full.shared_scope()), (&*scope, &*scope));
    assert!(Arc::ptr_eq(&full.shared_scope(), &scope));
    assert_eq!(full.default_scope(), &DefaultScope::Set(read()));
    let selection = full.default_selection().expect("there is one");
    assert_eq!(selection.to_set(full.scope()), read());
    assert_eq!(
        full.resources()
            .iter()
            .map(AbsoluteUri::as_str)
            .collect::<Vec<_>>(),
        resources
    );

    let must_name = build().build().expect("sound");
    assert_eq!(
        (must_name.default_scope(), must_name.default_selection().is_none()),
        (&DefaultScope::Refuse, true)
    );
    for empty in [
        build().empty_default_scope(),
        build().default_scope(ScopeSet::new()),
        ClientRecord::builder("abc"),
    ] {
        let record = empty.build().expect("sound");
        assert_eq!(record.default_scope(), &DefaultScope::Empty);
        assert!(record.default_selection().expect("there is one").is_empty());
    }
    let public = ClientRecord::builder("abc")
        .public()
        .forbid_client_credentials()
        .build()
        .expect("sound");
    assert_eq!(public.client_type(), ClientType::Public);
    assert!(!public.client_credentials_allowed());
    assert!(public.methods().is_empty() && public.resources().is_empty());
}

#[test]
fn the_proof_says_whose_it_is_and_how_it_came() {
    let policy = AuthPolicy::default();
    let field = basic_field("abc", "s1");
    let known = record("abc", &["s0", "s1"]);
    let client = common::authenticated(check(&policy, &field, known.clone()));
    assert_eq!(
        (client.client_id(), client.method()),
        ("abc", AuthMethod::ClientSecretBasic)
    );
    assert_eq!(client.credential(), Some("secret-1"));
    assert!(client.tolerated().is_empty());
    assert!(std::ptr::eq(client.record(), Arc::as_ptr(&known)));
    assert_eq!(client.record().client_id(), "abc");
    let asserted = AuthenticatedClient::asserted_by_caller(known);
    assert_eq!(
        (asserted.method(), asserted.credential()),
        (AuthMethod::AssertedByCaller, None)
    );
}

#[test]
fn a_policy_for_assertions_says_whose_server_it_is_for() {
    let legacy = AssertionPolicy::legacy("https://as.example", ["https://as.example/token"]);
    assert_eq!(legacy.issuer(), "https://as.example");
    assert_eq!(
        AssertionPolicy::strict("https://bs.example").issuer(),
        "https://bs.example"
    );
}

//! Which error wins: of any two faults in one request, the one that stands higher in the table.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Policy, Registry, Scenario, basic_field, pair};
use countersign_auth::{AuthMethod, AuthReason};
use countersign_server::{Denial, GrantReason, Reason, RequestReason};

/// One way to spoil a request: the reason it must give, and what it touches. Two faults that touch the same thing
/// cannot be in one request.
struct Fault {
    reason: Reason,
    touches: &'static [&'static str],
    spoil: fn(&mut Scenario),
}

const fn request(reason: RequestReason, touches: &'static [&'static str], spoil: fn(&mut Scenario)) -> Fault {
    Fault {
        reason: Reason::Request(reason),
        touches,
        spoil,
    }
}

const fn auth(reason: AuthReason, touches: &'static [&'static str], spoil: fn(&mut Scenario)) -> Fault {
    Fault {
        reason: Reason::Authentication(reason),
        touches,
        spoil,
    }
}

const fn grant(reason: GrantReason, touches: &'static [&'static str], spoil: fn(&mut Scenario)) -> Fault {
    Fault {
        reason: Reason::Grant(reason),
        touches,
        spoil,
    }
}

fn faults() -> Vec<Fault> {
    vec![
        request(RequestReason::MethodNotPost, &["method"], |s| s.method = "GET"),
        request(RequestReason::HeaderTooLong, &["target"], |s| {
            s.target = format!("/{}", "x".repeat(9000))
        }),
        request(RequestReason::BodyTooLong, &["length", "syntax"], |s| {
            s.parameters.push(pair("padding", &"x".repeat(17_000)));
        }),
        request(RequestReason::ContentTypeMissing, &["type"], |s| {
            s.content_types.clear()
        }),
        request(RequestReason::ContentTypeRepeated, &["type"], |s| {
            s.content_types.push(common::FORM)
        }),
        request(RequestReason::ContentTypeMalformed, &["type"], |s| {
            s.content_types = vec!["form"]
        }),
        request(RequestReason::ContentTypeWrong, &["type"], |s| {
            s.content_types = vec!["application/json"]
        }),
        request(RequestReason::CharsetWrong, &["type"], |s| {
            s.content_types = vec!["application/x-www-form-urlencoded; charset=latin1"];
        }),
        request(RequestReason::CredentialsInQuery, &["target"], |s| {
            s.target.push_str("?a=b&client_secret=x")
        }),
        request(RequestReason::BodyMalformed, &["syntax"], |s| {
            s.raw_tail.push_str("&x=%")
        }),
        request(RequestReason::ParameterRepeated, &["syntax"], |s| {
            s.raw_tail.push_str("&y=1&y=2")
        }),
        request(RequestReason::TooManyParameters, &["syntax"], |s| {
            for number in 0..40 {
                s.raw_tail.push_str(&format!("&p{number}=1"));
            }
        }),
        request(RequestReason::GrantTypeMissing, &["grant_type"], |s| {
            s.remove("grant_type")
        }),
        auth(AuthReason::AuthorizationRepeated, &["authorization"], |s| {
            s.authorization.push(basic_field("abc", "secret"));
        }),
        auth(AuthReason::AuthorizationMalformed, &["authorization"], |s| {
            s.authorization = vec!["@".into()]
        }),
        auth(AuthReason::ClientIdMalformed, &["client_id"], |s| {
            s.set("client_id", "ab\u{e9}")
        }),
        auth(AuthReason::ClientSecretMalformed, &["client_secret"], |s| {
            s.set("client_secret", "s\n")
        }),
        auth(AuthReason::MultipleMethods, &["client_secret"], |s| {
            s.set("client_secret", "secret")
        }),
        auth(AuthReason::SchemeUnsupported, &["authorization"], |s| {
            s.authorization = vec!["Bearer abc".into()]
        }),
        auth(AuthReason::BasicMalformed, &["authorization"], |s| {
            s.authorization = vec!["Basic abc".into()]
        }),
        auth(AuthReason::ClientIdMismatch, &["client_id"], |s| {
            s.set("client_id", "abd")
        }),
        auth(AuthReason::RegistryUnavailable, &["registry"], |s| {
            s.registry = Registry::Unavailable
        }),
        auth(AuthReason::RecordMismatch, &["id"], |s| s.record_id = "abd"),
        auth(AuthReason::RecordUnusable, &["chosen", "type of client"], |s| {
            s.chosen = vec!["slow"]
        }),
        auth(
            AuthReason::UnknownClient,
            &["registry", "id", "chosen", "type of client", "methods", "secret"],
            |s| {
                s.registry = Registry::Unknown;
            },
        ),
        auth(AuthReason::PublicClient, &["type of client", "secret"], |s| {
            s.public = true
        }),
        auth(AuthReason::MethodNotRegistered, &["methods"], |s| {
            s.methods = vec![AuthMethod::ClientSecretPost]
        }),
        auth(AuthReason::CredentialNotYetValid, &["secret"], |s| {
            s.window = (1_700_000_001, u64::MAX)
        }),
        auth(AuthReason::CredentialExpired, &["secret"], |s| {
            s.window = (0, 1_700_000_000)
        }),
        auth(AuthReason::WrongSecret, &["secret"], |s| s.secret = "another"),
        grant(GrantReason::GrantTypeUnsupported, &["grant_type"], |s| {
            s.set("grant_type", "password")
        }),
        grant(GrantReason::GrantTypeNotAllowed, &["allowed"], |s| {
            s.grant_allowed = false
        }),
        grant(GrantReason::ResourceMalformed, &["resource"], |s| {
            s.set("resource", "api")
        }),
        grant(GrantReason::ResourceNotAllowed, &["resource"], |s| {
            s.set("resource", "https://other.example")
        }),
        grant(GrantReason::ScopeMalformed, &["scope"], |s| {
            s.set("scope", "read  write")
        }),
        grant(GrantReason::ScopeTooLong, &["scope"], |s| {
            s.set("scope", &vec!["read"; 200].join(" "))
        }),
        grant(GrantReason::ScopeNotAllowed, &["scope"], |s| {
            s.set("scope", "read admin")
        }),
        grant(GrantReason::ScopeMissing, &["scope"], |s| s.remove("scope")),
        grant(GrantReason::ClientDenied, &["policy"], |s| {
            s.policy = Policy::Deny(Denial::Client)
        }),
        grant(GrantReason::ScopeDenied, &["policy"], |s| {
            s.policy = Policy::Narrow("write")
        }),
        grant(GrantReason::TargetDenied, &["policy"], |s| {
            s.policy = Policy::Deny(Denial::Target)
        }),
        grant(GrantReason::PolicyUnavailable, &["policy"], |s| {
            s.policy = Policy::Unavailable
        }),
        grant(GrantReason::IssuerUnavailable, &["issuer"], |s| {
            s.issuer_up = false
        }),
    ]
}

#[test]
fn the_unspoilt_request_is_granted() {
    let outcome = Scenario::default().run();
    assert_eq!((outcome.status, outcome.reason), (200, None));
}

#[test]
fn each_fault_alone_gives_its_reason() {
    for fault in faults() {
        let mut scenario = Scenario::default();
        (fault.spoil)(&mut scenario);
        assert_eq!(scenario.run().reason, Some(fault.reason));
    }
}

// = COUNTERSIGN-ORDER-1 (test)
#[test]
fn of_any_two_faults_the_higher_ranked_wins() {
    let faults = faults();
    let mut pairs = 0;
    for first in &faults {
        for second in &faults {
            if first.reason >= second.reason
                || first.touches.iter().any(|touch| second.touches.contains(touch))
            {
                continue;
            }
            for order in [[first, second], [second, first]] {
                let mut scenario = Scenario::default();
                for fault in order {
                    (fault.spoil)(&mut scenario);
                }
                assert_eq!(
                    scenario.run().reason,
                    Some(first.reason),
                    "{} / {}",
                    first.reason,
                    second.reason
                );
            }
            pairs += 1;
        }
    }
    assert!(pairs > 600, "only {pairs} pairs");
}

#[test]
fn the_faults_cover_every_reason_and_follow_the_rank() {
    // Not in the table of faults, because Basic is there already or another policy is needed; shown elsewhere.
    let elsewhere = [
        Reason::Authentication(AuthReason::NoCredentials),
        Reason::Authentication(AuthReason::VerifierUnavailable),
    ];
    let faults: Vec<Reason> = faults().iter().map(|fault| fault.reason).collect();
    for reason in Reason::ranked() {
        // Those of assertions have a test file of their own.
        let of_assertions = common::is_of_assertions(reason);
        assert!(
            faults.contains(&reason) != (elsewhere.contains(&reason) || of_assertions),
            "{reason:?}"
        );
    }
    let ranked: Vec<Reason> = Reason::ranked().collect();
    assert!(ranked.is_sorted(), "the rank is the order of the type");
    for reason in ranked {
        assert!(!reason.clause().id().is_empty());
        assert!(!reason.describe().is_empty());
    }
}

/// What stands on the wire is within its grammar, and says the same for every failing client.
// = RFC6749-5.2-13 (test)
// = RFC6749-5.2-15 (test)
#[test]
fn every_error_reply_is_well_formed() {
    for fault in faults() {
        let mut scenario = Scenario::default();
        (fault.spoil)(&mut scenario);
        let outcome = scenario.run();
        let body = outcome.json();
        for member in ["error", "error_description"] {
            let text = body[member]
                .as_str()
                .unwrap_or_else(|| panic!("{:?} has no {member}", fault.reason));
            assert!(text.bytes().all(countersign_grammar::chars::is_nqschar), "{text}");
        }
        assert_eq!(body["error"], fault.reason.error_code().as_str());
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(2));
        assert_eq!(
            outcome.header("www-authenticate").is_some(),
            outcome.status == 401,
            "{:?}",
            fault.reason
        );
    }
}

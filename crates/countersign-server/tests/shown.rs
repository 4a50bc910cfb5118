//! What the steps, the grant, the reply and the verdict say of an exchange, to the host, its log or a debugger. That no
//! secret is among it is shown by `properties.rs` and `assertion.rs`.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::collections::BTreeSet;

use common::{FORM, NOW, Scenario, TOKEN};
use countersign_auth::{AssertionTolerances, AuthMethod, AuthPolicy, AuthReason};
use countersign_message::AccessToken;
use countersign_scope::ScopeSet;
use countersign_server::jwt::MintError;
use countersign_server::phase::{Event, Phase};
use countersign_server::{
    GrantReason, IssuedToken, Parts, Reason, Reply, RequestReason, Step, TokenEndpoint,
};

/// Drives a request by Basic to its end, showing each step to `look`.
fn with_steps(scenario: &Scenario, mut look: impl FnMut(&Step<'_>), end: impl FnOnce(Reply<'_>)) {
    let endpoint = TokenEndpoint::new(AuthPolicy::new());
    let body = scenario.body();
    let parts = Parts::new("POST", "/token", body.as_bytes())
        .header("content-type", FORM.as_bytes())
        .header("authorization", scenario.authorization[0].as_bytes());
    let mut step = endpoint.receive(parts, NOW);
    loop {
        look(&step);
        step = match step {
            Step::LookUpClient(ask) => ask.found(scenario.record()),
            Step::Authorize(ask) => ask.grant_requested(),
            Step::Issue(ask) => {
                let token = AccessToken::parse(TOKEN).expect("VSCHAR");
                ask.issued(&IssuedToken::bearer_without_lifetime(token))
            }
            Step::VerifySecret(_) | Step::ClaimOnce(_) => panic!("not asked of this client"),
            Step::Reply(reply) => return end(reply),
        };
    }
}

#[test]
fn the_grant_says_what_is_granted_to_whom_and_when() {
    let mut scenario = Scenario::default();
    scenario.set("scope", "write read");
    scenario.set("resource", "https://api.example");
    let check = |grant: &countersign_server::Grant<'_>| {
        assert_eq!(
            (grant.subject(), grant.client().method()),
            ("abc", AuthMethod::ClientSecretBasic)
        );
        assert_eq!(grant.scope(), ScopeSet::parse("read write").expect("scope"));
        assert!(grant.has_scope());
        assert_eq!(grant.scope_tokens().collect::<Vec<_>>(), ["read", "write"]);
        assert_eq!(grant.resources().collect::<Vec<_>>(), ["https://api.example"]);
        assert_eq!(grant.granted_at(), NOW);
    };
    let mut seen = Vec::new();
    with_steps(
        &scenario,
        |step| {
            match step {
                Step::Authorize(ask) => check(ask.requested()),
                Step::Issue(ask) => check(ask.grant()),
                Step::LookUpClient(ask) => {
                    assert_eq!((ask.client_id(), ask.client_id_octets()), ("abc", &b"abc"[..]));
                }
                Step::VerifySecret(_) | Step::ClaimOnce(_) | Step::Reply(_) => {}
            }
            seen.push((step.event(), step.phase()));
        },
        |_| {},
    );
    assert_eq!(
        seen,
        [
            (Event::ClientPresented, Phase::LookUpClient),
            (Event::ClientAuthenticated, Phase::Authorize),
            (Event::HostGranted, Phase::Issue),
            (Event::TokenIssued, Phase::Granted),
        ]
    );
    let bare = Scenario {
        scope: "",
        parameters: vec![common::pair("grant_type", "client_credentials")],
        ..Scenario::default()
    };
    with_steps(
        &bare,
        |step| {
            if let Step::Issue(ask) = step {
                let grant = ask.grant();
                assert!(!grant.has_scope() && grant.scope().is_empty());
                assert_eq!((grant.scope_tokens().count(), grant.resources().count()), (0, 0));
            }
        },
        |reply| assert_eq!(reply.verdict().scope(), None),
    );
}

#[test]
fn the_reply_of_a_grant_is_complete() {
    with_steps(
        &Scenario::default(),
        |_| {},
        |reply| {
            assert_eq!(reply.status(), 200);
            for (name, value) in [
                ("content-type", Some("application/json")),
                ("cache-control", Some("no-store")),
                ("pragma", Some("no-cache")),
                ("allow", None),
                ("www-authenticate", None),
                ("", None),
            ] {
                assert_eq!(reply.header(name), value, "{name}");
            }
            let verdict = reply.verdict();
            assert!(verdict.is_granted() && verdict.is_authenticated());
            assert_eq!((verdict.reason(), verdict.location()), (None, None));
            assert!(verdict.clause().is_none());
            assert_eq!(
                (verdict.client_id(), verdict.credential()),
                (Some("abc"), Some("first"))
            );
            assert_eq!(verdict.method(), Some(AuthMethod::ClientSecretBasic));
            assert_eq!(verdict.tolerated(), AssertionTolerances::NONE);
            assert_eq!(verdict.scope().as_deref(), Some("read"));
            assert_eq!(
                verdict.to_string(),
                r#"granted, client "abc" by client_secret_basic, scope "read""#
            );
            let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","scope":"read"}}"#);
            assert_eq!(reply.body(), body.as_bytes());
            assert_eq!(reply.into_body(), body.into_bytes());
        },
    );
}

/// Whoever is refused before the proof is claimed, whoever is refused after it is proven.
#[test]
fn the_verdict_says_how_far_a_refused_request_came() {
    let mut scenario = Scenario::default();
    scenario.set("scope", "admin");
    with_steps(
        &scenario,
        |_| {},
        |reply| {
            let verdict = reply.verdict();
            assert!(!verdict.is_granted() && verdict.is_authenticated());
            assert_eq!(
                verdict.reason(),
                Some(Reason::Grant(GrantReason::ScopeNotAllowed))
            );
            assert_eq!(verdict.clause().map(|clause| clause.id()), Some("RFC6749-5.2-12"));
            assert_eq!(
                (verdict.client_id(), verdict.credential()),
                (Some("abc"), Some("first"))
            );
            assert_eq!(verdict.method(), Some(AuthMethod::ClientSecretBasic));
            assert_eq!(verdict.scope(), None);
            let at = verdict.location().expect("in the body").at;
            assert_eq!(
                verdict.to_string(),
                format!(
                    "refused: the requested scope is not allowed for this client [RFC6749-5.2-12] at body octet {at}, \
                 client \"abc\" by client_secret_basic"
                )
            );
        },
    );
    let wrong = Scenario {
        authorization: vec![common::basic_field("abc", "other")],
        ..Scenario::default()
    };
    with_steps(
        &wrong,
        |_| {},
        |reply| {
            let verdict = reply.verdict();
            assert!(!verdict.is_granted() && !verdict.is_authenticated());
            assert_eq!(
                verdict.reason(),
                Some(Reason::Authentication(AuthReason::WrongSecret))
            );
            assert_eq!((verdict.client_id(), verdict.credential()), (Some("abc"), None));
            assert_eq!(verdict.method(), Some(AuthMethod::ClientSecretBasic));
            assert_eq!(
                verdict.to_string(),
                "refused: the secret is wrong [RFC6749-4.4.2-5], client \"abc\" by client_secret_basic"
            );
        },
    );
    let mut nobody = Scenario::default();
    nobody.remove("grant_type");
    with_steps(
        &nobody,
        |_| {},
        |reply| {
            let verdict = reply.verdict();
            assert!(!verdict.is_granted() && !verdict.is_authenticated());
            assert_eq!((verdict.client_id(), verdict.method()), (None, None));
            assert_eq!((verdict.credential(), verdict.scope()), (None, None));
        },
    );
}

#[test]
fn the_steps_show_whose_turn_it_is() {
    let mut shown = Vec::new();
    with_steps(
        &Scenario::default(),
        |step| shown.push(format!("{step:?}")),
        |_| {},
    );
    let context = format!("context: Context {{ now: {NOW:?}, .. }}");
    for (shown, (begin, inside)) in shown.iter().zip([
        ("LookUpClient(LookUpClient { context: ", &*context),
        ("Authorize(Authorize { proven: Grant { client: ", "granted_at: "),
        ("Issue(Issue { proven: Grant { client: ", "granted_at: "),
        (
            "Reply(Reply { status: 200, body_octets: 78, verdict: Verdict { ",
            "reason: None",
        ),
    ]) {
        assert!(shown.starts_with(begin) && shown.contains(inside), "{shown}");
    }
    assert_eq!(shown.len(), 4);
    let parts = Parts::new("POST", "/token", b"abc");
    assert_eq!(
        format!("{parts:?}"),
        "Parts { method: \"POST\", target_octets: 6, authorization: false, body_octets: 3, .. }"
    );
    assert!(format!("{:?}", parts.header("authorization", b"Basic x")).contains("authorization: true"));
    assert_eq!(MintError.to_string(), "the token is empty");
}

#[test]
fn every_reason_speaks_and_no_two_say_the_same() {
    let mut words = BTreeSet::new();
    for reason in Reason::ranked() {
        assert_eq!(reason.to_string(), reason.describe());
        assert!(reason.describe().len() > 15, "{reason:?}");
        assert!(words.insert(reason.describe()), "{reason:?}");
    }
    assert_eq!(
        Reason::Request(RequestReason::MethodNotPost).describe(),
        "the request method is not POST"
    );
    assert_eq!(
        Reason::Authentication(AuthReason::UnknownClient).describe(),
        "the client is unknown"
    );
    assert_eq!(
        Reason::Grant(GrantReason::ScopeMissing).describe(),
        "scope is missing and the client has no default scope"
    );
}

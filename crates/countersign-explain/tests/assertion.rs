//! Captures with a client assertion: each fault gets its own finding, and none shows the assertion.
#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::{NOW, Owned, assert_consistent};
use countersign_auth::{AssertionPolicy, AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_explain::{Code, Severity, Verdict};
use countersign_jose::{Algorithm, HmacKey, TokenSigner};
use countersign_server::TokenEndpoint;

const TYPE: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

fn key(algorithm: Algorithm, octet: u8) -> HmacKey {
    HmacKey::new(algorithm, &vec![octet; algorithm.tag_len()]).unwrap()
}

fn registry() -> Vec<Arc<ClientRecord>> {
    let client = ClientRecord::builder("inventory")
        .method(AuthMethod::ClientSecretJwt)
        .credential(Credential::assertion_key("first", key(Algorithm::Hs256, 7)));
    vec![Arc::new(client.build().unwrap())]
}

fn endpoint() -> TokenEndpoint {
    TokenEndpoint::new(AuthPolicy::new().assertions(AssertionPolicy::strict("https://as.example")))
}

/// A request with an assertion that has these claims in place of the right ones.
fn asserting(algorithm: Algorithm, octet: u8, typ: Option<&str>, changes: &[(&str, &str)]) -> Owned {
    let exp = (NOW.as_secs() + 60).to_string();
    let mut claims = vec![
        ("iss", "\"inventory\""),
        ("sub", "\"inventory\""),
        ("aud", "\"https://as.example\""),
        ("exp", exp.as_str()),
        ("jti", "\"CANARY\""),
    ];
    for (name, value) in changes {
        claims.retain(|(known, _)| known != name);
        if !value.is_empty() {
            claims.push((name, value));
        }
    }
    let claims: Vec<String> = claims
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    let mut token = String::new();
    TokenSigner::new(&key(algorithm, octet), typ)
        .sign_payload(format!("{{{}}}", claims.join(",")).as_bytes(), &mut token);
    sending(&format!("client_assertion={token}&client_assertion_type={TYPE}"))
}

fn sending(parameters: &str) -> Owned {
    Owned::form(&format!("grant_type=client_credentials&{parameters}"))
}

fn changed(changes: &[(&str, &str)]) -> Owned {
    asserting(Algorithm::Hs256, 7, None, changes)
}

// = RFC7523-3.2-2 (test)
#[test]
fn each_fault_of_an_assertion_has_its_finding() {
    let typed = asserting(Algorithm::Hs256, 7, Some("at+jwt"), &[]);
    let basic = changed(&[]).basic("inventory:secret");
    for (request, code) in [
        (basic, Code::ASSERTION_NOT_ALONE),
        (sending("client_assertion=a.b.c"), Code::ASSERTION_INCOMPLETE),
        (
            sending("client_assertion=a.b.c&client_assertion_type=urn%3Ax"),
            Code::ASSERTION_UNSUPPORTED,
        ),
        (
            sending(&format!("client_assertion=a.b&client_assertion_type={TYPE}")),
            Code::ASSERTION_MALFORMED,
        ),
        (typed, Code::ASSERTION_TYPE_WRONG),
        (
            sending(&format!(
                "client_assertion=eyJhbGciOiJSUzI1NiJ9.e30.AA&client_assertion_type={TYPE}"
            )),
            Code::ASSERTION_ALGORITHM_UNSUPPORTED,
        ),
        (changed(&[("nbf", "null")]), Code::ASSERTION_CLAIMS_MALFORMED),
        (changed(&[("iss", "")]), Code::ASSERTION_ISSUER_MISSING),
        (changed(&[("sub", "")]), Code::ASSERTION_SUBJECT_MISSING),
        (changed(&[("iss", "\"Inventory\"")]), Code::ASSERTION_ISSUER_WRONG),
        (changed(&[("aud", "")]), Code::ASSERTION_AUDIENCE_MISSING),
        (changed(&[("exp", "")]), Code::ASSERTION_EXPIRY_MISSING),
        (changed(&[("jti", "")]), Code::ASSERTION_ID_MISSING),
        (
            asserting(Algorithm::Hs512, 7, None, &[]),
            Code::ASSERTION_ALGORITHM_WRONG,
        ),
        (
            asserting(Algorithm::Hs256, 8, None, &[]),
            Code::ASSERTION_SIGNATURE_WRONG,
        ),
        (
            changed(&[("aud", "\"https://as.example/token\"")]),
            Code::ASSERTION_AUDIENCE_WRONG,
        ),
        (changed(&[("exp", "1")]), Code::ASSERTION_EXPIRED),
        (changed(&[("nbf", "9999999999")]), Code::ASSERTION_NOT_YET_VALID),
        (changed(&[("iat", "9999999999")]), Code::ASSERTION_FROM_THE_FUTURE),
        (changed(&[("exp", "9999999999")]), Code::ASSERTION_LIVES_TOO_LONG),
    ] {
        let report = assert_consistent(&endpoint(), &registry(), &request);
        let codes: Vec<Code> = report.findings().iter().map(|finding| finding.code()).collect();
        assert!(codes.contains(&code), "{code}: {codes:?}");
        let shown = format!("{report:?}");
        assert!(!shown.contains("CANARY") && !shown.contains("eyJ"), "{shown}");
    }
}

/// Whom it names is the same fault for an assertion as for a secret, and told once, also where `client_id` says it too.
#[test]
fn the_client_that_an_assertion_names_has_its_finding() {
    let basic = ClientRecord::builder("basic").method(AuthMethod::ClientSecretBasic);
    let public = ClientRecord::builder("public").public();
    let others = [basic, public].map(|record| Arc::new(record.build().unwrap()));
    let records = [registry(), others.into()].concat();
    for (id, code) in [
        ("nobody", Code::CLIENT_UNKNOWN),
        ("Inventory", Code::CLIENT_UNKNOWN),
        ("basic", Code::METHOD_NOT_REGISTERED),
        ("public", Code::CLIENT_PUBLIC),
    ] {
        let quoted = format!("\"{id}\"");
        let alone = changed(&[("iss", &quoted), ("sub", &quoted)]);
        let body = String::from_utf8(alone.body.clone()).unwrap();
        let beside = Owned::form(&format!("{body}&client_id={id}"));
        for request in [alone, beside] {
            let report = assert_consistent(&endpoint(), &records, &request);
            let errors = report.findings().iter();
            let errors = errors.filter(|finding| finding.severity() == Severity::Error);
            assert_eq!(
                errors.map(|finding| finding.code()).collect::<Vec<_>>(),
                [code],
                "{id}"
            );
        }
    }
}

#[test]
fn a_sound_assertion_is_granted_as_far_as_a_capture_tells() {
    let report = assert_consistent(&endpoint(), &registry(), &changed(&[]));
    assert_eq!(*report.verdict(), Verdict::Granted);
    assert!(report.assumes_first_use());
}

/// The client that a sound assertion names is as well known as one that `client_id` names.
#[test]
fn what_a_client_that_signs_asks_for_is_held_against_its_registration() {
    let client = ClientRecord::builder("inventory")
        .method(AuthMethod::ClientSecretJwt)
        .credential(Credential::assertion_key("first", key(Algorithm::Hs256, 7)));
    let barred = vec![Arc::new(client.forbid_client_credentials().build().unwrap())];
    let body = String::from_utf8(changed(&[]).body).unwrap();
    for (records, more, code) in [
        (registry(), "&scope=admin", Code::SCOPE_NOT_REGISTERED),
        (
            registry(),
            "&scope=admin&client_id=inventory",
            Code::SCOPE_NOT_REGISTERED,
        ),
        (
            registry(),
            "&resource=https%3A%2F%2Fapi.example",
            Code::RESOURCE_NOT_REGISTERED,
        ),
        (barred.clone(), "", Code::CLIENT_CREDENTIALS_NOT_ALLOWED),
        (
            barred,
            "&client_id=inventory",
            Code::CLIENT_CREDENTIALS_NOT_ALLOWED,
        ),
    ] {
        let report = assert_consistent(&endpoint(), &records, &Owned::form(&format!("{body}{more}")));
        let errors = report.findings().iter();
        let errors = errors.filter(|finding| finding.severity() == Severity::Error);
        assert_eq!(
            errors.map(|finding| finding.code()).collect::<Vec<_>>(),
            [code],
            "{more}"
        );
        assert!(report.assumes_first_use());
    }
}

/// Whether an assertion was used before matters where it would be asked, and nowhere else.
#[test]
fn what_is_refused_before_the_claim_assumes_nothing() {
    for request in [
        changed(&[("exp", "1")]),
        changed(&[("jti", "")]),
        sending("client_id=inventory"),
    ] {
        let report = assert_consistent(&endpoint(), &registry(), &request);
        assert!(!report.assumes_first_use(), "{:?}", report.verdict());
    }
}

#[test]
fn a_server_that_takes_no_assertions_says_so() {
    let report = assert_consistent(&common::endpoint(), &registry(), &changed(&[]));
    let codes: Vec<Code> = report.findings().iter().map(|finding| finding.code()).collect();
    assert!(codes.contains(&Code::ASSERTION_UNSUPPORTED), "{codes:?}");
}

//! The explanation and the server agree: what is refused is explained with the clause of the refusal, what is granted
//! has no error finding, and nothing is left to the net.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::{FORM, NOW, Owned, assert_consistent, client, digest, endpoint, raw_endpoint};
use countersign_auth::AuthReason;
use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_grammar::{Limits, UnixTime};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy as Covers};
use countersign_server::{GrantReason, Reason, TokenEndpoint};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// The identifiers and secrets that are registered, some of them awkward.
const CLIENTS: [(&str, &str); 4] = [
    ("abc123", "secretXYZ"),
    ("a b+c", "p%41+q/="),
    ("urn:app:7", "co:lon"),
    ("quo\"te", "tilde~ space"),
];

fn registry() -> Vec<Arc<ClientRecord>> {
    let mut records: Vec<_> = CLIENTS.iter().map(|(id, secret)| client(id, secret)).collect();
    let builder =
        |id: &str| ClientRecord::builder(id).credential(Credential::generated("first", digest("secretXYZ")));
    let scope = || RegisteredScope::new(ScopeSet::parse("read photos.*").unwrap(), Covers::Wildcard);
    let before = UnixTime::from_secs(1_600_000_000);
    let after = UnixTime::from_secs(1_800_000_000);
    let more = [
        builder("basic")
            .method(AuthMethod::ClientSecretBasic)
            .scope(scope())
            .build(),
        builder("post").method(AuthMethod::ClientSecretPost).build(),
        builder("neither").build(),
        builder("forbidden")
            .method(AuthMethod::ClientSecretPost)
            .forbid_client_credentials()
            .build(),
        ClientRecord::builder("public").public().build(),
        ClientRecord::builder("old")
            .method(AuthMethod::ClientSecretPost)
            .method(AuthMethod::ClientSecretBasic)
            .credential(Credential::generated("old", digest("secretXYZ")).valid_until(before))
            .build(),
        ClientRecord::builder("new")
            .method(AuthMethod::ClientSecretPost)
            .credential(Credential::generated("new", digest("secretXYZ")).valid_from(after))
            .build(),
    ];
    records.extend(more.into_iter().map(|record| Arc::new(record.unwrap())));
    records
}

fn small_endpoint() -> TokenEndpoint {
    let mut limits = Limits::DEFAULT;
    (limits.body, limits.parameters, limits.header, limits.scope_tokens) = (120, 4, 60, 2);
    TokenEndpoint::new(AuthPolicy::new()).with_limits(limits)
}

fn id() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 11] = [
        "abc123",
        "basic",
        "post",
        "neither",
        "forbidden",
        "public",
        "old",
        "new",
        "a b+c",
        "urn:app:7",
        "quo\"te",
    ];
    prop_oneof![
        8 => select(&KNOWN[..]).prop_map(String::from),
        1 => select(&["", "abc124", "ABC123", " abc123", "abc123\n", "\u{e9}", "secretXYZ", "a%20b"][..]).prop_map(String::from),
    ]
}

fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(&["secretXYZ", "p%41+q/=", "co:lon", "tilde~ space"][..]).prop_map(String::from),
        2 => select(&["", "secretXYZ\n", " secretXYZ", "\"secretXYZ\"", "secretXYz", "p%2541", "\u{e9}", "c2VjcmV0WFla", "a\u{7}b"][..])
            .prop_map(String::from),
        1 => "[ -~]{0,12}",
    ]
}

fn encoded(name: &str, value: &str) -> String {
    countersign_grammar::form::serialize([(name, value)], countersign_grammar::form::EscapeSet::Whatwg)
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::from("grant_type=client_credentials")),
        4 => id().prop_map(|id| encoded("client_id", &id)),
        4 => secret().prop_map(|secret| encoded("client_secret", &secret)),
        1 => (id(), secret()).prop_map(|(id, secret)| format!("client_id={id}&client_secret={secret}")),
        3 => select(&[
            "scope=read", "scope=read+write", "scope=", "scope=admin", "scope=read++write", "scope=+read", "scope=read+",
            "scope=photos.raw", "scope=Read", "scope=read%22", "scope=%C3%A9", "scope=a+b+c+d", "scope=read,write", "scope=read%20read",
            "scope=read+write+delete",
        ][..]).prop_map(String::from),
        2 => select(&[
            "grant_type=", "grant_type=password", "grant_type=Client_Credentials", "grantType=client_credentials", "grant_type",
            "grant_type=client_credentials%0A", "gr%61nt_type=client_credentials", "grant_type=foo",
        ][..]).prop_map(String::from),
        2 => select(&[
            "resource=https://api.example.com/", "resource=https%3A%2F%2Fapi.example.com%2F", "resource=api", "resource=https://x/%23y",
            "resource=https://api.example.com", "audience=x", "client_assertion=eyJ", "client_assertion_type=urn:x", "client_assertion=",
        ][..]).prop_map(String::from),
        2 => select(&[
            "", "x", "=", "=x", "x=%zz", "x=%", "%=x", "x=a b", "x=%FF", "x=\u{e9}", "x=1", "x=1", "y=\r\n", "refresh_token=r", "x==",
        ][..]).prop_map(String::from),
        1 => "[ -~]{0,10}",
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let form = (
        prop::collection::vec(piece(), 0..7),
        select(&["", "", "", "\n", "\r\n", "&"][..]),
    )
        .prop_map(|(pieces, end)| (pieces.join("&") + end).into_bytes());
    let json = (id(), secret(), any::<bool>()).prop_map(|(id, secret, grant_type)| {
        let mut object =
            serde_json::json!({"client_id": id, "client_secret": secret, "scope": ["read"], "n": 1});
        if grant_type {
            object["grant_type"] = "client_credentials".into();
        }
        object.to_string().into_bytes()
    });
    let multipart = Just(
        b"--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--x--\r\n"
            .to_vec(),
    );
    prop_oneof![10 => form, 1 => json, 1 => multipart, 1 => prop::collection::vec(any::<u8>(), 0..40)]
}

fn content_type() -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![
        12 => Just(vec![FORM]),
        4 => select(&[
            "application/x-www-form-urlencoded;charset=utf-8", " application/x-www-form-urlencoded ", "APPLICATION/X-WWW-FORM-URLENCODED",
            "application/x-www-form-urlencoded; charset=latin1", "application/x-www-form-urlencoded; charset=\"UTF-8\"",
            "application/json", "multipart/form-data; boundary=x", "text/plain", "form", "", "application/x-www-form-urlencoded;;",
            "application/x-www-form-urlencode", "application/x-www-form-urlencoded; a=1; a=2", "application/x-www-form-urlencoded; charset",
        ][..]).prop_map(|value| vec![value]),
        1 => Just(vec![]),
        1 => Just(vec![FORM, FORM]),
    ]
}

fn basic() -> impl Strategy<Value = Vec<u8>> {
    let joined = (id(), secret(), 0..4_u8).prop_map(|(id, secret, way)| {
        let form = |text: &str| encoded("", text)[1..].to_string();
        let joined = match way {
            0 => format!("{id}:{secret}"),
            3 => format!("{id}{secret}\n"),
            _ => format!("{}:{}", form(&id), form(&secret)),
        };
        countersign_grammar::base64::encode(joined.as_bytes())
    });
    (
        joined,
        select(
            &[
                "Basic ", "Basic ", "Basic ", "basic  ", "Bearer ", "", "Basic", "Basic:", "Basic\t",
            ][..],
        ),
        0..12_u8,
    )
        .prop_map(|(token68, scheme, damage)| {
            let token68 = match damage {
                0 => token68.trim_end_matches('=').to_string(),
                1 => token68.replace('+', "-").replace('/', "_"),
                2 => token68 + "=",
                3 => token68.get(1..).unwrap_or_default().to_string(),
                4 => token68.replacen('a', ".", 1),
                5 => token68 + " ",
                6 => token68 + ",",
                _ => token68,
            };
            format!("{scheme}{token68}").into_bytes()
        })
}

fn authorization() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop_oneof![
        4 => Just(vec![]),
        5 => basic().prop_map(|field| vec![field]),
        1 => prop::collection::vec(basic(), 2),
        1 => select(&["", "Basic", "Basic ", "Basic =", "Digest a=b, c=d", "Basic a=b", "Bearer x", "Basic \u{e9}", "a b c", "Negotiate"][..])
            .prop_map(|field| vec![field.as_bytes().to_vec()]),
        1 => prop::collection::vec(any::<u8>(), 0..24).prop_map(|octets| {
            vec![[b"Basic ".to_vec(), countersign_grammar::base64::encode(&octets).into_bytes()].concat()]
        }),
    ]
}

fn target() -> impl Strategy<Value = String> {
    prop_oneof![
        10 => Just(String::from("/token")),
        2 => prop::collection::vec(piece(), 0..5).prop_map(|pieces| format!("/token?{}", pieces.join("&"))),
        1 => select(&["https://as.example/token", "https://u:p@as.example/token#f", "/token?client_secret=", "*", ""][..]).prop_map(String::from),
    ]
}

prop_compose! {
    fn request()(
        method in prop_oneof![20 => Just("POST"), 1 => select(&["GET", "post", "PUT", "", "FOO"][..])],
        target in target(),
        types in content_type(),
        fields in authorization(),
        body in body(),
    ) -> Owned {
        let mut request = Owned { method: method.into(), target, headers: vec![], body };
        for value in types {
            request = request.header("content-type", value);
        }
        for value in fields {
            request = request.header("AUTHORIZATION", value);
        }
        request
    }
}

prop_compose! {
    fn good()(
        (id, secret) in prop_oneof![
            select(&CLIENTS[..]).prop_map(|(id, secret)| (id.to_string(), secret.to_string())),
            (id(), secret()),
        ],
        way in 0..5_u8,
        grant_type in prop_oneof![
            5 => Just("client_credentials"),
            1 => select(&["password", "client_credential", "CLIENT_CREDENTIALS", "foo"][..]),
        ],
        more in prop::collection::vec(piece(), 0..2),
    ) -> Owned {
        let mut body = format!("grant_type={grant_type}");
        if way == 4 {
            body += "&client_assertion=eyJ";
        } else if way < 2 {
            body = format!("{body}&{}&{}", encoded("client_id", &id), encoded("client_secret", &secret));
        }
        for piece in more {
            body = format!("{body}&{piece}");
        }
        let request = Owned::form(&body);
        if way == 2 || way == 3 {
            request.basic(format!("{}:{}", &encoded("", &id)[1..], &encoded("", &secret)[1..]))
        } else {
            request
        }
    }
}

/// The generator reaches every refusal that a request can bring about, and the grant; so the properties below speak of
/// all of them.
#[test]
fn every_refusal_is_reached() {
    let registry = registry();
    let endpoints = [endpoint(), raw_endpoint(), small_endpoint()];
    let mut runner = TestRunner::deterministic();
    let mut reached = BTreeSet::new();
    let mut granted = 0;
    for round in 0..12_000 {
        let request = if round % 2 == 0 {
            request().new_tree(&mut runner).unwrap().current()
        } else {
            good().new_tree(&mut runner).unwrap().current()
        };
        for endpoint in &endpoints {
            match common::refusal(endpoint, &registry, &request) {
                Some(reason) => drop(reached.insert(reason)),
                None => granted += 1,
            }
        }
    }
    // Client assertions have a test file of their own.
    let unreachable = |reason: &Reason| match reason {
        Reason::Authentication(reason) if format!("{reason:?}").starts_with("Assertion") => true,
        Reason::Authentication(reason) => matches!(
            reason,
            AuthReason::RegistryUnavailable
                | AuthReason::RecordMismatch
                | AuthReason::RecordUnusable
                | AuthReason::VerifierUnavailable
                | AuthReason::ReplayStoreUnavailable
        ),
        Reason::Grant(reason) => matches!(
            reason,
            GrantReason::ClientDenied
                | GrantReason::ScopeDenied
                | GrantReason::TargetDenied
                | GrantReason::PolicyUnavailable
                | GrantReason::IssuerUnavailable
        ),
        Reason::Request(_) => false,
    };
    let missed: Vec<_> = Reason::ranked()
        .filter(|reason| !unreachable(reason) && !reached.contains(reason))
        .collect();
    assert_eq!(missed, []);
    assert!(granted > 500, "{granted}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn explanation_and_server_agree(request in request()) {
        let registry = registry();
        for endpoint in [endpoint(), raw_endpoint(), small_endpoint()] {
            assert_consistent(&endpoint, &registry, &request);
        }
    }

    /// Requests that are nearly right, so that many are granted and the late refusals are reached.
    #[test]
    fn explanation_and_server_agree_on_good_requests(request in good()) {
        let registry = registry();
        for endpoint in [endpoint(), raw_endpoint()] {
            assert_consistent(&endpoint, &registry, &request);
        }
    }

    /// Without the registered clients: what is refused before the client is looked up is refused here too.
    #[test]
    fn without_registration_only_registration_is_left_open(request in request()) {
        let endpoint = endpoint();
        let report = countersign_explain::Explainer::new().request(&request.captured());
        let with = countersign_explain::Explainer::new().endpoint(&endpoint).clients(&[], NOW).request(&request.captured());
        match report.verdict() {
            countersign_explain::Verdict::Undecided => {
                prop_assert!(with.has(countersign_explain::Code::CLIENT_UNKNOWN));
            }
            verdict => prop_assert_eq!(verdict, with.verdict()),
        }
    }
}

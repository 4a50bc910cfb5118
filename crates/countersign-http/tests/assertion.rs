//! Client assertions over the service: the replay store is asked once, and its answer is what counts.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use common::world::{Clients, tokens};
use countersign_auth::{AssertionPolicy, AuthMethod, AuthPolicy, Claim, ClientRecord, Credential, ReplayKey};
use countersign_grammar::UnixTime;
use countersign_http::Unavailable;
use countersign_http::server::{Host, ReplayStore, TokenService};
use countersign_jose::{Algorithm, HmacKey, TokenSigner};
use countersign_server::TokenEndpoint;
use http::Request;
use http_body_util::{BodyExt, Full};

const ISSUER: &str = "https://as.example";
const TYPE: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

fn key() -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &[7; 32]).expect("long enough")
}

fn now() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().expect("a time").as_secs()
}

/// A request with an assertion of this `jti`.
fn asserting(jti: &str) -> Request<Full<Bytes>> {
    let mut token = String::new();
    TokenSigner::new(&key(), None).sign(&mut token, |claims| {
        claims
            .member_str("iss", "abc")
            .member_str("sub", "abc")
            .member_str("aud", ISSUER)
            .member_u64("exp", now().saturating_add(60))
            .member_str("jti", jti);
    });
    let body = format!("grant_type=client_credentials&client_assertion_type={TYPE}&client_assertion={token}");
    Request::post("/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(body))
        .expect("a request")
}

fn host() -> Host<Clients, impl countersign_http::server::Issuer> {
    let record = ClientRecord::builder("abc")
        .method(AuthMethod::ClientSecretJwt)
        .credential(Credential::assertion_key("first", key()))
        .empty_default_scope();
    let policy = AuthPolicy::new().assertions(AssertionPolicy::strict(ISSUER));
    let clients = Clients(Arc::new(record.build().expect("a record")));
    Host::new(TokenEndpoint::new(policy), clients, tokens(60))
}

/// Keys that were claimed; one that holds `broken` cannot be.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<BTreeSet<Vec<u8>>>>);

impl ReplayStore for Memory {
    async fn claim(&self, key: &ReplayKey, retain_until: UnixTime) -> Result<Claim, Unavailable> {
        assert!(retain_until.as_secs() > now(), "there is time left");
        if key.as_octets().ends_with(b"broken") {
            return Err(Unavailable);
        }
        let mut keys = self.0.lock().map_err(|_| Unavailable)?;
        Ok(if keys.insert(key.as_octets().to_vec()) {
            Claim::First
        } else {
            Claim::Seen
        })
    }
}

// = RFC7523-3-12 (test)
#[tokio::test]
async fn an_assertion_is_good_for_one_token() {
    let memory = Memory::default();
    let service = TokenService::new(host().with_replay_store(memory.clone()));
    for (jti, status, word) in [
        ("one", 200, "access_token"),
        ("one", 400, "invalid_client"),
        ("two", 200, "access_token"),
        ("broken", 503, "temporarily_unavailable"),
    ] {
        let response = service.answer(asserting(jti)).await;
        assert_eq!(response.status(), status, "{jti}");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        assert!(String::from_utf8_lossy(&body).contains(word), "{body:?}");
    }
    assert_eq!(memory.0.lock().expect("whole").len(), 2);
}

/// Of many requests with one assertion at the same time, one is granted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_is_granted() {
    let service = TokenService::new(host().with_replay_store(Memory::default()));
    let (head, body) = asserting("at once").into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (service, request) = (
            service.clone(),
            Request::from_parts(head.clone(), Full::new(body.clone())),
        );
        tasks.spawn(async move { service.answer(request).await.status() });
    }
    let statuses = tasks.join_all().await;
    assert_eq!(statuses.iter().filter(|status| status.as_u16() == 200).count(), 1);
    assert_eq!(statuses.len(), 64);
}

/// A host without a store admits nobody by an assertion.
// = COUNTERSIGN-UNAVAILABLE-1 (test)
#[tokio::test]
async fn without_a_store_there_is_no_verdict() {
    let response = TokenService::new(host()).answer(asserting("one")).await;
    assert_eq!(response.status(), 503);
}

//! The token endpoint as a service: its ports, its bounds, and what it says when they fail.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use common::world::{Clients, SECRET, endpoint, issuer, record, scope, tokens};
use countersign_auth::{AuthMethod, AuthPolicy, ChosenHash, ChosenSecrets, ClientRecord, Credential};
use countersign_grammar::base64url::CompactText;
use countersign_http::Unavailable;
use countersign_http::server::{
    Decision, Host, Issuer, Policy, Registry, SecretMatch, SecretVerifier, TokenService,
};
use countersign_scope::{RegisteredScope, Strategy};
use countersign_server::{Denial, Grant, IssuedToken, TokenEndpoint};
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Empty, Full};

const FORM: &str = "application/x-www-form-urlencoded";

fn post(authorization: &str, body: &str) -> Request<Full<Bytes>> {
    Request::post("/token")
        .header("content-type", FORM)
        .header("authorization", authorization)
        .body(Full::from(body.to_owned()))
        .expect("a request")
}

fn basic(secret: &str) -> String {
    let pair = format!("abc:{secret}");
    let mut text = String::from("Basic ");
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in pair.as_bytes().chunks(3) {
        let octets = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let word = u32::from_be_bytes([0, octets[0], octets[1], octets[2]]);
        for place in 0..4 {
            let index = usize::try_from((word >> (18 - 6 * place)) & 63).expect("six bits");
            text.push(if place > chunk.len() {
                '='
            } else {
                char::from(alphabet[index])
            });
        }
    }
    text
}

async fn said(response: Response<Full<Bytes>>) -> (u16, String, HeaderMap) {
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("no error").to_bytes();
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    (head.status.as_u16(), body, head.headers)
}

const ASK: &str = "grant_type=client_credentials&scope=read";

// = RFC6749-5.1-13 (test)
#[tokio::test]
async fn a_token_and_its_fields() {
    let verdicts = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&verdicts);
    let service = issuer(60).observed_by(move |verdict| {
        seen.lock()
            .expect("no panic")
            .push((verdict.is_granted(), verdict.to_string()));
    });
    let (status, body, fields) = said(service.answer(post(&basic(SECRET), ASK)).await).await;
    assert_eq!(status, 200, "{body}");
    assert!(
        body.contains(r#""token_type":"Bearer","expires_in":60,"scope":"read""#),
        "{body}"
    );
    assert_eq!(
        (&fields["cache-control"], &fields["content-type"]),
        (
            &"no-store".parse().expect("a value"),
            &"application/json".parse().expect("a value")
        )
    );
    let (status, body, fields) = said(service.answer(post(&basic("wrong"), ASK)).await).await;
    assert_eq!(status, 401);
    assert!(body.contains("invalid_client"));
    assert!(
        fields["www-authenticate"]
            .to_str()
            .expect("ASCII")
            .starts_with("Basic realm=")
    );
    let verdicts = verdicts.lock().expect("no panic");
    assert_eq!(
        verdicts.iter().map(|(granted, _)| *granted).collect::<Vec<_>>(),
        [true, false]
    );
    assert!(verdicts.iter().all(|(_, text)| !text.contains(SECRET)));
}

// = RFC9110-15.5.6-1 (test)
#[tokio::test]
async fn what_is_no_token_request_is_refused() {
    let service = issuer(60);
    let get = Request::get("/token")
        .body(Empty::<Bytes>::new())
        .expect("a request");
    let (status, _, fields) = said(service.answer(get).await).await;
    assert_eq!(
        (status, &fields["allow"]),
        (405, &"POST".parse().expect("a value"))
    );
    let mut twice = post(&basic(SECRET), ASK);
    twice
        .headers_mut()
        .append("authorization", basic(SECRET).parse().expect("a value"));
    assert_eq!(said(service.answer(twice).await).await.0, 400);
    let mut json = post(&basic(SECRET), "{}");
    json.headers_mut()
        .insert("content-type", "application/json".parse().expect("a value"));
    assert_eq!(said(service.answer(json).await).await.0, 400);
    let mut query = post(&basic(SECRET), ASK);
    *query.uri_mut() = "/token?client_secret=x".parse().expect("a target");
    assert_eq!(said(service.answer(query).await).await.0, 400);
}

// = RFC6749-2.3.1-9 (test)
#[tokio::test]
async fn user_information_in_the_target_is_refused_and_not_read() {
    let verdicts = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&verdicts);
    let service = issuer(60).observed_by(move |verdict| {
        let clause = verdict.clause().map(|clause| clause.id());
        seen.lock().expect("no panic").push(clause);
    });
    for (target, status) in [
        ("http://as.example/token", 200),
        ("http://as.example/token/a@b", 200),
        ("http://abc@as.example/token", 400),
        (&*format!("http://abc:{SECRET}@as.example/token"), 400),
    ] {
        let mut request = post(&basic(SECRET), ASK);
        *request.uri_mut() = target.parse().expect("a target");
        let (found, body, _) = said(service.answer(request).await).await;
        assert_eq!(found, status, "{target}: {body}");
        assert!(!body.contains(SECRET));
    }
    let refused = Some("RFC6749-2.3.1-9");
    assert_eq!(
        *verdicts.lock().expect("no panic"),
        [None, None, refused, refused]
    );
}

type Next = Poll<Option<Result<Frame<Bytes>, &'static str>>>;

/// A body of so many octets, or one that stalls or breaks after them.
struct Stream {
    left: usize,
    then: fn() -> Next,
    taken: Arc<AtomicUsize>,
}

impl Body for Stream {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Next {
        if self.left == 0 {
            return (self.then)();
        }
        let size = self.left.min(1024);
        self.left -= size;
        self.taken.fetch_add(size, Ordering::SeqCst);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![b'a'; size])))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

async fn streamed(left: usize, then: fn() -> Next) -> (u16, String, HeaderMap, usize) {
    let taken = Arc::<AtomicUsize>::default();
    let body = Stream {
        left,
        then,
        taken: Arc::clone(&taken),
    };
    let request = post(&basic(SECRET), "").map(|_| body);
    let service = issuer(60).body_time(Duration::from_millis(200));
    let (status, body, fields) = said(service.answer(request).await).await;
    (status, body, fields, taken.load(Ordering::SeqCst))
}

// = COUNTERSIGN-LIMITS-1 (test)
#[tokio::test]
async fn a_body_has_bounds_in_size_and_time() {
    let (status, _, fields, _) = streamed(16 * 1024 + 1, || Poll::Ready(None)).await;
    assert_eq!(
        (status, &fields["connection"]),
        (413, &"close".parse().expect("a value"))
    );
    let (status, _, _, taken) = streamed(usize::MAX, || Poll::Ready(None)).await;
    assert_eq!(status, 413);
    assert!(taken < 17 * 1024 * 1024, "an endless body is left alone: {taken}");
    let (status, _, _, _) = streamed(16 * 1024, || Poll::Ready(None)).await;
    assert_eq!(status, 400, "the limit itself is read, and is no token request");
    let (status, body, fields, _) = streamed(10, || Poll::Pending).await;
    assert_eq!(
        (status, &fields["connection"]),
        (408, &"close".parse().expect("a value")),
        "{body}"
    );
    let (status, _, _, _) = streamed(17 * 1024, || Poll::Pending).await;
    assert_eq!(status, 413, "that it is too long is known");
    let (status, body, _, _) = streamed(10, || Poll::Ready(Some(Err("reset")))).await;
    assert_eq!(status, 400);
    assert!(body.contains("did not arrive whole") && !body.contains("reset"));
}

struct Down;

impl Registry for Down {
    async fn look_up(&self, _: &str) -> Result<Option<Arc<ClientRecord>>, Unavailable> {
        Err(Unavailable)
    }
}

impl Policy for Down {
    async fn decide(&self, _: &Grant<'_>) -> Result<Decision, Unavailable> {
        Err(Unavailable)
    }
}

impl Issuer for Down {
    async fn issue<'t>(&self, _: &Grant<'_>, _: &'t mut CompactText) -> Result<IssuedToken<'t>, Unavailable> {
        Err(Unavailable)
    }
}

struct Decides(Decision);

impl Policy for Decides {
    async fn decide(&self, requested: &Grant<'_>) -> Result<Decision, Unavailable> {
        // A policy that takes its time keeps nobody from being polled.
        tokio::task::yield_now().await;
        assert_eq!(requested.subject(), "abc");
        Ok(self.0.clone())
    }
}

#[tokio::test]
async fn unavailable_is_never_no() {
    let host = Host::new(endpoint(), Down, tokens(60));
    assert_eq!(
        said(TokenService::new(host).answer(post(&basic(SECRET), ASK)).await)
            .await
            .0,
        503
    );
    let host = Host::new(endpoint(), Clients(record()), Down);
    assert_eq!(
        said(TokenService::new(host).answer(post(&basic(SECRET), ASK)).await)
            .await
            .0,
        503
    );
    let host = Host::new(endpoint(), Clients(record()), tokens(60)).with_policy(Down);
    assert_eq!(
        said(TokenService::new(host).answer(post(&basic(SECRET), ASK)).await)
            .await
            .0,
        503
    );
}

#[tokio::test]
async fn a_policy_narrows_and_denies() {
    for (decision, status, word) in [
        (Decision::Grant, 200, r#""scope":"read write""#),
        (Decision::Narrow(scope("write admin")), 200, r#""scope":"write""#),
        (Decision::Narrow(scope("admin")), 400, "invalid_scope"),
        (Decision::Deny(Denial::Client), 400, "unauthorized_client"),
        (Decision::Deny(Denial::Scope), 400, "invalid_scope"),
        (Decision::Deny(Denial::Target), 400, "invalid_target"),
    ] {
        let host = Host::new(endpoint(), Clients(record()), tokens(60)).with_policy(Decides(decision));
        let ask = "grant_type=client_credentials&scope=read+write";
        let (got, body, _) = said(TokenService::new(host).answer(post(&basic(SECRET), ask)).await).await;
        assert_eq!(got, status, "{body}");
        assert!(body.contains(word), "{body}");
    }
}

/// Hashes that are the secrets themselves, and one that cannot be verified.
struct Plain(Arc<AtomicUsize>);

impl SecretVerifier for Plain {
    async fn verify(&self, presented: &[u8], hash: &ChosenHash) -> Result<SecretMatch, Unavailable> {
        self.0.fetch_add(1, Ordering::SeqCst);
        match hash.expose() {
            "broken" => Err(Unavailable),
            hash if hash.as_bytes() == presented => Ok(SecretMatch::Matches),
            _ => Ok(SecretMatch::Differs),
        }
    }
}

#[tokio::test]
async fn every_hash_is_tried_whatever_the_others_gave() {
    for (hashes, secret, status) in [
        (["tiger", "lion"], "tiger", 200),
        (["tiger", "lion"], "lion", 200),
        (["tiger", "lion"], "bear", 401),
        (["broken", "lion"], "lion", 200),
        (["tiger", "broken"], "tiger", 200),
        (["tiger", "broken"], "bear", 503),
    ] {
        let mut record = ClientRecord::builder("abc")
            .method(AuthMethod::ClientSecretBasic)
            .scope(RegisteredScope::new(scope("read"), Strategy::Exact))
            .empty_default_scope();
        for hash in hashes {
            record = record.credential(Credential::chosen(hash, ChosenHash::new(hash)));
        }
        let record = Arc::new(record.build().expect("a record"));
        let chosen = ChosenSecrets::new(ChosenHash::new("decoy")).with_rotation();
        let endpoint = TokenEndpoint::new(AuthPolicy::new().chosen_secrets(chosen));
        let tried = Arc::<AtomicUsize>::default();
        let host = Host::new(endpoint, Clients(record), tokens(60)).with_verifier(Plain(Arc::clone(&tried)));
        let (got, body, _) = said(TokenService::new(host).answer(post(&basic(secret), ASK)).await).await;
        assert_eq!(got, status, "{hashes:?} {secret} {body}");
        assert_eq!(tried.load(Ordering::SeqCst), 2, "{hashes:?} {secret}");
    }
}

#[tokio::test]
async fn it_is_a_service_that_is_always_ready() {
    use tower::{Service, ServiceExt};
    let mut service = issuer(60);
    let ready: Result<_, Infallible> = ServiceExt::<Request<Full<Bytes>>>::ready(&mut service).await;
    let Ok(response) = ready.expect("no error").call(post(&basic(SECRET), ASK)).await;
    assert_eq!(response.status(), 200);
}

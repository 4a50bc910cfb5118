//! A thousand callers and one source, against a real server on loopback: one request at a time, and one per renewal.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use common::world::{SECRET, Served, boxed, issuer, serve, source};
use countersign_client::{Complaint, Rejected, SourcePolicy, Token};
use countersign_http::client::SharedSource;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tower::ServiceExt;

const CALLERS: usize = 1000;

#[derive(Default)]
struct Counts {
    requests: AtomicUsize,
    granted: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
}

/// The token endpoint, slow, counted, and failing on the requests that `fails` says.
fn counted(lifetime: u64, counts: &Arc<Counts>, fails: fn(usize) -> bool) -> Served {
    let (counts, service) = (Arc::clone(counts), issuer(lifetime));
    boxed(tower::service_fn(move |request: Request<Full<Bytes>>| {
        let (counts, service) = (Arc::clone(&counts), service.clone());
        async move {
            let number = counts.requests.fetch_add(1, Ordering::SeqCst);
            counts
                .most
                .fetch_max(counts.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(100)).await;
            let response = if fails(number) {
                let mut response = Response::new(Full::default());
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                Ok(response)
            } else {
                counts.granted.fetch_add(1, Ordering::SeqCst);
                service.oneshot(request).await
            };
            counts.now.fetch_sub(1, Ordering::SeqCst);
            response
        }
    }))
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("after 1970").as_secs()
}

/// A thousand callers, of which every fourth is cancelled while it waits, the one that began the request
/// among them; the tokens of the others, and when they got them.
async fn ask_all(source: &SharedSource) -> Vec<(Arc<Token>, u64)> {
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let source = source.clone();
            tokio::spawn(async move { source.token().await.map(|token| (token, now())) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(30)).await;
    let mut tokens = Vec::new();
    for (number, caller) in callers.into_iter().enumerate() {
        if number % 4 == 0 {
            caller.abort();
            continue;
        }
        tokens.push(caller.await.expect("no panic").expect("a token"));
    }
    tokens
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_for_each_renewal() {
    const ROUNDS: usize = 6;
    let counts = Arc::default();
    // Requests 2 and 4 fail, each the first of its renewal.
    let port = serve(counted(3600, &counts, |number| matches!(number, 2 | 4))).await;
    let policy = SourcePolicy::new().settled(0);
    let source = source(&format!("http://127.0.0.1:{port}/token"), "read", SECRET, policy)
        .build()
        .expect("a client");
    for round in 0..ROUNDS {
        let tokens = ask_all(&source).await;
        assert_eq!(tokens.len(), CALLERS - CALLERS / 4);
        let tokens: Vec<_> = tokens.into_iter().map(|(token, _)| token).collect();
        for token in &tokens {
            assert!(Arc::ptr_eq(token, &tokens[0]));
        }
        assert_eq!(tokens[0].generation(), u64::try_from(round).expect("small") + 1);
        assert_eq!(counts.granted.load(Ordering::SeqCst), round + 1);
        // A resource server refuses the token of every one of them: one renewal, not a thousand.
        let dropped = tokens
            .iter()
            .filter(|token| source.rejected(token, Complaint::InvalidToken) == Rejected::Dropped)
            .count();
        assert_eq!(dropped, 1);
    }
    assert_eq!(counts.requests.load(Ordering::SeqCst), ROUNDS + 2);
    assert_eq!(counts.most.load(Ordering::SeqCst), 1, "one in flight");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_an_early_renewal_and_nobody_gets_an_expired_token() {
    let counts = Arc::default();
    let port = serve(counted(4, &counts, |_| false)).await;
    let policy = SourcePolicy::new().margin(1).renew_early(1, 0);
    let source = source(&format!("http://127.0.0.1:{port}/token"), "read", SECRET, policy)
        .build()
        .expect("a client");
    let first = source.token().await.expect("a token");
    let began = Instant::now();
    let mut newest = first.generation();
    while began.elapsed() < Duration::from_millis(6500) {
        for (token, now) in ask_all(&source).await {
            // Between being handed out and the look at the clock the second may have turned.
            assert!(
                token.usable_until().as_secs() + 1 > now,
                "expired at {now}: {token:?}"
            );
            newest = newest.max(token.generation());
        }
    }
    assert!(newest >= 3, "there were renewals: {newest}");
    let granted = counts.granted.load(Ordering::SeqCst);
    assert!(
        u64::try_from(granted).expect("small") - newest <= 1,
        "one may be on its way"
    );
    assert_eq!(counts.requests.load(Ordering::SeqCst), granted);
    assert_eq!(counts.most.load(Ordering::SeqCst), 1, "one in flight");
}

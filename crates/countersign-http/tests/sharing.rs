//! Many tasks, one source: one request, nobody forgotten, whoever is cancelled.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use common::{Reaction, Server, builder, text, token, token_body};
use countersign_client::phase::Phase;
use countersign_http::client::TokenErrorKind;

fn slow_token(name: &str) -> Reaction {
    Reaction::SendAfter(
        Duration::from_millis(300),
        text("200 OK", "", &token_body(name, 3600)),
    )
}

#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_waiter_is_woken_once() {
    let server = Server::start(|_, _| slow_token("first")).await;
    let source = builder(&server.url("/")).build().expect("a client");
    let counts: Vec<Arc<Count>> = (0..100).map(|_| Arc::default()).collect();
    let mut waiters: Vec<_> = counts.iter().map(|_| Box::pin(source.token())).collect();
    for (waiter, count) in waiters.iter_mut().zip(&counts) {
        let waker = Waker::from(Arc::clone(count));
        assert!(
            waiter
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
    }
    while source.phase() != Phase::Fresh {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    for (waiter, count) in waiters.iter_mut().zip(&counts) {
        assert_eq!(count.0.load(Ordering::SeqCst), 1);
        let waker = Waker::from(Arc::clone(count));
        let poll = waiter.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(matches!(poll, Poll::Ready(Ok(_))));
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_caller_that_is_cancelled_takes_nothing_away() {
    let server = Server::start(|_, _| slow_token("first")).await;
    let source = builder(&server.url("/")).build().expect("a client");
    let first = tokio::spawn({
        let source = source.clone();
        async move { source.token().await.map(drop) }
    });
    while server.count() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = tokio::spawn({
        let source = source.clone();
        async move { source.token().await.map(drop) }
    });
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.expect_err("aborted").is_cancelled());
    second.await.expect("no panic").expect("a token");
    assert_eq!(server.count(), 1, "the request went on without its first caller");
    assert!(source.failure().is_none());
}

#[test]
fn a_runtime_that_ends_with_a_request_in_flight_forgets_nobody() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime")
    };
    let (ours, theirs) = (runtime(), runtime());
    let server = ours.block_on(Server::start(|number, _| match number {
        0 => Reaction::SendAfter(Duration::from_secs(60), String::new()),
        _ => token("second", 3600),
    }));
    let source = builder(&server.url("/")).build().expect("a client");
    let fetching = theirs.spawn({
        let source = source.clone();
        async move { source.token().await.map(drop) }
    });
    while server.count() == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let waiting = ours.spawn({
        let source = source.clone();
        async move { source.token().await }
    });
    std::thread::sleep(Duration::from_millis(50));
    theirs.shutdown_background();
    let token = ours
        .block_on(async { tokio::time::timeout(Duration::from_secs(10), waiting).await })
        .expect("it is woken long before the deadline of the lost request")
        .expect("no panic")
        .expect("a token");
    assert_eq!(token.access_token().expose(), "second");
    assert_eq!(server.count(), 2);
    drop(fetching);
}

#[tokio::test]
async fn without_a_handle_nothing_stays_in_flight() {
    let server = Server::start(|_, _| Reaction::SendAfter(Duration::from_secs(60), String::new())).await;
    let source = builder(&server.url("/")).build().expect("a client");
    let caller = tokio::spawn(async move { source.token().await.map(drop) });
    while server.count() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    caller.abort();
    let gone = async {
        while server.given_up() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), gone)
        .await
        .expect("the connection is closed");
}

#[tokio::test]
async fn a_caller_waits_as_long_as_it_is_told_and_no_longer() {
    let server = Server::start(|_, _| slow_token("first")).await;
    let source = builder(&server.url("/"))
        .longest_wait(Duration::from_millis(50))
        .build()
        .expect("a client");
    let error = source.token().await.expect_err("too early");
    assert!(matches!(
        error.kind(),
        TokenErrorKind::NotInTime { failure: None, .. }
    ));
    while source.phase() != Phase::Fresh {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(source.token().await.is_ok(), "the request went on");
    assert_eq!(server.count(), 1);
    let source = builder(&server.url("/"))
        .longest_wait(Duration::MAX)
        .build()
        .expect("a client");
    assert!(source.token().await.is_ok());
}

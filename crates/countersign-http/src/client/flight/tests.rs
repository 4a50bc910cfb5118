//! Which failure a cause belongs to.
#![allow(clippy::expect_used, clippy::panic)]

use std::fmt;

use countersign_client::{
    Action, ClientAuthentication, FailureKind, RequestSpec, SourcePolicy, TokenEndpointUrl,
};
use countersign_grammar::{ClientId, UnixTime};
use countersign_secret::Secret;
use http::Request;

use super::super::SharedSource;
use super::*;

/// What a transport knows about a failure.
#[derive(Debug)]
struct Cause(&'static str);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Cause {}

/// A transport that is never asked: the outcomes here are handed in.
struct Unasked;

impl Transport for Unasked {
    async fn send(&self, _: Request<Octets>) -> Result<Response<Octets>, Unanswered> {
        panic!("nothing is sent here")
    }
}

fn source() -> SharedSource<Unasked> {
    let id = ClientId::parse("abc").expect("VSCHAR");
    let client = ClientAuthentication::basic(id, Secret::from(String::from("secret")));
    let endpoint = TokenEndpointUrl::parse("https://as.example/token").expect("https");
    let request = RequestSpec::builder(endpoint, client).build().expect("a request");
    SharedSource::builder(request, SourcePolicy::new()).build_over(Unasked)
}

/// The exchange that the source wants to be sent at this time.
fn sent(source: &SharedSource<Unasked>, at: UnixTime) -> Flight<Unasked> {
    match source.0.lock().source.poll(at) {
        Action::Send(exchange) => Flight::new(Arc::downgrade(&source.0), exchange),
        other => panic!("{other:?}"),
    }
}

fn ago(seconds: u64) -> UnixTime {
    clock::now().saturating_sub(seconds)
}

fn refused(cause: &'static str) -> Result<Response<Octets>, Unanswered> {
    Err(Unanswered::because(NoAnswer::NotConnected, Cause(cause)))
}

fn cause(source: &SharedSource<Unasked>) -> Option<String> {
    let state = source.0.lock();
    state.cause.as_ref().map(ToString::to_string)
}

/// Two exchanges: the first is given up at its deadline, and what it comes to arrives after the second one has failed.
fn two_failures(late: Result<Response<Octets>, Unanswered>) -> SharedSource<Unasked> {
    let source = source();
    let mut first = sent(&source, ago(9_000));
    assert!(matches!(source.0.lock().source.poll(ago(8_000)), Action::Wait(_)));
    let mut second = sent(&source, ago(0));
    second.land(refused("the second"), 0);
    assert_eq!(cause(&source).as_deref(), Some("the second"));
    first.land(late, 0);
    source
}

#[test]
fn an_outcome_that_comes_too_late_names_no_other_cause() {
    let mut page = Response::new(Octets::default());
    *page.status_mut() = http::StatusCode::BAD_GATEWAY;
    for late in [
        refused("the first"),
        Err(Unanswered::new(NoAnswer::TimedOut)),
        Ok(page),
    ] {
        let source = two_failures(late);
        let failure = source.failure().expect("it waits after the second");
        assert_eq!(failure.kind(), FailureKind::NoAnswer(NoAnswer::NotConnected));
        assert_eq!(cause(&source).as_deref(), Some("the second"));
    }
}

#[test]
fn an_exchange_that_cannot_be_launched_has_no_cause_of_the_one_before() {
    let source = source();
    let mut first = sent(&source, ago(9_000));
    source.0.lock().cause = Some(Arc::new(Cause("the first")));
    drop(first.exchange.take());
    // It counts as lost, and the wait after that is over by now.
    assert!(matches!(source.0.lock().source.poll(ago(8_000)), Action::Wait(_)));
    assert!(source.turn().is_err(), "there is no runtime here");
    assert_eq!(cause(&source), None);
}

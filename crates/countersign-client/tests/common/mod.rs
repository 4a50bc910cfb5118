//! A client, a clock and answers for the tests of the source.
#![allow(dead_code)]

use countersign_client::{
    Action, Answer, ClientAuthentication, Exchange, Outcome, RequestSpec, SourcePolicy, TokenEndpointUrl,
    TokenSource,
};
use countersign_grammar::{ClientId, UnixTime};
use countersign_scope::ScopeSet;
use countersign_secret::Secret;

pub(crate) const START: u64 = 1_700_000_000;
pub(crate) const SECRET: &str = "canary-secret-gX1fBat3bV";

/// So many seconds after the start.
pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(START + seconds)
}

pub(crate) fn client(secret: &str) -> ClientAuthentication {
    ClientAuthentication::basic(
        ClientId::parse("s6BhdRkqt3").expect("VSCHAR"),
        Secret::from(secret.to_owned()),
    )
}

pub(crate) fn request() -> RequestSpec {
    RequestSpec::builder(
        TokenEndpointUrl::parse("https://as.example/token").expect("https"),
        client(SECRET),
    )
    .scope(ScopeSet::parse("read write").expect("a scope"))
    .build()
    .expect("a request")
}

pub(crate) fn source() -> TokenSource {
    TokenSource::new(request(), SourcePolicy::new())
}

/// An answer with its media type.
pub(crate) fn json(status: u16, body: &str) -> Outcome<'_> {
    Outcome::Answered(Answer::new(status, body.as_bytes()).header("Content-Type", b"application/json"))
}

/// A token of this life.
pub(crate) fn token(text: &str, expires_in: u64) -> String {
    format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":{expires_in}}}"#)
}

#[track_caller]
pub(crate) fn send(source: &mut TokenSource, now: UnixTime) -> Exchange {
    match source.poll(now) {
        Action::Send(exchange) => exchange,
        other => panic!("no request to send but {other:?}"),
    }
}

/// The text of the token that is handed out.
#[track_caller]
pub(crate) fn used(source: &mut TokenSource, now: UnixTime) -> String {
    match source.poll(now) {
        Action::Use(token) => token.access_token().expose().to_owned(),
        other => panic!("no token but {other:?}"),
    }
}

/// The seconds after the start until which there is nothing to do.
#[track_caller]
pub(crate) fn waits(source: &mut TokenSource, now: UnixTime) -> u64 {
    match source.poll(now) {
        Action::Wait(until) => until.as_secs() - START,
        other => panic!("no wait but {other:?}"),
    }
}

/// A source that got a token of this life at the start, with no jitter.
pub(crate) fn fetched(expires_in: u64) -> TokenSource {
    let mut source = source();
    let exchange = send(&mut source, at(0));
    source.handle(exchange, json(200, &token("first", expires_in)), at(0), 0);
    source
}

//! The field that carries the token.
#![allow(clippy::expect_used, clippy::panic)]

use countersign_client::{
    Action, Answer, ClientAuthentication, Handled, Outcome, RequestSpec, SourcePolicy, TokenEndpointUrl,
    TokenSource,
};
use countersign_grammar::{ClientId, UnixTime};
use countersign_secret::Secret;

use super::bearer;

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn the_field_is_sensitive() {
    let client = ClientAuthentication::basic(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from(String::from("secret")),
    );
    let endpoint = TokenEndpointUrl::parse("https://as.example/token").expect("https");
    let request = RequestSpec::builder(endpoint, client).build().expect("a request");
    let mut source = TokenSource::new(request, SourcePolicy::new());
    let now = UnixTime::from_secs(1_700_000_000);
    let Action::Send(exchange) = source.poll(now) else {
        panic!("nothing was fetched yet");
    };
    let body = br#"{"access_token":"c4n4ry","token_type":"Bearer"}"#;
    let answer = Answer::new(200, body).header("content-type", b"application/json");
    let Handled::Granted(token) = source.handle(exchange, Outcome::Answered(answer), now, 0) else {
        panic!("it is a token");
    };
    let field = bearer(token).expect("it can stand in a field");
    assert_eq!(field.as_bytes(), b"Bearer c4n4ry");
    assert!(field.is_sensitive());
    assert_eq!(format!("{field:?}"), "Sensitive");
}

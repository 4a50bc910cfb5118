//! A sentinel goes into every field, and must not come out of anything that is printed for a log.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::error::Error;
use std::fmt::Debug;

use countersign_grammar::{AbsoluteUri, ClientId, Limits, TokenType};
use countersign_message::{
    AccessToken, ExtraValue, ReceivedResponse, TokenRequest, TokenRequestBuilder, TokenResponse, Tolerances,
    parse_response, parse_response_with,
};
use countersign_scope::Scope;
use countersign_secret::Secret;

const SENTINEL: &str = "c4n4ry";

#[track_caller]
fn silent(shown: &str) {
    assert!(!shown.contains(SENTINEL), "{shown}");
    // Octet lists would show it too.
    let octets = format!("{:?}", SENTINEL.as_bytes());
    assert!(!shown.contains(&octets[1..octets.len() - 1]), "{shown}");
}

#[track_caller]
fn silent_debug(value: &impl Debug) {
    silent(&format!("{value:?}"));
    silent(&format!("{value:#?}"));
}

#[track_caller]
fn silent_error(error: &(impl Error + 'static)) {
    let mut next: Option<&dyn Error> = Some(error);
    while let Some(error) = next {
        silent(&format!("{error:?} {error:#?} {error}"));
        next = error.source();
    }
}

// = COUNTERSIGN-SECRET-1 (test)
// = RFC6749-10.1-1 (test)
#[test]
fn requests_are_silent() {
    for name in [
        "grant_type",
        "client_id",
        "client_secret",
        "scope",
        "client_assertion_type",
        "client_assertion",
        "resource",
        "password",
        SENTINEL,
    ] {
        let body = format!("{name}={SENTINEL}");
        let request = TokenRequest::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
        silent_debug(&request);
        for (found, parameter) in request.parameters() {
            silent_debug(&found);
            silent_debug(&parameter);
        }
        // A body of which every fault is tried: each error stays silent.
        for broken in [
            format!("{body}&{body}"),
            format!("{body}%"),
            format!("{body}%FF"),
            format!("{body}%zz{SENTINEL}"),
            format!("{body}\u{0}"),
            format!("%{body}"),
        ] {
            if let Err(error) = TokenRequest::parse(broken.as_bytes(), &Limits::DEFAULT) {
                silent_error(&error);
            }
        }
        assert!(TokenRequest::parse(format!("{body}%").as_bytes(), &Limits::DEFAULT).is_err());
        let mut limits = Limits::DEFAULT;
        limits.body = 1;
        silent_error(&TokenRequest::parse(body.as_bytes(), &limits).unwrap_err());
    }
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn builders_are_silent() {
    let id = ClientId::parse("a").unwrap();
    let secret = Secret::from(SENTINEL.to_owned());
    let kind = AbsoluteUri::parse("urn:x:y").unwrap();
    let builder = TokenRequestBuilder::new()
        .body_credentials(&id, &secret)
        .unwrap()
        .extra("x", SENTINEL)
        .unwrap();
    silent_debug(&builder);
    silent_debug(
        &TokenRequestBuilder::new()
            .client_assertion(None, &kind, SENTINEL)
            .unwrap(),
    );
    // It does go where it is meant to go.
    let mut body = String::new();
    builder.write(&mut body);
    assert!(body.contains(SENTINEL));

    let bad = Secret::from(format!("{SENTINEL}\n"));
    silent_error(
        &TokenRequestBuilder::new()
            .body_credentials(&id, &bad)
            .unwrap_err(),
    );
    silent_error(&builder.clone().extra("x", SENTINEL).unwrap_err());
    silent_error(&builder.extra("client_secret", SENTINEL).unwrap_err());
}

// = COUNTERSIGN-SECRET-1 (test)
// = RFC6749-10.3-1 (test)
#[test]
fn responses_are_silent() {
    let body = format!(
        "{{\"access_token\":\"{SENTINEL}\",\"token_type\":\"Bearer\",\"refresh_token\":\"{SENTINEL}\",\
         \"id_token\":\"{SENTINEL}\",\"{SENTINEL}\":1}}"
    );
    let response = TokenResponse::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
    silent_debug(&response);
    silent_debug(response.access_token());
    silent_debug(&response.access_token().borrowed());
    for member in response.extra() {
        silent_debug(member);
        silent_debug(&member.value());
    }
    silent_debug(&parse_response(200, body.as_bytes(), &Limits::DEFAULT).unwrap());
    silent_debug(&response.into_access_token().into_owned());

    let built = TokenResponse::new(
        AccessToken::parse(SENTINEL).unwrap(),
        TokenType::parse("Bearer").unwrap(),
    )
    .with_scope(Scope::parse("a").unwrap())
    .with_extra("x", ExtraValue::Text(SENTINEL))
    .unwrap();
    silent_debug(&built);
    silent_error(&built.with_extra("x", ExtraValue::Text(SENTINEL)).unwrap_err());
    silent_error(&AccessToken::parse(format!("{SENTINEL}\n")).unwrap_err());
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn refused_responses_are_silent() {
    let good =
        format!("{{\"access_token\":\"{SENTINEL}\",\"token_type\":\"Bearer\",\"error\":\"{SENTINEL}\"}}");
    let mut refused = 0;
    // Cut anywhere, and with every octet replaced by one that JSON or a grammar refuses.
    for at in 0..good.len() {
        let mut replaced = good.clone().into_bytes();
        replaced[at] = 0x01;
        for (status, body) in [
            (200, &good.as_bytes()[..at]),
            (200, &replaced),
            (400, &replaced),
            (302, good.as_bytes()),
        ] {
            if let Err(error) = parse_response(status, body, &Limits::DEFAULT) {
                silent_error(&error);
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 4 * good.len());
    for member in [
        "access_token",
        "token_type",
        "scope",
        "expires_in",
        "refresh_token",
        "error_description",
        "error_uri",
    ] {
        let body =
            format!("{{\"{member}\":[\"{SENTINEL}\"],\"error\":\"{SENTINEL}\",\"x\":\"\\u0022{SENTINEL}\"}}");
        for error in [
            TokenResponse::parse(body.as_bytes(), &Limits::DEFAULT)
                .map(|_| ())
                .err(),
            parse_response(400, body.as_bytes(), &Limits::DEFAULT)
                .map(|_| ())
                .err(),
        ]
        .into_iter()
        .flatten()
        {
            silent_error(&error);
        }
    }
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn tolerated_and_refused_answers_are_silent() {
    let json = format!(
        "{{\"access_token\":\"{SENTINEL}\",\"expires_in\":\"1\",\"scope\":[\"a\"],\"refresh_token\":\"{SENTINEL}\",\
         \"{SENTINEL}\":\"{SENTINEL}\",\"errors\":[{{\"code\":\"{SENTINEL}\"}}],\"message\":\"{SENTINEL}\"}}"
    );
    let form =
        format!("access_token={SENTINEL}&refresh_token={SENTINEL}&{SENTINEL}={SENTINEL}&message=%{SENTINEL}");
    let good = format!("access_token=%63{SENTINEL}&x={SENTINEL}+");
    let (mut read, mut refused) = (0, 0);
    for body in [&json, &form, &good] {
        for status in [200, 201, 302] {
            for content_type in [Some(&b"application/json"[..]), Some(SENTINEL.as_bytes()), None] {
                // Cut anywhere, and with any octet replaced by one that is allowed nowhere.
                for at in 0..=body.len() {
                    let mut replaced = body.clone().into_bytes();
                    if let Some(octet) = replaced.get_mut(at) {
                        *octet = 0x01;
                    }
                    for body in [&body.as_bytes()[..at], &replaced] {
                        let received = ReceivedResponse {
                            status,
                            content_type,
                            body,
                        };
                        silent_debug(&received);
                        for tolerances in [Tolerances::NONE, Tolerances::ALL] {
                            match parse_response_with(received, tolerances, &Limits::DEFAULT) {
                                Ok(response) => {
                                    silent_debug(&response);
                                    read += 1;
                                }
                                Err(error) => {
                                    silent_error(&error);
                                    refused += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(read > 100 && refused > 1000, "{read} read, {refused} refused");
}

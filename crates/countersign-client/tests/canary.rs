//! A sentinel goes into every field, and must not come out of anything that is printed for a log.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::error::Error;
use std::fmt::Debug;

use countersign_client::{
    Action, Answer, ClientAuthentication, Complaint, Outcome, RequestBuffer, RequestSpec, SecretPlacement,
    SourcePolicy, TokenEndpointUrl, TokenSource, TokenSources,
};
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::{ClientId, UnixTime};
use countersign_message::Tolerances;
use countersign_secret::Secret;

const SENTINEL: &str = "c4n4ry";
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

#[track_caller]
fn silent(shown: &str) {
    // The sentinel as it is, as octets, and in base64 at each of its three alignments.
    let octets = format!("{:?}", SENTINEL.as_bytes());
    for trace in [
        SENTINEL,
        &octets[1..octets.len() - 1],
        "YzRuNHJ5",
        "M0bjRye",
        "NG40cn",
    ] {
        assert!(!shown.contains(trace), "{shown}");
    }
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

fn request(placement: SecretPlacement, secret: &str) -> RequestSpec {
    RequestSpec::builder(
        TokenEndpointUrl::parse("https://as.example/token").expect("https"),
        ClientAuthentication::secret(
            ClientId::parse("abc").expect("VSCHAR"),
            Secret::from(secret.to_owned()),
            placement,
        ),
    )
    .extra("vendor", SENTINEL)
    .build()
    .expect("a request")
}

// = COUNTERSIGN-SECRET-1 (test)
// = RFC6749-10.1-1 (test)
// = RFC6749-10.3-1 (test)
#[test]
fn nothing_that_is_printed_shows_the_secret_or_the_token() {
    for placement in [
        SecretPlacement::default(),
        SecretPlacement::Basic(BasicEscape::Raw),
        SecretPlacement::Body,
    ] {
        let spec = request(placement, SENTINEL);
        silent_debug(&spec);
        silent_debug(spec.authentication());
        silent_debug(spec.key());
        let mut sources = TokenSources::new(SourcePolicy::new(), 1);
        silent_debug(&sources.source(spec).map(|source| format!("{source:?}")));
        silent_debug(&sources.source(request(placement, "other")));
        silent_debug(&sources);

        let mut source = TokenSource::new(request(placement, SENTINEL), SourcePolicy::new());
        let action = source.poll(NOW);
        silent_debug(&action);
        let Action::Send(exchange) = action else {
            panic!("{action:?}")
        };
        let mut buffer = RequestBuffer::new();
        silent_debug(&exchange.request([0x63; 16], &mut buffer));
        silent_debug(&buffer);
        let body = format!(
            r#"{{"access_token":"{SENTINEL}","token_type":"Bearer","expires_in":60,"id_token":"{SENTINEL}"}}"#
        );
        let answer = Answer::new(200, body.as_bytes()).header("content-type", b"application/json");
        silent_debug(&answer);
        silent_debug(&Outcome::Answered(answer));
        silent_debug(&source.handle(exchange, Outcome::Answered(answer), NOW, 0));
        silent_debug(&source);
        let Action::Use(token) = source.poll(NOW) else {
            panic!()
        };
        silent_debug(token);
        assert_eq!(token.access_token().expose(), SENTINEL);
        let token = std::sync::Arc::clone(token);
        silent_debug(&source.rejected(&token, Complaint::InvalidToken, NOW));
    }
}

/// Whatever a server answers: a success that cannot be used, an error, or nonsense.
#[test]
fn no_failure_keeps_a_part_of_the_answer() {
    let bodies = [
        format!(r#"{{"access_token":"{SENTINEL}","token_type":"mac"}}"#),
        format!(r#"{{"access_token":"{SENTINEL}|","token_type":"Bearer"}}"#),
        format!(r#"{{"access_token":"{SENTINEL}","token_type":"Bearer","expires_in":0}}"#),
        format!(r#"{{"access_token":"{SENTINEL}","token_type":"Bearer","expires_in":"{SENTINEL}"}}"#),
        format!(r#"{{"access_token":"{SENTINEL}","access_token":"{SENTINEL}"}}"#),
        format!(r#"{{"access_token":"{SENTINEL}","{SENTINEL}":1,"{SENTINEL}":2}}"#),
        format!(r#"{{"error":"{SENTINEL}","error_description":"{SENTINEL}","error_uri":"{SENTINEL}"}}"#),
        format!(r#"{{"error":"invalid_client","error_description":"unknown secret {SENTINEL}"}}"#),
        format!(r#"{{"error":{{"code":"{SENTINEL}"}}}}"#),
        format!("access_token={SENTINEL}&token_type=mac"),
        format!("<html>{SENTINEL}</html>"),
        SENTINEL.to_owned(),
        String::new(),
    ];
    for tolerances in [Tolerances::NONE, Tolerances::ALL] {
        for status in [200, 201, 302, 400, 401, 429, 500] {
            for media in ["application/json", "text/html", SENTINEL] {
                for body in &bodies {
                    let spec = RequestSpec::builder(
                        TokenEndpointUrl::parse("https://as.example/token").expect("https"),
                        ClientAuthentication::basic(
                            ClientId::parse("abc").expect("VSCHAR"),
                            Secret::from("secret".to_owned()),
                        ),
                    )
                    .tolerances(tolerances)
                    .build()
                    .expect("a request");
                    let mut source = TokenSource::new(spec, SourcePolicy::new());
                    let Action::Send(exchange) = source.poll(NOW) else {
                        panic!()
                    };
                    let answer = Answer::new(status, body.as_bytes())
                        .header("content-type", media.as_bytes())
                        .header("retry-after", SENTINEL.as_bytes());
                    silent_debug(&source.handle(exchange, Outcome::Answered(answer), NOW, 0));
                    if let Some(failure) = source.failure() {
                        silent_error(&failure);
                        silent(&format!("{:?}", failure.clause()));
                    }
                    silent_debug(&source);
                    silent_debug(&source.poll(NOW));
                }
            }
        }
    }
}

#[test]
fn no_error_of_building_shows_what_was_given() {
    for placement in [
        SecretPlacement::default(),
        SecretPlacement::Basic(BasicEscape::Raw),
        SecretPlacement::Body,
    ] {
        for (id, secret, name) in [
            ("abc", format!("{SENTINEL}\n"), "vendor"),
            ("", SENTINEL.to_owned(), "vendor"),
            ("abc", SENTINEL.to_owned(), "client_secret"),
            ("abc", SENTINEL.to_owned(), "c4n4ry c4n4ry"),
            ("abc", SENTINEL.repeat(5000), "vendor"),
        ] {
            let built = RequestSpec::builder(
                TokenEndpointUrl::parse("https://as.example/token").expect("https"),
                ClientAuthentication::secret(
                    ClientId::parse(id).expect("VSCHAR"),
                    Secret::from(secret),
                    placement,
                ),
            )
            .extra(name, SENTINEL);
            silent_debug(&built);
            silent_error(&built.build().expect_err("it cannot be built"));
        }
    }
}

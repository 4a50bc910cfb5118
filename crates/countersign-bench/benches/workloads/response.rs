//! W4: the answer of a token endpoint, into typed values.

use std::hint::black_box;

use countersign_bench::{Case, Gate, Role, Workload};
use countersign_grammar::Limits;
use countersign_message::{AccessToken, Response, TokenResponse, parse_response};
use oauth2::basic::BasicTokenResponse;
use serde::Deserialize;

/// A token of 200 octets, and the scope of W1.
pub(crate) const BODY: &str = concat!(
    r#"{"access_token":"eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJzdWIiOiJzNkJo"#,
    r#"ZFJrcXQzIiwiYXVkIjoiaHR0cHM6Ly9hcGkuZXhhbXBsZSIsImV4cCI6MTcwMDAwMzYwMH0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWF"#,
    r#"OEjXk","token_type":"Bearer","expires_in":3600,"scope":"read write delete"}"#
);

/// The work that nobody can leave out: the text is UTF-8, its marks are found, and the token is kept.
pub(crate) fn limit() -> impl FnMut() -> usize {
    let mut copy = [0; 256];
    move || {
        let body = std::str::from_utf8(black_box(BODY.as_bytes()))
            .expect("UTF-8")
            .as_bytes();
        let marks = memchr::memchr2_iter(b'"', b'\\', body).fold(0, |sum, at| sum ^ at);
        let token = &body[17..217];
        black_box(&mut copy)[..token.len()].copy_from_slice(token);
        marks
    }
}

/// The answer, borrowed.
pub(crate) fn read() -> TokenResponse<'static> {
    match parse_response(200, black_box(BODY.as_bytes()), &Limits::DEFAULT) {
        Ok(Response::Success(response)) => response,
        other => panic!("the answer is sound: {other:?}"),
    }
}

fn owned() -> (AccessToken<'static>, Option<u64>) {
    let response = read();
    let life = response.expires_in();
    (response.into_access_token().into_owned(), life)
}

#[derive(Debug, Deserialize)]
struct Fields<T> {
    access_token: T,
    token_type: T,
    expires_in: u64,
    scope: Option<T>,
}

fn serde<T: Deserialize<'static>>() -> Fields<T> {
    serde_json::from_str(black_box(BODY)).expect("the answer is sound")
}

const SERDE_BORROWED: &str = "serde_json, &str";
const OAUTH2: &str = "oauth2 5.0, its response type";

pub(crate) fn workload() -> Workload {
    let fields = serde::<String>();
    assert_eq!(read().access_token().expose(), fields.access_token);
    assert_eq!(read().token_type().as_str(), fields.token_type);
    assert_eq!(read().expires_in(), Some(fields.expires_in));
    assert_eq!(
        read().scope_set().present().map(|scope| scope.len()),
        fields.scope.map(|scope| scope.split(' ').count())
    );
    Workload {
        name: "W4",
        about: "an answer with a token of 200 octets, its life and its scope, into typed values",
        cases: vec![
            Case::new(
                Role::Limit,
                "UTF-8, one memchr2 pass, a copy of the token",
                limit(),
            ),
            Case::new(Role::Ours, "parse_response, borrowed", read)
                .gate_kept_at(
                    Gate::Limit {
                        gate: 1.6,
                        target: 1.3,
                    },
                    5.8,
                )
                .gate(Gate::Allocations(0)),
            Case::new(
                Role::Ours,
                "parse_response, the token in a buffer that is wiped",
                owned,
            )
            .gate_kept_at(
                Gate::Peer {
                    name: OAUTH2,
                    gate: 3.5,
                    target: 5.0,
                },
                0.6,
            )
            .gate(Gate::Allocations(1)),
            Case::new(Role::Peer, SERDE_BORROWED, serde::<&str>),
            Case::new(Role::Peer, "serde_json, String", serde::<String>),
            Case::new(Role::Peer, OAUTH2, || {
                serde_json::from_str::<BasicTokenResponse>(black_box(BODY)).expect("the answer is sound")
            }),
        ],
    }
}

//! The usual beginning of a token request is read by a way of its own, and comes to the same.
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

use countersign_grammar::Limits;
use countersign_message::{Parameter, TokenRequest};
use proptest::prelude::*;

/// What a request says, and where.
fn said(request: &TokenRequest<'_>, shift: usize) -> Vec<(String, usize, usize)> {
    let one = |parameter: Parameter<'_>| {
        (
            parameter.text.decode().into_owned(),
            parameter.at + shift,
            parameter.value_at + shift,
        )
    };
    let known = [
        request.grant_type(),
        request.client_id(),
        request.client_secret(),
        request.scope(),
        request.client_assertion_type(),
        request.client_assertion(),
    ];
    known
        .map(|parameter| parameter.map_or_else(|| (String::new(), 0, 0), one))
        .into_iter()
        .chain(request.resources().map(one))
        .collect()
}

/// The first parameters of nearly every body are read by a way of their own. Behind an empty piece they are not, and
/// must come to the same.
fn alike(body: &str, limits: &Limits) {
    let led = format!("&{body}");
    let mut one_more = *limits;
    one_more.body += 1;
    let (usual, other) = (
        TokenRequest::parse(body.as_bytes(), limits),
        TokenRequest::parse(led.as_bytes(), &one_more),
    );
    match (usual, other) {
        (Ok(usual), Ok(other)) => assert_eq!(said(&usual, 1), said(&other, 0), "{body}"),
        (Err(usual), Err(other)) => {
            assert_eq!(
                (usual.kind(), usual.at() + 1),
                (other.kind(), other.at()),
                "{body}"
            );
        }
        (usual, other) => panic!("{usual:?} and {other:?} for {body}"),
    }
}

/// Everything that can follow the usual beginning, of one piece or two.
#[test]
fn the_usual_beginning_is_no_other_way_to_read() {
    const NEXT: [&str; 24] = [
        "",
        "&",
        "=",
        "s",
        "%",
        "%20",
        "&scope",
        "&scope=",
        "&scope=read",
        "&scope=a+b",
        "&scope=a%20b",
        "&scope=%zz",
        "&scope=%FF",
        "&scope=a b",
        "&scope=a=b",
        "&scope==",
        "&scope=\u{e9}",
        "&sco%70e=c",
        "&scopes=x",
        "&state=1",
        "&client_id=a",
        "&grant_type=x",
        "&grant_type=client_credentials",
        "&resource=r",
    ];
    let mut tight = Limits::DEFAULT;
    tight.parameters = 2;
    let mut short = Limits::DEFAULT;
    short.body = 40;
    for start in [
        "grant_type=client_credentials",
        "grant_type=client_credential",
        "grant_type=client_credentialz",
        "",
    ] {
        for first in NEXT {
            for second in NEXT {
                for third in ["", "&a=1", "&scope=x"] {
                    let body = format!("{start}{first}{second}{third}");
                    for limits in [Limits::DEFAULT, tight, short] {
                        alike(&body, &limits);
                    }
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn the_usual_beginning_may_be_followed_by_anything(rest in "(&?(scope=)?[a-z%+=& ]{0,12}){0,3}") {
        alike(&format!("grant_type=client_credentials{rest}"), &Limits::DEFAULT);
        alike(&format!("grant_type=client_credentials&scope={rest}"), &Limits::DEFAULT);
    }
}

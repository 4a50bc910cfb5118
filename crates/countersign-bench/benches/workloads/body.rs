//! W1: the body of a token request, into typed fields.

use std::borrow::Cow;
use std::hint::black_box;

use countersign_bench::{Case, Gate, Role, Workload};
use countersign_grammar::Limits;
use countersign_message::TokenRequest;
use serde::Deserialize;

const BODY: &[u8] = b"grant_type=client_credentials&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw&scope=read+write+delete";

/// What each case ends with, owned, borrowed or still encoded.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Fields<T> {
    grant_type: Option<T>,
    client_id: Option<T>,
    client_secret: Option<T>,
    scope: Option<T>,
}

pub(crate) fn workload() -> Workload {
    let ours = || TokenRequest::parse(black_box(BODY), &Limits::DEFAULT).expect("the body is sound");
    let [id, secret] = [ours().client_id(), ours().client_secret()].map(|it| it.map(|it| it.text.decode()));
    let found = Fields {
        grant_type: ours().grant_type().map(|it| it.text.decode()),
        client_id: id,
        client_secret: secret,
        scope: ours().scope().map(|it| it.text.decode()),
    };
    let expected = form_urlencoded_fields().expect("the body is sound");
    assert_eq!(found, expected);
    assert_eq!(serde_fields::<Cow<'_, str>>(), expected);

    let mut copy = [0; 256];
    let limit = move || {
        let body = black_box(BODY);
        let copy = black_box(&mut copy[..body.len()]);
        copy.copy_from_slice(body);
        memchr::memchr2_iter(b'&', b'=', copy).fold(0, |sum, at| sum ^ at)
    };
    Workload {
        name: "W1",
        about: "the body of a token request of 111 octets into typed fields, repetitions refused",
        cases: vec![
            Case::new(Role::Limit, "copy and one memchr2 pass", limit),
            Case::new(Role::Ours, "TokenRequest::parse", ours)
                .gate(Gate::Limit {
                    gate: 3.0,
                    target: 1.8,
                })
                .gate_kept_at(
                    Gate::Peer {
                        name: FORM_URLENCODED,
                        gate: 2.5,
                        target: 4.0,
                    },
                    2.2,
                )
                .gate(Gate::Allocations(0)),
            Case::new(Role::Peer, FORM_URLENCODED, form_urlencoded_fields),
            Case::new(Role::Peer, "serde_urlencoded, Cow", serde_fields::<Cow<'_, str>>),
            Case::new(Role::Peer, "serde_urlencoded, String", serde_fields::<String>),
        ],
    }
}

const FORM_URLENCODED: &str = "form_urlencoded";

/// The least that can be done with the crate: decoded, sorted into fields, repetitions of known ones refused.
fn form_urlencoded_fields() -> Option<Fields<Cow<'static, str>>> {
    let mut fields = Fields::default();
    for (name, value) in form_urlencoded::parse(black_box(BODY)) {
        let field = match &*name {
            "grant_type" => &mut fields.grant_type,
            "client_id" => &mut fields.client_id,
            "client_secret" => &mut fields.client_secret,
            "scope" => &mut fields.scope,
            _ => continue,
        };
        if field.replace(value).is_some() {
            return None;
        }
    }
    Some(fields)
}

fn serde_fields<T: Deserialize<'static>>() -> Fields<T> {
    serde_urlencoded::from_bytes(black_box(BODY)).expect("the body is sound")
}

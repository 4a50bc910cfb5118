//! W2: an `Authorization` field into identifier and secret, percent-decoded.

use std::borrow::Cow;
use std::hint::black_box;

use base64_simd::STANDARD;
use countersign_bench::{Case, Gate, Role, Workload};
use countersign_grammar::basic::{self, BasicEncoding};
use headers::authorization::Basic;
use headers::{Authorization, Header, HeaderValue};
use http_auth_basic::Credentials;
use percent_encoding::percent_decode_str;

const FIELD: &str = "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW";
const ID: &str = "s6BhdRkqt3";
const SECRET: &str = "gX1fBat3bV";

const HEADERS: &str = "headers, and percent-decoding";
const HTTP_AUTH_BASIC: &str = "http-auth-basic, and percent-decoding";

pub(crate) fn workload() -> Workload {
    let field = HeaderValue::from_static(FIELD);
    let mut buffer = [0; 256];
    let ours = move || {
        let field = black_box(FIELD).as_bytes();
        let found = basic::parse_field(field, BasicEncoding::Form, black_box(&mut buffer));
        let found = found.expect("the field is sound").expect("the scheme is Basic");
        (
            black_box(found.user_id()).len(),
            black_box(found.password()).len(),
        )
    };
    let mut check = [0; 256];
    let found = basic::parse_field(FIELD.as_bytes(), BasicEncoding::Form, &mut check);
    let found = found.expect("the field is sound").expect("the scheme is Basic");
    assert_eq!((found.user_id(), found.password()), (ID, SECRET));
    assert_eq!(with_headers(&field), Some((ID.into(), SECRET.into())));
    assert_eq!(with_http_auth_basic(), Some((ID.into(), SECRET.into())));

    let mut decoded = [0; 256];
    let limit = move || {
        let text = &black_box(FIELD).as_bytes()["Basic ".len()..];
        let octets = STANDARD.decode(text, base64_simd::Out::from_slice(black_box(&mut decoded)));
        let octets = octets.expect("the field is sound");
        memchr::memchr(b':', octets)
    };
    Workload {
        name: "W2",
        about: "an Authorization field of 34 octets into identifier and secret, percent-decoding included",
        cases: vec![
            Case::new(Role::Limit, "base64-simd and one memchr", limit),
            Case::new(Role::Ours, "basic::parse_field", ours)
                .gate(Gate::Limit {
                    gate: 3.2,
                    target: 2.7,
                })
                .gate(Gate::Peer {
                    name: HEADERS,
                    gate: 1.0,
                    target: 1.6,
                })
                .gate(Gate::Peer {
                    name: HTTP_AUTH_BASIC,
                    gate: 1.0,
                    target: 3.0,
                })
                .gate(Gate::Allocations(0)),
            Case::new(Role::Peer, HEADERS, move || {
                with_headers(black_box(&field)).map(|found| found.0.len())
            }),
            Case::new(Role::Peer, HTTP_AUTH_BASIC, with_http_auth_basic),
        ],
    }
}

fn with_headers(field: &HeaderValue) -> Option<(String, String)> {
    let found = Authorization::<Basic>::decode(&mut std::iter::once(field)).ok()?;
    Some((
        decoded(found.username())?.into_owned(),
        decoded(found.password())?.into_owned(),
    ))
}

fn with_http_auth_basic() -> Option<(String, String)> {
    let found = Credentials::from_header(String::from(black_box(FIELD))).ok()?;
    Some((
        decoded(&found.user_id)?.into_owned(),
        decoded(&found.password)?.into_owned(),
    ))
}

/// Form decoding, less the plus sign, which neither identifier nor secret holds.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

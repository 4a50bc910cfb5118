use bytes::Bytes;
use countersign_server::{Parts, Reply};
use http::{Response, StatusCode, request};

use crate::fields;

/// What the endpoint looks at in a request of the `http` crate.
pub fn parts<'r>(head: &'r request::Parts, body: &'r [u8]) -> Parts<'r> {
    let mut parts = Parts::new(head.method.as_str(), fields::target(&head.uri), body);
    if fields::has_user_information(&head.uri) {
        parts = parts.user_information();
    }
    let fields = head.headers.iter();
    fields.fold(parts, |parts, (name, value)| {
        parts.header(name.as_str(), value.as_bytes())
    })
}

/// A reply as a response of the `http` crate. `Debug` of it shows the body, which holds the token.
#[must_use]
pub fn response(reply: Reply<'_>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() =
        StatusCode::from_u16(reply.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    fields::append(response.headers_mut(), reply.headers());
    *response.body_mut() = crate::Octets::from(reply.into_body()).into_bytes();
    response
}

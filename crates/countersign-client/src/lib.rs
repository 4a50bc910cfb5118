#![no_std]
#![forbid(unsafe_code)]
//! The client's side of the OAuth 2.0 client credentials grant (RFC 6749 section 4.4), without I/O.

extern crate alloc;
#[cfg(test)]
extern crate std;

mod endpoint;

pub use endpoint::{EndpointError, EndpointErrorKind, TokenEndpointUrl};

#![no_std]
#![forbid(unsafe_code)]
//! The ABNF of OAuth 2.0 client credentials: form encoding, Basic, Authorization, media types, strict JSON.

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod authorization;
pub mod base64;
pub mod base64url;
pub mod basic;
pub mod chars;
mod error;
pub mod form;
pub mod json;
mod limits;
pub mod media_type;
pub mod production;
pub mod quoted;
mod radix64;
pub mod target;
mod time;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use limits::Limits;
pub use production::{
    AbsoluteUri, ClientId, ErrorCodeText, ErrorDescription, ErrorUri, GrantType, ParameterName, TokenType,
};
pub use time::UnixTime;

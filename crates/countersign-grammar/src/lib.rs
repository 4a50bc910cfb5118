#![no_std]
#![forbid(unsafe_code)]
//! The ABNF of the OAuth 2.0 client credentials grant, as parsers and printers over octets.
//!
//! Everything is strict, linear and bounded by [`Limits`]; what is refused comes back as a [`SyntaxError`] with the
//! offset of the octet; a value that needs no decoding is borrowed.
//!
//! ```
//! use countersign_grammar::basic::{self, BasicEncoding};
//!
//! let field = b"Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW";
//! let mut buffer = [0; 64];
//! let credentials = basic::parse_field(field, BasicEncoding::Form, &mut buffer)?.expect("the scheme is Basic");
//! assert_eq!((credentials.user_id(), credentials.password()), ("s6BhdRkqt3", "gX1fBat3bV"));
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod authorization;
pub mod base64;
pub mod base64url;
pub mod basic;
pub mod challenge;
pub mod chars;
mod error;
pub mod form;
mod http_date;
pub mod json;
mod limits;
pub mod media_type;
pub mod production;
pub mod quoted;
mod radix64;
mod retry_after;
mod steps;
pub mod target;
mod time;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use http_date::HttpDate;
pub use limits::Limits;
pub use production::{
    AbsoluteUri, ClientId, ErrorCodeText, ErrorDescription, ErrorUri, GrantType, ParameterName, TokenType,
};
pub use retry_after::RetryAfter;
pub use time::UnixTime;

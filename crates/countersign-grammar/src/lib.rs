#![no_std]
#![forbid(unsafe_code)]
//! The ABNF of OAuth 2.0 client credentials: form encoding, Basic, Authorization, media types, strict JSON.

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod authorization;
pub mod chars;
mod error;
pub mod json;
mod limits;
pub mod media_type;
pub mod quoted;
mod time;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use limits::Limits;
pub use time::UnixTime;

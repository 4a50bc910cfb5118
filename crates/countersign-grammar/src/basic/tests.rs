//! Basic against a naive reference, RFC vectors, and recorded cases.

#![allow(clippy::arithmetic_side_effects)]

mod cases;
mod decoding;
mod encoding;

use super::{BasicEncoding, decode, decoded_len};
use crate::{SyntaxError, base64};
use std::{string::String, vec};

/// Both halves, owned.
fn read(token68: &str, encoding: BasicEncoding) -> Result<(String, String), SyntaxError> {
    let mut buffer = vec![0; decoded_len(token68)];
    let both = decode(token68, encoding, &mut buffer)?;
    Ok((both.user_id().into(), both.password().into()))
}

/// Both halves of this text in base64, owned.
fn read_text(text: &[u8], encoding: BasicEncoding) -> Result<(String, String), SyntaxError> {
    read(&base64::encode(text), encoding)
}

fn pair(user_id: &str, password: &str) -> (String, String) {
    (user_id.into(), password.into())
}

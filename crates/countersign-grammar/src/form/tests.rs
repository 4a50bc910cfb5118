//! The form parser against a naive reference, against the WHATWG parser of another crate, and against recorded cases.

#![allow(clippy::arithmetic_side_effects)]

mod cases;
mod encoding;
mod limits;
mod lossy;
mod offsets;
pub(crate) mod reference;
mod strict;
mod text;

use super::{Pair, pairs};
use crate::{Limits, SyntaxError, SyntaxErrorKind};
use std::{string::String, vec::Vec};

/// No bound that a test would meet.
fn unlimited() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = usize::MAX;
    limits.parameters = usize::MAX;
    limits
}

fn strict(body: &[u8]) -> Result<Vec<Pair<'_>>, SyntaxError> {
    pairs(body, &unlimited()).collect()
}

fn decoded(body: &[u8]) -> Result<Vec<(String, String)>, SyntaxError> {
    let text = |pair: Pair<'_>| (pair.name.decode().into_owned(), pair.value.decode().into_owned());
    Ok(strict(body)?.into_iter().map(text).collect())
}

#[track_caller]
fn refused(body: &[u8], kind: SyntaxErrorKind, at: usize) {
    let error = strict(body).unwrap_err();
    assert_eq!((error.kind(), error.at()), (kind, at));
}

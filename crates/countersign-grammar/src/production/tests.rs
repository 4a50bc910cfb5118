//! Every production against its ABNF, transcribed for a matcher that knows nothing of the code.

#![allow(clippy::arithmetic_side_effects)]

mod abnf;
mod address;
mod newtypes;
mod offsets;
mod productions;
mod uri;
mod uri_rules;

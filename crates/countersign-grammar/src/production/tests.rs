//! Every production against its ABNF, transcribed for a matcher that knows nothing of the code.

#![allow(clippy::arithmetic_side_effects)]

mod abnf;
mod address;
mod newtypes;
mod offsets;
mod productions;
mod uri;
mod uri_rules;

use std::{string::String, vec::Vec};

/// Every string of at most `length` of these pieces.
fn each_string(pieces: &[&str], length: usize, check: &mut dyn FnMut(&str)) {
    let mut texts: Vec<String> = std::vec![String::new()];
    check("");
    for _ in 0..length {
        texts = texts
            .iter()
            .flat_map(|text| pieces.iter().map(move |piece| [text, *piece].concat()))
            .collect();
        texts.iter().for_each(|text| check(text));
    }
}

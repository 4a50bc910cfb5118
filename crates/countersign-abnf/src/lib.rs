#![forbid(unsafe_code)]
//! The productions of the exchange as their RFCs print them, read by an interpreter of ABNF that shares no code with the
//! crates; and the strings that both are asked about.
//!
//! A [`Grammar`] is made of the text of the rules and follows all alternatives at once, so that no order of theirs and
//! no greed can hide a match. [`PRODUCTIONS`] holds the texts, and for each the symbols, which stand for the
//! classes that decide, and the greatest number of them. The tests ask grammar and crate about [every string](countersign_exhaust::every_string)
//! of so many symbols, and about grammars with a planted fault, which have to be found out.
//!
//! ```
//! use countersign_abnf::Grammar;
//!
//! let grammar = Grammar::read("token68 = 1*( ALPHA / DIGIT / \"-\" ) *\"=\"")?;
//! assert!(grammar.matches(b"YQ=="));
//! assert!(!grammar.matches(b"==YQ"));
//! # Ok::<(), countersign_abnf::Malformed>(())
//! ```

mod grammar;
mod notation;
mod page;
mod production;
mod productions;

pub use grammar::{Grammar, MOST_OCTETS};
pub use notation::Malformed;
pub use page::page;
pub use production::{Agreement, Production, Recogniser};
pub use productions::{
    AUTH_PARAMS, BASIC_FORM, BASIC_RAW, COMPACT_JWS, FORM, MEDIA_TYPE, NUMERIC_DATE, PRODUCTIONS,
    QUOTED_STRING, SCOPE, TOKEN68,
};

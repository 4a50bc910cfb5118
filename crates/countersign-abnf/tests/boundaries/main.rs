//! Arithmetic and places in texts, over every value or every one at a boundary: percent-decoding, base64 and base64url,
//! and times.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod percent;
mod radix64;
mod times;

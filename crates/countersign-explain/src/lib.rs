#![no_std]
#![forbid(unsafe_code)]
//! Findings on a captured OAuth 2.0 token exchange, clause by clause

extern crate alloc;

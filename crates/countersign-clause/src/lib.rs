#![no_std]
#![forbid(unsafe_code)]
//! The catalogue of normative clauses for the OAuth 2.0 client credentials grant

extern crate alloc;

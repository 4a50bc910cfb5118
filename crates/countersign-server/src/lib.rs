#![no_std]
#![forbid(unsafe_code)]
//! The OAuth 2.0 token endpoint for client credentials as a chain of by-value steps, sans-IO

extern crate alloc;

#![no_std]
#![forbid(unsafe_code)]
//! Token requests, token responses and error responses of RFC 6749, parsed and serialised

extern crate alloc;

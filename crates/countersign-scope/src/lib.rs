#![no_std]
#![forbid(unsafe_code)]
//! OAuth 2.0 scope tokens, scope sets and their algebra, matching strategies

extern crate alloc;

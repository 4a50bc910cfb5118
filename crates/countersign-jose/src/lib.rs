#![no_std]
#![forbid(unsafe_code)]
//! Compact JWS and JWT claims with HS256, HS384 and HS512

extern crate alloc;

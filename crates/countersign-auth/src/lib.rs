#![no_std]
#![forbid(unsafe_code)]
//! OAuth 2.0 client authentication as pure state transitions; owns the proof AuthenticatedClient

extern crate alloc;

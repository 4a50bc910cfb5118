#![no_std]
#![forbid(unsafe_code)]
//! The guard of an OAuth 2.0 resource server, without I/O: from the header fields of a request to the proof that it may
//! pass.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;

pub mod phase;

#![no_std]
#![forbid(unsafe_code)]
//! Redacted, zeroizing secrets, constant-time equality and digests for storage

extern crate alloc;

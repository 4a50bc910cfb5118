//! The bodies of the fuzz targets: plain functions over octets. The first line of each states its invariant.
//!
//! libFuzzer calls them, and so does the test that replays the committed corpora.

mod client;
mod explain;
mod grammar;
mod guard;
mod jose;
mod message;
mod operations;
mod roundtrip;
mod scope;
mod tolerance;
mod wire;

pub use client::client_operations;
pub use explain::explain;
pub use grammar::{authorization, basic, form, json, media_type};
pub use guard::guard;
pub use jose::{claims, jws};
pub use message::{error_response, token_request, token_response};
pub use operations::server_operations;
pub use roundtrip::roundtrip;
pub use scope::scope;
pub use tolerance::{tolerant_error, tolerant_response};
pub use wire::{challenge, introspection, metadata, retry_after};

/// The body of a target.
pub type Target = fn(&[u8]);

/// Every target by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("authorization", authorization),
    ("basic", basic),
    ("challenge", challenge),
    ("claims", claims),
    ("client_operations", client_operations),
    ("error_response", error_response),
    ("explain", explain),
    ("form", form),
    ("guard", guard),
    ("introspection", introspection),
    ("json", json),
    ("jws", jws),
    ("media_type", media_type),
    ("metadata", metadata),
    ("retry_after", retry_after),
    ("roundtrip", roundtrip),
    ("scope", scope),
    ("server_operations", server_operations),
    ("token_request", token_request),
    ("token_response", token_response),
    ("tolerant_error", tolerant_error),
    ("tolerant_response", tolerant_response),
];

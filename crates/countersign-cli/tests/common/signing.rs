//! A server with a client that signs.

use std::path::{Path, PathBuf};

pub const ISSUER: &str = "https://auth.example.com";
pub const SECRET: &str = "a-secret-to-sign-with-of-32-characters";

/// A configuration with a client that signs, and these lines in its `[assertions]`.
pub fn configured(folder: &Path, assertions: &str) -> PathBuf {
    std::fs::write(
        folder.join("signing.key"),
        "a-signing-key-of-at-least-32-characters\n",
    )
    .unwrap();
    std::fs::write(folder.join("client.key"), SECRET.to_owned() + "\n").unwrap();
    let path = folder.join("a.toml");
    let text = format!(
        r#"issuer = "{ISSUER}"
audience = "https://api.example.com"
token = {{ profile = "jwt", signing_key = {{ file = "signing.key" }} }}
[assertions]
{assertions}
[[clients]]
id = "inventory"
methods = ["client_secret_jwt"]
scope = "read"
default_scope = "read"
[[clients.assertion_keys]]
label = "2026"
key = {{ file = "client.key" }}
"#
    );
    std::fs::write(&path, text).unwrap();
    path
}

//! The `countersign` command: serve, demo, explain, secret.

fn main() {}

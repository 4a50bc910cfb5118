//! Keys that a store may take for one another.

use countersign_auth::ReplayKey;
use countersign_grammar::Limits;

pub(super) const ISSUER: &str = "https://as.example";
const CLIENT: &str = "inventory";

/// The key of an ordinary assertion.
pub(super) fn key(jti: &str) -> ReplayKey {
    ReplayKey::new(ISSUER, CLIENT, jti)
}

/// Pairs of keys that differ, and how.
pub(super) fn alike() -> Vec<(&'static str, ReplayKey, ReplayKey)> {
    let of = ReplayKey::new;
    vec![
        ("the jti differs", key("7f3a"), key("7f3b")),
        ("the client differs", key("7f3a"), of(ISSUER, "billing", "7f3a")),
        (
            "the server differs",
            key("7f3a"),
            of("https://as.example.org", CLIENT, "7f3a"),
        ),
        (
            "the border between client and jti differs",
            of(ISSUER, "inventory", "7f3a"),
            of(ISSUER, "inventory7", "f3a"),
        ),
        (
            "the border between server and client differs",
            of("https://as.example", "inventory", "7f3a"),
            of("https://as.examplei", "nventory", "7f3a"),
        ),
        (
            "client and jti change places",
            of(ISSUER, "7f3a", "inventory"),
            of(ISSUER, "inventory", "7f3a"),
        ),
        ("upper and lower case differ", key("7f3a"), key("7F3A")),
        ("a space follows", key("7f3a"), key("7f3a ")),
        ("a zero octet follows", key("7f3a"), key("7f3a\0")),
        ("what follows a zero octet differs", key("7f\0a"), key("7f\0b")),
        ("one letter is composed", key("\u{e9}"), key("e\u{301}")),
        ("an accent differs", key("\u{e9}"), key("e")),
        ("one is the beginning of the other", key("7f3a"), key("7f3")),
        ("one is empty", key(""), key("0")),
    ]
}

/// Two keys with a `jti` of each length about which stores tend to change their minds, up to what fits into a JWT, that
/// differ in the last octet only.
pub(super) fn long() -> impl Iterator<Item = (usize, ReplayKey, ReplayKey)> {
    let jwt = Limits::DEFAULT.jwt;
    let lengths = [
        1, 15, 16, 31, 32, 63, 64, 127, 128, 190, 191, 254, 255, 256, 511, 512, 767, 768, 1023, 1024, 2047,
        2048, 3071, 3072, 4095, 4096, 8191, 8192,
    ];
    lengths.into_iter().chain([jwt]).map(|length| {
        let begin = "k".repeat(length.saturating_sub(1));
        (length, key(&format!("{begin}a")), key(&format!("{begin}b")))
    })
}

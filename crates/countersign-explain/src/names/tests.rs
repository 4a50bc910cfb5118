#![allow(clippy::unwrap_used)]

use super::{LONGEST, Name, distance};

#[test]
fn exact_names_are_own_or_foreign() {
    assert_eq!(Name::of("scope"), Name::Own("scope"));
    assert_eq!(Name::of("refresh_token"), Name::Foreign("refresh_token"));
    assert_eq!(Name::of(""), Name::Other);
    assert_eq!(Name::of("vendor_hint"), Name::Other);
}

#[test]
fn misspelt_names_are_near() {
    for (written, meant) in [
        ("grantType", "grant_type"),
        ("grant-type", "grant_type"),
        (" grant_type", "grant_type"),
        ("Grant_Type", "grant_type"),
        ("grant_typ", "grant_type"),
        ("gratn_type", "grant_type"),
        ("clientId", "client_id"),
        ("client-secret", "client_secret"),
        ("client_secert", "client_secret"),
        ("scopes", "scope"),
        ("Scope", "scope"),
    ] {
        assert_eq!(Name::of(written), Name::Near(meant), "{written}");
    }
}

#[test]
fn short_names_are_not_guessed_by_distance() {
    // One edit away from `scope`, and words of their own.
    for word in ["scape", "slope", "cope"] {
        assert_eq!(Name::of(word), Name::Other, "{word}");
    }
}

#[test]
fn long_names_are_not_compared() {
    let long = "client_secret".repeat(LONGEST);
    assert_eq!(Name::of(&long), Name::Other);
}

#[test]
fn only_harmless_values_are_shown() {
    for name in [
        "client_secret",
        "client_assertion",
        "password",
        "refresh_token",
        "access_token",
        "code",
        "zzz",
        "secret",
    ] {
        assert!(!Name::of(name).is_harmless(), "{name}");
    }
    for name in ["grant_type", "client_id", "scope", "resource", "grantType"] {
        assert!(Name::of(name).is_harmless(), "{name}");
    }
}

#[test]
fn distances() {
    for (left, right, edits) in [
        ("", "", 0),
        ("a", "", 1),
        ("", "ab", 2),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abd", 1),
        ("kitten", "sitting", 3),
    ] {
        assert_eq!(distance(left, right), edits, "{left} {right}");
        assert_eq!(distance(right, left), edits, "{right} {left}");
    }
}

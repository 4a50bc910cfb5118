use super::uri_rules;
use crate::production::{is_absolute_uri, is_uri_reference};
use countersign_exhaust::every_text;
use proptest::prelude::*;
use std::{format, string::String};

/// Each delimiter, an octet of each class, both broken and whole escapes; both recognisers on every string of five.
#[test]
fn every_short_string() {
    let (reference, absolute) = (uri_rules::uri_reference(), uri_rules::absolute_uri());
    let pieces = [
        "a", "1", ":", "/", "?", "#", "@", "[", "]", "%41", "%", "+", "!", "<",
    ];
    every_text(&pieces, 4, &mut |text| {
        assert_eq!(is_uri_reference(text), reference.matches(text), "{text}");
        assert_eq!(is_absolute_uri(text), absolute.matches(text), "{text}");
    });
}

#[test]
fn every_short_authority() {
    let reference = uri_rules::uri_reference();
    let pieces = ["a", "1", ":", "/", "?", "@", "[::]", "[", "%4A", "."];
    every_text(&pieces, 4, &mut |rest| {
        let text = format!("s://{rest}");
        assert_eq!(is_uri_reference(&text), reference.matches(&text), "{text}");
        assert_eq!(is_absolute_uri(&text), is_uri_reference(&text), "{text}");
    });
}

#[test]
fn every_character_at_every_place() {
    let reference = uri_rules::uri_reference();
    for character in ('\0'..='\u{100}').chain(['\u{20AC}', '\u{1F4A9}']) {
        for place in [
            "X", "Xs:", "sX:p", "sX://h", "//X", "//uX@h", "//h:X", "//[X", "/X", "?X", "#X", "s:X", "s:/X",
            "X/a:b",
        ] {
            let text = place.replace('X', &String::from(character));
            assert_eq!(is_uri_reference(&text), reference.matches(&text), "{text:?}");
        }
    }
}

// = RFC3986-4.3-1 (test)
// = RFC8707-2-1 (test)
#[test]
fn absolute_uris() {
    for text in [
        "https://as.example",
        "https://as.example/",
        "https://user:pass@as.example:8443/t/%7Eme?x=1&y=/?",
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "mailto:John.Doe@example.com",
        "tel:+1-816-555-1212",
        "ldap://[2001:db8::7]/c=GB?objectClass?one",
        "telnet://192.0.2.16:80/",
        "file:///etc/hosts",
        "s:",
        "s://",
        "s://:",
        "HTTPS://h",
        "a+b-c.d:e",
    ] {
        assert!(is_absolute_uri(text) && is_uri_reference(text), "{text}");
    }
    for text in [
        "",
        "as.example",
        "/token",
        "//as.example",
        "?x",
        "#x",
        "1s:x",
        ":x",
        "s",
        "+s:x",
        "s_:x",
        "https://as.example#",
        "https://as.example/#top",
        "https://as example",
        "https://as.example/\"",
        "https://as.example:80a",
        "https://[::1",
        "https://::1",
        "https://a@b@c",
        "https://as.example/%",
        "https://as.example/%4",
        "https://as.example/%zz",
        "https://as.example/{id}",
        "https://\u{E4}.example",
        "s:a b",
    ] {
        assert!(!is_absolute_uri(text), "{text}");
    }
}

#[test]
fn relative_references() {
    for text in [
        "",
        "g",
        "./g:h",
        "../g",
        "g;x=1/../y",
        "/g",
        "//g",
        "?y",
        "g?y#s",
        "#s",
        ";x",
        "//[::1]:8/",
    ] {
        assert!(is_uri_reference(text), "{text}");
    }
    for text in [
        "1:x", "g g", ":", "_:x", "%41:x", "//h:x", "//[h]", "\\", "a|b", "#a#b", "^", "`", "\u{E9}",
    ] {
        assert!(!is_uri_reference(text), "{text}");
    }
}

/// A quadratic recogniser would not come back.
#[test]
fn long_texts() {
    for piece in ["a", "%41", "/", ":", "@", "[", "1.", "::", "?"] {
        for start in ["", "s:", "s://", "s://[", "//u@"] {
            let text = format!("{start}{}", piece.repeat(1_000_000));
            let short = format!("{start}{}", piece.repeat(20));
            assert_eq!(is_uri_reference(&text), is_uri_reference(&short), "{short}");
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_texts(text in any::<String>()) {
        prop_assert_eq!(is_uri_reference(&text), uri_rules::uri_reference().matches(&text));
        prop_assert_eq!(is_absolute_uri(&text), uri_rules::absolute_uri().matches(&text));
    }

    #[test]
    fn texts_that_are_nearly_uris(text in "([a-z]{0,3}:)?(//)?([a-z0-9.@:]|%[0-9A-F]{2}|\\[[0-9a-f:.]{0,12}\\]){0,12}([/?#%a:@]{0,6})") {
        prop_assert_eq!(is_uri_reference(&text), uri_rules::uri_reference().matches(&text));
        prop_assert_eq!(is_absolute_uri(&text), uri_rules::absolute_uri().matches(&text));
    }
}

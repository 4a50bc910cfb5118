use super::*;

fn understood(sending: Sending, reading: Reading, text: &str) -> bool {
    reading.read(&sending.encode(text)) == (text.as_bytes().to_vec(), false)
}

#[test]
fn what_is_encoded_is_known() {
    let text = "a b+c%d~e*f:ä";
    for (sending, expected) in [
        (Sending::Form, "a+b%2Bc%25d%7Ee*f%3A%C3%A4"),
        (Sending::Minimal, "a%20b%2Bc%25d~e*f%3A%C3%A4"),
        (Sending::Raw, text),
    ] {
        assert_eq!(sending.encode(text), expected.as_bytes(), "{sending:?}");
    }
}

#[test]
fn what_is_read_is_known() {
    for (reading, text, expected, malformed) in [
        (Reading::Form, "a+b%2Bc", "a b+c", false),
        (Reading::Percent, "a+b%2Bc", "a+b+c", false),
        (Reading::Raw, "a+b%2Bc", "a+b%2Bc", false),
        (Reading::Form, "100%sure", "100%sure", true),
        (Reading::Percent, "%", "%", true),
        (Reading::Percent, "%2", "%2", true),
        (Reading::Percent, "%+1", "%+1", true),
        (Reading::Form, "%ä", "%ä", true),
        (Reading::Raw, "100%sure", "100%sure", false),
        (Reading::Form, "%2f%2F", "//", false),
    ] {
        let read = reading.read(text.as_bytes());
        assert_eq!(read, (expected.as_bytes().to_vec(), malformed), "{text}");
    }
}

/// The advice for a client that knows nothing of the server: escape little, and a space as `%20`.
#[test]
fn minimal_is_understood_by_all_who_decode_and_raw_by_all_who_do_not() {
    for text in ["plain", "a b", "a+b", "100%", "%2F", "a:b", "~*-._", "ä"] {
        assert!(understood(Sending::Minimal, Reading::Form, text), "{text}");
        assert!(understood(Sending::Minimal, Reading::Percent, text), "{text}");
        assert!(understood(Sending::Form, Reading::Form, text), "{text}");
        assert!(understood(Sending::Raw, Reading::Raw, text), "{text}");
    }
    assert!(!understood(Sending::Form, Reading::Percent, "a b"));
    assert!(!understood(Sending::Form, Reading::Raw, "a~b"));
    assert!(understood(Sending::Minimal, Reading::Raw, "a~b"));
    for (sending, reading, text) in [
        (Sending::Raw, Reading::Form, "a+b"),
        (Sending::Raw, Reading::Form, "%2F"),
        (Sending::Raw, Reading::Percent, "100%"),
        (Sending::Minimal, Reading::Raw, "a b"),
        (Sending::Form, Reading::Raw, "a:b"),
    ] {
        assert!(
            !understood(sending, reading, text),
            "{sending:?} {reading:?} {text}"
        );
    }
}

#[test]
fn letters_and_digits_are_understood_by_everybody() {
    for sending in [Sending::Form, Sending::Minimal, Sending::Raw] {
        for reading in [Reading::Form, Reading::Percent, Reading::Raw] {
            assert!(understood(sending, reading, "Abc019"));
        }
    }
}

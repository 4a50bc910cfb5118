#![allow(clippy::unwrap_used)]

use std::format;

use super::*;

/// An identifier that fits is copied into the value itself, so that most requests allocate nothing for theirs.
#[test]
fn a_short_identifier_lies_in_place_and_a_long_one_does_not() {
    for len in [0, 1, INLINE - 1, INLINE, INLINE + 1, 256, 1000] {
        let text = "x".repeat(len);
        let copied = IdText::copied(text.as_bytes()).unwrap();
        assert_eq!(matches!(copied.0, Repr::Inline { .. }), len <= INLINE, "{len}");
        assert_eq!((copied.as_str(), copied.as_octets()), (&*text, text.as_bytes()));
        assert_eq!(copied.clone().as_str(), text);
        assert_eq!(format!("{copied:?}"), format!("{text:?}"));
    }
}

/// What is too long for the place and is no text is none. Callers hand in VSCHAR alone.
#[test]
fn a_long_identifier_is_text() {
    assert!(IdText::copied(&[0xFF; INLINE + 1]).is_none());
}

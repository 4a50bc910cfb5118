#![allow(
    clippy::single_range_in_vec_init,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

use proptest::prelude::*;

use super::{Excerpt, Masked, harmless};

fn excerpt(source: &[u8], range: std::ops::Range<usize>) -> Excerpt {
    Masked::new(source, &[]).excerpt(&[range]).unwrap()
}

#[test]
fn secrets_become_asterisks_of_the_same_length() {
    let masked = Masked::new("id=é&secret=né\nx".as_bytes(), &[13..16, 3..3, 17..99]);
    assert_eq!(masked.excerpt(&[0..2]).unwrap().text, "id=é&secret=***");
    assert_eq!(masked.excerpt(&[17..18]).unwrap().text, "*");
    let masked = Masked::new(b"a=12\r\nb=34", &[2..8]);
    assert_eq!(masked.excerpt(&[0..1]).unwrap().text, "a=**");
    assert_eq!(
        masked.excerpt(&[9..10]).unwrap(),
        Excerpt {
            text: "**34".into(),
            line: 2,
            cut: false,
            ranges: vec![3..4]
        }
    );
}

#[test]
fn control_characters_are_pictures() {
    let source = "a\u{1b}[31mb\0c\u{7f}d\u{85}e\u{202e}f\rg\t".as_bytes();
    let shown = excerpt(source, 0..1).text;
    assert_eq!(
        shown,
        "a\u{241b}[31mb\u{2400}c\u{2421}d\u{fffd}e\u{fffd}f\u{240d}g "
    );
    let shown = excerpt(b"\xff\xfea", 2..3);
    assert_eq!(
        (shown.text.as_str(), shown.ranges),
        ("\u{fffd}\u{fffd}a", vec![6..7])
    );
}

#[test]
fn long_lines_are_cut_around_the_range() {
    let source = "x".repeat(1000) + "SECRET" + &"y".repeat(1000);
    let shown = excerpt(source.as_bytes(), 1000..1006);
    assert!(shown.cut && shown.text.starts_with("... x") && shown.text.ends_with("y ..."));
    assert_eq!(&shown.text[shown.ranges[0].clone()], "SECRET");
    assert!(shown.text.len() < 300);
    let shown = excerpt(source.as_bytes(), 0..2006);
    assert!(shown.text.len() < 600 && shown.ranges[0].end <= shown.text.len());
    assert!(
        Masked::new(source.as_bytes(), &[])
            .excerpt(&[0..1, 2000..2001])
            .is_none()
    );
}

#[test]
fn positions_count_lines_and_octets() {
    let masked = Masked::new(b"ab\ncd\n", &[]);
    let found: Vec<_> = (0..=7).map(|at| masked.position(at)).collect();
    assert_eq!(
        found,
        [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (3, 1), (3, 1)]
    );
}

proptest! {
    #[test]
    fn nothing_that_a_terminal_obeys_is_shown(
        source in prop::collection::vec(any::<u8>(), 0..200),
        ranges in prop::collection::vec((0..220_usize, 0..50_usize), 1..4),
        secret in (0..220_usize, 0..50_usize),
    ) {
        let masked = Masked::new(&source, &[secret.0..(secret.0 + secret.1).min(source.len())]);
        let ranges: Vec<_> = ranges.into_iter().map(|(at, len)| at..at + len).collect();
        if let Some(shown) = masked.excerpt(&ranges) {
            prop_assert!(shown.text.chars().all(|char| char == '\n' || harmless(char) == char));
            for range in shown.ranges {
                prop_assert!(shown.text.get(range).is_some());
            }
        }
    }
}

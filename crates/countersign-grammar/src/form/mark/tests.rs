use std::vec::Vec;

use super::{Mark, Marks, of};

fn by_octets(body: &[u8]) -> Vec<(usize, Mark)> {
    let marks = body.iter().map(|octet| of(*octet)).enumerate();
    marks
        .filter(|(_, mark)| *mark != Mark::None)
        .chain([(body.len(), Mark::None)])
        .collect()
}

fn by_words(body: &[u8]) -> Vec<(usize, Mark)> {
    let mut marks = Marks::from(0);
    let mut found = Vec::new();
    loop {
        let (at, mark) = marks.next(body);
        found.push((at, mark));
        if mark == Mark::None {
            // The end stays the end.
            assert_eq!(marks.next(body), (at, mark));
            return found;
        }
    }
}

/// Every octet at every place of every short text, before every octet that means something or nearly does, among
/// octets that mean something or not.
#[test]
fn the_search_agrees_with_the_table() {
    let after = *b"x&=%+-./0<>?@~\x00\x20\x21\x2F\x7F\x80\xAF\xB0\xBD\xFE\xFF";
    for filler in *b"x&-\x00\x7F\xFF" {
        for len in [0, 1, 7, 8, 9, 15, 16, 17] {
            for place in 0..len {
                for octet in 0..=u8::MAX {
                    for next in after {
                        let mut text: Vec<u8> = [filler].repeat(len);
                        text[place] = octet;
                        if let Some(slot) = text.get_mut(place + 1) {
                            *slot = next;
                        }
                        assert_eq!(by_words(&text), by_octets(&text), "{text:02x?}");
                    }
                }
            }
        }
    }
    assert_eq!(by_words(b""), by_octets(b""));
}

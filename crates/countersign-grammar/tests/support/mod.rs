//! Enumeration of every short text over a set of symbols.

/// Calls `each` with every concatenation of at most `most` of the symbols, the empty one first.
pub(crate) fn every_text(symbols: &[&[u8]], most: usize, mut each: impl FnMut(&[u8])) {
    let mut text = Vec::new();
    extend(symbols, most, &mut text, &mut each);
}

fn extend(symbols: &[&[u8]], most: usize, text: &mut Vec<u8>, each: &mut impl FnMut(&[u8])) {
    each(text);
    if let Some(fewer) = most.checked_sub(1) {
        let len = text.len();
        for symbol in symbols {
            text.extend_from_slice(symbol);
            extend(symbols, fewer, text, each);
            text.truncate(len);
        }
    }
}

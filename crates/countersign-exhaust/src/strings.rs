/// Calls `each` with `before` and every string of at most `most` of the symbols behind it, the empty one first. Returns
/// how many there were.
///
/// ```
/// use countersign_exhaust::{every_string, strings};
///
/// let mut seen = Vec::new();
/// every_string(b"x", &[b"a", b"bc"], 2, &mut |text| seen.push(text.to_vec()));
/// assert_eq!(seen, [&b"x"[..], b"xa", b"xaa", b"xabc", b"xbc", b"xbca", b"xbcbc"]);
/// assert_eq!(strings(2, 2), 7);
/// ```
pub fn every_string(before: &[u8], symbols: &[&[u8]], most: u32, each: &mut dyn FnMut(&[u8])) -> u64 {
    extend(symbols, most, &mut before.to_vec(), each)
}

/// The same for single octets.
pub fn every_string_of_octets(octets: &[u8], most: u32, each: &mut dyn FnMut(&[u8])) -> u64 {
    let symbols: Vec<&[u8]> = octets.chunks(1).collect();
    every_string(b"", &symbols, most, each)
}

/// The same for pieces of text.
///
/// ```
/// let mut seen = Vec::new();
/// countersign_exhaust::every_text(&["a", "é"], 1, &mut |text| seen.push(String::from(text)));
/// assert_eq!(seen, ["", "a", "é"]);
/// ```
pub fn every_text(pieces: &[&str], most: u32, each: &mut dyn FnMut(&str)) -> u64 {
    let symbols: Vec<&[u8]> = pieces.iter().map(|piece| piece.as_bytes()).collect();
    every_string(b"", &symbols, most, &mut |text| {
        // Pieces of text make text.
        if let Ok(text) = str::from_utf8(text) {
            each(text);
        }
    })
}

/// How many strings of at most `most` symbols there are.
#[must_use]
pub fn strings(symbols: usize, most: u32) -> u64 {
    let symbols = u64::try_from(symbols).unwrap_or(u64::MAX);
    (0..=most).fold(0, |sum, length| {
        u64::saturating_add(sum, symbols.saturating_pow(length))
    })
}

fn extend(symbols: &[&[u8]], most: u32, text: &mut Vec<u8>, each: &mut dyn FnMut(&[u8])) -> u64 {
    each(text);
    let mut count: u64 = 1;
    if let Some(fewer) = most.checked_sub(1) {
        let len = text.len();
        for symbol in symbols {
            text.extend_from_slice(symbol);
            count = count.saturating_add(extend(symbols, fewer, text, each));
            text.truncate(len);
        }
    }
    count
}

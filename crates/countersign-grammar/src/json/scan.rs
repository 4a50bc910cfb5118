/// Every octet of a word set to this one.
const fn all(octet: u8) -> u64 {
    u64::from_ne_bytes([octet; 8])
}

/// How many octets at the beginning of `octets` stand for themselves inside a JSON string.
///
/// ```abnf
/// unescaped = %x20-21 / %x23-5B / %x5D-10FFFF
/// ```
///
/// Eight octets at a time. In a word read with its first octet lowest, `word - c` borrows into the top bit of each
/// octet below `c`; a borrow can spoil octets above the first hit and never below it, so the lowest hit is exact.
pub(super) fn unescaped(octets: &[u8]) -> usize {
    let mut rest = octets;
    let mut seen = 0_usize;
    while let Some((word, tail)) = rest.split_first_chunk() {
        let special = special(u64::from_le_bytes(*word));
        if special != 0 {
            let octet = special.trailing_zeros() >> 3;
            return seen.saturating_add(usize::try_from(octet).unwrap_or_default());
        }
        seen = seen.saturating_add(8);
        rest = tail;
    }
    seen.saturating_add(rest.iter().take_while(|octet| is_unescaped(**octet)).count())
}

/// Whether all octets stand for themselves inside a JSON string: [`unescaped`] for those who need not know how many.
///
/// Without a branch on what it reads, so that for a literal the compiler finds the answer itself.
#[inline(always)]
pub(super) fn is_plain(octets: &[u8]) -> bool {
    let (words, rest) = octets.as_chunks::<8>();
    let last = octets
        .last_chunk::<8>()
        .map_or_else(|| short(rest), |last| u64::from_le_bytes(*last));
    // The last word may overlap the one before it.
    words.iter().fold(special(last), |found, word| {
        found | special(u64::from_le_bytes(*word))
    }) == 0
}

/// The same, for texts of any length: 32 octets at a time, which the compiler puts on vectors.
pub(super) fn is_plain_long(octets: &[u8]) -> bool {
    let (blocks, rest) = octets.as_chunks::<32>();
    let found = blocks.iter().fold(0, |found, block| {
        block.iter().fold(found, |found, octet| {
            found | u8::from(*octet < 0x20) | u8::from(*octet == b'"') | u8::from(*octet == b'\\')
        })
    });
    found == 0 && is_plain(rest)
}

/// Whether all octets are ASCII and stand for themselves inside a JSON string.
#[inline(always)]
pub(super) fn is_plain_ascii(octets: &[u8]) -> bool {
    // Most are short enough for two words that overlap.
    match (octets.first_chunk::<8>(), octets.last_chunk::<8>()) {
        (Some(first), Some(last)) if octets.len() <= 16 => {
            let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
            special(first) | special(last) | (first | last) & all(0x80) == 0
        }
        _ => is_plain_long(octets) && octets.is_ascii(),
    }
}

/// Up to seven octets as a word: each of them is in it, some twice, and nothing else that would need an escape.
#[inline(always)]
const fn short(octets: &[u8]) -> u64 {
    match (octets.first_chunk::<4>(), octets.last_chunk::<4>()) {
        (Some([a, b, c, d]), Some([e, f, g, h])) => u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
        _ => match *octets {
            [a] => all(a),
            [a, b] => u64::from_le_bytes([a, b, a, a, a, a, a, a]),
            [a, b, c, ..] => u64::from_le_bytes([a, b, c, a, a, a, a, a]),
            [] => all(b' '),
        },
    }
}

#[inline]
const fn special(word: u64) -> u64 {
    let control = word.wrapping_sub(all(0x20)) & !word;
    let quote = word ^ all(b'"');
    let quote = quote.wrapping_sub(all(1)) & !quote;
    let backslash = word ^ all(b'\\');
    let backslash = backslash.wrapping_sub(all(1)) & !backslash;
    (control | quote | backslash) & all(0x80)
}

const fn is_unescaped(octet: u8) -> bool {
    octet >= 0x20 && octet != b'"' && octet != b'\\'
}

#[cfg(test)]
mod tests {
    use super::{is_plain, is_plain_long, is_unescaped, unescaped};

    /// Every octet at every place of two words and a tail, before every other octet.
    #[test]
    fn agrees_with_the_octet_rule() {
        for octet in 0..=u8::MAX {
            for place in 0..19 {
                for after in [
                    b'a', b'"', b'\\', 0x00, 0x1f, 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xff,
                ] {
                    let mut octets = [b'x'; 19];
                    octets[place] = octet;
                    if let Some(next) = octets.get_mut(place + 1) {
                        *next = after;
                    }
                    let expected = octets.iter().take_while(|octet| is_unescaped(**octet)).count();
                    assert_eq!(
                        unescaped(&octets),
                        expected,
                        "{octet:#04x} at {place}, then {after:#04x}"
                    );
                }
            }
        }
        assert_eq!(unescaped(b""), 0);
    }

    /// Every octet at every place of every length up to three blocks.
    #[test]
    fn plain_is_unescaped_throughout() {
        for len in 0..=96 {
            let mut octets = [b'x'; 96];
            assert!(is_plain(&octets[..len]) && is_plain_long(&octets[..len]), "{len}");
            for place in 0..len {
                for octet in 0..=u8::MAX {
                    octets[place] = octet;
                    assert_eq!(
                        [is_plain(&octets[..len]), is_plain_long(&octets[..len])],
                        [is_unescaped(octet); 2],
                        "{octet:#04x} at {place} of {len}"
                    );
                }
                octets[place] = b'x';
            }
        }
    }
}

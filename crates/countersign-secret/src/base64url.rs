//! Base64url (RFC 4648 section 5, no padding) of exactly 32 octets. The general codec is in the grammar crate,
//! which this crate does not depend on.

use alloc::string::String;

/// Characters for 32 octets: 42 carry six bits each, the last one four and two zero bits.
pub(crate) const LEN: usize = 43;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(crate) fn push(out: &mut String, octets: &[u8; 32]) {
    let mut bits = 0_u32;
    let mut count = 0_u32;
    for octet in octets {
        bits = (bits << 8) | u32::from(*octet);
        count = count.saturating_add(8);
        while count >= 6 {
            count = count.saturating_sub(6);
            out.push(character(bits >> count));
        }
    }
    // 256 bits are 42 characters and four bits.
    out.push(character(bits << 2));
}

/// `None` unless the text is what [`push`] writes for some 32 octets.
pub(crate) fn decode(text: &str) -> Option<[u8; 32]> {
    if text.len() != LEN {
        return None;
    }
    let mut octets = [0; 32];
    let mut places = octets.iter_mut();
    let mut bits = 0_u32;
    let mut count = 0_u32;
    for character in text.bytes() {
        let value = ALPHABET.iter().position(|c| *c == character)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        count = count.saturating_add(6);
        if count >= 8 {
            count = count.saturating_sub(8);
            *places.next()? = u8::try_from((bits >> count) & 0xff).ok()?;
        }
    }
    // Two bits are left over; other values than zero would be a second spelling of the same digest.
    (bits & 0b11 == 0).then_some(octets)
}

fn character(bits: u32) -> char {
    let index = usize::try_from(bits & 63).unwrap_or(0);
    ALPHABET.get(index).map_or('A', |c| char::from(*c))
}

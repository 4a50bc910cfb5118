//! Strict base64url decoding until the grammar crate has it.

use alloc::vec::Vec;

use countersign_grammar::{SyntaxError, SyntaxErrorKind};

pub(crate) fn decode(text: &str) -> Result<Vec<u8>, SyntaxError> {
    let mut octets = alloc::vec![0; text.len()];
    let len = decode_to_slice(text, &mut octets)?;
    octets.truncate(len);
    Ok(octets)
}

pub(crate) fn decode_to_slice(text: &str, out: &mut [u8]) -> Result<usize, SyntaxError> {
    let (mut bits, mut count, mut len) = (0_u32, 0_u32, 0_usize);
    for (at, octet) in text.bytes().enumerate() {
        let value = match octet {
            b'A'..=b'Z' => octet.wrapping_sub(b'A'),
            b'a'..=b'z' => octet.wrapping_sub(71),
            b'0'..=b'9' => octet.wrapping_add(4),
            b'-' => 62,
            b'_' => 63,
            _ => return Err(SyntaxError::new(SyntaxErrorKind::BadBase64, at)),
        };
        bits = (bits << 6) | u32::from(value);
        count = count.saturating_add(6);
        if count >= 8 {
            count = count.saturating_sub(8);
            let place = out
                .get_mut(len)
                .ok_or(SyntaxError::new(SyntaxErrorKind::TooLong, at))?;
            *place = u8::try_from((bits >> count) & 0xff).unwrap_or(0);
            len = len.saturating_add(1);
        }
    }
    let last = text.len().saturating_sub(1);
    if count == 6 {
        return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedEnd, text.len()));
    }
    if bits & ((1_u32 << count).wrapping_sub(1)) != 0 {
        return Err(SyntaxError::new(SyntaxErrorKind::BadBase64TrailingBits, last));
    }
    Ok(len)
}

//! The strict reading once more, one octet after the other and without regard to cost.

use crate::{SyntaxError, SyntaxErrorKind};
use std::{string::String, vec::Vec};

/// Name, value, and where both begin.
pub(crate) type Piece = (String, String, usize, usize);

pub(crate) fn parse(body: &[u8]) -> Result<Vec<Piece>, SyntaxError> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for piece in body.split(|octet| *octet == b'&') {
        if !piece.is_empty() {
            let equals = piece.iter().position(|octet| *octet == b'=');
            let name = &piece[..equals.unwrap_or(piece.len())];
            let value = equals.map_or(&b""[..], |equals| &piece[equals + 1..]);
            let value_at = at + equals.map_or(piece.len(), |equals| equals + 1);
            let name = decode(name, |_| true).map_err(|error| error.offset_by(at))?;
            let value = decode(value, |_| true).map_err(|error| error.offset_by(value_at))?;
            pieces.push((name, value, at, value_at));
        }
        at += piece.len() + 1;
    }
    Ok(pieces)
}

/// `allowed` is asked for each unescaped octet below 80.
pub(crate) fn decode(text: &[u8], allowed: fn(u8) -> bool) -> Result<String, SyntaxError> {
    let mut octets = Vec::new();
    let mut offsets = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (octet, len) = match text[at] {
            b'+' => (b' ', 1),
            b'%' => {
                let digits = text
                    .get(at + 1..at + 3)
                    .and_then(|digits| std::str::from_utf8(digits).ok());
                let octet = digits
                    .filter(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit()))
                    .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                    .ok_or(SyntaxError::new(SyntaxErrorKind::BadPercentEscape, at))?;
                if octet < 0x80 && !allowed(octet) && !incomplete(&octets) {
                    return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at));
                }
                (octet, 3)
            }
            octet if (0x21..=0x7E).contains(&octet) => (octet, 1),
            _ => return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at)),
        };
        octets.push(octet);
        offsets.push(at);
        at += len;
        match std::str::from_utf8(&octets) {
            Err(error) if error.error_len().is_some() => {
                return Err(SyntaxError::new(
                    SyntaxErrorKind::InvalidUtf8,
                    offsets[error.valid_up_to()],
                ));
            }
            _ => {}
        }
    }
    String::from_utf8(octets).map_err(|error| {
        SyntaxError::new(
            SyntaxErrorKind::InvalidUtf8,
            offsets[error.utf8_error().valid_up_to()],
        )
    })
}

fn incomplete(octets: &[u8]) -> bool {
    std::str::from_utf8(octets).is_err()
}

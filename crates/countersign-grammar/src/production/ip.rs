//! The addresses of RFC 3986 section 3.2.2.
//!
//! ```abnf
//! IP-literal  = "[" ( IPv6address / IPvFuture  ) "]"
//! IPvFuture   = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
//!
//! IPv6address =                            6( h16 ":" ) ls32
//!             /                       "::" 5( h16 ":" ) ls32
//!             / [               h16 ] "::" 4( h16 ":" ) ls32
//!             / [ *1( h16 ":" ) h16 ] "::" 3( h16 ":" ) ls32
//!             / [ *2( h16 ":" ) h16 ] "::" 2( h16 ":" ) ls32
//!             / [ *3( h16 ":" ) h16 ] "::"    h16 ":"   ls32
//!             / [ *4( h16 ":" ) h16 ] "::"              ls32
//!             / [ *5( h16 ":" ) h16 ] "::"              h16
//!             / [ *6( h16 ":" ) h16 ] "::"
//!
//! h16         = 1*4HEXDIG
//! ls32        = ( h16 ":" h16 ) / IPv4address
//! IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet
//! dec-octet   = DIGIT / %x31-39 DIGIT / "1" 2DIGIT / "2" %x30-34 DIGIT / "25" %x30-35
//! ```

use crate::chars;

/// `IPv6address / IPvFuture`
pub(super) fn is_address(text: &[u8]) -> bool {
    match text {
        [b'v' | b'V', future @ ..] => is_future(future),
        text => is_v6(text),
    }
}

/// `1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`
fn is_future(text: &[u8]) -> bool {
    let Some(dot) = text.iter().position(|octet| !chars::is_hexdig(*octet)) else {
        return false;
    };
    let is_rest = |octet: &u8| chars::is_unreserved(*octet) || chars::is_sub_delim(*octet) || *octet == b':';
    dot > 0
        && matches!(text.get(dot..), Some([b'.', rest @ ..]) if !rest.is_empty() && rest.iter().all(is_rest))
}

/// Eight groups of 16 bits; or at most seven, with one `::` between them, before them or after them. The last two may
/// be written as an IPv4address.
fn is_v6(text: &[u8]) -> bool {
    match text.windows(2).position(|pair| pair == b"::") {
        None => groups(text, true) == Some(8),
        Some(at) => {
            let before = groups(text.get(..at).unwrap_or_default(), false);
            let after = groups(text.get(at.saturating_add(2)..).unwrap_or_default(), true);
            matches!((before, after), (Some(before), Some(after)) if before.saturating_add(after) <= 7)
        }
    }
}

/// How many groups of 16 bits `[ *( h16 ":" ) h16 ]` holds, with an IPv4address for the last two if `v4`.
fn groups(text: &[u8], v4: bool) -> Option<usize> {
    if text.is_empty() {
        return Some(0);
    }
    let mut count: usize = 0;
    let mut parts = text.split(|octet| *octet == b':').peekable();
    while let Some(part) = parts.next() {
        let width = if is_h16(part) {
            1
        } else if v4 && parts.peek().is_none() && is_v4(part) {
            2
        } else {
            return None;
        };
        count = count.saturating_add(width);
    }
    Some(count)
}

/// `h16 = 1*4HEXDIG`
fn is_h16(text: &[u8]) -> bool {
    matches!(text.len(), 1..=4) && text.iter().all(|octet| chars::is_hexdig(*octet))
}

/// `IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet`
fn is_v4(text: &[u8]) -> bool {
    let mut parts = text.split(|octet| *octet == b'.');
    parts.clone().count() == 4 && parts.all(is_dec_octet)
}

/// `dec-octet`: 0 to 255 without a leading zero
fn is_dec_octet(text: &[u8]) -> bool {
    matches!(
        text,
        [b'0'..=b'9']
            | [b'1'..=b'9', b'0'..=b'9']
            | [b'1', b'0'..=b'9', b'0'..=b'9']
            | [b'2', b'0'..=b'4', b'0'..=b'9']
            | [b'2', b'5', b'0'..=b'5']
    )
}

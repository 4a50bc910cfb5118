//! The character classes of the productions, one predicate each.
//!
//! Each is a `const fn` over a table of 256 entries that the compiler builds from the ranges. They answer for
//! octets: everything above 7F is outside a class unless its documentation says otherwise.
//!
//! ```
//! use countersign_grammar::chars;
//!
//! assert!(chars::is_vschar(b' ') && !chars::is_nqchar(b' '));
//! assert!(chars::is_nqschar(b'(') && !chars::is_tchar(b'('));
//! ```

/// A set of octets as a table, and the predicate that looks an octet up.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = [$($from:literal ..= $to:literal),+];)+) => {
        $(
            $(#[$doc])*
            #[inline]
            #[must_use]
            pub const fn $name(octet: u8) -> bool {
                static TABLE: [bool; 256] = table(&[$(($from, $to)),+]);
                contains(&TABLE, octet)
            }
        )+
    };
}

classes! {
    /// `ALPHA = %x41-5A / %x61-7A` (RFC 5234 appendix B.1).
    is_alpha = [0x41..=0x5A, 0x61..=0x7A];
    /// `DIGIT = %x30-39` (RFC 5234 appendix B.1).
    is_digit = [0x30..=0x39];
    /// `HEXDIG = DIGIT / "A" / "B" / "C" / "D" / "E" / "F"`, in either case (RFC 5234 appendix B.1 and section 2.3).
    is_hexdig = [0x30..=0x39, 0x41..=0x46, 0x61..=0x66];
    /// `CTL = %x00-1F / %x7F` (RFC 5234 appendix B.1).
    is_ctl = [0x00..=0x1F, 0x7F..=0x7F];
    /// `VCHAR = %x21-7E` (RFC 5234 appendix B.1).
    is_vchar = [0x21..=0x7E];
    /// `VSCHAR = %x20-7E` (RFC 6749 appendix A).
    is_vschar = [0x20..=0x7E];
    /// `NQCHAR = %x21 / %x23-5B / %x5D-7E` (RFC 6749 appendix A).
    is_nqchar = [0x21..=0x21, 0x23..=0x5B, 0x5D..=0x7E];
    /// `NQSCHAR = %x20-21 / %x23-5B / %x5D-7E` (RFC 6749 appendix A).
    is_nqschar = [0x20..=0x21, 0x23..=0x5B, 0x5D..=0x7E];
    /// `name-char = "-" / "." / "_" / DIGIT / ALPHA` (RFC 6749 sections 8.1, 8.2, 8.4): type names, parameter names,
    /// grant names.
    is_name_char = [0x2D..=0x2E, 0x30..=0x39, 0x41..=0x5A, 0x5F..=0x5F, 0x61..=0x7A];
    /// `tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA`
    /// (RFC 9110 section 5.6.2).
    is_tchar = [
        0x21..=0x21, 0x23..=0x27, 0x2A..=0x2B, 0x2D..=0x2E, 0x30..=0x39, 0x41..=0x5A, 0x5E..=0x7A, 0x7C..=0x7C,
        0x7E..=0x7E
    ];
    /// The body of `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="` (RFC 9110 section 11.2) and
    /// of `b64token` (RFC 6750 section 2.1): without the trailing `=`.
    is_token68_char = [0x2B..=0x2B, 0x2D..=0x39, 0x41..=0x5A, 0x5F..=0x5F, 0x61..=0x7A, 0x7E..=0x7E];
    /// `qdtext = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text` (RFC 9110 section 5.6.4); 80-FF belong to it.
    is_qdtext = [0x09..=0x09, 0x20..=0x21, 0x23..=0x5B, 0x5D..=0x7E, 0x80..=0xFF];
    /// What may follow the backslash of `quoted-pair = "\" ( HTAB / SP / VCHAR / obs-text )` (RFC 9110 section 5.6.4);
    /// 80-FF belong to it.
    is_quoted_pair_char = [0x09..=0x09, 0x20..=0x7E, 0x80..=0xFF];
    /// `obs-text = %x80-FF` (RFC 9110 section 5.5).
    is_obs_text = [0x80..=0xFF];
    /// The white space of `OWS = *( SP / HTAB )` (RFC 9110 section 5.6.3).
    is_ows = [0x09..=0x09, 0x20..=0x20];
    /// The base64 alphabet without the pad (RFC 4648 section 4).
    is_base64_char = [0x2B..=0x2B, 0x2F..=0x39, 0x41..=0x5A, 0x61..=0x7A];
    /// The base64url alphabet without the pad (RFC 4648 section 5).
    is_base64url_char = [0x2D..=0x2D, 0x30..=0x39, 0x41..=0x5A, 0x5F..=0x5F, 0x61..=0x7A];
    /// `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"` (RFC 3986 section 2.3).
    is_unreserved = [0x2D..=0x2E, 0x30..=0x39, 0x41..=0x5A, 0x5F..=0x5F, 0x61..=0x7A, 0x7E..=0x7E];
    /// `sub-delims = "!" / "$" / "&" / "'" / "(" / ")" / "*" / "+" / "," / ";" / "="` (RFC 3986 section 2.2).
    is_sub_delim = [0x21..=0x21, 0x24..=0x24, 0x26..=0x2C, 0x3B..=0x3B, 0x3D..=0x3D];
    /// The octets of `pchar = unreserved / pct-encoded / sub-delims / ":" / "@"` (RFC 3986 section 3.3) that stand for
    /// themselves, so without `%`.
    is_pchar = [
        0x21..=0x21, 0x24..=0x24, 0x26..=0x2E, 0x30..=0x3B, 0x3D..=0x3D, 0x40..=0x5A, 0x5F..=0x5F, 0x61..=0x7A,
        0x7E..=0x7E
    ];
    /// Every octet that occurs in a URI: `reserved / unreserved / "%"` (RFC 3986 section 2).
    is_uri_char = [
        0x21..=0x21, 0x23..=0x3B, 0x3D..=0x3D, 0x3F..=0x5B, 0x5D..=0x5D, 0x5F..=0x5F, 0x61..=0x7A, 0x7E..=0x7E
    ];
}

/// Whether all octets are VSCHAR: [`is_vschar`] many at a time.
///
/// ```
/// assert!(countersign_grammar::chars::are_vschar(b"gX1fBat3bV"));
/// assert!(!countersign_grammar::chars::are_vschar(b"gX1f\tBat3bV"));
/// ```
#[must_use]
pub fn are_vschar(octets: &[u8]) -> bool {
    // Without an early exit the compiler puts the loop on vectors.
    octets
        .iter()
        .fold(true, |all, octet| all & (octet.wrapping_sub(b' ') < 0x5F))
}

/// Whether all octets may stand in a `token68` before its padding: [`is_token68_char`] many at a time.
///
/// ```
/// assert!(countersign_grammar::chars::are_token68_chars(b"mF_9.B5f-4.1JqM"));
/// assert!(!countersign_grammar::chars::are_token68_chars(b"mF_9="));
/// ```
#[must_use]
pub fn are_token68_chars(octets: &[u8]) -> bool {
    // Comparisons instead of a table, and no early exit, for the same reason.
    octets.iter().fold(true, |all, octet| {
        let letter = (octet | 0x20).wrapping_sub(b'a') < 26;
        let minus_to_nine = octet.wrapping_sub(b'-') < 13;
        all & (letter | minus_to_nine | (*octet == b'+') | (*octet == b'_') | (*octet == b'~'))
    })
}

/// `UNICODECHARNOCRLF = %x09 / %x20-7E / %x80-D7FF / %xE000-FFFD / %x10000-10FFFF` (RFC 6749 appendix A), a class of
/// characters: `username` and `password` of the password grant.
#[must_use]
pub const fn is_unicodecharnocrlf(character: char) -> bool {
    // The surrogates D800-DFFF are no `char` in the first place.
    matches!(
        character,
        '\u{9}' | '\u{20}'..='\u{7E}' | '\u{80}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}'
    )
}

#[expect(
    clippy::indexing_slicing,
    reason = "a table of 256 entries has one for each octet"
)]
#[expect(
    clippy::as_conversions,
    reason = "usize::from is no const fn, and a u8 always fits"
)]
#[inline]
const fn contains(table: &[bool; 256], octet: u8) -> bool {
    table[octet as usize]
}

/// The set that these inclusive ranges cover. Called at compile time only, where a mistake is a build error.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, bounded by the loop conditions"
)]
#[expect(
    clippy::as_conversions,
    reason = "usize::from is no const fn, and a u8 always fits"
)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler, which refuses an overflow"
)]
const fn table(ranges: &[(u8, u8)]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut range = 0;
    while range < ranges.len() {
        let (from, to) = ranges[range];
        let mut octet = from as usize;
        while octet <= to as usize {
            table[octet] = true;
            octet += 1;
        }
        range += 1;
    }
    table
}

#[cfg(test)]
mod tests;

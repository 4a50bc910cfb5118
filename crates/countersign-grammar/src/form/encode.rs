use alloc::{borrow::Cow, string::String};

use crate::chars;

/// Which octets a form encoder leaves as they are, and how it writes a space.
///
/// All of them decode to the same text; they differ for a server that fails to decode, and byte for byte.
///
/// ```
/// use countersign_grammar::form::{EscapeSet, encode};
///
/// let text = "a-b c~d*";
/// assert_eq!(encode(text, EscapeSet::Whatwg), "a-b+c%7Ed*");
/// assert_eq!(encode(text, EscapeSet::Html4), "a%2Db+c%7Ed%2A");
/// assert_eq!(encode(text, EscapeSet::Minimal), "a-b%20c~d*");
/// assert_eq!(encode(text, EscapeSet::Rfc3986), "a-b%20c~d%2A");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EscapeSet {
    /// WHATWG URL section 5.2: leaves `ALPHA DIGIT * - . _`, space as `+`.
    #[default]
    Whatwg,
    /// HTML 4.01 section 17.13.4.1, which RFC 6749 appendix B cites: leaves `ALPHA DIGIT`, space as `+`.
    ///
    /// Line breaks are not turned into CRLF pairs, so that every text can be read back.
    Html4,
    /// As little as any of the four decoders in use needs: leaves `ALPHA DIGIT * - . _ ~`, space as `%20`.
    Minimal,
    /// RFC 3986 section 2.3: leaves `ALPHA DIGIT - . _ ~`, space as `%20`.
    Rfc3986,
}

impl EscapeSet {
    /// Every set.
    pub const ALL: &'static [Self] = &[Self::Whatwg, Self::Html4, Self::Minimal, Self::Rfc3986];

    /// Whether this octet is left as it is.
    ///
    /// ```
    /// use countersign_grammar::form::EscapeSet;
    ///
    /// assert!(EscapeSet::Rfc3986.leaves(b'~') && !EscapeSet::Whatwg.leaves(b'~'));
    /// ```
    // = WHATWGURL-5.2-1
    #[must_use]
    pub const fn leaves(self, octet: u8) -> bool {
        match self {
            Self::Whatwg => chars::is_name_char(octet) || octet == b'*',
            Self::Html4 => chars::is_alpha(octet) || chars::is_digit(octet),
            Self::Minimal => chars::is_unreserved(octet) || octet == b'*',
            Self::Rfc3986 => chars::is_unreserved(octet),
        }
    }

    const fn space_is_plus(self) -> bool {
        matches!(self, Self::Whatwg | Self::Html4)
    }
}

/// A text as form name or value, UTF-8 first and then escaped (RFC 6749 appendix B); borrowed if nothing is escaped.
///
/// ```
/// use countersign_grammar::form::{EscapeSet, encode};
///
/// assert_eq!(encode(" %&+\u{A3}\u{20AC}", EscapeSet::Whatwg), "+%25%26%2B%C2%A3%E2%82%AC");
/// ```
#[must_use]
pub fn encode(text: &str, set: EscapeSet) -> Cow<'_, str> {
    if text.bytes().all(|octet| set.leaves(octet)) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len().saturating_add(text.len() / 2));
    encode_into(&mut encoded, text, set);
    Cow::Owned(encoded)
}

/// Appends a text as form name or value.
///
/// ```
/// use countersign_grammar::form::{EscapeSet, encode_into};
///
/// let mut body = String::from("scope=");
/// encode_into(&mut body, "read write", EscapeSet::Whatwg);
/// assert_eq!(body, "scope=read+write");
/// ```
// = RFC6749-B-1
pub fn encode_into(out: &mut String, text: &str, set: EscapeSet) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|octet| !set.leaves(octet)) {
        // What is left as it is, is ASCII: `at` is a boundary, and the character after it is escaped as a whole.
        let (plain, escaped) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = escaped.chars();
        if let Some(character) = characters.next() {
            escape(out, character, set);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// The body that holds these pairs.
///
/// ```
/// use countersign_grammar::form::{EscapeSet, serialize};
///
/// let body = serialize([("grant_type", "client_credentials"), ("scope", "read write")], EscapeSet::Whatwg);
/// assert_eq!(body, "grant_type=client_credentials&scope=read+write");
/// ```
#[must_use]
pub fn serialize<'s>(pairs: impl IntoIterator<Item = (&'s str, &'s str)>, set: EscapeSet) -> String {
    let mut body = String::new();
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push('&');
        }
        encode_into(&mut body, name, set);
        body.push('=');
        encode_into(&mut body, value, set);
    }
    body
}

fn escape(out: &mut String, character: char, set: EscapeSet) {
    if character == ' ' && set.space_is_plus() {
        out.push('+');
        return;
    }
    for octet in character.encode_utf8(&mut [0; 4]).bytes() {
        out.push('%');
        out.push(hex_digit(octet >> 4));
        out.push(hex_digit(octet & 0x0F));
    }
}

/// The upper-case hexadecimal digit of a value below 16.
fn hex_digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16)
        .unwrap_or_default()
        .to_ascii_uppercase()
}

use core::str::Chars;

/// What a backslash and the characters after it mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// This character, written in this many octets with the backslash.
    Char(char, usize),
    /// The text ends inside the escape and could become well formed.
    Unfinished,
    /// No escape, or half of a surrogate pair.
    Malformed,
}

/// Reads the escape at the beginning of `octets`, which begin with the backslash.
///
/// ```abnf
/// char = unescaped /
///     escape (
///         %x22 /          ; "    quotation mark  U+0022
///         %x5C /          ; \    reverse solidus U+005C
///         %x2F /          ; /    solidus         U+002F
///         %x62 /          ; b    backspace       U+0008
///         %x66 /          ; f    form feed       U+000C
///         %x6E /          ; n    line feed       U+000A
///         %x72 /          ; r    carriage return U+000D
///         %x74 /          ; t    tab             U+0009
///         %x75 4HEXDIG )  ; uXXXX                U+XXXX
/// ```
///
/// Deviation: `4HEXDIG` that names a surrogate must be the first half of a pair of two such escapes, because half
/// a pair is no character (RFC 7493 section 2.1).
pub(super) fn read(octets: &[u8]) -> Escape {
    let Some(&letter) = octets.get(1) else {
        return Escape::Unfinished;
    };
    let char = match letter {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(octets),
        _ => return Escape::Malformed,
    };
    Escape::Char(char, 2)
}

// = RFC7493-2.1-2
fn unicode(octets: &[u8]) -> Escape {
    let first = match code_unit(octets) {
        Ok(unit) => unit,
        Err(refusal) => return refusal,
    };
    if let Some(char) = char::from_u32(u32::from(first)) {
        return Escape::Char(char, 6);
    }
    // What is no scalar value in 16 bits is a surrogate; a low one cannot come first.
    if first >= 0xDC00 {
        return Escape::Malformed;
    }
    let second = match code_unit(octets.get(6..).unwrap_or_default()) {
        Ok(unit) => unit,
        Err(refusal) => return refusal,
    };
    match char::decode_utf16([first, second]).next() {
        Some(Ok(char)) => Escape::Char(char, 12),
        _ => Escape::Malformed,
    }
}

/// The code unit of `\uXXXX` at the beginning of `octets`.
fn code_unit(octets: &[u8]) -> Result<u16, Escape> {
    let mut octets = octets.iter();
    for expected in [b'\\', b'u'] {
        match octets.next() {
            None => return Err(Escape::Unfinished),
            Some(found) if *found == expected => {}
            Some(_) => return Err(Escape::Malformed),
        }
    }
    let mut unit = 0_u16;
    for _ in 0..4 {
        let octet = octets.next().ok_or(Escape::Unfinished)?;
        let digit = char::from(*octet)
            .to_digit(16)
            .and_then(|digit| u16::try_from(digit).ok());
        unit = (unit << 4) | digit.ok_or(Escape::Malformed)?;
    }
    Ok(unit)
}

/// The characters of a checked text. It ends at an escape that [`read`] refuses, so never before the end.
pub(super) struct Unescape<'a> {
    rest: Chars<'a>,
}

impl<'a> Unescape<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        Self { rest: raw.chars() }
    }
}

impl Iterator for Unescape<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let text = self.rest.as_str();
        let char = self.rest.next()?;
        if char != '\\' {
            return Some(char);
        }
        match read(text.as_bytes()) {
            Escape::Char(char, len) => {
                self.rest = text.get(len..)?.chars();
                Some(char)
            }
            Escape::Unfinished | Escape::Malformed => None,
        }
    }
}

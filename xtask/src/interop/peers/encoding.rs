//! What Basic credentials look like on the way, and how a server reads them: a model beside the code of the client and
//! of the servers, by which it is known beforehand who understands whom.

/// What a client makes of an id and a secret before base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Sending {
    /// RFC 6749 section 2.3.1 and appendix B: a space is `+`, and all but letters, digits and `*-._` is escaped.
    Form,
    /// Escaped as little as possible, and a space as `%20`, so that those who only undo escapes understand it too.
    Minimal,
    /// As it is.
    Raw,
}

impl Sending {
    /// By which our client is told, and a word for the table.
    pub(in crate::interop) const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Minimal => "minimal",
            Self::Raw => "raw",
        }
    }

    /// The octets that stand for a text.
    pub(in crate::interop) fn encode(self, text: &str) -> Vec<u8> {
        let mut encoded = Vec::new();
        for octet in text.bytes() {
            let plain = match self {
                Self::Form => octet.is_ascii_alphanumeric() || b"*-._".contains(&octet),
                Self::Minimal => octet.is_ascii_alphanumeric() || b"*-._~".contains(&octet),
                Self::Raw => true,
            };
            if plain {
                encoded.push(octet);
            } else if self == Self::Form && octet == b' ' {
                encoded.push(b'+');
            } else {
                encoded.extend(format!("%{octet:02X}").into_bytes());
            }
        }
        encoded
    }
}

/// How a server reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Reading {
    /// `+` is a space, and escapes are undone.
    Form,
    /// Escapes are undone, and `+` is itself.
    Percent,
    /// As they are.
    Raw,
}

impl Reading {
    /// A word for the table.
    pub(in crate::interop) const fn name(self) -> &'static str {
        match self {
            Self::Form => "as a form",
            Self::Percent => "escapes undone",
            Self::Raw => "as they are",
        }
    }

    /// What is read; and whether a `%` that begins no escape stood there, which is kept.
    pub(in crate::interop) fn read(self, octets: &[u8]) -> (Vec<u8>, bool) {
        let (mut read, mut malformed) = (Vec::new(), false);
        let mut rest = octets;
        while let Some((octet, after)) = rest.split_first() {
            let (meant, next) = match (octet, self) {
                (b'%', Self::Form | Self::Percent) => match escape(after) {
                    Some(escaped) => escaped,
                    None => {
                        malformed = true;
                        (b'%', after)
                    }
                },
                (b'+', Self::Form) => (b' ', after),
                _ => (*octet, after),
            };
            read.push(meant);
            rest = next;
        }
        (read, malformed)
    }
}

/// The octet that two hexadecimal digits stand for, and what comes after them.
fn escape(after: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, rest) = after.split_at_checked(2)?;
    let digits = std::str::from_utf8(digits).ok()?;
    let both = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let octet = u8::from_str_radix(digits, 16).ok().filter(|_| both)?;
    Some((octet, rest))
}

#[cfg(test)]
mod tests;

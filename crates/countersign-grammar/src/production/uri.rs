//! RFC 3986 URI-reference and absolute-URI: recognised in one pass from left to right.
//!
//! ```abnf
//! URI-reference = URI / relative-ref
//! URI           = scheme ":" hier-part [ "?" query ] [ "#" fragment ]
//! absolute-URI  = scheme ":" hier-part [ "?" query ]
//! relative-ref  = relative-part [ "?" query ] [ "#" fragment ]
//!
//! hier-part     = "//" authority path-abempty / path-absolute / path-rootless / path-empty
//! relative-part = "//" authority path-abempty / path-absolute / path-noscheme / path-empty
//!
//! scheme        = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
//! authority     = [ userinfo "@" ] host [ ":" port ]
//! userinfo      = *( unreserved / pct-encoded / sub-delims / ":" )
//! host          = IP-literal / IPv4address / reg-name
//! port          = *DIGIT
//! reg-name      = *( unreserved / pct-encoded / sub-delims )
//!
//! path-abempty  = *( "/" segment )
//! path-absolute = "/" [ segment-nz *( "/" segment ) ]
//! path-noscheme = segment-nz-nc *( "/" segment )
//! path-rootless = segment-nz *( "/" segment )
//! path-empty    = 0<pchar>
//! segment       = *pchar
//! segment-nz    = 1*pchar
//! segment-nz-nc = 1*( unreserved / pct-encoded / sub-delims / "@" )
//!
//! query         = *( pchar / "/" / "?" )
//! fragment      = *( pchar / "/" / "?" )
//! ```
//!
//! No choice needs a second look: what begins like `scheme ":"` is no relative-ref, whose first segment has no
//! colon; what begins with `//` is an authority, since no other path begins so; an IPv4address is a reg-name too.

use super::ip;
use crate::{SyntaxError, SyntaxErrorKind, chars, form::escape};

/// `URI-reference = URI / relative-ref` (RFC 3986 section 4.1); the empty text is one.
///
/// # Errors
///
/// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the first octet that cannot stand there; at the `[` of an
///   IP literal that holds no address.
/// - [`BadPercentEscape`](SyntaxErrorKind::BadPercentEscape) at a `%` without two hexadecimal digits.
///
/// ```
/// use countersign_grammar::production::check_uri_reference;
///
/// assert!(check_uri_reference("../errors?code=1#top").is_ok());
/// assert_eq!(check_uri_reference("https://as.example/a b").unwrap_err().at(), 20);
/// ```
pub fn check_uri_reference(text: &str) -> Result<(), SyntaxError> {
    let mut cursor = Cursor {
        octets: text.as_bytes(),
        at: 0,
    };
    let scheme = cursor.scheme().is_ok();
    cursor.rest(scheme, true)
}

/// `URI-reference = URI / relative-ref` (RFC 3986 section 4.1).
#[must_use]
pub fn is_uri_reference(text: &str) -> bool {
    check_uri_reference(text).is_ok()
}

/// `absolute-URI = scheme ":" hier-part [ "?" query ]` (RFC 3986 section 4.3).
///
/// # Errors
///
/// - [`Empty`](SyntaxErrorKind::Empty) for no text at all.
/// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet), or [`UnexpectedEnd`](SyntaxErrorKind::UnexpectedEnd) at the
///   end, where the scheme or its colon is missing.
/// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the `#` of a fragment.
/// - Those of [`check_uri_reference`].
///
/// ```
/// use countersign_grammar::production::check_absolute_uri;
///
/// assert!(check_absolute_uri("urn:ietf:params:oauth:client-assertion-type:jwt-bearer").is_ok());
/// assert_eq!(check_absolute_uri("/token").unwrap_err().at(), 0);
/// ```
// = RFC3986-4.3-1
// = RFC8707-2-1
// = RFC8707-2-2
pub fn check_absolute_uri(text: &str) -> Result<(), SyntaxError> {
    let mut cursor = Cursor {
        octets: text.as_bytes(),
        at: 0,
    };
    cursor.scheme()?;
    cursor.rest(true, false)
}

/// `absolute-URI = scheme ":" hier-part [ "?" query ]` (RFC 3986 section 4.3).
#[must_use]
pub fn is_absolute_uri(text: &str) -> bool {
    check_absolute_uri(text).is_ok()
}

/// Whether this character ends an authority (RFC 3986 section 3.2).
pub(super) const fn ends_authority(character: char) -> bool {
    matches!(character, '/' | '?' | '#')
}

struct Cursor<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// `scheme ":"`; nothing is consumed if that is not what stands here.
    fn scheme(&mut self) -> Result<(), SyntaxError> {
        let is_scheme =
            |octet| chars::is_alpha(octet) || chars::is_digit(octet) || matches!(octet, b'+' | b'-' | b'.');
        match self.octets.first() {
            None => return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0)),
            Some(octet) if !chars::is_alpha(*octet) => return Err(self.unexpected()),
            Some(_) => {}
        }
        match self.octets.iter().position(|octet| !is_scheme(*octet)) {
            None => Err(SyntaxError::new(
                SyntaxErrorKind::UnexpectedEnd,
                self.octets.len(),
            )),
            Some(at) if self.octets.get(at) == Some(&b':') => {
                self.at = at.saturating_add(1);
                Ok(())
            }
            Some(at) => Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at)),
        }
    }

    /// `hier-part` after a scheme, else `relative-part`, and query and fragment to the end.
    fn rest(&mut self, scheme: bool, fragment: bool) -> Result<(), SyntaxError> {
        if self.eat(b"//") {
            self.authority()?;
        } else if !scheme {
            self.take(|octet| chars::is_pchar(octet) && octet != b':')?;
            if self.peek() == Some(b':') {
                return Err(self.unexpected());
            }
        }
        self.take(|octet| chars::is_pchar(octet) || octet == b'/')?;
        let in_query = |octet| chars::is_pchar(octet) || matches!(octet, b'/' | b'?');
        if self.eat(b"?") {
            self.take(in_query)?;
        }
        if fragment && self.eat(b"#") {
            self.take(in_query)?;
        }
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected()),
        }
    }

    fn authority(&mut self) -> Result<(), SyntaxError> {
        let authority = self.remaining();
        let len = authority
            .iter()
            .position(|octet| ends_authority(char::from(*octet)))
            .unwrap_or(authority.len());
        let authority = authority.get(..len).unwrap_or_default();
        let in_name = |octet| chars::is_unreserved(octet) || chars::is_sub_delim(octet);
        if authority.contains(&b'@') {
            self.take(|octet| in_name(octet) || octet == b':')?;
            if !self.eat(b"@") {
                return Err(self.unexpected());
            }
        }
        if self.peek() == Some(b'[') {
            self.ip_literal()?;
        } else {
            self.take(in_name)?;
        }
        if self.eat(b":") {
            while self.peek().is_some_and(chars::is_digit) {
                self.at = self.at.saturating_add(1);
            }
        }
        match self.peek() {
            Some(octet) if !ends_authority(char::from(octet)) => Err(self.unexpected()),
            _ => Ok(()),
        }
    }

    /// `IP-literal = "[" ( IPv6address / IPvFuture ) "]"`
    fn ip_literal(&mut self) -> Result<(), SyntaxError> {
        let inside = self.remaining().get(1..).unwrap_or_default();
        // No address holds a bracket, and none is longer than its closing bracket is far.
        let Some(len) = memchr::memchr(b']', inside) else {
            return Err(self.unexpected());
        };
        if !ip::is_address(inside.get(..len).unwrap_or_default()) {
            return Err(self.unexpected());
        }
        self.at = self.at.saturating_add(len).saturating_add(2);
        Ok(())
    }

    /// Goes over octets of the class and over `pct-encoded = "%" HEXDIG HEXDIG`.
    fn take(&mut self, class: impl Fn(u8) -> bool) -> Result<(), SyntaxError> {
        while let Some(octet) = self.peek() {
            let len = match octet {
                b'%' if escape::triplet(self.remaining()).is_some() => 3,
                b'%' => return Err(SyntaxError::new(SyntaxErrorKind::BadPercentEscape, self.at)),
                octet if class(octet) => 1,
                _ => break,
            };
            self.at = self.at.saturating_add(len);
        }
        Ok(())
    }

    fn eat(&mut self, text: &[u8]) -> bool {
        let found = self.remaining().starts_with(text);
        if found {
            self.at = self.at.saturating_add(text.len());
        }
        found
    }

    fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    fn remaining(&self) -> &'a [u8] {
        self.octets.get(self.at..).unwrap_or_default()
    }

    fn unexpected(&self) -> SyntaxError {
        SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, self.at)
    }
}

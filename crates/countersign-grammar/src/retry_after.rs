use core::fmt;

use crate::quoted::parse::trimmed;
use crate::{HttpDate, SyntaxError, SyntaxErrorKind, UnixTime, chars};

/// How long to wait before the next request (RFC 9110 section 10.2.3).
///
/// ```abnf
/// Retry-After   = HTTP-date / delay-seconds
/// delay-seconds = 1*DIGIT
/// ```
///
/// ```
/// use countersign_grammar::{RetryAfter, UnixTime};
///
/// let now = UnixTime::from_secs(784_111_700);
/// assert_eq!(RetryAfter::parse(b"120")?.until(now).as_secs(), 784_111_820);
/// assert_eq!(RetryAfter::parse(b"Sun, 06 Nov 1994 08:49:37 GMT")?.until(now).as_secs(), 784_111_777);
/// assert_eq!(RetryAfter::parse(b"1.5").unwrap_err().at(), 1);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetryAfter {
    /// So many seconds from now; [`u64::MAX`] stands for all that do not fit.
    Seconds(u64),
    /// Not before this date.
    At(HttpDate),
}

impl RetryAfter {
    /// Reads a field value. White space around it is no part of it (RFC 9110 section 5.5); all offsets count from its
    /// first octet all the same.
    ///
    /// # Errors
    ///
    /// - [`Empty`](SyntaxErrorKind::Empty) for nothing.
    /// - [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the octet that is no digit, where the first is one. A
    ///   number has no sign and no fraction.
    /// - As [`HttpDate::parse`], where the first octet is no digit.
    // = RFC9110-10.2.3-1
    pub fn parse(input: &[u8]) -> Result<Self, SyntaxError> {
        let (field, text) = trimmed(input);
        if !text.first().is_some_and(|octet| chars::is_digit(*octet)) {
            return HttpDate::parse(input).map(Self::At);
        }
        let start = field.len().saturating_sub(text.len());
        let mut seconds = 0_u64;
        for (at, octet) in text.iter().enumerate() {
            if !chars::is_digit(*octet) {
                let at = start.saturating_add(at);
                return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at));
            }
            seconds = seconds
                .saturating_mul(10)
                .saturating_add(u64::from(octet.wrapping_sub(b'0')));
        }
        Ok(Self::Seconds(seconds))
    }

    /// When the wait is over, for a response that came at `now`; never before `now`.
    #[must_use]
    pub fn until(self, now: UnixTime) -> UnixTime {
        match self {
            Self::Seconds(seconds) => now.saturating_add(seconds),
            Self::At(date) => date.at(now).max(now),
        }
    }
}

/// The field value, which [`RetryAfter::parse`] reads as the same.
impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => seconds.fmt(f),
            Self::At(date) => date.fmt(f),
        }
    }
}

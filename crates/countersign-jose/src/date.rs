use countersign_grammar::UnixTime;

/// A `NumericDate` of RFC 7519 section 2: a JSON number of seconds since 1970-01-01T00:00:00Z, perhaps with a
/// fraction.
///
/// A [`UnixTime`] is whole seconds, so a fraction has to be rounded, and each use rounds so that a token is never
/// accepted longer than it says: `exp` down, `nbf` and `iat` up.
///
/// ```
/// use countersign_jose::NumericDate;
///
/// let date = NumericDate::parse("1300819380.5").unwrap();
/// assert_eq!(date.floor().as_secs(), 1_300_819_380);
/// assert_eq!(date.ceil().as_secs(), 1_300_819_381);
/// assert_eq!(NumericDate::parse("1.5e3").unwrap().ceil().as_secs(), 1500);
/// assert_eq!(NumericDate::parse("-1"), None);
/// ```
// = RFC7519-2-2
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumericDate {
    seconds: u64,
    /// Whether there is more than the whole seconds.
    fraction: bool,
}

impl NumericDate {
    /// A date of whole seconds.
    #[must_use]
    pub const fn new(time: UnixTime) -> Self {
        Self {
            seconds: time.as_secs(),
            fraction: false,
        }
    }

    /// Reads a JSON number (RFC 8259 section 6). `None` if it is no such number, if it is less than zero or if it
    /// does not fit.
    ///
    /// Linear in the length of the text, whatever the exponent; exact, for no floating point is involved.
    #[must_use]
    pub fn parse(number: &str) -> Option<Self> {
        Self::parse_digits(number).or_else(|| Self::parse_decimal(number))
    }

    /// The usual form: up to nineteen digits, which always fit, and nothing else.
    fn parse_digits(number: &str) -> Option<Self> {
        let digits = number.as_bytes();
        if digits.is_empty() || digits.len() > 19 || (digits.len() > 1 && digits.first() == Some(&b'0')) {
            return None;
        }
        let mut seconds = 0_u64;
        for octet in digits {
            let digit = octet.checked_sub(b'0').filter(|digit| *digit < 10)?;
            seconds = seconds.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        Some(Self {
            seconds,
            fraction: false,
        })
    }

    fn parse_decimal(number: &str) -> Option<Self> {
        let (negative, unsigned) = match number.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, number),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, decimals) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some(halves) => halves,
            None => (mantissa, ""),
        };
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        // The point stands after this many of the digits; it may lie before the first or after the last.
        let point = i64::try_from(whole.len()).ok()?.saturating_add(exponent);
        let mut date = Self {
            seconds: 0,
            fraction: false,
        };
        let mut at = 0_i64;
        for octet in whole.bytes().chain(decimals.bytes()) {
            if !octet.is_ascii_digit() {
                return None;
            }
            let digit = octet.wrapping_sub(b'0');
            if at < point {
                date.seconds = date.seconds.checked_mul(10)?.checked_add(u64::from(digit))?;
            } else {
                date.fraction |= digit != 0;
            }
            at = at.saturating_add(1);
        }
        // The zeros up to the point: at most twenty of them fit behind a number that is not zero itself.
        while date.seconds != 0 && at < point {
            date.seconds = date.seconds.checked_mul(10)?;
            at = at.saturating_add(1);
        }
        // A negative zero is a zero.
        if negative
            && date
                != (Self {
                    seconds: 0,
                    fraction: false,
                })
        {
            return None;
        }
        Some(date)
    }

    /// The last whole second that is not later: the reading for `exp`.
    #[must_use]
    pub const fn floor(self) -> UnixTime {
        UnixTime::from_secs(self.seconds)
    }

    /// The first whole second that is not earlier: the reading for `nbf` and `iat`.
    #[must_use]
    pub const fn ceil(self) -> UnixTime {
        if self.fraction {
            self.floor().saturating_add(1)
        } else {
            self.floor()
        }
    }
}

impl From<UnixTime> for NumericDate {
    fn from(time: UnixTime) -> Self {
        Self::new(time)
    }
}

/// `[ "+" / "-" ] 1*DIGIT`, cut off far beyond every number that fits.
fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut exponent = 0_i64;
    for octet in digits {
        if !octet.is_ascii_digit() {
            return None;
        }
        exponent = exponent
            .saturating_mul(10)
            .saturating_add(i64::from(octet.wrapping_sub(b'0')));
    }
    Some(if negative {
        exponent.saturating_neg()
    } else {
        exponent
    })
}

#[cfg(test)]
mod tests;

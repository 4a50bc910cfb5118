use core::fmt;

/// A JSON number, kept as the text that was read.
///
/// Nothing is rounded: there is no floating point in this type. Ask for the value in the form the member is
/// defined in.
///
/// ```
/// use countersign_grammar::{Limits, json};
///
/// let object = json::parse_object(br#"{"expires_in":3600,"exp":1.7e9}"#, &Limits::DEFAULT)?;
/// assert_eq!(object.member("expires_in").unwrap().as_number()?.as_u64(), Some(3600));
/// let exp = object.member("exp").unwrap().as_number()?;
/// assert_eq!((exp.as_str(), exp.as_u64(), exp.as_seconds_floor()), ("1.7e9", None, Some(1_700_000_000)));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Number<'a> {
    text: &'a str,
}

impl<'a> Number<'a> {
    /// `text` matches `number` of RFC 8259 section 6.
    pub(super) const fn checked(text: &'a str) -> Self {
        Self { text }
    }

    /// The number as it was written.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.text
    }

    /// The value if it is written as `0` or as a non-zero digit and digits, and fits.
    ///
    /// `1.0`, `1e3` and `-0` are `None`: `expires_in` and its like are `1*DIGIT` (RFC 6749 A.14).
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        // The grammar has no leading zero and no plus sign, and a sign, point or exponent is no digit.
        decimal(self.text.bytes())
    }

    /// The value as whole seconds, rounded down, as for a NumericDate (RFC 7519 section 2).
    ///
    /// `None` if it is negative or too large. Fraction and exponent are exact, and `1e-999999999999` costs no more
    /// than its length.
    // = RFC7519-2-2
    #[must_use]
    pub fn as_seconds_floor(self) -> Option<u64> {
        // As nearly all are written; a value that did not fit does not fit below either.
        if let Some(value) = self.as_u64() {
            return Some(value);
        }
        let (negative, unsigned) = match self.text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, self.text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, decimal_exponent(exponent)),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = || whole.bytes().chain(fraction.bytes());
        if digits().all(|digit| digit == b'0') {
            return Some(0);
        }
        if negative {
            return None;
        }
        let places = i64::try_from(whole.len()).ok()?.saturating_add(exponent);
        if places <= 0 {
            return Some(0);
        }
        let places = usize::try_from(places).unwrap_or(usize::MAX);
        let mut value = decimal(digits().take(places))?;
        // Zeros that the exponent adds. The value is not 0 here, so the loop ends by overflow after 20 of them.
        let written = whole.len().saturating_add(fraction.len());
        for _ in written..places {
            value = value.checked_mul(10)?;
        }
        Some(value)
    }
}

impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({} octets)", self.text.len())
    }
}

/// The value of `*DIGIT`, nothing being 0; `None` for other octets and for what does not fit.
fn decimal(digits: impl Iterator<Item = u8>) -> Option<u64> {
    let mut value = 0_u64;
    for octet in digits {
        let digit = octet.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    Some(value)
}

/// The exponent with its sign, held at the ends of the range: beyond them the outcome is the same.
fn decimal_exponent(text: &str) -> i64 {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let size = digits.bytes().fold(0_i64, |size, octet| {
        size.saturating_mul(10)
            .saturating_add(i64::from(octet.saturating_sub(b'0')))
    });
    if negative { size.saturating_neg() } else { size }
}

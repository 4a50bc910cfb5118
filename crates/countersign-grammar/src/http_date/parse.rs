//! The three forms, told apart by what stands behind the name of the day.

use core::ops::RangeInclusive;

use super::calendar::days_in;
use super::{HttpDate, Year};
use crate::quoted::parse::{offset, trimmed};
use crate::{SyntaxError, SyntaxErrorKind, chars};

/// `day-name-l`; `day-name` is its first three letters.
pub(super) const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// `month`
pub(super) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

pub(super) fn http_date(input: &[u8]) -> Result<HttpDate, SyntaxError> {
    let (input, start) = trimmed(input);
    if start.is_empty() {
        return Err(SyntaxError::new(SyntaxErrorKind::Empty, input.len()));
    }
    let mut text = Text { input, rest: start };
    let day_name = text.name(&DAYS)?;
    let date = match text.rest.first() {
        Some(b',') => text.imf_fixdate()?,
        Some(b' ') => text.asctime_date()?,
        _ => text.rfc850_date(day_name)?,
    };
    if !text.rest.is_empty() {
        return Err(text.here(SyntaxErrorKind::TrailingData));
    }
    match date.year {
        Year::Full(year) if date.in_year(u64::from(year)).weekday() != day_name => {
            Err(SyntaxError::new(SyntaxErrorKind::BadDate, offset(input, start)))
        }
        Year::Full(_) | Year::LastTwoDigits(_) => Ok(date),
    }
}

/// A field value, and what is left of it.
struct Text<'a> {
    input: &'a [u8],
    rest: &'a [u8],
}

impl Text<'_> {
    /// `"," SP day SP month SP year SP time-of-day SP GMT`, behind `day-name`.
    fn imf_fixdate(&mut self) -> Result<HttpDate, SyntaxError> {
        self.literal(", ")?;
        let day = self.day(2)?;
        self.literal(" ")?;
        let month = self.month()?;
        self.literal(" ")?;
        let year = Year::Full(self.number(4, 0..=9999)?);
        self.literal(" ")?;
        let second = self.time_of_day()?;
        self.literal(" GMT")?;
        date(year, month, day, second)
    }

    /// `"," SP day "-" month "-" 2DIGIT SP time-of-day SP GMT`, behind the first three letters of `day-name-l`.
    fn rfc850_date(&mut self, day_name: usize) -> Result<HttpDate, SyntaxError> {
        let name = DAYS.get(day_name).and_then(|name| name.get(3..));
        self.literal(name.unwrap_or_default())?;
        self.literal(", ")?;
        let day = self.day(2)?;
        self.literal("-")?;
        let month = self.month()?;
        self.literal("-")?;
        let year = Year::LastTwoDigits(small(self.number(2, 0..=99)?));
        self.literal(" ")?;
        let second = self.time_of_day()?;
        self.literal(" GMT")?;
        date(year, month, day, second)
    }

    /// `SP month SP ( 2DIGIT / ( SP 1DIGIT ) ) SP time-of-day SP year`, behind `day-name`.
    fn asctime_date(&mut self) -> Result<HttpDate, SyntaxError> {
        self.literal(" ")?;
        let month = self.month()?;
        self.literal(" ")?;
        let day = if self.rest.first() == Some(&b' ') {
            self.literal(" ")?;
            self.day(1)?
        } else {
            self.day(2)?
        };
        self.literal(" ")?;
        let second = self.time_of_day()?;
        self.literal(" ")?;
        let year = Year::Full(self.number(4, 0..=9999)?);
        date(year, month, day, second)
    }

    /// `hour ":" minute ":" second`, as the second of the day.
    fn time_of_day(&mut self) -> Result<u32, SyntaxError> {
        let hour = self.number(2, 0..=23)?;
        self.literal(":")?;
        let minute = self.number(2, 0..=59)?;
        self.literal(":")?;
        let leap = u16::from((hour, minute) == (23, 59));
        let second = self.number(2, 0..=leap.saturating_add(59))?;
        let minutes = u32::from(hour)
            .saturating_mul(60)
            .saturating_add(u32::from(minute));
        Ok(minutes.saturating_mul(60).saturating_add(u32::from(second)))
    }

    /// The day of a month, and the refusal of it, should the month be too short.
    fn day(&mut self, digits: usize) -> Result<(u8, SyntaxError), SyntaxError> {
        let refusal = self.here(SyntaxErrorKind::BadDate);
        Ok((small(self.number(digits, 1..=31)?), refusal))
    }

    /// The number of the month, from 1.
    fn month(&mut self) -> Result<u8, SyntaxError> {
        let month = self.name(&MONTHS)?;
        Ok(u8::try_from(month).unwrap_or_default().saturating_add(1))
    }

    /// Which of the names begins with the next three octets.
    fn name(&mut self, names: &[&str]) -> Result<usize, SyntaxError> {
        let found = self.rest.split_at_checked(3).and_then(|(found, rest)| {
            let found = names.iter().position(|name| name.as_bytes().starts_with(found))?;
            self.rest = rest;
            Some(found)
        });
        // Cut off or another: where no name goes on like this.
        found.ok_or_else(|| {
            let known = (0..3_usize)
                .take_while(|last| {
                    let begun = self.rest.get(..=*last);
                    begun.is_some_and(|begun| names.iter().any(|name| name.as_bytes().starts_with(begun)))
                })
                .count();
            self.rest = self.rest.get(known..).unwrap_or_default();
            self.unexpected()
        })
    }

    /// So many digits, within a range.
    fn number(&mut self, digits: usize, range: RangeInclusive<u16>) -> Result<u16, SyntaxError> {
        let start = self.here(SyntaxErrorKind::BadDate);
        let mut number = 0_u16;
        for _ in 0..digits {
            match self.rest.split_first() {
                Some((digit, rest)) if chars::is_digit(*digit) => {
                    number = number
                        .saturating_mul(10)
                        .saturating_add(u16::from(digit.wrapping_sub(b'0')));
                    self.rest = rest;
                }
                _ => return Err(self.unexpected()),
            }
        }
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(start)
        }
    }

    fn literal(&mut self, literal: &str) -> Result<(), SyntaxError> {
        for octet in literal.bytes() {
            match self.rest.split_first() {
                Some((found, rest)) if *found == octet => self.rest = rest,
                _ => return Err(self.unexpected()),
            }
        }
        Ok(())
    }

    /// The next octet is wrong, or missing.
    fn unexpected(&self) -> SyntaxError {
        self.here(if self.rest.is_empty() {
            SyntaxErrorKind::UnexpectedEnd
        } else {
            SyntaxErrorKind::UnexpectedOctet
        })
    }

    fn here(&self, kind: SyntaxErrorKind) -> SyntaxError {
        SyntaxError::new(kind, offset(self.input, self.rest))
    }
}

/// A number of two digits.
fn small(number: u16) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

/// The parts as a date, unless the month is too short for the day. Years of two digits are judged by the century in which
/// as many of them as in any are leap years.
fn date(year: Year, month: u8, day: (u8, SyntaxError), second: u32) -> Result<HttpDate, SyntaxError> {
    let (day, refusal) = day;
    let in_year = match year {
        Year::Full(year) => u64::from(year),
        Year::LastTwoDigits(digits) => u64::from(digits).saturating_add(2000),
    };
    if day > days_in(in_year, month) {
        return Err(refusal);
    }
    Ok(HttpDate {
        year,
        month,
        day,
        second,
    })
}

mod calendar;
mod parse;

use core::fmt;

use crate::{SyntaxError, UnixTime};

use calendar::Day;

/// A point in time as a header field writes it (RFC 9110 section 5.6.7), in any of its three forms.
///
/// ```abnf
/// HTTP-date    = IMF-fixdate / obs-date
/// IMF-fixdate  = day-name "," SP date1 SP time-of-day SP GMT  ; Sun, 06 Nov 1994 08:49:37 GMT
/// obs-date     = rfc850-date / asctime-date
/// rfc850-date  = day-name-l "," SP date2 SP time-of-day SP GMT  ; Sunday, 06-Nov-94 08:49:37 GMT
/// asctime-date = day-name SP date3 SP time-of-day SP year  ; Sun Nov  6 08:49:37 1994
/// date1        = day SP month SP year
/// date2        = day "-" month "-" 2DIGIT
/// date3        = month SP ( 2DIGIT / ( SP 1DIGIT ) )
/// time-of-day  = hour ":" minute ":" second
/// ```
///
/// Names are case-sensitive, as the RFC wants them. Deviations, all on the strict side:
/// - the date and the time exist: no 30 February, no hour 24; second 60 only where a leap second can be, at 23:59;
/// - the day of the week is the date's, where the year is known. Which of the two would be wrong, nobody can tell.
///
/// The year of an `rfc850-date` depends on the time at which it is read, so a date becomes a [`UnixTime`] by
/// [`at`](Self::at). `Display` writes an `IMF-fixdate`; a year of two digits is written as an `rfc850-date` with the day
/// of the week that it has in the years 1970 to 2069.
///
/// ```
/// use countersign_grammar::{HttpDate, UnixTime};
///
/// let now = UnixTime::from_secs(1_700_000_000);
/// for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
///     assert_eq!(HttpDate::parse(text.as_bytes())?.at(now).as_secs(), 784_111_777);
/// }
/// assert_eq!(HttpDate::new(now).unwrap().to_string(), "Tue, 14 Nov 2023 22:13:20 GMT");
/// assert_eq!(HttpDate::parse(b"Mon, 06 Nov 1994 08:49:37 GMT").unwrap_err().at(), 0);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HttpDate {
    year: Year,
    /// 1 to 12.
    month: u8,
    /// From 1.
    day: u8,
    /// Up to 86400, which is the leap second.
    second: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Year {
    Full(u16),
    LastTwoDigits(u8),
}

impl HttpDate {
    /// The date of a point in time; `None` beyond the year 9999, for which there is no form.
    #[must_use]
    pub fn new(time: UnixTime) -> Option<Self> {
        let (day, second) = Day::of(time);
        let year = u16::try_from(day.year).ok().filter(|year| *year <= 9999)?;
        Some(Self {
            year: Year::Full(year),
            month: day.month,
            day: day.day,
            second,
        })
    }

    /// Reads a field value. White space around it is no part of it (RFC 9110 section 5.5); all offsets count from its
    /// first octet all the same.
    ///
    /// # Errors
    ///
    /// - [`UnexpectedOctet`](crate::SyntaxErrorKind::UnexpectedOctet) and
    ///   [`UnexpectedEnd`](crate::SyntaxErrorKind::UnexpectedEnd) where the forms are left, and
    ///   [`TrailingData`](crate::SyntaxErrorKind::TrailingData) behind them.
    /// - [`BadDate`](crate::SyntaxErrorKind::BadDate) at the number, or at the name of the day, that cannot be.
    pub fn parse(input: &[u8]) -> Result<Self, SyntaxError> {
        parse::http_date(input)
    }

    /// The point in time, for a reader whose clock says `now`. [`UnixTime::EPOCH`] for what is earlier.
    ///
    /// `now` matters for a year of two digits only: it is the last year with these digits of which the date is not more
    /// than 50 years ahead. A 29 February that this year does not have is the day behind the 28th.
    #[must_use]
    pub fn at(self, now: UnixTime) -> UnixTime {
        let year = match self.year {
            Year::Full(year) => u64::from(year),
            Year::LastTwoDigits(digits) => self.last_year(u64::from(digits), now),
        };
        match self.in_year(year).begins_at() {
            Some(day) => day.saturating_add(u64::from(self.second)),
            None => UnixTime::EPOCH,
        }
    }

    const fn in_year(self, year: u64) -> Day {
        Day {
            year,
            month: self.month,
            day: self.day,
        }
    }

    /// The last year with these two digits of which the date is at most 50 years ahead.
    fn last_year(self, digits: u64, now: UnixTime) -> u64 {
        let (today, second) = Day::of(now);
        let limit = today.year.saturating_add(50);
        let century = limit.saturating_sub(limit % 100).saturating_add(digits);
        let year = if century > limit {
            century.saturating_sub(100)
        } else {
            century
        };
        let too_far = year == limit && (self.month, self.day, self.second) > (today.month, today.day, second);
        if too_far { year.saturating_sub(100) } else { year }
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = parse::MONTHS
            .get(usize::from(self.month.saturating_sub(1)))
            .copied()
            .unwrap_or_default();
        let day = self.day;
        let name = |year| {
            let weekday = self.in_year(year).weekday();
            parse::DAYS.get(weekday).copied().unwrap_or_default()
        };
        match self.year {
            Year::Full(year) => {
                let (name, _) = name(u64::from(year)).split_at_checked(3).unwrap_or_default();
                write!(f, "{name}, {day:02} {month} {year:04}")?;
            }
            Year::LastTwoDigits(year) => {
                let century = if year < 70 { 2000 } else { 1900 };
                let name = name(u64::from(year).saturating_add(century));
                write!(f, "{name}, {day:02}-{month}-{year:02}")?;
            }
        }
        // The leap second belongs to the last minute of the day.
        let minutes = self.second.min(86_399) / 60;
        let second = self.second.saturating_sub(minutes.saturating_mul(60));
        write!(f, " {:02}:{:02}:{second:02} GMT", minutes / 60, minutes % 60)
    }
}

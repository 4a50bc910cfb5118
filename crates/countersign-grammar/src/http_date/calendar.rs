//! The Gregorian calendar, extended to the years before it, in whole days.

use crate::UnixTime;

const SECONDS: u64 = 86_400;

/// Days from 0000-01-01 to 1970-01-01.
const EPOCH: u64 = 719_528;

/// A day of the calendar; a day that the month does not have counts on into the next one.
#[derive(Clone, Copy)]
pub(super) struct Day {
    pub(super) year: u64,
    /// 1 to 12.
    pub(super) month: u8,
    /// From 1.
    pub(super) day: u8,
}

impl Day {
    /// The day of a point in time, and the seconds since it began.
    pub(super) fn of(time: UnixTime) -> (Self, u32) {
        let days = (time.as_secs() / SECONDS).saturating_add(EPOCH);
        let second = u32::try_from(time.as_secs() % SECONDS).unwrap_or_default();
        // 400 years have 146097 days, so that the quotient is at most one year off.
        let mut year = u64::try_from(u128::from(days).saturating_mul(400) / 146_097)
            .unwrap_or_default()
            .saturating_sub(1);
        while days_before(year.saturating_add(1)) <= days {
            year = year.saturating_add(1);
        }
        let mut left = days.saturating_sub(days_before(year));
        let mut month = 1;
        while left >= u64::from(days_in(year, month)) {
            left = left.saturating_sub(u64::from(days_in(year, month)));
            month = month.saturating_add(1);
        }
        let day = u8::try_from(left).unwrap_or_default().saturating_add(1);
        (Self { year, month, day }, second)
    }

    /// The point in time at which the day begins; `None` if that is before the epoch.
    pub(super) fn begins_at(self) -> Option<UnixTime> {
        let days = self.days().checked_sub(EPOCH)?;
        Some(UnixTime::from_secs(days.saturating_mul(SECONDS)))
    }

    /// 0 for a Sunday to 6 for a Saturday.
    pub(super) fn weekday(self) -> usize {
        // 0000-01-01 is a Saturday.
        usize::try_from(self.days().saturating_add(6) % 7).unwrap_or_default()
    }

    /// Days since 0000-01-01.
    fn days(self) -> u64 {
        (1..self.month)
            .fold(days_before(self.year), |days, month| {
                days.saturating_add(u64::from(days_in(self.year, month)))
            })
            .saturating_add(u64::from(self.day.saturating_sub(1)))
    }
}

/// How many days a month has, 1 to 12; 0 for another number.
pub(super) const fn days_in(year: u64, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days from 0000-01-01 to the first of January of a year.
const fn days_before(year: u64) -> u64 {
    // How many of the years before it, of which the first is year 0, are multiples.
    let fourth = year.saturating_add(3) / 4;
    let hundredth = year.saturating_add(99) / 100;
    let four_hundredth = year.saturating_add(399) / 400;
    year.saturating_mul(365)
        .saturating_add(fourth)
        .saturating_sub(hundredth)
        .saturating_add(four_hundredth)
}

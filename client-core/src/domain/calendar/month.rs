//! A month of the calendar.

use super::Day;
use super::day::two_digits;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// A text that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a month such as 2026-03")]
pub struct InvalidMonth(pub String);

/// A month of a year, in the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthOf {
    year: i32,
    month: u32,
}

impl MonthOf {
    /// The month of a year (1 to 9999) and a number (1 to 12).
    pub const fn new(year: i32, month: u32) -> Option<Self> {
        if year >= 1 && year <= 9999 && month >= 1 && month <= 12 { Some(Self { year, month }) } else { None }
    }

    /// The month that a day is in.
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The number of the month, 1 to 12.
    pub const fn month(self) -> u32 {
        self.month
    }

    /// So many months later; earlier where `months` is negative. Stops at the first and the last month.
    pub fn add_months(self, months: i64) -> Self {
        let number = (i64::from(self.year) * 12 + i64::from(self.month) - 1).saturating_add(months);
        let number = number.clamp(12, 9999 * 12 + 11);
        // The clamped number is a year of four digits and a month below 12.
        let year = i32::try_from(number / 12).unwrap_or(9999);
        let month = u32::try_from(number % 12).unwrap_or(11);
        Self { year, month: month + 1 }
    }

    /// The month after this one.
    pub fn next(self) -> Self {
        self.add_months(1)
    }

    /// The month before this one.
    pub fn previous(self) -> Self {
        self.add_months(-1)
    }

    /// A day of this month by its number; the last day where the month is shorter, the first for 0.
    pub fn day(self, number: u32) -> Day {
        let wanted = number.clamp(1, 31);
        let date = (28..=wanted)
            .rev()
            .chain([wanted])
            .find_map(|day| NaiveDate::from_ymd_opt(self.year, self.month, day));
        Day::of(date.unwrap_or(NaiveDate::MIN))
    }

    /// The first day.
    pub fn first_day(self) -> Day {
        self.day(1)
    }

    /// The last day.
    pub fn last_day(self) -> Day {
        self.day(31)
    }

    /// Every day, in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (1..=self.last_day().day()).map(move |number| self.day(number))
    }
}

impl fmt::Display for MonthOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Debug for MonthOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for MonthOf {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        let read = |text: &str| {
            let (year, month) = text.split_once('-')?;
            let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            Self::new(year.parse().ok().filter(|_| digits)?, two_digits(month)?)
        };
        read(text).ok_or_else(|| InvalidMonth(text.chars().take(64).collect()))
    }
}

impl Serialize for MonthOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MonthOf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

//! Periods of duties: `2026-W10`, `2026-03`, `2026`.

use super::form::Every;
use crate::domain::calendar::{Day, MonthOf};
use crate::domain::id::DocumentId;
use crate::domain::stock::derived_document;
use std::fmt;
use std::str::FromStr;

/// A text that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a period is written 2026-W10, 2026-03 or 2026")]
pub struct InvalidMatterPeriod;

/// One period of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatterPeriod {
    /// A week by its Monday; numbered as ISO 8601 does.
    Week(Day),
    /// A month.
    Month(MonthOf),
    /// A year by its first of January.
    Year(Day),
}

/// Monday of the week that a day is in.
fn monday(day: Day) -> Day {
    day.add_days(1 - i64::from(day.weekday()))
}

/// Monday of week 1: the week with 4 January in it.
fn first_monday(year: i32) -> Option<Day> {
    Day::new(year, 1, 4).map(monday)
}

impl MatterPeriod {
    /// The period that a day is in.
    pub fn of(every: Every, day: Day) -> Self {
        match every {
            Every::Week => Self::Week(monday(day)),
            Every::Month => Self::Month(day.month_of()),
            Every::Year => Self::Year(day.add_months(1 - i64::from(day.month())).month_of().first_day()),
        }
    }

    /// How often it comes.
    pub const fn every(self) -> Every {
        match self {
            Self::Week(_) => Every::Week,
            Self::Month(_) => Every::Month,
            Self::Year(_) => Every::Year,
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        match self {
            Self::Week(first) | Self::Year(first) => first,
            Self::Month(month) => month.first_day(),
        }
    }

    /// Its last day, until whose end the duty is in time (DL-22 to DL-24).
    pub fn last_day(self) -> Day {
        match self {
            Self::Week(monday) => monday.add_days(6),
            Self::Month(month) => month.last_day(),
            Self::Year(first) => first.add_months(11).month_of().last_day(),
        }
    }

    /// The one after it.
    pub fn next(self) -> Self {
        Self::of(self.every(), self.last_day().add_days(1))
    }
}

impl fmt::Display for MatterPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Week(monday) => {
                // The year of a week is that of its Thursday.
                let year = monday.add_days(3).year();
                let first = first_monday(year).unwrap_or(*monday);
                write!(f, "{year:04}-W{:02}", monday.days_since(first) / 7 + 1)
            }
            Self::Month(month) => write!(f, "{month}"),
            Self::Year(first) => write!(f, "{:04}", first.year()),
        }
    }
}

impl FromStr for MatterPeriod {
    type Err = InvalidMatterPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidMatterPeriod> {
        let digits = |text: &str, n: usize| {
            let fits = text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| text.parse::<i32>().ok()).flatten().ok_or(InvalidMatterPeriod)
        };
        let period = if let Some((year, week)) = text.split_once("-W") {
            let (year, week) = (digits(year, 4)?, digits(week, 2)?);
            let first = first_monday(year).filter(|_| (1..=53).contains(&week)).ok_or(InvalidMatterPeriod)?;
            Self::Week(first.add_days(i64::from(week - 1) * 7))
        } else if text.len() == 4 {
            Self::Year(Day::new(digits(text, 4)?, 1, 1).ok_or(InvalidMatterPeriod)?)
        } else {
            Self::Month(text.parse().map_err(|_| InvalidMatterPeriod)?)
        };
        // A week 53 that a year doesn't have is the next year's first.
        if period.to_string() == text { Ok(period) } else { Err(InvalidMatterPeriod) }
    }
}

/// The document of a duty's period. Everybody derives the same one.
pub fn matter_document(form: &str, period: &str) -> DocumentId {
    derived_document(&[b"undercroft/matter/1", form.as_bytes(), b"/", period.as_bytes()])
}

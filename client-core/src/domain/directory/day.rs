//! A day of the calendar, without a zone.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// A day such as `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that names no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day such as 2026-12-31")]
pub struct InvalidDay;

impl Day {
    /// The day with these numbers; `None` where the calendar has none.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1000..=9999).contains(&year) && (1..=last).contains(&day)).then_some(Self { year, month, day })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let mut parts = text.split('-');
        let mut number = |width: usize| {
            let part = parts.next().filter(|part| part.len() == width)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (number(4), number(2), number(2));
        let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else {
            return Err(InvalidDay);
        };
        let small = |number: u16| u8::try_from(number).map_err(|_| InvalidDay);
        Self::new(year, small(month)?, small(day)?).ok_or(InvalidDay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[test]
fn days_are_those_of_the_calendar() {
    for text in ["2024-02-29", "2000-02-29", "2026-12-31", "2026-01-01"] {
        assert_eq!(text.parse::<Day>().map(|day| day.to_string()), Ok(text.to_owned()));
    }
    for text in
        ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-4-1", "2026-04-31", "", "0000-01-01"]
    {
        assert_eq!(text.parse::<Day>(), Err(InvalidDay), "{text}");
    }
    assert!("2026-09-30".parse::<Day>().unwrap() < "2026-10-01".parse::<Day>().unwrap());
}

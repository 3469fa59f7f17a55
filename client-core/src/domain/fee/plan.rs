//! How often a customer pays the management fee, and the periods that follow from it.

use crate::domain::calendar::{Day, MonthOf};
use crate::domain::entry::names;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// How often a customer pays (DUN-1, DUN-7, DUN-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeePlan {
    /// Twice a year.
    HalfYear,
    /// Four times a year.
    Quarter,
    /// Every month.
    Month,
}

names!(FeePlan { HalfYear = "half_year", Quarter = "quarter", Month = "month", });

impl FeePlan {
    /// Months of one of its periods: 6, 3 or 1.
    pub const fn months(self) -> u32 {
        match self {
            Self::HalfYear => 6,
            Self::Quarter => 3,
            Self::Month => 1,
        }
    }
}

/// A text that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a period such as 2026-H1, 2026-Q2 or 2026-02")]
pub struct InvalidPeriod(pub String);

/// A period that a bill is for: `2026-H1`, `2026-Q2` or `2026-02`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeePeriod {
    first: MonthOf,
    plan: FeePlan,
}

impl FeePeriod {
    /// The plan's period that a month is in.
    pub fn containing(plan: FeePlan, month: MonthOf) -> Self {
        let into = (month.month() - 1) % plan.months();
        Self { first: month.add_months(-i64::from(into)), plan }
    }

    /// How often its customer pays.
    pub const fn plan(self) -> FeePlan {
        self.plan
    }

    /// Its first month.
    pub const fn first_month(self) -> MonthOf {
        self.first
    }

    /// Its months, in order.
    pub fn months(self) -> impl Iterator<Item = MonthOf> {
        (0..self.plan.months()).map(move |n| self.first.add_months(i64::from(n)))
    }

    /// Its first day: P of the calendar, from which a late fee counts.
    pub fn first_day(self) -> Day {
        self.first.day(1)
    }

    /// The period after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.add_months(i64::from(self.plan.months())), plan: self.plan }
    }

    /// The period before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.add_months(-i64::from(self.plan.months())), plan: self.plan }
    }
}

impl fmt::Display for FeePeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, nth) = (self.first.year(), (self.first.month() - 1) / self.plan.months() + 1);
        match self.plan {
            FeePlan::HalfYear => write!(f, "{year:04}-H{nth}"),
            FeePlan::Quarter => write!(f, "{year:04}-Q{nth}"),
            FeePlan::Month => write!(f, "{}", self.first),
        }
    }
}

impl fmt::Debug for FeePeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for FeePeriod {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        let invalid = || InvalidPeriod(text.chars().take(64).collect());
        if let Ok(month) = text.parse::<MonthOf>() {
            return Ok(Self { first: month, plan: FeePlan::Month });
        }
        let (year, nth) = text.split_once('-').filter(|(year, _)| year.len() == 4).ok_or_else(invalid)?;
        let plan = match nth.as_bytes() {
            [b'H', b'1'..=b'2'] => FeePlan::HalfYear,
            [b'Q', b'1'..=b'4'] => FeePlan::Quarter,
            _ => return Err(invalid()),
        };
        let nth: u32 = nth[1..].parse().map_err(|_| invalid())?;
        let year = year.bytes().all(|digit| digit.is_ascii_digit()).then(|| year.parse().ok()).flatten();
        let first = year.and_then(|year| MonthOf::new(year, (nth - 1) * plan.months() + 1));
        Ok(Self { first: first.ok_or_else(invalid)?, plan })
    }
}

impl Serialize for FeePeriod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FeePeriod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> FeePeriod {
        text.parse().unwrap()
    }

    #[test]
    fn dun_01_dun_07_dun_12_a_period_is_written_and_read_in_one_form() {
        for text in ["2026-H1", "2026-H2", "2026-Q1", "2026-Q4", "2026-02", "0001-H1"] {
            assert_eq!(period(text).to_string(), text);
        }
        for text in [
            "", "2026", "2026-H0", "2026-H3", "2026-Q5", "2026-Q", "2026-h1", "26-H1", "2026-H11", "0000-H1",
            "+026-H1", "2026-13",
        ] {
            assert!(text.parse::<FeePeriod>().is_err(), "{text}");
        }
    }

    #[test]
    fn dun_01_dun_07_dun_12_every_month_is_in_one_period_of_each_plan() {
        for plan in FeePlan::ALL {
            let mut month: MonthOf = "2023-12".parse().unwrap();
            for _ in 0..30 {
                let own = FeePeriod::containing(*plan, month);
                assert_eq!(own.months().filter(|one| *one == month).count(), 1);
                assert!(!own.next().months().any(|one| one == month));
                assert_eq!(own.next().previous(), own);
                month = month.next();
            }
        }
        let months: Vec<String> = period("2026-Q2").months().map(|month| month.to_string()).collect();
        assert_eq!(months, ["2026-04", "2026-05", "2026-06"]);
        assert_eq!(period("2026-H2").next(), period("2027-H1"));
        assert_eq!(period("2026-H2").first_day().to_string(), "2026-07-01");
    }
}

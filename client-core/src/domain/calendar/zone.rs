//! A site's zone: where its days begin and end.

#[cfg(target_arch = "wasm32")]
use super::compact::Tz;
use super::{Day, MonthOf, WallTime};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
#[cfg(not(target_arch = "wasm32"))]
use chrono_tz::Tz;
use planted::Bug;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// No zone on earth has ever been further from UTC than 16 hours; ten more make sure of both sides of a jump.
const REACH: TimeDelta = TimeDelta::hours(26);

/// A name that the IANA list of zones doesn't have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a timezone such as Asia/Shanghai")]
pub struct UnknownZone(pub String);

/// A zone of the IANA list, such as `Asia/Shanghai`.
///
/// A day runs from the first instant from which its date doesn't go back any more to the same instant of the next day.
/// So it has 23 or 25 hours where the clocks are moved; it begins at the first instant that it has where midnight is
/// skipped; and every instant is in exactly one day, even where clocks are put back over midnight.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// UTC, for a site that isn't known yet.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of its IANA name.
    ///
    /// # Errors
    /// [`UnknownZone`].
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        name.parse().map(Self).map_err(|_| UnknownZone(name.chars().take(64).collect()))
    }

    /// Its IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The day that an instant is in. Instants outside of the years 1 to 9999 count as the nearest one inside.
    pub fn day_of(self, at: i64) -> Day {
        let date = self.date_of(utc(at));
        // Where a clock was put back over midnight, a few minutes show a date before its day has begun for good.
        if at < self.start_of_date(date) {
            return Day::of(date.pred_opt().unwrap_or(date));
        }
        let next = date.succ_opt().unwrap_or(date);
        Day::of(if at >= self.start_of_date(next) { next } else { date })
    }

    /// The month that an instant is in (FEE-1).
    pub fn month_of(self, at: i64) -> MonthOf {
        let late = if planted::is(Bug::MonthEndsLate) { 8 * 3_600_000 } else { 0 };
        self.day_of(at.saturating_sub(late)).month_of()
    }

    /// The first instant of a day.
    pub fn start_of(self, day: Day) -> i64 {
        self.start_of_date(day.date())
    }

    /// The end of a day, 24:00: the first instant that is not in it any more.
    pub fn end_of(self, day: Day) -> i64 {
        day.date().succ_opt().map_or(i64::MAX, |next| self.start_of_date(next))
    }

    /// The first instant of a month.
    pub fn start_of_month(self, month: MonthOf) -> i64 {
        self.start_of(month.first_day())
    }

    /// The end of a month: the first instant that is not in it any more.
    pub fn end_of_month(self, month: MonthOf) -> i64 {
        self.end_of(month.last_day())
    }

    /// The instant at which the clock of a day shows a time: the first such instant where it shows it twice, and the
    /// first instant after the gap where it skips it.
    pub fn at(self, day: Day, time: WallTime) -> i64 {
        let local = day.date().and_time(time.time());
        match self.0.from_local_datetime(&local).earliest() {
            Some(instant) => instant.timestamp_millis().max(self.start_of(day)),
            None => self.after_gap(local),
        }
    }

    /// What the clock on the wall shows at an instant, as `2026-03-31 23:59`.
    pub fn shown(self, at: i64) -> String {
        utc(at).with_timezone(&self.0).format("%Y-%m-%d %H:%M").to_string()
    }

    fn date_of(self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    fn start_of_date(self, date: NaiveDate) -> i64 {
        let midnight = date.and_time(NaiveTime::MIN);
        let found = self.0.from_local_datetime(&midnight);
        let Some((first, last)) = found.earliest().zip(found.latest()) else {
            return self.after_gap(midnight);
        };
        let (first, last) = (first.timestamp_millis(), last.timestamp_millis());
        // Between two midnights of one day lies either that day (the clock went back to midnight) or the one before.
        if first < last && self.date_of(utc(last - 1)) >= date { first } else { last }
    }

    /// The first instant whose wall time is not before `local`, for a wall time in a gap.
    fn after_gap(self, local: NaiveDateTime) -> i64 {
        let reached = |at: i64| utc(at).with_timezone(&self.0).naive_local() >= local;
        let middle = local.and_utc().timestamp_millis();
        let (mut before, mut after) = (middle - REACH.num_milliseconds(), middle + REACH.num_milliseconds());
        while after - before > 1 {
            let between = before + (after - before) / 2;
            if reached(between) {
                after = between;
            } else {
                before = between;
            }
        }
        after
    }
}

/// The instant as chrono knows it, inside of the years that days have.
fn utc(at: i64) -> DateTime<Utc> {
    const FIRST_MS: i64 = -62_135_596_800_000;
    const LAST_MS: i64 = 253_402_300_799_999;
    DateTime::from_timestamp_millis(at.clamp(FIRST_MS, LAST_MS)).unwrap_or(DateTime::UNIX_EPOCH)
}

#[cfg(not(target_arch = "wasm32"))]
impl From<Tz> for Zone {
    fn from(zone: Tz) -> Self {
        Self(zone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        Self::parse(name)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

//! The zones of the IANA list for a phone: what clocks did and will do from 2000 to 2060, in a tenth of the room that
//! the whole history takes. Before and after, the first and the last known offset hold; no order is that old.
//!
//! The table is `zones.bin`, made from chrono-tz, which every other build uses itself; a test compares the two.
//!
//! Layout, numbers little-endian: count of rules (u16); for each rule its length (u16), the offset at the beginning
//! (i16, minutes east of UTC) and its changes as (u32 minutes since the change before, or since 2000, i16 minutes east);
//! then for each name, sorted, its rule (u16), length (u8) and text.

use chrono::{FixedOffset, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeZone};
use std::fmt;
use std::str::FromStr;

const TABLE: &[u8] = include_bytes!("zones.bin");
/// 2000-01-01 UTC, in minutes since 1970.
const BEGIN: i64 = 15_778_080;

/// A zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tz {
    name: &'static str,
    /// Its rule's place in the table; `None` for UTC.
    rule: Option<usize>,
}

/// No zone of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

/// A zone with the offset that it has at a moment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct At {
    zone: Tz,
    fixed: FixedOffset,
}

impl fmt::Debug for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.fixed, f)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.fixed, f)
    }
}

impl Offset for At {
    fn fix(&self) -> FixedOffset {
        self.fixed
    }
}

fn bytes<const N: usize>(at: usize) -> [u8; N] {
    let found = TABLE.get(at..at + N).and_then(|bytes| bytes.try_into().ok());
    found.unwrap_or([0; N])
}

fn u16_at(at: usize) -> usize {
    usize::from(u16::from_le_bytes(bytes(at)))
}

impl Tz {
    pub const UTC: Self = Self { name: "UTC", rule: None };

    pub fn name(self) -> &'static str {
        self.name
    }

    /// Offset and the minute since 1970 from which it holds, in their order.
    fn spans(self) -> impl Iterator<Item = (i64, i16)> + Clone {
        let (length, first) = match self.rule {
            Some(rule) => (u16_at(rule), i16::from_le_bytes(bytes(rule + 2))),
            None => (0, 0),
        };
        let start = self.rule.unwrap_or_default() + 4;
        let changes = (0..length).scan(BEGIN, move |minute, n| {
            let at = start + n * 6;
            *minute += i64::from(u32::from_le_bytes(bytes(at)));
            Some((*minute, i16::from_le_bytes(bytes(at + 4))))
        });
        [(i64::MIN, first)].into_iter().chain(changes)
    }

    fn with(self, minutes: i16) -> At {
        let seconds = i32::from(minutes) * 60;
        let fixed = FixedOffset::east_opt(seconds).unwrap_or_else(|| chrono::Utc.fix());
        At { zone: self, fixed }
    }
}

impl FromStr for Tz {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        let mut rules = Vec::new();
        let mut at = 2;
        for _ in 0..u16_at(0) {
            rules.push(at);
            at += 4 + u16_at(at) * 6;
        }
        while let Some(length) = TABLE.get(at + 2) {
            let text = TABLE.get(at + 3..at + 3 + usize::from(*length)).unwrap_or_default();
            if text == name.as_bytes()
                && let Ok(name) = std::str::from_utf8(text)
            {
                return Ok(Self { name, rule: rules.get(u16_at(at)).copied() });
            }
            at += 3 + usize::from(*length);
        }
        Err(Unknown)
    }
}

impl TimeZone for Tz {
    type Offset = At;

    fn from_offset(offset: &At) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> LocalResult<At> {
        self.offset_from_local_datetime(&local.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> LocalResult<At> {
        let wall = local.and_utc().timestamp().div_euclid(60);
        let ends = self.spans().skip(1).map(|(from, _)| from).chain([i64::MAX]);
        let mut fitting = self.spans().zip(ends).filter(|((from, offset), until)| {
            let utc = wall - i64::from(*offset);
            *from <= utc && utc < *until
        });
        match (fitting.next(), fitting.next()) {
            (Some(((_, first), _)), Some(((_, last), _))) => {
                LocalResult::Ambiguous(self.with(first), self.with(last))
            }
            (Some(((_, only), _)), None) => LocalResult::Single(self.with(only)),
            (None, _) => LocalResult::None,
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> At {
        self.offset_from_utc_datetime(&utc.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> At {
        let minute = utc.and_utc().timestamp().div_euclid(60);
        let span = self.spans().take_while(|(from, _)| *from <= minute).last();
        self.with(span.map_or(0, |(_, offset)| offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use std::collections::BTreeMap;

    const YEAR: i64 = 365 * 24 * 60;
    /// 2060-01-01 UTC, in minutes since 1970.
    const END: i64 = 47_335_680;

    fn offset_of(zone: chrono_tz::Tz, minute: i64) -> i16 {
        let at = DateTime::from_timestamp(minute * 60, 0).unwrap().naive_utc();
        let seconds = zone.offset_from_utc_datetime(&at).fix().local_minus_utc();
        assert_eq!(seconds % 60, 0, "{zone}");
        i16::try_from(seconds / 60).unwrap()
    }

    /// Offset changes from 2000 to 2060. No zone has had an offset for less than three days since 2000.
    fn rule_of(zone: chrono_tz::Tz) -> Vec<u8> {
        let first = offset_of(zone, BEGIN);
        let (mut changes, mut last) = (Vec::new(), first);
        let (mut minute, mut before_this) = (BEGIN, BEGIN);
        while minute < END {
            let next = minute + 3 * 24 * 60;
            let offset = offset_of(zone, next);
            if offset != last {
                let (mut before, mut after) = (minute, next);
                while after - before > 1 {
                    let between = before + (after - before) / 2;
                    if offset_of(zone, between) == last { before = between } else { after = between }
                }
                changes.extend(u32::try_from(after - before_this).unwrap().to_le_bytes());
                before_this = after;
                last = offset_of(zone, after);
                changes.extend(last.to_le_bytes());
                minute = after;
                continue;
            }
            minute = next;
        }
        let length = u16::try_from(changes.len() / 6).unwrap();
        [length.to_le_bytes().as_slice(), &first.to_le_bytes(), &changes].concat()
    }

    fn table() -> Vec<u8> {
        let mut rules: Vec<Vec<u8>> = Vec::new();
        let mut names = BTreeMap::new();
        for zone in chrono_tz::TZ_VARIANTS {
            let rule = rule_of(zone);
            let index = rules.iter().position(|known| *known == rule).unwrap_or_else(|| {
                rules.push(rule);
                rules.len() - 1
            });
            names.insert(zone.name(), u16::try_from(index).unwrap());
        }
        let mut bytes = u16::try_from(rules.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend(rules.concat());
        for (name, rule) in names {
            bytes.extend(rule.to_le_bytes());
            bytes.push(u8::try_from(name.len()).unwrap());
            bytes.extend(name.as_bytes());
        }
        bytes
    }

    /// `UPDATE_SNAPSHOTS=1` writes the table again after chrono-tz has changed.
    #[test]
    fn a_phones_table_of_zones_is_that_of_every_other_build() {
        let table = table();
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/domain/calendar/zones.bin");
            std::fs::write(file, &table).unwrap();
            return;
        }
        assert!(table == TABLE, "UPDATE_SNAPSHOTS=1 cargo nextest run --workspace -E 'test(phones_table)'");
    }

    #[test]
    fn a_phone_reads_clocks_as_every_other_build_does() {
        // An odd step, so that all hours of the day and both sides of changes come up.
        for zone in chrono_tz::TZ_VARIANTS {
            let here: Tz = zone.name().parse().unwrap();
            assert_eq!(here.name(), zone.name());
            for minute in (BEGIN..END).step_by(20_011) {
                let at = DateTime::from_timestamp(minute * 60, 0).unwrap().naive_utc();
                assert_eq!(
                    here.offset_from_utc_datetime(&at).fix(),
                    zone.offset_from_utc_datetime(&at).fix(),
                    "{zone} {at}"
                );
            }
        }
    }

    #[test]
    fn walls_that_show_a_time_twice_or_never_are_the_same_on_a_phone() {
        for name in
            ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Pacific/Apia"]
        {
            let (zone, here) = (name.parse::<chrono_tz::Tz>().unwrap(), name.parse::<Tz>().unwrap());
            for minute in (BEGIN + 11 * YEAR..BEGIN + 13 * YEAR).step_by(30) {
                let local = DateTime::from_timestamp(minute * 60, 0).unwrap().naive_utc();
                let theirs = zone.offset_from_local_datetime(&local).map(|one| one.fix());
                assert_eq!(
                    here.offset_from_local_datetime(&local).map(|one| one.fix()),
                    theirs,
                    "{name} {local}"
                );
            }
        }
    }

    #[test]
    fn a_name_that_is_none_is_no_zone() {
        assert_eq!("Asia/Nowhere".parse::<Tz>(), Err(Unknown));
        assert_eq!("".parse::<Tz>(), Err(Unknown));
        assert_eq!(Tz::UTC.offset_from_utc_datetime(&NaiveDateTime::default()).fix().local_minus_utc(), 0);
    }
}

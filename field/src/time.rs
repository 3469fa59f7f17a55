//! Times as people type and read them, in the site's zone.

use crate::fault::Fault;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The zone in which times are typed and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// The site's zone; UTC before the reference data came.
    pub fn of_site(name: &str) -> Self {
        Self(name.parse().unwrap_or(Tz::UTC))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// A time to the minute.
    pub fn show(self, ms: i64) -> String {
        match Utc.timestamp_millis_opt(ms).single() {
            Some(time) => time.with_timezone(&self.0).format("%Y-%m-%d %H:%M").to_string(),
            None => format!("{ms} ms"),
        }
    }

    /// Reads a time: with an offset, or in this zone.
    ///
    /// # Errors
    /// [`Fault::Value`]; also for an hour that the zone skips, and for one that it has twice.
    pub fn read(self, field: &str, text: &str) -> Result<i64, Fault> {
        let text = text.trim();
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Ok(time.timestamp_millis());
        }
        let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
        forms
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .and_then(|local| self.0.from_local_datetime(&local).single())
            .map(|time| time.timestamp_millis())
            .ok_or_else(|| {
                Fault::value(
                    field,
                    text,
                    format!("2026-03-02T14:00:00+08:00 / 2026-03-02 14:00 ({})", self.name()),
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_the_sites_zone_and_shown_in_it() {
        let zone = Zone::of_site("Asia/Shanghai");
        let ms = zone.read("at", "2026-03-02 09:00").unwrap();
        assert_eq!(ms, 1_772_413_200_000);
        assert_eq!(zone.read("at", "2026-03-02T01:00:00Z").unwrap(), ms);
        assert_eq!(zone.show(ms), "2026-03-02 09:00");
    }

    #[test]
    fn an_hour_that_is_not_there_or_there_twice_is_refused() {
        let zone = Zone::of_site("Europe/Berlin");
        assert!(zone.read("at", "2026-03-29 02:30").is_err());
        assert!(zone.read("at", "2026-10-25 02:30").is_err());
        assert!(zone.read("at", "tomorrow").is_err());
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        assert_eq!(Zone::of_site("").show(0), "1970-01-01 00:00");
    }
}

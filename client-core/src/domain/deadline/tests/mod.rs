mod calendar_2026;
mod complaint;
mod follow_up;
mod order;
mod properties;

use super::*;
use crate::domain::calendar::{Day, MonthOf, Zone};
use crate::domain::entry::follow_up::RepairClass;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn shanghai() -> Zone {
    zone("Asia/Shanghai")
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn month(text: &str) -> MonthOf {
    text.parse().unwrap()
}

/// The instant of `2026-03-02 09:00:00` in Shanghai.
fn at(text: &str) -> i64 {
    let (date, clock) = text.split_once(' ').unwrap();
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().unwrap()).collect();
    let seconds = parts[0] * 3_600 + parts[1] * 60 + parts.get(2).copied().unwrap_or(0);
    shanghai().start_of(day(date)) + seconds * 1_000
}

fn printed() -> DeadlineSettings {
    DeadlineSettings::default()
}

#[test]
fn numbers_of_the_life_cycle_are_the_wire_names() {
    for id in DeadlineId::ALL {
        assert_eq!(serde_json::to_value(id).unwrap(), id.as_str());
        assert_eq!(DeadlineId::from_number(id.as_str()), Some(id));
    }
    assert_eq!(DeadlineId::from_number("DL-99"), None);
}

#[test]
fn thresholds_are_settings_with_the_printed_values_as_defaults() {
    let read = |text: &str| serde_json::from_str::<DeadlineSettings>(text);
    assert_eq!(read("{}").unwrap(), printed());
    let earlier =
        read(r#"{"desk_batch_at": "16:45", "desk_batch_warning_at": "16:15", "reply_minutes": 20}"#).unwrap();
    assert_eq!(earlier.check(), Ok(()));
    assert_eq!(reply(at("2026-03-02 09:00"), &earlier).due, at("2026-03-02 09:20"));
    assert_eq!(monthly::desk_batch(day("2026-03-02"), shanghai(), &earlier).due, at("2026-03-02 16:45"));
    assert!(read(r#"{"reply_minuets": 20}"#).is_err(), "a misspelt setting is no setting");
    assert!(read(r#"{"desk_batch_at": "25:00"}"#).is_err());
}

#[test]
fn thresholds_that_cannot_be_meant_are_refused() {
    assert_eq!(printed().check(), Ok(()));
    let wrong = |change: fn(&mut DeadlineSettings)| {
        let mut settings = printed();
        change(&mut settings);
        settings.check().unwrap_err().field
    };
    assert_eq!(wrong(|s| s.notice_day = 0), "notice_day");
    assert_eq!(wrong(|s| s.hand_over_day = 32), "hand_over_day");
    assert_eq!(wrong(|s| s.reply_warning_minutes = 16), "reply_warning_minutes");
    assert_eq!(wrong(|s| s.notice_warning_day = 16), "notice_warning_day");
    assert_eq!(wrong(|s| s.on_site_per_mille = 1_001), "on_site_per_mille");
    assert_eq!(
        wrong(|s| s.desk_batch_at = s.desk_batch_at.min("16:59".parse().unwrap())),
        "desk_batch_warning_at"
    );
}

use super::*;

#[test]
fn dsp_02_a_reply_at_09_15_00_is_in_time_and_at_09_15_01_late() {
    let deadline = reply(at("2026-03-02 09:00"), &printed());
    assert_eq!(deadline.id, DeadlineId::Reply);
    assert_eq!(deadline.due, at("2026-03-02 09:15"));
    assert!(deadline.kept_by(at("2026-03-02 09:15:00")));
    assert!(deadline.kept_by(at("2026-03-02 09:15:00") + 999), "the whole second 09:15:00");
    assert!(!deadline.kept_by(at("2026-03-02 09:15:01")));
}

#[test]
fn dsp_02_it_is_warned_at_ten_minutes_and_overdue_in_the_minute_09_15() {
    let deadline = reply(at("2026-03-02 09:00"), &printed());
    assert_eq!(deadline.stands(at("2026-03-02 09:09:59")), Stands::Ahead);
    assert_eq!(deadline.stands(at("2026-03-02 09:10:00")), Stands::Soon);
    assert_eq!(deadline.stands(at("2026-03-02 09:15:00")), Stands::Soon);
    assert_eq!(deadline.stands(at("2026-03-02 09:15:01")), Stands::Late);
}

#[test]
fn dsp_02_minutes_run_from_the_recorded_minute() {
    assert_eq!(reply(at("2026-03-02 09:00:59"), &printed()).due, at("2026-03-02 09:15"));
}

#[test]
fn dsp_02_a_late_reply_is_late_for_good_and_one_in_time_that_arrives_late_is_not() {
    let deadline = reply(at("2026-03-02 09:00"), &printed());
    let next_year = at("2027-03-02 09:00");
    assert!(deadline.breached(Some(at("2026-03-02 09:15:01")), next_year));
    assert!(!deadline.breached(Some(at("2026-03-02 09:14")), next_year), "judged by when it happened");
    assert!(deadline.breached(None, at("2026-03-02 09:15:01")));
    assert!(!deadline.breached(None, at("2026-03-02 09:15:00")));
}

#[test]
fn dsp_04_arrival_before_the_appointment_is_ahead_and_at_its_minute_is_not() {
    let deadline = arrival(at("2026-03-02 10:00"), at("2026-03-02 14:00"), &printed());
    assert!(deadline.kept_by(at("2026-03-02 13:59:59")));
    assert!(!deadline.kept_by(at("2026-03-02 14:00")));
    assert_eq!(deadline.warn_from, at("2026-03-02 13:30"));
    let late_slip = arrival(at("2026-03-02 14:20"), at("2026-03-02 14:00"), &printed());
    assert_eq!(late_slip.stands(at("2026-03-02 14:20")), Stands::Late);
    assert!(late_slip.starts <= late_slip.warn_from && late_slip.warn_from <= late_slip.due);
}

#[test]
fn dsp_07_a_slip_at_17_30_00_is_in_that_days_batch_and_at_17_30_01_in_the_next() {
    let batch = |text| batch_day(at(text), shanghai(), &printed()).to_string();
    assert_eq!(batch("2026-03-02 00:00"), "2026-03-02");
    assert_eq!(batch("2026-03-02 17:30:00"), "2026-03-02");
    assert_eq!(batch("2026-03-02 17:30:01"), "2026-03-03");
    assert_eq!(batch("2026-03-02 23:59:59"), "2026-03-03");
    assert_eq!(batch("2026-12-31 17:30:01"), "2027-01-01");
}

#[test]
fn dsp_07_the_desk_is_reminded_at_17_00() {
    let deadline = monthly::desk_batch(day("2026-03-02"), shanghai(), &printed());
    assert_eq!(deadline.warn_from, at("2026-03-02 17:00"));
    assert_eq!(deadline.due, at("2026-03-02 17:30"));
    assert_eq!(deadline.stands(at("2026-03-02 16:59:59")), Stands::Ahead);
    assert_eq!(deadline.stands(at("2026-03-02 17:30:01")), Stands::Late);
}

#[test]
fn dsp_07_every_day_of_2026_has_its_batch_at_17_30_on_the_sites_clock() {
    for name in ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago"] {
        let zone = zone(name);
        for on in (1..=12).flat_map(|number| MonthOf::new(2026, number).unwrap().days()) {
            let deadline = monthly::desk_batch(on, zone, &printed());
            assert_eq!(zone.shown(deadline.due), format!("{on} 17:30"), "{name}");
            assert_eq!(zone.shown(deadline.warn_from), format!("{on} 17:00"), "{name}");
            assert_eq!(batch_day(deadline.due, zone, &printed()), on, "{name}");
            assert_eq!(batch_day(deadline.until, zone, &printed()), on.add_days(1), "{name}");
            assert_eq!(batch_day(zone.end_of(on) - 1, zone, &printed()), on.add_days(1), "{name}");
            assert_eq!(batch_day(zone.start_of(on), zone, &printed()), on, "{name}");
        }
    }
}

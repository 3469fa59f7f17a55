//! Section 6.1 of the life cycle, walked through for the whole of 2026.

use super::*;

/// Month; check and report; hand-over; follow-ups; notice. As printed in section 6.1.
const PRINTED: [[&str; 5]; 12] = [
    ["2026-01", "2026-01-31", "2026-02-01", "2026-02-10", "2026-02-15"],
    ["2026-02", "2026-02-28", "2026-03-01", "2026-03-10", "2026-03-15"],
    ["2026-03", "2026-03-31", "2026-04-01", "2026-04-10", "2026-04-15"],
    ["2026-04", "2026-04-30", "2026-05-01", "2026-05-10", "2026-05-15"],
    ["2026-05", "2026-05-31", "2026-06-01", "2026-06-10", "2026-06-15"],
    ["2026-06", "2026-06-30", "2026-07-01", "2026-07-10", "2026-07-15"],
    ["2026-07", "2026-07-31", "2026-08-01", "2026-08-10", "2026-08-15"],
    ["2026-08", "2026-08-31", "2026-09-01", "2026-09-10", "2026-09-15"],
    ["2026-09", "2026-09-30", "2026-10-01", "2026-10-10", "2026-10-15"],
    ["2026-10", "2026-10-31", "2026-11-01", "2026-11-10", "2026-11-15"],
    ["2026-11", "2026-11-30", "2026-12-01", "2026-12-10", "2026-12-15"],
    ["2026-12", "2026-12-31", "2027-01-01", "2027-01-10", "2027-01-15"],
];
const ZONES: [&str; 4] = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago"];

#[test]
fn fee_06_the_calendar_of_settlement_of_2026_is_the_printed_one() {
    for row in PRINTED {
        let made = month_row(month(row[0]), &printed());
        let texts =
            [made.check_on, made.hand_over_by, made.follow_ups_by, made.notice_on].map(|one| one.to_string());
        assert_eq!(texts, row[1..], "{}", row[0]);
    }
}

#[test]
fn fee_06_deadlines_of_2026_end_at_24_00_of_the_printed_days_in_every_zone() {
    for name in ZONES {
        let zone = zone(name);
        for [of, check_on, hand_over_by, follow_ups_by, notice_on] in PRINTED {
            let of = month(of);
            for (deadline, last, warned_on) in [
                (month_check(of, zone, &printed()), check_on, of.last_day().add_days(-3)),
                (on_site_share(of, zone, &printed()), check_on, of.day(25)),
                (spot_checks(of, zone, &printed()), check_on, of.day(25)),
                (hand_over(of, zone, &printed()), hand_over_by, day(hand_over_by).add_days(-2)),
                (monthly_follow_up(of, zone, &printed()), follow_ups_by, of.next().day(8)),
                (statistics(of, zone, &printed()), follow_ups_by, of.next().day(8)),
                (notice_lines(of, zone, &printed()), notice_on, of.next().day(10)),
                (analysis(of, zone, &printed()), check_on, of.day(25)),
            ] {
                assert_eq!(zone.day_of(deadline.until - 1), day(last), "{name} {of} {}", deadline.id);
                assert_eq!(zone.day_of(deadline.until), day(last).add_days(1), "{name} {of} {}", deadline.id);
                assert_eq!(deadline.due, deadline.until, "24:00 is printed and exclusive");
                assert_eq!(deadline.warn_from, zone.start_of(warned_on), "{name} {of} {}", deadline.id);
            }
        }
    }
}

#[test]
fn fee_06_the_hand_over_of_march_is_in_time_on_1_april_24_00_and_late_on_2_april() {
    let deadline = hand_over(month("2026-03"), shanghai(), &printed());
    assert_eq!(deadline.id, DeadlineId::HandOver);
    assert!(deadline.kept_by(at("2026-04-01 23:59:59")));
    assert!(!deadline.kept_by(at("2026-04-02 00:00")));
    assert_eq!(deadline.stands(at("2026-03-29 23:59:59")), Stands::Ahead);
    assert_eq!(deadline.stands(at("2026-03-30 00:00")), Stands::Soon, "two days before");
}

#[test]
fn fee_06_a_leap_day_is_the_last_day_of_its_month() {
    let row = month_row(month("2028-02"), &printed());
    assert_eq!(row.check_on, day("2028-02-29"));
    assert_eq!(row.hand_over_by, day("2028-03-01"));
    assert_eq!(month_check(month("2028-02"), shanghai(), &printed()).warn_from, at("2028-02-26 00:00"));
    let signed = FollowUpFacts {
        signed_at: at("2028-02-28 12:00"),
        repair: Some(RepairClass::Other),
        leak_test_at: None,
    };
    assert_eq!(follow_up_due(signed, shanghai(), &printed()).alarming().unwrap().due, at("2028-03-02 00:00"));
    let late = DeadlineSettings { notice_day: 31, hand_over_day: 30, ..printed() };
    assert_eq!(
        month_row(month("2028-01"), &late).notice_on,
        day("2028-02-29"),
        "the last day of a short month"
    );
    assert_eq!(month_row(month("2028-01"), &late).hand_over_by, day("2028-02-29"));
}

#[test]
fn fup_03_every_day_of_2026_gives_the_follow_up_days_of_the_rule_book() {
    for name in ZONES {
        let zone = zone(name);
        for on in (1..=12).flat_map(|number| MonthOf::new(2026, number).unwrap().days()) {
            for signed_at in [zone.start_of(on), zone.end_of(on) - 1] {
                let of = |repair, leak_test_at| {
                    follow_up_due(
                        FollowUpFacts { signed_at, repair: Some(repair), leak_test_at },
                        zone,
                        &printed(),
                    )
                };
                let last = |due: FollowUpDue, id: DeadlineId| {
                    let found = due.deadlines.iter().find(|one| one.id == id).unwrap();
                    zone.day_of(found.until - 1)
                };
                let month_last = on.month_of().next().day(10);
                assert_eq!(last(of(RepairClass::Safety, None), DeadlineId::FollowUpSafety), on.add_days(2));
                assert_eq!(last(of(RepairClass::Other, None), DeadlineId::FollowUpOther), on.add_days(2));
                assert_eq!(
                    last(of(RepairClass::Leak, Some(signed_at)), DeadlineId::FollowUpLeak),
                    on.add_days(3)
                );
                assert_eq!(last(of(RepairClass::Other, None), DeadlineId::FollowUpMonth), month_last);
                let alarming = of(RepairClass::Other, None).alarming().unwrap().id;
                assert_eq!(alarming, DeadlineId::FollowUpOther, "two days are always before the next 10th");
            }
        }
    }
}

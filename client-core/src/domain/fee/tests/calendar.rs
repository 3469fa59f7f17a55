//! The tables of section 6 of the life cycle, to the day and the fen.

use super::*;
use crate::domain::fee::{
    final_from, final_term, late_fee, notice_from, pay_by, recovery_from, reminder_from, reminder_term,
};

/// Period; payment notice, pay by, reminder, its term, final notice, its term, recovery, late fee; the last three literally.
/// Every notice is received on the day of its issue.
const HALF_YEAR: &[(&str, [&str; 11])] = &[
    (
        "2026-H1",
        [
            "2025-12-01",
            "2026-01-01",
            "2026-01-01",
            "2026-02-01",
            "2026-02-02",
            "2026-02-07",
            "2026-02-08",
            "2026-01-01",
            "2026-01-09",
            "2026-01-14",
            "2026-01-15",
        ],
    ),
    (
        "2026-H2",
        [
            "2026-06-01",
            "2026-07-01",
            "2026-07-01",
            "2026-08-01",
            "2026-08-02",
            "2026-08-07",
            "2026-08-08",
            "2026-07-01",
            "2026-07-09",
            "2026-07-14",
            "2026-07-15",
        ],
    ),
    (
        "2027-H1",
        [
            "2026-12-01",
            "2027-01-01",
            "2027-01-01",
            "2027-02-01",
            "2027-02-02",
            "2027-02-07",
            "2027-02-08",
            "2027-01-01",
            "2027-01-09",
            "2027-01-14",
            "2027-01-15",
        ],
    ),
    // A leap year changes nothing here.
    (
        "2028-H1",
        [
            "2027-12-01",
            "2028-01-01",
            "2028-01-01",
            "2028-02-01",
            "2028-02-02",
            "2028-02-07",
            "2028-02-08",
            "2028-01-01",
            "2028-01-09",
            "2028-01-14",
            "2028-01-15",
        ],
    ),
];
const QUARTER: &[(&str, [&str; 11])] = &[
    ("2026-Q1", HALF_YEAR[0].1),
    (
        "2026-Q2",
        [
            "2026-03-01",
            "2026-04-01",
            "2026-04-01",
            "2026-05-01",
            "2026-05-02",
            "2026-05-07",
            "2026-05-08",
            "2026-04-01",
            "2026-04-09",
            "2026-04-14",
            "2026-04-15",
        ],
    ),
    ("2026-Q3", HALF_YEAR[1].1),
    (
        "2026-Q4",
        [
            "2026-09-01",
            "2026-10-01",
            "2026-10-01",
            "2026-11-01",
            "2026-11-02",
            "2026-11-07",
            "2026-11-08",
            "2026-10-01",
            "2026-10-09",
            "2026-10-14",
            "2026-10-15",
        ],
    ),
    ("2027-Q1", HALF_YEAR[2].1),
];
/// Period; payment notice, pay by, reminder, its term, final notice, its term, recovery, late fee.
const MONTHLY: &[(&str, [&str; 8])] = &[
    (
        "2026-01",
        [
            "2025-12-15",
            "2025-12-31",
            "2026-01-01",
            "2026-01-08",
            "2026-01-09",
            "2026-01-14",
            "2026-01-15",
            "2026-01-01",
        ],
    ),
    (
        "2026-02",
        [
            "2026-01-15",
            "2026-01-31",
            "2026-02-01",
            "2026-02-08",
            "2026-02-09",
            "2026-02-14",
            "2026-02-15",
            "2026-02-01",
        ],
    ),
    (
        "2026-03",
        [
            "2026-02-15",
            "2026-02-28",
            "2026-03-01",
            "2026-03-08",
            "2026-03-09",
            "2026-03-14",
            "2026-03-15",
            "2026-03-01",
        ],
    ),
    (
        "2026-04",
        [
            "2026-03-15",
            "2026-03-31",
            "2026-04-01",
            "2026-04-08",
            "2026-04-09",
            "2026-04-14",
            "2026-04-15",
            "2026-04-01",
        ],
    ),
    (
        "2026-05",
        [
            "2026-04-15",
            "2026-04-30",
            "2026-05-01",
            "2026-05-08",
            "2026-05-09",
            "2026-05-14",
            "2026-05-15",
            "2026-05-01",
        ],
    ),
    (
        "2026-06",
        [
            "2026-05-15",
            "2026-05-31",
            "2026-06-01",
            "2026-06-08",
            "2026-06-09",
            "2026-06-14",
            "2026-06-15",
            "2026-06-01",
        ],
    ),
    (
        "2026-07",
        [
            "2026-06-15",
            "2026-06-30",
            "2026-07-01",
            "2026-07-08",
            "2026-07-09",
            "2026-07-14",
            "2026-07-15",
            "2026-07-01",
        ],
    ),
    (
        "2026-08",
        [
            "2026-07-15",
            "2026-07-31",
            "2026-08-01",
            "2026-08-08",
            "2026-08-09",
            "2026-08-14",
            "2026-08-15",
            "2026-08-01",
        ],
    ),
    (
        "2026-09",
        [
            "2026-08-15",
            "2026-08-31",
            "2026-09-01",
            "2026-09-08",
            "2026-09-09",
            "2026-09-14",
            "2026-09-15",
            "2026-09-01",
        ],
    ),
    (
        "2026-10",
        [
            "2026-09-15",
            "2026-09-30",
            "2026-10-01",
            "2026-10-08",
            "2026-10-09",
            "2026-10-14",
            "2026-10-15",
            "2026-10-01",
        ],
    ),
    (
        "2026-11",
        [
            "2026-10-15",
            "2026-10-31",
            "2026-11-01",
            "2026-11-08",
            "2026-11-09",
            "2026-11-14",
            "2026-11-15",
            "2026-11-01",
        ],
    ),
    (
        "2026-12",
        [
            "2026-11-15",
            "2026-11-30",
            "2026-12-01",
            "2026-12-08",
            "2026-12-09",
            "2026-12-14",
            "2026-12-15",
            "2026-12-01",
        ],
    ),
    (
        "2027-01",
        [
            "2026-12-15",
            "2026-12-31",
            "2027-01-01",
            "2027-01-08",
            "2027-01-09",
            "2027-01-14",
            "2027-01-15",
            "2027-01-01",
        ],
    ),
    // In a leap year February's eve is the 31st as ever, and March's is the 29th.
    (
        "2028-03",
        [
            "2028-02-15",
            "2028-02-29",
            "2028-03-01",
            "2028-03-08",
            "2028-03-09",
            "2028-03-14",
            "2028-03-15",
            "2028-03-01",
        ],
    ),
];

fn dates(of: &str, literal: bool) -> Vec<String> {
    let period = period(of);
    let issue = notice_from(period);
    let pay_by = pay_by(period, issue);
    let reminder = reminder_from(period, pay_by);
    let term = reminder_term(period.plan(), reminder);
    let last = final_from(reminder, Some(term), literal).unwrap();
    let last_term = final_term(last);
    let all = [issue, pay_by, reminder, term, last, last_term, recovery_from(last_term), period.first_day()];
    all.iter().map(Day::to_string).collect()
}

#[test]
fn dun_01_dun_02_dun_03_dun_07_dun_08_dun_09_half_years_and_quarters_are_dunned_on_the_printed_days() {
    for (of, expected) in HALF_YEAR.iter().chain(QUARTER) {
        assert_eq!(dates(of, false), expected[..8], "{of}");
        assert_eq!(dates(of, true)[4..7], expected[8..], "{of}, literally");
    }
}

#[test]
fn dun_12_dun_13_dun_14_months_are_dunned_on_the_printed_days_whichever_way_the_text_is_read() {
    for (of, expected) in MONTHLY {
        assert_eq!(dates(of, false), expected[..], "{of}");
        assert_eq!(dates(of, true), expected[..], "{of}, literally");
    }
}

/// An office that delivers each notice on its first day and is then asked for the next one.
fn walks(zone: &str, plan: FeePlan, of: &str, expected: &[&str; 8]) {
    let mut office = Office::in_zone(zone);
    let first = period(of).first_month();
    office.terms(plan, 50_000, &first.to_string());
    let steps = [(FeeStage::Payment, 0), (FeeStage::Reminder, 2), (FeeStage::Final, 4)];
    for (stage, column) in steps {
        let from = day(expected[column]);
        office.at(&from.add_days(-1).to_string(), 23);
        assert_eq!(office.refuses(Role::Finance, &Office::prepare(stage, of)), FeeRefusal::TooEarly(from));
        // The first minute of the day by the site's own clock.
        office.at(&from.to_string(), 0);
        office.delivers(stage, of);
    }
    let recovery = FeeCommand::DecideRecovery {
        recovery: crate::domain::entry::fee::Recovery::Other,
        reason: "屡催不缴".into(),
    };
    office.at(expected[5], 23);
    assert_eq!(office.refuses(Role::CscManager, &recovery), FeeRefusal::TooEarly(day(expected[6])));
    office.at(expected[6], 0);
    office.does(Role::CscManager, &recovery);
}

#[test]
fn dun_03_dun_05_dun_09_dun_10_dun_14_dun_15_an_office_is_let_through_on_the_first_day_and_not_before() {
    for zone in ["Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati"] {
        for (of, expected) in HALF_YEAR.iter().take(2) {
            walks(zone, FeePlan::HalfYear, of, expected.first_chunk().unwrap());
        }
        walks(zone, FeePlan::Quarter, QUARTER[1].0, QUARTER[1].1.first_chunk().unwrap());
        for (of, expected) in [MONTHLY[1], MONTHLY[2], MONTHLY[13]] {
            walks(zone, FeePlan::Month, of, &expected);
        }
    }
}

#[test]
fn dun_03_read_literally_the_final_notice_follows_on_the_8th_day_whether_or_not_the_reminder_was_received() {
    let mut office = Office::new();
    office.literal = true;
    office.terms(FeePlan::HalfYear, 50_000, "2026-01").on("2025-12-01");
    office.delivers(FeeStage::Payment, "2026-H1");
    office.on("2026-01-01");
    let reminder = office.does(Role::Finance, &Office::prepare(FeeStage::Reminder, "2026-H1"));
    office.does(Role::CsAssistant, &Office::send(reminder));
    office.on("2026-01-08");
    let last = Office::prepare(FeeStage::Final, "2026-H1");
    assert_eq!(office.refuses(Role::Finance, &last), FeeRefusal::TooEarly(day("2026-01-09")));
    office.on("2026-01-09");
    office.does(Role::Finance, &last);
}

#[test]
fn dun_03_a_term_that_nobody_knows_doesnt_end() {
    let mut office = Office::new();
    office.terms(FeePlan::HalfYear, 50_000, "2026-01").on("2025-12-01");
    office.delivers(FeeStage::Payment, "2026-H1");
    office.on("2026-01-01");
    let reminder = office.does(Role::Finance, &Office::prepare(FeeStage::Reminder, "2026-H1"));
    let last = Office::prepare(FeeStage::Final, "2026-H1");
    let first = |work| FeeRefusal::First(work, FeeStage::Reminder);
    assert_eq!(office.refuses(Role::Finance, &last), first(crate::domain::fee::NoticeWork::Send));
    office.does(Role::CsAssistant, &Office::send(reminder));
    office.on("2026-06-01");
    assert_eq!(office.refuses(Role::Finance, &last), first(crate::domain::fee::NoticeWork::Receive));
    office.does(Role::CsAssistant, &FeeCommand::ReceiveNotice { notice: reminder, on: day("2026-01-01") });
    office.does(Role::Finance, &last);
}

#[test]
fn dun_04_dun_09_dun_14_the_late_fee_is_that_of_the_worked_examples() {
    let fee = |since: &str, fen: i64, until: &str| late_fee(day(since), fen, &[], day(until));
    assert_eq!(fee("2026-01-01", 300_000, "2026-02-10"), 36_000);
    assert_eq!(fee("2026-04-01", 90_000, "2026-05-06"), 9_450);
    assert_eq!(fee("2026-02-01", 30_000, "2026-02-09"), 720);
    // In trusteeship it is counted on what is charged.
    assert_eq!(fee("2026-02-01", 21_000, "2026-02-09"), 504);
    // One day more in a leap year.
    assert_eq!(fee("2028-02-01", 30_000, "2028-03-01"), 2_610);
    assert_eq!(fee("2027-02-01", 30_000, "2027-03-01"), 2_520);
    assert_eq!(fee("2026-01-01", 300_000, "2026-01-01"), 0);
    assert_eq!(fee("2026-01-01", 300_000, "2025-12-31"), 0);
}

#[test]
fn dun_04_part_payments_end_their_own_days_and_the_sum_is_rounded_once() {
    let since = day("2026-01-01");
    // 3,000 yuan for 10 days, 2,000 for 10, 500 for 5.
    let paid = [(day("2026-01-21"), 150_000), (day("2026-01-11"), 100_000)];
    let fen = (3_000 * 10 + 2_000 * 10 + 500 * 5) * 3 / 10;
    assert_eq!(late_fee(since, 300_000, &paid, day("2026-01-26")), fen);
    // A third of a fen a day: 333 fen for one day is 0.999 fen, for 1 day and half of it more 1.4985.
    assert_eq!(late_fee(since, 333, &[], day("2026-01-02")), 1);
    assert_eq!(late_fee(since, 167, &[], day("2026-01-02")), 1);
    assert_eq!(late_fee(since, 166, &[], day("2026-01-02")), 0);
    assert_eq!(late_fee(since, 166, &[], day("2026-01-04")), 1);
    // What was paid before the first day is unpaid on none.
    assert_eq!(late_fee(since, 1_000, &[(day("2025-12-20"), 1_000)], day("2026-03-01")), 0);
}

//! When notices of the management fee are due, and what a late payment costs: section 6 of the life cycle, to the day and
//! the fen (DUN-1 to DUN-14).

use super::plan::{FeePeriod, FeePlan};
use crate::domain::calendar::Day;

/// Late fee per mille of the unpaid principal and day (DUN-4, DUN-9, DUN-14).
pub const LATE_FEE_PER_MILLE: i64 = 3;
/// Days of a monthly payer's reminder (DUN-13).
const MONTHLY_REMINDER_DAYS: i64 = 7;
/// Days after a reminder's issue from which the final notice may go out (DUN-3).
const FINAL_AFTER_DAYS: i64 = 8;
/// Days of a final notice (DUN-3, DUN-9, DUN-14).
const FINAL_TERM_DAYS: i64 = 5;
/// Months after the first phone notice until the formal demand letter (DUN-18).
const LETTER_AFTER_MONTHS: i64 = 3;

/// The first day on which the payment notice of a period goes out (DUN-1, DUN-7, DUN-12).
pub fn notice_from(period: FeePeriod) -> Day {
    let before = period.first_month().previous();
    match period.plan() {
        FeePlan::HalfYear | FeePlan::Quarter => before.day(1),
        FeePlan::Month => before.day(15),
    }
}

/// The last day for paying after a payment notice that was received on `receipt`. A month's is its eve (ISS-33).
pub fn pay_by(period: FeePeriod, receipt: Day) -> Day {
    match period.plan() {
        FeePlan::HalfYear | FeePlan::Quarter => receipt.add_months(1),
        FeePlan::Month => period.first_day().add_days(-1),
    }
}

/// The first day of the reminder (DUN-2, DUN-8, DUN-13).
pub fn reminder_from(period: FeePeriod, pay_by: Day) -> Day {
    match period.plan() {
        FeePlan::HalfYear | FeePlan::Quarter => period.first_day().max(pay_by),
        FeePlan::Month => period.first_day(),
    }
}

/// The last day for paying after a reminder that was received on `receipt`.
pub fn reminder_term(plan: FeePlan, receipt: Day) -> Day {
    match plan {
        FeePlan::HalfYear | FeePlan::Quarter => receipt.add_months(1),
        FeePlan::Month => receipt.add_days(MONTHLY_REMINDER_DAYS),
    }
}

/// The first day of the final notice: the 8th day after the reminder's issue, and, unless the site reads the text
/// literally, only when the reminder's term is over (ISS-34). `None` while the term isn't known and would count.
pub fn final_from(issue: Day, term: Option<Day>, literal: bool) -> Option<Day> {
    let eighth = issue.add_days(FINAL_AFTER_DAYS);
    if literal { Some(eighth) } else { Some(eighth.max(term?.add_days(1))) }
}

/// The last day for paying after a final notice that was received on `receipt`.
pub fn final_term(receipt: Day) -> Day {
    receipt.add_days(FINAL_TERM_DAYS)
}

/// The first day on which the management may decide on another recovery (DUN-5).
pub fn recovery_from(final_term: Day) -> Day {
    final_term.add_days(1)
}

/// The first day of the formal demand letter after a notice by phone that has brought no payment (DUN-18).
pub fn letter_from(contacted: Day) -> Day {
    contacted.add_months(LETTER_AFTER_MONTHS)
}

/// The late fee in fen of a principal that is owed from `since` on, as of `until`: 3 per mille of what is unpaid on each day,
/// simple, `since` counted and `until` not, rounded once at the end, half a fen upwards (ISS-35). `paid` are payments of the
/// principal with their days, in any order; what is paid on a day is unpaid on none from it on.
pub fn late_fee(since: Day, principal_fen: i64, paid: &[(Day, i64)], until: Day) -> i64 {
    let days_from = |day: Day| i128::from(until.days_since(day.max(since)).max(0));
    // What was paid takes its own days off; a payment of before counts as one of the first day.
    let owed = i128::from(principal_fen) * days_from(since);
    let off: i128 = paid.iter().map(|(day, fen)| i128::from(*fen) * days_from(*day)).sum();
    let mille = (owed - off).max(0) * i128::from(LATE_FEE_PER_MILLE);
    i64::try_from((mille + 500) / 1000).unwrap_or(i64::MAX)
}

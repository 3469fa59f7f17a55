//! What is due every day and every month, whatever the orders are (section 6.1 of the life cycle).

use super::{Deadline, DeadlineId, DeadlineSettings};
use crate::domain::calendar::{Day, MonthOf, Zone};
use serde::{Deserialize, Serialize};

/// The days that the settlement of one month's signatures has (section 6.1 of the life cycle).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthRow {
    /// Month of signature.
    pub month: MonthOf,
    /// Check, report to the office head; on-site share and spot checks complete.
    pub check_on: Day,
    /// Hand-over to the records administrator, at the latest.
    pub hand_over_by: Day,
    /// Follow-ups done, at the latest.
    pub follow_ups_by: Day,
    /// The fee notice with the month's charges.
    pub notice_on: Day,
}

/// The row of a month in the calendar of settlement.
pub fn month_row(month: MonthOf, settings: &DeadlineSettings) -> MonthRow {
    let next = month.next();
    MonthRow {
        month,
        check_on: month.last_day(),
        hand_over_by: next.day(settings.hand_over_day),
        follow_ups_by: next.day(settings.follow_up_month_day),
        notice_on: next.day(settings.notice_day),
    }
}

/// The front desk's batch of a day (DL-03).
pub fn desk_batch(day: Day, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    let at = |time| zone.at(day, time);
    Deadline::at(
        DeadlineId::DeskBatch,
        zone.start_of(day),
        at(settings.desk_batch_warning_at),
        at(settings.desk_batch_at),
    )
}

/// Follow-ups of a month's orders (DL-07).
pub fn monthly_follow_up(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    let warn_on = month.next().day(settings.follow_up_month_warning_day);
    let last = month_row(month, settings).follow_ups_by;
    Deadline::by_day(DeadlineId::FollowUpMonth, zone, zone.end_of_month(month), warn_on, last)
}

/// On-site share of the follow-ups that are made in a month (DL-08).
pub fn on_site_share(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    in_month(DeadlineId::OnSiteShare, month, zone, settings.on_site_warning_day)
}

/// Spot checks of each manager in a month (DL-09).
pub fn spot_checks(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    in_month(DeadlineId::SpotChecks, month, zone, settings.spot_checks_warning_day)
}

/// Written analysis at the end of a month (DL-25, STA-7).
pub fn analysis(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    in_month(DeadlineId::Statistics, month, zone, settings.analysis_warning_day)
}

/// Check of a month and report to the office head, on its last day (DL-17).
pub fn month_check(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    let last = month_row(month, settings).check_on;
    let warn_on = last.add_days(-i64::from(settings.month_check_warning_days));
    Deadline::by_day(DeadlineId::MonthCheck, zone, zone.start_of_month(month), warn_on, last)
}

/// Hand-over of a month's slips (DL-18). Its warning comes before the month has ended, so its time runs with the month.
pub fn hand_over(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    let last = month_row(month, settings).hand_over_by;
    let warn_on = last.add_days(-i64::from(settings.hand_over_warning_days));
    Deadline::by_day(DeadlineId::HandOver, zone, zone.start_of_month(month), warn_on, last)
}

/// A month's service charges in the fee notice (DL-19).
pub fn notice_lines(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    let warn_on = month.next().day(settings.notice_warning_day);
    let last = month_row(month, settings).notice_on;
    Deadline::by_day(DeadlineId::NoticeLines, zone, zone.end_of_month(month), warn_on, last)
}

/// Statistics of a month (DL-25, STA-4, STA-6).
pub fn statistics(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    let warn_on = month.next().day(settings.statistics_warning_day);
    let last = month.next().day(settings.statistics_day);
    Deadline::by_day(DeadlineId::Statistics, zone, zone.end_of_month(month), warn_on, last)
}

fn in_month(id: DeadlineId, month: MonthOf, zone: Zone, warning_day: u32) -> Deadline {
    let starts = zone.start_of_month(month);
    Deadline::by_day(id, zone, starts, month.day(warning_day), month.last_day())
}

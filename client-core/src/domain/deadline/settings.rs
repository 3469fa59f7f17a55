//! Every threshold of the deadlines, with the printed value as its default (convention 6).

use crate::domain::calendar::WallTime;
use serde::{Deserialize, Serialize};

const fn wall(hour: u8, minute: u8) -> WallTime {
    match WallTime::new(hour, minute) {
        Some(time) => time,
        None => WallTime::MIDNIGHT,
    }
}

/// The thresholds of the deadlines. A number of a day stands for the month's last day where the month is shorter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeadlineSettings {
    /// Minutes for the reply to the customer (DL-01).
    pub reply_minutes: u32,
    /// Minutes after which the reply is warned of (DL-01).
    pub reply_warning_minutes: u32,
    /// Minutes before the appointment at which the arrival is warned of (DL-02).
    pub arrival_warning_minutes: u32,
    /// When the front desk hands over the day's slips (DL-03).
    pub desk_batch_at: WallTime,
    /// When it is reminded (DL-03).
    pub desk_batch_warning_at: WallTime,
    /// Days for the follow-up of safety installations (DL-04).
    pub follow_up_safety_days: u32,
    /// Days after the leak test for the follow-up of a leak repair (DL-05).
    pub follow_up_leak_days: u32,
    /// Days for the follow-up of other repairs (DL-06).
    pub follow_up_other_days: u32,
    /// Days before the last day from which these three are warned of.
    pub follow_up_warning_days: u32,
    /// Day of the next month by which a month's orders have been followed up (DL-07).
    pub follow_up_month_day: u32,
    /// Day of the next month from which this is warned of (DL-07).
    pub follow_up_month_warning_day: u32,
    /// Share of a month's follow-ups that are made on site, per mille (DL-08).
    pub on_site_per_mille: u32,
    /// Day of the month from which a shortfall of the share is warned of (DL-08).
    pub on_site_warning_day: u32,
    /// Spot checks of each manager in a month (DL-09).
    pub spot_checks: u32,
    /// Day of the month from which a shortfall of the spot checks is warned of (DL-09).
    pub spot_checks_warning_day: u32,
    /// Minutes for the delivery of an important complaint (DL-10).
    pub complaint_forward_minutes: u32,
    /// Minutes after which it is warned of (DL-10).
    pub complaint_forward_warning_minutes: u32,
    /// Days for an important complaint (DL-11).
    pub complaint_important_days: u32,
    /// Days for the clear answer to a serious complaint (DL-13).
    pub complaint_answer_days: u32,
    /// Days for a serious complaint (DL-14).
    pub complaint_solved_days: u32,
    /// Days before its last day from which that is warned of (DL-14).
    pub complaint_solved_warning_days: u32,
    /// Days for a minor complaint whose resident asks for none (DL-15).
    pub complaint_minor_days: u32,
    /// Days before the last day from which the other days are warned of (DL-11, DL-13, DL-15).
    pub complaint_warning_days: u32,
    /// When the day's notices to complainants are warned of (DL-16).
    pub complaint_notice_warning_at: WallTime,
    /// Days before the last day of the month from which check and report are warned of (DL-17).
    pub month_check_warning_days: u32,
    /// Day of the next month by which the month's slips are handed over (DL-18).
    pub hand_over_day: u32,
    /// Days before that day from which the hand-over is warned of (DL-18).
    pub hand_over_warning_days: u32,
    /// Day of the next month on which the fee notice goes out (DL-19).
    pub notice_day: u32,
    /// Day of the next month from which the lines for the notice are warned of (DL-19).
    pub notice_warning_day: u32,
    /// Whether a final notice of the management fee follows 8 days after the reminder's issue, whether or not the
    /// reminder's term is over (DUN-3, ISS-34).
    pub literal_final_notice: bool,
    /// Day of the next month by which the statistics are made (DL-25). The source text prints none.
    pub statistics_day: u32,
    /// Day of the next month from which the statistics are warned of (DL-25).
    pub statistics_warning_day: u32,
    /// Day of the month from which the analysis at its end is warned of (DL-25, STA-7).
    pub analysis_warning_day: u32,
}

impl Default for DeadlineSettings {
    fn default() -> Self {
        Self {
            reply_minutes: 15,
            reply_warning_minutes: 10,
            arrival_warning_minutes: 30,
            desk_batch_at: wall(17, 30),
            desk_batch_warning_at: wall(17, 0),
            follow_up_safety_days: 2,
            follow_up_leak_days: 3,
            follow_up_other_days: 2,
            follow_up_warning_days: 1,
            follow_up_month_day: 10,
            follow_up_month_warning_day: 8,
            on_site_per_mille: 50,
            on_site_warning_day: 25,
            spot_checks: 3,
            spot_checks_warning_day: 25,
            complaint_forward_minutes: 60,
            complaint_forward_warning_minutes: 45,
            complaint_important_days: 3,
            complaint_answer_days: 2,
            complaint_solved_days: 10,
            complaint_solved_warning_days: 2,
            complaint_minor_days: 2,
            complaint_warning_days: 1,
            complaint_notice_warning_at: wall(17, 0),
            month_check_warning_days: 3,
            hand_over_day: 1,
            hand_over_warning_days: 2,
            notice_day: 15,
            notice_warning_day: 10,
            literal_final_notice: false,
            statistics_day: 10,
            statistics_warning_day: 8,
            analysis_warning_day: 25,
        }
    }
}

/// A threshold that can't be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {wanted}")]
pub struct InvalidSettings {
    /// The setting.
    pub field: &'static str,
    /// What it must be.
    pub wanted: &'static str,
}

impl DeadlineSettings {
    /// Refuses thresholds that can't be meant: a day that no month has, a warning after its deadline, a share above the
    /// whole.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn check(&self) -> Result<(), InvalidSettings> {
        let wrong = |field, wanted| Err(InvalidSettings { field, wanted });
        for (field, day) in [
            ("follow_up_month_day", self.follow_up_month_day),
            ("follow_up_month_warning_day", self.follow_up_month_warning_day),
            ("on_site_warning_day", self.on_site_warning_day),
            ("spot_checks_warning_day", self.spot_checks_warning_day),
            ("hand_over_day", self.hand_over_day),
            ("notice_day", self.notice_day),
            ("notice_warning_day", self.notice_warning_day),
            ("statistics_day", self.statistics_day),
            ("statistics_warning_day", self.statistics_warning_day),
            ("analysis_warning_day", self.analysis_warning_day),
        ] {
            if !(1..=31).contains(&day) {
                return wrong(field, "a day of a month, 1 to 31");
            }
        }
        for (field, warning, last) in [
            ("reply_warning_minutes", self.reply_warning_minutes, self.reply_minutes),
            (
                "complaint_forward_warning_minutes",
                self.complaint_forward_warning_minutes,
                self.complaint_forward_minutes,
            ),
            ("follow_up_month_warning_day", self.follow_up_month_warning_day, self.follow_up_month_day),
            ("notice_warning_day", self.notice_warning_day, self.notice_day),
            ("statistics_warning_day", self.statistics_warning_day, self.statistics_day),
        ] {
            if warning > last {
                return wrong(field, "not after the deadline itself");
            }
        }
        if self.desk_batch_warning_at > self.desk_batch_at {
            return wrong("desk_batch_warning_at", "not after the deadline itself");
        }
        if self.on_site_per_mille > 1_000 {
            return wrong("on_site_per_mille", "0 to 1000");
        }
        Ok(())
    }
}
